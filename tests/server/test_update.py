"""SPARQL updates over the real application and its worker process."""

import json
import threading
import time

import pyoxigraph as ox
import pytest
from practicegraph.server.app import close_app, create_app
from practicegraph.server.store import LocalStore, Manifest

ONE, TWO = "http://g.example/one", "http://g.example/two"
ENDLESS = (
    "INSERT { GRAPH <u:x> { ?a <u:p> ?z } } WHERE { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l } "
    "GRAPH ?m { ?n ?o ?q } GRAPH ?r { ?s ?t ?z } }"
)
BEARER = {"Authorization": "Bearer open-sesame"}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    local = LocalStore(tmp_path_factory.mktemp("update") / "graph")
    fill(local)
    app = create_app(local, timeout=10, workers=1, public_url="https://policies.example", token="open-sesame")
    yield app
    close_app(app)


@pytest.fixture
def store(app):
    local = app.extensions["practicegraph"].store
    fill(local)
    return local


@pytest.fixture
def client(app, store):
    return app.test_client()


def fill(local):
    """Make the store hold 40 triples in one graph and 10 in another."""
    node = ox.NamedNode
    with local.write() as writer:
        writer.draft().graph.clear()
        for graph, numbers in ((ONE, range(40)), (TWO, range(40, 50))):
            writer.draft().graph.extend(
                ox.Quad(node(f"http://s.example/{n}"), node("http://p.example/p"), ox.Literal(n), node(graph))
                for n in numbers
            )
        writer.draft().manifest = Manifest("http://base.example/", "")
        writer.publish()


def update(client, text, headers=BEARER, **parameters):
    return client.post(
        "/sparql", data=text, content_type="application/sparql-update", headers=headers, query_string=parameters
    )


def count(client, graph=None):
    pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
    answer = client.get("/sparql", query_string={"query": f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"})
    return int(json.loads(answer.data)["results"]["bindings"][0]["n"]["value"])


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_the_two_ways_to_update(client, path):
    form = {"update": "INSERT DATA { <http://a.example/> <http://b.example/> 1, '100%25' }"}
    assert client.post(path, data=form, headers=BEARER).status_code == 204
    assert count(client) == 52, "what is written is read by the next request"
    assert b"100%25" in client.get(path, query_string={"query": "SELECT * { <http://a.example/> ?p ?o }"}).data
    removed = client.post(
        path,
        data="DELETE DATA { <http://a.example/> <http://b.example/> 1 }",
        content_type="application/sparql-update; charset=utf-8",
        headers=BEARER,
    )
    assert (removed.status_code, removed.data) == (204, b"")
    assert count(client) == 51


def test_who_may_write(client):
    for headers in ({}, {"Authorization": "Basic b3Blbg=="}, {"Authorization": "Bearer "}):
        refused = update(client, "CLEAR ALL", headers)
        assert refused.status_code == 401
        assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    for wrong in ("open", "open-sesame1", "op\u00e9n", "x" * 5000):
        refused = update(client, "CLEAR ALL", {"Authorization": f"Bearer {wrong}"})
        assert refused.status_code == 403
        assert "WWW-Authenticate" not in refused.headers
        assert "open-sesame" not in refused.text
    assert client.post("/sparql", data={"update": "CLEAR ALL"}).status_code == 401
    assert count(client) == 50
    assert update(client, "CLEAR ALL", {"Authorization": "bearer open-sesame"}).status_code == 204
    assert count(client) == 0


def test_without_a_token_of_the_operator_nobody_writes(store):
    app = create_app(store, workers=1)
    try:
        for headers in ({}, BEARER, {"Authorization": "Bearer None"}, {"Authorization": "Bearer"}):
            refused = update(app.test_client(), "CLEAR ALL", headers)
            assert refused.status_code == 403
            assert refused.json["title"] == "Read-only"
        assert count(app.test_client()) == 50
    finally:
        close_app(app)


def test_what_a_where_reads(client):
    """The unnamed graph where nothing is said (SPARQL 1.1 Update, section 3.1.3), else the graphs of the request."""
    insert = (
        "INSERT { GRAPH <u:x> { ?s <u:in> ?g } } WHERE { { ?s ?p ?o BIND('-' AS ?g) } UNION { GRAPH ?g { ?s ?p ?o } } }"
    )
    assert update(client, insert, **{"using-graph-uri": TWO}).status_code == 204
    assert count(client, "u:x") == 10
    assert update(client, f"DROP GRAPH <u:x> ; {insert}", **{"using-named-graph-uri": [ONE, TWO]}).status_code == 204
    assert count(client, "u:x") == 50
    both = {"using-graph-uri": [ONE, TWO], "using-named-graph-uri": TWO}
    assert update(client, f"DROP GRAPH <u:x> ; {insert}", **both).status_code == 204
    assert count(client, "u:x") == 60
    form = {"update": f"DROP GRAPH <u:x> ; {insert}", "using-graph-uri": TWO}
    assert client.post("/sparql", data=form, headers=BEARER).status_code == 204
    assert count(client, "u:x") == 10
    assert update(client, f"DROP GRAPH <u:x> ; {insert}").status_code == 204
    assert count(client, "u:x") == 50, "each named graph, and nothing in the unnamed one"


def test_delete_where_reads_the_graphs_of_the_request(client):
    assert update(client, f"ADD <{TWO}> TO DEFAULT").status_code == 204
    assert update(client, "DELETE WHERE { ?s ?p ?o } # all", **{"using-graph-uri": ONE}).status_code == 204
    assert (count(client), count(client, ONE), count(client, TWO)) == (60, 40, 10), "nothing of ONE is in the default"
    assert update(client, "deletewhere{?s ?p ?o}", **{"using-graph-uri": TWO}).status_code == 400
    assert update(client, "delete where{?s ?p ?o}", **{"using-graph-uri": TWO}).status_code == 204
    assert (count(client), count(client, TWO)) == (50, 10)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT { ?s ?p ?o } USING <http://g.example/one> WHERE { ?s ?p ?o }",
        "WITH <http://g.example/one> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "PREFIX g: <http://g.example/> withg:one DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "PREFIX g: <http://g.example/> INSERT { ?s ?p ?o }usingg:one WHERE { ?s ?p ?o }",
        "INSERT { ?s ?p ?o } # it's { here\n UsInG NAMED <http://g.example/one> WHERE { ?s ?p ?o }",
    ],
)
def test_the_dataset_is_named_in_one_place(client, text):
    refused = update(client, text, **{"using-graph-uri": TWO})
    assert refused.status_code == 400
    assert refused.json["line"] == 1 + text.count("\n")
    assert count(client) == 50


