"""What changed between two texts, paragraph beside paragraph, with the words that differ."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

LONGEST: Final = 4_000
"""Characters of a paragraph whose words are compared; longer ones are shown as changed in whole."""
FEW: Final = 100_000
"""Pairs of parts up to which repeated ones are matched with each other too, which takes their number squared."""
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_BLOCK = re.compile(r"\n[^\S\n]*\n")

Words = tuple[tuple[bool, str], ...]
"""Pieces of a paragraph in order, each with whether the other text does not have it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph of the earlier text beside the one of the later that took its place; empty where there is none.

    ``skipped`` counts the paragraphs before it that are the same in both.
    """

    before: Words
    after: Words
    skipped: int = 0


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, white space collapsed.

    >>> paragraphs("One\\nline.\\n\\n\\nTwo.")
    ['One line.', 'Two.']
    """
    return [" ".join(part.split()) for part in _BLOCK.split(text.replace("\r\n", "\n")) if part.strip()]


def changes(before: str, after: str) -> Iterator[Change]:
    """The paragraphs that differ, in order."""
    old, new = paragraphs(before), paragraphs(after)
    skipped = 0
    for tag, a, b, c, d in _steps(old, new):
        if tag == "equal":
            skipped += b - a
            continue
        for one, other in _paired(old[a:b], new[c:d]):
            yield Change(*_words(one, other), skipped)
            skipped = 0


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """How the one becomes the other, as `difflib` tells it, in time that repeated parts do not make endless."""
    shorter = min(len(old), len(new))
    begin = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    end = next((n for n in range(shorter - begin) if old[-1 - n] != new[-1 - n]), shorter - begin)
    if begin:
        yield "equal", 0, begin, 0, begin
    inner, other = old[begin : len(old) - end], new[begin : len(new) - end]
    matcher = SequenceMatcher(None, inner, other, autojunk=len(inner) * len(other) > FEW)
    for tag, a, b, c, d in matcher.get_opcodes():
        yield tag, a + begin, b + begin, c + begin, d + begin
    if end:
        yield "equal", len(old) - end, len(old), len(new) - end, len(new)


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    for at in range(max(len(old), len(new))):
        yield (old[at] if at < len(old) else "", new[at] if at < len(new) else "")


def _words(one: str, other: str) -> tuple[Words, Words]:
    if not one or not other or max(len(one), len(other)) > LONGEST:
        return ((True, one),) if one else (), ((True, other),) if other else ()
    old, new = _WORD.findall(one), _WORD.findall(other)
    before: list[tuple[bool, str]] = []
    after: list[tuple[bool, str]] = []
    for tag, a, b, c, d in _steps(old, new):
        if b > a:
            before.append((tag != "equal", "".join(old[a:b])))
        if d > c:
            after.append((tag != "equal", "".join(new[c:d])))
    return tuple(before), tuple(after)
