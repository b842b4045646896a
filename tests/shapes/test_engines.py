"""Both engines give the same report, messages apart: on the examples, on broken graphs, and for what users may write.

The W3C's suite is compared in test_w3c_shacl.py.
"""

import random
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from practicegraph.extract import Extractor
from practicegraph.extract.identity import catalogue_iri
from practicegraph.ontology import namespaces as ns
from practicegraph.server.build import build
from practicegraph.server.export import policies
from practicegraph.server.snapshot import snapshot
from practicegraph.server.store import LocalStore
from practicegraph.shapes import PROFILES, UnknownEngine, engines, graph_of, validate
from practicegraph.shapes.context import context_of
from practicegraph.shapes.engines import chosen, prepare, proved
from practicegraph.shapes.graphs import Joined
from practicegraph.shapes.profiles import load_profile, with_terms
from practicegraph.shapes.queries import parse_query, parts_of
from practicegraph.shapes.user import read_shapes
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH, XSD

from . import test_integrity as broken
from .conftest import catalogue_of, graph_of_versions
from .reports import assert_equal_reports

EXAMPLES = Path(__file__).parents[2] / "examples"


def compare(graph: Graph) -> int:
    """All profiles by both engines; how many findings there are."""
    fast, reference = (validate(graph, PROFILES, engine=engine) for engine in ("turbo", "pyshacl"))
    apart = out_of_place(reference.graph)
    assert_equal_reports(without(fast.graph, apart), without(reference.graph, apart))
    ours, theirs = (
        [f for f in r.findings if not (URIRef(f.focus) in apart and URIRef(f.component) in COMPARISONS)]
        for r in (fast, reference)
    )
    assert ours == theirs
    return len(ours)


COMPARISONS = {
    SH[f"{name}ConstraintComponent"]
    for name in ("MinInclusive", "MaxInclusive", "MinExclusive", "MaxExclusive", "LessThan", "LessThanOrEquals")
}
"""What differs where a value is of a kind that cannot be compared, as ``proved.yaml`` says."""
PLACES = {SH[f"{name}ConstraintComponent"] for name in ("Datatype", "NodeKind", "Or", "Class", "Node")}


def out_of_place(report: Graph) -> set[object]:
    """The nodes that have a value of a wrong kind, which other rules than those of comparison report."""
    nodes = [n for kind in PLACES for n in report.subjects(SH.sourceConstraintComponent, kind)]
    return {focus for node in nodes for focus in report.objects(node, SH.focusNode)}


def without(report: Graph, apart: set[object]) -> Graph:
    found = copy(report)
    for node in list(found.objects(None, SH.result)):
        if found.value(node, SH.sourceConstraintComponent) in COMPARISONS and found.value(node, SH.focusNode) in apart:
            found.remove((node, None, None))
            found.remove((None, None, node))
    return found


def copy(graph: Graph) -> Graph:
    found = Graph()
    for triple in graph:
        found.add(triple)
    return found


@pytest.fixture(scope="module")
def examples(tmp_path_factory) -> dict[str, Graph]:
    store = LocalStore(tmp_path_factory.mktemp("engines") / "graph")
    build(sorted(EXAMPLES.glob("*.example")), store, extractor=Extractor)
    with snapshot(store) as opened:
        names = (*policies(opened.graph), catalogue_iri(opened.base))
        return {name: graph_of(opened.graph.quads_for_pattern(None, None, None, ox.NamedNode(name))) for name in names}


def test_on_all_examples(examples: dict[str, Graph]) -> None:
    assert len(examples) > 5
    assert sum(compare(graph) for graph in examples.values()) > 0


def test_on_examples_from_which_statements_are_torn(examples: dict[str, Graph]) -> None:
    """A tenth of the triples gone, and a tenth with another object of the same graph: whatever rules there are."""
    chance = random.Random(7)
    for graph in list(examples.values())[:3]:
        triples = sorted(graph)
        objects = sorted({o for _, _, o in triples})
        torn = Graph()
        for subject, predicate, value in triples:
            draw = chance.random()
            if draw > 0.1:
                torn.add((subject, predicate, chance.choice(objects) if draw > 0.9 else value))
        assert compare(torn) > 20


GROUPS = [broken.CASES[start::10] for start in range(10)]


