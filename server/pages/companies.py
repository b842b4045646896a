"""All companies, and for each how much its policy says of what."""

from collections import defaultdict

from flask import Response

from ...ontology.namespaces import DENIED, PRACTICE
from ..context import service
from ..overview import COMPANIES, KINDS, overview
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
    for row in here.select(KINDS):
        name = family(row["practice"]).removeprefix(PRACTICE) if "practice" in row else ""
        if name in FAMILIES:
            counts[row["company"]][name][row.get("polarity") == DENIED] += int(row["n"])
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
            extra={"most": most},
            sparql=COMPANIES,
            schema="CollectionPage",
        ),
        suffix,
    )
