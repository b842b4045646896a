"""A store is validated as a stream, only where something changed, and keeps its report as a graph."""

import signal
import subprocess
import sys

import pyoxigraph as ox
import pytest
from practicegraph.extract.identity import report_iri
from practicegraph.ontology.namespaces import DEFAULT_BASE, PREFIXES, SHAPES
from practicegraph.server.build import build
from practicegraph.server.catalogue import count
from practicegraph.server.report_graph import checks_in
from practicegraph.server.store import LocalStore, StoreError
from practicegraph.server.validation import validate_store
from practicegraph.server.validation_work import Checker
from practicegraph.shapes import ShapesError, UnknownProfile
from practicegraph.shapes.writers import write_report
from rdflib.compare import isomorphic

PROFILES = ("integrity", "consistency")
ASTROLABE = "https://w3id.org/practicegraph/id/policy/astrolabe.example/privacy-policy"
SUNDIAL = "https://w3id.org/practicegraph/id/policy/sundial.example/privacy-policy"
CATALOGUE = "https://w3id.org/practicegraph/id/catalogue"
REPORT = ox.NamedNode(report_iri(DEFAULT_BASE))
HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in {**PREFIXES, "shape": SHAPES}.items())
PURPOSE = b"""
@prefix pg: <https://w3id.org/practicegraph/ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix mine: <https://shapes.example/> .
mine:Purpose a sh:NodeShape ; sh:targetClass pg:DataPractice ; sh:property mine:purpose .
mine:purpose a sh:PropertyShape ; sh:severity sh:Info ; sh:message "Say why." ;
    sh:path [ sh:alternativePath ( pg:forPurpose pg:legalBasis ) ] ; sh:minCount 1 .
"""


@pytest.fixture
def contradictory(tmp_path, write_policy, plain_extractor):
    """A store of two policies, of which Astrolabe's contradicts itself."""
    write_policy(
        "astrolabe.example", "2020-01-01", "Astrolabe", "We do not share your shoe size.", "We sell your shoe size."
    )
    write_policy("sundial.example", "2020-01-01", "Sundial", "We collect your star sign for Advertising.")
    store = LocalStore(tmp_path / "graph")
    build([tmp_path / "policies"], store, extractor=plain_extractor)
    return store


@pytest.fixture
def validated(monkeypatch):
    """The names of the graphs that are validated, in this process."""
    names, check = [], Checker.check

    def counting(self, task):
        names.append(task.name)
        return check(self, task)

    monkeypatch.setattr(Checker, "check", counting)
    return names


def ask(store, pattern):
    """The rows of ``SELECT *`` as dicts of strings."""
    with store.read() as generation:
        found = generation.graph.query(f"{HEAD}SELECT * {{ {pattern} }}")
        return [{v.value: str(getattr(row[v], "value", None)) for v in found.variables} for row in found]


def quads(store):
    with store.read() as generation:
        return set(generation.graph)


def test_each_policy_is_reported_as_soon_as_it_is_validated(contradictory):
    seen = []
    work = iter(validate_store(contradictory, PROFILES, progress=lambda *where: seen.append(where)))
    name, report = next(work)
    assert (name, seen) == (ASTROLABE, [(1, 3, ASTROLABE)])
    assert {f.code for f in report.findings} == {"PG201"}
    assert [name for name, _ in work] == [SUNDIAL, CATALOGUE]
    assert [done for done, _, _ in seen] == [1, 2, 3]


def test_who_stops_looking_changes_nothing(contradictory):
    before = quads(contradictory)
    work = validate_store(contradictory, PROFILES)
    next(iter(work))
    iter(work).close()
    assert quads(contradictory) == before
    with pytest.raises(RuntimeError, match="broken off"):
        _ = work.report


