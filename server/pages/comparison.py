"""Companies against data types: what each says it does with which, as a matrix."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from flask import Response, request

from ...ontology.namespaces import DENIED, PRACTICE, PREFIXES
from ..context import Service, service
from ..linked_data import describe_all
from ..overview import COMPANIES
from ..sparql.protocol import ProblemError
from ..statements import Labels, Link, company_labels, family, term_labels
from .addressed import company_named
from .blueprint import pages
from .companies import FAMILIES
from .view import Table, View, send

MOST = 12
"""Companies that are compared at once."""
_HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("pg", "dcterms", "prov"))
SAID = (
    _HEAD
    + """SELECT ?data ?practice ?polarity (COUNT(?a) AS ?n) (SAMPLE(?a) AS ?one) WHERE {
  GRAPH ?policy { ?policy dcterms:publisher $company ; dcterms:hasVersion ?version .
    FILTER NOT EXISTS { ?newer prov:wasRevisionOf ?version }
    ?a pg:statedIn ?version ; pg:practice ?practice ; pg:polarity ?polarity ; pg:dataType ?data ; pg:actor $company }
} GROUP BY ?data ?practice ?polarity"""
)


@pages.get("/compare")
@pages.get("/compare.<suffix>", endpoint="compare_as")
def compare(suffix: str | None = None) -> Response:
    """The companies of ``?c=`` in columns, data types in rows, families of practices in the cells."""
    here = service()
    asked = list(dict.fromkeys(name for name in request.args.getlist("c") if name))
    if len(asked) > MOST:
        raise ProblemError(400, "Too many companies", f"Up to {MOST} companies can be compared at once.")
    chosen = [company_named(here, name) for name in asked]
    cells, labels = _said(here, [iri for iri, *_ in chosen])
    rows = [
        {"data_type": Link(labels[data], here.addresses.link(data)), "cells": [by.get(iri, []) for iri, *_ in chosen]}
        for data, by in sorted(cells.items(), key=lambda item: (-len(item[1]), labels[item[0]].lower()))
    ]
    table = [
        (labels[data], name, cell.family, "denied" if cell.denied else "affirmed", cell.statements)
        for data, by in sorted(cells.items(), key=lambda item: labels[item[0]].lower())
        for iri, name, _ in chosen
        for cell in by.get(iri, [])
    ]
    return send(
        View(
            "compare.html",
            "Compare companies" if len(chosen) < 2 else " and ".join(name for _, name, _ in chosen),
            "/compare",
            {
                "companies": [Link(name, here.addresses.link(iri)) for iri, name, _ in chosen],
                "rows": rows,
                "families": FAMILIES,
            },
            Table(("data type", "company", "family", "polarity", "statements"), table),
            triples=partial(describe_all, here, [iri for iri, *_ in chosen]),
            extra={
                "keys": [key for *_, key in chosen],
                "others": [
                    (row["company"].rpartition("/")[2], row["label"])
                    for row in here.select(COMPANIES)
                    if row["company"] not in {iri for iri, *_ in chosen}
                ],
                "most": MOST,
            },
            query=urlencode([("c", key) for *_, key in chosen]),
            sparql=SAID.replace("$company", f"<{chosen[0][0]}>") if chosen else "",
        ),
        suffix,
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What a company says of a data type within a family of practices; ``href`` leads to one of the statements."""

    family: str
    denied: bool
    statements: int
    href: str | None


def _said(here: Service, companies: Sequence[str]) -> tuple[dict[str, dict[str, list[Said]]], dict[str, str]]:
    """Data type → company → what is said of it, by family; and the label of each data type."""
    said = {company: here.select(SAID, company=company) for company in companies}
    own = term_labels(here, (row["data"] for rows in said.values() for row in rows if "data" in row))
    words = Labels(here.addresses, {**company_labels(here), **own})
    labels: dict[str, str] = {}
    counts: Counter[tuple[str, str, str, bool]] = Counter()
    one: dict[tuple[str, str, str, bool], str] = {}
    for company, rows in said.items():
        for row in rows:
            if "data" not in row:
                continue
            labels[row["data"]] = words.text(row["data"])
            key = (row["data"], company, family(row["practice"]).removeprefix(PRACTICE), row["polarity"] == DENIED)
            counts[key] += int(row["n"])
            one.setdefault(key, row["one"])
    order = {name: place for place, name in enumerate(FAMILIES)}
    found: dict[str, dict[str, list[Said]]] = defaultdict(lambda: defaultdict(list))
    for key in sorted(counts, key=lambda k: (order.get(k[2], len(order)), k[3])):
        data, company, name, denied = key
        found[data][company].append(Said(name, denied, counts[key], here.addresses.link(one[key])))
    return found, labels
