"""Which data count as which: the ontology's hierarchy, corrected by what the policy itself defines.

A policy that promises not to share personal data and then shares IP addresses contradicts itself only if it means them
by personal data. So data that many policies do not call personal count only where the policy's definition has them,
and data that its definition excludes never count.
"""

from collections.abc import Iterator
from typing import Final

from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS

from ..ontology import Vocabulary
from ..ontology.namespaces import DATA, PG, ROOT
from .claims import Triple
from .wording import load_wording

COUNTS: Final = URIRef(ROOT + "shapes/countsAs")
DOUBTFUL: Final = URIRef(ROOT + "shapes/DoubtfulData")
PERSONAL: Final = DATA + "PersonalData"
_TERM, _INCLUDES, _EXCLUDES = (URIRef(PG + name) for name in ("term", "includes", "excludes"))
_PLACES: Final = tuple(URIRef(PG + name) for name in ("dataType", "refersTo", "includes", "excludes", "term"))


def counted(graph: Graph, vocabulary: Vocabulary) -> Iterator[Triple]:
    """``shape:countsAs`` for each data type that the policy speaks of: itself, and what it is a kind of."""
    included, excluded = _defined(graph, _INCLUDES), _defined(graph, _EXCLUDES)
    doubtful = load_wording().concepts["OftenNotPersonal"]
    for node in {value for place in _PLACES for value in graph.objects(None, place) if isinstance(value, URIRef)}:
        above = _above(graph, node, vocabulary)
        counts = set(above)
        if above & doubtful and not any((PERSONAL, kind) in included for kind in above):
            counts.discard(PERSONAL)
        counts |= {term for term, kind in included if kind in above}
        counts -= {term for term, kind in excluded if kind in above and term != str(node)}
        for kind in counts:
            yield node, COUNTS, URIRef(kind)
        if above & doubtful:
            yield node, RDF.type, DOUBTFUL


def practices(graph: Graph, vocabulary: Vocabulary) -> Iterator[Triple]:
    """``shape:countsAs`` for each practice: itself and what it is a kind of; to share counts as to disclose."""
    alike = load_wording().concepts["Disclosures"]
    for node in {value for value in graph.objects(None, URIRef(PG + "practice")) if isinstance(value, URIRef)}:
        above = vocabulary.ancestors(str(node))
        for kind in above | (alike if str(node) in alike else frozenset()):
            yield node, COUNTS, URIRef(kind)


def _defined(graph: Graph, property_: URIRef) -> set[tuple[str, str]]:
    """(term, data type) of all definitions of the policy."""
    return {
        (str(term), str(kind))
        for definition, kind in graph.subject_objects(property_)
        for term in graph.objects(definition, _TERM)
        if isinstance(kind, URIRef) and isinstance(term, URIRef)  # what is no IRI is integrity's to report
    }


def _above(graph: Graph, node: URIRef, vocabulary: Vocabulary) -> frozenset[str]:
    """The data type and all broader ones, in the ontology and among the policy's own."""
    found, todo = set(vocabulary.ancestors(str(node))), [node]
    while todo:
        for parent in graph.objects(todo.pop(), SKOS.broader):
            if isinstance(parent, URIRef) and str(parent) not in found:
                found |= vocabulary.ancestors(str(parent))
                todo.append(parent)
    return frozenset(found)
