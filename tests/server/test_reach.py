"""What the engine contacts, and what the checks before it let through, tried with a server that listens."""

import itertools
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from practicegraph.cli import main
from practicegraph.server.app import close_app, create_app
from practicegraph.server.sparql.safety import QueryRefusedError, check_query, check_update, dataset_graphs

RESULTS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"from outside"}}]}}'


@pytest.fixture(scope="module")
def outside():
    """Another server: ``address`` of a document and endpoint, ``moved`` to it, ``seen`` the requests."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            seen.append(f"{self.command} {self.path}")
            moved = self.path == "/moved"
            self.send_response(307 if moved else 200)
            content = b"" if moved else RESULTS if self.command == "POST" else b"<http://a> <http://b> <http://c> ."
            self.send_header("Location", "/x.ttl")
            self.send_header("Content-Length", str(len(content)))
            kind = "application/sparql-results+json" if self.command == "POST" else "text/turtle"
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    origin = f"http://127.0.0.1:{server.server_address[1]}"
    yield SimpleNamespace(seen=seen, origin=origin, address=f"{origin}/x.ttl", moved=f"{origin}/moved")
    server.shutdown()
    thread.join()
    server.server_close()


def run(outside, text, kind="query"):
    """What the outside server saw when the engine ran the text, and the engine's answer or error."""
    outside.seen.clear()
    store = ox.Store()
    store.add(
        ox.Quad(
            ox.NamedNode("http://s"), ox.NamedNode("http://p"), ox.NamedNode(outside.address), ox.NamedNode("http://g")
        )
    )
    try:
        found = store.query(text, base_iri="http://h/") if kind == "query" else store.update(text, base_iri="http://h/")
        answer = list(found) if isinstance(found, ox.QuerySolutions | ox.QueryTriples) else found
    except (SyntaxError, OSError, RuntimeError) as error:
        answer = error
    return list(outside.seen), answer


