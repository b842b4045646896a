"""The SPARQL protocol over the real application and its worker processes."""

import json
import time
from urllib.parse import urlencode
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from practicegraph.server.app import close_app, create_app
from practicegraph.server.sparql.negotiation import GRAPH_TYPES, RESULT_TYPES
from practicegraph.server.store import LocalStore, Manifest, StoreError

ONE, TWO = "http://g.example/one", "http://g.example/two"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def quads(graph, numbers):
    node = ox.NamedNode
    return [
        ox.Quad(node(f"http://s.example/{n}"), node("http://p.example/p"), ox.Literal(f"<b>{n}\t&"), node(graph))
        for n in numbers
    ]


def fill(store, *more):
    with store.write() as writer:
        draft = writer.draft()
        draft.graph.extend([*quads(ONE, range(40)), *quads(TWO, range(40, 50)), *more])
        draft.manifest = Manifest("http://base.example/", "")
        writer.publish()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    local = LocalStore(tmp_path_factory.mktemp("store") / "graph")
    fill(local)
    return local


@pytest.fixture(scope="module")
def client(store):
    app = create_app(store, timeout=1.5, workers=2, public_url="https://policies.example/", result_limit=20_000)
    yield app.test_client()
    close_app(app)


def get(client, query, accept="application/sparql-results+json", **parameters):
    return client.get("/sparql", query_string={"query": query, **parameters}, headers={"Accept": accept})


def count(response):
    return int(json.loads(response.data)["results"]["bindings"][0]["n"]["value"])


COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
@pytest.mark.parametrize("how", ["get", "form", "direct", "direct with charset"])
def test_the_three_ways_to_ask(client, path, how):
    if how == "get":
        response = client.get(path, query_string={"query": COUNT})
    elif how == "form":
        response = client.post(path, data={"query": COUNT})
    else:
        charset = "; charset=UTF-8" if "charset" in how else ""
        response = client.post(path, data=COUNT, content_type="application/sparql-query" + charset)
    assert response.status_code == 200
    assert response.content_type == "application/sparql-results+json"
    assert count(response) == 50


@pytest.mark.parametrize("media_type", RESULT_TYPES)
def test_results_come_as_exactly_what_was_asked_for(client, media_type):
    response = get(client, "SELECT ?o { ?s ?p ?o } ORDER BY ?o LIMIT 1", media_type)
    assert response.status_code == 200
    assert response.mimetype == media_type
    assert response.headers["Vary"] == "Accept, Accept-Encoding"
    if "tab" in media_type:
        assert response.data == b'?o\n"<b>0\\t&"\n'
    if media_type == "text/csv":
        assert response.data == b"o\r\n<b>0\t&\r\n"


@pytest.mark.parametrize("media_type", GRAPH_TYPES)
@pytest.mark.parametrize("form", ["CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <http://s.example/1>"])
def test_graphs_come_as_exactly_what_was_asked_for(client, media_type, form):
    response = get(client, form, media_type)
    assert response.status_code == 200
    assert response.mimetype == media_type
    found = list(ox.parse(response.data, format=GRAPH_TYPES[media_type]))
    assert len(found) == (50 if "CONSTRUCT" in form else 1)


def test_ask_and_head(client):
    assert json.loads(get(client, "ASK { ?s ?p ?o }").data)["boolean"] is True
    head = client.head("/sparql", query_string={"query": COUNT})
    assert (head.status_code, head.data) == (200, b"")
    assert int(head.headers["Content-Length"]) > 0


def test_options_and_other_methods(client):
    options = client.options("/sparql")
    assert options.status_code == 204
    assert {"GET", "HEAD", "POST", "OPTIONS"} == set(options.headers["Allow"].split(", "))
    refused = client.put("/sparql", data=b"x")
    assert refused.status_code == 405
    assert "POST" in refused.headers["Allow"]


