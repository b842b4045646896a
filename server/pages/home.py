"""The start page: what the graph holds, and the questions that can be asked of it."""

from functools import partial

from flask import Response

from ..context import service
from ..examples import load_examples
from ..linked_data import describe_all
from ..overview import COMPANIES, overview
from ..statements import KINDS, Labels, Link
from .blueprint import pages
from .view import Table, View, send

SHOWN = 12
"""Companies that the start page lists."""


@pages.get("/")
@pages.get("/index.<suffix>", endpoint="home_as")
def home(suffix: str | None = None) -> Response:
    """What is in the graph, and the questions that can be asked of it."""
    here = service()
    labels = Labels(here.addresses)
    figures = overview(here.select)
    largest = sorted(figures.companies, key=lambda c: (-c.statements, c.name))[:SHOWN]
    data = {
        "figures": {
            "companies": len(figures.companies),
            "versions": figures.versions,
            "statements": figures.statements,
            "first": min((c.first for c in figures.companies), default=""),
            "last": max((c.last for c in figures.companies), default=""),
        },
        "kinds": [
            {"kind": kind, "label": KINDS.get(kind, kind), "statements": number} for kind, number in figures.kinds
        ],
        "practices": [
            {"practice": labels.link(iri), "iri": iri, "affirmed": affirmed, "denied": denied}
            for iri, affirmed, denied in figures.practices
        ],
        "companies": [{"company": Link(c.name, here.addresses.link(c.iri)), "figures": c} for c in largest],
    }
    rows = [(iri, labels.text(iri), affirmed, denied) for iri, affirmed, denied in figures.practices]
    return send(
        View(
            "home.html",
            "What privacy policies say",
            "/",
            data,
            Table(("practice", "label", "affirmed", "denied"), rows),
            triples=partial(describe_all, here, [c.iri for c in figures.companies]),
            extra={"examples": load_examples(), "more": len(figures.companies) - len(largest)},
            sparql=COMPANIES,
            schema="DataCatalog",
        ),
        suffix,
    )
