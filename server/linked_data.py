"""What the graph says of one IRI, as triples and in the formats of linked data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ..ontology.namespaces import ONTOLOGY_GRAPH, PREFIXES
from ..ontology.vocabulary import turtle_files
from .context import Service
from .sparql.negotiation import GRAPH_TYPES
from .sparql.xml import is_xml, well_formed

DESCRIPTION = f"""
PREFIX pg: <{PREFIXES["pg"]}>
PREFIX oa: <{PREFIXES["oa"]}>
CONSTRUCT {{ ?thing ?property ?value }} WHERE {{
  GRAPH ?g {{
    {{ $resource ?property ?value . BIND($resource AS ?thing) }}
    UNION {{ $resource pg:evidence|pg:validDuring ?thing . ?thing ?property ?value }}
    UNION {{ $resource pg:evidence/oa:hasSelector ?thing . ?thing ?property ?value }}
  }}
}}
"""
"""A resource with the parts of it that have no page of their own: evidence, selectors and periods."""


AT_ONCE = 500
"""IRIs that one query asks for."""


@dataclass(frozen=True, slots=True)
class Description:
    """A resource and all triples that its page is made of."""

    iri: str
    triples: Sequence[ox.Triple]

    def values(self, predicate: str, subject: str | None = None) -> list[str]:
        """The values of a property of the resource, or of one of its parts, sorted."""
        wanted = subject or self.iri
        return sorted(
            {t.object.value for t in self.triples if _is(t.subject, wanted) and t.predicate.value == predicate}  # type: ignore[union-attr]
        )

    def first(self, predicate: str, subject: str | None = None) -> str | None:
        """The first of the values, None where there is none."""
        return next(iter(self.values(predicate, subject)), None)


def describe_all(service: Service, iris: Iterable[str]) -> list[ox.Triple]:
    """What the graph says of several IRIs, each once; of one that it does not know, nothing."""
    named = [str(ox.NamedNode(iri)) for iri in dict.fromkeys(iris)]
    found: list[ox.Triple] = []
    for start in range(0, len(named), AT_ONCE):
        values = " ".join(named[start : start + AT_ONCE])
        found += service.construct(
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} }}"
        )
    return found


def _is(node: object, iri: str) -> bool:
    return isinstance(node, ox.NamedNode) and node.value == iri


def describe(service: Service, iri: str) -> Description | None:
    """The description of an IRI, None where the graph says nothing of it."""
    try:
        triples = service.construct(DESCRIPTION, resource=iri)
    except ValueError:
        return None
    return Description(iri, triples) if triples else None


def ontology_triples(*, concepts: bool) -> list[ox.Triple]:
    """The ontology that comes with the package: its schema, or that and all concepts."""
    return [
        quad.triple
        for name, content in turtle_files()
        if concepts or name == "schema.ttl"
        for quad in ox.parse(content, format=ox.RdfFormat.TURTLE, base_iri=ONTOLOGY_GRAPH)
    ]


def serialize(triples: Iterable[ox.Triple], media_type: str) -> bytes:
    """The triples in a media type of `GRAPH_TYPES`, with the prefixes that they use."""
    triples = sorted(set(triples), key=str)
    text = " ".join(str(t) for t in triples)
    prefixes = {name: space for name, space in PREFIXES.items() if f"<{space}" in text}
    content: bytes | None = ox.serialize(triples, format=GRAPH_TYPES[media_type], prefixes=prefixes)
    return well_formed(content or b"") if is_xml(media_type) else content or b""
