"""The page of a policy: its versions."""

from ...ontology.namespaces import DCTERMS, PREFIXES
from ..context import Service
from ..linked_data import Description
from ..statements import Labels, company_labels
from ..texts import VERSIONS_OF, versions_of
from .listed import version_rows
from .view import Table, View


def policy_view(here: Service, found: Description) -> View:
    """A document of a company, all its versions together."""
    labels = Labels(here.addresses, company_labels(here))
    company = found.first(DCTERMS + "publisher") or ""
    rows = [row for row in versions_of(here, company) if row["policy"] == found.iri]
    return View(
        "policy.html",
        found.first(PREFIXES["rdfs"] + "label") or "Policy",
        here.addresses.path(found.iri) or "/",
        {"company": labels.link(company), "versions": version_rows(here, rows)},
        Table(("version", "date", "statements"), [(r["version"], r["date"][:10], int(r["n"])) for r in rows]),
        triples=lambda: found.triples,
        extra={"key": (here.addresses.path(company) or "").removeprefix("/company/")},
        iri=found.iri,
        sparql=VERSIONS_OF.replace("$company", f"<{company}>"),
        schema="CreativeWork",
    )