@pytest.mark.parametrize(
    ("status", "request_"),
    [
        (400, {"data": {"update": ["CLEAR ALL", "CLEAR ALL"]}}),
        (400, {"data": {"update": "CLEAR ALL", "query": "ASK {}"}}),
        (400, {"data": {"update": "CLEAR ALL", "default-graph-uri": ONE}}),
        (400, {"data": {"update": "CLEAR ALL", "using-graph-uri": "relative"}}),
        (400, {"data": {"update": "CLEAR ALL", "timeout": "soon"}}),
        (400, {"data": {"query": "ASK {}", "using-graph-uri": ONE}}),
        (400, {"query_string": {"update": "CLEAR ALL"}, "content_type": "application/x-www-form-urlencoded"}),
        (400, {"query_string": {"update": "CLEAR ALL"}, "method": "GET"}),
        (400, {"data": b"CLEAR \xff ALL", "content_type": "application/sparql-update"}),
        (400, {"data": "CLEAR GRAPH", "content_type": "application/sparql-update"}),
        (400, {"data": "SELECT * { ?s ?p ?o }", "content_type": "application/sparql-update"}),
        (
            409,
            {
                "data": "CLEAR ALL ; CREATE GRAPH <u:a> ; CREATE GRAPH <u:a>",
                "content_type": "application/sparql-update",
            },
        ),
        (415, {"data": "CLEAR ALL", "content_type": "application/sparql-update; charset=utf-16"}),
        (415, {"data": "CLEAR ALL", "content_type": "text/plain"}),
    ],
)
def test_what_is_refused_changes_nothing(client, status, request_):
    response = client.open("/sparql", **{"method": "POST", **request_}, headers=BEARER)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert response.json["detail"]
    assert count(client) == 50


def test_a_malformed_update_is_shown_where(client):
    for parameters in ({}, {"using-graph-uri": ONE}):
        problem = update(
            client, "DELETE WHERE { ?s ?p ?o } ;\nDELETE WHERE { ?s ?p ?o } ; INSERT DATA { <u:a> }", **parameters
        )
        assert problem.status_code == 400
        assert problem.json["line"] == 2
        assert problem.json["column"] in (49, 50)
        assert "update" in problem.json["detail"]
    assert count(client) == 50


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://127.0.0.1:9/x>",
        "load silent <http://127.0.0.1:9/x> INTO GRAPH <u:x>",
        "LOADSILENT<http://127.0.0.1:9/x>",
        "PREFIX ex: <http://127.0.0.1:9/> LOADex:x",
        "PREFIX ex: <http://127.0.0.1:9/> LOADex:x INTO GRAPH <u:x>",
        "CLEAR ALL;LOAD#'\n<http://127.0.0.1:9/x>",
        r"L\u004FAD <http://127.0.0.1:9/x>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/x> { ?s ?p ?o } }",
        "INSERT { ?s ?p ?o } WHERE { SELECT * { SERVICE SILENT ?s { ?s ?p ?o } } }",
    ],
)
def test_no_other_host_is_contacted(client, text):
    refused = update(client, text)
    assert refused.status_code == 400
    assert refused.json["title"] == "Update refused"
    assert count(client) == 50


