"""The formats of reports by name."""

from collections.abc import Callable, Mapping
from typing import Final

from .ci import to_github, to_junit, to_sarif
from .machine import to_json, to_turtle
from .markdown import to_markdown
from .place import Sources
from .report import Report
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


def write_report(report: Report, format_: str = "text", sources: Sources = _NONE) -> str:
    """The report in one of `WRITERS`. ``sources`` names the files of versions, for lines and columns.

    Raises KeyError for an unknown format.
    """
    return WRITERS[format_](report, sources)