@pytest.mark.parametrize("cases", GROUPS, ids=range(len(GROUPS)))
def test_on_graphs_broken_in_each_way(cases) -> None:
    graph = graph_of_versions(broken.VERSION, broken.VERSION[:3]) + catalogue_of(broken.VERSION)
    done = 0
    for shape, constraint in cases:
        try:
            focus = broken.pick(graph, shape, constraint)
        except AssertionError:  # taken away by what was broken before
            continue
        broken.corrupt(graph, shape, constraint, focus)
        done += 1
    assert done > len(cases) / 2
    assert compare(graph) >= done / 2


CONCEPTS = {
    "practice": ["practice/Share", "practice/Sell", "practice/Collect", "practice/Use"],
    "data_type": ["data/EmailAddress", "data/PersonalData", "data/UnspecifiedData", ("star charts", None)],
    "polarity": [ns.AFFIRMED, ns.DENIED],
    "modality": [ns.STATED, ns.POSSIBLE, ns.REQUIRED],
    "exclusive": [True, False],
    "purposes": [[], ["purpose/Marketing"], ["purpose/Advertising", "purpose/Security"]],
    "recipients": [[], ["party/Advertiser"], ["party/ThirdParty"]],
    "conditions": [[], ["condition/Consent"]],
    "retention": [[], ["P2Y"], ["retention/AsLongAsNecessary"]],
    "data_subject": [None, "subject/User", "subject/Child"],
}
STATEMENTS = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(values) for name, values in CONCEPTS.items()}), min_size=2, max_size=6
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(STATEMENTS, st.integers(0, 2**16))
def test_on_any_statements_together(said: list[dict[str, object]], seed: int) -> None:
    version = [
        (f"Sentence {number} says so.", {k: v for k, v in fields.items() if v is not None})
        for number, fields in enumerate(said)
    ]
    graph = graph_of_versions(version)
    chance = random.Random(seed)
    for triple in chance.sample(sorted(graph), 3):
        graph.remove(triple)
    compare(graph)


def test_queries_of_the_profiles_are_asked_over_a_store_with_the_same_results() -> None:
    said = [(f"Sentence {n}.", {"practice": "practice/Share", "data_type": "data/Name"}) for n in range(2)]
    said += [("No.", {"practice": "practice/Share", "data_type": "data/Name", "polarity": ns.DENIED})]
    graph = graph_of_versions(said)
    context = Graph()
    for triple in context_of(graph):
        context.add(triple)
    data = Joined(graph, context)
    shapes = with_terms(load_profile("consistency"))
    stored, plain = (prepare("pyshacl", [shapes], own=own)(data) for own in (True, False))
    assert len(list(plain.objects(None, SH.result))) == 2
    assert_equal_reports(stored, plain)


# ---- What users may write ----

EX = "urn:x:"
VALUES = [
    Literal(1), Literal("01", datatype=XSD.integer, normalize=False), Literal("1.0", datatype=XSD.decimal),
    Literal("1", datatype=XSD.byte), Literal(2.5), Literal("many", datatype=XSD.integer), Literal("a"), Literal("A"),
    Literal("a", lang="en"), Literal("b", lang="en"), Literal("a", lang="en-gb"), Literal("ab"),
    Literal(""), Literal(True), Literal(False),
    Literal("2020-01-31", datatype=XSD.date), Literal("2020-02-30", datatype=XSD.date), Literal("é"),
    Literal("2020-01-31T00:00:00Z", datatype=XSD.dateTime), Literal("P1Y", datatype=XSD.duration),
    URIRef(EX + "a"), URIRef(EX + "b"),
]  # fmt: skip

