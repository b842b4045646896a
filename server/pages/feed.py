"""The changes of a company's policy as an Atom feed (RFC 4287): an entry for each version."""

from collections import Counter, defaultdict
from urllib.parse import quote, urlencode

from flask import Response, render_template, url_for

from ...ontology.namespaces import PREFIXES
from ..context import service
from ..sparql.xml import well_formed
from ..texts import versions_of
from .addressed import company_named
from .blueprint import pages

SHOWN = 50
"""Versions that a feed tells of, the newest first."""
MEDIA_TYPE = "application/atom+xml"
PERIODS = (
    "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("pg", "dcterms"))
    + """SELECT ?policy ?from ?until (COUNT(?a) AS ?n) WHERE {
  GRAPH ?policy { ?policy dcterms:publisher $company . ?a pg:validDuring ?period .
    ?period pg:validFrom ?from . OPTIONAL { ?period pg:validUntil ?until } }
} GROUP BY ?policy ?from ?until"""
)


@pages.get("/feed/<company>.atom")
def feed(company: str) -> Response:
    """What each version of the policy says anew, and what it says no longer."""
    here = service()
    iri, name, key = company_named(here, company)
    new: Counter[tuple[str, str]] = Counter()
    gone: Counter[tuple[str, str]] = Counter()
    for row in here.select(PERIODS, company=iri):
        if "from" in row:
            new[row["policy"], row["from"][:10]] += int(row["n"])
            if "until" in row:
                gone[row["policy"], row["until"][:10]] += int(row["n"])
    versions = versions_of(here, iri)
    older: dict[str, list[str]] = defaultdict(list)
    for row in versions:
        older[row["policy"]].append(row["version"].rpartition("/")[2])
    entries = []
    for row in versions[:SHOWN]:
        day, at = row["date"][:10], row["version"].rpartition("/")[2]
        days = older[row["policy"]]
        before = next(iter(days[days.index(at) + 1 :]), None)
        entries.append(
            {
                "id": row["version"],
                "title": f"{row['title']}: version of {at}",
                "updated": row["date"] if "T" in row["date"] else f"{day}T00:00:00Z",
                "href": here.addresses.absolute(
                    _diff(key, before, at, row["policy"] if len(older) > 1 else "")
                    if before
                    else here.addresses.path(row["version"]) or "/"
                ),
                "summary": f"{new[row['policy'], day]} statements are new, {gone[row['policy'], day]} are gone."
                if before
                else f"The first version kept here, with {row['n']} statements.",
            }
        )
    body = render_template(
        "feed.xml",
        name=name,
        iri=iri,
        own=here.addresses.absolute(url_for("pages.feed", company=key)),
        page=here.addresses.absolute(here.addresses.path(iri) or "/"),
        updated=entries[0]["updated"] if entries else "1970-01-01T00:00:00Z",
        entries=entries,
    )
    return Response(well_formed(body.encode()), content_type=f"{MEDIA_TYPE}; charset=utf-8")


def _diff(key: str, before: str, after: str, policy: str) -> str:
    query = "?" + urlencode({"policy": policy.rpartition("/")[2]}) if policy else ""
    return f"/diff/{key}/{quote(before, safe='')}/{quote(after, safe='')}{query}"
