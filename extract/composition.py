"""What is parsed together: passages, and list items composed with the words that lead into them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from .answers import answered
from .document import Passage
from .grammar import load_grammar
from .parses import Parses

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "–": "-", "—": "-", "\u2011": "-"})
_HYPHENED_VERB = re.compile(r"\b(opt(?:s|ed|ing)?)-(out|in)\b", re.IGNORECASE)
_FOLLOWING = re.compile(
    r"[,;]?\s*(?:\b(?:and|or|including|namely|such as|as well as)\s+)?(?:\b(?:in|for|of|by|to|with|under|on)\s+)?"
    r"(?:\b(?:any|one or more|some|all|at least one) of\s+)?(?:\b(?:the|these)\s+)?"
    r"(?:\b(?:following|as follows|below)\b[^,:;.]*|\bsuch as|\bincluding|\bfor example|\bnamely)\s*:?\s*$",
    re.IGNORECASE,
)
"""What only points to the items: ", for the following reasons:"."""
_EXAMPLES = re.compile(r"\b(?:such as|including|for example|namely)\s*:?\s*$", re.IGNORECASE)
_OBJECT_FOLLOWING = re.compile(
    r"\b(?:the\s+)?following\s+(?:\w+\s+)?(?:(?:types?|kinds?|categories|pieces)\s+of\s+)?(?:[\w-]+\s+){0,3}?"
    r"(?:information|data|details|items|things)(?:\s+(?:about|from)\s+you)?\s*:?\s*$",
    re.IGNORECASE,
)
"""An object that the items replace: "the following types of information"."""
_FOLLOWING_IS = re.compile(
    r"^(?:the\s+)?following (?:is|are) (?:an? |the )?(?:list of |content of |contents of |types of |kinds of )?(.+)$",
    re.IGNORECASE,
)
"""A lead-in turned round: "The following are the records we keep:"."""
_PURPOSES = re.compile(
    r"[,;]?\s*(?:\bas (?:mentioned|described|set out|set forth|outlined|stated|explained)\b[^,:;]{0,40}\band\s+)?"
    r"(?:\band\s+)?\b(?:for|in)\b[^,:;.]{0,60}\b(?:purposes?|reasons?|ways?)\b[^:;.]{0,40}$",
    re.IGNORECASE,
)
"""A purpose that the items spell out: "for various purposes, including to"."""
_BRITISH = re.compile(
    r"\b((?:author|util|personal|custom|organ|recogn|minim|optim|anonym|pseudonym|categor|final|monet|summar)i|anal?y)"
    r"s(e[ds]?|ing)\b",
    re.IGNORECASE,
)
_OPEN_ENDED = re.compile(
    r"\b(?:to|if|when|where|that|which|who|for|by|of|with|in|from|as|because|unless|while|we|(?<!about )(?<!from )you"
    r"|may|will|can|us|our|your|the)\s*:?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed unit of text: the passage (perhaps composed), its doc, and where the item starts in it.

    ``unfinished`` is true of a lead-in whose last sentence says nothing without its items ("We share X with:");
    ``answers`` where the question before is answered, which says nothing by itself.
    """

    passage: Passage
    doc: Doc
    seam: int = 0
    unfinished: bool = False
    answers: bool = False


def parse(parses: Parses, passages: Sequence[Passage]) -> Iterator[Parsed]:
    """Parse a document's passages; items that are no sentences of their own are parsed with their lead-in.

    Headings are not parsed. Order is that of the passages.
    """
    alone = [i for i, p in enumerate(passages) if p.kind != "heading" and p.text]
    leads = {i: lead for i in alone if passages[i].kind == "item" and (lead := passages[i].lead_in) is not None}
    # what leads in breaking off is gone on with, whatever the item is by itself
    answers = dict(_answers(passages, alone))
    first = [
        i for i in alone if i not in answers and (i not in leads or not _OPEN_ENDED.search(passages[leads[i]].text))
    ]
    docs = dict(zip(first, parses.of(_plain(passages[i].text) for i in first), strict=True))
    composed: dict[int, tuple[Passage, int]] = dict(answers)
    for i, lead in leads.items():
        if i not in answers and (i not in docs or not is_clausal(docs[i])):
            base = composed[lead][0] if lead in composed else passages[lead]
            made = compose(base, passages[i], noun=True)
            if made != compose(base, passages[i], noun=False):
                doc = docs[i] if i in docs else parses.of([_plain(passages[i].text)])[0]
                made = compose(base, passages[i], noun=starts_with_noun(doc))
            if made:
                composed[i] = made
    unfinished = {leads[i] for i in composed if i in leads and _breaks_off(passages[leads[i]])}
    later = [i for i in alone if i in composed or i not in docs]
    texts = (_plain((composed[i][0] if i in composed else passages[i]).text) for i in later)
    docs.update(zip(later, parses.of(texts), strict=True))
    for i in alone:
        if i in composed:
            yield Parsed(composed[i][0], docs[i], composed[i][1], answers=i in answers)
        else:
            yield Parsed(passages[i], docs[i], unfinished=i in unfinished)


