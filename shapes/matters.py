"""Whether a text has words for a matter: the phrases stand in ``profiles/matters.ttl``, this is what they mean.

A phrase is a row of words, read without regard to case; between two words may stand blanks, line ends, hyphens, quotes,
commas and Markdown's marks, but no end of a sentence.

=============  ==========================================
``complain``   this word
``complain*``  a word that begins so
``is|are``     one of these words
``...``        up to 60 characters of the same sentence
``/…/``        a whole phrase that is a regular expression
=============  ==========================================
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from rdflib import URIRef

from ..ontology.namespaces import SHAPES
from .profiles import load_terms_of

PHRASE: Final = URIRef(SHAPES + "phrase")

_BETWEEN = r"[^\w.;!?]{1,6}"
_GAP = r"[^.;!?]{0,60}?[^\w.;!?]"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase, and a piece of text that stands in whatever it matches (empty where none is known)."""

    pattern: re.Pattern[str]
    piece: str

    def find(self, lowered: str) -> re.Match[str] | None:
        """Where a text in lower case has it first."""
        return self.pattern.search(lowered) if self.piece in lowered else None


def phrase(words: str) -> Phrase:
    """The phrase that is written so. Raises `re.error` for a malformed regular expression.

    >>> phrase("complain* ... authority").find("you may lodge a complaint with the competent authority")[0]
    'complaint with the competent authority'
    >>> phrase("opt out").find("an opt-out") is not None, phrase("opt out").find("you opt. out") is None
    (True, True)
    """
    if len(words) > 1 and words.startswith("/") and words.endswith("/"):
        return Phrase(re.compile(words[1:-1]), "")
    pattern, piece, joined = "", "", True
    for part in words.lower().split():
        if part == "...":
            pattern, joined = pattern + _GAP, True
            continue
        options = [re.escape(o.removesuffix("*")) + (r"\w*" if o.endswith("*") else "") for o in part.split("|")]
        pattern += ("" if joined else _BETWEEN) + "(?:" + "|".join(o.replace("'", "['’]") for o in options) + ")"
        joined = False
        plain = part.rstrip("*").partition("'")[0]
        if "|" not in part and len(plain) > len(piece):
            piece = plain
    return Phrase(re.compile(rf"(?<!\w){pattern}(?!\w)"), piece)


@cache
def matters() -> tuple[tuple[URIRef, tuple[Phrase, ...]], ...]:
    """Each matter of ``profiles/matters.ttl`` with its phrases."""
    found: dict[URIRef, list[str]] = {}
    for matter, _, words in load_terms_of("matters").triples((None, PHRASE, None)):
        found.setdefault(URIRef(matter), []).append(str(words))
    return tuple((matter, tuple(map(phrase, sorted(found[matter])))) for matter in sorted(found))


def matters_in(text: str, of: Iterable[URIRef]) -> Iterator[URIRef]:
    """Those of the matters ``of`` that the text has words for."""
    lowered, wanted = text.lower(), frozenset(of)
    for matter, phrases in matters():
        if matter in wanted and any(p.find(lowered) for p in phrases):
            yield matter


def words_for(matter: URIRef, sentence: str) -> Iterator[str]:
    """The words of the sentence that are a phrase of the matter, in lower case; of those that overlap the longest."""
    lowered = sentence.lower()
    phrases = next((phrases for each, phrases in matters() if each == matter), ())
    spans = [found.span() for found in (p.find(lowered) for p in phrases) if found]
    taken: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span)):
        if all(end <= a or b <= start for a, b in taken):
            taken.append((start, end))
    for start, end in sorted(taken):
        yield " ".join(lowered[start:end].split())
