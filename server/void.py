"""``/.well-known/void``: what the data set is, where it is found and how much of it there is (VoID and DCAT)."""

from collections.abc import Iterator

import pyoxigraph as ox
from flask import Blueprint, Response

from ..ontology.namespaces import DCAT, DCTERMS, FOAF, FORMATS, RDF, VOID
from .context import Service, service
from .dump_files import FILES
from .facts import facts
from .graph_response import chosen_graph_type, graph_response
from .store import LocalStore

void = Blueprint("void", __name__)

_TYPE = ox.NamedNode(RDF + "type")
_IANA = "https://www.iana.org/assignments/media-types/"


@void.get("/.well-known/void")
def describe() -> Response:
    """The data set's description (https://www.w3.org/TR/void/#well-known) at its public address."""
    media_type = chosen_graph_type()
    return graph_response(void_triples(service()), media_type)


def void_triples(here: Service) -> list[ox.Triple]:
    """What the catalogue says of the data set, with the addresses at which this server answers.

    Raises QueryError or StoreError where the store does not answer.
    """
    known = facts(here)
    document = ox.NamedNode(here.addresses.absolute("/.well-known/void"))
    triples = [*known.description, ox.Triple(document, _TYPE, ox.NamedNode(VOID + "DatasetDescription"))]
    for dataset in known.datasets:
        triples.append(ox.Triple(document, ox.NamedNode(FOAF + "primaryTopic"), dataset))
        triples += _access(here, dataset)
        for iri in known.companies:
            triples.append(ox.Triple(dataset, ox.NamedNode(VOID + "exampleResource"), ox.NamedNode(iri)))
    return triples


def _access(here: Service, dataset: ox.NamedNode) -> Iterator[ox.Triple]:
    """How to get at a data set: the endpoint, the start page and the files, in both vocabularies."""
    endpoint = _address(here, "/sparql")
    yield ox.Triple(dataset, ox.NamedNode(VOID + "sparqlEndpoint"), endpoint)
    yield ox.Triple(dataset, ox.NamedNode(VOID + "rootResource"), _address(here, "/"))
    yield ox.Triple(dataset, ox.NamedNode(DCAT + "landingPage"), _address(here, "/"))
    yield ox.Triple(dataset, ox.NamedNode(DCTERMS + "license"), ox.NamedNode(here.options.license))
    if isinstance(here.store, LocalStore):
        for file in FILES:
            yield from _distribution(here, dataset, file)
    for name in ("N-Triples", "Turtle", "JSON-LD", "RDF_XML"):
        yield ox.Triple(dataset, ox.NamedNode(VOID + "feature"), ox.NamedNode(FORMATS + name))
    api = _address(here, "/.well-known/void#sparql")
    yield ox.Triple(api, _TYPE, ox.NamedNode(DCAT + "DataService"))
    yield ox.Triple(api, ox.NamedNode(DCAT + "endpointURL"), endpoint)
    yield ox.Triple(api, ox.NamedNode(DCAT + "endpointDescription"), _address(here, "/openapi.json"))
    yield ox.Triple(api, ox.NamedNode(DCTERMS + "conformsTo"), ox.NamedNode("http://www.w3.org/TR/sparql11-protocol/"))
    yield ox.Triple(api, ox.NamedNode(DCAT + "servesDataset"), dataset)


def _distribution(here: Service, dataset: ox.NamedNode, file: str) -> Iterator[ox.Triple]:
    """A file of the dump; its size and checksum are in ``/dump/metadata.json``."""
    node = address = _address(here, f"/dump/{file}")
    _, media_type, about = FILES[file]
    if media_type != "text/csv":
        yield ox.Triple(dataset, ox.NamedNode(VOID + "dataDump"), address)
    yield ox.Triple(dataset, ox.NamedNode(DCAT + "distribution"), node)
    yield ox.Triple(node, _TYPE, ox.NamedNode(DCAT + "Distribution"))
    yield ox.Triple(node, ox.NamedNode(DCTERMS + "title"), ox.Literal(about, language="en"))
    yield ox.Triple(node, ox.NamedNode(DCTERMS + "license"), ox.NamedNode(here.options.license))
    yield ox.Triple(node, ox.NamedNode(DCAT + "downloadURL"), address)
    yield ox.Triple(node, ox.NamedNode(DCAT + "mediaType"), ox.NamedNode(_IANA + media_type))
    yield ox.Triple(node, ox.NamedNode(DCAT + "compressFormat"), ox.NamedNode(_IANA + "application/gzip"))


def _address(here: Service, path: str) -> ox.NamedNode:
    return ox.NamedNode(here.addresses.absolute(path))
