"""``/.well-known/sparql-examples``: the example queries as data, with the endpoint that they are for."""

import pyoxigraph as ox
from flask import Blueprint, Response

from ..ontology.namespaces import SCHEMA
from .context import Service, service
from .example_graph import example_iri, example_quads
from .examples import load_examples
from .graph_response import graph_response

example_data = Blueprint("example_data", __name__)


@example_data.get("/.well-known/sparql-examples")
def describe() -> Response:
    """The example queries with the endpoint that they are for."""
    return graph_response(served_examples(service()))


def served_examples(here: Service) -> list[ox.Triple]:
    """The examples, each with the public address of this server's endpoint as ``schema:target``."""
    base = here.addresses.base
    property_, target = ox.NamedNode(SCHEMA + "target"), ox.NamedNode(here.addresses.absolute("/sparql"))
    triples = [quad.triple for quad in example_quads(base)]
    triples += [ox.Triple(ox.NamedNode(example_iri(e, base)), property_, target) for e in load_examples()]
    return triples
