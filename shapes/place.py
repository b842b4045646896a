"""Where a statement stands in its file: line and column."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from .report import Statement

_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Source:
    """A file as reports name it, and its text: the one that offsets count in, line ends and byte order mark kept."""

    name: str
    text: str

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _BREAK.finditer(self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a code point, both from 1; a tab is one column, and a byte order mark none.

        >>> Source("a.md", "one\\r\\ntwo").position(6)
        (2, 2)
        """
        low, high = 0, len(self._starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._starts[middle] <= offset else (low, middle)
        column = offset - self._starts[low] + 1
        if low == 0 and self.text.startswith("\ufeff"):
            column = max(1, column - 1)
        return low + 1, column


Sources = Mapping[str, Source]
"""IRI of a version → its file."""


@dataclass(frozen=True, slots=True)
class Place:
    """A span in a file; lines and columns from 1, the end column behind the last code point."""

    name: str
    line: int
    column: int
    end_line: int
    end_column: int


def place_of(statement: Statement | None, sources: Sources) -> Place | None:
    """Where the statement's sentence stands; None where its file or its offsets are not known."""
    source = sources.get(statement.version) if statement else None
    if statement is None or source is None or statement.start is None or statement.end is None:
        return None
    return Place(source.name, *source.position(statement.start), *source.position(statement.end))
