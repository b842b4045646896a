"""The report for continuous integration: workflow annotations, JUnit and SARIF."""

import hashlib
import json
import re
from itertools import groupby
from typing import Any, Final
from urllib.parse import quote
from xml.etree import ElementTree

from .. import __version__
from .place import Place, Sources, place_of
from .profiles import PROFILES, rules
from .report import Finding, Report, Statement
from .visible import one_line, visible

COMMANDS: Final = {"violation": "error", "warning": "warning", "info": "notice"}
LEVELS: Final = {"violation": "error", "warning": "warning", "info": "note"}
SARIF_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

# What XML 1.0 does not allow, beyond the control characters that `visible` escapes
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def sentences(finding: Finding) -> str:
    """The message with the sentences, on one line."""
    quoted = " / ".join(f"\u201c{one_line(s.sentence)}\u201d" for s in finding.statements if s.sentence)
    return one_line(finding.message) + (f" {quoted}" if quoted else "")


def _place(finding: Finding, sources: Sources) -> Place | None:
    return place_of(finding.statements[0], sources) if finding.statements else None


def to_github(report: Report, sources: Sources) -> str:
    """Workflow commands, a line each.

    https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
    """
    lines = []
    for finding in report.findings:
        place = _place(finding, sources)
        properties = {"title": finding.code}
        if place:
            properties = {
                "file": place.name,
                "line": str(place.line),
                "endLine": str(place.end_line),
                "col": str(place.column),
            } | properties
        given = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
        lines.append(f"::{COMMANDS[finding.severity]} {given}::{_data(sentences(finding))}\n")
    return "".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")


def to_junit(report: Report, sources: Sources) -> str:
    """JUnit XML: a test suite for each profile, a test case for each finding and for each rule without one."""
    root = ElementTree.Element("testsuites", name="practicegraph")
    for profile in report.profiles:
        found = [finding for finding in report.findings if finding.profile == profile]
        passed = [r for r in (rules(profile) if profile in PROFILES else ()) if r.code not in {f.code for f in found}]
        suite = ElementTree.SubElement(
            root, "testsuite", name=_xml(profile), tests=str(len(found) + len(passed)), failures=str(len(found))
        )
        for rule in passed:
            ElementTree.SubElement(suite, "testcase", classname=_xml(profile), name=f"{rule.code} {rule.message}")
        for finding in found:
            place = _place(finding, sources)
            at = f"{place.name}:{place.line}:{place.column}" if place else finding.focus
            case = ElementTree.SubElement(suite, "testcase", classname=_xml(profile), name=_xml(f"{finding.code} {at}"))
            failure = ElementTree.SubElement(case, "failure", type=finding.severity, message=_xml(finding.message))
            failure.text = _xml(sentences(finding))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", visible(text))


def to_sarif(report: Report, sources: Sources) -> str:
    """SARIF 2.1.0, with both sentences of a contradiction and fingerprints that do not depend on lines.

    https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
    """
    described = {rule.code: rule for profile in report.profiles if profile in PROFILES for rule in rules(profile)}
    ids = sorted({*described, *(finding.code for finding in report.findings)})
    metadata = []
    for code in ids:
        row: dict[str, Any] = {"id": code}
        rule = described.get(code)
        if rule:
            row["shortDescription"] = {"text": rule.message}
            row["fullDescription"] = {"text": rule.description or rule.message}
            row["defaultConfiguration"] = {"level": LEVELS[rule.severity]}
            if rule.help:
                row["help"] = {"text": rule.help}
            row["properties"] = {"tags": [rule.profile]}
        metadata.append(row)
    results = []
    for print_, same in groupby(sorted(report.findings, key=_fingerprint), key=_fingerprint):
        for number, finding in enumerate(sorted(same, key=lambda f: f.order)):
            results.append(_result(finding, sources, ids.index(finding.code), f"{print_}:{number + 1}"))
    run = {
        "tool": {"driver": {"name": "practicegraph", "version": __version__, "rules": metadata}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _result(finding: Finding, sources: Sources, index: int, fingerprint: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": sentences(finding)},
        "partialFingerprints": {"sentences/v1": fingerprint},
    }
    first, *others = finding.statements or (Statement(finding.focus),)
    made["locations"] = [_location(first, finding, sources)]
    if others:
        made["relatedLocations"] = [
            {"id": number, "message": {"text": one_line(other.sentence)}} | _location(other, finding, sources)
            for number, other in enumerate(others, 1)
        ]
    return made


def _location(statement: Statement, finding: Finding, sources: Sources) -> dict[str, Any]:
    made: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": statement.assertion or finding.focus, "kind": "resource"}]
    }
    place = place_of(statement, sources)
    if place:
        made["physicalLocation"] = {
            "artifactLocation": {"uri": _uri(place.name)},
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
                "snippet": {"text": statement.sentence},
            },
        }
    return made


def _uri(name: str) -> str:
    return quote(name.replace("\\", "/"), safe="/.-_~", errors="replace")


def _fingerprint(finding: Finding) -> str:
    """Of the rule and the words, which stay when lines move."""
    words = [" ".join(s.sentence.split()) for s in finding.statements] or [finding.focus]
    text = json.dumps([finding.code, finding.path, *words])
    return hashlib.sha256(text.encode()).hexdigest()[:32]