def test_the_default_graph_is_the_union_unless_a_dataset_is_named(client):
    assert count(get(client, COUNT)) == 50
    assert count(get(client, COUNT, **{"default-graph-uri": TWO})) == 10
    assert count(get(client, COUNT, **{"default-graph-uri": [ONE, TWO]})) == 50
    assert count(get(client, f"SELECT (COUNT(*) AS ?n) FROM <{TWO}> {{ ?s ?p ?o }}")) == 10
    assert count(get(client, COUNT.replace("{", "{ GRAPH ?g {") + "}", **{"named-graph-uri": TWO})) == 10
    both = f"SELECT (COUNT(*) AS ?n) FROM <{ONE}> {{ ?s ?p ?o }}"
    assert count(get(client, both, **{"default-graph-uri": TWO})) == 10, "the request's dataset goes before FROM"
    assert count(get(client, COUNT, **{"default-graph-uri": "http://nowhere.example/"})) == 0
    posted = client.post(f"/sparql?{urlencode({'default-graph-uri': TWO})}", data={"query": COUNT})
    assert count(posted) == 10


@pytest.mark.parametrize(
    ("status", "request_"),
    [
        (400, {"method": "POST", "data": {"other": "x"}}),
        (400, {"method": "POST", "data": {"query": [COUNT, COUNT]}}),
        (400, {"method": "POST", "data": {"query": COUNT, "update": "CLEAR ALL"}}),
        (400, {"query_string": {"update": "CLEAR ALL"}}),
        (400, {"query_string": {"query": COUNT, "default-graph-uri": "relative"}}),
        (400, {"query_string": {"query": COUNT, "default-graph-uri": "http://a.example/%zz"}}),
        (400, {"query_string": {"query": COUNT, "timeout": "-1"}}),
        (400, {"query_string": "query=%FF"}),
        (400, {"method": "POST", "data": b"ASK { \xff }", "content_type": "application/sparql-query"}),
        (403, {"method": "POST", "data": {"update": "CLEAR ALL"}}),
        (403, {"method": "POST", "data": "CLEAR ALL", "content_type": "application/sparql-update"}),
        (406, {"query_string": {"query": COUNT}, "headers": {"Accept": "image/png"}}),
        (406, {"query_string": {"query": COUNT}, "headers": {"Accept": "text/turtle"}}),
        (406, {"query_string": {"query": COUNT, "format": "exe"}}),
        (413, {"method": "POST", "data": {"query": "#" * 3_000_000}}),
        (415, {"method": "POST", "data": "ASK {}", "content_type": "text/plain"}),
        (415, {"method": "POST", "data": "ASK {}", "content_type": "application/sparql-query; charset=utf-16"}),
    ],
)
def test_refusals_are_problem_documents(client, status, request_):
    response = client.open("/sparql", **request_)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    problem = json.loads(response.data)
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert "Traceback" not in response.text


def test_a_406_lists_what_there_is(client):
    detail = json.loads(get(client, COUNT, "text/turtle").data)["detail"]
    assert "text/csv" in detail
    detail = json.loads(get(client, "CONSTRUCT WHERE { ?s ?p ?o }", "text/csv").data)["detail"]
    assert "application/n-triples" in detail


def test_a_malformed_query_is_shown_where(client):
    query = "SELECT *\nWHERE { ?s ?p }"
    problem = json.loads(get(client, query).data)
    assert problem["line"] == 2
    assert problem["column"] in (15, 16), "at the brace, or behind it"
    text = get(client, query, "text/plain, text/csv;q=0.5")
    assert text.status_code == 400
    assert "line 2, column 1" in text.text
    page = get(client, query, BROWSER)
    assert page.status_code == 400
    assert page.mimetype == "text/html"
    assert "WHERE { ?s ?p }" in page.text, "the query is there to be mended"


def test_relative_iris_are_relative_to_the_endpoint(client):
    graph = get(client, "CONSTRUCT { <s> <p> 1 } WHERE {}", "application/n-triples").data.decode()
    assert graph.startswith("<https://policies.example/s> <https://policies.example/p> ")


@pytest.mark.parametrize("accept", ["application/sparql-results+xml", "application/rdf+xml"])
def test_xml_answers_are_well_formed(client, accept):
    literal = '"a\\u001Bb"'
    query = "SELECT" if "results" in accept else "CONSTRUCT { <s> <p> ?x } WHERE"
    query += f" (({literal}) AS ?x) {{}}" if "results" in accept else f" {{ BIND({literal} AS ?x) }}"
    assert "a\ufffdb" in "".join(ElementTree.fromstring(get(client, query, accept).data).itertext())


def test_percent_signs_are_decoded_once(client):
    response = client.post("/sparql", data={"query": 'SELECT ("100%25" AS ?n) {}'})
    assert json.loads(response.data)["results"]["bindings"][0]["n"]["value"] == "100%25"


