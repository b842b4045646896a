"""The report for programs: JSON, and the SHACL validation report as Turtle."""

import json
from dataclasses import asdict
from typing import Any

from .place import Sources, place_of
from .report import SEVERITIES, Finding, Report


def to_json(report: Report, sources: Sources) -> str:
    """JSON: ``conforms``, ``profiles``, ``counts`` by severity and ``findings``: `Finding` with all its fields.

    A statement whose file is known has ``file``, ``line``, ``column``, ``endLine`` and ``endColumn`` too.
    """
    document = {
        "conforms": report.conforms,
        "profiles": list(report.profiles),
        "counts": {severity: report.count(severity) for severity in SEVERITIES},
        "findings": [finding_dict(finding, sources) for finding in report.findings],
    }
    return json.dumps(document, indent=2) + "\n"


def finding_dict(finding: Finding, sources: Sources) -> dict[str, Any]:
    """One finding as JSON has it."""
    made = asdict(finding)
    for row, statement in zip(made["statements"], finding.statements, strict=True):
        place = place_of(statement, sources)
        if place:
            row |= {"file": place.name, "line": place.line, "column": place.column}
            row |= {"endLine": place.end_line, "endColumn": place.end_column}
    return made


def to_turtle(report: Report, sources: Sources) -> str:  # noqa: ARG001 - as all writers
    """The ``sh:ValidationReport``, results as the engine gave them."""
    return str(report.graph.serialize(format="turtle"))
