"""What can be wrong with the ontology's files, short of what only a reasoner sees.

The rules are those of design section 2 and of the notes at the head of ``schema.ttl``.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Final

import pyoxigraph as ox

from .dpv import is_dpv, load_dpv
from .namespaces import OWL, PG, RDF, RDFS, ROOT, SCHEMES, SKOS, XSD
from .schema import KINDS
from .vocabulary import MATCHES, SCHEME_CLASSES, turtle_files

DEFINED_BY_OWL: Final = (RDF, RDFS, OWL)
"""Namespaces whose terms need no declaration."""

DATATYPES: Final = frozenset(
    XSD + name for name in ("string", "boolean", "decimal", "integer", "nonNegativeInteger", "anyURI", "dateTime")
)
"""Datatypes that a range may name: those of the OWL 2 datatype map that we have a use for."""

_PREFIX = re.compile(r"^\s*@?prefix\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE)
_SUBJECT = re.compile(r"^(<[^>]*>|[\w.-]*:[\w.-]*)(?=\s)")
_PROPERTIES: Final = tuple(iri for iri, kind in KINDS.items() if kind.endswith("property"))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where (``line`` counts from 1, None where unknown), which rule, about what, in words."""

    file: str
    line: int | None
    rule: str
    subject: str
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message} [{self.rule}]"


@dataclass
class _Ontology:
    """All triples by subject and predicate, and where each subject stands."""

    rows: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = field(default_factory=dict)
    blank: list[str] = field(default_factory=list)
    places: dict[str, tuple[str, int | None]] = field(default_factory=dict)

    def values(self, subject: str, predicate: str) -> list[str]:
        return [o.value for o in self.rows.get(subject, {}).get(predicate, ())]

    def types(self, subject: str) -> list[str]:
        return self.values(subject, RDF + "type")

    def concepts(self) -> Iterator[tuple[str, str]]:
        """(IRI, scheme name) of each subject whose IRI stands in one of our schemes."""
        for iri in self.rows:
            scheme, slash, name = iri.removeprefix(ROOT).partition("/")
            if iri.startswith(ROOT) and slash and name and scheme in SCHEMES:
                yield iri, scheme

    def problem(self, rule: str, subject: str, message: str) -> Problem:
        file, line = self.places.get(subject, ("", None))
        return Problem(file, line, rule, subject, f"{_short(subject)}: {message}")


def check_ontology(files: Iterable[tuple[str, bytes]] | None = None) -> list[Problem]:
    """Check Turtle files, given as (name, content), as one ontology; by default those that come with the package.

    Where a file is not Turtle, only the syntax errors are reported, as every other finding could follow from them.
    """
    ontology, broken = _read(turtle_files() if files is None else files)
    if broken:
        return broken
    rules = (_graph, _schema, _concepts, _labels, _wordings, _broader, _matches)
    problems = {problem for rule in rules for problem in rule(ontology)}
    return sorted(problems, key=lambda p: (p.file, p.line or 0, p.subject, p.rule, p.message))


def _read(files: Iterable[tuple[str, bytes]]) -> tuple[_Ontology, list[Problem]]:
    ontology, broken = _Ontology(), []
    for name, content in files:
        try:
            quads = list(ox.parse(content, format=ox.RdfFormat.TURTLE))
        except SyntaxError as error:
            broken.append(Problem(name, error.lineno, "syntax", name, f"not Turtle: {error.msg}"))
            continue
        lines = _subject_lines(content.decode(errors="replace"))
        for quad in quads:
            subject, value = quad.subject, quad.object
            if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
                row = ontology.rows.setdefault(subject.value, {})
                row.setdefault(quad.predicate.value, []).append(value)
                ontology.places.setdefault(subject.value, (name, lines.get(subject.value)))
            else:
                ontology.blank.append(name)
    return ontology, broken


def _subject_lines(text: str) -> dict[str, int]:
    """IRI → line on which it first opens a statement, for Turtle that begins its statements at the margin."""
    prefixes: dict[str, str] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if prefix := _PREFIX.match(line):
            prefixes[prefix[1]] = prefix[2]
        elif subject := _SUBJECT.match(line):
            token = subject[1]
            name, _, local = token.partition(":")
            iri = token[1:-1] if token.startswith("<") else prefixes.get(name, name + ":") + local
            lines.setdefault(iri, number)
    return lines