def test_a_second_run_validates_nothing_and_reports_the_same(contradictory, validated):
    first = validate_store(contradictory, PROFILES, PURPOSE, shapes_name="mine.ttl").checked
    assert validated == [ASTROLABE, SUNDIAL, CATALOGUE]
    generation = contradictory.current
    second = validate_store(contradictory, PROFILES[::-1], PURPOSE, shapes_name="mine.ttl").checked
    assert validated == [ASTROLABE, SUNDIAL, CATALOGUE], "none is validated again"
    assert contradictory.current == generation, "nothing is written"
    assert {f.code for f in first.report.findings} == {"PG201", "purpose"}
    assert second.report == first.report
    assert isomorphic(second.report.graph, first.report.graph)
    for form in ("text", "json", "sarif", "junit", "markdown"):
        assert write_report(second.report, form) == write_report(first.report, form)
    assert (first.summary.unchanged, second.summary.unchanged) == (0, 2)
    assert second.kept


def test_in_a_store_that_nobody_has_written_to_no_policy_is_even_read(contradictory, monkeypatch):
    first = validate_store(contradictory, PROFILES).report

    def never(_graph, name):
        raise AssertionError(f"{name} was read")

    monkeypatch.setattr("practicegraph.server.validation.graph_written", never)
    assert validate_store(contradictory, PROFILES).report == first


def test_a_write_that_changes_no_policy_makes_none_be_validated(contradictory, validated):
    first = validate_store(contradictory, PROFILES).report
    with contradictory.write() as writer:
        writer.draft().graph.update("INSERT DATA { GRAPH <urn:notes> { <urn:a> <urn:b> <urn:c> } }")
        writer.publish()
    del validated[:]
    assert validate_store(contradictory, PROFILES).report == first
    assert validated == []


def test_only_a_policy_that_has_changed_is_validated_again(contradictory, validated, write_policy, plain_extractor):
    validate_store(contradictory, PROFILES).report  # noqa: B018 - the work is done when it is asked for
    path = write_policy("sundial.example", "2021-01-01", "Sundial", "We sell your name.", "We do not sell your name.")
    build([path.parent], contradictory, extractor=plain_extractor)
    del validated[:]
    findings = validate_store(contradictory, PROFILES).report.findings
    assert validated == [SUNDIAL, CATALOGUE]
    assert {f.policy for f in findings} == {ASTROLABE, SUNDIAL}


@pytest.mark.parametrize(
    "other",
    [
        {"profiles": ("consistency",)},
        {"shapes": PURPOSE},
        {"engine": "pyshacl"},
        {"changed_only": False},
    ],
    ids=lambda given: next(iter(given)),
)
def test_other_rules_or_the_wish_validate_all_again(contradictory, validated, other):
    given = {"profiles": PROFILES, "shapes": None}
    validate_store(contradictory, **given).report  # noqa: B018
    del validated[:]
    validate_store(contradictory, **{**given, **other}).report  # noqa: B018
    assert validated == [ASTROLABE, SUNDIAL, CATALOGUE]


def test_other_software_validates_all_again(contradictory, validated, monkeypatch):
    validate_store(contradictory, PROFILES).report  # noqa: B018
    del validated[:]
    monkeypatch.setattr("practicegraph.server.validation_work.fingerprint", lambda _packages: "another state")
    validate_store(contradictory, PROFILES).report  # noqa: B018
    assert validated == [ASTROLABE, SUNDIAL, CATALOGUE]


def test_a_text_that_is_gone_counts_as_a_change(contradictory, validated):
    validate_store(contradictory, PROFILES).report  # noqa: B018
    del validated[:]
    [row] = ask(contradictory, f"GRAPH <{SUNDIAL}> {{ ?version pg:textDigest ?digest }}")
    (contradictory.path / "texts" / row["digest"]).unlink()
    validate_store(contradictory, PROFILES).report  # noqa: B018
    assert validated == [SUNDIAL]


def test_several_workers_give_the_same_report_in_the_same_order(contradictory):
    one = list(validate_store(contradictory, PROFILES, PURPOSE, keep=False))
    two = list(validate_store(contradictory, PROFILES, PURPOSE, keep=False, workers=2))
    assert two == one


@pytest.mark.parametrize("workers", [1, 2])
def test_shapes_that_break_down_at_work_are_named_and_nothing_is_kept(contradictory, workers):
    before = contradictory.current
    broken = PURPOSE.replace(b"sh:minCount 1", b'sh:pattern "("')
    work = validate_store(contradictory, (), broken, shapes_name="mine.ttl", workers=workers)
    with pytest.raises(ShapesError, match=r"mine\.ttl"):
        _ = work.checked
    assert contradictory.current == before


