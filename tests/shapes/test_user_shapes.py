"""Shapes that users bring are untrusted: they are checked first, and reach nothing but the graph."""

import pytest
from practicegraph.ontology import namespaces as ns
from practicegraph.shapes import ShapesError, UnknownProfile, validate, validate_policy_graphs

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
