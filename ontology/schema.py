"""The schema as Python values: classes, properties and fixed individuals, ours and the borrowed ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal

import pyoxigraph as ox

from .namespaces import OWL, PG, RDF, RDFS, SKOS
from .vocabulary import MATCHES

TermKind = Literal["class", "object property", "datatype property", "annotation property", "individual"]

KINDS: Final[Mapping[str, TermKind]] = {
    OWL + "Class": "class",
    OWL + "ObjectProperty": "object property",
    OWL + "DatatypeProperty": "datatype property",
    OWL + "AnnotationProperty": "annotation property",
    OWL + "NamedIndividual": "individual",
}
"""OWL type → what we call it."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term that ``schema.ttl`` declares; IRIs are str.

    ``parents`` are the superclasses of a class, the superproperties of a property, the classes of an individual.
    ``matches`` pairs a SKOS mapping property's local name with a DPV IRI.
    """

    iri: str
    kind: TermKind
    label: str = ""
    definition: str = ""
    parents: tuple[str, ...] = ()
    disjoint: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    functional: bool = False
    matches: tuple[tuple[str, str], ...] = ()

    @property
    def own(self) -> bool:
        """True for a term of the namespace ``pg:``."""
        return self.iri.startswith(PG)


@cache
def load_schema() -> Mapping[str, Term]:
    """The terms of ``schema.ttl`` by IRI, sorted (read once a process)."""
    content = resources.files(__package__).joinpath("schema.ttl").read_bytes()
    rows: dict[str, dict[str, list[str]]] = {}
    for quad in ox.parse(content, format=ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            rows.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, []).append(quad.object.value)
    terms = {}
    for iri, row in sorted(rows.items()):
        types = row.get(RDF + "type", [])
        kind = next((KINDS[t] for t in types if t in KINDS), None)
        if kind is None:
            continue
        parents = [*row.get(RDFS + "subClassOf", ()), *row.get(RDFS + "subPropertyOf", ())]
        if kind == "individual":
            parents = [t for t in types if t not in KINDS]
        terms[iri] = Term(
            iri=iri,
            kind=kind,
            label=next(iter(row.get(RDFS + "label", ())), ""),
            definition=next(iter(row.get(SKOS + "definition", ())), ""),
            parents=tuple(sorted(parents)),
            disjoint=tuple(sorted(row.get(OWL + "disjointWith", ()))),
            domain=tuple(sorted(row.get(RDFS + "domain", ()))),
            range=tuple(sorted(row.get(RDFS + "range", ()))),
            functional=OWL + "FunctionalProperty" in types,
            matches=tuple(sorted((m, o) for m in MATCHES for o in row.get(SKOS + m, ()))),
        )
    return terms
