"""The catalogue graph: companies with their shortcuts, runs, and what the data set is (VoID, DCAT)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import pyoxigraph as ox

from ..extract.identity import catalogue_iri, plain, report_iri
from ..extract.rdf import PolicyRecord
from ..extract.run import Run
from ..extract.shortcuts import shortcuts
from ..extract.statement import Statement
from ..ontology import Vocabulary
from ..ontology.namespaces import DCAT, DCTERMS, PG, PROV, RDF, RDFS, SCHEMA, VOID, XSD
from ..ontology.vocabulary import turtle_files

Node = ox.NamedNode
_BY_CLASS = f"SELECT ?class (COUNT(*) AS ?n) {{ ?s <{RDF}type> ?class }} GROUP BY ?class"


def company_quads(
    policies: Mapping[PolicyRecord, Iterable[Statement]], base: str, vocabulary: Vocabulary
) -> Iterator[ox.Quad]:
    """What the catalogue says of one company: its names, address and shortcuts.

    ``policies`` are its policies, each with the statements of its latest version.
    """
    graph = Node(catalogue_iri(base))
    records = list(policies)
    company = records[0].company_iri(base)
    found: dict[ox.Quad, None] = {}

    def add(predicate: str, value: ox.NamedNode | ox.Literal) -> None:
        found[ox.Quad(Node(company), Node(predicate), value, graph)] = None

    add(RDF + "type", Node(PG + "Company"))
    add(RDFS + "label", ox.Literal(records[0].label, language="en"))
    add(SCHEMA + "name", ox.Literal(records[0].label))
    if records[0].domain:
        add(SCHEMA + "url", Node(f"https://{records[0].key}/"))
    for record in records:
        for name in record.other_names:
            if plain(name) != records[0].label:
                add(SCHEMA + "alternateName", ox.Literal(plain(name)))
        for _, property_, data_type in shortcuts(policies[record], company, vocabulary):
            add(property_, Node(data_type))
    yield from found


def run_quads(run: Run, base: str, started: datetime, ended: datetime) -> Iterator[ox.Quad]:
    """What the catalogue says of an extraction run."""
    graph, node = Node(catalogue_iri(base)), Node(run.iri(base))
    yield ox.Quad(node, Node(RDF + "type"), Node(PG + "ExtractionRun"), graph)
    for name, text in (("software", run.software), ("softwareVersion", run.version), ("model", run.model)):
        yield ox.Quad(node, Node(PG + name), ox.Literal(text), graph)
    for option, value in sorted(run.options):
        yield ox.Quad(node, Node(PG + "option"), ox.Literal(f"{option}={value}"), graph)
    for name, time in (("startedAtTime", started), ("endedAtTime", ended)):
        stamp = time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        yield ox.Quad(node, Node(PROV + name), ox.Literal(stamp, datatype=Node(XSD + "dateTime")), graph)


@dataclass(frozen=True, slots=True)
class Counts:
    """Sizes of a graph: triples outside catalogue and report of validation, and entities by class of the schema."""

    triples: int
    entities: Mapping[str, int]


def dataset_iri(base: str) -> str:
    """The IRI of the data set as such."""
    return f"{base}dataset"


def dataset_quads(counts: Counts, base: str) -> Iterator[ox.Quad]:
    """The data set's own description: VoID (https://www.w3.org/TR/void/) and DCAT 3, with counts.

    ``void:triples`` counts everything outside the catalogue and the report of validation: both describe the rest, and
    figures of themselves in them would not hold any more when they are written.
    """
    graph, node, catalogue = Node(catalogue_iri(base)), Node(dataset_iri(base)), Node(catalogue_iri(base))

    yield ox.Quad(catalogue, Node(RDF + "type"), Node(DCAT + "Catalog"), graph)
    yield ox.Quad(catalogue, Node(DCTERMS + "title"), ox.Literal("Catalogue of policies", language="en"), graph)
    yield ox.Quad(catalogue, Node(DCAT + "dataset"), node, graph)
    for class_ in (VOID + "Dataset", DCAT + "Dataset"):
        yield ox.Quad(node, Node(RDF + "type"), Node(class_), graph)
    yield ox.Quad(node, Node(DCTERMS + "title"), ox.Literal("What privacy policies say", language="en"), graph)
    about = "Statements of privacy policies on what is done with people's data, each with its words and versions."
    yield ox.Quad(node, Node(DCTERMS + "description"), ox.Literal(about, language="en"), graph)
    yield ox.Quad(node, Node(VOID + "uriSpace"), ox.Literal(base), graph)
    for namespace in (PG, DCTERMS, PROV, "http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/ns/oa#"):
        yield ox.Quad(node, Node(VOID + "vocabulary"), Node(namespace), graph)
    yield from count_quads(counts, base)


def count_quads(counts: Counts, base: str) -> Iterator[ox.Quad]:
    """What the description says in figures."""
    graph, node = Node(catalogue_iri(base)), Node(dataset_iri(base))
    yield ox.Quad(node, Node(VOID + "triples"), _number(counts.triples), graph)
    yield ox.Quad(node, Node(VOID + "classes"), _number(len(counts.entities)), graph)
    for class_, entities in sorted(counts.entities.items()):
        part = Node(_partitions(base) + class_.rpartition("#")[2])
        yield ox.Quad(node, Node(VOID + "classPartition"), part, graph)
        yield ox.Quad(part, Node(VOID + "class"), Node(class_), graph)
        yield ox.Quad(part, Node(VOID + "entities"), _number(entities), graph)


def recount(store: ox.Store, base: str) -> None:
    """Make the figures of the description true again, where the store describes itself; its other words stay."""
    graph, node = Node(catalogue_iri(base)), Node(dataset_iri(base))
    if ox.Quad(node, Node(RDF + "type"), Node(VOID + "Dataset"), graph) not in store:
        return
    old: set[ox.Quad] = set()
    for name in ("triples", "classes", "classPartition"):
        old.update(store.quads_for_pattern(node, Node(VOID + name), None, graph))
    for quad in tuple(old):
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(_partitions(base)):
            old.update(store.quads_for_pattern(quad.object, None, None, graph))
    new = set(count_quads(count(store, base), base))
    for quad in old - new:
        store.remove(quad)
    store.extend(new - old)


def _partitions(base: str) -> str:
    return f"{dataset_iri(base)}#class-"


def _number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=Node(XSD + "integer"))


def count(store: ox.Store, base: str) -> Counts:
    """The sizes of a graph as it stands."""
    own = sum(
        1
        for iri in (catalogue_iri(base), report_iri(base))
        for _ in store.quads_for_pattern(None, None, None, Node(iri))
    )
    entities = {}
    typed = store.query(_BY_CLASS, use_default_graph_as_union=True)
    assert isinstance(typed, ox.QuerySolutions)  # noqa: S101 - it is a SELECT
    known = set(counted_classes())
    for row in typed:
        class_, number = row["class"], row["n"]
        if isinstance(class_, ox.NamedNode) and isinstance(number, ox.Literal) and class_.value in known:
            entities[class_.value] = int(number.value)
    return Counts(len(store) - own, entities)


@cache
def counted_classes() -> tuple[str, ...]:
    """The classes of the schema, sorted."""
    kind, class_ = Node(RDF + "type"), Node("http://www.w3.org/2002/07/owl#Class")
    found = set()
    for name, content in turtle_files():
        if name == "schema.ttl":
            for quad in ox.parse(content, format=ox.RdfFormat.TURTLE):
                if quad.predicate == kind and quad.object == class_ and isinstance(quad.subject, ox.NamedNode):
                    found.add(quad.subject.value)
    return tuple(sorted(iri for iri in found if iri.startswith(PG)))
