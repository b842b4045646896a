"""What those who run the server rely on: health, metrics, the access log, headers, compression."""

import gzip
import json
import logging
import os
import re
import select
import time

import pytest
from flask.testing import FlaskClient
from practicegraph.server.access import LOGGER, LineWriter
from practicegraph.server.app import close_app, create_app
from practicegraph.server.store import LocalStore
from prometheus_client.parser import text_string_to_metric_families

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
ROUTES = (
    "/",
    "/companies",
    "/sparql",
    "/sparql?query=ASK{}",
    "/sparql?query=nonsense",
    "/company/orrery.example",
    "/company/orrery.example.ttl",
    "/data/EmailAddress",
    "/ns",
    "/ontology.jsonld",
    "/.well-known/void",
    "/.well-known/sparql-examples",
    "/health",
    "/health?live",
    "/metrics",
    "/openapi.json",
    "/static/practicegraph.css",
    "/static/nothing.css",
    "/nowhere",
)


@pytest.fixture
def app(built):
    app = create_app(built.store, workers=1, timeout=1.0, public_url="https://policies.example")
    yield app
    close_app(app)


class Client(FlaskClient):
    """Reads each answer to its end, as a server does."""

    def open(self, *args, **kwargs):
        return super().open(*args, buffered=True, **kwargs)


@pytest.fixture
def client(app):
    app.test_client_class = Client
    return app.test_client()


@pytest.fixture
def lines(monkeypatch):
    """The lines of the access log, parsed."""
    found = []

    class Keep(logging.Handler):
        def emit(self, record):
            text = self.format(record)
            assert "\n" not in text
            found.append(json.loads(text))

    handler = Keep()
    monkeypatch.setattr(LOGGER, "level", logging.INFO)
    monkeypatch.setattr(LOGGER, "handlers", [handler])
    LOGGER.manager._clear_cache()
    yield found
    LOGGER.manager._clear_cache()


def scraped(client):
    response = client.get("/metrics")
    assert response.status_code == 200
    families = text_string_to_metric_families(response.text)
    return {(s.name, *sorted(s.labels.items())): s.value for f in families for s in f.samples}


def test_liveness_does_not_depend_on_the_store(tmp_path, built):
    app = create_app(built.store, workers=1)
    try:
        client = app.test_client()
        assert client.get("/health").json["ready"] is True
        (built.store.path / "CURRENT").write_text("nonsense")
        ready, live = client.get("/health"), client.get("/health?live")
        assert (ready.status_code, ready.json["alive"], ready.json["ready"]) == (503, True, False)
        assert "CURRENT" in ready.json["reason"]
        assert "Retry-After" in ready.headers
        assert (live.status_code, live.json["alive"]) == (200, True)
    finally:
        close_app(app)


def test_metrics_count_requests_queries_and_killed_workers(client, built):
    for _ in range(3):
        client.get("/sparql", query_string={"query": "ASK {}"})
    client.get("/sparql", query_string={"query": "ASK {"})
    client.get("/sparql", query_string={"query": ENDLESS})
    client.get("/nowhere/at/all")
    found = scraped(client)
    labels = (("method", "GET"), ("route", "/sparql"))
    assert found["practicegraph_http_requests_total", *labels, ("status", "200")] == 3
    assert found["practicegraph_http_requests_total", *labels, ("status", "503")] == 1
    assert found["practicegraph_http_request_duration_seconds_count", ("route", "/sparql")] == 5
    assert found["practicegraph_queries_total", ("outcome", "kept")] == 2
    assert found["practicegraph_queries_total", ("outcome", "malformed query")] == 1
    assert found["practicegraph_queries_total", ("outcome", "time limit")] == 1
    assert found["practicegraph_workers_killed_total", ("reason", "time")] == 1
    with built.store.read() as generation:
        assert found["practicegraph_store_triples",] == len(generation.graph)
        assert found["practicegraph_store_generation",] == generation.number
    assert found["practicegraph_store_bytes",] > 10_000
    assert found["process_resident_memory_bytes",] > 1_000_000
    assert not any("/nowhere" in str(key) for key in found), "what clients make up is no label"


def test_metrics_count_writes(built):
    app = create_app(built.store, workers=1, token="open-sesame")
    try:
        client = app.test_client()
        for text in ("CLEAR ALL", "CLEAR", "CREATE SILENT GRAPH <http://g.example/>"):
            client.post("/sparql", data={"update": text}, headers={"Authorization": "Bearer open-sesame"})
        found = scraped(client)
        assert found["practicegraph_writes_total", ("outcome", "done")] == 2
        assert found["practicegraph_writes_total", ("outcome", "refused")] == 1
    finally:
        close_app(app)


def test_the_log_names_the_client_that_a_trusted_proxy_names(built, lines):
    app = create_app(built.store, workers=1, trusted_proxies=("127.0.0.1",))
    try:
        client = app.test_client()
        client.get("/health?live", headers={"X-Forwarded-For": "203.0.113.7, 198.51.100.9"}, buffered=True)
        assert lines[-1]["client"] == "198.51.100.9"
    finally:
        close_app(app)


def test_each_application_counts_for_itself(client, built):
    other = create_app(built.store, workers=1)
    try:
        other.test_client().get("/health?live")
        assert not any("/health" in str(key) for key in scraped(client))
    finally:
        close_app(other)


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"environ_base": {"REMOTE_ADDR": "127.0.0.1"}}, 200),
        ({"environ_base": {"REMOTE_ADDR": "::1"}}, 200),
        ({"environ_base": {"REMOTE_ADDR": "203.0.113.7"}}, 403),
        ({"environ_base": {"REMOTE_ADDR": "127.0.0.1"}, "headers": {"X-Forwarded-For": "203.0.113.7"}}, 403),
        ({"environ_base": {"REMOTE_ADDR": "203.0.113.7"}, "headers": {"X-Forwarded-For": "127.0.0.1"}}, 403),
    ],
)
def test_metrics_are_for_this_machine(client, how, status):
    assert client.get("/metrics", **how).status_code == status


