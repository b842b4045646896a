"""Shapes that users bring are untrusted: they are checked first, and reach nothing but the graph."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from practicegraph.ontology import namespaces as ns
from practicegraph.shapes import PROFILES, ShapesError, UnknownProfile, confined, validate, validate_policy_graphs
from practicegraph.shapes.graphs import n_triples_of
from practicegraph.shapes.profiles import load_profile
from practicegraph.shapes.unknown import unknown_term
from practicegraph.shapes.user import read_shapes
from rdflib import URIRef

PREFIXES = b"""
@prefix pg: <https://w3id.org/practicegraph/ns#> .
@prefix shape: <https://w3id.org/practicegraph/shapes/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix mine: <https://shapes.example/> .
"""
SAID = [
    ("We collect your name.", {"practice": "practice/Collect", "data_type": "data/Name"}),
    ("We do not sell it.", {"practice": "practice/Sell", "data_type": "data/Name", "polarity": ns.DENIED}),
]
PURPOSE = (
    PREFIXES
    + b"""
mine:Purpose a sh:NodeShape ; sh:targetClass pg:DataPractice ;
    sh:property mine:purpose .
mine:purpose a sh:PropertyShape ; sh:path pg:forPurpose ; sh:minCount 1 ; sh:severity sh:Info ;
    shape:code "MINE1" ; sh:message "Say what for." .
"""
)


def test_a_shape_of_a_user_reports_with_its_code_and_the_sentence(make_policy) -> None:
    report = validate(make_policy(SAID), [], PURPOSE, shapes_name="mine.ttl")
    assert [(f.code, f.severity, f.message, f.profile) for f in report.findings] == [
        ("MINE1", "info", "Say what for.", "mine.ttl")
    ] * 2
    assert {f.statements[0].sentence for f in report.findings} == {"We collect your name.", "We do not sell it."}


def test_a_shape_without_code_or_message_is_named_by_its_iri(make_policy) -> None:
    shapes = (
        PREFIXES + b"mine:X a sh:NodeShape ; sh:targetClass pg:UserRight, pg:DataPractice ; sh:nodeKind sh:Literal ."
    )
    report = validate(make_policy(SAID), [], shapes)
    assert {f.code for f in report.findings} == {"X"}
    assert all(f.message for f in report.findings)


def test_an_unnamed_property_shape_is_named_by_the_shape_it_stands_in(make_policy) -> None:
    shapes = (
        PREFIXES
        + b"""
        mine:X a sh:NodeShape ; sh:targetClass pg:DataPractice ; sh:property [ sh:path pg:scope ; sh:minCount 1 ] ."""
    )
    assert {f.code for f in validate(make_policy(SAID), [], shapes).findings} == {"X"}


DENIED_SALE = b"""
    mine:X a sh:NodeShape ; sh:targetClass shape:Denial ; sh:sparql [
        sh:prefixes %s ;
        sh:select "SELECT $this ?value WHERE { $this pg:practice ?value . ?value shape:within %s:Share }" ] .
    %s sh:declare [ sh:prefix "mine" ; sh:namespace "https://shapes.example/" ] .
"""
OWN_PREFIXES = b"""
    mine: sh:declare [ sh:prefix "what" ; sh:namespace "https://w3id.org/practicegraph/practice/" ] ,
        [ sh:prefix "pg" ; sh:namespace "https://w3id.org/practicegraph/ns#" ] ,
        [ sh:prefix "shape" ; sh:namespace "https://w3id.org/practicegraph/shapes/" ] .
