"""Findings in figures: how many of which rule, in the policies of which company."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .report import SEVERITIES, Finding, Report
from .visible import one_line, visible

CATALOGUE: Final = "(catalogue)"
"""In place of a company: findings in no policy's graph."""


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one rule in the policies of one company (its key, as in its IRI)."""

    code: str
    severity: str
    message: str
    company: str
    policies: int
    findings: int

    @property
    def order(self) -> tuple[object, ...]:
        """Sorts by severity, code, number of findings and company."""
        return SEVERITIES.index(self.severity), self.code, -self.findings, self.company


@dataclass(frozen=True, slots=True)
class Summary:
    """Groups in order; how many policies were looked at, and how many of them had not changed since the last time."""

    groups: tuple[Group, ...] = ()
    policies: int = 0
    unchanged: int = 0

    @property
    def findings(self) -> int:
        """How many findings there are in all."""
        return sum(group.findings for group in self.groups)


class Tally:
    """Counts reports as they come; holds no finding."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], tuple[str, set[str], int]] = {}
        self._policies = self._unchanged = 0

    def add(self, report: Report, *, policy: bool = True, unchanged: bool = False) -> None:
        """Count one graph: a policy's, or another."""
        self._policies += policy
        self._unchanged += policy and unchanged
        self._count(report.findings)

    def _count(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            key = (finding.code, finding.severity, company_of(finding))
            message, policies, number = self._found.get(key, (finding.message, set(), 0))
            policies.add(finding.policy)
            self._found[key] = message, policies, number + 1

    def of(self, report: Report) -> Summary:
        """The summary with the findings of this report in place of those counted: what is left of them in the end."""
        other = Tally()
        other._count(report.findings)
        other._policies, other._unchanged = self._policies, self._unchanged
        return other.summary()

    def summary(self) -> Summary:
        """What has been counted."""
        groups = (
            Group(code, severity, message, company, len(policies), number)
            for (code, severity, company), (message, policies, number) in self._found.items()
        )
        return Summary(tuple(sorted(groups, key=lambda g: g.order)), self._policies, self._unchanged)


def summary_of(reports: Iterable[Report]) -> Summary:
    """The summary of reports, one of each policy."""
    tally = Tally()
    for report in reports:
        tally.add(report)
    return tally.summary()


def company_of(finding: Finding) -> str:
    """The key of the company whose policy a finding is in.

    >>> company_of(Finding("PG201", "violation", "…", "urn:x", policy="https://a.example/policy/orrery.example/p"))
    'orrery.example'
    """
    for iri, part in ((finding.policy, "/policy/"), (finding.focus, "/company/")):
        if part in iri:
            return iri.partition(part)[2].split("/")[0]
    return CATALOGUE


def lines(summary: Summary, width: int = 100) -> Iterator[Text]:
    """The summary for people: a table of rules and companies, and what was looked at; all rows of it."""
    if summary.groups:
        table = Table(box=None, pad_edge=False, width=width)
        for name in ("Rule", "Severity", "Company"):
            table.add_column(name, no_wrap=True)
        table.add_column("Policies", justify="right")
        table.add_column("Findings", justify="right")
        table.add_column("What", ratio=1)
        said: set[str] = set()
        for group in summary.groups:
            cells = (group.code, group.severity, group.company, str(group.policies), str(group.findings))
            what = "" if group.code in said else one_line(group.message)
            said.add(group.code)
            table.add_row(*(Text(visible(cell)) for cell in cells), Text(what))
        yield from _rows(table, width)
        yield Text("")
    yield Text(sentence(summary))


def _rows(table: Table, width: int) -> Iterator[Text]:
    console = Console(width=width, color_system=None, legacy_windows=False)
    for line in console.render_lines(table, console.options.update(width=width), pad=False):
        yield Text("".join(segment.text for segment in line).rstrip())


def sentence(summary: Summary) -> str:
    """What was looked at, in words.

    >>> sentence(Summary(policies=3, unchanged=2))
    '3 policies, 2 of them unchanged since the last time: 0 findings.'
    """
    policies = f"{summary.policies} {'policy' if summary.policies == 1 else 'policies'}"
    unchanged = f", {summary.unchanged} of them unchanged since the last time" if summary.unchanged else ""
    findings = f"{summary.findings} {'finding' if summary.findings == 1 else 'findings'}"
    return f"{policies}{unchanged}: {findings}."


def summary_dict(summary: Summary) -> dict[str, Any]:
    """The summary as JSON has it."""
    return {
        "policies": summary.policies,
        "unchanged": summary.unchanged,
        "findings": summary.findings,
        "groups": [{name: getattr(group, name) for name in Group.__dataclass_fields__} for group in summary.groups],
    }
