"""What shapes need to know of the ontology, as a few triples: the concepts that occur, and what stands above them.

The ontology's graph is larger than a policy's, and engines are slow at property paths. So neither is given to them: for
each concept that a policy names, its class and the closure of ``skos:broader`` are written out, and what the rules of
consistency start from is marked (claims.py, definitions.py). ``profiles/terms.ttl`` documents these terms.
"""

from collections.abc import Iterator
from typing import Final

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS

from ..ontology import Vocabulary, load_vocabulary
from ..ontology.namespaces import PG, SHAPES
from .claims import Triple, claims
from .definitions import counted, practices

WITHIN: Final = URIRef(SHAPES + "within")

CLASSES: Final = {
    "data": "DataType",
    "purpose": "Purpose",
    "practice": "Practice",
    "party": "Party",
    "subject": "DataSubject",
    "source": "DataSource",
    "condition": "Condition",
    "legal-basis": "LegalBasis",
    "right": "Right",
    "safeguard": "Safeguard",
    "threat": "Threat",
    "technology": "Technology",
    "location": "Location",
    "retention": "RetentionRule",
    "framework": "Framework",
    "topic": "Topic",
}
"""Scheme → local name of the class of its concepts."""


def context_of(graph: Graph) -> Iterator[Triple]:
    """The triples to add to a policy's graph before it is validated; the graph itself stays as it is."""
    vocabulary = load_vocabulary()
    for node in set(graph.objects()):
        if isinstance(node, URIRef):
            yield from _concept(graph, node, vocabulary)
    yield from counted(graph, vocabulary)
    yield from practices(graph, vocabulary)
    yield from claims(graph)


def _concept(graph: Graph, node: URIRef, vocabulary: Vocabulary) -> Iterator[Triple]:
    concept = vocabulary.concepts.get(str(node))
    if concept is not None:
        yield node, RDF.type, URIRef(PG + CLASSES[concept.scheme])
        yield node, RDF.type, SKOS.Concept
        for broader in vocabulary.ancestors(concept.iri):
            yield node, WITHIN, URIRef(broader)
    elif (node, RDF.type, SKOS.Concept) in graph:
        for broader in _own_ancestors(graph, node, vocabulary):
            yield node, WITHIN, URIRef(broader)
    elif "/company/" in node:
        yield node, WITHIN, node


def _own_ancestors(graph: Graph, node: URIRef, vocabulary: Vocabulary) -> set[str]:
    """A policy's own concept, those above it in the policy, and those above these in the ontology."""
    found, todo = {str(node)}, [node]
    while todo:
        for parent in graph.objects(todo.pop(), SKOS.broader):
            if isinstance(parent, URIRef) and str(parent) not in found:
                found |= {str(parent)} | vocabulary.ancestors(str(parent))
                todo.append(parent)
    return found