"""
OURS = b"<https://w3id.org/practicegraph/shapes>"


@pytest.mark.parametrize(
    "shapes",
    [DENIED_SALE % (OURS, b"pg-practice", OURS), DENIED_SALE % (b"mine:", b"what", b"mine:") + OWN_PREFIXES],
    ids=["with our prefixes", "with their own"],
)
def test_queries_of_users_know_what_is_within_what(make_policy, shapes: bytes) -> None:
    (finding,) = validate(make_policy(SAID), [], PREFIXES + shapes).findings
    assert finding.value == ns.PRACTICE + "Sell"


@pytest.mark.parametrize(
    ("shapes", "reason"),
    [
        (PREFIXES + b"\nmine:X a sh:NodeShape ;\n sh:targetClass pg:DataPractice ;; oops", "line 9"),
        (b"\xff\xfe\x00 nonsense", "shapes"),
        (b"", "no shape"),
        (PREFIXES + b"mine:X a pg:Policy .", "no shape"),
        (PREFIXES + b'mine:X a sh:NodeShape ; sh:sparql [ sh:select "SELECT $this { oops" ] .', "malformed SPARQL"),
        (PREFIXES + b'mine:X a sh:NodeShape ; sh:sparql [ sh:select 5 ] .', "malformed SPARQL"),
        (PREFIXES + b'mine:X a sh:NodeShape ; sh:targetClass pg:DataPractice ; sh:property [ sh:minCount 1 ] .', ""),
        (PREFIXES + b'mine:X a sh:NodeShape ; sh:targetClass pg:DataPractice ; sh:minLength "a" .', ""),
        (PREFIXES + b'mine:X a sh:NodeShape ; sh:targetClass pg:DataPractice ; sh:pattern "(" .', ""),
    ],
)  # fmt: skip
def test_what_is_malformed_is_refused_with_name_and_reason(make_policy, shapes: bytes, reason: str) -> None:
    with pytest.raises(ShapesError) as caught:
        validate(make_policy(SAID), [], shapes, shapes_name="shapes of mine.ttl")
    assert str(caught.value).startswith("shapes of mine.ttl")
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT $this WHERE { $this ?p ?o FILTER EXISTS { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } } }",
        "SELECT $this WHERE { { SELECT $this WHERE { service<http://127.0.0.1:9/> { ?s ?p ?o } } } }",
        "SELECT $this FROM <http://127.0.0.1:9/> WHERE { ?s ?p ?o }",
        "SELECT $this FROM NAMED <http://127.0.0.1:9/> WHERE { ?s ?p ?o }",
    ],
)
def test_queries_that_would_reach_out_are_refused(make_policy, query: str) -> None:
    shapes = PREFIXES + f'mine:X a sh:NodeShape ; sh:sparql [ sh:select "{query}" ] .'.encode()
    with pytest.raises(ShapesError, match="SERVICE or FROM"):
        validate(make_policy(SAID), [], shapes)


def test_imports_are_not_followed(make_policy) -> None:
    shapes = PURPOSE + b"<https://shapes.example/> a owl:Ontology ; owl:imports <http://127.0.0.1:9/shapes.ttl> ."
    assert len(validate(make_policy(SAID), [], shapes).findings) == 2


def test_errors_come_before_the_first_graph_is_read() -> None:
    def graphs():
        raise AssertionError("read")
        yield

    with pytest.raises(ShapesError):
        validate_policy_graphs(graphs(), shapes=b"")
    with pytest.raises(UnknownProfile, match="choose from integrity, consistency"):
        validate_policy_graphs(graphs(), ["perfection"])


def test_the_graph_given_is_left_as_it_was(make_policy) -> None:
    graph = make_policy(SAID)
    before = set(graph)
    validate(graph, shapes=PURPOSE)
    assert set(graph) == before


# ---- Terms that there are not ----


@pytest.mark.parametrize(
    ("shapes", "reason"),
    [
        ("sh:property [ sh:path pg:forPurpos ; sh:minCount 1 ]", "pg:forPurpos, which the ontology does not have; "
         "did you mean pg:forPurpose?"),
        ("sh:property [ sh:path ( pg:evidence pg:confidense ) ; sh:minCount 1 ]", "did you mean pg:confidence?"),
        ("sh:property [ sh:path pg:scope ; sh:minCuont 1 ]", "names sh:minCuont, which SHACL does not have; "
         "did you mean sh:minCount?"),
        ("sh:property [ sh:path pg:scope ; sh:nodeKind sh:Iri ]", "did you mean sh:IRI?"),
        ("sh:class pg:DataPractise", "did you mean pg:DataPractice?"),
        ("sh:property [ sh:path pg:dataType ; sh:hasValue <https://w3id.org/practicegraph/data/EmailAdress> ]",
         "names data/EmailAdress, which the ontology does not have; did you mean data/EmailAddress?"),
        ("shape:cod 'X'", "names shape:cod, which validation does not have; did you mean shape:code?"),
        ("sh:sparql [ sh:prefixes <https://w3id.org/practicegraph/shapes> ; "
         "sh:select 'SELECT $this { $this pg:polarty ?p }' ]", "did you mean pg:polarity?"),
        ("sh:js [ ]", "uses sh:js: JavaScript is not run"),
        ("sh:rule [ ]", "rules that add triples are not run"),
        ("sh:target [ a sh:SPARQLTarget ]", "use sh:sparql"),
    ],
)  # fmt: skip
def test_a_term_that_there_is_not_is_named_with_the_one_that_was_meant(shapes: str, reason: str) -> None:
    given = PREFIXES + f"mine:X a sh:NodeShape ; sh:targetClass pg:DataPractice ;\n {shapes} .".encode()
    with pytest.raises(ShapesError) as caught:
        read_shapes(given, "mine.ttl")
    assert str(caught.value).startswith("mine.ttl")
    assert reason in str(caught.value)


def test_the_line_of_an_unknown_term_is_told() -> None:
    with pytest.raises(ShapesError, match=r"^mine.ttl, line 8: names pg:scop,"):
        read_shapes(PREFIXES + b"mine:X a sh:NodeShape ;\n sh:property [ sh:path pg:scop ] .", "mine.ttl")


def test_terms_of_others_and_of_the_file_itself_are_no_errors() -> None:
    read_shapes(
        PREFIXES
        + b"""pg:audited a owl:DatatypeProperty .
        mine:X a sh:NodeShape ; sh:targetClass mine:Thing ;
            sh:property [ sh:path pg:audited ; sh:minCount 1 ] , [ sh:path owl:versionInfo ; sh:class pg:Policy ] ."""
    )


def test_profiles_use_only_terms_that_are_described() -> None:
    for name in PROFILES:
        shapes = load_profile(name)
        named = {t for triple in shapes for t in triple[1:] if isinstance(t, URIRef)} - set(shapes.subjects())
        assert [wrong for term in sorted(named) if (wrong := unknown_term(term))] == []


# ---- In a process of their own ----

LOOP = b"""
mine:Loop a sh:NodeShape ; sh:targetClass pg:DataPractice ; sh:sparql [
    sh:prefixes <https://w3id.org/practicegraph/shapes> ;
    sh:select '''SELECT $this { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o
        FILTER ( CONCAT(STR(?a), STR(?d), STR(?g), STR(?j), STR(?m)) = STR($this) ) }''' ] .
