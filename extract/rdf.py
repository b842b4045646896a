"""Assertions to quads: one policy with all its versions is one named graph (design, section 2)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import pyoxigraph as ox

from ..ontology.namespaces import DCTERMS, OA, OWL, PG, PROV, RDF, RDFS, SKOS, XSD
from .evidence import quote
from .identity import (
    assertion_iri,
    company_iri,
    company_key,
    digest,
    plain,
    policy_iri,
    safe_iri,
    version_labels,
)
from .model import Assertion, Mention
from .run import Run
from .statement import Broader, Literal, OwnTerm, Statement, statement
from .validity import unbroken

Value = ox.NamedNode | ox.Literal


@dataclass(frozen=True, slots=True)
class PolicyRecord:
    """Whose policy it is, and which of its documents. ``name`` or ``domain`` must be given."""

    name: str | None = None
    domain: str | None = None
    terms_type: str = "Privacy Policy"
    other_names: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What identifies the company in IRIs."""
        return company_key(name=self.name, domain=self.domain)

    @property
    def label(self) -> str:
        """The company's name, or its domain where the name is not known."""
        return plain(self.name or "") or self.key

    def company_iri(self, base: str) -> str:
        """The company's IRI."""
        return company_iri(base, name=self.name, domain=self.domain)

    def iri(self, base: str) -> str:
        """The policy's IRI, which is that of its graph too."""
        return policy_iri(base, self.key, self.terms_type)


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """One version of a policy with what extraction found in it.

    ``issued`` orders versions. ``effective`` and ``modified`` are ISO dates that the text itself gives.
    """

    issued: datetime
    text: str
    assertions: Sequence[Assertion]
    run: Run
    source: str | None = None
    effective: str | None = None
    modified: str | None = None
    media_type: str = "text/plain"
    language: str = "en"

    @property
    def digest(self) -> str:
        """SHA-256 of the text, which names its file."""
        return digest(self.text)


def in_order(versions: Iterable[VersionRecord]) -> list[VersionRecord]:
    """The versions by time, the same text at the same time only once; equal times by digest."""
    unique = {(v.issued, v.digest): v for v in versions}
    return [unique[key] for key in sorted(unique)]


def policy_quads(
    policy: PolicyRecord,
    versions: Iterable[VersionRecord],
    base: str,
    broader_of: Broader | None = None,
    *,
    label: str = "",
) -> Iterator[ox.Quad]:
    """The named graph of a policy: its versions, statements, evidence and own concepts.

    ``versions`` are all of its versions, in any order; the quads do not depend on it. ``broader_of`` finds the
    concept of the ontology that is nearest to words which the ontology does not know. ``label`` is the last part of
    the IRI of a version that is given without the others (`version_labels`).
    """
    graph = _Graph(policy.iri(base))
    ordered = in_order(versions)
    labels = [label] if label else version_labels(v.issued for v in ordered)
    iris = [f"{graph.name}/{label}" for label in labels]
    company = policy.company_iri(base)
    _policy(graph, policy, company, iris)
    for index, version in enumerate(ordered):
        _version(graph, version, iris[index], graph.name, iris[index - 1] if index else None)

    found: dict[str, dict[int, list[Statement]]] = {}
    for index, version in enumerate(ordered):
        for assertion in version.assertions:
            said = statement(assertion, graph.name, company, broader_of)
            found.setdefault(said.hash, {}).setdefault(index, []).append(said)
    terms: dict[str, list[OwnTerm]] = {}
    for hash_, by_version in found.items():
        iri = assertion_iri(base, hash_)
        first = min(by_version)
        places = by_version[first]
        _statement(graph, iri, places[0], company, max(s.source.confidence for s in places))
        graph.add(iri, PROV + "wasGeneratedBy", ox.NamedNode(ordered[first].run.iri(base)))
        for index in sorted(by_version):
            graph.add(iri, PG + "statedIn", ox.NamedNode(iris[index]))
            for said in by_version[index]:
                for term in said.terms:
                    terms.setdefault(term.iri, []).append(term)
        graph.add(iri, PG + "firstStated", _day(ordered[first].issued))
        for start, end in unbroken([i in by_version for i in range(len(ordered))]):
            period = f"{iri}#since-{labels[start]}"
            graph.add(iri, PG + "validDuring", ox.NamedNode(period))
            graph.add(period, RDF + "type", ox.NamedNode(PG + "Period"))
            graph.add(period, PG + "validFrom", _day(ordered[start].issued))
            if end is not None:
                graph.add(period, PG + "validUntil", _day(ordered[end].issued))
        for place in dict.fromkeys((s.source.evidence, s.source.section) for s in places):
            _evidence(graph, iri, *place, iris[first], ordered[first].text)
    for iri, same in terms.items():
        _own_term(graph, iri, same)
    yield from graph.quads


class _Graph:
    """Quads of one named graph, each once, in the order in which they were added."""

    def __init__(self, name: str) -> None:
        self.name: Final = name
        self._node = ox.NamedNode(name)
        self._quads: dict[ox.Quad, None] = {}
        self._nodes: dict[str, ox.NamedNode] = {}

    def add(self, subject: str, predicate: str, value: Value) -> None:
        """Add one triple."""
        self._quads[ox.Quad(self._iri(subject), self._iri(predicate), value, self._node)] = None

    @property
    def quads(self) -> Iterator[ox.Quad]:
        """All quads."""
        return iter(self._quads)

    def _iri(self, iri: str) -> ox.NamedNode:
        node = self._nodes.get(iri)
        if node is None:
            node = self._nodes[iri] = ox.NamedNode(iri)
        return node


