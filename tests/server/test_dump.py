"""The graph to take away: files, their description, parts of them, and what happens when the graph changes."""

import gzip
import hashlib
import json

import pyoxigraph as ox
import pytest
from practicegraph.ontology.namespaces import DCAT, VOID
from practicegraph.server import dump as dump_view
from practicegraph.server.app import close_app, create_app
from practicegraph.server.build import build
from practicegraph.server.store import LocalStore

PUBLIC = "https://policies.example"


@pytest.fixture
def client(built, monkeypatch):
    monkeypatch.setattr(dump_view, "PATIENCE", 60.0)
    app = create_app(built.store, workers=1, public_url=PUBLIC, license="https://licence.example/1")
    yield app.test_client()
    close_app(app)


def metadata(client):
    response = client.get("/dump/metadata.json")
    assert response.status_code == 200, response.text
    return response.json


def test_the_files_are_the_whole_graph(client, built):
    about = metadata(client)
    with built.store.read() as generation:
        quads = set(generation.graph)
        assert about["generation"] == generation.number
    files = {entry["name"]: client.get("/dump/" + entry["name"]) for entry in about["files"]}
    assert set(ox.parse(gzip.decompress(files["graph.nq.gz"].data), format=ox.RdfFormat.N_QUADS)) == quads
    assert set(ox.parse(gzip.decompress(files["graph.trig.gz"].data), format=ox.RdfFormat.TRIG)) == quads
    turtle = {q.triple for q in ox.parse(gzip.decompress(files["graph.ttl.gz"].data), format=ox.RdfFormat.TURTLE)}
    assert turtle == {q.triple for q in quads}
    table = gzip.decompress(files["statements.csv.gz"].data).decode().splitlines()
    assert table[0].startswith("company,policy")
    assert len(table) == 1 + about["counts"]["statements"]
    for response in files.values():
        assert response.mimetype == "application/gzip"
        assert "Content-Encoding" not in response.headers


def test_the_description_has_licence_counts_date_sizes_and_checksums(client, built):
    about = metadata(client)
    assert about["license"] == "https://licence.example/1"
    assert about["created"].startswith("20")
    with built.store.read() as generation:
        assert about["counts"]["triples"] == len(generation.graph)
    assert (about["counts"]["companies"], about["counts"]["versions"]) == (2, 4)
    for entry in about["files"]:
        assert entry["url"] == f"{PUBLIC}/dump/{entry['name']}"
        content = client.get("/dump/" + entry["name"]).data
        assert len(content) == entry["bytes"]
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]
        assert len(gzip.decompress(content)) == entry["uncompressedBytes"]


def test_parts_and_unchanged_files(client):
    whole = client.get("/dump/graph.nq.gz")
    etag = whole.headers["ETag"]
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = client.get("/dump/graph.nq.gz", headers={"Range": "bytes=100-199", "If-Range": etag})
    assert (part.status_code, part.data) == (206, whole.data[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(whole.data)}"
    rest = client.get("/dump/graph.nq.gz", headers={"Range": "bytes=100-"})
    assert rest.data == whole.data[100:]
    other = client.get("/dump/graph.nq.gz", headers={"Range": "bytes=100-199", "If-Range": '"other"'})
    assert (other.status_code, other.data) == (200, whole.data)
    assert client.get("/dump/graph.nq.gz", headers={"If-None-Match": etag}).status_code == 304
    beyond = client.get("/dump/graph.nq.gz", headers={"Range": "bytes=999999999-"})
    assert (beyond.status_code, beyond.mimetype) == (416, "application/problem+json")
    head = client.head("/dump/graph.nq.gz")
    assert (head.content_length, head.data) == (len(whole.data), b"")


def test_void_and_dcat_name_the_files(client):
    found = list(ox.parse(client.get("/.well-known/void").data, format=ox.RdfFormat.TURTLE))
    dumps = {t.object.value for t in found if t.predicate.value == VOID + "dataDump"}
    assert f"{PUBLIC}/dump/graph.nq.gz" in dumps
    named = {t.object.value for t in found if t.predicate.value == DCAT + "downloadURL"}
    assert named == {entry["url"] for entry in metadata(client)["files"]}


@pytest.mark.parametrize("name", ["graph.exe", "..%2F..%2FCURRENT", "%2e%2e/CURRENT", "metadata.json/x", ".dump"])
def test_nothing_else_is_handed_out(client, name):
    assert client.get(f"/dump/{name}").status_code == 404


def test_a_store_may_be_named_by_a_relative_path(built, monkeypatch):
    monkeypatch.setattr(dump_view, "PATIENCE", 60.0)
    monkeypatch.chdir(built.store.path.parent)
    app = create_app(built.store.path.name, workers=1)
    try:
        assert app.test_client().get("/dump/graph.nq.gz").status_code == 200
    finally:
        close_app(app)


def test_the_index_leads_to_the_description(client):
    for path in ("/dump", "/dump/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/dump/metadata.json")


def test_a_new_generation_has_a_new_dump(client, built, write_policy):
    before = metadata(client)
    first = client.get("/dump/graph.nq.gz")
    write_policy("orrery.example", "2022-01-01", "Orrery", "We collect your seat number.")
    build([built.folder], built.store, extractor=lambda: built.extractor)
    after = metadata(client)
    assert after["generation"] == before["generation"] + 1
    assert after["counts"]["versions"] == 5
    answer = client.get("/dump/graph.nq.gz", headers={"If-None-Match": first.headers["ETag"]})
    assert answer.status_code == 200


def test_a_dump_is_made_once_and_not_again_after_a_restart(client, built):
    metadata(client)
    folder = built.store.aside(built.store.current, "dump")
    stamp = (folder / "graph.nq.gz").stat().st_mtime_ns
    app = create_app(LocalStore(built.store.path), workers=1)
    try:
        assert app.test_client().get("/dump/graph.nq.gz").status_code == 200
        assert (folder / "graph.nq.gz").stat().st_mtime_ns == stamp
    finally:
        close_app(app)


def test_who_asks_while_it_is_made_is_told_to_come_back(built, monkeypatch):
    monkeypatch.setattr(dump_view, "PATIENCE", 0.0)
    app = create_app(built.store, workers=1)
    try:
        answer = app.test_client().get("/dump/graph.nq.gz")
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert "being made" in json.loads(answer.data)["detail"]
    finally:
        close_app(app)
