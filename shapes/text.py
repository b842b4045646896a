"""The report for people: by rule, with the sentences; coloured on a terminal."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from rich.console import Console
from rich.text import Text

from .place import Sources, place_of
from .profiles import local_name
from .report import SEVERITIES, Finding, Report, Statement
from .visible import one_line, visible

STYLES: Final = {"violation": "bold red", "warning": "bold yellow", "info": "bold cyan"}
_NONE: Final[Sources] = {}


def lines(report: Report, sources: Sources = _NONE) -> Iterator[Text]:
    """The lines of the report, with styles; nothing in them is read as markup."""
    for code, group in groupby(sorted(report.findings, key=lambda f: (f.order[0], f.code)), key=lambda f: f.code):
        findings = sorted(group, key=lambda f: f.order)
        first = findings[0]
        yield Text.assemble(
            (first.severity, STYLES[first.severity]), " ", (visible(code), "bold"), " ", one_line(first.message)
        )
        for _, same in groupby(findings, key=_same):
            yield from _group(list(same), sources)
        if first.help:
            yield Text(f"  Remedy: {one_line(first.help)}", style="dim")
        yield Text("")
    yield summary(report)


def summary(report: Report) -> Text:
    """One line: how many findings of which severity."""
    profiles = ", ".join(visible(name) for name in report.profiles)
    if report.conforms:
        return Text(f"Conforms ({profiles}).", style="green")
    counts = [(report.count(severity), severity) for severity in SEVERITIES]
    named = ", ".join(f"{n} {_plural(severity, n)}" for n, severity in counts if n)
    return Text(f"{named} ({profiles}).", style="bold")


def render(report: Report, sources: Sources = _NONE) -> str:
    """The report as plain text, ending in a line feed."""
    return "".join(f"{line.plain}\n" for line in lines(report, sources))


def show(report: Report, console: Console, sources: Sources = _NONE) -> None:
    """Print the report, in colour where the console is a terminal."""
    for line in lines(report, sources):
        console.print(line, markup=False, highlight=False, emoji=False, soft_wrap=True)


def _plural(severity: str, count: int) -> str:
    return severity if count == 1 or severity == "info" else f"{severity}s"


def _same(finding: Finding) -> tuple[object, ...]:
    """Findings that are shown as one: those that one sentence gives rise to; else each for itself."""
    if len(finding.statements) < 2:
        return (finding.order,)
    first = finding.statements[0]
    return (finding.policy, finding.dates, first.sentence, first.section, first.start)


def _group(findings: list[Finding], sources: Sources) -> Iterator[Text]:
    finding = findings[0]
    where = heading(finding) + (f", {dates(finding.dates)}" if finding.dates else "")
    yield Text(f"  {where}", style="bold")
    if len(finding.statements) < 2:
        detail = one_line(finding.focus)
        if finding.path:
            detail += f" {' '.join(local_name(part) for part in finding.path.split())}"
        if finding.value is not None:
            detail += f": {one_line(finding.value)[:200]}"
        yield Text(f"    {visible(detail)}")
    for statement in finding.statements[:1]:
        yield from _statement(statement, sources, 1)
    # A sentence often makes several statements: it is quoted once, with their number.
    others = [s for f in findings for s in f.statements[1:]]
    places = Counter((s.sentence, s.section, s.start) for s in others)
    shown = {(s.sentence, s.section, s.start): s for s in reversed(others)}
    for key in places:
        yield from _statement(shown[key], sources, places[key])


def _statement(statement: Statement, sources: Sources, count: int) -> Iterator[Text]:
    times = f" ({count} statements)" if count > 1 else ""
    yield Text(f"    \u201c{one_line(statement.sentence)}\u201d{times}")
    at = whereabouts(statement, sources)
    if at:
        yield Text(f"      {at}", style="dim")


def heading(finding: Finding) -> str:
    """The policy, or the node itself where no policy is known."""
    parts = finding.policy.rpartition("/policy/")[2].split("/") if "/policy/" in finding.policy else []
    return visible(" ".join(reversed(parts))) if parts else one_line(finding.policy or finding.focus)


def dates(found: tuple[str, ...]) -> str:
    """The versions, in short.

    >>> dates(("2019-01-14",)), dates(("2004-05-01", "2013-04-23", "2019-01-14"))
    ('2019-01-14', '2004-05-01 to 2019-01-14 (3 versions)')
    """
    shown = [visible(date) for date in found]
    return shown[0] if len(shown) == 1 else f"{shown[0]} to {shown[-1]} ({len(shown)} versions)"


def whereabouts(statement: Statement, sources: Sources) -> str:
    """File, line and column where the file is known, else offsets; and the section."""
    place = place_of(statement, sources)
    found = []
    if place:
        found.append(f"{visible(place.name)}:{place.line}:{place.column}")
    elif statement.start is not None:
        found.append(f"{visible(statement.date)}, characters {statement.start} to {statement.end}".lstrip(", "))
    if statement.section:
        found.append(f"in {one_line(statement.section)}")
    return ", ".join(found)