def test_what_cannot_be_used_is_refused_before_any_work(contradictory, tmp_path):
    with pytest.raises(UnknownProfile, match="perfection"):
        validate_store(contradictory, ("perfection",))
    with pytest.raises(ShapesError, match="my shapes"):
        validate_store(contradictory, PROFILES, b"<", shapes_name="my shapes")
    with pytest.raises(StoreError, match="none"):
        validate_store(LocalStore(tmp_path / "none"), PROFILES)


def test_the_report_is_a_graph_to_query(contradictory):
    checked = validate_store(contradictory, PROFILES, PURPOSE, shapes_name="mine.ttl").checked
    assert (checked.kept, checked.notes) == (True, ())
    result = f"""?r a sh:ValidationResult ; shape:code "PG201" ; shape:policy <{ASTROLABE}> ;
        shape:version <{ASTROLABE}/2020-01-01> ; sh:resultSeverity sh:Violation ; sh:sourceShape shape:Contradiction ;
        sh:sourceConstraintComponent sh:SPARQLConstraintComponent ; sh:resultMessage ?message ;
        sh:focusNode ?no ; sh:value ?yes ; shape:statement ?no , ?yes ."""
    said = "pg:evidence/oa:hasSelector/oa:exact"
    found = ask(
        contradictory,
        f"GRAPH ?g {{ ?g sh:result ?r . {result} }} GRAPH ?p {{ ?no {said} ?denied . ?yes {said} ?affirmed }}",
    )
    [row] = found
    assert row["g"] == REPORT.value
    assert (row["denied"], row["affirmed"]) == ("We do not share your shoe size.", "We sell your shoe size.")
    [row] = ask(contradictory, f"GRAPH ?g {{ <{REPORT.value}> sh:conforms ?conforms ; prov:generatedAtTime ?time }}")
    assert row["conforms"] == "false"
    assert row["time"].endswith("Z")


def test_it_stands_alone_and_holds_no_blank_node(contradictory):
    before = quads(contradictory)
    validate_store(contradictory, PROFILES, PURPOSE, shapes_name="mine.ttl").report  # noqa: B018
    after = quads(contradictory)
    assert {q.graph_name for q in after - before} == {REPORT}
    assert not before - after
    triples = [q.triple for q in after]
    assert len(triples) == len(set(triples)), "no triple is in two graphs"
    assert not [q for q in after if isinstance(q.subject, ox.BlankNode) or isinstance(q.object, ox.BlankNode)]


def test_a_complex_path_is_there_whole(contradictory):
    validate_store(contradictory, (), PURPOSE).report  # noqa: B018
    found = ask(
        contradictory,
        f"""GRAPH <{REPORT.value}> {{ ?r sh:resultPath/sh:alternativePath/rdf:rest*/rdf:first ?property }}""",
    )
    assert {row["property"].rpartition("#")[2] for row in found} == {"forPurpose", "legalBasis"}


def test_figures_of_the_store_do_not_count_its_report(contradictory):
    with contradictory.read() as generation:
        before = count(generation.graph, DEFAULT_BASE)
    validate_store(contradictory, PROFILES).report  # noqa: B018
    with contradictory.read() as generation:
        assert count(generation.graph, DEFAULT_BASE) == before


def test_without_keep_nothing_is_written(contradictory):
    before = contradictory.current
    checked = validate_store(contradictory, PROFILES, keep=False).checked
    assert (checked.kept, checked.notes, contradictory.current) == (False, (), before)
    assert not checked.report.conforms


def test_a_build_takes_the_findings_of_what_it_changes_out_of_the_report(contradictory, write_policy, plain_extractor):
    validate_store(contradictory, PROFILES).report  # noqa: B018
    path = write_policy("astrolabe.example", "2020-01-01", "Astrolabe", "We sell your shoe size.")
    build([path.parent], contradictory, extractor=plain_extractor)
    assert not ask(contradictory, f"?r shape:policy <{ASTROLABE}>")
    with contradictory.read() as generation:
        assert set(checks_in(generation.graph, DEFAULT_BASE)) == {SUNDIAL, CATALOGUE}


