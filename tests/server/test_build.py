"""Policies into a store: what is built, what is refused, and that building again changes nothing."""

from datetime import date

import pyoxigraph as ox
import pytest
from practicegraph.ontology.namespaces import DEFAULT_BASE, ONTOLOGY_GRAPH, PG, PROV, RDF, VOID
from practicegraph.server.build import build
from practicegraph.server.store import LocalStore, StoreBusyError, StoreError

POLICY = DEFAULT_BASE + "policy/orrery.example/privacy-policy"
COMPANY = DEFAULT_BASE + "company/orrery.example"
TIMES = {PROV + "startedAtTime", PROV + "endedAtTime"}


def quads(store):
    with store.read() as generation:
        return {q for q in generation.graph if q.predicate.value not in TIMES}


def values(store, subject, predicate):
    return sorted(q.object.value for q in quads(store) if (q.subject.value, q.predicate.value) == (subject, predicate))


def test_the_report_counts_what_was_given(built):
    assert (built.report.policies, built.report.versions, built.report.assertions) == (2, 4, 6)
    assert built.report.refused == ()
    assert built.report.changed


def test_each_policy_has_its_graph_and_the_unnamed_one_is_empty(built):
    names = {q.graph_name for q in quads(built.store)}
    assert {n.value for n in names} == {
        POLICY,
        DEFAULT_BASE + "policy/planetarium.example/privacy-policy",
        DEFAULT_BASE + "catalogue",
        ONTOLOGY_GRAPH,
    }


def test_no_triple_stands_in_two_graphs(built):
    found = quads(built.store)
    assert len({q.triple for q in found}) == len(found)


def test_building_twice_gives_the_same_quads(built, tmp_path, plain_extractor):
    other = LocalStore(tmp_path / "other")
    build([built.folder], other, extractor=plain_extractor)
    assert quads(other) == quads(built.store)


def test_building_unchanged_files_changes_nothing_and_extracts_nothing(built):
    before, read = built.store.current, len(built.extractor.seen)
    report = build([built.folder], built.store, extractor=lambda: built.extractor)
    assert (report.changed, report.assertions, built.store.current) == (False, 6, before)
    assert len(built.extractor.seen) == read


def test_one_version_after_the_other_gives_what_all_at_once_gives(built, tmp_path, plain_extractor):
    one_by_one = LocalStore(tmp_path / "one-by-one")
    for path in sorted(built.folder.rglob("*.md"), reverse=True):
        build([path], one_by_one, extractor=plain_extractor)
    assert quads(one_by_one) == quads(built.store)


def test_a_later_version_joins_the_earlier_ones(built, write_policy):
    path = write_policy("orrery.example", "2022-01-01", "Orrery", "We collect your star sign.")
    report = build([path], built.store, extractor=lambda: built.extractor)
    assert (report.policies, report.versions) == (1, 4)
    assert built.extractor.seen.count(str(path)) == 1
    assert len(built.extractor.seen) == 5
    assert values(built.store, f"{POLICY}/2022-01-01", PROV + "wasRevisionOf") == [f"{POLICY}/2021-01-01"]
    assert values(built.store, COMPANY, PG + "shares") == []


def test_shortcuts_come_from_the_latest_version(built):
    term = POLICY + "/term/"
    assert values(built.store, COMPANY, PG + "collects") == [term + "star-sign"]
    assert values(built.store, COMPANY, PG + "shares") == [term + "shoe-size"]
    assert values(built.store, COMPANY, PG + "uses") == []
    assert values(built.store, COMPANY, PG + "doesNotSell") == []


def test_the_catalogue_counts_what_is_there(built):
    dataset = DEFAULT_BASE + "dataset"
    catalogue = DEFAULT_BASE + "catalogue"
    outside = [q for q in quads(built.store) if q.graph_name.value != catalogue]
    assert values(built.store, dataset, VOID + "triples") == [str(len(outside))]
    kinds = [q for q in outside if q.predicate.value == RDF + "type" and q.object.value == PG + "DataPractice"]
    assert values(built.store, dataset + "#class-DataPractice", VOID + "entities") == [str(len(kinds))] == ["6"]


def test_the_run_has_its_times_in_the_catalogue(built):
    with built.store.read() as generation:
        found = [q for q in generation.graph if q.predicate.value in TIMES]
    assert {q.graph_name.value for q in found} == {DEFAULT_BASE + "catalogue"}
    assert {q.subject.value for q in found} == {built.extractor.run.iri(DEFAULT_BASE)}


def test_another_run_extracts_what_it_is_given_anew(built, plain_extractor):
    other = plain_extractor("another model")
    build([built.folder / "orrery.example" / "2021-01-01.md"], built.store, extractor=lambda: other)
    assert len(other.seen) == 1
    runs = {q.object.value for q in quads(built.store) if q.predicate.value == PROV + "wasGeneratedBy"}
    assert runs == {other.run.iri(DEFAULT_BASE), built.extractor.run.iri(DEFAULT_BASE)}
    kind = ox.NamedNode(RDF + "type"), ox.NamedNode(PG + "ExtractionRun")
    assert {q.subject.value for q in quads(built.store) if (q.predicate, q.object) == kind} == runs


