"""The Graph Store Protocol over the real application and its worker process."""

import json
from io import BytesIO

import pyoxigraph as ox
import pytest
from practicegraph.server.app import close_app, create_app
from practicegraph.server.sparql.negotiation import GRAPH_TYPES
from practicegraph.server.store import LocalStore, Manifest

ONE = "http://g.example/one"
BEARER = {"Authorization": "Bearer open-sesame"}
TURTLE = "<http://a.example/> <http://b.example/> <c>, 'd' ."
GRAPHS = "https://policies.example/graphs"


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    local = LocalStore(tmp_path_factory.mktemp("graphs") / "graph")
    empty(local)
    app = create_app(
        local, workers=1, public_url="https://policies.example", token="open-sesame", largest_write=100_000
    )
    yield app
    close_app(app)


@pytest.fixture
def client(app):
    empty(app.extensions["practicegraph"].store)
    return app.test_client()


def empty(local):
    with local.write() as writer:
        writer.draft().graph.clear()
        writer.draft().manifest = Manifest("http://base.example/", "")
        writer.publish()


def send(client, method, path="/graphs", data=TURTLE, content_type="text/turtle", headers=BEARER, **query):
    return client.open(
        path, method=method, data=data, content_type=content_type, headers=headers, query_string=query or None
    )


def triples(client, path="/graphs", **query):
    answer = client.get(path, query_string=query, headers={"Accept": "application/n-triples"})
    assert answer.status_code == 200, answer.text
    return set(answer.text.splitlines())


def a(n, base=ONE):
    return f"<http://a.example/> <http://b.example/> {n} ."


def test_a_graph_is_made_replaced_added_to_and_removed(client):
    made = send(client, "PUT", graph=ONE)
    assert (made.status_code, made.data) == (201, b"")
    assert triples(client, graph=ONE) == {a("<http://g.example/c>"), a('"d"')}, "relative to the graph's name"
    assert send(client, "POST", data=a('"e"'), graph=ONE).status_code == 204
    assert len(triples(client, graph=ONE)) == 3
    assert send(client, "PUT", data=a('"f"'), graph=ONE).status_code == 204
    assert triples(client, graph=ONE) == {a('"f"')}
    assert client.head("/graphs", query_string={"graph": ONE}).status_code == 200
    assert client.delete("/graphs", query_string={"graph": ONE}, headers=BEARER).status_code == 204
    for method in ("GET", "HEAD", "DELETE"):
        gone = client.open("/graphs", method=method, query_string={"graph": ONE}, headers=BEARER)
        assert gone.status_code == 404


def test_the_default_graph_is_the_unnamed_one(client):
    send(client, "PUT", graph=ONE)
    assert triples(client, default="") == set()
    assert client.get("/graphs?default").status_code == 200
    assert send(client, "PUT", path="/graphs?default", data=a('"x"')).status_code == 204
    assert triples(client, default="") == {a('"x"')}
    assert len(triples(client, graph=ONE)) == 2
    assert client.delete("/graphs?default", headers=BEARER).status_code == 204
    assert triples(client, default="") == set()
    assert len(triples(client, graph=ONE)) == 2


def test_an_address_below_is_the_graph_of_that_address(client):
    assert send(client, "PUT", path="/graphs/people/a%20b").status_code == 201
    assert triples(client, path="/graphs/people/a%20b") == triples(client, graph=f"{GRAPHS}/people/a%20b")
    assert a(f"<{GRAPHS}/people/c>") in triples(client, path="/graphs/people/a%20b")
    assert client.get("/graphs/people").status_code == 404
    assert client.get("/graphs/people/a%20b", query_string={"graph": ONE}).status_code == 400


@pytest.mark.parametrize("path", ["/graphs", "/graphs/"])
def test_a_new_graph_gets_an_address(client, path):
    first, second = send(client, "POST", path=path), send(client, "POST", path=path)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.headers["Location"] != second.headers["Location"]
    assert first.headers["Location"].startswith(GRAPHS + "/")
    assert len(triples(client, graph=first.headers["Location"])) == 2
    assert len(triples(client, path=first.headers["Location"].removeprefix("https://policies.example"))) == 2
    assert send(client, "PUT", path=path).status_code == 400, "what is put has a name"


