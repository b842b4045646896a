"""What reports for people say of a finding: its sentences, its place, the sum of all. All of it may be shown."""

from collections.abc import Sequence
from typing import Final

from .place import Place, Sources, place_of
from .profiles import Rule
from .report import SEVERITIES, Finding, Report, Statement
from .visible import one_line, visible, without_comments

COMMANDS: Final = {"violation": "error", "warning": "warning", "info": "notice"}
"""Severity → how CI calls it."""


def sentences(finding: Finding) -> str:
    """The message with the sentences and why they do not go together, on one line."""
    quoted = " / ".join(f"\u201c{words(s)}\u201d" for s in finding.statements if s.sentence)
    cited = f" ({one_line(finding.source)})" if finding.source else ""
    why = f" {one_line(finding.why)}" if finding.why else ""
    return visible(one_line(finding.message) + cited + (f" {quoted}" if quoted else "") + why)


def words(statement: Statement) -> str:
    """The sentence as it may be shown: on one line, without comments that stand in it."""
    return one_line(without_comments(statement.sentence))


def title(findings: Sequence[Finding]) -> str:
    """What findings of one rule have in common: their message, an ellipsis for the value where that differs."""
    first = findings[0]
    if first.value and any(finding.message != first.message for finding in findings):
        return one_line(first.message.replace(first.value, "\u2026"))
    return one_line(first.message)


def described(rule: Rule) -> str:
    """The message of a rule, an ellipsis where findings have a value."""
    return rule.message.replace("{?value}", "\u2026")


def counts(report: Report) -> str:
    """How many findings of which severity.

    >>> counts(Report((Finding("X", "warning", "m", "f"), Finding("X", "info", "m", "f"))))
    '1 warning, 1 info'
    """
    found = [(report.count(severity), severity) for severity in SEVERITIES]
    return ", ".join(f"{n} {_plural(severity, n)}" for n, severity in found if n)


def summary(report: Report) -> str:
    """One line: the findings, by severity, and what is not among them."""
    profiles = ", ".join(visible(name) for name in report.profiles)
    said = [f"Conforms ({profiles})." if report.conforms else f"{counts(report)} ({profiles})."]
    if report.waived:
        said.append(f"{len(report.waived)} waived in the text.")
    if report.baseline or report.known:
        said.append(f"{len(report.known)} known from {visible(report.baseline) or 'the baseline'}.")
    return " ".join(said)


def _plural(severity: str, count: int) -> str:
    return severity if count == 1 or severity == "info" else f"{severity}s"


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


def at(place: Place) -> str:
    """``file:line:column``, which editors and terminals make a link of."""
    return f"{visible(place.name)}:{place.line}:{place.column}"


def whereabouts(statement: Statement, sources: Sources) -> str:
    """File, line and column where the file is known, else offsets; and the section."""
    place = place_of(statement, sources)
    found = []
    if place:
        found.append(at(place))
    elif statement.start is not None:
        found.append(f"{visible(statement.date)}, characters {statement.start} to {statement.end}".lstrip(", "))
    if statement.section:
        found.append(f"in {one_line(statement.section)}")
    return ", ".join(found)
