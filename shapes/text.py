"""The report for people: by rule, with the sentences; coloured on a terminal."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from rich.console import Console
from rich.text import Text

from .phrases import at, dates, heading, summary, title, whereabouts, words
from .place import Sources, place_of_finding
from .profiles import local_name
from .report import Finding, Report, Statement, Waived
from .visible import one_line, visible

STYLES: Final = {"violation": "bold red", "warning": "bold yellow", "info": "bold cyan"}
_NONE: Final[Sources] = {}


def lines(report: Report, sources: Sources = _NONE, overview: Iterable[Text] = ()) -> Iterator[Text]:
    """The lines of the report, with styles; nothing in them is read as markup.

    ``overview`` are lines that go before it: of a store, the counts by rule and company (``grouping``).
    """
    before = list(overview)
    yield from (*before, Text("")) if before else ()
    yield from body(report, sources)
    yield last(report)


def last(report: Report) -> Text:
    """The line that ends a report: how many findings of which severity."""
    return Text(summary(report), style="green" if report.conforms else "bold")


def body(report: Report, sources: Sources = _NONE) -> Iterator[Text]:
    """The findings alone, by rule: of one policy, where the report of many is shown as it comes."""
    for code, group in groupby(sorted(report.findings, key=lambda f: (f.order[0], f.code)), key=lambda f: f.code):
        findings = sorted(group, key=lambda f: f.order)
        first = findings[0]
        cited = f" ({one_line(first.source)})" if first.source else ""
        yield Text.assemble(
            (first.severity, STYLES[first.severity]), " ", (visible(code), "bold"), " ", title(findings), cited
        )
        for _, same in groupby(findings, key=_same):
            yield from _group(list(same), sources)
        if first.help:
            yield Text(f"  Remedy: {one_line(first.help)}", style="dim")
        yield Text("")
    for waived in report.waived:
        yield from _waived(waived, sources)
    if report.waived:
        yield Text("")


def render(report: Report, sources: Sources = _NONE) -> str:
    """The report as plain text, ending in a line feed."""
    return "".join(f"{line.plain}\n" for line in lines(report, sources))


def show(report: Report, console: Console, sources: Sources = _NONE, overview: Iterable[Text] = ()) -> None:
    """Print the report, in colour where the console is a terminal."""
    for line in lines(report, sources, overview):
        put(line, console)


def put(line: Text, console: Console) -> None:
    """Print one line of a report as it is."""
    console.print(line, markup=False, highlight=False, emoji=False, soft_wrap=True)


def _same(finding: Finding) -> tuple[object, ...]:
    """Findings that are shown as one: those that one sentence gives rise to; else each for itself."""
    if len(finding.statements) < 2:
        return (finding.order,)
    first = finding.statements[0]
    return (finding.policy, finding.dates, first.sentence, first.section, first.start)


def _group(findings: list[Finding], sources: Sources) -> Iterator[Text]:
    finding = findings[0]
    place = place_of_finding(finding, sources)
    first = finding.statements[0] if finding.statements else None
    if place:
        section = f", in {one_line(first.section)}" if first and first.section else ""
        yield Text.assemble("  ", (at(place), "bold"), (section, "dim"))
    else:
        where = heading(finding) + (f", {dates(finding.dates)}" if finding.dates else "")
        yield Text(f"  {where}", style="bold")
    if len(finding.statements) < 2:
        detail = _detail(finding, bool(place or (first and first.sentence)))
        if detail:
            yield Text(f"    {detail}")
    if first:
        yield from _statement(first, sources, 1, placed=place is not None)
    # A sentence often makes several statements: it is quoted once, with their number.
    others = [s for f in findings for s in f.statements[1:]]
    places = Counter((s.sentence, s.section, s.start) for s in others)
    shown = {(s.sentence, s.section, s.start): s for s in reversed(others)}
    for key in places:
        yield from _statement(shown[key], sources, places[key])
    yield from (Text(f"    {why}") for why in dict.fromkeys(one_line(f.why) for f in findings if f.why))


def _detail(finding: Finding, placed: bool) -> str:
    """What of the graph it is about; the node is named where nothing else says where it is."""
    if finding.statements and not finding.statements[0].assertion:  # a passage: its name says where, which is shown
        return f"“{one_line(finding.value)[:200]}”" if finding.value else ""
    said = [] if placed and not finding.path else [one_line(finding.focus)]
    if finding.path:
        said.append(" ".join(local_name(part) for part in finding.path.split()))
    detail = " ".join(said)
    if finding.value is not None:
        detail += (": " if detail else "") + one_line(finding.value)[:200]
    return visible(detail)


def _statement(statement: Statement, sources: Sources, count: int, *, placed: bool = False) -> Iterator[Text]:
    times = f" ({count} statements)" if count > 1 else ""
    yield Text(f"    \u201c{words(statement)}\u201d{times}")
    where = "" if placed else whereabouts(statement, sources)
    if where:
        yield Text(f"      {where}", style="dim")


def _waived(waived: Waived, sources: Sources) -> Iterator[Text]:
    finding = waived.finding
    place = place_of_finding(finding, sources)
    where = at(place) if place else heading(finding)
    yield Text.assemble(("waived", "dim"), " ", (visible(finding.code), "bold"), f" {where}")
    yield from (Text(f"    \u201c{words(s)}\u201d") for s in finding.statements if s.sentence)
    yield Text(f"    Reason: {one_line(waived.reason)} ({visible(waived.name)}:{waived.line})", style="dim")
