"""Real SPARQL servers as the store: Oxigraph's own (PyPI package ``oxigraph``), and Virtuoso where it is installed."""

import csv
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pyoxigraph as ox
import pytest
from practicegraph.cli import main
from practicegraph.ontology.namespaces import ONTOLOGY_GRAPH, PG, PROV
from practicegraph.server.app import close_app, create_app
from practicegraph.server.build import build
from practicegraph.server.diff import diff
from practicegraph.server.export import export
from practicegraph.server.query import run_query
from practicegraph.server.snapshot import base_of, fetch_graph, snapshot
from practicegraph.server.store import LocalStore, RemoteStore, StoreError
from practicegraph.server.validation import validate_store

XSD = "http://www.w3.org/2001/XMLSchema#"
TIMES = {PROV + "startedAtTime", PROV + "endedAtTime"}
POLICY = (
    "# Privacy Policy\n\nThis is the privacy policy of {name}, who take care of the people that use the service and of"
    " everything that is known about them.\n\n## What we do\n\n{said}\n"
)
POLICIES = {
    "orrery.example/2019-01-01.md": ("Orrery", "We collect your star sign.\n\nWe do not sell your shoe size."),
    "orrery.example/2021-01-01.md": (
        "Orrery",
        "We collect your star sign.\n\nWe share your boots with Advertiser.",
    ),
    "planetarium.example/2020-06-01.md": ("Planetarium", "We share your seat number with ServiceProvider."),
}
ENDLESS = "SELECT (COUNT(*) AS ?n) { GRAPH ?a { ?s ?p ?o } GRAPH ?b { ?t ?q ?r } GRAPH ?c { ?u ?v ?w } FILTER(?o<?r) }"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(command, url, folder):
    """A server's process, once it answers; it is gone afterwards."""
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        for _ in range(600):
            try:
                RemoteStore(url, timeout=5).query("ASK {}")
                break
            except StoreError:
                assert process.poll() is None, (folder / "server.log").read_text("utf-8", "replace")
                time.sleep(0.1)
        yield
    finally:
        process.kill()
        process.wait()


@contextmanager
def oxigraph(folder):
    binary = Path(sys.executable).with_name("oxigraph")
    port = free_port()
    url = f"http://127.0.0.1:{port}/query"
    with running([str(binary), "serve", "--bind", f"127.0.0.1:{port}"], url, folder):
        yield url


VIRTUOSO = """[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
[TempDatabase]
DatabaseFile = {folder}/t.db
TransactionFile = {folder}/t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
[SPARQL]
ResultSetMaxRows = 10000
"""


@contextmanager
def virtuoso(folder):
    if not shutil.which("virtuoso-t") or not shutil.which("isql-vt"):
        pytest.skip("Virtuoso is not installed (Debian: virtuoso-opensource-7)")
    sql, http = free_port(), free_port()
    (folder / "v.ini").write_text(VIRTUOSO.format(folder=folder, sql=sql, http=http))
    url = f"http://127.0.0.1:{http}/sparql"
    with running(["virtuoso-t", "+configfile", "v.ini", "+foreground"], url, folder):
        grant = 'exec=GRANT SPARQL_UPDATE TO "SPARQL";'
        subprocess.run(["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", grant], check=True, capture_output=True)
        yield url


@pytest.fixture(scope="module", params=[oxigraph, virtuoso], ids=lambda kind: kind.__name__)
def other(request, tmp_path_factory, plain_extractor):
    """A server with a graph, a local store with the same one, and the application in front of each."""
    folder = tmp_path_factory.mktemp(request.param.__name__)
    for name, (company, said) in POLICIES.items():
        path = folder / "policies" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(POLICY.format(name=company, said=said), "utf-8")
    with request.param(folder) as url:
        store, local = RemoteStore(url), LocalStore(folder / "graph")
        report = build([folder / "policies"], store, extractor=plain_extractor)
        build([folder / "policies"], local, extractor=plain_extractor)
        app = create_app(url, public_url="https://graph.example", timeout=60, workers=2)
        yield SimpleNamespace(
            kind=request.param.__name__,
            url=url,
            store=store,
            local=local,
            folder=folder,
            report=report,
            app=app,
            client=app.test_client(),
        )
        close_app(app)


def timeless(quads):
    """Quads as text without the times of runs; numbers without needless zeros, which Virtuoso does not keep."""
    found = set()
    for q in quads:
        if q.predicate.value not in TIMES:
            value = str(q.object)
            if isinstance(q.object, ox.Literal) and q.object.datatype.value == XSD + "decimal":
                value = str(float(q.object.value))
            found.add((str(q.subject), str(q.predicate), value, str(q.graph_name)))
    return found


