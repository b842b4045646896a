"""Addresses for those who run the server or find it by program: health, VoID, the OpenAPI document."""

from importlib import resources
from time import monotonic
from typing import Any

import pyoxigraph as ox
from flask import Blueprint, Response, json, request

from .. import __version__
from ..ontology.namespaces import PREFIXES, RDF, VOID
from .context import Service, service
from .linked_data import serialize
from .sparql.negotiation import GRAPH_TYPES, RESULT_TYPES, choose, content_type, parse_accept
from .sparql.protocol import ProblemError
from .sparql.workers import Job, QueryError
from .store import StoreError

operation = Blueprint("operation", __name__)

_ASK = Job("ASK { GRAPH ?g { ?s ?p ?o } }")

DATASET = f"""PREFIX void: <{PREFIXES["void"]}>
CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH ?g {{ ?dataset a void:Dataset . ?s ?p ?o
  FILTER(?s = ?dataset || STRSTARTS(STR(?s), CONCAT(STR(?dataset), "#"))) }} }}"""
EXAMPLE_COMPANIES = f"""PREFIX pg: <{PREFIXES["pg"]}>
SELECT ?company WHERE {{ GRAPH ?g {{ ?company a pg:Company }} }} ORDER BY ?company LIMIT 3"""


@operation.get("/health")
def health() -> Response:
    """Whether the server is alive and ready: 200 and the state of the store, or 503 and what is wrong."""
    here = service()
    state: dict[str, Any] = {"alive": True, "ready": False, "version": __version__}
    try:
        if here.generation is not None:
            state["generation"] = here.generation
        answer = here.workers.run(_ASK, timeout=5.0)
        state["ready"] = b"true" in answer.read()
        if not state["ready"]:
            state["reason"] = "the store is empty"
    except (QueryError, StoreError) as error:
        state["reason"] = getattr(error, "detail", str(error))
    state["uptime_seconds"] = round(monotonic() - here.started, 1)
    response = Response(json.dumps(state) + "\n", 200 if state["ready"] else 503, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


@operation.get("/.well-known/void")
def void() -> Response:
    """The data set's description (https://www.w3.org/TR/void/#well-known) at its public address."""
    here = service()
    media_type = choose(parse_accept(request.headers.get("Accept")), GRAPH_TYPES)
    if media_type is None:
        media_type = "text/turtle" if "text/html" in request.headers.get("Accept", "") else None
    if media_type is None:
        raise ProblemError(406, "Not acceptable", f"The description comes as: {', '.join(GRAPH_TYPES)}.")
    body = serialize(void_triples(here), media_type)
    return Response(body, content_type=content_type(media_type), headers={"Vary": "Accept"})


def void_triples(here: Service) -> list[ox.Triple]:
    """What the catalogue says of the data set, with the addresses at which this server answers."""
    triples = here.construct(DATASET)
    datasets = {t.subject for t in triples if t.object == ox.NamedNode(VOID + "Dataset")}
    document = ox.NamedNode(here.addresses.absolute("/.well-known/void"))
    triples.append(ox.Triple(document, ox.NamedNode(RDF + "type"), ox.NamedNode(VOID + "DatasetDescription")))
    examples = [row["company"] for row in here.select(EXAMPLE_COMPANIES)]
    for dataset in sorted(datasets, key=str):
        triples.append(ox.Triple(document, ox.NamedNode("http://xmlns.com/foaf/0.1/primaryTopic"), dataset))
        for name, path in (("sparqlEndpoint", "/sparql"), ("rootResource", "/")):
            triples.append(ox.Triple(dataset, ox.NamedNode(VOID + name), ox.NamedNode(here.addresses.absolute(path))))
        for iri in examples:
            triples.append(ox.Triple(dataset, ox.NamedNode(VOID + "exampleResource"), ox.NamedNode(iri)))
        for name in ("N-Triples", "Turtle", "JSON-LD", "RDF_XML"):
            format_ = ox.NamedNode("http://www.w3.org/ns/formats/" + name)
            triples.append(ox.Triple(dataset, ox.NamedNode(VOID + "feature"), format_))
    return triples


@operation.get("/openapi.json")
def openapi() -> Response:
    """What this server answers, as an OpenAPI 3.1 document."""
    text = resources.files(__package__).joinpath("static/openapi.json").read_text("utf-8")
    document = json.loads(text)
    document["info"]["version"] = __version__
    document["servers"] = [{"url": service().addresses.public_url}]
    results = {name: {"schema": {"type": "string"}} for name in (*RESULT_TYPES, *GRAPH_TYPES, "text/html")}
    for method in ("get", "post"):
        document["paths"]["/sparql"][method]["responses"]["200"]["content"] = results
    return Response(json.dumps(document, indent=2) + "\n", content_type="application/json")
