"""Findings as the results of a SHACL validation report, and the way back.

Each result holds its finding as JSON too: what has not changed since is read back, and the report of a second run
equals that of the first.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import SH as SHACL
from rdflib.term import Node

from ..extract.identity import plain, report_iri
from ..ontology.namespaces import PREFIXES, RDF, SH, SHAPES, XSD
from ..shapes import Finding, Report, Statement, graph_of
from ..shapes.profiles import SEVERITIES
from ..shapes.report import merge
from .lazy_graph import lazy_graph
from .report_graph import POLICY, TYPE, path_prefix, read, short_hash, written

Term = ox.NamedNode | ox.Literal
RECORD: Final = ox.NamedNode(SHAPES + "record")
_PATH = ox.NamedNode(SH + "resultPath")
_SEVERITY = {name: ox.NamedNode(str(iri)) for iri, name in SEVERITIES.items()}


def results_of(report: Report, name: str, base: str) -> bytes:
    """The results of one named graph as N-Triples; no blank node is left in them."""
    makes = _Results(report.graph, name, base)
    findings = sorted(report.findings, key=lambda f: f.order)
    return written(triple for finding in findings for triple in makes.result(finding))


class _Results:
    """Makes the results of one graph; ``engine`` is the report that the engine gave."""

    def __init__(self, engine: Graph, name: str, base: str) -> None:
        self._engine, self._name, self._base = engine, name, base
        self._used: dict[str, int] = {}
        self._nodes: dict[tuple[str, str | None, str], list[Node]] = {}
        for node in sorted(engine.objects(None, SHACL.result)):
            focus, value = engine.value(node, SHACL.focusNode), engine.value(node, SHACL.value)
            shown = None if value is None or value == focus else str(value)
            key = (str(focus), shown, str(engine.value(node, SHACL.sourceConstraintComponent) or ""))
            self._nodes.setdefault(key, []).append(node)

    def result(self, finding: Finding) -> Iterator[ox.Triple]:
        node = self._iri(finding)

        def triple(predicate: str, value: Term) -> ox.Triple:
            return ox.Triple(node, ox.NamedNode(predicate), value)

        given = self._given(finding)
        yield ox.Triple(node, TYPE, ox.NamedNode(SH + "ValidationResult"))
        yield ox.Triple(node, POLICY, ox.NamedNode(self._name))
        yield triple(SH + "focusNode", self._term(given.get("focusNode"), finding.focus))
        if finding.value is not None or "value" in given:
            yield triple(SH + "value", self._term(given.get("value"), finding.value or ""))
        for name, iri in (("sourceShape", finding.shape), ("sourceConstraintComponent", finding.component)):
            if ":" in iri:  # a shape without a name has none
                yield triple(SH + name, _named(iri))
        yield triple(SH + "resultSeverity", _SEVERITY[finding.severity])
        yield triple(SH + "resultMessage", ox.Literal(plain(finding.message)))
        yield triple(SHAPES + "code", ox.Literal(plain(finding.code)))
        for version in _versions(finding):
            yield triple(SHAPES + "version", _named(version))
        for assertion in dict.fromkeys(s.assertion for s in finding.statements if s.assertion):
            yield triple(SHAPES + "statement", _named(assertion))
        if finding.path:
            yield from self._path(node, given.get("resultPath"), finding.path)
        yield ox.Triple(node, RECORD, ox.Literal(record_of(finding), datatype=ox.NamedNode(RDF + "JSON")))

    def _iri(self, finding: Finding) -> ox.NamedNode:
        """Of what was found and where, so that it stays when messages are worded anew."""
        assertions = [s.assertion or [s.version, s.start, s.end] for s in finding.statements]
        about = [finding.focus, finding.path, finding.value, finding.component, finding.version]
        key = [self._name, finding.code, *about, assertions]
        made = short_hash(json.dumps(key))
        number = self._used[made] = self._used.get(made, 0) + 1
        return ox.NamedNode(f"{report_iri(self._base)}/{made if number == 1 else short_hash(f'{made} {number}')}")

    def _given(self, finding: Finding) -> dict[str, Node]:
        """What the engine says of the finding; a `Finding` has only the words of terms."""
        nodes = self._nodes.get((finding.focus, finding.value, finding.component), [])
        found: dict[str, Node] = {}
        for node in nodes:
            path = self._engine.value(node, SHACL.resultPath)
            whole = None if path is None else str(path) if isinstance(path, URIRef) else ""
            if not found or whole == finding.path:
                terms = ((name, self._engine.value(node, SHACL[name])) for name in ("focusNode", "value", "resultPath"))
                found = {name: term for name, term in terms if term is not None}
        return found

    def _term(self, given: Node | None, words: str) -> Term:
        if isinstance(given, Literal):
            language = given.language
            if language:
                return ox.Literal(str(given), language=language)
            return ox.Literal(str(given), datatype=ox.NamedNode(str(given.datatype or XSD + "string")))
        if isinstance(given, BNode):
            return ox.NamedNode(f"{report_iri(self._base)}/{short_hash(f'{self._name} {given}')}")
        return _named(str(given or words))

    def _path(self, result: ox.NamedNode, given: Node | None, words: str) -> Iterator[ox.Triple]:
        if " " not in words and (given is None or isinstance(given, URIRef)):
            yield ox.Triple(result, _PATH, _named(words))
            return
        made: list[ox.Triple] = []
        node = ox.NamedNode(self._step(given, made)) if given is not None else ox.NamedNode(self._step_iri(words))
        yield ox.Triple(result, _PATH, node)
        yield from made

    def _step(self, node: Node, made: list[ox.Triple]) -> str:
        """A complex path with an IRI for each of its nodes, the same for equal paths."""
        if isinstance(node, URIRef):
            return str(node)
        parts = [(str(p), self._step(o, made)) for p, o in self._engine.predicate_objects(node)]
        iri = self._step_iri(json.dumps(sorted(parts)))
        made += [ox.Triple(ox.NamedNode(iri), ox.NamedNode(p), ox.NamedNode(o)) for p, o in sorted(parts)]
        return iri

    def _step_iri(self, words: str) -> str:
        return path_prefix(self._base) + short_hash(words)


def _versions(finding: Finding) -> list[str]:
    own = finding.version
    return list(dict.fromkeys(v for v in (own, *(s.version for s in finding.statements)) if v))


def _named(iri: str) -> Term:
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return ox.Literal(plain(iri))


def record_of(finding: Finding) -> str:
    """A finding as JSON, what is empty left out."""
    row = {name: value for name, value in asdict(finding).items() if value not in (None, "", ())}
    row["statements"] = [{k: v for k, v in s.items() if v not in (None, "")} for s in row.get("statements", ())]
    return json.dumps(row, sort_keys=True)


def finding_in(record: str) -> Finding:
    """The finding that `record_of` wrote. Raises ValueError, TypeError or KeyError for anything else."""
    row: dict[str, Any] = json.loads(record)
    statements = tuple(Statement(**s) for s in row.pop("statements"))
    lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    return Finding(**{**row, **lists, "statements": statements})


def report_in(triples: bytes, profiles: Sequence[str]) -> Report:
    """The report that results are, as `results_of` gave them. Raises what `finding_in` raises."""
    found = [t.object.value for t in read(triples) if t.predicate == RECORD and isinstance(t.object, ox.Literal)]
    findings = sorted((finding_in(record) for record in found), key=lambda f: f.order)
    return Report(tuple(findings), lazy_graph(lambda: _graph(triples)), tuple(profiles))


def together(reports: Iterable[Report], profiles: Sequence[str]) -> Report:
    """All reports as one, whose graph is made when it is looked at."""
    given = list(reports)
    findings = sorted((finding for report in given for finding in report.findings), key=lambda f: f.order)
    return Report(tuple(findings), lazy_graph(lambda: merge(given).graph), tuple(profiles))


def _graph(triples: bytes) -> Graph:
    """The results as the writers of reports know them, in a ``sh:ValidationReport``."""
    graph = graph_of(t for t in read(triples) if t.predicate != RECORD)
    for prefix, namespace in (*PREFIXES.items(), ("shape", SHAPES)):
        graph.bind(prefix, namespace)
    node = BNode()
    for result in list(graph.subjects(URIRef(RDF + "type"), SHACL.ValidationResult)):
        graph.add((node, SHACL.result, result))
    graph.add((node, URIRef(RDF + "type"), SHACL.ValidationReport))
    graph.add((node, SHACL.conforms, Literal((None, SHACL.result, None) not in graph)))
    return graph
