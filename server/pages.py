"""Pages and data of everything that has an address: the start page, companies, policies, assertions, concepts."""

import re
from collections.abc import Sequence

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from ..ontology import load_vocabulary
from ..ontology.lookup import show
from ..ontology.namespaces import DCTERMS, OA, ONTOLOGY_GRAPH, PG, PREFIXES, PROV, RDF, ROOT, SCHEMES, SKOS
from ..ontology.schema import load_schema
from .context import Service, service
from .examples import load_examples
from .linked_data import Description, describe, ontology_triples, serialize
from .overview import overview
from .sparql.negotiation import GRAPH_TYPES, HTML, SHORT_NAMES, SUFFIXES, choose, content_type, parse_accept
from .sparql.protocol import ProblemError
from .statements import KINDS, Labels, Link, company_labels, from_rows, statements

pages = Blueprint("pages", __name__)

_HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("pg", "skos", "rdfs", "dcterms", "prov"))
VERSIONS_OF = (
    _HEAD
    + """SELECT ?policy ?title ?version ?date (COUNT(?a) AS ?n) WHERE {
  GRAPH ?policy { ?policy dcterms:publisher $company ; dcterms:hasVersion ?version ; rdfs:label ?title .
    ?version dcterms:issued ?date . OPTIONAL { ?a pg:statedIn ?version } }
} GROUP BY ?policy ?title ?version ?date ORDER BY ?policy DESC(?date) DESC(?version)"""
)

SHORTCUT_LABELS = (
    _HEAD
    + """SELECT DISTINCT ?value ?label WHERE {
  GRAPH ?catalogue { $company a pg:Company ; ?shortcut ?value }
  GRAPH ?policy { ?policy dcterms:publisher $company . ?value skos:prefLabel ?label }
}"""
)


@pages.get("/")
def home() -> str:
    """What is in the graph, and the questions that can be asked of it."""
    here = service()
    labels = Labels(here.addresses)
    figures = overview(here.select)
    return render_template(
        "home.html",
        figures=figures,
        companies=[(Link(company.name, here.addresses.link(company.iri)), company) for company in figures.companies],
        kinds=[(KINDS.get(kind, kind), number) for kind, number in figures.kinds],
        practices=[(labels.link(iri), affirmed, denied) for iri, affirmed, denied in figures.practices],
        examples=load_examples(),
    )


@pages.get("/companies")
def companies() -> ResponseReturnValue:
    """The table of companies stands on the start page."""
    return redirect("/#companies", 303)


@pages.get("/ns")
@pages.get("/ns.<suffix>", endpoint="ns_as")
@pages.get("/ontology", endpoint="ontology")
@pages.get("/ontology.<suffix>", endpoint="ontology_as")
def ontology(suffix: str | None = None) -> Response:
    """The schema (``/ns``), or the schema with every concept (``/ontology``)."""
    if suffix is not None and suffix not in SUFFIXES:
        raise ProblemError(404, "Not found", f"There is no page {request.path!r}.")
    path = request.path.partition(".")[0]
    media_type = _media_type(suffix)
    if media_type != HTML:
        return _send(serialize(ontology_triples(concepts=path == "/ontology"), media_type), media_type, path)
    terms = [t for t in load_schema().values() if t.own]
    vocabulary = load_vocabulary()
    schemes = [(name, [c for c in vocabulary.scheme(name) if c.iri != f"{ROOT}{name}/"]) for name in SCHEMES]
    page = render_template(
        "ontology.html",
        iri=ONTOLOGY_GRAPH,
        groups=[
            (title, [t for t in terms if t.kind in wanted])
            for title, wanted in (
                ("Classes", ("class",)),
                ("Properties", ("object property", "datatype property", "annotation property")),
                ("Fixed individuals", ("individual",)),
            )
        ],
        labels=Labels(service().addresses),
        schemes=schemes,
        path=path,
    )
    return _send(page, HTML, path)