HEAD = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <urn:x:> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
x: sh:declare [ sh:prefix "x" ; sh:namespace "urn:x:" ] .
"""
QUERIES = [
    "$this x:p ?value",
    "$this x:p ?value FILTER ( ?value = x:a )",
    "$this x:p ?value FILTER ( x:a != ?value )",
    "$this x:p ?value FILTER ( ?value IN ( x:a, x:c ) )",
    "$this x:p ?value FILTER ( ?value NOT IN ( x:a, x:c ) )",
    "$this x:p ?value . ?other x:q ?value FILTER ( ?other != $this && !( ?other = $this ) )",
    "$this x:p ?value FILTER ( sameTerm(?value, x:a) || isBlank(?value) || isLiteral(?value) )",
    "$this x:p ?value FILTER ( isIRI(?value) && isURI(?value) )",
    "$this x:p ?value FILTER ( str(?value) = 'a' )",
    "$this x:p ?value FILTER ( lang(?value) = 'en' )",
    "$this x:p ?value FILTER ( langMatches(lang(?value), 'en') )",
    "$this x:p ?value FILTER ( datatype(?value) = <http://www.w3.org/2001/XMLSchema#integer> )",
    "$this x:p ?value FILTER ( contains(str(?value), 'b') && strstarts(str(?value), 'a') )",
    "$this x:p ?value FILTER ( strends(str(?value), 'b') )",
    "$this x:p ?value FILTER ( lcase(str(?value)) = 'a' && ucase(str(?value)) = 'A' )",
    "$this x:p ?value FILTER NOT EXISTS { ?value x:r ?there }",
    "$this x:p ?value FILTER EXISTS { ?value x:r ?there FILTER NOT EXISTS { ?there x:r $this } }",
    "$this x:p ?value OPTIONAL { ?value x:r ?there } FILTER ( !bound(?there) )",
    "{ $this x:p ?value FILTER ( ?value = x:a ) } UNION { $this x:q ?value }",
    "{ $this x:p ?value } { ?value x:r ?there }",
    "$this (x:p|x:q)/x:r ?value",
    "$this x:p/^x:q ?value",
    "$this x:p ?value . ?value !x:r ?other",
]
SPARQL = [f"SELECT {d}$this ?value WHERE {{ {q} }}" for q in QUERIES for d in ("", "DISTINCT ")]
CORE = [
    "sh:class x:C", "sh:datatype xsd:integer", "sh:datatype xsd:date", "sh:datatype rdf:langString",
    "sh:datatype xsd:string", "sh:datatype xsd:boolean", "sh:datatype xsd:duration", "sh:datatype xsd:decimal",
    *(f"sh:nodeKind sh:{k}" for k in ("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral",
                                      "IRIOrLiteral")),
    "sh:minCount 50", "sh:maxCount 3",
    "sh:minLength 2", "sh:maxLength 1", "sh:pattern '^a'", "sh:pattern '^a$' ; sh:flags 'i'", "sh:pattern 'é|[0-9]+'",
    "sh:languageIn ( 'en' )", "sh:uniqueLang true", "sh:equals x:q", "sh:disjoint x:q",
    "sh:hasValue x:b", "sh:hasValue 5",
    "sh:in ( 1 'a' x:a true )",
    "sh:not [ sh:nodeKind sh:IRI ]", "sh:or ( [ sh:nodeKind sh:IRI ] [ sh:minLength 2 ] )",
    "sh:and ( [ sh:nodeKind sh:Literal ] [ sh:minLength 2 ] )",
    "sh:xone ( [ sh:nodeKind sh:Literal ] [ sh:pattern 'a' ] )",
    "sh:node [ sh:property [ sh:path x:r ; sh:minCount 1 ] ]", "sh:property [ sh:path x:r ; sh:minCount 1 ]",
    "sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ; sh:qualifiedMinCount 3",
    "sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ; sh:qualifiedMaxCount 1",
    "sh:minLength 2 ; sh:deactivated true", "sh:minLength 2 ; sh:severity sh:Info ; sh:message 'too short'@en",
]  # fmt: skip
PATHS = ["x:p", "[ sh:inversePath x:p ]", "( x:p x:r )", "[ sh:alternativePath ( x:p x:q ) ]",
         "[ sh:zeroOrMorePath x:r ]", "[ sh:oneOrMorePath x:p ]", "[ sh:zeroOrOnePath x:q ]"]  # fmt: skip


@pytest.fixture(scope="module")
def odd() -> Graph:
    """Values of many kinds at two nodes."""
    graph = Graph()
    for node, property_, values in (("one", "p", VALUES), ("one", "q", VALUES[::3]), ("two", "q", VALUES)):
        for value in values:
            graph.add((URIRef(EX + node), URIRef(EX + property_), value))
    for node in ("one", "two", "a"):
        graph.add((URIRef(EX + node), RDF.type, URIRef(EX + "C")))
    for subject, value in (("a", "b"), ("b", "one"), ("a", "a")):
        graph.add((URIRef(EX + subject), URIRef(EX + "r"), URIRef(EX + value)))
    return graph


def both(shapes: str, data: Graph) -> int:
    read = read_shapes((HEAD + shapes).encode())
    assert proved.unproved(read) == []
    assert chosen("auto", read, own=False) == "turbo"
    fast, reference = (prepare(engine, [read], own=False)(data) for engine in ("turbo", "pyshacl"))
    assert_equal_reports(fast, reference)
    return len(list(fast.objects(None, SH.result)))


@pytest.mark.parametrize("query", SPARQL)
def test_each_kind_of_query_that_is_left_to_the_fast_engine(odd: Graph, query: str) -> None:
    both(f'x:S a sh:NodeShape ; sh:targetClass x:C ; sh:sparql [ sh:prefixes x: ; sh:select """{query}""" ] .', odd)


@pytest.mark.parametrize("constraint", CORE)
def test_each_constraint_that_is_left_to_the_fast_engine(odd: Graph, constraint: str) -> None:
    data = copy(odd)
    data.add((URIRef(EX + "one"), URIRef(EX + "p"), BNode("blank")))
    shapes = [
        f"x:S a sh:NodeShape ; sh:targetClass x:C ; sh:targetNode x:b ; sh:property [ sh:path {path} ; {constraint} ] ."
        for path in PATHS
        if path.startswith("x:") or not any(k in constraint for k in ("equals", "disjoint", "uniqueLang"))
    ]
    found = sum(both(one, data) for one in shapes)
    assert found or "deactivated" in constraint


@pytest.mark.parametrize("target", ["sh:targetSubjectsOf x:p", "sh:targetObjectsOf x:q", "sh:targetNode 'a', x:nobody"])
def test_targets_and_closed_shapes(odd: Graph, target: str) -> None:
    assert both(f"x:S a sh:NodeShape ; {target} ; sh:class x:D ; sh:nodeKind sh:IRI .", odd)
    both(f"x:S a sh:NodeShape ; {target} ; sh:closed true ; sh:ignoredProperties ( rdf:type x:r ) .", odd)


def test_every_part_of_a_query_that_is_listed_is_compared() -> None:
    shapes = read_shapes((HEAD + "x:S a sh:NodeShape .").encode())
    seen = {part.name for query in SPARQL for part in parts_of(parse_query(shapes, query))}
    listed = yaml.safe_load(Path(proved.__file__).with_name("proved.yaml").read_text(encoding="utf-8"))
    assert set(listed["sparql"].split()) - seen == set()


# ---- Which engine runs ----


SELECT = "x:S a sh:NodeShape ; sh:sparql [ sh:prefixes x: ; sh:select 'SELECT $this { $this x:p ?v %s }' ] ."


@pytest.mark.parametrize(
    "shapes",
    [
        SELECT % 'FILTER regex(?v, "a")',
        SELECT % "BIND ( ?v AS ?w )",
        SELECT % "FILTER ( ?v < 2 )",
        SELECT % "FILTER ( ?v != 2 )",
        SELECT % "FILTER ( ?v IN ( 1, x:a ) )",
        SELECT % "; x:r* ?w",
        "x:S a sh:NodeShape ; sh:property [ sh:path x:p ; sh:minInclusive 1 ] .",
        "x:C a sh:ConstraintComponent ; sh:parameter [ sh:path x:p ] . x:S a sh:NodeShape .",
    ],
)  # fmt: skip
def test_shapes_with_anything_else_are_left_to_the_reference(shapes: str) -> None:
    read = read_shapes((HEAD + shapes).encode())
    assert chosen("auto", read, own=False) == "pyshacl"
    assert chosen("turbo", read, own=False) == "turbo"


def test_profiles_run_on_the_fast_engine_unless_the_reference_is_asked_for() -> None:
    assert chosen("auto", Graph(), own=True) == "turbo"
    assert chosen("pyshacl", Graph(), own=True) == "pyshacl"


def test_where_the_fast_engine_is_not_installed_the_reference_runs(monkeypatch) -> None:
    monkeypatch.setattr(engines, "find_spec", lambda name: None)
    assert chosen("auto", Graph(), own=True) == "pyshacl"
    with pytest.raises(UnknownEngine, match="install pyshacl-turbo"):
        chosen("turbo", Graph(), own=True)


def test_an_engine_that_there_is_not_is_refused() -> None:
    with pytest.raises(UnknownEngine, match="choose from auto, pyshacl, turbo"):
        validate(graph_of([]), [], engine="rocket")
