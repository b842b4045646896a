"""SHACL validation reports, compared as graphs."""

from collections import Counter

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.compare import graph_diff, isomorphic
from rdflib.namespace import RDF, SH
from rdflib.term import Node

APART = {SH.resultMessage}
COMPARED = {
    RDF.type, SH.conforms, SH.result, SH.focusNode, SH.value, SH.resultPath, SH.resultSeverity,
    SH.sourceConstraintComponent, SH.sourceShape,
}  # fmt: skip
"""What the suite's own test harness compares (https://www.w3.org/TR/shacl/#test-suite, validation results)."""


def without_messages(report: Graph) -> Graph:
    """The report as it is, but for its messages."""
    found = Graph()
    for triple in report:
        if triple[1] not in APART:
            found.add(triple)
    return found


def assert_equal_reports(one: Graph, other: Graph) -> None:
    """Isomorphic, messages apart; says what only one of them has."""
    one, other = without_messages(one), without_messages(other)
    if not same(one, other):
        _, left, right = graph_diff(one, other)
        raise AssertionError(f"only in the first:\n{left.serialize()}\nonly in the second:\n{right.serialize()}")


def same(one: Graph, other: Graph) -> bool:
    """True for isomorphic graphs."""
    return len(one) == len(other) and (_labelled(one) == _labelled(other) or isomorphic(one, other))


def _labelled(report: Graph) -> set[tuple[Node, Node, Node]]:
    """With results named by what they say: equal for equal reports whose other blank nodes keep their names. Quick."""
    said = Counter()
    names: dict[Node, Node] = {n: URIRef("urn:report") for n in report.subjects(RDF.type, SH.ValidationReport)}
    for node in report.objects(None, SH.result):
        text = " ".join(sorted(f"{p.n3()} {o.n3()}" for p, o in report.predicate_objects(node)))
        said[text] += 1
        names[node] = Literal(f"{said[text]} {text}")
    return {(names.get(s, s), p, names.get(o, o)) for s, p, o in report}


def as_in_the_suite(graph: Graph) -> Graph:
    """The report in a graph, with what the suite compares, paths written out, and shapes without a name as one."""
    found = Graph()
    for report in graph.subjects(RDF.type, SH.ValidationReport):
        for node in (report, *graph.objects(report, SH.result)):
            for property_, value in graph.predicate_objects(node):
                if property_ == SH.resultPath and isinstance(value, BNode):
                    value = URIRef("urn:path:" + path_text(graph, value))
                if property_ == SH.sourceShape and isinstance(value, BNode):
                    value = URIRef("urn:shape")
                if property_ in COMPARED:
                    found.add((node, property_, value))
    return found


def path_text(graph: Graph, path: Node | None) -> str:
    """A path, however its nodes are named or shared."""
    if not isinstance(path, BNode):
        return str(path)
    inner = sorted((str(p), path_text(graph, o)) for p, o in graph.predicate_objects(path) if p != RDF.type)
    return "(" + ",".join(f"{p}={o}" for p, o in inner) + ")"