def test_words_in_strings_comments_and_iris_are_no_keywords(client):
    text = "PREFIX load: <u:load/> INSERT DATA { load:a <u:SERVICE> 'LOAD <u:x> \\u0041', load:b } # LOAD"
    assert update(client, text).status_code == 204
    assert count(client) == 52


def test_relative_iris_are_relative_to_the_endpoint(client):
    assert update(client, "INSERT DATA { <s> <p> <?o> }").status_code == 204
    graph = client.get("/sparql", query_string={"query": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER isIRI(?o) }"}).text
    assert "https://policies.example/sparql?o" in graph


def test_an_endless_update_is_stopped_and_changes_nothing(client):
    start = time.perf_counter()
    stopped = update(client, f"DROP GRAPH <{TWO}> ; {ENDLESS}", timeout=1)
    assert stopped.status_code == 503
    assert time.perf_counter() - start < 9
    assert stopped.json["title"] == "Time limit"
    assert "nothing was changed" in stopped.json["detail"]
    assert count(client) == 50
    assert update(client, "INSERT DATA { <u:a> <u:b> 1 }").status_code == 204, "and the next one is made"
    assert count(client) == 51


def test_readers_go_on_during_a_write_and_see_before_or_after(client, store):
    application = client.application
    started, seen = threading.Event(), set()

    def write():
        started.set()
        text = f"CLEAR GRAPH <{TWO}> ; " + " ; ".join(
            f"INSERT DATA {{ GRAPH <u:n{n}> {{ <u:a> <u:b> {n} }} }}" for n in range(500)
        )
        assert update(application.test_client(), text).status_code == 204

    writing = threading.Thread(target=write)
    writing.start()
    started.wait()
    while writing.is_alive():
        seen.add(count(application.test_client()))
    writing.join()
    seen.add(count(client))
    assert seen <= {50, 540}
    assert 540 in seen


def test_writes_at_the_same_time_are_all_made(client):
    application, statuses = client.application, []

    def write(number):
        statuses.append(update(application.test_client(), f"INSERT DATA {{ <u:a> <u:b> {number} }}").status_code)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [204] * 6
    assert count(client) == 56


def test_while_a_build_writes_updates_are_put_off(client, store):
    with LocalStore(store.path).write():
        busy = update(client, "CLEAR ALL")
        assert busy.status_code == 503
        assert int(busy.headers["Retry-After"]) > 0
        assert "build" in busy.json["detail"]
        assert count(client) == 50, "readers go on"
    assert update(client, "CLEAR ALL").status_code == 204


def test_limits_on_bodies_are_those_of_writes_for_who_may_write(store):
    app = create_app(store, workers=1, token="open-sesame", largest_request=2000, largest_write=20_000)
    client = app.test_client()
    try:
        for size, headers, status in ((5000, BEARER, 204), (5000, {}, 413), (30_000, BEARER, 413)):
            text = "INSERT DATA { <u:a> <u:b> '" + "x" * size + "' }"
            assert update(client, text, headers).status_code == status
            assert client.post("/sparql", data={"update": text}, headers=headers).status_code == status
    finally:
        close_app(app)


def test_figures_of_the_description_stay_true(built):
    app = create_app(built.store, workers=1, token="open-sesame")
    client = app.test_client()
    try:
        void = "http://rdfs.org/ns/void#"

        def figures():
            query = f"""SELECT ?p ?n {{ {{ ?d a <{void}Dataset> ; <{void}triples> ?n BIND("triples" AS ?p) }} UNION
                {{ ?part <{void}class> ?p ; <{void}entities> ?n }} }}"""
            rows = json.loads(client.get("/sparql", query_string={"query": query}).data)["results"]["bindings"]
            return {row["p"]["value"].rpartition("#")[2]: int(row["n"]["value"]) for row in rows}

        before = figures()
        assert before["Assertion"] > 0
        assert (
            update(
                client, "INSERT DATA { GRAPH <u:x> { <u:a> a <https://w3id.org/practicegraph/ns#Assertion> } }"
            ).status_code
            == 204
        )
        assert figures() == {**before, "triples": before["triples"] + 1, "Assertion": before["Assertion"] + 1}
        assert update(client, "DROP GRAPH <u:x>").status_code == 204
        assert figures() == before
        with built.store.read() as generation:
            assert generation.manifest.versions, "and what the store was built from is still known"
    finally:
        close_app(app)
