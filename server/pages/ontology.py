"""The ontology: the schema (``/ns``), and the schema with every concept (``/ontology``)."""

from functools import partial

from flask import Response, request

from ...ontology import load_vocabulary
from ...ontology.namespaces import ONTOLOGY_GRAPH, ROOT, SCHEMES
from ...ontology.schema import load_schema
from ..context import service
from ..linked_data import ontology_triples
from ..statements import Labels
from .blueprint import pages
from .view import Table, View, send

GROUPS = (
    ("Classes", ("class",)),
    ("Properties", ("object property", "datatype property", "annotation property")),
    ("Fixed individuals", ("individual",)),
)


@pages.get("/ns")
@pages.get("/ns.<suffix>", endpoint="ns_as")
@pages.get("/ontology", endpoint="ontology")
@pages.get("/ontology.<suffix>", endpoint="ontology_as")
def ontology(suffix: str | None = None) -> Response:
    """Classes, properties and the schemes of concepts."""
    path = request.path.partition(".")[0]
    terms = [t for t in load_schema().values() if t.own]
    vocabulary = load_vocabulary()
    schemes = [(name, [c for c in vocabulary.scheme(name) if c.iri != f"{ROOT}{name}/"]) for name in SCHEMES]
    return send(
        View(
            "ontology.html",
            "Ontology",
            path,
            {"terms": terms, "schemes": [{"scheme": name, "concepts": len(concepts)} for name, concepts in schemes]},
            Table(("term", "kind", "label", "definition"), [(t.iri, t.kind, t.label, t.definition) for t in terms]),
            triples=partial(ontology_triples, concepts=path == "/ontology"),
            extra={
                "groups": [(title, [t for t in terms if t.kind in wanted]) for title, wanted in GROUPS],
                "labels": Labels(service().addresses),
            },
            iri=ONTOLOGY_GRAPH,
            schema="DefinedTermSet",
        ),
        suffix,
    )