# HOST is the outside server's address, FOLDER that address without the last part
REACHING_QUERIES = {
    "service": "SELECT * { SERVICE <HOST> {} }",
    "silent": "SELECT * { SERVICE SILENT <HOST> {} }",
    "sub-query": "SELECT * { { SELECT * { sErViCe<HOST>{} } } }",
    "lateral": "SELECT * { GRAPH ?g { ?s ?p ?h } LATERAL { SERVICE ?h {} } }",
    "exists": "ASK { FILTER EXISTS { SERVICE <HOST> {} } }",
    "prefixed": "PREFIX ex: <FOLDER> SELECT * { SERVICE ex:x.ttl {} }",
    "glued": "PREFIX ex: <FOLDER> SELECT * { SERVICESILENTex:x.ttl{} }",
    "prefix of that name": "PREFIX : <FOLDER> PREFIX service: <http://h/> SELECT * { service:x.ttl{} }",
    "escaped address": "SELECT * { SERVICE <\\u0068ttp:HOST5> {} }",
    "relative address": "SELECT * { SERVICE <HOST7> {} }",
    "base": "BASE <FOLDER> SELECT * { SERVICE <x.ttl> {} }",
    "comment": "SELECT * { SERVICE # not <\n <HOST> {} }",
    "an operator, an IRI with the word in it": "SELECT * { ?s ?p ?o FILTER(?s<?p)SERVICE#>\n <HOST> {} }",
    "an operator and a string": "SELECT * { ?s ?p ?o FILTER(?s<'x>#')SERVICE <HOST> {} }",
    "an operator and an IRI": "SELECT * { ?s ?p ?o FILTER(?s<<'a>)SERVICE <HOST> {} FILTER(?s='b')}#'",
    "an operator and an absolute IRI": "SELECT * { ?s ?p ?o FILTER(?s<<h:'a>)SERVICE <HOST> {} FILTER(?s='b')}#'",
}
REACHING_UPDATES = {
    "load": "LOAD <HOST>",
    "load into": "LOAD SILENT <HOST> INTO GRAPH <http://g/>",
    "case": "lOaD<HOST>",
    "prefixed": "PREFIX ex: <FOLDER> LOAD ex:x.ttl",
    "glued": "PREFIX ex: <FOLDER> LOADex:x.ttl",
    "glued to silent": "PREFIX ex: <FOLDER> LOADSILENTex:x.ttl INTO GRAPHex:y",
    "empty prefix": "PREFIX : <FOLDER> load:x.ttl",
    "prefix of that name": "PREFIX : <FOLDER> PREFIX load: <http://h/> load:x.ttl",
    "prefix that begins so": "PREFIX ad: <FOLDER> PREFIX loadad: <http://h/> loadad:x.ttl",
    "second operation": "PREFIX : <FOLDER> DROP SILENT ALL;load:x.ttl",
    "after an insertion": "PREFIX : <FOLDER> INSERT DATA { :a :b :c };load:x.ttl",
    "base": "BASE <FOLDER> LOAD<x.ttl>",
    "service": "INSERT { ?s ?p ?x } WHERE { ?s ?p ?o SERVICE <HOST> {} }",
    "service of a graph": "INSERT { GRAPH <http://g> { <http://a> <http://b> ?x } } WHERE { { SERVICE SILENT <HOST> {} } }",  # noqa: E501
    "service in using": "DELETE { ?s ?p ?o } USING <http://g> WHERE { ?s ?p ?o SERVICE <HOST> {} }",
}
QUIET = {
    "from": ("SELECT * FROM <HOST> { ?s ?p ?o }", "query"),
    "from named": ("SELECT * FROM NAMED <HOST> { GRAPH ?g { ?s ?p ?o } }", "query"),
    "graph": ("SELECT * { GRAPH <HOST> { ?s ?p ?o } }", "query"),
    "describe": ("DESCRIBE <HOST>", "query"),
    "using": ("INSERT { ?s ?p ?o } USING <HOST> WHERE { ?s ?p ?o }", "update"),
    "using named": ("INSERT { ?s ?p ?o } USING NAMED <HOST> WHERE { GRAPH ?g { ?s ?p ?o } }", "update"),
    "with": ("WITH <HOST> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "update"),
    "copy": ("COPY SILENT <HOST> TO <http://x>", "update"),
    "add": ("ADD SILENT <HOST> TO <http://x>", "update"),
    "create": ("CREATE SILENT GRAPH <HOST>", "update"),
}


def put_in(outside, text):
    scheme = len("http:")
    for name, value in (
        ("HOST5", outside.address[scheme:]),
        ("HOST7", outside.address[scheme:]),
        ("HOST", outside.address),
        ("FOLDER", outside.origin + "/"),
    ):
        text = text.replace(name, value)
    return text


@pytest.mark.parametrize("text", REACHING_QUERIES.values(), ids=REACHING_QUERIES)
def test_what_the_engine_would_contact_for_a_query_is_refused(outside, text):
    query = put_in(outside, text)
    assert run(outside, query)[0] == ["POST /x.ttl"]  # it is no straw man
    with pytest.raises(QueryRefusedError, match="SERVICE"):
        check_query(query)
    with pytest.raises(QueryRefusedError):
        check_query(query, ["https://another.example"])


@pytest.mark.parametrize("text", REACHING_UPDATES.values(), ids=REACHING_UPDATES)
def test_what_the_engine_would_contact_for_an_update_is_refused(outside, text):
    update = put_in(outside, text)
    assert run(outside, update, "update")[0] in (["GET /x.ttl"], ["POST /x.ttl"])
    with pytest.raises(QueryRefusedError, match=r"SERVICE|LOAD"):
        check_update(update)
    with pytest.raises(QueryRefusedError):
        check_update(update, ["https://another.example"])


@pytest.mark.parametrize(("text", "kind"), QUIET.values(), ids=QUIET)
def test_the_engine_fetches_nothing_for_a_graph_that_it_does_not_hold(outside, text, kind):
    text = put_in(outside, text)
    seen, answer = run(outside, text, kind)
    assert seen == []
    assert not isinstance(answer, Exception)
    (check_query if kind == "query" else check_update)(text)


def test_the_engine_follows_no_redirection(outside):
    for text, kind in (
        (f"SELECT * {{ SERVICE <{outside.moved}> {{}} }}", "query"),
        (f"LOAD <{outside.moved}>", "update"),
    ):
        seen, answer = run(outside, text, kind)
        assert len(seen) == 1
        assert isinstance(answer, OSError)


@pytest.mark.parametrize(
    "name", ["service", "silent", "sub-query", "exists", "prefixed", "comment", "an operator and a string"]
)
def test_an_allowed_host_may_be_asked(outside, name):
    check_query(put_in(outside, REACHING_QUERIES[name]), [outside.origin])


@pytest.mark.parametrize("name", ["load", "load into", "case", "prefixed", "service", "service in using"])
def test_an_allowed_host_may_be_loaded_from(outside, name):
    check_update(put_in(outside, REACHING_UPDATES[name]), ["https://another.example", outside.origin])


@pytest.mark.parametrize("name", ["lateral", "glued", "prefix of that name", "relative address", "base"])
def test_an_endpoint_that_cannot_be_told_is_refused(outside, name):
    with pytest.raises(QueryRefusedError):
        check_query(put_in(outside, REACHING_QUERIES[name]), [outside.origin])


def test_an_escaped_address_is_the_address(outside):
    query = "SELECT * { SERVICE <" + outside.address.replace("1", "\\u0031", 1) + "> {} }"
    assert run(outside, query)[0] == ["POST /x.ttl"]
    check_query(query, [outside.origin])


HIDDEN = {
    "the second of two": "SELECT * { SERVICE <https://good.example/> {} SERVICE <HOST> {} }",
    "nested": "SELECT * { SERVICE <https://good.example/> { SERVICE <HOST> {} } }",
    "prefix declared twice": "PREFIX e: <https://good.example/> PREFIX e: <FOLDER> SELECT * { SERVICE e:x.ttl {} }",
    "declared without space": "PREFIX e: <https://good.example/> PREFIXe:<FOLDER> SELECT * { SERVICE e:x.ttl {} }",
    "declared with an escape": "PREFIX e: <https://good.example/> PREFIX e: <\\u0068FOLDER1> SELECT * { SERVICE e:x.ttl {} }",  # noqa: E501
    "local name goes on": "PREFIX e: <https://good.example> SELECT * { SERVICE e:x.evil.example {} }",
    "escaped local name": "PREFIX e: <https://good.example> SELECT * { SERVICE e:\\@evil.example {} }",
    "no prefix": "SELECT * { SERVICE e:x {} }",
    "variable": "SELECT * { VALUES ?h { <https://good.example/> } LATERAL { SERVICE ?h {} } }",
    "user name": "SELECT * { SERVICE <https://good.example@evil.example/> {} }",
    "escaped end": "SELECT * { SERVICE <https://good.example\\u002eevil.example/> {} }",
    "doubly escaped": "SELECT * { SERVICE <https://good.example\\u005cu002eevil.example/> {} }",
    "no endpoint": "SELECT * { SERVICE",
}


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN)
def test_an_allowed_host_opens_the_way_to_no_other(outside, text, monkeypatch):
    monkeypatch.setattr("practicegraph.server.sparql.hosts.check_address.__defaults__", (lambda *_: ["8.8.8.8"],))
    query = text.replace("FOLDER1", (outside.origin + "/")[1:]).replace("FOLDER", outside.origin + "/")
    check_query("SELECT * { SERVICE <https://good.example/> {} }", ["https://good.example"])
    with pytest.raises(QueryRefusedError):
        check_query(query.replace("HOST", outside.address), ["https://good.example"])