def test_no_other_host_is_contacted(client):
    response = get(client, "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    assert response.status_code == 400
    assert "SERVICE" in json.loads(response.data)["detail"]


def test_an_endless_query_is_stopped_and_others_go_on(client):
    start = time.perf_counter()
    response = get(client, ENDLESS)
    assert 1 < time.perf_counter() - start < 5
    assert response.status_code == 503
    problem = json.loads(response.data)
    assert "1.5 s" in problem["detail"]
    assert "LIMIT" in problem["detail"], "says how to go on"
    assert count(get(client, COUNT)) == 50
    start = time.perf_counter()
    assert get(client, ENDLESS, timeout="0.3").status_code == 503, "a request may ask for less time"
    assert time.perf_counter() - start < 1.4


def test_a_result_over_the_limit_is_an_error_and_not_cut(client):
    response = get(client, "SELECT * { ?s ?p ?o . ?a ?b ?c }")
    assert response.status_code == 413
    assert "LIMIT" in json.loads(response.data)["detail"]


def test_large_results_arrive_whole(store):
    app = create_app(store, workers=1)
    try:
        rows = "SELECT ?s ?a ?b { ?s ?p ?o . ?a ?q ?r . ?b ?t ?u } LIMIT 40000"
        response = get(app.test_client(), rows, "text/csv")
        assert response.data.count(b"\r\n") == 40_001
        assert len(response.data) > 1 << 20
    finally:
        close_app(app)


def test_a_new_generation_is_seen_without_a_restart(tmp_path):
    local = LocalStore(tmp_path / "graph")
    fill(local)
    app = create_app(local, workers=1)
    try:
        client = app.test_client()
        assert count(get(client, COUNT)) == 50
        fill(local, *quads("http://g.example/three", [99]))
        assert count(get(client, COUNT)) == 51
    finally:
        close_app(app)


def test_the_service_describes_itself_at_its_public_address(client):
    response = client.get("/sparql", headers={"Accept": "text/turtle", "Host": "evil.example"})
    assert response.mimetype == "text/turtle"
    assert "https://policies.example/sparql" in response.text
    assert "evil" not in response.text
    assert "UnionDefaultGraph" in response.text


def test_a_browser_gets_an_editor_and_an_escaped_answer(client):
    page = client.get("/sparql", headers={"Accept": BROWSER})
    assert page.mimetype == "text/html"
    assert "<textarea" in page.text
    assert "?example=who-sells" in page.text
    answer = get(client, "SELECT ?o { ?s ?p ?o } ORDER BY ?o LIMIT 1", BROWSER)
    assert "&lt;b&gt;0" in answer.text
    assert "<b>0" not in answer.text
    graph = get(client, "CONSTRUCT WHERE { ?s ?p ?o }", BROWSER)
    assert "&lt;b&gt;0" in graph.text
    assert "Yes" in get(client, "ASK {}", BROWSER).text
    assert client.get("/sparql?example=nothing", headers={"Accept": BROWSER}).status_code == 404


def test_format_stands_for_accept(client):
    assert get(client, COUNT, BROWSER, format="csv").mimetype == "text/csv"
    assert get(client, "CONSTRUCT WHERE { ?s ?p ?o }", BROWSER, format="json").mimetype == "application/ld+json"


def test_security_headers_stand_everywhere(client):
    for path in ("/", "/sparql?query=ASK{}", "/nowhere", "/static/practicegraph.css"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_health_tells_ready_from_not(client, tmp_path):
    health = client.get("/health")
    assert health.status_code == 200
    assert health.json["ready"] is True
    local = LocalStore(tmp_path / "empty")
    with local.write() as writer:
        writer.draft().manifest = Manifest("http://base.example/", "")
        writer.publish()
    app = create_app(local, workers=1)
    try:
        health = app.test_client().get("/health")
        assert health.status_code == 503
        assert "empty" in health.json["reason"]
    finally:
        close_app(app)


def test_openapi_and_void_use_the_public_address(client):
    document = client.get("/openapi.json").json
    assert document["servers"] == [{"url": "https://policies.example"}]
    assert "application/sparql-results+json" in document["paths"]["/sparql"]["get"]["responses"]["200"]["content"]
    assert client.get("/.well-known/void").mimetype == "text/turtle"


def test_a_missing_store_is_named(tmp_path):
    with pytest.raises(StoreError, match="nowhere"):
        create_app(tmp_path / "nowhere")
