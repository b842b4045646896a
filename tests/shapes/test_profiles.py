"""The profiles as data: what every rule says of itself, and that integrity leaves no part of the model out."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from practicegraph.ontology.namespaces import PG
from practicegraph.ontology.vocabulary import turtle_files
from practicegraph.shapes import PROFILES, UnknownProfile, graph_of, profile_help, rules
from practicegraph.shapes.context import SHAPES
from practicegraph.shapes.documentation import documentation
from practicegraph.shapes.matters import matters
from practicegraph.shapes.profiles import CODE, load_profile, load_terms
from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, SH
from rdflib.term import Node

ALL = [rule for profile in PROFILES for rule in rules(profile)]
HUNDREDS = dict(zip(PROFILES, "12345", strict=True))
LAWS = {"gdpr": r"GDPR Art\. 1[34]\(\d\)(\([a-g]\))?", "ccpa": r"Cal\. (Civ\. Code|Code Regs\.)"}


@pytest.mark.parametrize("rule", ALL, ids=[rule.code for rule in ALL])
def test_a_rule_says_what_it_finds_what_to_do_and_shows_it(rule) -> None:
    assert re.fullmatch(rf"PG{HUNDREDS[rule.profile]}\d\d", rule.code)
    assert rule.message.endswith(".")
    assert rule.description.endswith(".")
    assert rule.help.endswith(".")
    assert rule.wrong
    assert rule.right
    assert rule.wrong != rule.right
    assert (URIRef(rule.shape), SH.severity, None) in load_profile(rule.profile)


def test_no_code_and_no_shape_is_given_twice() -> None:
    assert len({rule.code for rule in ALL}) == len({rule.shape for rule in ALL}) == len(ALL)


@pytest.mark.parametrize("profile", LAWS)
def test_a_rule_that_follows_a_law_cites_it(profile: str) -> None:
    assert all(re.match(LAWS[profile], rule.source) for rule in rules(profile))


@pytest.mark.parametrize("profile", PROFILES)
def test_all_shapes_have_names(profile: str) -> None:
    graph = load_profile(profile)
    shapes = {
        s for kind in (SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint) for s in graph.subjects(RDF.type, kind)
    }
    assert shapes >= set(graph.subjects(CODE))
    assert all(str(shape).startswith(SHAPES) for shape in shapes)


@pytest.mark.parametrize("profile", sorted(set(PROFILES) - {"consistency"}))
def test_a_profile_says_what_it_asks_for_and_what_not(profile: str) -> None:
    head = profile_help(profile)
    assert head.title
    assert head.description.startswith("Finds ")
    assert " not " in head.description
    assert ("gives no legal advice" in head.description) == (profile in LAWS)


def test_a_profile_that_there_is_not_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownProfile, match=r"'gdrp'.*integrity, consistency, clarity, gdpr, ccpa"):
        profile_help("gdrp")


# ---- Integrity and the model ----

SCHEMA = graph_of(ox.parse(dict(turtle_files())["schema.ttl"], format=ox.RdfFormat.TURTLE))
ELSEWHERE = {
    "Agent": "a superclass: companies and parties",
    "Polarity": "its individuals are listed",
    "Modality": "its individuals are listed",
    "Form": "its individuals are listed",
}


def model(*kinds: Node) -> list[URIRef]:
    return sorted({s for kind in kinds for s in SCHEMA.subjects(RDF.type, kind) if str(s).startswith(PG)})


def mentioned(graph: Graph) -> set[Node]:
    """What the shapes aim at, ask for, or list."""
    asked = (SH.targetClass, SH["class"], SH.path, SH.targetSubjectsOf, SH.hasValue, RDF.first)
    return {value for property_ in asked for value in graph.objects(None, property_)}


def without_shapes(terms: list[URIRef], shapes: Graph) -> list[str]:
    return [n for n in (t.removeprefix(PG) for t in terms if t not in mentioned(shapes)) if n not in ELSEWHERE]


@pytest.mark.parametrize("kinds", [(OWL.Class,), (OWL.ObjectProperty, OWL.DatatypeProperty), (OWL.NamedIndividual,)])
def test_integrity_has_a_shape_for_each_class_and_property(kinds: tuple[Node, ...]) -> None:
    assert model(*kinds)
    assert without_shapes(model(*kinds), load_profile("integrity")) == []


def test_a_property_without_a_shape_would_be_noticed() -> None:
    shapes = load_profile("integrity") + Graph()
    deadline = URIRef(PG + "deadline")
    for triple in list(shapes.triples((None, None, deadline))):
        shapes.remove(triple)
    assert without_shapes(model(OWL.DatatypeProperty), shapes) == ["deadline"]


def test_what_the_shapes_use_of_their_own_is_described() -> None:
    described = set(load_terms().subjects(RDF.type))
    for profile in PROFILES:
        graph = load_profile(profile)
        used = {n for n in (*graph.predicates(), *graph.objects()) if str(n).startswith(SHAPES)}
        of_rules = set(graph.subjects()) | {URIRef(SHAPES.rstrip("/"))}
        assert used - described - of_rules - {matter for matter, _ in matters()} == set()


# ---- The page about them ----


def test_the_page_about_rules_is_what_the_profiles_say() -> None:
    page = (Path(__file__).parents[2] / "docs" / "profiles.md").read_text(encoding="utf-8")
    assert page == documentation(), "run: python -m practicegraph.shapes.documentation > docs/profiles.md"


def test_the_page_has_each_rule_with_its_source() -> None:
    page = documentation()
    for rule in ALL:
        assert f"| {rule.code} | {rule.severity} |" in page
        assert rule.source in page
