"""The report for programs: JSON, and the SHACL validation report as Turtle."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, Final

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from ..ontology.namespaces import SHAPES
from .fingerprint import fingerprint
from .graphs import triples_of
from .place import Place, Sources, place_of, place_of_finding
from .report import SEVERITIES, Finding, Report
from .visible import BRACKET_COMMAND, encodable
from .waivers import PROFILE

WAIVED: Final = URIRef(SHAPES + "waived")
"""Of a result: the reason for which the policy waives it."""
KNOWN: Final = URIRef(SHAPES + "known")
"""Of a result: it is in the baseline."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def to_json(report: Report, sources: Sources) -> str:
    """JSON: ``conforms``, ``profiles``, ``counts`` by severity and ``findings``: `Finding` with all its fields.

    A finding has ``fingerprint`` too, and, like each of its statements whose file is known, ``file``, ``line``,
    ``column``, ``endLine`` and ``endColumn``. ``waived`` are findings with ``waiver`` (reason, file, line, column),
    ``known`` those in the baseline, ``refused`` the files that could not be read.
    """
    waived = []
    for row in report.waived:
        waiver = {"reason": row.reason, "file": row.name, "line": row.line, "column": row.column}
        waived.append(finding_dict(row.finding, sources) | {"waiver": waiver})
    document = {
        "conforms": report.conforms,
        "profiles": list(report.profiles),
        "counts": {severity: report.count(severity) for severity in SEVERITIES},
        "findings": [finding_dict(finding, sources) for finding in report.findings],
        "waived": waived,
        "known": [finding_dict(finding, sources) for finding in report.known],
        "refused": [{"file": name, "reason": reason} for name, reason in report.refused],
    }
    return dump(document)


def dump(document: object) -> str:
    """JSON in ASCII that is safe in a terminal and in a log of CI; lone surrogates are U+FFFD."""
    text = json.dumps(_encodable(document), indent=2)
    return BRACKET_COMMAND.sub(r"\\u0023#", text).replace("\x7f", "\\u007f") + "\n"


def _encodable(value: object) -> object:
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, dict):
        return {key: _encodable(held) for key, held in value.items()}
    return [_encodable(held) for held in value] if isinstance(value, list | tuple) else value


def finding_dict(finding: Finding, sources: Sources) -> dict[str, Any]:
    """One finding as JSON has it."""
    made = asdict(finding)
    for row, statement in zip(made["statements"], finding.statements, strict=True):
        row |= _place(place_of(statement, sources))
    return made | _place(place_of_finding(finding, sources)) | {"fingerprint": fingerprint(finding)}


def _place(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {}
    at = {"file": place.name, "line": place.line, "column": place.column}
    return at | {"endLine": place.end_line, "endColumn": place.end_column}


def to_turtle(report: Report, sources: Sources) -> str:  # noqa: ARG001 - as all writers
    """The ``sh:ValidationReport``, results as the engine gave them, those that are waived or known marked as such.

    Each statement is on lines of its own, and no literal goes over a line's end.
    """
    about_waivers = [f for f in (*report.findings, *report.known) if f.profile == PROFILE]
    graph = _with_results(report.graph, about_waivers) if about_waivers else report.graph
    order = {node: number for number, node in enumerate(graph.subjects(RDF.type, SH.ValidationReport))}
    triples = sorted([*graph, *_marks(report)], key=lambda t: (order.get(t[0], len(order)), t[0], t[1], t[2]))
    prefixes = {prefix: str(iri) for prefix, iri in report.graph.namespaces() if prefix} | {"shape": SHAPES}
    data = ox.serialize(triples_of(triples), format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    text = (data or b"").decode()
    return BRACKET_COMMAND.sub(r"\\u0023#", _CONTROL.sub(lambda found: f"\\u{ord(found.group()):04X}", text))


def _with_results(graph: Graph, faults: Iterable[Finding]) -> Graph:
    """The SHACL report with a result for each finding about a waiver."""
    made = Graph()
    for prefix, namespace in graph.namespaces():
        made.bind(prefix, namespace)
    for triple in graph:
        if triple[1] != SH.conforms:
            made.add(triple)
    report = next(made.subjects(RDF.type, SH.ValidationReport), None) or BNode()
    made.add((report, RDF.type, SH.ValidationReport))
    made.add((report, SH.conforms, Literal(False)))
    for fault in faults:
        node = BNode()
        made.add((report, SH.result, node))
        made.add((node, RDF.type, SH.ValidationResult))
        made.add((node, SH.focusNode, URIRef(fault.focus)))
        made.add((node, SH.resultSeverity, SH[fault.severity.capitalize()]))
        made.add((node, SH.resultMessage, Literal(f"{fault.message} {fault.statements[0].sentence}")))
        made.add((node, SH.sourceShape, URIRef(fault.shape)))
        made.add((node, SH.sourceConstraintComponent, URIRef(fault.component)))
        if fault.value:
            made.add((node, SH.value, Literal(fault.value)))
    return made


def _marks(report: Report) -> Iterator[tuple[Node, Node, Node]]:
    if not (report.waived or report.known):
        return
    results: dict[tuple[str, ...], list[Node]] = {}
    for node in report.graph.objects(None, SH.result):
        results.setdefault(_result_key(report.graph, node), []).append(node)
    for finding, mark in (
        *((w.finding, (WAIVED, Literal(encodable(w.reason)))) for w in report.waived),
        *((finding, (KNOWN, Literal(True))) for finding in report.known),
    ):
        for node in results.get((finding.focus, finding.value or "", finding.component), ()):
            shape = report.graph.value(node, SH.sourceShape)
            if not isinstance(shape, URIRef) or str(shape) == finding.shape:
                yield (node, *mark)


def _result_key(graph: Graph, node: Node) -> tuple[str, ...]:
    focus, value = graph.value(node, SH.focusNode), graph.value(node, SH.value)
    shown = "" if value is None or value == focus else str(value)
    return str(focus), shown, str(graph.value(node, SH.sourceConstraintComponent) or "")
