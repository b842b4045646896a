"""Facts of the text: only those that shapes name, at the place where they stand, and for users' shapes too."""

import pytest
from practicegraph.ontology import namespaces as ns
from practicegraph.shapes import validate
from practicegraph.shapes.context import SHAPES
from practicegraph.shapes.facts import facts_of
from practicegraph.shapes.matters import phrase
from practicegraph.shapes.profiles import load_profile
from rdflib import Graph, URIRef

VERSION = ns.DEFAULT_BASE + "policy/orrery.example/privacy-policy/2020-03-01"
SAID = [("We may read your name.", {"practice": "practice/Use", "data_type": "data/Name", "modality": ns.POSSIBLE})]
OWN_SHAPES = b"""
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <https://w3id.org/practicegraph/shapes/> .
<https://shapes.example/ShortHeading> a sh:PropertyShape ; sh:targetClass shape:Section ;
    sh:path shape:wordCount ; sh:maxInclusive 5 ; sh:message "Too long." .
"""


@pytest.mark.parametrize("profile", ["integrity", "consistency"])
def test_shapes_that_name_no_fact_get_none(make_policy, profile: str) -> None:
    assert list(facts_of(make_policy(SAID), load_profile(profile), {VERSION: "Hello."})) == []


def test_the_policy_s_graph_stays_as_it_is(make_policy) -> None:
    graph = make_policy(SAID)
    before = set(graph)
    validate(graph, ["clarity", "gdpr"], texts={VERSION: "Hello."})
    assert set(graph) == before


def test_a_sentence_is_named_by_its_version_and_its_place(make_policy) -> None:
    facts = Graph()
    for triple in facts_of(make_policy(SAID), load_profile("clarity")):
        facts.add(triple)
    (sentence,) = set(facts.subjects(URIRef(SHAPES + "hedge")))
    assert str(sentence) == f"{VERSION}#char=11,33"
    assert [str(w) for w in facts.objects(sentence, URIRef(SHAPES + "hedge"))] == ["may"]


def test_users_may_ask_for_them(make_policy) -> None:
    text = "What we do\n\nWe read your name, and your sign too."
    report = validate(make_policy(SAID), [], OWN_SHAPES, shapes_name="own.ttl", texts={VERSION: text})
    assert [(f.code, f.value, f.statements[0].sentence) for f in report.findings] == [
        ("ShortHeading", "8", "What we do")
    ]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("opt out", "You may opt-out."),
        ("opt out", "You may **opt\n out**."),
        ("your|their own", "at their own risk"),
        ("complain*", "complaints"),
        ("don't sell", "we don’t sell"),
        ("sell ... address*", "we sell to them the addresses"),
        ("/art\\.? 6/", "see art. 6"),
    ],
)
def test_a_phrase_is_found(words: str, text: str) -> None:
    assert phrase(words).find(text.lower())


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("opt out", "You opt. Out you go."),
        ("sell", "resell"),
        ("complain", "complaint"),
        ("sell ... address", "We sell maps. Your address stays."),
    ],
)
def test_a_phrase_does_not_reach_over_words_or_sentences(words: str, text: str) -> None:
    assert phrase(words).find(text.lower()) is None
