"""Any SPARQL server as a store, tried against a small one of our own."""

import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pyoxigraph as ox
import pytest
from practicegraph.ontology.namespaces import PROV
from practicegraph.server.build import build
from practicegraph.server.diff import diff
from practicegraph.server.query import run_query
from practicegraph.server.store import RemoteStore, StoreError, StoreRefusedError
from practicegraph.server.validation import validate_store
from practicegraph.server.validation_work import Checker

TIMES = {PROV + "startedAtTime", PROV + "endedAtTime"}


@pytest.fixture
def server():
    graph, requests = ox.Store(), []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            requests.append((self.path, dict(self.headers)))
            try:
                if self.path == "/update":
                    graph.update(body)
                    return self.answer(204, "text/plain", b"")
                query = urllib.parse.parse_qs(body)["query"][0]
                found = graph.query(query, use_default_graph_as_union=True)
                if isinstance(found, ox.QueryTriples):
                    return self.answer(200, "application/n-triples", found.serialize(format=ox.RdfFormat.N_TRIPLES))
                content = found.serialize(format=ox.QueryResultsFormat.JSON)
                return self.answer(200, "application/sparql-results+json", content)
            except SyntaxError as error:
                return self.answer(400, "text/plain", str(error).encode())

        def answer(self, status, media_type, content):
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    thread.start()
    url = f"http://127.0.0.1:{http.server_address[1]}/query"
    yield SimpleNamespace(graph=graph, requests=requests, url=url, store=RemoteStore(url, token="secret"))
    http.shutdown()
    thread.join()
    http.server_close()


def timeless(graph):
    return {q for q in graph if q.predicate.value not in TIMES}


def test_a_server_gets_the_same_graph_as_a_folder(server, built, plain_extractor):
    report = build([built.folder], server.store, extractor=plain_extractor)
    assert (report.policies, report.versions, report.assertions) == (2, 4, 6)
    with built.store.read() as generation:
        assert timeless(server.graph) == timeless(generation.graph)
    assert server.requests[-1][1]["Authorization"] == "Bearer secret"


def test_building_again_leaves_it_as_it_is(server, built, plain_extractor):
    build([built.folder], server.store, extractor=plain_extractor)
    before = timeless(server.graph)
    build([built.folder], server.store, extractor=plain_extractor)
    assert timeless(server.graph) == before


def test_versions_that_the_server_has_must_be_given_again(server, built, plain_extractor):
    build([built.folder], server.store, extractor=plain_extractor)
    before = set(server.graph)
    with pytest.raises(StoreError, match=r"privacy-policy/20(19|20)-01-01"):
        build([built.folder / "orrery.example" / "2021-01-01.md"], server.store, extractor=plain_extractor)
    assert set(server.graph) == before


REPORT = ox.NamedNode("https://w3id.org/practicegraph/id/validation")


def test_its_report_is_kept_there_and_read_back(server, built, plain_extractor, monkeypatch):
    build([built.folder], server.store, extractor=plain_extractor)
    here = validate_store(built.store, ("integrity",)).checked
    first = validate_store(server.store, ("integrity",)).checked
    assert first.kept
    assert first.report == here.report

    def never(_self, task):
        raise AssertionError(f"{task.name} was validated again")

    monkeypatch.setattr(Checker, "check", never)
    second = validate_store(server.store, ("integrity",)).checked
    assert second.report == first.report
    assert second.summary.unchanged == 2
    with built.store.read() as generation:  # the digests of rules differ: a server has no texts
        local = {q for q in generation.graph.quads_for_pattern(None, None, None, REPORT) if named(q) not in UNLIKE}
    assert {q for q in server.graph.quads_for_pattern(None, None, None, REPORT) if named(q) not in UNLIKE} == local


UNLIKE = {"generatedAtTime", "rulesDigest", "graphDigest"}


def named(quad):
    return quad.predicate.value.replace("#", "/").rpartition("/")[2]


def test_where_it_takes_no_writes_the_report_is_shown_with_a_note(server, built, plain_extractor, monkeypatch):
    build([built.folder], server.store, extractor=plain_extractor)

    def refuse(_self, _update):
        raise StoreRefusedError("It answered 403 Forbidden: only reading is free.", 403, "only reading is free")

    monkeypatch.setattr(RemoteStore, "update", refuse)
    before = set(server.graph)
    checked = validate_store(server.store, ("integrity",)).checked
    assert not checked.kept
    assert checked.report is not None
    [(name, note)] = checked.notes
    assert name == server.url
    assert "403 Forbidden" in note
    assert set(server.graph) == before


def test_queries_and_diffs_work_on_it(server, built, plain_extractor, tmp_path):
    build([built.folder], server.store, extractor=plain_extractor)
    with (tmp_path / "out").open("w+b") as out:
        run_query(server.store, "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }", out, "csv")
        out.seek(0)
        assert out.read().split() == [b"n", str(len(server.graph)).encode()]
        run_query(server.store, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3", out, "nt")
    local, remote = diff(built.store, "orrery.example"), diff(server.store, "orrery.example")
    assert local == remote


def test_what_the_server_says_is_told(server):
    with pytest.raises(StoreError, match="answered 400"):
        server.store.query("SELECT nothing")


def test_a_server_that_is_not_there_is_told():
    with pytest.raises(StoreError, match="cannot be reached"):
        RemoteStore("http://127.0.0.1:9/sparql", timeout=2).query("ASK {}")
