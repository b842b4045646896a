"""Pyoxigraph's quads as an rdflib graph, which pySHACL reads, and the way back."""

from collections.abc import Iterable, Iterator
from itertools import chain

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import XSD
from rdflib.term import Node

from ..ontology.namespaces import PREFIXES, RDF
from .visible import encodable

LANG_STRING = RDF + "langString"
Triple = tuple[Node, Node, Node]


LIGHT = "SimpleMemory"
"""rdflib's store that knows no named graphs: half the time, but pySHACL cannot copy a graph that is kept in it."""


def graph_of(quads: Iterable[ox.Quad | ox.Triple], store: str = "default") -> Graph:
    """An rdflib graph of the triples, the names of their graphs dropped.

    Term by term, with nothing written out and parsed again: about 100,000 triples a second. Literals keep their
    lexical form, also where it does not fit their datatype. ``store`` is rdflib's name of what keeps the graph.
    Raises ValueError for a quoted triple (RDF 1.2).
    """
    terms: dict[object, Node] = {}

    def convert(term: object) -> Node:
        found = terms.get(term)
        if found is None:
            found = terms[term] = _term(term)
        return found

    graph = Graph(store, bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    for quad in quads:
        graph.add((convert(quad.subject), convert(quad.predicate), convert(quad.object)))
    return graph


class Joined(Graph):  # type: ignore[misc]
    """Graphs read as one, without a copy. A triple that stands in two of them comes twice."""

    def __init__(self, *parts: Graph) -> None:
        super().__init__(LIGHT, bind_namespaces="none")
        self._parts = parts

    def triples(self, triple: tuple[object, object, object]) -> Iterator[Triple]:
        """The triples that fit a pattern: all that rdflib's graphs read goes through here."""
        return chain.from_iterable(part.triples(triple) for part in self._parts)

    def __iter__(self) -> Iterator[Triple]:
        return chain.from_iterable(self._parts)

    def __len__(self) -> int:
        return sum(len(part) for part in self._parts)


def n_triples_of(triples: Iterable[Triple]) -> bytes:
    """The triples as N-Triples, their literals' lexical forms and blank nodes' labels kept."""
    return ox.serialize((ox.Triple(_ox(s), _ox(p), _ox(o)) for s, p, o in triples), format=ox.RdfFormat.N_TRIPLES)  # type: ignore[arg-type,return-value]


def graph_of_n_triples(content: bytes) -> Graph:
    """What `n_triples_of` wrote."""
    return graph_of(ox.parse(content, format=ox.RdfFormat.N_TRIPLES))


def store_of(graph: Iterable[Triple]) -> ox.Store:
    """A store in memory with the triples in its default graph: what SPARQL constraints are quick on."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(_ox(s), _ox(p), _ox(o)) for s, p, o in graph)  # type: ignore[arg-type]
    return store


def triples_of(graph: Iterable[tuple[Node, Node, Node]]) -> Iterator[ox.Triple]:
    """The same triples in Pyoxigraph's terms, in order."""
    return (ox.Triple(_ox(s), _ox(p), _ox(o)) for s, p, o in graph)  # type: ignore[arg-type]


def _ox(term: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(encodable(term), language=term.language)
        return ox.Literal(encodable(term), datatype=ox.NamedNode(str(term.datatype or XSD.string)))
    return ox.BlankNode(str(term))


def _term(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        # Not normalised: a report shows the value as the graph has it.
        return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    raise ValueError("a quoted triple cannot be validated with SHACL")