@pytest.mark.parametrize(
    "update",
    [
        "PREFIX load: <http://h/> INSERT DATA { load:a load:b load:c ; load:d load:e . <http://x> <http://p> load:f }",
        "PREFIX load: <http://h/> CLEAR SILENT GRAPH load:a",
        "PREFIX load: <u:load/> INSERT DATA { load:a <u:SERVICE> 'LOAD <u:x> \\u0041', load:b } # LOAD",
        "INSERT DATA { <http://a> <http://b> 'LOAD <http://h/>' } # LOAD <http://h/>",
        "DELETE WHERE { ?load ?service $LOAD }",
        "PREFIX up: <http://h/> INSERT DATA { up:load up:service <http://h/load> }",
    ],
)
def test_the_words_may_stand_where_they_are_no_keywords(outside, update):
    check_update(update)
    assert run(outside, update, "update") == ([], None)


PIECES = [
    "SERVICE", "SERVICE ", "service:", "<http://127.0.0.1:9/>", "{}", "{", "}", "?s<", "<", "<<", ">", "#", "\n", "'", '"',  # noqa: E501
    "'''", '"""', "FILTER(", ")", "?s", "?p", "'a'", " ", "<a>", "<h:'a>", "=", "&&", ".", "ex:a", "\\", "1", "@en", "SILENT",  # noqa: E501
]  # fmt: skip