def _day(time: datetime) -> ox.Literal:
    return ox.Literal(time.strftime("%Y-%m-%d"), datatype=ox.NamedNode(XSD + "date"))


def _iso_day(text: str | None) -> ox.Literal | None:
    """The date as an ``xsd:date``; None where it is none or not in ISO form."""
    try:
        day = date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
    return ox.Literal(day.isoformat(), datatype=ox.NamedNode(XSD + "date"))


def decimal(value: float) -> ox.Literal:
    """An ``xsd:decimal`` with at most four places, in the canonical form of XSD 1.1.

    >>> decimal(0.85).value, decimal(1).value
    ('0.85', '1')
    """
    return ox.Literal(f"{value:.4f}".rstrip("0").rstrip("."), datatype=ox.NamedNode(XSD + "decimal"))


def _policy(graph: _Graph, policy: PolicyRecord, company: str, versions: Sequence[str]) -> None:
    graph.add(graph.name, RDF + "type", ox.NamedNode(PG + "Policy"))
    graph.add(graph.name, RDFS + "label", ox.Literal(f"{policy.terms_type} of {policy.label}", language="en"))
    graph.add(graph.name, DCTERMS + "publisher", ox.NamedNode(company))
    for version in versions:
        graph.add(graph.name, DCTERMS + "hasVersion", ox.NamedNode(version))


def _version(graph: _Graph, version: VersionRecord, iri: str, policy: str, previous: str | None) -> None:
    graph.add(iri, RDF + "type", ox.NamedNode(PG + "PolicyVersion"))
    graph.add(iri, DCTERMS + "isVersionOf", ox.NamedNode(policy))
    graph.add(iri, DCTERMS + "issued", _day(version.issued))
    graph.add(iri, PG + "textDigest", ox.Literal(version.digest))
    graph.add(iri, DCTERMS + "format", ox.Literal(version.media_type))
    graph.add(iri, DCTERMS + "language", ox.Literal(version.language))
    source = safe_iri(version.source or "")
    if source:
        graph.add(iri, DCTERMS + "source", ox.NamedNode(source))
    for property_, text in ((PG + "effectiveDate", version.effective), (DCTERMS + "modified", version.modified)):
        day = _iso_day(text)
        if day is not None:
            graph.add(iri, property_, day)
    if previous:
        graph.add(iri, PROV + "wasRevisionOf", ox.NamedNode(previous))


def _statement(graph: _Graph, iri: str, said: Statement, company: str, confidence: float) -> None:
    graph.add(iri, RDF + "type", ox.NamedNode(PG + "Assertion"))
    graph.add(iri, RDF + "type", ox.NamedNode(PG + said.kind))
    graph.add(iri, PG + "assertedBy", ox.NamedNode(company))
    graph.add(iri, PG + "contentKey", ox.Literal(said.content_key))
    graph.add(iri, PG + "confidence", decimal(confidence))
    for property_, value in (*said.pairs, *said.remarks):
        graph.add(iri, property_, _term(value))


def _term(value: str | Literal) -> Value:
    if isinstance(value, str):
        return ox.NamedNode(value)
    return ox.Literal(value.lexical, datatype=ox.NamedNode(value.datatype))


def _evidence(graph: _Graph, iri: str, at: Mention, section: Sequence[str], version: str, text: str) -> None:
    place = f"{iri}#evidence-{at.start}-{at.end}"
    words = quote(text, at.start, at.end)
    graph.add(iri, PG + "evidence", ox.NamedNode(place))
    graph.add(place, RDF + "type", ox.NamedNode(OA + "SpecificResource"))
    graph.add(place, OA + "hasSource", ox.NamedNode(version))
    if section:
        graph.add(place, PG + "section", ox.Literal(" > ".join(plain(s) for s in section)))
    for name in ("quote", "position"):
        graph.add(place, OA + "hasSelector", ox.NamedNode(f"{iri}#{name}-{at.start}-{at.end}"))
    selector = f"{iri}#quote-{at.start}-{at.end}"
    graph.add(selector, RDF + "type", ox.NamedNode(OA + "TextQuoteSelector"))
    graph.add(selector, OA + "exact", ox.Literal(words.exact))
    graph.add(selector, OA + "prefix", ox.Literal(words.prefix))
    graph.add(selector, OA + "suffix", ox.Literal(words.suffix))
    selector = f"{iri}#position-{at.start}-{at.end}"
    graph.add(selector, RDF + "type", ox.NamedNode(OA + "TextPositionSelector"))
    for name, offset in (("start", at.start), ("end", at.end)):
        number = ox.Literal(str(offset), datatype=ox.NamedNode(XSD + "integer"))
        graph.add(selector, OA + name, number)


def _own_term(graph: _Graph, iri: str, same: Sequence[OwnTerm]) -> None:
    """A policy's own concept; the first wording is its label, the others are alternatives."""
    scheme = f"{graph.name}/term"
    graph.add(scheme, RDF + "type", ox.NamedNode(SKOS + "ConceptScheme"))
    graph.add(iri, RDF + "type", ox.NamedNode(OWL + "NamedIndividual"))
    graph.add(iri, RDF + "type", ox.NamedNode(SKOS + "Concept"))
    graph.add(iri, SKOS + "inScheme", ox.NamedNode(scheme))
    graph.add(iri, SKOS + "prefLabel", ox.Literal(same[0].label, language="en"))
    for term in same:
        if term.label != same[0].label:
            graph.add(iri, SKOS + "altLabel", ox.Literal(term.label, language="en"))
        if term.class_:
            graph.add(iri, RDF + "type", ox.NamedNode(PG + term.class_))
        if term.broader:
            graph.add(iri, SKOS + "broader", ox.NamedNode(term.broader))
