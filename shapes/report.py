"""What validation yields: findings, each with the sentences it is about."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from rdflib import BNode, Graph, Literal
from rdflib.namespace import RDF, SH

SEVERITIES: Final = ("violation", "warning", "info")
"""Most severe first."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One assertion as reports show it: its words and where they stand.

    ``version`` is the first version that has the sentence, ``date`` its date; ``start`` and ``end`` are code-point
    offsets into its text, or into the file itself (``in_file``), where the text was made from it. IRIs are str. What
    the graph does not say is empty or None.
    """

    assertion: str = ""
    sentence: str = ""
    company: str = ""
    policy: str = ""
    version: str = ""
    date: str = ""
    section: str = ""
    start: int | None = None
    end: int | None = None
    in_file: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of validation.

    ``code`` is the rule's code, or the local name of a shape that has none; ``severity`` one of `SEVERITIES`;
    ``focus``, ``path``, ``shape`` and ``component`` are IRIs (or the text of a complex path), ``value`` an IRI or a
    literal's lexical form, None where a value is missing. ``statements`` are the assertions that it is about: of a
    contradiction the denial first, then the affirmation. ``dates`` are those of the versions in which it stands.
    ``why`` says what in the two statements of a contradiction does not go together.
    ``version`` is the IRI of the version that it is about, also where it is about no sentence; ``source`` is what the
    rule rests on, as the article of a law.
    """

    code: str
    severity: str
    message: str
    focus: str
    path: str | None = None
    value: str | None = None
    shape: str = ""
    component: str = ""
    description: str = ""
    help: str = ""
    profile: str = ""
    policy: str = ""
    statements: tuple[Statement, ...] = ()
    dates: tuple[str, ...] = ()
    why: str = ""
    version: str = ""
    source: str = ""

    @property
    def order(self) -> tuple[object, ...]:
        """Sorts by severity, code, policy and place."""
        first = self.statements[0] if self.statements else None
        place = (first.date, first.start or 0, first.assertion) if first else ("", 0, "")
        return (
            SEVERITIES.index(self.severity),
            self.code,
            self.policy,
            *place,
            self.focus,
            self.path or "",
            str(self.value),
        )


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding that a comment in the policy waives: with what reason, in which file, on which line."""

    finding: Finding
    reason: str
    name: str
    line: int
    column: int = 1


@dataclass(frozen=True)
class Report:
    """The findings of one validation, sorted, and the same as a SHACL validation report (``graph``).

    ``findings`` are what is left when those that the policy waives (``waived``) and those that the ``baseline`` of
    that name has (``known``) are taken out; ``graph`` is as the engine gave it. ``refused`` are files that could not
    be read, each with the reason.
    """

    findings: tuple[Finding, ...] = ()
    graph: Graph = field(default_factory=Graph, repr=False, compare=False)
    profiles: tuple[str, ...] = ()
    waived: tuple[Waived, ...] = ()
    known: tuple[Finding, ...] = ()
    baseline: str = ""
    refused: tuple[tuple[str, str], ...] = ()

    @property
    def conforms(self) -> bool:
        """True where there is no finding of any severity (SHACL, section 3.6.1.1)."""
        return not self.findings

    def count(self, severity: str) -> int:
        """How many findings of one severity there are."""
        return sum(finding.severity == severity for finding in self.findings)

    def fails(self, at: str = "violation") -> bool:
        """True where a finding is at least as severe as ``at``: one of `SEVERITIES`, or ``never``."""
        if at == "never":
            return False
        return any(SEVERITIES.index(finding.severity) <= SEVERITIES.index(at) for finding in self.findings)


def merge(reports: Iterable[Report]) -> Report:
    """One report of several: all findings, and one ``sh:ValidationReport`` with all results."""
    findings: list[Finding] = []
    waived: list[Waived] = []
    known: list[Finding] = []
    refused: dict[tuple[str, str], None] = {}
    baseline = ""
    profiles: dict[str, None] = {}
    graph = Graph()
    node = BNode()
    for report in reports:
        findings += report.findings
        waived += report.waived
        known += report.known
        refused |= dict.fromkeys(report.refused)
        baseline = baseline or report.baseline
        profiles |= dict.fromkeys(report.profiles)
        for prefix, namespace in report.graph.namespaces():
            graph.bind(prefix, namespace)
        for subject, predicate, value in report.graph:
            if predicate == SH.result:
                graph.add((node, SH.result, value))
            elif predicate != SH.conforms and value != SH.ValidationReport:
                graph.add((subject, predicate, value))
    graph.add((node, RDF.type, SH.ValidationReport))
    graph.add((node, SH.conforms, Literal((node, SH.result, None) not in graph)))
    return Report(
        tuple(sorted(findings, key=lambda f: f.order)),
        graph,
        tuple(profiles),
        tuple(sorted(waived, key=lambda w: w.finding.order)),
        tuple(sorted(known, key=lambda f: f.order)),
        baseline,
        tuple(refused),
    )
