"""The page of an assertion: what it says, in which words, in which versions."""

from ...ontology.namespaces import OA, PG, PREFIXES, PROV
from ..context import Service
from ..linked_data import Description
from ..statements import Labels, Link, company_labels, from_rows
from .listed import STATEMENT_COLUMNS, statement_rows
from .view import Table, View

OWN_LABELS = (
    f"PREFIX skos: <{PREFIXES['skos']}>\n"
    + """SELECT DISTINCT ?value ?label WHERE {
  GRAPH ?g { $assertion ?p ?value . ?value skos:prefLabel ?label }
}"""
)
PROPERTIES = "SELECT ?property ?value WHERE { GRAPH ?policy { $assertion ?property ?value } }"


def assertion_view(here: Service, found: Description) -> View:
    """One statement, with the sentence that says so."""
    own = {row["value"]: row["label"] for row in here.select(OWN_LABELS, assertion=found.iri)}
    labels = Labels(here.addresses, {**company_labels(here), **own})
    rows = [
        {"a": found.iri, "p": t.predicate.value, "o": t.object.value}  # type: ignore[union-attr]
        for t in found.triples
        if str(t.subject) == f"<{found.iri}>"
    ]
    [statement] = from_rows(rows, [], labels)
    run = found.first(PROV + "wasGeneratedBy")
    periods = [
        {"from": found.first(PG + "validFrom", p) or "", "until": found.first(PG + "validUntil", p)}
        for p in found.values(PG + "validDuring")
    ]
    return View(
        "assertion.html",
        "Statement of " + statement.company.text,
        here.addresses.path(found.iri) or "/",
        {
            "statement": statement,
            "places": _places(here, found),
            "periods": sorted(periods, key=lambda p: str(p["from"])),
            "versions": [Link(v.rpartition("/")[2], here.addresses.link(v)) for v in found.values(PG + "statedIn")],
            "run": Link("how it was extracted", here.addresses.link(run)) if run else None,
        },
        Table(STATEMENT_COLUMNS, statement_rows([statement])),
        triples=lambda: found.triples,
        iri=found.iri,
        sparql=PROPERTIES.replace("$assertion", f"<{found.iri}>"),
        schema="Claim",
    )


def _places(here: Service, found: Description) -> list[dict[str, object]]:
    """Where it is said: the quote, and a link to it in the text."""
    made: list[dict[str, object]] = []
    for place in found.values(PG + "evidence"):
        selectors = found.values(OA + "hasSelector", place)
        quotes = [s for s in selectors if found.first(OA + "exact", s) is not None]
        starts = [start for s in selectors if (start := found.first(OA + "start", s)) is not None]
        version = found.first(OA + "hasSource", place) or ""
        address = here.addresses.link(version)
        made.append(
            {
                "section": found.first(PG + "section", place),
                "version": Link(version.rpartition("/")[2], address),
                "text": f"{address}?at={starts[0]}#at-{starts[0]}" if starts and here.keeps_texts else None,
                **{name: found.first(OA + name, quotes[0]) if quotes else "" for name in ("prefix", "exact", "suffix")},
            }
        )
    return made