def test_a_server_holds_the_same_graph_as_a_folder(other):
    assert (other.report.policies, other.report.versions) == (2, 3)
    with snapshot(other.store) as there, other.local.read() as here:
        assert timeless(there.graph) == timeless(here.graph)


def test_building_again_changes_nothing_and_a_change_replaces(other, plain_extractor, tmp_path):
    changed = tmp_path / "policies"
    shutil.copytree(other.folder / "policies", changed)
    with snapshot(other.store) as there:
        before = timeless(there.graph)
    (changed / "planetarium.example" / "2020-06-02.md").write_text(
        POLICY.format(name="Planetarium", said="We use your seat number."), "utf-8"
    )
    build([changed], other.store, extractor=plain_extractor)
    with snapshot(other.store) as there:
        assert timeless(there.graph) != before
    with pytest.raises(StoreError, match="2020-06-02"):
        build([other.folder / "policies"], other.store, extractor=plain_extractor)
    other.store.replace_graph(base_of(other.store) + "policy/planetarium.example/privacy-policy", ())
    build([other.folder / "policies"], other.store, extractor=plain_extractor)
    with snapshot(other.store) as there:
        assert timeless(there.graph) == before


def test_another_base_iri_is_found_again(other):
    assert base_of(other.store) == base_of(other.local)


def test_the_export_of_a_server_is_that_of_a_folder(other):
    found = []
    for store in (other.store, other.local):
        out = io.BytesIO()
        export(store, out)
        found.append(timeless(ox.parse(out.getvalue(), ox.RdfFormat.N_QUADS)))
    assert found[0] == found[1]
    tables = []
    for store in (other.store, other.local):
        out = io.BytesIO()
        export(store, out, "csv")
        rows = list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))
        tables.append(sorted((row["company"], row["sentence"], row["practice"]) for row in rows))
    assert tables[0] == tables[1]
    assert len(tables[0]) == 4


def test_a_server_is_validated_as_a_folder_is(other):
    there, here = (validate_store(store, ["integrity", "consistency"]).report for store in (other.store, other.local))
    assert there is not None
    assert here is not None
    assert [f.shape for f in there.findings] == [f.shape for f in here.findings]


def test_diffs_and_queries_work(other, tmp_path):
    assert diff(other.store, "orrery.example") == diff(other.local, "orrery.example")
    for query, form, wanted in (
        ("ASK { GRAPH ?g { ?s ?p ?o } }", "table", b"yes\n"),
        ("ASK { GRAPH <http://nowhere.example/> { ?s ?p ?o } }", "table", b"no\n"),
        (f"SELECT ?c {{ GRAPH ?g {{ ?c a <{PG}Company> }} }} ORDER BY ?c", "csv", b"c\r\n"),
        (f"CONSTRUCT {{ ?c a ?t }} WHERE {{ GRAPH ?g {{ ?c a <{PG}Company>, ?t }} }}", "nt", b"<https://w3id.org/"),
    ):
        with (tmp_path / "out").open("w+b") as out:
            run_query(other.store, query, out, form)
            out.seek(0)
            assert out.read().startswith(wanted)


def test_the_command_line_takes_the_address(other, capsysbinary):
    for arguments in (
        ["export", "--store", other.url, "--format", "csv"],
        ["validate", "--store", other.url, "--profile", "integrity", "--format", "json"],
        ["query", "ASK {}", "--store", other.url],
    ):
        with pytest.raises(SystemExit) as ended:
            main(arguments, prog_name="practicegraph")
        assert ended.value.code in ((0, 1) if "validate" in arguments else (0,)), capsysbinary.readouterr().err
    assert b"We collect your star sign." in capsysbinary.readouterr().out


def test_durations_decimals_and_odd_characters_survive(other):
    graph, subject = "http://graphs.example/odd", ox.NamedNode("http://graphs.example/s")
    values = [
        ox.Literal("P30D", datatype=ox.NamedNode(XSD + "duration")),
        ox.Literal("P1Y6M", datatype=ox.NamedNode(XSD + "duration")),
        ox.Literal("2020-02-29", datatype=ox.NamedNode(XSD + "date")),
        ox.Literal("0.85", datatype=ox.NamedNode(XSD + "decimal")),
        ox.Literal('quotes " and \\ and\nlines, größer 𝄞'),
        ox.Literal("gr\u00fc\u00dfe", language="de"),
        ox.NamedNode("http://graphs.example/a%20b?x=1&y=%27"),
    ]
    quads = [ox.Quad(subject, ox.NamedNode("http://graphs.example/p"), value, ox.NamedNode(graph)) for value in values]
    other.store.replace_graph(graph, quads)
    assert fetch_graph(other.store, graph) == {q.triple for q in quads}
    other.store.replace_graph(graph, quads[:1])
    assert fetch_graph(other.store, graph) == {quads[0].triple}
    other.store.replace_graph(graph, [])
    assert fetch_graph(other.store, graph) == set()