def test_bad_files_are_named_and_the_others_built(tmp_path, write_policy, plain_extractor):
    good = write_policy("orrery.example", "2020-01-01", "Orrery", "We collect your star sign.")
    (good.parent / "empty.md").write_text("")
    (good.parent / "binary.txt").write_bytes(bytes(range(256)) * 20)
    store = LocalStore(tmp_path / "graph")
    report = build([good.parent, tmp_path / "missing.md"], store, extractor=plain_extractor)
    assert (report.policies, report.assertions) == (1, 1)
    assert {name.rpartition("/")[2] for name, _ in report.refused} == {"empty.md", "binary.txt", "missing.md"}
    assert all(reason for _, reason in report.refused)


def test_where_nothing_can_be_built_no_store_is_made(tmp_path, plain_extractor):
    store = LocalStore(tmp_path / "graph")
    report = build([tmp_path / "missing.md"], store, extractor=plain_extractor)
    assert (report.policies, len(report.refused)) == (0, 1)
    assert not store.path.exists()


def test_an_extractor_that_fails_on_one_text_does_not_end_the_build(tmp_path, write_policy, plain_extractor):
    class Failing(plain_extractor):
        def extract(self, document):
            if "2020" in document.name:
                raise ZeroDivisionError("oops")
            return super().extract(document)

    for day in ("2020-01-01", "2021-01-01"):
        path = write_policy("orrery.example", day, "Orrery", "We collect your star sign.")
    report = build([path.parent], LocalStore(tmp_path / "graph"), extractor=Failing)
    assert report.versions == 1
    [(name, reason)] = report.refused
    assert "2020" in name
    assert "oops" in reason


def test_company_and_date_can_be_given(tmp_path, plain_extractor):
    path = tmp_path / "privacy-policy.txt"
    path.write_text("The privacy of the people who use the service matters to us.\n\nWe collect your star sign.\n")
    store = LocalStore(tmp_path / "graph")
    build([path], store, extractor=plain_extractor, company="Orrery Labs", date=date(2018, 5, 25))
    version = DEFAULT_BASE + "policy/orrery-labs/privacy-policy/2018-05-25"
    assert values(store, version, RDF + "type") == [PG + "PolicyVersion"]


def test_an_undated_text_is_noted_and_building_it_later_adds_nothing(tmp_path, plain_extractor, monkeypatch):
    path = tmp_path / "privacy-policy.txt"
    path.write_text("The privacy of the people who use the service matters to us.\n\nWe collect your star sign.\n")
    store = LocalStore(tmp_path / "graph")
    report = build([path], store, extractor=plain_extractor, company="Orrery Labs")
    assert any("--date" in note for _, note in report.notes)
    from practicegraph.server import reading

    later = reading._issued(None).replace(year=2099)
    monkeypatch.setattr(reading, "_issued", lambda value: later if value is None else value)
    assert not build([path], store, extractor=plain_extractor, company="Orrery Labs").changed


def test_another_base_for_a_store_is_refused(built):
    with pytest.raises(StoreError, match="base IRI"):
        build([built.folder], built.store, extractor=lambda: built.extractor, base="https://orrery.example/")


def test_another_base_names_everything(tmp_path, built, plain_extractor):
    store = LocalStore(tmp_path / "based")
    build([built.folder], store, extractor=plain_extractor, base="https://data.example/pg/")
    graphs = {q.graph_name.value for q in quads(store)} - {ONTOLOGY_GRAPH}
    assert all(g.startswith("https://data.example/pg/") for g in graphs)
    assert not [q for q in quads(store) if str(q.subject).startswith("<" + DEFAULT_BASE)]


def test_a_store_that_is_being_written_is_left_alone(built):
    with built.store.write(), pytest.raises(StoreBusyError):
        build([built.folder], built.store, extractor=lambda: built.extractor)


def test_a_lost_extraction_is_told_with_its_version(built, write_policy):
    for kept in (built.store.path / "assertions").iterdir():
        kept.unlink()
    path = write_policy("orrery.example", "2022-01-01", "Orrery", "We collect your star sign.")
    with pytest.raises(StoreError, match=r"2019-01-01.*orrery\.example"):
        build([path], built.store, extractor=lambda: built.extractor)
    assert built.store.current == 1


def test_progress_is_told_file_by_file(tmp_path, built, plain_extractor):
    told = []
    build([built.folder], LocalStore(tmp_path / "g"), extractor=plain_extractor, progress=lambda *a: told.append(a))
    assert [(done, total) for done, total, _ in told] == [(n, 4) for n in range(1, 5)]
