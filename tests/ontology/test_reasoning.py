"""HermiT over the ontology: sound as it is, and able to say when it is not."""

import shutil

import pytest
from practicegraph.ontology.reasoning import ReasonerUnavailable, Verdict, n_triples, reason
from practicegraph.ontology.vocabulary import turtle_files

needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java, which is not installed")
PREFIXES = """@prefix pg: <https://w3id.org/practicegraph/ns#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix x: <http://example.org/> .
"""


def with_more(text):
    return [*turtle_files(), ("more.ttl", (PREFIXES + text).encode())]


@needs_java
def test_the_ontology_is_consistent_and_every_class_can_have_members():
    assert reason() == Verdict(consistent=True, unsatisfiable=())


@needs_java
@pytest.mark.parametrize(
    "contradiction",
    [
        "x:both a pg:Policy, pg:PolicyVersion .",
        "x:a pg:practice x:p ; pg:right x:r .",  # a data practice and a user right in one, by their domains
        "x:a a pg:Assertion ; pg:polarity pg:Affirmed, pg:Denied .",  # functional, and the two differ
        "x:company pg:collects x:purpose . x:purpose a pg:Purpose .",
        "x:a pg:dataType x:d . x:d a pg:PolicyVersion .",
    ],
)
def test_a_contradiction_is_found(contradiction):
    verdict = reason(with_more(contradiction))
    assert not verdict.consistent
    assert not verdict.sound


@needs_java
def test_a_class_without_possible_members_is_named():
    verdict = reason(with_more("x:Odd a owl:Class ; rdfs:subClassOf pg:UserRight, pg:Disclosure ."))
    assert verdict == Verdict(consistent=True, unsatisfiable=("http://example.org/Odd",))
    assert not verdict.sound


@needs_java
def test_a_plain_statement_with_all_its_parts_is_no_contradiction():
    statement = """x:a a pg:DataPractice ; pg:assertedBy x:c ; pg:actor x:c ; pg:statedIn x:v ; pg:polarity pg:Denied ;
        pg:practice <https://w3id.org/practicegraph/practice/Sell> ; pg:dataType x:d ; pg:recipient x:t ;
        pg:exclusive true ; pg:confidence 0.9 .
        x:c a pg:Company ; pg:doesNotSell x:d ; pg:shares x:d . x:t a pg:Party ."""
    assert reason(with_more(statement)).sound


def test_without_java_the_message_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReasonerUnavailable, match="install a Java runtime"):
        reason()


def test_imports_are_not_followed():
    text = (
        b"<http://example.org/o> <http://www.w3.org/2002/07/owl#imports> <http://example.org/far> , <http://e.org/> ."
    )
    assert n_triples([("o.ttl", text)]) == b""