def test_a_big_graph_is_replaced_without_a_state_between(other):
    name = "http://graphs.example/big"

    def quads(word, number):
        for i in range(number):
            s = ox.NamedNode(f"http://graphs.example/{i}")
            yield ox.Quad(s, ox.NamedNode("http://graphs.example/p"), ox.Literal(word), ox.NamedNode(name))

    other.store.replace_graph(name, quads("old", 2300))
    count = f"SELECT (COUNT(*) AS ?n) (MIN(?o) AS ?word) {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"
    seen, done = set(), threading.Event()

    def watch():
        mine = RemoteStore(other.url)
        while not done.is_set():
            [row] = mine.select(count)
            seen.add((int(row["n"].value), row["word"].value if "word" in row else None))

    thread = threading.Thread(target=watch)
    thread.start()
    other.store.replace_graph(name, quads("new", 3100))
    done.set()
    thread.join()
    if other.kind == "oxigraph":  # Virtuoso does a request in parts
        assert seen <= {(2300, "old"), (3100, "new")}
    [row] = other.store.select("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { <http://graphs.example/1> ?p ?o } }")
    assert row["n"].value == "1"  # nothing is left of the way there
    other.store.replace_graph(name, ())


def test_pages_stand_in_front_of_it(other):
    home = other.client.get("/").text
    assert "Orrery" in home
    assert "Planetarium" in home
    company = other.client.get("/company/orrery.example").text
    assert "star sign" in company
    version = other.client.get("/policy/orrery.example/privacy-policy/2021-01-01")
    assert "We share your boots with Advertiser." in version.text
    assert "as it was read" not in version.text  # a server keeps no texts
    assert ".txt" not in company
    assert other.client.get("/policy/orrery.example/privacy-policy/2021-01-01.txt").status_code == 404
    data = other.client.get("/company/orrery.example.ttl")
    assert data.content_type.startswith("text/turtle")
    assert "Orrery" in data.text
    health = other.client.get("/health")
    assert (health.status_code, health.json["ready"]) == (200, True)
    assert "generation" not in health.json
    assert other.client.get("/.well-known/void").status_code == 200


def ask(other, query, accept="application/sparql-results+json", **more):
    return other.client.get("/sparql", query_string={"query": query, **more}, headers={"Accept": accept})


COMPANIES = f"SELECT ?c {{ GRAPH ?g {{ ?c a <{PG}Company> }} }} ORDER BY ?c"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("application/sparql-results+json", ox.QueryResultsFormat.JSON),
        ("application/sparql-results+xml", ox.QueryResultsFormat.XML),
        ("text/tab-separated-values", ox.QueryResultsFormat.TSV),
    ],
)
def test_tables_come_in_every_format(other, accept, form):
    answer = ask(other, COMPANIES, accept)
    assert answer.content_type.startswith(accept)
    rows = [row["c"].value for row in ox.parse_query_results(answer.data, form)]
    assert [iri.rpartition("/")[2] for iri in rows] == ["orrery.example", "planetarium.example"]
    if form != ox.QueryResultsFormat.TSV:
        for graph, wanted in (("?g", True), ("<http://no.example/>", False)):
            answer = ask(other, f"ASK {{ GRAPH {graph} {{ ?s ?p ?o }} }}", accept)
            assert bool(ox.parse_query_results(answer.data, form)) is wanted


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"]
)
def test_graphs_come_in_every_format(other, accept):
    query = f"CONSTRUCT {{ ?c a ?t }} WHERE {{ GRAPH ?g {{ ?c a <{PG}Company> , ?t }} }}"
    answer = ask(other, query, accept)
    assert answer.content_type.startswith(accept)
    assert len({q.triple for q in ox.parse(answer.data, ox.RdfFormat.from_media_type(accept))}) == 2
    assert ask(other, query, "text/csv").status_code == 406
    described = ask(other, "DESCRIBE <https://w3id.org/practicegraph/id/company/orrery.example>", accept)
    assert described.content_type.startswith(accept)


def test_dataset_parameters_reach_the_other_server(other):
    catalogue = base_of(other.store) + "catalogue"
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    number = int(ask(other, query, **{"default-graph-uri": catalogue}).json["results"]["bindings"][0]["n"]["value"])
    assert number == len(fetch_graph(other.store, catalogue))
    written = f"SELECT (COUNT(*) AS ?n) FROM <{catalogue}> {{ ?s ?p ?o }}"
    assert int(ask(other, written).json["results"]["bindings"][0]["n"]["value"]) == number