@pytest.mark.parametrize("media_type", GRAPH_TYPES)
def test_every_format_goes_in_and_comes_out(client, media_type):
    body = ox.serialize(ox.parse(TURTLE, format=ox.RdfFormat.TURTLE, base_iri=ONE), format=GRAPH_TYPES[media_type])
    assert send(client, "PUT", data=body, content_type=media_type, graph=ONE).status_code == 201
    assert len(triples(client, graph=ONE)) == 2
    answer = client.get("/graphs", query_string={"graph": ONE}, headers={"Accept": media_type})
    assert answer.mimetype == media_type
    assert "Accept" in answer.vary
    assert len(list(ox.parse(answer.data, format=GRAPH_TYPES[media_type]))) == 2


def test_a_form_of_several_files_is_added_at_once(client):
    files = [
        (BytesIO(a('"x"').encode()), "one.nt", "application/n-triples"),
        (BytesIO(b"<http://a.example/> <p> _:b ."), "two.ttl", "application/octet-stream"),
        (BytesIO(b"<http://a.example/> <p> _:b ."), "three.TTL", "text/turtle"),
    ]
    sent = send(client, "POST", data={"file": files}, content_type="multipart/form-data", graph=ONE)
    assert sent.status_code == 201
    assert len(triples(client, graph=ONE)) == 3, "a blank node is one of its own file only"
    files = [(BytesIO(a('"y"').encode()), "one.nt", "application/n-triples"), (BytesIO(b"<"), "two.ttl", "text/turtle")]
    assert send(client, "POST", data={"file": files}, content_type="multipart/form-data", graph=ONE).status_code == 400
    assert len(triples(client, graph=ONE)) == 3, "all of them or none"
    for form in ({"field": "x"}, {}):
        assert send(client, "POST", data=form, content_type="multipart/form-data", graph=ONE).status_code == 400
    image = {"file": (BytesIO(b"x"), "x.png", "image/png")}
    assert send(client, "POST", data=image, content_type="multipart/form-data", graph=ONE).status_code == 415


def test_a_write_may_ask_for_a_graph_that_is_there_or_is_not(client):
    def only(method, **condition):
        headers = {**BEARER, **{name.replace("_", "-"): value for name, value in condition.items()}}
        update = {"data": "DELETE WHERE { ?s ?p ?o }", "content_type": "application/sparql-update"}
        more = update if method == "PATCH" else {}
        return send(client, method, headers=headers, graph=ONE, **more).status_code

    for method in ("PUT", "POST", "PATCH", "DELETE"):
        assert only(method, If_Match="*") == 412
    assert client.get("/graphs", query_string={"graph": ONE}).status_code == 404
    assert only("PUT", If_None_Match="*") == 201
    before = triples(client, graph=ONE)
    for method in ("PUT", "POST", "PATCH", "DELETE"):
        assert only(method, If_None_Match="*") == 412
        assert only(method, If_Match='"another"') == 412
        assert only(method, If_None_Match='"another"') == 412
        assert only(method, If_None_Match="*", If_Match="*") == 412
    assert triples(client, graph=ONE) == before
    assert only("PUT", If_Match="*") == 204
    assert only("DELETE", If_Match="*") == 204


def test_a_patch_sees_one_graph(client):
    send(client, "PUT", graph=ONE)
    send(client, "PUT", path="/graphs/other")

    def patch(text, **query):
        return send(client, "PATCH", data=text, content_type="application/sparql-update", **query)

    assert patch("DELETE { ?s ?p 'd' } INSERT { ?s ?p 'new' } WHERE { ?s ?p 'd' }", graph=ONE).status_code == 204
    assert triples(client, graph=ONE) == {a("<http://g.example/c>"), a('"new"')}
    assert patch("CLEAR ALL ; INSERT DATA { <#x> <#y> 1 }", graph=ONE).status_code == 204
    assert triples(client, graph=ONE) == {f'<{ONE}#x> <{ONE}#y> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .'}
    assert len(triples(client, path="/graphs/other")) == 2
    assert patch("CLEAR ALL", graph="http://nowhere.example/").status_code == 404
    assert patch(f"INSERT DATA {{ GRAPH <{ONE}> {{ <u:a> <u:b> 1 }} }}", graph=ONE).status_code == 409
    assert patch("CLEAR", graph=ONE).status_code == 400
    assert patch("LOAD <http://127.0.0.1:9/>", graph=ONE).status_code == 400
    assert send(client, "PATCH", graph=ONE).status_code == 415
    assert len(triples(client, graph=ONE)) == 1


def test_reading_is_free_and_writing_is_not(client):
    send(client, "PUT", graph=ONE)
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        assert send(client, method, headers={}, graph=ONE).status_code == 401
        assert send(client, method, headers={"Authorization": "Bearer x"}, graph=ONE).status_code == 403
    assert len(triples(client, graph=ONE)) == 2


