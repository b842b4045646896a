"""The page of a company: what it says now, in short and sentence by sentence, and its versions."""

from collections.abc import Sequence

from ...ontology.namespaces import PG, PREFIXES
from ...ontology.schema import load_schema
from ..context import Row, Service
from ..linked_data import Description
from ..statements import Labels, Link, Page, company_labels, statements
from ..texts import versions_of
from .addressed import page_number, require_page
from .contradictions import contradictions_of
from .listed import STATEMENT_COLUMNS, statement_rows, version_rows
from .rights import rights_of
from .view import Table, View

_HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("pg", "skos", "dcterms", "prov"))
SHORTCUT_LABELS = (
    _HEAD
    + """SELECT DISTINCT ?value ?label WHERE {
  GRAPH ?catalogue { $company a pg:Company ; ?shortcut ?value }
  GRAPH ?policy { ?policy dcterms:publisher $company . ?value skos:prefLabel ?label }
}"""
)
LATEST = (
    _HEAD
    + """SELECT ?statement ?practice ?polarity ?data WHERE {
  GRAPH ?policy { ?policy dcterms:publisher $company ; dcterms:hasVersion ?version .
    FILTER NOT EXISTS { ?newer prov:wasRevisionOf ?version }
    ?statement pg:statedIn ?version ; pg:practice ?practice ; pg:polarity ?polarity ; pg:dataType ?data }
} ORDER BY ?practice ?data ?statement"""
)


def company_view(here: Service, found: Description) -> View:
    """What a company says it does."""
    labels = Labels(here.addresses, company_labels(here))
    own = {row["value"]: row["label"] for row in here.select(SHORTCUT_LABELS, company=found.iri)}
    versions = versions_of(here, found.iri)
    page: Page = statements(here, "latest", found.iri, page_number())
    path = here.addresses.path(found.iri) or "/"
    require_page(page.number, page.pages, path)
    key = path.removeprefix("/company/")
    contradictions, found_in_all = contradictions_of(here, found.iri, _latest(versions))
    return View(
        "company.html",
        labels.text(found.iri),
        path,
        {
            "shortcuts": [
                {"property": word, "values": values}
                for word, values in _shortcuts(found, Labels(here.addresses, {**labels.given, **own}))
            ],
            "rights": rights_of(here, found.iri),
            "contradictions": contradictions,
            "versions": version_rows(here, versions),
            "statements": page,
        },
        Table(STATEMENT_COLUMNS, statement_rows(page.statements)),
        triples=lambda: found.triples,
        extra={"key": key, "contradictory": found_in_all},
        query=f"page={page.number}" if page.number > 1 else "",
        iri=found.iri,
        sparql=LATEST.replace("$company", f"<{found.iri}>"),
        schema="Organization",
    )


def _latest(versions: Sequence[Row]) -> list[str]:
    """The newest version of each policy, of versions that come newest first."""
    newest: dict[str, str] = {}
    for row in versions:
        newest.setdefault(row["policy"], row["version"])
    return list(newest.values())


def _shortcuts(found: Description, labels: Labels) -> list[tuple[str, list[Link]]]:
    """The company's shortcut properties with their data types, affirmations first."""
    schema = load_schema()
    names = [i for i, t in schema.items() if t.own and PG + "Company" in t.domain and PG + "DataType" in t.range]
    given = sorted(names, key=lambda iri: (iri.startswith(PG + "doesNot"), iri))
    return [(schema[iri].label, [labels.link(v) for v in values]) for iri in given if (values := found.values(iri))]
