"""Graphs read as one, and graphs as N-Triples and back."""

from practicegraph.shapes.graphs import Joined, graph_of_n_triples, n_triples_of
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import XSD

A, B, P = URIRef("urn:a"), URIRef("urn:b"), URIRef("urn:p")


def test_joined_graphs_are_read_like_one() -> None:
    one, other = Graph("SimpleMemory"), Graph()
    one.add((A, P, B))
    other.add((A, P, Literal("b")))
    joined = Joined(one, other)
    assert set(joined) == {(A, P, B), (A, P, Literal("b"))}
    assert len(joined) == 2
    assert set(joined.objects(A, P)) == {B, Literal("b")}
    assert (A, P, B) in joined
    assert (A, P, Literal("b")) in joined
    assert (B, P, None) not in joined
    assert joined.value(None, P, B) == A


def test_n_triples_keep_the_words_of_literals_and_the_names_of_blank_nodes() -> None:
    graph = Graph()
    for value in (
        Literal("01", datatype=XSD.integer, normalize=False),
        Literal("two", datatype=XSD.integer),
        Literal('a "quoted"\nline', lang="en"),
        BNode("b7"),
    ):
        graph.add((A, P, value))
    again = graph_of_n_triples(n_triples_of(graph))
    assert {o.n3() for o in again.objects()} == {o.n3() for o in graph.objects()}
