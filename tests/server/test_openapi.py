"""The OpenAPI document tells the truth: every route is in it, and schemathesis finds no fault."""

import re
import tomllib
from pathlib import Path

import pytest
import schemathesis
from hypothesis import strategies as st
from practicegraph.server.app import close_app, create_app
from practicegraph.server.examples import load_examples
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import EngineFinished, FatalError, NonFatalError, ScenarioFinished

QUERIES = [
    "ASK {}",
    "SELECT * { ?s ?p ?o } LIMIT 3",
    'SELECT ("100%25 + \u00e9" AS ?x) {}',
    "DESCRIBE <http://x.example/>",
]
UPDATES = [
    "INSERT DATA { <http://x.example/> <http://x.example/p> '100%25' }",
    "CLEAR SILENT GRAPH <http://x.example/>",
]
DOCUMENTS = {
    "text/turtle": ["<a> <b> 'é' .", "", "<a> <b>"],
    "application/n-triples": ["<http://x.example/> <http://x.example/p> 'c' ."],
    "application/ld+json": ['{"@id": "http://x.example/", "http://x.example/p": "c"}', "{"],
    "application/rdf+xml": ['<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'],
}
TOKEN = "open-sesame"
schemathesis.openapi.format("sparql-update", st.sampled_from(UPDATES))
schemathesis.openapi.media_type("application/sparql-update", st.sampled_from([u.encode() for u in UPDATES]))
for media_type, texts in DOCUMENTS.items():
    schemathesis.openapi.media_type(media_type, st.sampled_from([text.encode() for text in texts]))
schemathesis.openapi.format("sparql-query", st.sampled_from([*QUERIES, *(e.query for e in load_examples()[:3])]))
schemathesis.openapi.media_type("application/sparql-query", st.sampled_from([q.encode() for q in QUERIES]))
CONFIG = Path(__file__).parents[2] / "schemathesis.toml"


@pytest.fixture(scope="module")
def app(built_once):
    app = create_app(built_once.store, workers=2, timeout=10, public_url="https://policies.example", token=TOKEN)
    yield app
    close_app(app)


@pytest.fixture(scope="module")
def document(app):
    return app.test_client().get("/openapi.json").json


def test_every_route_is_described_and_only_routes_are(app, document):
    routes = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
    routes = {route.rstrip("/") or "/" for route in routes}
    assert set(document["paths"]) == routes


def test_methods_are_those_of_the_routes(app, document):
    for path, operations in document["paths"].items():
        allowed = app.test_client().options(re.sub(r"\{\w+\}", "x", path)).headers["Allow"]
        methods = set(allowed.lower().split(", ")) - {"head", "options"}
        assert methods == set(operations) - {"parameters"}, path


def test_it_names_the_public_address_and_media_types(document):
    assert document["servers"] == [{"url": "https://policies.example"}]
    assert "application/sparql-results+json" in document["paths"]["/sparql"]["post"]["responses"]["200"]["content"]
    assert "text/n3" in document["components"]["responses"]["Graph"]["content"]


@pytest.mark.slow
def test_schemathesis_finds_no_fault(app):
    """What ``schemathesis run`` does, in this process and with few examples; the file says what is no fault."""
    bounded = {
        "headers": {"Authorization": f"Bearer {TOKEN}"},
        "generation": {"max-examples": 6, "deterministic": True, "database": "none"},
        "phases": {"stateful": {"enabled": False}},
        "checks": {"ignored_auth": {"enabled": False}},  # it cannot be run without a socket; test_update.py has it
    }
    config = SchemathesisConfig.from_dict(tomllib.loads(CONFIG.read_text("utf-8")) | bounded)
    failures, errors, tested = [], [], 0
    for event in from_schema(schemathesis.openapi.from_wsgi("/openapi.json", app, config=config)).execute():
        if isinstance(event, EngineFinished):
            failures += event.failures
        elif isinstance(event, FatalError | NonFatalError):
            errors.append(event)
        elif isinstance(event, ScenarioFinished):
            tested += len(event.recorder.cases)
    assert not errors, [f"{error.label}: {error.info}" for error in errors]
    assert not failures, [f"{failure.operation}: {failure}" for failure in failures]
    assert tested > 200
