"""Sections of a text: from one heading to the next.

A heading is a line that Markdown marks as one, or whose words are the last of a heading trail of the graph (these were
found by the readers, which know more formats). A heading that no statement stands under, in a text that is not
Markdown, is not seen, and what follows it counts as the section before it.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

_LINE = re.compile(r"[^\r\n]+")
_MARKED = re.compile(r" {0,3}#{1,6}\s+\S")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-{3,})\s*$")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Section:
    """The words of a heading (empty before the first one), and the span from it to the next one.

    ``start`` and ``end`` are code-point offsets, half open; ``body`` is where the heading ends.
    """

    heading: str
    start: int
    body: int
    end: int


def sections(text: str, headings: Collection[str] = (), markdown: bool = False) -> list[Section]:
    """The sections of a text, in order; ``headings`` are those that are known already.

    >>> [(s.heading, s.start, s.body, s.end) for s in sections("# A\\n\\nfirst\\n## B\\nsecond", (), True)]
    [('A', 0, 3, 11), ('B', 11, 15, 22)]
    """
    known = {_plain(heading) for heading in headings}
    marks: list[tuple[str, int, int]] = []
    before: re.Match[str] | None = None
    fenced = False
    for line in _LINE.finditer(text):
        fenced ^= bool(markdown and _FENCE.match(line[0]))
        if fenced:
            continue
        underlined = markdown and before is not None and _UNDERLINE.match(line[0]) and _touch(text, before, line)
        if underlined and before is not None and before.start() not in {m[1] for m in marks}:
            marks.append((_shown(before[0]), before.start(), line.end()))
        elif (markdown and _MARKED.match(line[0])) or (len(line[0]) < 200 and _plain(line[0]) in known - {""}):
            marks.append((_shown(line[0]), line.start(), line.end()))
        before = line
    if not marks or marks[0][1] > 0:
        marks.insert(0, ("", 0, 0))
    ends = [*(start for _, start, _ in marks[1:]), len(text)]
    return [Section(heading, start, body, end) for (heading, start, body), end in zip(marks, ends, strict=True)]


def _touch(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    """True for a line that comes right after the other one: an underline of nothing is a rule."""
    return text[one.end() : other.start()] in {"\n", "\r\n", "\r"}


def _plain(line: str) -> str:
    return " ".join(_WORDS.findall(line.lower()))


def _shown(line: str) -> str:
    """The words of a heading, without Markdown's marks and the targets of its links."""
    return _LINK.sub(r"\1", line).replace("\\", "").strip().strip("#*_=: \t").strip()