@pages.get("/<path:path>")
def resource(path: str) -> ResponseReturnValue:
    """The page or the data of whatever the path stands for."""
    here = service()
    if len(path) > 2000:
        raise ProblemError(404, "Not found", "No address here is that long.")
    if path in SCHEMES:
        return redirect(f"/{path}/", 303)
    found, suffix = describe(here, here.addresses.iri(path)), None
    stem, dot, ending = path.rpartition(".")
    if found is None and dot and ending in (*SUFFIXES, "txt"):
        found, suffix = describe(here, here.addresses.iri(stem)), ending
    if found is None:
        raise ProblemError(404, "Not found", f"The graph holds nothing under {('/' + path)[:200]!r}.")
    if suffix == "txt":
        return _text(here, found)
    media_type = _media_type(suffix)
    own = here.addresses.link(found.iri) or request.path
    if media_type != HTML:
        return _send(serialize(found.triples, media_type), media_type, own)
    return _send(_page(here, found), HTML, own)


def _media_type(suffix: str | None) -> str:
    if suffix:
        return SHORT_NAMES[suffix]
    chosen = choose(parse_accept(request.headers.get("Accept")), (HTML, *GRAPH_TYPES))
    if chosen is None:
        raise ProblemError(406, "Not acceptable", f"This address answers as: {', '.join((HTML, *GRAPH_TYPES))}.")
    return chosen


def _alternates(path: str) -> str:
    links = [f'<{path}.{s}>; rel="alternate"; type="{SHORT_NAMES[s]}"' for s in SUFFIXES if s != "html"]
    return ", ".join(links)


def _send(body: bytes | str, media_type: str, path: str) -> Response:
    headers = {"Vary": "Accept", "Link": _alternates(path)}
    return Response(body, content_type=content_type(media_type), headers=headers)


def _text(here: Service, found: Description) -> Response:
    digest = found.first(PG + "textDigest")
    text = here.text(digest) if digest else None
    if text is None:
        raise ProblemError(404, "No text", f"No text is kept for {found.iri}.")
    body = text.encode("utf-8", "replace")
    headers = {"Cache-Control": "no-cache", "ETag": f'"{digest}"'}
    return Response(body, content_type="text/plain; charset=utf-8", headers=headers)


def _page(here: Service, found: Description) -> str:
    types = found.values(RDF + "type")
    number = _page_number()
    path = here.addresses.link(found.iri) or ""
    common = {"iri": found.iri, "path": path}
    labels = Labels(here.addresses, company_labels(here))
    if PG + "Company" in types:
        versions = here.select(VERSIONS_OF, company=found.iri)
        own = {row["value"]: row["label"] for row in here.select(SHORTCUT_LABELS, company=found.iri)}
        words = Labels(here.addresses, {**labels.given, **own})
        return render_template(
            "company.html",
            **common,
            title=labels.text(found.iri),
            versions=_versions(versions, labels),
            shortcuts=_shortcuts(found, words),
            page=statements(here, "latest", found.iri, number),
        )
    if PG + "Policy" in types:
        company = found.first(DCTERMS + "publisher") or ""
        rows = [row for row in here.select(VERSIONS_OF, company=company) if row["policy"] == found.iri]
        title = found.first(PREFIXES["rdfs"] + "label") or "Policy"
        return render_template(
            "policy.html", **common, title=title, company=labels.link(company), versions=_versions(rows, labels)
        )
    if PG + "PolicyVersion" in types:
        return _version_page(here, found, labels, common, number)
    if PG + "Assertion" in types:
        return _assertion_page(here, found, labels, common)
    if SKOS + "Concept" in types:
        return render_template(
            "concept.html",
            **common,
            title=found.first(SKOS + "prefLabel") or labels.text(found.iri),
            entry=next(iter(show(found.iri).entries), None) if found.iri.startswith(ROOT) else None,
            broader=[labels.link(iri) for iri in found.values(SKOS + "broader")],
            also=found.values(SKOS + "altLabel"),
            labels=labels,
            page=statements(here, "concept", found.iri, number),
        )
    if SKOS + "ConceptScheme" in types and found.iri.startswith(ROOT):
        return render_template(
            "scheme.html",
            **common,
            title=found.first(SKOS + "prefLabel") or labels.text(found.iri),
            description=found.first(DCTERMS + "description") or "",
            concepts=load_vocabulary().scheme(found.iri.removeprefix(ROOT).rstrip("/")),
            labels=labels,
        )
    return render_template("resource.html", **common, title=labels.text(found.iri), rows=_rows(found, labels))


def _page_number() -> int:
    written = request.args.get("page", "1")
    if not re.fullmatch(r"[1-9][0-9]{0,5}", written):
        raise ProblemError(400, "No such page", "'page' is a number from 1.")
    return int(written)


