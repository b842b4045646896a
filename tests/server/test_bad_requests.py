"""Whatever is sent, the answer is a clear one, and the log has one line of it."""

import json
import logging

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from practicegraph.server.access import LOGGER
from practicegraph.server.app import close_app, create_app

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
ALLOWED = {200, 204, 206, 303, 304, 400, 403, 404, 405, 406, 408, 411, 412, 413, 414, 415, 416, 431}
PATHS = (
    "/",
    "/sparql",
    "/sparql/",
    "/.well-known/void",
    "/.well-known/sparql-examples",
    "/dump/metadata.json",
    "/company/orrery.example",
    "/data/EmailAddress.ttl",
    "/health",
    "/metrics",
    "/openapi.json",
    "/static/practicegraph.css",
)
HEADERS = (
    *("Accept", "Accept-Encoding", "Content-Type", "Range", "If-None-Match", "If-Range", "If-Modified-Since"),
    *("Origin", "Host", "X-Forwarded-For", "Authorization", "Cookie", "User-Agent", "Expect"),
)
FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "FROM", "GRAPH", "FILTER", "*", "{", "}", "(", ")", "<<")
TERMS = ("?s", "a:b", "<http://x.example/>", "1", ".", "%25", '"x', "'''", "\\u0041", "\x00", "#\n", "\U0001f600")
text = st.text(st.characters(codec="utf-8"), max_size=30)
header = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60)
query = st.one_of(
    text,
    st.lists(
        st.sampled_from(FORMS + TERMS),
        max_size=8,
    ).map(" ".join),
)


class Client(FlaskClient):
    def open(self, *args, **kwargs):
        return super().open(*args, buffered=True, **kwargs)


@pytest.fixture(scope="module")
def app(built_once):
    app = create_app(built_once.store, workers=2, timeout=5, largest_request=20_000)
    app.test_client_class = Client
    yield app
    close_app(app)


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def log(monkeypatch):
    """Everything that is logged, by any logger, as (logger, line)."""
    found = []

    class Keep(logging.Handler):
        def emit(self, record):
            found.append((record.name, self.format(record)))

    keep = Keep()
    monkeypatch.setattr(LOGGER, "handlers", [])
    monkeypatch.setattr(LOGGER, "level", logging.INFO)
    LOGGER.manager._clear_cache()
    logging.getLogger().addHandler(keep)
    yield found
    logging.getLogger().removeHandler(keep)
    LOGGER.manager._clear_cache()


def check(response, log):
    assert response.status_code in ALLOWED, (response.status_code, response.text[:500])
    if response.status_code >= 400 and response.data:
        assert response.mimetype in ("application/problem+json", "text/html", "text/plain")
        assert "Traceback" not in response.text
        if response.mimetype == "application/problem+json":
            problem = json.loads(response.data)
            assert problem["status"] == response.status_code
            assert problem["detail"]
    for name, value in response.headers:
        assert "\n" not in name + value
        assert "\r" not in name + value
    [(name, line)] = log
    assert name == LOGGER.name
    assert line.isascii()
    assert "\n" not in line
    assert json.loads(line)["status"] == response.status_code
    log.clear()