def _answers(passages: Sequence[Passage], spoken: Sequence[int]) -> Iterator[tuple[int, tuple[Passage, int]]]:
    """The passages that answer the one before them, each with the statement that the two make together."""
    for i in spoken:
        if i and not passages[i].cells and passages[i - 1].text.rstrip().endswith("?"):
            made = answered(passages[i - 1], passages[i])
            if made is not None:
                yield i, made


def _plain(text: str) -> str:
    """The same text, character for character, with straight quotes and plain blanks, and "opt-out" as two words.

    The tagger takes the hyphenated verb for a noun, and does not know "authorise".
    """
    return _BRITISH.sub(r"\1z\2", _HYPHENED_VERB.sub(r"\1 \2", text.translate(_STRAIGHT)))


def _breaks_off(lead_in: Passage) -> bool:
    """True for "We will not share X except:", which its items complete; "for these purposes:" says enough."""
    text = lead_in.text.rstrip(" :-")
    return bool(_OPEN_ENDED.search(text)) and not _PURPOSES.search(text) and not _FOLLOWING.search(text)


def is_clausal(doc: Doc) -> bool:
    """True where the first sentence has a finite verb with a subject of its own, or is an imperative request."""
    for sentence in doc.sents:
        root = sentence.root
        if sentence[0].tag_ == "TO":
            return False  # "To measure our success - for example, we count sales": a purpose, whatever follows
        if root.pos_ not in {"VERB", "AUX"} or sentence[0].lower_ in load_grammar()["subordinates"]:
            return False
        has_subject = any(c.dep_ in {"nsubj", "nsubjpass", "expl", "csubj"} for c in root.children)
        finite = root.tag_ in {"VBD", "VBP", "VBZ", "MD"} or any(
            c.dep_ in {"aux", "auxpass"} and c.tag_ in {"MD", "VBD", "VBP", "VBZ"} for c in root.children
        )
        return has_subject and finite
    return False


def starts_with_noun(doc: Doc) -> bool:
    """True where the item begins with a noun phrase rather than "to …", "for …" or a verb."""
    for token in doc:
        if token.is_alpha:
            return token.pos_ in {"NOUN", "PROPN", "DET", "ADJ", "PRON", "NUM"} or token.tag_ == "VBN"
    return False


def compose(lead_in: Passage, item: Passage, noun: bool) -> tuple[Passage, int] | None:
    """The lead-in's last sentence continued by the item, with the character at which the item starts.

    "We collect the following information:" + "Name" gives "We collect Name": what only points forward goes. A bare
    verb gets the "to" that "for these purposes:" leaves out. None where the lead-in is a heading without a verb to
    continue, or too long to be one.
    """
    text = lead_in.text
    if lead_in.kind == "heading" and not re.search(r"\b(we|our|us|you|your|is|are|may|will|do)\b", text, re.IGNORECASE):
        return None
    if text.rstrip().endswith("?"):
        return None
    start = max((m.end() for m in re.finditer(r"[.!?]\s+(?=[A-Z])", text)), default=0)
    end = len(text.rstrip(" :-–—"))
    head = text[start:end]
    joint = " "
    listed = _FOLLOWING_IS.search(head)
    purposes = _PURPOSES.search(head)
    if listed:
        start, joint = start + listed.start(1), " include "
    elif purposes and not noun:
        end = start + purposes.start()
        joint = " " if re.match(r"(to|for|in|so|by|with)\b", item.text, re.IGNORECASE) else " to "
    elif (noun and (found := _OBJECT_FOLLOWING.search(head))) or (found := _FOLLOWING.search(head)):
        # "computer you use, such as:" would run into the item without these words
        end = start + found.start()
        joint = " such as " if noun and _EXAMPLES.search(head) else " "
    end = start + len(text[start:end].rstrip(" ,;:"))
    if not 0 < end - start <= 400:
        return None
    body = item.text
    if body[:1].isupper() and body[1:2].islower():
        body = body[0].lower() + body[1:]
    offsets = (*lead_in.offsets[start:end], *[item.offsets[0]] * len(joint), *item.offsets)
    wide = (*lead_in.wide, *item.wide)
    return replace(item, text=text[start:end] + joint + body, offsets=offsets, wide=wide), end - start + 1
