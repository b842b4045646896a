"""The report as JUnit XML, for the dashboards of GitLab, Jenkins, Azure and others.

A test case is a rule in a file, not a finding: dashboards tell test cases apart by their names, and so a case that
fails in one run and passes in the next counts as fixed, and text that moves counts as nothing. All findings of the case
stand in its failure, each with line and column. JUnit knows no severities: violations and warnings fail a case; what
is only information, waived or known stands in the output of a case that passes (or, if waived, is skipped).

Valid against junit-10.xsd, the schema of Jenkins' xUnit plugin.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

from .phrases import at, described, heading, sentences
from .place import Sources, place_of_finding
from .profiles import PROFILES, rules
from .report import Finding, Report, Waived
from .visible import BRACKET_COMMAND, one_line, visible

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MOST_CASES = 100_000
"""Cases that pass are listed for each file, unless that would be more than these; then once for each rule."""


@dataclass
class _Case:
    message: str = ""
    failing: list[Finding] = field(default_factory=list)
    info: list[Finding] = field(default_factory=list)
    known: list[Finding] = field(default_factory=list)
    waived: list[Waived] = field(default_factory=list)


def to_junit(report: Report, sources: Sources) -> str:
    """JUnit XML: a test suite for each profile, a test case for each rule in each file."""
    root = ElementTree.Element("testsuites", name="practicegraph")
    cases = _cases(report, sources)
    for profile in cases:
        suite = ElementTree.SubElement(root, "testsuite", {"name": _xml(profile)} | _counts(cases[profile].values()))
        for (code, where), case in sorted(cases[profile].items()):
            name = _xml(f"{code} {one_line(case.message)}")
            element = ElementTree.SubElement(suite, "testcase", classname=_class(profile, where), name=name, time="0")
            _fill(element, case, sources)
    if report.refused:
        count = str(len(report.refused))
        suite = ElementTree.SubElement(
            root, "testsuite", name="input", tests=count, failures="0", errors=count, skipped="0"
        )
        for name, reason in report.refused:
            element = ElementTree.SubElement(suite, "testcase", classname=_class("input", name), name="read", time="0")
            ElementTree.SubElement(element, "error", type="refused", message=_xml(one_line(reason))).text = _xml(name)
    ElementTree.indent(root)
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"
    return BRACKET_COMMAND.sub("&#35;#", text)


def _cases(report: Report, sources: Sources) -> dict[str, dict[tuple[str, str], _Case]]:
    """Profile → (code, file or policy) → its case; also for rules without a finding."""
    made: dict[str, dict[tuple[str, str], _Case]] = {}
    files = list(dict.fromkeys(source.name for source in sources.values()))
    for profile in report.profiles:
        held = rules(profile) if profile in PROFILES else ()
        each = files if len(files) * len(held) <= _MOST_CASES else ()
        made[profile] = {(r.code, file): _Case(described(r)) for r in held for file in each or ("",)}

    def case(finding: Finding) -> _Case:
        place = place_of_finding(finding, sources)
        key = (finding.code, (place.name if place else heading(finding)) or "graph")
        found = made.setdefault(finding.profile, {}).setdefault(key, _Case())
        found.message = found.message or _message(finding)
        # A rule that has a finding somewhere does not pass everywhere.
        made[finding.profile].pop((finding.code, ""), None)
        return found

    for finding in report.findings:
        (case(finding).info if finding.severity == "info" else case(finding).failing).append(finding)
    for known in report.known:
        case(known).known.append(known)
    for waived in report.waived:
        case(waived.finding).waived.append(waived)
    return made


def _message(finding: Finding) -> str:
    if finding.profile in PROFILES:
        return next((described(rule) for rule in rules(finding.profile) if rule.code == finding.code), finding.message)
    return finding.message


def _counts(cases: Iterable[_Case]) -> dict[str, str]:
    held = list(cases)
    failures = sum(bool(case.failing) for case in held)
    skipped = sum(_skipped(case) for case in held)
    return {"tests": str(len(held)), "failures": str(failures), "errors": "0", "skipped": str(skipped)}


def _skipped(case: _Case) -> bool:
    return bool(case.waived) and not (case.failing or case.info or case.known)


def _fill(element: ElementTree.Element, case: _Case, sources: Sources) -> None:
    waived = [f"waived ({one_line(w.reason)}): {_line(w.finding, sources)}" for w in case.waived]
    if case.failing:
        first = case.failing[0]
        more = f" (and {len(case.failing) - 1} more)" if len(case.failing) > 1 else ""
        failure = ElementTree.SubElement(
            element, "failure", type=first.severity, message=_xml(_line(first, sources) + more)
        )
        failure.text = _text(_lines(case.failing, sources))
    elif _skipped(case):
        ElementTree.SubElement(element, "skipped", message=_xml(waived[0])).text = _text(waived)
        return
    said = [
        *(f"info: {line}" for line in _lines(case.info, sources)),
        *(f"known: {line}" for line in _lines(case.known, sources)),
        *waived,
    ]
    if said:
        ElementTree.SubElement(element, "system-out").text = _text(said)


def _lines(findings: Sequence[Finding], sources: Sources) -> Iterator[str]:
    return (_line(finding, sources) for finding in findings)


def _line(finding: Finding, sources: Sources) -> str:
    place = place_of_finding(finding, sources)
    return f"{at(place) if place else heading(finding)}: {sentences(finding)}"


def _text(lines: Iterable[str]) -> str:
    return "\n" + "".join(f"{_xml(line)}\n" for line in lines)


def _class(profile: str, where: str) -> str:
    """``profile.file``: at a dot, dashboards begin a new level."""
    return _xml(f"{profile}.{where.replace('.', '_')}" if where else profile)


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", visible(text))
