"""How hard a text is to read: LIX, which needs no syllables and so neither a dictionary nor a language.

LIX = words / sentences + 100 · words of more than six letters / words (C.-H. Björnsson, Läsbarhet, 1968; J. Anderson,
"Lix and Rix: variations on a little-known readability index", Journal of Reading 26, 1983, for English). Below 30 is
easy, 40 to 50 a newspaper, above 60 very hard. Figures for fewer than about a hundred words mean nothing.
"""

import re
from typing import Final

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_END = re.compile(r"[.!?:;](?=[\s\"”’)\]*_]|$)|\n\s*\n|\n\s*(?:[-*+•|]|\d+[.)])\s")
_NO_END = re.compile(r"\b(?:[A-Za-z]|e\.g|i\.e|etc|inc|ltd|no|art|vs|st|mr|ms|dr|approx|incl)\.", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<=\])\([^)\s]*\)|\S+@\S+|(?:https?://|www\.)\S+")
LONG: Final = 6
"""Letters that a short word has at most."""

WORDS_ENOUGH: Final = 100
"""Words below which the figure means nothing."""


def lix(text: str) -> tuple[int, int]:
    """(words, LIX rounded); LIX is 0 where there is no word. A list item is a sentence, as in Björnsson's rules.

    >>> lix("We keep your name. We keep your telephone number.")
    (9, 16)
    """
    # The address of a link, and the dot of an abbreviation, are no words and no ends
    text = _NO_END.sub(" x ", _ADDRESS.sub(" ", text))
    words = [w for w in _WORD.findall(text) if w != "x"]
    if not words:
        return 0, 0
    pieces = [piece for piece in _END.split(text) if _WORD.search(piece)]
    long_words = sum(len(word) > LONG for word in words)
    return len(words), round(len(words) / len(pieces) + 100 * long_words / len(words))
