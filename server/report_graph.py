"""The graph of a store that holds the report of its validation, ``{base}validation``: its parts, by named graph.

A SHACL validation report (https://www.w3.org/TR/shacl/#validation-report) with, for each named graph that was
validated, a check: what its triples and the rules were then. The terms are those of ``shapes/profiles/terms.ttl``.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import pyoxigraph as ox

from ..extract.identity import plain, report_iri
from ..ontology.namespaces import PROV, RDF, RDFS, SH, SHAPES, XSD

POLICY: Final = ox.NamedNode(SHAPES + "policy")
TYPE: Final = ox.NamedNode(RDF + "type")
_CHECK = ox.NamedNode(SHAPES + "Check")
_CHECKED, _DIGEST, _RULES = (ox.NamedNode(SHAPES + name) for name in ("checked", "graphDigest", "rulesDigest"))
_RESULT, _CONFORMS = ox.NamedNode(SH + "result"), ox.NamedNode(SH + "conforms")


@dataclass(frozen=True, slots=True)
class Check:
    """A named graph as it was validated: digests of its triples and of the rules."""

    graph: str
    digest: str
    rules: str


def written(triples: Iterable[ox.Triple]) -> bytes:
    """Triples as N-Triples."""
    return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""


def graph_written(graph: ox.Store, name: str) -> bytes:
    """A named graph as N-Triples."""
    return graph.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(name)) or b""


def read(triples: bytes) -> Iterator[ox.Triple]:
    """The triples in N-Triples."""
    return (quad.triple for quad in ox.parse(triples, format=ox.RdfFormat.N_TRIPLES))


def path_prefix(base: str) -> str:
    """What the IRIs of the nodes of complex property paths begin with."""
    return f"{report_iri(base)}/path/"


def short_hash(words: str) -> str:
    """32 hex digits, as IRIs have them."""
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def graph_quads(check: Check, results: bytes, base: str) -> Iterator[ox.Quad]:
    """What the report says of one named graph: its check, and the results."""
    report = ox.NamedNode(report_iri(base))
    node = ox.NamedNode(f"{report.value}/graph/{short_hash(check.graph)}")
    yield ox.Quad(node, TYPE, _CHECK, report)
    yield ox.Quad(node, _CHECKED, ox.NamedNode(check.graph), report)
    yield ox.Quad(node, _DIGEST, ox.Literal(check.digest), report)
    yield ox.Quad(node, _RULES, ox.Literal(check.rules), report)
    for triple in read(results):
        yield ox.Quad(triple.subject, triple.predicate, triple.object, report)
        if triple.predicate == TYPE and triple.object == ox.NamedNode(SH + "ValidationResult"):
            yield ox.Quad(report, _RESULT, triple.subject, report)


def head_quads(base: str, profiles: Iterable[str], *, conforms: bool) -> Iterator[ox.Quad]:
    """What the report says of itself."""
    report = ox.NamedNode(report_iri(base))
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    yield ox.Quad(report, TYPE, ox.NamedNode(SH + "ValidationReport"), report)
    yield ox.Quad(report, ox.NamedNode(RDFS + "label"), ox.Literal("Report of validation", language="en"), report)
    yield ox.Quad(report, _CONFORMS, _boolean(conforms), report)
    yield ox.Quad(
        report, ox.NamedNode(PROV + "generatedAtTime"), ox.Literal(now, datatype=ox.NamedNode(XSD + "dateTime")), report
    )
    for profile in profiles:
        yield ox.Quad(report, ox.NamedNode(SHAPES + "profile"), ox.Literal(plain(profile)), report)


def _boolean(value: bool) -> ox.Literal:
    return ox.Literal(str(value).lower(), datatype=ox.NamedNode(XSD + "boolean"))


def checks_in(graph: ox.Store, base: str) -> dict[str, Check]:
    """The named graphs that the store's report is about."""
    report, found = ox.NamedNode(report_iri(base)), {}
    for quad in graph.quads_for_pattern(None, TYPE, _CHECK, report):
        values = [_first(graph, quad.subject, p, report) for p in (_CHECKED, _DIGEST, _RULES)]
        found[values[0]] = Check(*values)
    return found


def _first(graph: ox.Store, subject: Any, predicate: ox.NamedNode, name: ox.NamedNode) -> str:
    quads = graph.quads_for_pattern(subject, predicate, None, name)
    return next((str(getattr(quad.object, "value", "")) for quad in quads), "")


def results_in(graph: ox.Store, base: str, name: str) -> bytes:
    """The results of one named graph in the store's report, as `results_of` gave them."""
    report = ox.NamedNode(report_iri(base))
    steps = path_prefix(base)
    todo = [q.subject for q in graph.quads_for_pattern(None, POLICY, ox.NamedNode(name), report)]
    seen, triples = set(todo), []
    while todo:
        for quad in graph.quads_for_pattern(todo.pop(), None, None, report):
            triples.append(quad.triple)
            value = quad.object
            if isinstance(value, ox.NamedNode) and value.value.startswith(steps) and value not in seen:
                seen.add(value)
                todo.append(value)
    return written(triples)


def forget(graph: ox.Store, base: str, names: Iterable[str]) -> None:
    """Take these named graphs out of the store's report, which then says whether the others conform."""
    report, gone = ox.NamedNode(report_iri(base)), 0
    for name in names:
        for property_ in (POLICY, _CHECKED):
            for found in list(graph.quads_for_pattern(None, property_, ox.NamedNode(name), report)):
                gone += 1
                for quad in list(graph.quads_for_pattern(found.subject, None, None, report)):
                    graph.remove(quad)
                graph.remove(ox.Quad(report, _RESULT, found.subject, report))
    if gone:
        conforms = not any(True for _ in graph.quads_for_pattern(report, _RESULT, None, report))
        graph.remove(ox.Quad(report, _CONFORMS, _boolean(not conforms), report))
        graph.add(ox.Quad(report, _CONFORMS, _boolean(conforms), report))
