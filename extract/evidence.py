"""Quotes as Web Annotation selectors have them, and finding them again in other versions of a text.

https://www.w3.org/TR/annotation-model/#text-quote-selector
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

CONTEXT = 32
"""Characters of prefix and suffix."""
_PLAIN = re.compile("[^\\s\u0300-\U0010ffff]+")
"""Characters that stand for themselves, unless one follows that combines with the last of them."""


@dataclass(frozen=True, slots=True)
class Quote:
    """An exact text with what stands before and after it."""

    exact: str
    prefix: str
    suffix: str


def quote(text: str, start: int, end: int) -> Quote:
    """The quote of ``text[start:end]`` with up to `CONTEXT` characters on each side."""
    return Quote(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


def locate_quote(text: str, exact: str, prefix: str = "", suffix: str = "") -> tuple[int, int] | None:
    """Offsets at which the quote stands in ``text``, None where it does not.

    White space may differ, and composed characters may be decomposed. Of several places it is the one whose
    surroundings agree longest with prefix and suffix, the first of equals.

    >>> locate_quote("We sell. You\\nmay ask.  We sell.", "We sell.", prefix="may ask. ")
    (23, 31)
    """
    return locate_quotes(text, [Quote(exact, prefix, suffix)])[0]


def locate_quotes(text: str, quotes: Iterable[Quote]) -> list[tuple[int, int] | None]:
    """The same for many quotes: the text is prepared once."""
    wanted = list(quotes)
    if not wanted:
        return []
    flat, offsets = _flat(text)
    return [_locate(text, flat, offsets, one) for one in wanted]


def _locate(text: str, flat: str, offsets: list[int], quote: Quote) -> tuple[int, int] | None:
    needle = _flat(quote.exact)[0].strip(" ")
    if not needle:
        return None
    before, after = _flat(quote.prefix)[0], _flat(quote.suffix)[0]
    best: tuple[int, int] | None = None
    best_score = -1
    at = flat.find(needle)
    while at >= 0:
        stop = at + len(needle)
        # one character more than the prefix has, since a blank at its front does not count
        score = _agree(flat[max(0, at - len(before) - 1) : at][::-1], before[::-1]) + _agree(
            flat[stop : stop + len(after) + 1], after
        )
        if score > best_score:
            best, best_score = (offsets[at], offsets[stop]), score
        at = flat.find(needle, at + 1)
    if best is None:
        return None
    start, end = best
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _agree(one: str, other: str) -> int:
    """Length of the common start, a blank at the front of either aside."""
    one, other = one.lstrip(" "), other.lstrip(" ")
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _flat(text: str) -> tuple[str, list[int]]:
    """The text in NFC with runs of white space as one blank, and the offset that each character comes from."""
    out: list[str] = []
    offsets: list[int] = []
    at = 0
    while at < len(text):
        start = at
        if text[at].isspace():
            while at < len(text) and text[at].isspace():
                at += 1
            piece = " "
        elif (plain := _PLAIN.match(text, at)) is not None and (end := _uncombined(text, plain.end())) > at:
            out.append(text[at:end])
            offsets.extend(range(at, end))
            at = end
            continue
        else:
            at += 1
            while at < len(text) and unicodedata.combining(text[at]):
                at += 1
            piece = text[start:at] if at == start + 1 and text[start] < "\u0300" else _nfc(text[start:at])
        out.append(piece)
        offsets.extend([start] * len(piece))
    offsets.append(len(text))
    return "".join(out), offsets


def _uncombined(text: str, end: int) -> int:
    """The end of plain text, without a last character that the next one combines with."""
    return end - 1 if end < len(text) and unicodedata.combining(text[end]) else end


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
