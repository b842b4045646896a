"""What the query editor completes: our prefixes, the terms and concepts of the ontology, and the example queries."""

from flask import Response, json, request

from ...ontology import load_vocabulary
from ...ontology.namespaces import PG, PREFIXES, ROOT, SCHEMES
from ...ontology.schema import load_schema
from ..context import service
from ..examples import load_examples
from .blueprint import pages


@pages.get("/vocabulary.json")
def vocabulary() -> Response:
    """Prefixes, terms as {name, label}, example queries as {name, title, query}; places, which say how IRIs begin that
    this server has pages for, and how the paths of these pages begin."""
    known = {iri: prefix for prefix, iri in PREFIXES.items()}
    schemes = {f"{ROOT}{scheme}/": f"pg-{scheme}" for scheme in SCHEMES}
    prefixes = {**PREFIXES, **{prefix: iri for iri, prefix in schemes.items() if iri not in known}}
    spaces = {iri: prefix for prefix, iri in prefixes.items()}
    terms = [
        {"name": f"pg:{iri.removeprefix(PG)}", "label": term.label}
        for iri, term in load_schema().items()
        if iri.startswith(PG)
    ]
    for scheme in SCHEMES:
        space = f"{ROOT}{scheme}/"
        terms += [
            {"name": f"{spaces[space]}:{c.iri.removeprefix(space)}", "label": c.label}
            for c in load_vocabulary().scheme(scheme)
            if c.iri != space
        ]
    examples = [{"name": e.name, "title": e.title, "query": e.query} for e in load_examples()]
    places = [
        (PG, "/ns#"),
        *((f"{ROOT}{scheme}/", f"/{scheme}/") for scheme in SCHEMES),
        (service().addresses.base, "/"),
    ]
    body = json.dumps({"prefixes": prefixes, "terms": terms, "examples": examples, "places": places}) + "\n"
    response = Response(body, content_type="application/json")
    response.headers["Cache-Control"] = "max-age=3600"
    response.add_etag()
    response.make_conditional(request)
    return response