def one_quad():
    store = ox.Store()
    store.add(ox.Quad(*(ox.NamedNode("http://h/"),) * 3))
    return store


@settings(max_examples=400, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=9), st.lists(st.sampled_from(PIECES), max_size=5))
def test_no_text_that_the_engine_takes_hides_the_word_from_the_check(before, after):
    endpoint = "SERVICE <http://127.0.0.1:9/> {}"
    for middle in (endpoint, "SERVICE#>\n<http://127.0.0.1:9/> {}"):
        query = f"PREFIX ex: <http://h/> SELECT * {{ ?s ?p ?o {''.join(before)}{middle}{''.join(after)} }}"
        try:
            check_query(query)
        except QueryRefusedError:
            continue
        store = one_quad()
        try:
            list(store.query(query, base_iri="http://h/"))
        except SyntaxError:
            continue
        except OSError as error:
            pytest.fail(f"{query!r} reached out: {error}")


def test_every_small_text_around_an_operator_is_seen_through(outside):
    """All short texts between an operator and the word, and behind it, with the characters that change readings."""
    missed = []
    for inside, behind in itertools.product(
        map("".join, itertools.product(["'", "a", ">", "#", "<", ":"], repeat=4)), ["", "#'", "'#'"]
    ):
        query = f"SELECT * {{ ?s ?p ?o FILTER(?s<{inside})SERVICE <http://127.0.0.1:9/> {{}} }}{behind}"
        try:
            check_query(query)
        except QueryRefusedError:
            continue
        try:
            list(one_quad().query(query, base_iri="http://h/"))
        except SyntaxError:
            continue
        except OSError:
            missed.append(query)
    assert missed == []


def test_graphs_of_a_dataset_are_told():
    assert dataset_graphs(
        "PREFIX e: <http://h/> SELECT * FROM e:a FROM NAMED <http://h/b> { ?from ?p <http://h/FROM> }"
    ) == {
        "http://h/a",
        "http://h/b",
    }
    assert dataset_graphs("INSERT {} USING <urn:a> USING NAMED<urn:b> WHERE {}") == {"urn:a", "urn:b"}
    assert dataset_graphs("BASE <http://h/> SELECT * { ?s <from> ?o FILTER(?s<?o) }") == set()
    with pytest.raises(QueryRefusedError):
        dataset_graphs("SELECT * FROM <a> {}")


def asked(app, query):
    return app.test_client().get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"})


def test_the_endpoint_contacts_allowed_hosts_only(outside, built):
    query = put_in(outside, "SELECT ?x { SERVICE <HOST> { ?s ?p ?x } }")
    app = create_app(built.store, allowed_hosts=(outside.origin,), workers=1)
    try:
        outside.seen.clear()
        answer = asked(app, query)
        assert (answer.status_code, answer.data) == (200, b"x\r\nfrom outside\r\n")
        assert outside.seen == ["POST /x.ttl"]
        refused = asked(app, query.replace("127.0.0.1", "localhost"))
        assert refused.status_code == 400
        assert "localhost" in refused.text
        moved = asked(app, query.replace("/x.ttl", "/moved"))
        assert moved.status_code == 502  # its failure, not ours
        assert len(outside.seen) == 2
    finally:
        close_app(app)
    app = create_app(built.store, workers=1)
    try:
        assert "contacts no other host" in asked(app, query).text
    finally:
        close_app(app)
    with pytest.raises(ValueError, match="localhost"):
        create_app(built.store, allowed_hosts=("localhost",))