def test_a_server_without_a_token_is_read_only(app):
    reader = create_app(app.extensions["practicegraph"].store, workers=1)
    try:
        refused = send(reader.test_client(), "PUT", graph=ONE)
        assert refused.status_code == 403
        assert refused.json["title"] == "Read-only"
        assert reader.test_client().get("/graphs?default").status_code == 200
    finally:
        close_app(reader)


def test_a_parse_error_names_its_place_and_changes_nothing(client):
    send(client, "PUT", graph=ONE)
    for method in ("PUT", "POST"):
        bad = send(client, method, data="@prefix a: <http://a/> .\na:b a:c d:e .", graph=ONE)
        assert bad.status_code == 400
        assert bad.content_type == "application/problem+json"
        assert (bad.json["line"], bad.json["column"]) == (2, 9)
        assert "d:" in bad.json["detail"]
    assert len(triples(client, graph=ONE)) == 2


@pytest.mark.parametrize(
    ("status", "request_"),
    [
        (400, {"query_string": {}, "method": "GET"}),
        (400, {"query_string": {"graph": "relative"}}),
        (400, {"query_string": {"graph": "http://a b/"}}),
        (400, {"query_string": {"graph": ""}}),
        (400, {"query_string": {"graph": "http://a.example/%zz"}}),
        (400, {"query_string": {"graph": "http://a.example/\r\nX-Injected: 1"}}),
        (400, {"query_string": {"graph": "http://a.example/> <u:b"}}),
        (400, {"query_string": {"graph": [ONE, ONE]}}),
        (400, {"query_string": {"graph": ONE, "default": ""}}),
        (400, {"query_string": "graph=%FF"}),
        (400, {"data": b"\xff\xfe<\x00", "query_string": {"graph": ONE}}),
        (400, {"headers": {"Content-Range": "bytes 0-1/2"}}),
        (400, {"content_type": "application/trig", "data": "<u:g> { <u:a> <u:b> 1 }"}),
        (400, {"content_type": "application/ld+json", "data": '{"@context": "http://127.0.0.1:9/c", "u:b": 1}'}),
        (406, {"method": "GET", "headers": {"Accept": "image/png"}}),
        (413, {"data": "#" * 100_001}),
        (415, {"content_type": "text/plain"}),
        (415, {"content_type": None}),
        (415, {"content_type": "text/turtle; charset=latin1"}),
        (415, {"headers": {"Content-Encoding": "gzip"}}),
    ],
)
def test_refusals_are_problem_documents(client, status, request_):
    given = {"method": "PUT", "data": TURTLE, "content_type": "text/turtle", "query_string": {"graph": ONE}, **request_}
    given["headers"] = {**BEARER, **given.get("headers", {})}
    response = client.open("/graphs", **given)
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    assert json.loads(response.data)["detail"]
    assert client.get("/graphs", query_string={"graph": ONE}).status_code == 404


@pytest.mark.parametrize(
    "name", ["%0d%0aX-Injected:1", "..%2f..%2fetc", "a%3Fb%23c%25", "%ff", "%F0%9F%A6%8A", "a%3E b"]
)
def test_odd_names_are_names(client, name):
    assert send(client, "PUT", path=f"/graphs/{name}").status_code in (201, 404)
    answer = client.get(f"/graphs/{name}", headers={"Accept": "application/n-triples"})
    assert "X-Injected" not in answer.headers
    assert answer.status_code in (200, 404)
    if answer.status_code == 200:
        assert len(answer.text.splitlines()) == 2


def test_options_and_other_methods(client):
    for path in ("/graphs", "/graphs/", "/graphs/a/b"):
        options = client.options(path)
        assert options.status_code == 204
        assert set(options.headers["Allow"].split(", ")) == {"GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"}
        assert "text/turtle" in options.headers["Accept-Post"]
        assert "Content-Type" not in options.headers
    refused = client.open("/graphs", method="MOVE")
    assert refused.status_code == 405
    assert "PATCH" in refused.headers["Allow"]


def test_nothing_is_left_of_what_was_sent(app, client):
    send(client, "PUT", graph=ONE)
    send(client, "PUT", data="<", graph=ONE)
    send(client, "POST", data={"file": (BytesIO(b"<"), "a.ttl")}, content_type="multipart/form-data", graph=ONE)
    from pathlib import Path

    writer = app.extensions["practicegraph"].writer
    assert list(Path(writer._spool.name).iterdir()) == []