def test_the_operator_may_show_metrics_to_all(built):
    app = create_app(built.store, workers=1, metrics=True)
    try:
        assert app.test_client().get("/metrics", environ_base={"REMOTE_ADDR": "203.0.113.7"}).status_code == 200
    finally:
        close_app(app)


def test_each_request_is_one_line_with_times_and_sizes(client, lines):
    answer = client.get(
        "/sparql", query_string={"query": "SELECT * { ?s ?p ?o }"}, headers={"User-Agent": "notebook/1"}
    )
    [line] = lines
    assert (line["method"], line["path"], line["status"]) == ("GET", "/sparql", 200)
    assert line["bytes"] == len(answer.data)
    assert 0 < line["query_seconds"] <= line["seconds"] < 30
    assert (line["type"], line["agent"]) == ("application/sparql-results+json", "notebook/1")
    client.head("/sparql", query_string={"query": "ASK {}"})
    assert lines[1]["bytes"] == 0
    client.get("/health?live")
    assert "query_seconds" not in lines[2]


@pytest.mark.parametrize(
    "path", ["/a%0A%7B%22status%22:200%7D", "/%1B%5B31m", "/%E2%80%AE", "/%FF", "/" + "x" * 5000, "/company/../../etc"]
)
def test_nobody_writes_lines_of_their_own(client, lines, path):
    client.get(path, headers={"User-Agent": '"} \u00e9 {"'})
    [line] = lines
    assert line["status"] in (303, 404)
    text = json.dumps(line)
    assert text.isascii()
    assert text.isprintable()
    assert len(text) < 2500


def test_a_log_that_nobody_reads_stops_no_request():
    reader, writer = os.pipe()
    try:
        log = LineWriter(writer, most=50)
        start = time.monotonic()
        for number in range(20_000):
            log.emit(logging.makeLogRecord({"msg": f"line {number}"}))
        log.drain(0.1)
        assert time.monotonic() - start < 10
        assert log.lost > 0
        content = b""
        while select.select([reader], [], [], 0.5)[0]:
            content += os.read(reader, 1 << 16)
        assert all(line.startswith(b"line ") for line in content.splitlines()), "lines are whole"
        assert len(content.splitlines()) + log.lost == 20_000
    finally:
        os.close(reader)
        os.close(writer)


@pytest.mark.parametrize("origin", [None, "https://notebook.example"])
@pytest.mark.parametrize("path", ROUTES)
def test_every_answer_has_the_headers_that_browsers_heed(client, path, origin):
    for response in (client.get(path, headers={"Origin": origin} if origin else {}), client.head(path)):
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["X-Frame-Options"] == "DENY"
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in response.headers
        assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize("path", ROUTES)
def test_head_is_get_without_the_body(client, path):
    get, head = client.get(path), client.head(path)
    assert head.status_code == get.status_code
    assert head.data == b""
    assert head.content_type == get.content_type
    if not path.startswith(("/metrics", "/health")):
        assert head.content_length == get.content_length


@pytest.mark.parametrize("path", ["/sparql", "/company/orrery.example", "/.well-known/void"])
def test_scripts_of_other_sites_may_ask(client, path):
    asked = {
        "Origin": "https://notebook.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization,range",
    }
    answer = client.options(path, headers=asked)
    assert answer.status_code in (200, 204)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]
    for header in ("Authorization", "Content-Type", "Range"):
        assert header in answer.headers["Access-Control-Allow-Headers"]
    assert "ETag" in client.get(path).headers["Access-Control-Expose-Headers"]


def test_answers_are_compressed_for_those_who_can_read_it(client):
    query = {"query": "SELECT * { ?s ?p ?o } LIMIT 500"}
    plain = client.get("/sparql", query_string=query)
    assert "Content-Encoding" not in plain.headers
    packed = client.get("/sparql", query_string=query, headers={"Accept-Encoding": "gzip;q=0.5, deflate"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3
    assert packed.content_length == len(packed.data)
    assert "Accept-Encoding" in packed.headers["Vary"]
    refused = client.get("/sparql", query_string=query, headers={"Accept-Encoding": "gzip;q=0, *"})
    assert "Content-Encoding" not in refused.headers
    small = client.get("/sparql", query_string={"query": "ASK {}"}, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in small.headers


def test_large_answers_are_sent_as_they_are(built):
    app = create_app(LocalStore(built.store.path), workers=1)
    try:
        rows = "SELECT ?a ?b { ?a ?p ?o . ?b ?q ?r } LIMIT 20000"
        answer = app.test_client().get("/sparql", query_string={"query": rows}, headers={"Accept-Encoding": "gzip"})
        assert len(answer.data) > 1 << 20
        assert "Content-Encoding" not in answer.headers
    finally:
        close_app(app)


@pytest.mark.parametrize("accept", [None, "text/csv", "application/sparql-results+xml", "text/turtle;q=0.9, */*;q=0.1"])
def test_a_time_out_can_be_read_whatever_was_asked_for(client, accept):
    headers = {"Accept": accept} if accept else {}
    response = client.get("/sparql", query_string={"query": ENDLESS, "timeout": "0.3"}, headers=headers)
    assert response.status_code == 503
    assert response.mimetype in ("application/problem+json", "text/plain")
    assert re.search(r"time limit of 0\.3 s", response.text)


def test_hosts_that_clients_name_are_never_repeated(client):
    for path in ROUTES:
        response = client.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
        assert "evil" not in response.text, path
        assert "evil" not in str(response.headers), path
