"""Whatever else has an address: the page of a thing by its class, or its text, or its triples."""

from collections.abc import Callable
from typing import Final

from flask import Response, redirect
from flask.typing import ResponseReturnValue

from ...ontology.namespaces import PG, RDF, ROOT, SCHEMES, SKOS
from ..context import Service, service
from ..linked_data import Description, describe
from ..sparql.protocol import ProblemError
from ..statements import Labels, Link
from .assertion import assertion_view
from .blueprint import pages
from .company import company_view
from .concept import concept_view, scheme_view
from .missing import meant
from .policy import policy_view
from .version import version_view
from .view import FORMS, Table, View, send

Make = Callable[[Service, Description], View]
VIEWS: Final[tuple[tuple[str, Make], ...]] = (
    (PG + "Company", company_view),
    (PG + "Policy", policy_view),
    (PG + "PolicyVersion", version_view),
    (PG + "Assertion", assertion_view),
    (SKOS + "Concept", concept_view),
    (SKOS + "ConceptScheme", scheme_view),
)


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
    if found is None and dot and ending in (*FORMS, "txt"):
        found, suffix = describe(here, here.addresses.iri(stem)), ending
    if found is None:
        return redirect(meant(here, path), 303)
    if suffix == "txt":
        return _text(here, found)
    return send(view_of(here, found), suffix)


def view_of(here: Service, found: Description) -> View:
    """The view of a thing, by the first of its classes that has one."""
    types = found.values(RDF + "type")
    for kind, make in VIEWS:
        if kind in types and (kind != SKOS + "ConceptScheme" or found.iri.startswith(ROOT)):
            return make(here, found)
    labels = Labels(here.addresses)
    rows = _rows(found, labels)
    return View(
        "resource.html",
        labels.text(found.iri),
        here.addresses.path(found.iri) or "/",
        {"properties": [{"property": p, "values": values} for p, values in rows]},
        Table(("property", "value"), [(p.text, v.href or v.text) for p, values in rows for v in values]),
        triples=lambda: found.triples,
        iri=found.iri,
    )


def _rows(found: Description, labels: Labels) -> list[tuple[Link, list[Link]]]:
    rows: dict[str, list[Link]] = {}
    for triple in found.triples:
        if str(triple.subject) != f"<{found.iri}>":
            continue
        value = triple.object.value  # type: ignore[union-attr]
        rows.setdefault(triple.predicate.value, []).append(labels.link(value) if "://" in value else Link(value))
    return [(labels.link(p), sorted(values, key=lambda v: v.text)) for p, values in sorted(rows.items())]


def _text(here: Service, found: Description) -> Response:
    digest = found.first(PG + "textDigest")
    text = here.text(digest) if digest else None
    if text is None:
        raise ProblemError(404, "No text", f"No text is kept for {found.iri}.")
    body = text.encode("utf-8", "replace")
    headers = {"Cache-Control": "no-cache", "ETag": f'"{digest}"'}
    return Response(body, content_type="text/plain; charset=utf-8", headers=headers)
