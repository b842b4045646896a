"""All companies, and for each how much its policy says of what."""

from collections import defaultdict
from functools import partial

from flask import Response

from ...ontology.namespaces import PRACTICE
from ..context import service
from ..linked_data import describe_all
from ..overview import COMPANIES, overview
from ..statements import Link, family
from .blueprint import pages
from .view import Table, View, send

FAMILIES = ("Collect", "Use", "Share", "Retain", "Delete", "Protect", "Transfer")
"""Local names of the topmost practices, in the order in which pages show them."""


@pages.get("/companies")
@pages.get("/companies.<suffix>", endpoint="companies_as")
def companies(suffix: str | None = None) -> Response:
    """The companies by name, with their statements by family of practice."""
    here = service()
    figures = overview(here.select)
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: {name: [0, 0] for name in FAMILIES})
    for company in figures.companies:
        for practice, affirmed, denied in company.practices:
            name = family(practice).removeprefix(PRACTICE)
            if name in FAMILIES:
                counts[company.iri][name][0] += affirmed
                counts[company.iri][name][1] += denied
    rows = [
        {"company": Link(c.name, here.addresses.link(c.iri)), "figures": c, "families": counts[c.iri]}
        for c in figures.companies
    ]
    most = max((sum(pair) for by in counts.values() for pair in by.values()), default=0)
    columns = ("company", "name", "versions", "first", "last", "statements", "denials")
    return send(
        View(
            "companies.html",
            "Companies",
            "/companies",
            {"companies": rows, "families": FAMILIES},
            Table(
                columns,
                [(c.iri, c.name, c.versions, c.first, c.last, c.statements, c.denials) for c in figures.companies],
            ),
            triples=partial(describe_all, here, [c.iri for c in figures.companies]),
            extra={"most": most},
            sparql=COMPANIES,
            schema="CollectionPage",
        ),
        suffix,
    )