def _graph(ontology: _Ontology) -> Iterator[Problem]:
    """OWL 2 DL: every term is declared, no property is of two kinds; and ours: no blank nodes."""
    for file, count in Counter(ontology.blank).items():
        yield Problem(file, None, "blank-node", file, f"{count} triples with blank nodes: name the things instead")
    for subject, row in ontology.rows.items():
        kinds = sorted(KINDS[t] for t in ontology.types(subject) if t in _PROPERTIES)
        if len(kinds) > 1:
            yield ontology.problem("punning", subject, f"declared as {' and as '.join(kinds)}")
        for predicate in row:
            if not predicate.startswith(DEFINED_BY_OWL) and not any(t in KINDS for t in ontology.types(predicate)):
                yield ontology.problem("undeclared", subject, f"uses the undeclared property {_short(predicate)}")
        for type_ in ontology.types(subject):
            if not type_.startswith(DEFINED_BY_OWL) and OWL + "Class" not in ontology.types(type_):
                yield ontology.problem("undeclared", subject, f"is of the undeclared class {_short(type_)}")


def _schema(ontology: _Ontology) -> Iterator[Problem]:
    """Our own classes, properties and individuals: described, and with domains and ranges that exist."""
    for subject in ontology.rows:
        if not subject.startswith(PG):
            continue
        for predicate, name in ((RDFS + "label", "rdfs:label"), (SKOS + "definition", "skos:definition")):
            if not ontology.values(subject, predicate):
                yield ontology.problem("incomplete", subject, f"has no {name}")
        if not any(t in KINDS for t in ontology.types(subject)):
            yield ontology.problem("undeclared", subject, "is of no OWL type")
        for name in ("domain", "range", "subClassOf"):
            for target in ontology.values(subject, RDFS + name):
                data = name == "range" and OWL + "DatatypeProperty" in ontology.types(subject)
                if target not in DATATYPES if data else OWL + "Class" not in ontology.types(target):
                    yield ontology.problem("undeclared", subject, f"rdfs:{name} is the unknown {_short(target)}")
        for target in ontology.values(subject, RDFS + "subPropertyOf"):
            if target not in ontology.rows:
                yield ontology.problem("undeclared", subject, f"rdfs:subPropertyOf the unknown {_short(target)}")


def _concepts(ontology: _Ontology) -> Iterator[Problem]:
    """Each concept is complete, and stands in its own scheme's file."""
    for iri, scheme in ontology.concepts():
        types = ontology.types(iri)
        for type_ in (OWL + "NamedIndividual", SKOS + "Concept", SCHEME_CLASSES[scheme]):
            if type_ not in types:
                yield ontology.problem("incomplete", iri, f"is no {_short(type_)}")
        schemes = ontology.values(iri, SKOS + "inScheme")
        if schemes != [f"{ROOT}{scheme}/"]:
            yield ontology.problem("incomplete", iri, f"skos:inScheme should be <{ROOT}{scheme}/> alone")
        if SKOS + "ConceptScheme" not in ontology.types(f"{ROOT}{scheme}/"):
            yield ontology.problem("incomplete", iri, f"the scheme <{ROOT}{scheme}/> is not declared")
        if len(ontology.values(iri, SKOS + "definition")) != 1:
            yield ontology.problem("incomplete", iri, "should have one skos:definition")


def _labels(ontology: _Ontology) -> Iterator[Problem]:
    """One preferred label a concept, and in a scheme no two concepts with the same one; all labels in English."""
    owners: dict[tuple[str, str], list[str]] = defaultdict(list)
    for iri, scheme in ontology.concepts():
        preferred = ontology.values(iri, SKOS + "prefLabel")
        if len(preferred) != 1:
            yield ontology.problem("label", iri, f"should have one skos:prefLabel and has {len(preferred)}")
        for label in preferred:
            owners[scheme, _folded(label)].append(iri)
        for predicate in (SKOS + "prefLabel", SKOS + "altLabel", SKOS + "definition", PG + "ambiguousLabel"):
            for value in ontology.rows[iri].get(predicate, ()):
                if not isinstance(value, ox.Literal) or value.language != "en":
                    yield ontology.problem("label", iri, f"{_short(predicate)} {value} should be marked @en")
    for (_, label), iris in owners.items():
        for iri in iris[1:]:
            yield ontology.problem("label", iri, f"the preferred label “{label}” is that of {_short(iris[0])} too")


