"""Where a statement stands in its file: line and column."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from .page import Alignment
from .report import Finding, Statement

_BREAK = re.compile(r"\r\n|\r|\n")
_NOT_AS_READ = re.compile(r"\.(?:html?|xhtml|pdf)", re.IGNORECASE)


@dataclass(frozen=True)
class Source:
    """A file as reports name it, and its text: the one that offsets count in, line ends and byte order mark kept.

    ``page`` is given where offsets count in a text that was made from the file: the HTML as it stands in the file. Of a
    PDF there is no such text.
    """

    name: str
    text: str
    page: str | None = None

    @property
    def file(self) -> str:
        """What stands in the file, as far as it is known."""
        return self.text if self.page is None else self.page

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _BREAK.finditer(self.file))]

    @cached_property
    def _alignment(self) -> Alignment:
        return Alignment(self.page or "", self.text)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a code point of the file, both from 1; a tab is one column, and a byte order mark none.

        >>> Source("a.md", "one\\r\\ntwo").position(6)
        (2, 2)
        """
        line = bisect_right(self._starts, max(offset, 0))
        column = max(offset, 0) - self._starts[line - 1] + 1
        if line == 1 and self.file.startswith("\ufeff"):
            column = max(1, column - 1)
        return line, column

    def in_file(self, start: int, end: int) -> tuple[int, int] | None:
        """The span of the file that ``text[start:end]`` was read from; None where that is not known for sure."""
        if self.page is not None:
            return self._alignment.span(start, end)
        if _NOT_AS_READ.fullmatch(self.name[self.name.rfind(".") :]) or not 0 <= start <= end <= len(self.text):
            return None
        return start, end


Sources = Mapping[str, Source]
"""IRI of a version → its file."""


@dataclass(frozen=True, slots=True)
class Place:
    """A span in a file; lines and columns from 1, the end column behind the last code point.

    Not ``exact``: all that is known is the file, and the span is its very beginning.
    """

    name: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    exact: bool = True


def place_of(statement: Statement | None, sources: Sources) -> Place | None:
    """Where the statement's sentence stands; None where its file is not known."""
    source = sources.get(statement.version) if statement else None
    if statement is None or source is None:
        return None
    if statement.start is not None and statement.end is not None:
        span: tuple[int, int] | None = (statement.start, statement.end)
        if not statement.in_file:
            span = source.in_file(statement.start, statement.end)
        if span:
            return Place(source.name, *source.position(span[0]), *source.position(span[1]))
    return Place(source.name, exact=False)


def place_of_finding(finding: Finding, sources: Sources) -> Place | None:
    """Where the first statement of a finding stands; of one that is about none, the beginning of its version's file."""
    found = place_of(finding.statements[0], sources) if finding.statements else None
    source = sources.get(finding.version)
    return found or (Place(source.name, exact=False) if source else None)
