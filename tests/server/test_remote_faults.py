"""Servers that misbehave, and what is said of them: nothing is taken for an answer that is not a whole one."""

import http.client
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from practicegraph.cli import main
from practicegraph.server.app import close_app, create_app
from practicegraph.server.store import RemoteStore, StoreError, StoreRefusedError, StoreUnreachableError, open_store

JSON = "application/sparql-results+json"
YES = b'{"head":{},"boolean":true}'
NO_ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[]}}'
ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"a"}}]}}'
ONE_TRIPLE = b'<urn:a> <urn:b> "P1Y6M"^^<http://www.w3.org/2001/XMLSchema#duration> .\n'


@pytest.fixture(scope="module")
def fake():
    """A server that says to queries with BAD in them what the test sets, and fits the protocol for all others."""
    state = SimpleNamespace(status=200, headers={}, body=ROWS, length=None, seen=[])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            state.seen.append((self.path, dict(self.headers), body))
            if "BAD" in body or "BAD" in self.path:
                self.answer(state.status, {"Content-Type": JSON, **state.headers}, state.body, state.length)
            elif "CONSTRUCT" in body:
                self.answer(200, {"Content-Type": "application/n-triples"}, ONE_TRIPLE)
            else:
                self.answer(200, {"Content-Type": JSON}, YES if "ASK" in body else NO_ROWS)

        def answer(self, status, headers, body, length=None):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    http_server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http_server.serve_forever, args=(0.01,))
    thread.start()
    state.url = f"http://127.0.0.1:{http_server.server_address[1]}/sparql"
    app = create_app(state.url, workers=1, timeout=20)
    state.client = app.test_client()
    yield state
    close_app(app)
    http_server.shutdown()
    thread.join()
    http_server.server_close()


def ask(fake, query="SELECT ?x { ?x ?x 'BAD' }", accept=JSON, **answer):
    fake.status, fake.headers, fake.body, fake.length = 200, {}, ROWS, None
    for name, value in answer.items():
        setattr(fake, name, value)
    return fake.client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        ({"status": 400, "body": b"error at 1:8: expected one of Something"}, 400, "line 1, column 8"),
        ({"status": 400, "body": b"I do not like it"}, 400, "I do not like it"),
        ({"status": 401, "body": b"who are you"}, 502, "401: who are you"),
        ({"status": 404, "body": b""}, 502, "404"),
        ({"status": 413, "body": b"too much"}, 413, "too much"),
        ({"status": 429, "body": b"slowly"}, 503, "slowly"),
        ({"status": 500, "body": b"<html>oops"}, 502, "oops"),
        ({"status": 503, "body": b"later"}, 503, "later"),
        ({"status": 504, "body": b"timed out"}, 503, "timed out"),
        ({"status": 302, "headers": {"Location": "https://elsewhere.example/"}, "body": b""}, 502, "elsewhere.example"),
        ({"headers": {"Content-Type": "text/html"}, "body": b"<h1>Welcome</h1>"}, 502, "text/html"),
        ({"body": b"<h1>Welcome</h1>"}, 502, "cannot be read"),
        ({"body": ROWS[:-20]}, 502, "cannot be read"),
        ({"body": ROWS[:-2], "length": len(ROWS)}, 502, "before it was complete"),
        ({"headers": {"X-SPARQL-MaxRows": "1"}}, 413, "limit of 1 rows"),
        ({"headers": {"X-SQL-State": "S1TAT"}}, 503, "time limit"),
    ],
)
def test_a_fault_is_a_problem_document_and_no_answer(fake, answer, status, words):
    found = ask(fake, **answer)
    assert found.status_code == status
    assert found.content_type == "application/problem+json"
    assert words in found.json["detail"]
    assert "results" not in found.text.replace("results.", "")


def test_a_whole_answer_is_passed_on(fake):
    assert ask(fake).json["results"]["bindings"][0]["x"]["value"] == "a"
    assert ask(fake, accept="text/csv").data == b"x\r\na\r\n"