def _wordings(ontology: _Ontology) -> Iterator[Problem]:
    """No wording stands for two concepts of a scheme, except as an ambiguous one.

    An alternative label may be an ambiguous label elsewhere in its scheme: it is then the reading to prefer.
    """
    preferred: dict[tuple[str, str], set[str]] = defaultdict(set)
    alternative: dict[tuple[str, str], list[str]] = defaultdict(list)
    ambiguous: dict[tuple[str, str], set[str]] = defaultdict(set)
    for iri, scheme in ontology.concepts():
        for label in ontology.values(iri, SKOS + "prefLabel"):
            preferred[scheme, _folded(label)].add(iri)
        for label in ontology.values(iri, SKOS + "altLabel"):
            alternative[scheme, _folded(label)].append(iri)
        for label in ontology.values(iri, PG + "ambiguousLabel"):
            ambiguous[scheme, _folded(label)].add(iri)
    for (scheme, label), iris in alternative.items():
        key = scheme, label
        for position, iri in enumerate(iris):
            others = {*iris[:position], *preferred.get(key, ())}
            for other in sorted(others - {iri}):
                yield ontology.problem(
                    "wording", iri, f"“{label}” also stands for {_short(other)}: make it pg:ambiguousLabel on both"
                )
            if iri in preferred.get(key, ()) or iri in ambiguous.get(key, ()) or iris.count(iri) > 1:
                yield ontology.problem("wording", iri, f"“{label}” is given twice")


def _broader(ontology: _Ontology) -> Iterator[Problem]:
    """``skos:broader`` goes to concepts of the same scheme, without a circle."""
    edges: dict[str, set[str]] = {}
    for iri, scheme in ontology.concepts():
        edges[iri] = set(ontology.values(iri, SKOS + "broader"))
        for parent in sorted(edges[iri]):
            if parent not in ontology.rows:
                yield ontology.problem("broader", iri, f"skos:broader {_short(parent)}, which is not declared")
            elif not parent.startswith(f"{ROOT}{scheme}/"):
                yield ontology.problem("broader", iri, f"skos:broader {_short(parent)}, which is in another scheme")
    while True:
        try:
            TopologicalSorter(edges).prepare()
            return
        except CycleError as error:
            circle: list[str] = error.args[1][::-1]  # graphlib lists predecessors first
        start = circle.index(min(circle[:-1]))
        circle = circle[start:-1] + circle[:start]
        trail = " → ".join(_short(iri) for iri in [*circle, circle[0]])
        yield ontology.problem("cycle", circle[0], f"skos:broader runs in a circle: {trail}")
        edges[circle[0]].discard(circle[1 % len(circle)])


def _matches(ontology: _Ontology) -> Iterator[Problem]:
    """Every DPV IRI is declared by DPV, a concept matches no property, and a pair has one kind of match."""
    declared = load_dpv()
    in_schemes = {iri for iri, _ in ontology.concepts()}
    for subject, row in ontology.rows.items():
        targets = {o.value for values in row.values() for o in values if isinstance(o, ox.NamedNode)}
        for iri in sorted({subject, *targets}):
            if is_dpv(iri) and iri not in declared:
                yield ontology.problem("dpv", subject, f"<{iri}> is not declared in DPV 2.3")
        kinds: dict[str, list[str]] = defaultdict(list)
        for kind in (*MATCHES, "narrowMatch", "relatedMatch"):
            for target in ontology.values(subject, SKOS + kind):
                kinds[target].append(kind)
        for target, names in kinds.items():
            if len(names) > 1:
                yield ontology.problem("match", subject, f"matches <{target}> by {' and '.join(names)}: one is enough")
            if target in declared and declared[target].kind == "property" and subject in in_schemes:
                yield ontology.problem("match", subject, f"matches <{target}>, which is a property")


def _folded(label: str) -> str:
    return " ".join(label.casefold().split())


def _short(iri: str) -> str:
    """The part of an IRI that tells it apart."""
    for namespace, prefix in ((PG, "pg:"), (SKOS, "skos:"), (OWL, "owl:"), (ROOT, "")):
        if iri.startswith(namespace):
            return prefix + iri.removeprefix(namespace)
    return f"<{iri}>"