bounded = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@bounded
@given(
    method=st.sampled_from(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")),
    path=st.one_of(st.sampled_from(PATHS), text.map(lambda t: "/" + t)),
    parameters=st.lists(
        st.tuples(
            st.sampled_from(("query", "update", "format", "timeout", "default-graph-uri", "page", "live", "x")),
            st.one_of(query, text),
        ),
        max_size=4,
    ),
    headers=st.dictionaries(
        st.sampled_from(HEADERS),
        header,
        max_size=5,
    ),
    body=st.one_of(st.just(b""), st.binary(max_size=200), query.map(str.encode)),
)
def test_fuzzed_requests(client, log, method, path, parameters, headers, body):
    log.clear()
    data = {} if method in ("GET", "HEAD") else {"data": body}
    check(client.open(path, method=method, query_string=parameters, headers=headers, **data), log)


@bounded
@given(query=query, media_type=st.sampled_from((FORM, DIRECT)), raw=st.booleans())
def test_fuzzed_queries(client, log, query, media_type, raw):
    log.clear()
    body = query.encode() if media_type == DIRECT or raw else None
    data = {"data": {"query": query}} if body is None else {"data": body, "content_type": media_type}
    check(client.post("/sparql", **data), log)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("media_type", [FORM, DIRECT, "application/json", "multipart/form-data; boundary=x", None])
def test_bodies_beyond_the_limit_are_refused(client, log, path, media_type):
    response = client.post(path, data=b"query=" + b"#" * 30_000, content_type=media_type)
    assert response.status_code in (405, 413, 415)
    if path == "/sparql" and media_type in (FORM, DIRECT):
        assert response.status_code == 413
        assert "20,000" in response.json["detail"] or "limit" in response.json["detail"]
    check(response, log)


@pytest.mark.parametrize(
    ("status", "body", "content_type"),
    [
        (400, b"query=ASK%FF{}", FORM),
        (400, b"query=\xff", FORM),
        (400, b"ASK { \xc3\x28 }", DIRECT),
        (415, "ASK {}".encode("utf-16"), DIRECT + "; charset=utf-16"),
        (415, b"query=ASK{}", FORM + "; charset=latin-1"),
        (415, b"ASK {}", "text/plain"),
        (415, b"<q>ASK {}</q>", "application/xml"),
        (415, b'{"query": "ASK {}"}', "application/json"),
        (415, b"ASK {}", "nonsense"),
        (415, b"ASK {}", DIRECT + "x"),
        (415, b"ASK {}", None),
    ],
)
def test_wrong_encodings_and_media_types(client, log, status, body, content_type):
    response = client.post("/sparql", data=body, content_type=content_type)
    assert response.status_code == status
    if status == 415 and content_type and "charset" not in content_type:
        assert DIRECT in response.headers["Accept-Post"]
    check(response, log)


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("SELECT * WHERE { ?s ?p }", 1),
        ("SELECT *\nWHERE {\n ?s ?p ?o\n", 3),
        ("SELECT ?x\r\n{ ?x }", 2),
        ('ASK { ?s ?p "\u00e9\U0001f600" ; }\n}', 2),
        ("PREFIX a: <x y>\nASK {}", 1),
        ("ASK { ?s x:y ?o }", 1),
        ("", 1),
    ],
)
def test_malformed_queries_are_refused_with_their_place(client, log, query, line):
    for response in (
        client.get("/sparql", query_string={"query": query}),
        client.post("/sparql", data={"query": query}),
    ):
        assert response.status_code == 400
        assert abs(response.json["line"] - line) <= 1
        assert response.json["column"] >= 1
        assert f"line {response.json['line']}, column {response.json['column']}" in response.json["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/..%2f..%2fetc/passwd",
        "/static/../../app.py",
        "/static/..%2f..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static//etc/passwd",
        "/dump/..%2fversions.json",
        "/company/%00",
        "/company/a%0d%0aSet-Cookie:%20x=1",
        "/data/%3E%20%7D%20%23",
        "/%0d%0aLocation:%20http://evil.example",
        "/ns.%0a",
    ],
)
def test_paths_lead_nowhere_else(client, log, path):
    response = client.get(path)
    assert response.status_code in (303, 308, 404)
    assert "Set-Cookie" not in response.headers
    assert "evil" not in response.headers.get("Location", "")
    check(response, log)


def test_two_slashes_lead_to_no_other_host(client):
    response = client.get("/", environ_overrides={"PATH_INFO": "//evil.example/"})
    assert response.status_code in (308, 404)
    assert not response.headers.get("Location", "").startswith("//")
    assert "://evil" not in response.headers.get("Location", "")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/graphs//a", "/graphs///a//b", "/static//icon.svg", "/dump//metadata.json"])
def test_two_slashes_redirect_to_no_host_that_the_request_names(client, method, path):
    response = client.open(path, method=method, headers={"Host": "evil.example"})
    assert "evil" not in response.headers.get("Location", "")
    assert response.status_code in (404, 405)


def test_percent_signs_in_forms_are_decoded_once(client):
    for sent, meant in (("100%25", "100%25"), ("a%2Bb", "a%2Bb"), ("a+b", "a+b"), ("%2525", "%2525")):
        answer = client.post("/sparql", data={"query": f'SELECT ("{sent}" AS ?x) {{}}'})
        assert answer.json["results"]["bindings"][0]["x"]["value"] == meant
        answer = client.get("/sparql", query_string={"query": f'SELECT ("{sent}" AS ?x) {{}}'})
        assert answer.json["results"]["bindings"][0]["x"]["value"] == meant
