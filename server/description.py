"""The endpoint in the terms of SPARQL 1.1 Service Description (https://www.w3.org/TR/sparql11-service-description/)."""

from collections.abc import Iterator

import pyoxigraph as ox

from ..ontology.namespaces import FORMATS, RDF, SD, VOID, XSD
from .context import Service
from .facts import Facts, known_facts

RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "N-Quads",
    "TriG",
    "RDF_XML",
    "JSON-LD",
    "N3",
)
INPUT_FORMATS = ("Turtle", "N-Triples", "N-Quads", "TriG", "RDF_XML", "JSON-LD", "N3")
_TYPE = ox.NamedNode(RDF + "type")


def service_description(here: Service) -> list[ox.Triple]:
    """The endpoint at its public address; the data set's stored counts, where the store answers."""
    address = here.addresses.absolute("/sparql")
    this = ox.NamedNode(address)
    triples = [
        ox.Triple(this, _TYPE, _sd("Service")),
        ox.Triple(this, _sd("endpoint"), this),
        ox.Triple(this, _sd("supportedLanguage"), _sd("SPARQL11Query")),
    ]
    if here.generation is not None:  # what another server takes for the default graph is its own choice
        triples.append(ox.Triple(this, _sd("feature"), _sd("UnionDefaultGraph")))
    triples += [ox.Triple(this, _sd("resultFormat"), ox.NamedNode(FORMATS + name)) for name in RESULT_FORMATS]
    if here.takes_writes:
        triples.append(ox.Triple(this, _sd("supportedLanguage"), _sd("SPARQL11Update")))
        triples += [ox.Triple(this, _sd("inputFormat"), ox.NamedNode(FORMATS + name)) for name in INPUT_FORMATS]
    if here.options.allowed_hosts:
        triples.append(ox.Triple(this, _sd("feature"), _sd("BasicFederatedQuery")))
    return [*triples, *_dataset(this, known_facts(here))]


def _dataset(this: ox.NamedNode, known: Facts) -> Iterator[ox.Triple]:
    dataset = ox.NamedNode(this.value + "#dataset")
    union = ox.NamedNode(this.value + ("#union" if known.generation is not None else "#default"))
    yield ox.Triple(this, _sd("defaultDataset"), dataset)
    yield ox.Triple(dataset, _TYPE, _sd("Dataset"))
    yield ox.Triple(dataset, _sd("defaultGraph"), union)
    yield ox.Triple(union, _TYPE, _sd("Graph"))
    if known.triples is not None and known.generation is not None:
        yield ox.Triple(union, ox.NamedNode(VOID + "triples"), _integer(known.triples))
    for name in known.graphs:
        # a node for the pair of dataset and name: the graph's own IRI is that of a policy
        named = ox.NamedNode(f"{this.value}#graph={name.replace('#', '%23')}")
        yield ox.Triple(dataset, _sd("namedGraph"), named)
        yield ox.Triple(named, _TYPE, _sd("NamedGraph"))
        yield ox.Triple(named, _sd("name"), ox.NamedNode(name))
    yield from known.description


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(SD + name)


def _integer(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))
