"""The formats of reports by name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from .github import to_github
from .junit import to_junit
from .machine import to_json, to_turtle
from .markdown import to_markdown
from .place import Sources
from .report import Report
from .sarif import to_sarif
from .text import render as to_text

WRITERS: Final[Mapping[str, Callable[[Report, Sources], str]]] = {
    "text": to_text,
    "json": to_json,
    "ttl": to_turtle,
    "sarif": to_sarif,
    "junit": to_junit,
    "github": to_github,
    "markdown": to_markdown,
}
"""Format → writer; each gives the whole report as a str that ends in a line feed (or is empty)."""

_NONE: Final[Sources] = {}


def write_report(
    report: Report, format_: str = "text", sources: Sources = _NONE, *, refused: Iterable[tuple[str, str]] = ()
) -> str:
    """The report in one of `WRITERS`. ``sources`` names the files of versions, for lines and columns.

    ``refused`` are files that could not be read, with the reasons; all formats but text, which people read beside the
    errors, tell of them. Raises KeyError for an unknown format.
    """
    added = tuple(row for row in refused if row not in report.refused)
    return WRITERS[format_](replace(report, refused=(*report.refused, *added)) if added else report, sources)
