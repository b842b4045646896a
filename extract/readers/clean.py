"""Text freed of markup and of runs of white space, with the code point that each character comes from."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# One space stays as it is; every other run of white space, control and invisible characters is looked at.
# (Zero-width joiners stay: emoji and Persian need them.)
_INVISIBLE = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_RUN = re.compile(rf"\s[\s{_INVISIBLE}]+|[^\S ]|[{_INVISIBLE}][\s{_INVISIBLE}]*")


@dataclass(frozen=True, slots=True)
class Clean:
    """``text`` and, for each of its characters and for its end, the code point of the source (``offsets``).

    ``bold``: source spans in bold. ``breaks``: source offsets at which a new line begins that the author asked for.
    ``wide``: source spans of characters written as several code points.
    """

    text: str
    offsets: tuple[int, ...]
    bold: tuple[tuple[int, int], ...] = ()
    breaks: tuple[int, ...] = ()
    wide: tuple[tuple[int, int], ...] = ()

    def slice(self, start: int, end: int | None = None) -> "Clean":
        """The part ``text[start:end]`` without outer spaces."""
        stop = len(self.text) if end is None else end
        while start < stop and self.text[start] == " ":
            start += 1
        while stop > start and self.text[stop - 1] == " ":
            stop -= 1
        if start == 0 and stop == len(self.text):
            return self
        if start >= stop:
            return EMPTY
        after = self.offsets[stop - 1] + 1
        return Clean(self.text[start:stop], (*self.offsets[start:stop], after), self.bold, self.breaks, self.wide)


EMPTY = Clean("", (0,))


def collapse(
    raw: str,
    positions: Sequence[int],
    *,
    bold: Iterable[tuple[int, int]] = (),
    breaks: Iterable[int] = (),
    wide: Iterable[tuple[int, int]] = (),
) -> Clean:
    """``raw`` with white space collapsed and trimmed; ``positions[i]`` is the source offset of ``raw[i]``."""
    parts: list[str] = []
    kept: list[int] = []
    at, last = 0, ""
    for run in _RUN.finditer(raw):
        start, end = run.span()
        if at < start:
            parts.append(raw[at:start])
            kept.extend(positions[at:start])
            last = raw[start - 1]
        at = end
        space = next((i for i in range(start, end) if raw[i].isspace()), None)
        if space is not None and last != " ":
            parts.append(" ")
            kept.append(positions[space])
            last = " "
    parts.append(raw[at:])
    kept.extend(positions[at:])
    text = "".join(parts)
    first = len(text) - len(text.lstrip())
    text = text.strip()
    if not text:
        return EMPTY
    kept = kept[first : first + len(text)]
    kept.append(kept[-1] + 1)
    return Clean(text, tuple(kept), tuple(bold), tuple(breaks), tuple(wide))


def clean_span(source: str, start: int, end: int) -> Clean:
    """The source's ``start:end`` with white space collapsed."""
    return collapse(source[start:end], range(start, end))