def test_a_policy_that_is_gone_loses_its_findings(contradictory, validated):
    validate_store(contradictory, PROFILES).report  # noqa: B018
    with contradictory.write() as writer:
        writer.draft().graph.remove_graph(ox.NamedNode(ASTROLABE))
        writer.publish()
    del validated[:]
    assert validate_store(contradictory, PROFILES).report.conforms
    assert validated == []
    assert not ask(contradictory, "?r a sh:ValidationResult")
    assert ask(contradictory, f"GRAPH ?g {{ <{REPORT.value}> sh:conforms ?yes }}")[0]["yes"] == "true"


def test_a_report_that_somebody_damaged_is_made_anew(contradictory, validated):
    validate_store(contradictory, PROFILES).report  # noqa: B018
    with contradictory.write() as writer:
        graph = writer.draft().graph
        graph.update(
            f'{HEAD}DELETE {{ GRAPH ?g {{ ?r shape:record ?old }} }} INSERT {{ GRAPH ?g {{ ?r shape:record "[" }} }}'
            " WHERE { GRAPH ?g { ?r shape:record ?old } }"
        )
        del graph
        writer.publish()
    del validated[:]
    assert {f.code for f in validate_store(contradictory, PROFILES).report.findings} == {"PG201"}
    assert validated == [ASTROLABE]


def test_while_another_process_writes_the_report_is_shown_and_not_kept(contradictory, monkeypatch):
    monkeypatch.setattr("practicegraph.server.validation_keeping.PATIENCE", 0.0)
    before = quads(contradictory)
    with contradictory.write():
        checked = validate_store(contradictory, PROFILES).checked
    assert not checked.kept
    assert not checked.report.conforms
    [(name, note)] = checked.notes
    assert name == str(contradictory)
    assert "another process is writing" in note
    assert quads(contradictory) == before


def test_what_changes_during_the_validation_is_left_out_of_the_report(contradictory, validated):
    work = iter(validate_store(contradictory, PROFILES))
    for name, _ in work:
        if name == SUNDIAL:
            with contradictory.write() as writer:
                node = ox.NamedNode(ASTROLABE)
                writer.draft().graph.add(
                    ox.Quad(node, ox.NamedNode(PREFIXES["rdfs"] + "label"), ox.Literal("new"), node)
                )
                writer.publish()
    with contradictory.read() as generation:
        assert set(checks_in(generation.graph, DEFAULT_BASE)) == {SUNDIAL, CATALOGUE}
    del validated[:]
    assert not validate_store(contradictory, PROFILES).report.conforms
    assert validated == [ASTROLABE]


SLOW = """
import sys, time
from practicegraph.server.store import LocalStore
from practicegraph.server.validation import validate_store

def wait(done, total, name):
    print(name, flush=True)
    time.sleep(60)

if __name__ == "__main__":
    validate_store(LocalStore(sys.argv[1]), ("consistency",), workers=int(sys.argv[2]), progress=wait).report
"""


@pytest.mark.parametrize("workers", ["1", "2"])
def test_killed_in_the_middle_the_store_is_as_it_was(contradictory, tmp_path, workers):
    script = tmp_path / "slow.py"
    script.write_text(SLOW)
    before, current = quads(contradictory), contradictory.current
    process = subprocess.Popen([sys.executable, script, str(contradictory), workers], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline().strip() == ASTROLABE
    process.kill()
    process.communicate(timeout=30)  # the workers hold the other end of the pipe, and end too
    assert process.returncode == -signal.SIGKILL
    assert (quads(contradictory), contradictory.current) == (before, current)
    assert validate_store(contradictory, PROFILES).checked.kept


def test_failing_to_publish_leaves_the_store_as_it_was(contradictory, monkeypatch):
    before = quads(contradictory)

    def full(_self):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("practicegraph.server.store.local.Writer.publish", full)
    checked = validate_store(contradictory, PROFILES).checked
    assert "No space left" in checked.notes[0][1]
    assert not checked.report.conforms
    assert quads(contradictory) == before
    assert not list((contradictory.path / "generations").glob("draft-*"))
