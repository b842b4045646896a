"""The page of a version: its text with every statement marked at its place, and what each mark means."""

import re
from collections.abc import Sequence

from flask import request

from ...ontology.namespaces import DCTERMS, PG, PREFIXES, PROV
from ..context import Service
from ..linked_data import Description
from ..sparql.protocol import ProblemError
from ..statements import Labels, Link, Statement, all_statements, company_labels
from ..texts import Block, blocks, page_at, pages_of, places
from .addressed import page_number, require_page
from .listed import STATEMENT_COLUMNS, statement_rows
from .view import Table, View

_HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("pg", "oa"))
STATED = (
    _HEAD
    + """SELECT ?statement ?practice ?polarity ?data ?sentence WHERE {
  GRAPH ?policy { ?statement pg:statedIn $version ; pg:evidence/oa:hasSelector/oa:exact ?sentence .
    OPTIONAL { ?statement pg:practice ?practice } OPTIONAL { ?statement pg:polarity ?polarity }
    OPTIONAL { ?statement pg:dataType ?data } }
}"""
)


def version_view(here: Service, found: Description) -> View:
    """The text of a policy at a date."""
    labels = Labels(here.addresses, company_labels(here))
    policy = found.first(DCTERMS + "isVersionOf") or ""
    company = here.addresses.base + "company/" + policy.removeprefix(f"{here.addresses.base}policy/").partition("/")[0]
    source, previous = found.first(DCTERMS + "source"), found.first(PROV + "wasRevisionOf")
    said = all_statements(here, "version", found.iri)
    digest = found.first(PG + "textDigest")
    text = here.text(digest) if digest else None
    pages: list[list[Block]] = pages_of(blocks(text, places(here, found.iri, text))) if text is not None else [[]]
    number = page_number()
    if "at" in request.args:
        number = page_at(pages, _offset())
    require_page(number, len(pages), here.addresses.path(found.iri) or "/")
    return View(
        "version.html",
        f"{labels.text(company)}, {found.iri.rpartition('/')[2]}",
        here.addresses.path(found.iri) or "/",
        {
            "company": labels.link(company),
            "policy": Link(policy.rpartition("/")[2].replace("-", " "), here.addresses.link(policy)),
            "source": Link(source, here.addresses.link(source)) if source else None,
            "previous": Link(previous.rpartition("/")[2], here.addresses.link(previous)) if previous else None,
            "facts": [
                {"fact": words, "value": value}
                for words, predicate in (
                    ("in force from", PG + "effectiveDate"),
                    ("says it was changed", DCTERMS + "modified"),
                    ("format", DCTERMS + "format"),
                    ("digest of the text (SHA-256)", PG + "textDigest"),
                )
                if (value := found.first(predicate))
            ],
            "statements": said,
        },
        Table(STATEMENT_COLUMNS, statement_rows(said)),
        triples=lambda: found.triples,
        extra={
            "blocks": pages[number - 1],
            "number": number,
            "pages": len(pages),
            "by_iri": {one.iri: one for one in said},
            "families": _families(pages[number - 1], said),
            "has_text": text is not None,
            "policy_slug": policy.rpartition("/")[2],
            "key": (here.addresses.path(company) or "").removeprefix("/company/"),
        },
        query=f"page={number}" if number > 1 else "",
        iri=found.iri,
        sparql=STATED.replace("$version", f"<{found.iri}>"),
        schema="CreativeWork",
    )


def _offset() -> int:
    written = request.args.get("at", "")
    if not re.fullmatch(r"[0-9]{1,9}", written):
        raise ProblemError(400, "No such place", "'at' is the offset of a character.")
    return int(written)


def _families(shown: Sequence[Block], said: Sequence[Statement]) -> dict[int, str]:
    """Number of a passage → the family of its first statement, which gives it its colour."""
    by_iri = {one.iri: one for one in said}
    return {
        passage.number: next((by_iri[iri].family for iri in passage.assertions if iri in by_iri), "")
        for block in shown
        for passage in block.passages
    }
