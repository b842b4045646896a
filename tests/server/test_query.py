"""Queries on a store, and each format of their answers."""

import csv
import io
import json
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from practicegraph.ontology.namespaces import DEFAULT_BASE, OA, PG
from practicegraph.server.query import FORMATS, GRAPHS, TABLES, QueryProblem, run_query, table
from practicegraph.server.store import LocalStore, StoreError
from practicegraph.shapes.visible import visible

ROWS = f"SELECT ?words WHERE {{ ?a <{PG}contentKey> ?key ; <{PG}evidence>/<{OA}hasSelector>/<{OA}exact> ?words }}"
GRAPH = f"CONSTRUCT {{ ?a <{PG}contentKey> ?key }} WHERE {{ ?a <{PG}contentKey> ?key }}"


def run(store, query, format):  # noqa: A002
    out = io.BytesIO()
    run_query(store, query, out, format)
    return out.getvalue()


def test_all_graphs_are_asked_together(built):
    assert len(json.loads(run(built.store, ROWS, "json"))["results"]["bindings"]) == 6


def test_a_query_that_names_its_graphs_is_asked_in_them(built):
    policy = DEFAULT_BASE + "policy/planetarium.example/privacy-policy"
    named = ROWS.replace("WHERE", f"FROM <{policy}> WHERE")
    rows = list(csv.reader(io.StringIO(run(built.store, named, "csv").decode())))
    assert rows == [["words"], ["We share your seat number with ServiceProvider."]]


@pytest.mark.parametrize("format_", TABLES)
def test_rows_in_each_format(built, format_):
    content = run(built.store, ROWS, format_)
    if format_ in ("json", "xml", "tsv"):
        rows = ox.parse_query_results(content, TABLES[format_])
        assert "We use your shoe size." in {row["words"].value for row in rows}
    assert b"We use your shoe size." in content


@pytest.mark.parametrize("format_", GRAPHS)
def test_graphs_in_each_format(built, format_):
    content = run(built.store, GRAPH, format_)
    assert sum(1 for _ in ox.parse(content, GRAPHS[format_])) == 6


def test_a_table_for_people(built):
    lines = run(built.store, ROWS + " ORDER BY ?words", "table").decode().splitlines()
    assert lines[0] == "words"
    assert lines[2] == "We collect your star sign."
    assert lines[-1] == "(6 rows)"
    assert run(built.store, "ASK { ?s ?p ?o }", "table") == b"yes\n"
    assert b"@prefix" in run(built.store, GRAPH, "table")


@pytest.mark.parametrize(
    ("format_", "query"),
    [("xml", "SELECT ?o { ?s ?p ?o }"), ("rdf", "CONSTRUCT { ?s <http://e.example/p> ?o } { ?s ?p ?o }")],
)
def test_xml_is_well_formed_whatever_a_text_holds(tmp_path, format_, query):
    store = LocalStore(tmp_path / "graph")
    with store.write() as writer:
        node = ox.NamedNode("http://e.example/s")
        writer.draft().graph.add(ox.Quad(node, node, ox.Literal("a\x1b\x07\ufffeb\r\nc"), node))
        writer.publish()
    texts = [e.text for e in ElementTree.fromstring(run(store, query, format_)).iter() if e.text and "a" in e.text]
    assert texts == ["a\ufffd\ufffd\ufffdb\r\nc"]


def test_a_text_cannot_move_the_cursor():
    rows = ox.Store().query('SELECT ("a\\u001b[2J\\u202eb" AS ?x) WHERE {}')
    assert not any(c in line for line in table(rows) for c in "\x1b\u202e")
    assert visible("ä – ü") == "ä – ü"


@pytest.mark.parametrize(
    ("query", "format_", "message"),
    [
        ("SELECT ?x WHERE { ?x", "table", "line 1"),
        ("SELECT * WHERE { SERVICE <http://localhost:1/> { ?s ?p ?o } }", "csv", "SERVICE"),
        (ROWS, "ttl", "table, csv"),
        (GRAPH, "csv", "ttl"),
        (ROWS, "pdf", "table"),
    ],
)
def test_what_cannot_be_answered_is_told(built, query, format_, message):
    with pytest.raises(QueryProblem, match=message):
        run(built.store, query, format_)


def test_a_missing_store_is_told(tmp_path):
    with pytest.raises(StoreError, match="no store"):
        run(LocalStore(tmp_path / "none"), ROWS, FORMATS[0])
