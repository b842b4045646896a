"""The graph as files: every format, and the profiles of DPV and ODRL."""

import csv
import io

import pyoxigraph as ox
import pytest
from practicegraph.ontology.namespaces import DPV, PG, RDF
from practicegraph.ontology.vocabulary import load_vocabulary
from practicegraph.server.build import build
from practicegraph.server.export import COLUMNS, ODRL, RDF_FORMATS, ExportProblem, export, guarded, nearest_match


def written(store, format_="nq", profile="practicegraph"):
    out = io.BytesIO()
    export(store, out, format_, profile)
    assert not out.closed
    return out.getvalue()


def rows(store):
    return list(csv.DictReader(io.StringIO(written(store, "csv").decode(), newline="")))


@pytest.mark.parametrize("format_", RDF_FORMATS)
def test_every_format_holds_the_whole_graph(built, format_):
    with built.store.read() as generation:
        triples = {q.triple for q in generation.graph}
    found = ox.parse(written(built.store, format_), RDF_FORMATS[format_])
    assert {q.triple for q in found} == triples


def test_the_quads_come_back_as_they_were(built):
    with built.store.read() as generation:
        quads = set(generation.graph)
    assert set(ox.parse(written(built.store), ox.RdfFormat.N_QUADS)) == quads


def test_the_table_has_one_row_for_each_statement(built):
    found = {row["sentence"]: row for row in rows(built.store)}
    assert len(found) == 6
    row = found["We share your shoe size with Advertiser for Advertising."]
    assert tuple(row) == COLUMNS
    assert (row["company"], row["actor"], row["dataType"], row["kind"]) == (
        "Orrery",
        "Orrery",
        "shoe size",
        "DataPractice",
    )
    assert row["practice"] == "share"
    assert row["polarity"] == "affirmed"
    assert row["validDuring"] == "2021-01-01/.."
    assert found["We collect your star sign."]["validDuring"] == "2019-01-01/2020-01-01 | 2021-01-01/.."
    assert row["confidence"] == "0.75"


def test_no_cell_is_a_formula(tmp_path, built, plain_extractor, write_policy):
    assert [guarded(c) for c in ("=1", "+1", "-1", "@x", "\tx", "a=1", "")] == [
        "'=1", "'+1", "'-1", "'@x", "'\tx", "a=1", "",
    ]  # fmt: skip
    path = write_policy("formula.example", "2020-01-01", "Formula", "We collect your -2 + 3.")
    text = path.read_text().replace("-2 + 3", "-2 - 3")
    path.write_text(text)
    build([path], built.store, extractor=lambda: built.extractor)
    assert {row["dataType"] for row in rows(built.store) if row["company"] == "Formula"} == {"'-2 - 3"}


def test_dpv_has_a_process_for_each_practice_without_exceptions(built):
    quads = list(ox.parse(written(built.store, "nq", "dpv"), ox.RdfFormat.N_QUADS))
    kinds = [q.object.value for q in quads if q.predicate.value == RDF + "type"]
    assert kinds.count(DPV + "Process") == 5
    assert kinds.count(DPV + "Prohibition") == 1
    assert kinds.count(DPV + "Permission") == 4
    processing = {q.object.value for q in quads if q.predicate.value == DPV + "hasProcessing"}
    assert DPV + "Collect" in processing
    assert DPV + "Share" in processing


def test_dpv_uses_only_terms_of_dpv(built):
    from practicegraph.ontology.dpv import load_dpv

    declared = set(load_dpv())
    for quad in ox.parse(written(built.store, "nq", "dpv"), ox.RdfFormat.N_QUADS):
        for term in (quad.predicate.value, quad.object.value):
            assert not term.startswith("https://w3id.org/dpv") or term in declared, term


def test_a_concept_without_a_match_takes_that_of_the_nearest_broader(built):
    vocabulary = load_vocabulary()
    concept = next(c for c in vocabulary.concepts.values() if c.matches)
    assert nearest_match("u:own", vocabulary, lambda _: [concept.iri]) == sorted({m for _, m in concept.matches})
    assert nearest_match("u:own", vocabulary, lambda _: []) == []
    assert nearest_match("u:own", vocabulary, lambda _: ["u:own"]) == []


def test_odrl_has_a_rule_for_each_practice_with_its_constraints(built):
    quads = list(ox.parse(written(built.store, "trig", "odrl"), ox.RdfFormat.TRIG))
    assert sum(q.predicate.value == ODRL + "permission" for q in quads) == 4
    assert sum(q.predicate.value == ODRL + "prohibition" for q in quads) == 2
    operands = {q.object.value for q in quads if q.predicate.value == ODRL + "leftOperand"}
    assert operands == {ODRL + "purpose", ODRL + "recipient", PG + "condition"}
    actions = {q.object.value for q in quads if q.predicate.value == ODRL + "action"}
    assert ODRL + "sell" in actions
    assert ODRL + "distribute" in actions


@pytest.mark.parametrize(
    ("format_", "profile", "message"),
    [("pdf", "practicegraph", "nq, trig"), ("nq", "xml", "dpv, odrl"), ("csv", "dpv", "no table")],
)
def test_what_does_not_go_together_is_told(built, format_, profile, message):
    with pytest.raises(ExportProblem, match=message):
        written(built.store, format_, profile)
