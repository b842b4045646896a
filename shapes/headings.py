"""What the headings above a statement limit it to: cookies, children, a country.

"No personal information is collected" means one thing under "Cookies" and another under "Our promise".
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final

from ..ontology import load_vocabulary
from .wording import load_wording

SCHEMES: Final = ("technology", "subject", "location")
"""The schemes whose concepts limit what stands under a heading that names one."""
_WORDS = re.compile(r"[^\W_]+")


@lru_cache(maxsize=4096)
def limits_of(trail: str) -> frozenset[str]:
    """The concepts (IRIs) that the headings of a trail ("Privacy > Children under 13") name.

    >>> [iri.rpartition("/")[2] for iri in limits_of("Privacy > Children under 13")]
    ['Child']
    """
    return frozenset(_named(_words(trail)))


def _words(text: str) -> tuple[str, ...]:
    return tuple(_singular(word) for word in _WORDS.findall(text.lower()))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _named(words: tuple[str, ...]) -> Iterator[str]:
    longest, labels = _labels()
    at = 0
    while at < len(words):
        size = next((n for n in range(min(longest, len(words) - at), 0, -1) if words[at : at + n] in labels), 0)
        if size:
            yield labels[words[at : at + size]]
        at += size or 1


@cache
def _labels() -> tuple[int, dict[tuple[str, ...], str]]:
    """The words of labels → concept, and the number of words of the longest."""
    vocabulary, everybody = load_vocabulary(), load_wording().concepts["Everybody"]
    found: dict[tuple[str, ...], str] = {}
    for scheme in SCHEMES:
        for label, iri in vocabulary.wordings(scheme):
            if iri not in everybody and (words := _words(label)):
                found.setdefault(words, iri)
    return max(map(len, found), default=0), found