def test_relative_iris_are_relative_to_our_endpoint(other):
    answer = ask(other, "SELECT (STR(<x>) AS ?iri) {}")
    assert answer.json["results"]["bindings"][0]["iri"]["value"] == "https://graph.example/x"


def test_writes_are_for_the_other_server_to_take(other):
    app = create_app(other.store, workers=1, token="open-sesame")
    bearer, graph = {"Authorization": "Bearer open-sesame"}, "/graphs?graph=http://graphs.example/new"
    try:
        client = app.test_client()
        for refused in (
            client.post("/sparql", data={"update": "CLEAR ALL"}, headers=bearer),
            client.put(graph, data="<u:a> <u:b> <u:c> .", content_type="text/turtle", headers=bearer),
            client.delete(graph, headers=bearer),
        ):
            assert refused.status_code == 403
            assert "Another server" in refused.json["detail"]
        assert client.get(graph).status_code == 404
        assert client.get(f"/graphs?graph={base_of(other.store)}catalogue").status_code == 200
    finally:
        close_app(app)


def test_nothing_is_fetched_by_way_of_it(other):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.3)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/x.ttl"
        for query, parameters in (
            (f"SELECT * FROM <{address}> {{ ?s ?p ?o }}", {}),
            (f"SELECT * FROM NAMED <{address}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", {}),
            (f"PREFIX e: <{address[:-5]}> ASK FROM e:x.ttl {{ ?s ?p ?o }}", {}),
            ("SELECT * { ?s ?p ?o }", {"default-graph-uri": address}),
            ("SELECT * { GRAPH ?g { ?s ?p ?o } }", {"named-graph-uri": address}),
            (f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}", {}),
            (f'DEFINE get:soft "replace" SELECT * FROM <{address}> {{ ?s ?p ?o }}', {}),
            (f'DEFINE input:grab-all "yes" SELECT * {{ <{address}> ?p ?o }}', {}),
            (f'SELECT * {{ GRAPH <{address}> {{ ?s ?p ?o }} OPTION (get:soft "soft") }}', {}),
        ):
            answer = ask(other, query, **parameters)
            assert answer.status_code == 400, query
            assert answer.json["detail"]
        with pytest.raises(TimeoutError):
            listening.accept()


def test_what_the_other_server_complains_of_is_told(other):
    answer = ask(other, "SELECT * WHERE {\n ?s ?p }")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert "line 2" in answer.json["detail"]


def test_our_time_limit_closes_the_connection(other):
    app = create_app(other.url, timeout=1.0, workers=1)
    try:
        start = time.monotonic()
        answer = app.test_client().get("/sparql", query_string={"query": ENDLESS})
        assert answer.status_code == 503
        assert "time limit" in answer.json["detail"]
        assert time.monotonic() - start < 15
        again = app.test_client().get("/sparql", query_string={"query": COMPANIES}, headers={"Accept": "text/csv"})
        assert again.status_code in (200, 503)
    finally:
        close_app(app)


def test_a_large_answer_is_an_error_and_never_a_part(other):
    query = f"SELECT * {{ GRAPH <{ONTOLOGY_GRAPH}> {{ ?s ?p ?o }} }}"
    app = create_app(other.url, timeout=60, workers=1, result_limit=100_000)
    try:
        answer = app.test_client().get("/sparql", query_string={"query": query})
        assert answer.status_code == 413
        assert "limit" in answer.json["detail"]
    finally:
        close_app(app)
    whole = ask(other, query)
    if other.kind == "virtuoso":  # it would give 10,000 rows
        assert whole.status_code == 413
        assert "10000 rows" in whole.json["detail"]
    else:
        assert len(json.loads(whole.data)["results"]["bindings"]) == len(fetch_graph(other.store, ONTOLOGY_GRAPH))


def test_a_graph_larger_than_the_servers_limit_is_fetched_whole(other):
    with other.local.read() as here:
        wanted = {q.triple for q in here.graph.quads_for_pattern(None, None, None, ox.NamedNode(ONTOLOGY_GRAPH))}
    assert len(wanted) > 10_000
    assert fetch_graph(other.store, ONTOLOGY_GRAPH) == wanted


def test_the_server_process_serves_it(other):
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [
        sys.executable,
        "-m",
        "practicegraph.cli",
        "serve",
        "--store",
        other.url,
        "--port",
        "0",
        "--workers",
        "1",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        line = process.stdout.readline()
        assert line.startswith(f"Serving {other.url} at http://127.0.0.1:")
        address = line.split(" at ")[1].split()[0]
        with urllib.request.urlopen(f"{address}/company/orrery.example", timeout=60) as page:
            assert "star sign" in page.read().decode()
        front = RemoteStore(f"{address}/sparql")  # a server like any other
        assert diff(front, "orrery.example") == diff(other.local, "orrery.example")
        process.terminate()
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