"""


def children() -> set[int]:
    """Processes that this one has started and that are there, also as a remainder."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError):
                if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == os.getpid():
                    found.add(int(entry.name))
    return found


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")


@needs_proc
@pytest.mark.parametrize("engine", ["pyshacl", "turbo"])
def test_a_query_that_does_not_end_is_ended(make_policy, engine: str) -> None:
    graph, before, start = make_policy(SAID), children(), time.monotonic()
    with pytest.raises(ShapesError) as caught:
        validate(graph, [], PREFIXES + LOOP, shapes_name="loop.ttl", engine=engine, limit=2.0)
    assert str(caught.value).startswith("loop.ttl: took longer than 2 seconds")
    assert "give it more time" in str(caught.value)
    assert time.monotonic() - start < 20
    assert children() == before


@needs_proc
def test_one_process_serves_all_graphs_and_is_gone_afterwards(make_policy) -> None:
    before = children()
    graphs = [(f"urn:policy:{n}", make_policy(SAID)) for n in range(3)]
    reports = validate_policy_graphs(iter(graphs), [], PURPOSE)
    seen = set()
    for _, report in reports:
        assert len(report.findings) == 2
        seen |= children() - before
    assert len(seen) == 1
    assert children() == before


@needs_proc
def test_whoever_stops_reading_leaves_no_process(make_policy) -> None:
    before = children()
    reports = validate_policy_graphs([("urn:a", make_policy(SAID)), ("urn:b", make_policy(SAID))], [], PURPOSE)
    next(reports)
    assert children() - before
    reports.close()
    assert children() == before


SCRIPT = """
import sys, time
from practicegraph.shapes.confined import Confined
from practicegraph.shapes.user import read_shapes
from practicegraph.shapes.profiles import with_terms
from practicegraph.shapes.graphs import graph_of
import pyoxigraph as ox
shapes, data = (open(name, "rb").read() for name in sys.argv[1:3])
confined = Confined(with_terms(read_shapes(shapes)), "pyshacl", "loop.ttl", 300)
confined._started()
print(confined._process.pid, flush=True)
confined.run(graph_of(ox.parse(data, format=ox.RdfFormat.N_TRIPLES)))
"""


@needs_proc
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl-C", "killed"])
def test_nothing_is_left_when_the_command_is_ended(make_policy, tmp_path, how: int) -> None:
    (tmp_path / "shapes.ttl").write_bytes(PREFIXES + LOOP)
    (tmp_path / "data.nt").write_bytes(n_triples_of(make_policy(SAID)))
    command = [sys.executable, "-c", SCRIPT, str(tmp_path / "shapes.ttl"), str(tmp_path / "data.nt")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        worker = int(process.stdout.readline())
        time.sleep(2.0)
        assert running(worker)
        process.send_signal(how)
        process.wait(20)
    end = time.monotonic() + 20
    while running(worker) and time.monotonic() < end:
        time.sleep(0.1)
    assert not running(worker)


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="only there is the address space held to a limit for sure")
@pytest.mark.parametrize("engine", ["pyshacl", "turbo"])
def test_memory_is_limited(make_policy, monkeypatch, engine: str) -> None:
    monkeypatch.setattr(confined, "MEMORY", 3 << 28)
    doubled = " ".join(f"BIND ( CONCAT(?s{n}, ?s{n}) AS ?s{n + 1} )" for n in range(34))
    query = f"SELECT $this {{ $this pg:practice ?p BIND ( STR(?p) AS ?s0 ) {doubled} FILTER ( ?s34 != ?s33 ) }}"
    shapes = f"""mine:Big a sh:NodeShape ; sh:targetClass pg:DataPractice ; sh:sparql [
        sh:prefixes <https://w3id.org/practicegraph/shapes> ; sh:select '{query}' ] ."""
    with pytest.raises(ShapesError, match="memory"):
        validate(make_policy(SAID), [], PREFIXES + shapes.encode(), engine=engine, limit=120.0)


def test_a_process_that_cannot_start_is_told(make_policy, monkeypatch) -> None:
    monkeypatch.setattr(confined, "_START", "raise SystemExit(7)")
    with pytest.raises(ShapesError, match="ended by itself"):
        validate(make_policy(SAID), [], PURPOSE)