def test_an_update_contacts_allowed_hosts_only(outside, built):
    bearer = {"Authorization": "Bearer open-sesame"}

    def update(app, text):
        return app.test_client().post("/sparql", data={"update": put_in(outside, text)}, headers=bearer)

    outside.seen.clear()
    app = create_app(built.store, allowed_hosts=(outside.origin,), token="open-sesame", workers=1)
    try:
        assert update(app, "LOAD <HOST> INTO GRAPH <http://g/>").status_code == 204
        assert outside.seen == ["GET /x.ttl"]
        assert b"http://c" in asked(app, "SELECT ?o { GRAPH <http://g/> { ?s ?p ?o } }").data
        assert update(app, "INSERT { <http://a> <http://b> ?x } WHERE { SERVICE <HOST> {} }").status_code == 204
        assert outside.seen == ["GET /x.ttl", "POST /x.ttl"]
        moved = update(app, f"DROP GRAPH <http://g/>; LOAD <{outside.moved}>")
        assert moved.status_code == 502  # its failure, neither ours nor the disk's
        assert b"http://c" in asked(app, "SELECT ?o { GRAPH <http://g/> { ?s ?p ?o } }").data
        refused = update(app, f"LOAD <{outside.address.replace('127.0.0.1', 'localhost')}>")
        assert refused.status_code == 400
        assert "localhost" in refused.text
        patch = app.test_client().patch(
            "/graphs?graph=http://g/",
            data=f"LOAD <{outside.address.replace('127.0.0.1', 'localhost')}>",
            headers=bearer,
            content_type="application/sparql-update",
        )
        assert patch.status_code == 400
        assert len(outside.seen) == 3
    finally:
        close_app(app)


def test_the_command_line_contacts_allowed_hosts_only(outside, built, capsysbinary):
    arguments = ["query", put_in(outside, "SELECT ?x { SERVICE <HOST> {} }"), "--store", str(built.store)]
    for more, code, words in (
        ([], 2, b"contacts no other host"),
        (["--allow-host", outside.origin], 0, b"from outside"),
        (["--allow-host", "somewhere"], 2, b"--allow-host: 'somewhere'"),
    ):
        with pytest.raises(SystemExit) as ended:
            main([*arguments, *more], prog_name="practicegraph")
        assert ended.value.code == code
        assert words in b"".join(capsysbinary.readouterr())


def test_many_calls_take_linear_time(monkeypatch):
    looked_up = []
    monkeypatch.setattr(
        "practicegraph.server.sparql.hosts.check_address.__defaults__",
        (lambda host, _: looked_up.append(host) or ["8.8.8.8"],),
    )
    calls = "".join(f" SERVICE e:{i} {{}} SERVICE <https://good.example/{i}> {{}}" for i in range(6000))
    start = time.perf_counter()
    check_query(f"PREFIX e: <https://good.example/> SELECT * {{{calls} }}", ["https://good.example"])
    check_update(f"PREFIX e: <https://good.example/> INSERT {{}} WHERE {{{calls} }}", ["https://good.example"])
    assert time.perf_counter() - start < 10
    assert looked_up == ["good.example", "good.example"]


def test_the_server_does_not_look_through_long_queries_itself(built, monkeypatch):
    """A text of two megabytes takes seconds, during which nobody else would get an answer."""
    import practicegraph.server.sparql.tokens as tokens

    looked_through = []
    monkeypatch.setattr(tokens, "_TOKEN", SimpleNamespace(match=lambda text, _: looked_through.append(text)))
    app = create_app(built.store, workers=1)
    try:
        refused = app.test_client().get("/sparql", query_string={"query": "SELECT * {\nSERVICE <http://h/> {} }"})
        assert (refused.status_code, refused.json["title"]) == (400, "Query refused")
        assert (refused.json["line"], refused.json["column"]) == (2, 1)
        assert not looked_through
    finally:
        close_app(app)