def _versions(rows: Sequence[dict[str, str]], labels: Labels) -> list[dict[str, object]]:
    return [
        {
            "link": Link(row["version"].rpartition("/")[2], labels.addresses.link(row["version"])),
            "policy": Link(row["title"], labels.addresses.link(row["policy"])),
            "text": (labels.addresses.link(row["version"]) or "") + ".txt" if service().keeps_texts else None,
            "statements": int(row["n"]),
        }
        for row in rows
        if "version" in row
    ]


def _shortcuts(found: Description, labels: Labels) -> list[tuple[str, list[Link]]]:
    """The company's shortcut properties with their data types, affirmations first."""
    schema = load_schema()
    names = [i for i, t in schema.items() if t.own and PG + "Company" in t.domain and PG + "DataType" in t.range]
    given = sorted(names, key=lambda iri: (iri.startswith(PG + "doesNot"), iri))
    return [(schema[iri].label, [labels.link(v) for v in values]) for iri in given if (values := found.values(iri))]


def _version_page(here: Service, found: Description, labels: Labels, common: dict[str, str], number: int) -> str:
    policy = found.first(DCTERMS + "isVersionOf") or ""
    source = found.first(DCTERMS + "source")
    previous = found.first(PROV + "wasRevisionOf")
    return render_template(
        "version.html",
        **common,
        title=found.iri.rpartition("/")[2],
        keeps_texts=here.keeps_texts,
        policy=labels.link(policy),
        source=Link(source, here.addresses.link(source)) if source else None,
        previous=Link(previous.rpartition("/")[2], here.addresses.link(previous)) if previous else None,
        facts=[
            (words, value)
            for words, predicate in (
                ("in force from", PG + "effectiveDate"),
                ("says it was changed", DCTERMS + "modified"),
                ("format", DCTERMS + "format"),
                ("digest of the text (SHA-256)", PG + "textDigest"),
            )
            if (value := found.first(predicate))
        ],
        page=statements(here, "version", found.iri, number),
    )


def _assertion_page(here: Service, found: Description, labels: Labels, common: dict[str, str]) -> str:
    own = {row["value"]: row["label"] for row in here.select(OWN_LABELS, assertion=found.iri)}
    rows = [
        {"a": found.iri, "p": t.predicate.value, "o": t.object.value}  # type: ignore[union-attr]
        for t in found.triples
        if str(t.subject) == f"<{found.iri}>"
    ]
    words = Labels(here.addresses, {**labels.given, **own})
    [statement] = from_rows(rows, [], words)
    places = []
    for place in found.values(PG + "evidence"):
        quotes = [s for s in found.values(OA + "hasSelector", place) if found.first(OA + "exact", s) is not None]
        version = found.first(OA + "hasSource", place) or ""
        places.append(
            {
                "section": found.first(PG + "section", place),
                "version": Link(version.rpartition("/")[2], here.addresses.link(version)),
                **{name: found.first(OA + name, quotes[0]) if quotes else "" for name in ("prefix", "exact", "suffix")},
            }
        )
    periods = [
        (found.first(PG + "validFrom", p) or "", found.first(PG + "validUntil", p))
        for p in found.values(PG + "validDuring")
    ]
    run = found.first(PROV + "wasGeneratedBy")
    return render_template(
        "assertion.html",
        **common,
        title="Statement of " + statement.company.text,
        statement=statement,
        places=places,
        periods=sorted(periods),
        versions=[Link(v.rpartition("/")[2], here.addresses.link(v)) for v in found.values(PG + "statedIn")],
        run=Link("how it was extracted", here.addresses.link(run)) if run else None,
    )


OWN_LABELS = (
    _HEAD
    + """SELECT DISTINCT ?value ?label WHERE {
  GRAPH ?g { $assertion ?p ?value . ?value skos:prefLabel ?label }
}"""
)


def _rows(found: Description, labels: Labels) -> list[tuple[Link, list[Link]]]:
    rows: dict[str, list[Link]] = {}
    for triple in found.triples:
        if str(triple.subject) != f"<{found.iri}>":
            continue
        value = triple.object.value  # type: ignore[union-attr]
        rows.setdefault(triple.predicate.value, []).append(labels.link(value) if "://" in value else Link(value))
    return [(labels.link(p), sorted(values, key=lambda v: v.text)) for p, values in sorted(rows.items())]
