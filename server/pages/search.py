"""Search over companies, concepts, the policies' own terms, and the sentences behind statements."""

from collections.abc import Iterator, Mapping
from functools import partial
from urllib.parse import unquote, urlencode

from flask import Response, request

from ...ontology import load_vocabulary
from ...ontology.namespaces import PREFIXES, ROOT
from ..context import Service, service
from ..linked_data import describe_all
from ..overview import COMPANIES
from ..sparql.protocol import ProblemError
from ..statements import Labels, Link, company_labels
from .blueprint import pages
from .view import Table, View, send

LONGEST = 200
"""Characters of a search at most."""
SHOWN = 50
"""Hits of each kind that are shown."""
LOOKED = 500
"""Terms of policies that are found at most; the shortest of them are shown."""
_HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("pg", "oa", "skos"))
OWN_TERMS = (
    _HEAD
    + """SELECT ?term ?label WHERE {
  GRAPH ?g { ?term skos:prefLabel ?label FILTER(CONTAINS(LCASE(?label), %(words)s) && CONTAINS(STR(?term), "/term/")) }
} LIMIT %(looked)d"""
)
SENTENCES = (
    _HEAD
    + """SELECT ?exact ?company (SAMPLE(?a) AS ?statement) (SAMPLE(?source) AS ?version) WHERE {
  { SELECT DISTINCT ?g ?exact WHERE {
      GRAPH ?g { ?quote oa:exact ?exact FILTER(CONTAINS(LCASE(?exact), %(words)s)) } } LIMIT %(limit)d }
  GRAPH ?g { ?some oa:exact ?exact . ?place oa:hasSelector ?some ; oa:hasSource ?source .
    ?a pg:evidence ?place ; pg:assertedBy ?company }
} GROUP BY ?exact ?company ORDER BY ?company ?exact"""
)


@pages.get("/search")
@pages.get("/search.<suffix>", endpoint="search_as")
def search(suffix: str | None = None) -> Response:
    """What the graph holds that has these words."""
    here = service()
    words = " ".join(request.args.get("q", "").split())
    if len(words) > LONGEST:
        raise ProblemError(400, "Too long a search", f"A search has {LONGEST} characters at most; use fewer words.")
    hits = dict(_hits(here, words)) if words else {}
    rows = [(kind, link.text, link.href or "", note) for kind, found in hits.items() for link, note in found]
    return send(
        View(
            "search.html",
            f"Search: {words}" if words else "Search",
            "/search",
            {
                "q": words,
                "hits": {k: [{"link": link, "note": note} for link, note in found] for k, found in hits.items()},
            },
            Table(("kind", "hit", "address", "note"), rows),
            triples=partial(describe_all, here, _iris(here, hits)),
            extra={"shown": SHOWN, "longest": LONGEST},
            query=urlencode({"q": words}) if words else "",
            schema="SearchResultsPage",
        ),
        suffix,
    )


def _hits(here: Service, words: str) -> Iterator[tuple[str, list[tuple[Link, str]]]]:
    wanted = words.lower()
    names = company_labels(here)
    labels = Labels(here.addresses, names)
    yield (
        "Companies",
        [
            (labels.link(row["company"]), f"{row['versions']} versions, {row['first']} to {row['last']}")
            for row in here.select(COMPANIES)
            if wanted in row["label"].lower() or wanted in row["company"].rpartition("/")[2].lower()
        ][:SHOWN],
    )
    for heading, scheme in (("Data types", "data"), ("Purposes", "purpose"), ("Parties", "party"), ("Rights", "right")):
        yield heading, _concepts(here, scheme, wanted)
    given = {"words": _literal(wanted), "limit": SHOWN, "looked": LOOKED}
    terms = sorted({(len(row["label"]), row["label"], row["term"]) for row in here.select(OWN_TERMS % given)})
    yield (
        "Terms of policies",
        [(Link(label, here.addresses.link(term)), _company_of(term, here)) for _, label, term in terms[:SHOWN]],
    )
    yield (
        "Sentences",
        [
            (Link(" ".join(row["exact"].split()), here.addresses.link(row["statement"])), names.get(row["company"], ""))
            for row in here.select(SENTENCES % given)
            if "exact" in row
        ],
    )


def _iris(here: Service, hits: Mapping[str, list[tuple[Link, str]]]) -> list[str]:
    """What the hits are links to."""
    paths = [link.href for found in hits.values() for link, _ in found if link.href and link.href.startswith("/")]
    return [here.addresses.iri(unquote(path[1:])) for path in paths]


def _concepts(here: Service, scheme: str, wanted: str) -> list[tuple[Link, str]]:
    vocabulary = load_vocabulary()
    found = []
    for concept in vocabulary.scheme(scheme):
        if concept.iri == f"{ROOT}{scheme}/":
            continue
        names = (concept.label, *concept.labels)
        hit = next((name for name in names if wanted in name.lower()), None)
        if hit is not None:
            exact = wanted not in (name.lower() for name in names)
            note = "" if hit == concept.label else f"“{hit}”"
            found.append((exact, concept.label, Link(concept.label, here.addresses.link(concept.iri)), note))
    return [(link, note) for *_, link, note in sorted(found, key=lambda f: f[:2])[:SHOWN]]


def _company_of(term: str, here: Service) -> str:
    return term.removeprefix(f"{here.addresses.base}policy/").partition("/")[0]


def _literal(words: str) -> str:
    """The words as a string of SPARQL."""
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped if ord(c) < 0x10000) + '"'
