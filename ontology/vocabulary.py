"""The concept schemes as Python values: labels, definitions, hierarchy and DPV matches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Final

import pyoxigraph as ox

from .namespaces import PG, ROOT, SKOS

MATCHES: Final = ("exactMatch", "closeMatch", "broadMatch")
"""Local names of the SKOS mapping properties that we use."""

SCHEME_CLASSES: Final[Mapping[str, str]] = {
    "data": PG + "DataType",
    "purpose": PG + "Purpose",
    "practice": PG + "Practice",
    "party": PG + "Party",
    "subject": PG + "DataSubject",
    "source": PG + "DataSource",
    "condition": PG + "Condition",
    "legal-basis": PG + "LegalBasis",
    "right": PG + "Right",
    "safeguard": PG + "Safeguard",
    "threat": PG + "Threat",
    "technology": PG + "Technology",
    "location": PG + "Location",
    "retention": PG + "RetentionRule",
    "framework": PG + "Framework",
    "topic": PG + "Topic",
}
"""Scheme name → class of its concepts."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One ``skos:Concept`` of the ontology.

    ``labels`` are the alternative labels, in which policies word it, the preferred one not among them;
    ``ambiguous`` those that another concept of the scheme has too; ``matches`` pairs of a SKOS mapping
    property's local name and a DPV 2.3 IRI;
    ``related`` the concepts of other schemes that it goes with: a duty to tell the law goes with legal compliance.
    """

    iri: str
    scheme: str
    label: str
    labels: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    definition: str = ""
    matches: tuple[tuple[str, str], ...] = ()
    related: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """All concepts by IRI, with the closure of ``skos:broader``."""

    concepts: Mapping[str, Concept]
    _ancestors: dict[str, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    def __contains__(self, iri: object) -> bool:
        return iri in self.concepts

    def __getitem__(self, iri: str) -> Concept:
        return self.concepts[iri]

    def scheme(self, name: str) -> tuple[Concept, ...]:
        """The concepts of a scheme (``"data"``, ``"purpose"`` …), sorted by IRI."""
        return tuple(c for c in self.concepts.values() if c.scheme == name)

    def ancestors(self, iri: str) -> frozenset[str]:
        """The concept itself and everything broader; just the IRI for an unknown one."""
        found = self._ancestors.get(iri)
        if found is None:
            closure, todo = {iri}, [iri]
            while todo:
                concept = self.concepts.get(todo.pop())
                for parent in concept.broader if concept else ():
                    if parent not in closure:
                        closure.add(parent)
                        todo.append(parent)
            found = self._ancestors[iri] = frozenset(closure)
        return found

    def same_or_narrower(self, iri: str, other: str) -> bool:
        """True where ``iri`` is ``other`` or stands below it."""
        return other in self.ancestors(iri)

    def purposes_of(self, iri: str | None) -> tuple[str, ...]:
        """The purposes that a condition, legal basis, right or data type goes with (``skos:related``, inherited)."""
        if iri is None:
            return ()
        known = (self.concepts[a] for a in sorted(self.ancestors(iri)) if a in self.concepts)
        found = (r for concept in known for r in concept.related if r in self.concepts)
        return tuple(dict.fromkeys(r for r in found if self.concepts[r].scheme == "purpose"))

    def wordings(self, scheme: str) -> Iterator[tuple[str, str]]:
        """(wording, IRI) for each preferred, alternative and ambiguous label of a scheme."""
        for concept in self.scheme(scheme):
            for label in (concept.label, *concept.labels, *concept.ambiguous):
                yield label, concept.iri


def turtle_files() -> Iterator[tuple[str, bytes]]:
    """(file name, content) of each Turtle file of the ontology, schema first."""
    folder = resources.files(__package__)
    yield "schema.ttl", folder.joinpath("schema.ttl").read_bytes()
    for entry in sorted(folder.joinpath("concepts").iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".ttl"):
            yield f"concepts/{entry.name}", entry.read_bytes()


@cache
def load_vocabulary() -> Vocabulary:
    """Read the concept schemes that come with the package (once a process).

    Raises:
        ValueError: where a file is not Turtle or a concept has no preferred label; names the file or the concept.
    """
    rows: dict[str, dict[str, list[str]]] = {}
    for name, content in turtle_files():
        if name == "schema.ttl":
            continue
        try:
            for quad in ox.parse(content, format=ox.RdfFormat.TURTLE):
                subject, value = quad.subject, quad.object
                if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
                    rows.setdefault(subject.value, {}).setdefault(quad.predicate.value, []).append(value.value)
        except SyntaxError as error:
            raise ValueError(f"ontology/{name}, line {error.lineno}: not Turtle: {error.msg}") from error
    concepts = {}
    for iri, row in sorted(rows.items()):
        scheme = iri.removeprefix(ROOT).partition("/")[0]
        if SKOS + "inScheme" not in row:
            continue
        if SKOS + "prefLabel" not in row:
            raise ValueError(f"<{iri}> has no skos:prefLabel; practicegraph ontology check lists all such problems")
        concepts[iri] = Concept(
            iri=iri,
            scheme=scheme,
            label=row[SKOS + "prefLabel"][0],
            labels=tuple(sorted(row.get(SKOS + "altLabel", ()))),
            ambiguous=tuple(sorted(row.get(PG + "ambiguousLabel", ()))),
            broader=tuple(sorted(row.get(SKOS + "broader", ()))),
            definition=next(iter(row.get(SKOS + "definition", ())), ""),
            matches=tuple(sorted((kind, o) for kind in MATCHES for o in row.get(SKOS + kind, ()))),
            related=tuple(sorted(row.get(SKOS + "related", ()))),
        )
    return Vocabulary(concepts)