def test_what_is_no_query_of_sparql_goes_no_further(fake):
    for query in (
        "DELETE WHERE { ?s ?p 'BAD' }",
        "'BAD'",
        "DEFINE x:y 'BAD' SELECT * {}",
        "SELECT * { ?s ?p ?o } HINT 'BAD'",
    ):
        fake.seen.clear()
        found = ask(fake, query=query)
        assert found.status_code == 400
        assert fake.seen == []


def test_a_server_that_is_gone_is_told_with_502(fake):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(StoreUnreachableError, match="cannot be reached"):
        create_app(f"http://127.0.0.1:{port}/sparql")
    app = create_app(fake.url, workers=1)
    try:
        app.extensions["practicegraph"].workers.root.store.url = f"http://127.0.0.1:{port}/sparql"
        found = app.test_client().get("/sparql", query_string={"query": "SELECT * {}"}, headers={"Accept": JSON})
        assert found.status_code == 502
        assert "cannot be reached" in found.json["detail"]
        assert app.test_client().get("/health").status_code == 503
        assert app.test_client().get("/").status_code == 502
    finally:
        close_app(app)


def test_a_server_that_says_nothing_is_told():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = RemoteStore(f"http://127.0.0.1:{silent.getsockname()[1]}/sparql", timeout=0.2)
        with pytest.raises(StoreUnreachableError, match="no answer within") as error:
            store.query("ASK {}")
        assert error.value.late


def test_the_time_limit_closes_the_connection():
    closed = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            if "endless" in body:
                if self.rfile.read(1) == b"":
                    closed.set()
                return
            answer, kind = (ONE_TRIPLE, "application/n-triples") if "CONSTRUCT" in body else (NO_ROWS, JSON)
            if "ASK" in body:
                answer = YES
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    http_server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http_server.serve_forever, args=(0.01,))
    thread.start()
    app = create_app(f"http://127.0.0.1:{http_server.server_address[1]}/sparql", workers=1, timeout=2)
    try:
        query = {"query": "SELECT * { ?endless ?p ?o }"}
        answer = app.test_client().get("/sparql", query_string=query, headers={"Accept": JSON})
        assert answer.status_code == 503
        assert "time limit of 2 s" in answer.json["detail"]
        assert closed.wait(10)
    finally:
        close_app(app)
        http_server.shutdown()
        thread.join()
        http_server.server_close()


def test_a_token_goes_to_the_server_and_to_no_other(fake, monkeypatch):
    monkeypatch.setenv("PRACTICEGRAPH_TOKEN", "s3cret")
    fake.seen.clear()
    fake.status, fake.headers, fake.body = 307, {"Location": fake.url + "?BAD"}, b""
    with pytest.raises(SystemExit):
        main(["query", "SELECT ?x { ?x ?x 'BAD' }", "--store", fake.url], prog_name="practicegraph")
    assert {headers["Authorization"] for _, headers, _ in fake.seen} == {"Bearer s3cret"}
    assert sum("BAD" in body for _, _, body in fake.seen) == 1  # the redirection was not followed
    for bad in ("a\r\nX-Other: b", "\u00fc", ""):
        with pytest.raises(StoreError) if bad else _nothing():
            open_store(fake.url, bad)


class _nothing:  # noqa: N801
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False


@pytest.mark.parametrize(
    "address",
    ["http://", "http:///sparql", "https://user:pw@h.example/", "http://h.example:x/", "http://h/a b", "HTTP://h\n/"],
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(StoreError):
        open_store(address)


def test_refusals_hold_status_and_words(fake):
    fake.status, fake.headers, fake.body, fake.length = 403, {}, b"not\nyou", None
    with pytest.raises(StoreRefusedError) as error:
        RemoteStore(fake.url).update("INSERT DATA { <urn:BAD> <urn:b> <urn:c> }")
    assert (error.value.status, error.value.words) == (403, "not you")
    assert http.client.responses[403] in str(error.value)
