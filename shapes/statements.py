"""From a node that a result names to the assertions it belongs to, with sentence, place and date."""

from collections.abc import Iterator

from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, RDF
from rdflib.term import Node

from ..ontology.namespaces import OA, PG
from .report import Statement

_STATED_IN = URIRef(PG + "statedIn")
_EVIDENCE = URIRef(PG + "evidence")
_SELECTOR = URIRef(OA + "hasSelector")
_UPWARDS = (_SELECTOR, _EVIDENCE, URIRef(PG + "validDuring"))
_KIND = URIRef(PG + "Assertion")
_OWN = tuple(URIRef(PG + p) for p in ("dataType", "term", "includes", "excludes", "recipient", "forPurpose", "scope"))


def assertions_of(graph: Graph, node: Node | None) -> list[URIRef]:
    """The assertions that a node is, or is a part of (evidence, selector, period, concept of the policy's own)."""
    if not isinstance(node, URIRef):
        return []
    if (node, RDF.type, _KIND) in graph or (node, _EVIDENCE, None) in graph or (node, _STATED_IN, None) in graph:
        return [node]
    found: set[URIRef] = set()
    for property_ in _UPWARDS:
        for holder in graph.subjects(property_, node):
            found.update(assertions_of(graph, holder))
    if not found and (node, DCTERMS.isVersionOf, None) not in graph:
        for property_ in _OWN:
            found.update(s for s in graph.subjects(property_, node) if isinstance(s, URIRef))
    return sorted(found)[:1]


def describe(graph: Graph, assertion: URIRef) -> Statement:
    """The assertion's sentence, company, policy, version and place, as far as the graph has them."""
    company = _text(graph.value(assertion, URIRef(PG + "assertedBy")))
    best: Statement | None = None
    for place in sorted(graph.objects(assertion, _EVIDENCE), key=str):
        version = graph.value(place, URIRef(OA + "hasSource"))
        sentence, start, end = "", None, None
        for selector in graph.objects(place, _SELECTOR):
            sentence = _text(graph.value(selector, URIRef(OA + "exact"))) or sentence
            start = _number(graph.value(selector, URIRef(OA + "start")), start)
            end = _number(graph.value(selector, URIRef(OA + "end")), end)
        made = Statement(
            assertion=str(assertion),
            sentence=sentence,
            company=company,
            policy=_text(graph.value(version, DCTERMS.isVersionOf)),
            version=_text(version),
            date=_text(graph.value(version, DCTERMS.issued)),
            section=_text(graph.value(place, URIRef(PG + "section"))),
            start=start,
            end=end,
        )
        if best is None or (made.start or 0) < (best.start or 0):
            best = made
    return best or Statement(assertion=str(assertion), company=company)


def common_dates(graph: Graph, assertions: list[URIRef]) -> tuple[str, ...]:
    """The dates of the versions in which all of the assertions stand, in order."""
    versions = [set(graph.objects(assertion, _STATED_IN)) for assertion in assertions]
    if not versions:
        return ()
    return tuple(sorted(_dates(graph, set.intersection(*versions))))


def version_of(graph: Graph, node: Node | None) -> str:
    """The version that a node is, or the latest one of the policy that it is; "" for anything else."""
    if (node, DCTERMS.isVersionOf, None) in graph:
        return _text(node)
    versions = graph.subjects(DCTERMS.isVersionOf, node)
    return max(((_text(graph.value(v, DCTERMS.issued)), str(v)) for v in versions), default=("", ""))[1]


def _dates(graph: Graph, versions: set[Node]) -> Iterator[str]:
    for version in versions:
        date = _text(graph.value(version, DCTERMS.issued))
        if date:
            yield date


def _text(node: Node | None) -> str:
    return "" if node is None else str(node)


def _number(node: Node | None, default: int | None) -> int | None:
    try:
        return int(str(node))
    except ValueError:
        return default
