"""Each rule of the ontology check fires on its defect, names it, and is silent on sound files."""

import pytest
from practicegraph.ontology.check import check_ontology
from practicegraph.ontology.vocabulary import turtle_files

PREFIXES = """@prefix pg: <https://w3id.org/practicegraph/ns#> .
@prefix t: <https://w3id.org/practicegraph/topic/> .
@prefix data: <https://w3id.org/practicegraph/data/> .
@prefix dpv: <https://w3id.org/dpv#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
t: a skos:ConceptScheme .
"""
SCHEMA = next(turtle_files())


def concept(name, more="", label=None):
    return (
        f"t:{name} a owl:NamedIndividual, skos:Concept, pg:Topic ; skos:inScheme t: ;\n"
        f'  skos:prefLabel "{label or name.lower()}"@en ; skos:definition "What {name} is."@en {more} .\n'
    )


def problems(text):
    return check_ontology([SCHEMA, ("concepts/topic.ttl", (PREFIXES + text).encode())])


def test_sound_concepts_pass():
    text = concept("Otter", '; skos:altLabel "river otter"@en') + concept(
        "Pup", "; skos:broader t:Otter ; skos:exactMatch dpv:Purpose"
    )
    assert problems(text) == []


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        (concept("Otter", "; skos:exactMatch dpv:Otter"), "dpv", "https://w3id.org/dpv#Otter"),
        (concept("Otter", "; skos:exactMatch <https://w3id.org/dpv/pd#Whisker>"), "dpv", "pd#Whisker"),
        (concept("Otter", "; skos:exactMatch dpv:hasPurpose"), "match", "is a property"),
        (concept("Otter", "; skos:exactMatch dpv:Purpose ; skos:closeMatch dpv:Purpose"), "match", "exactMatch and"),
        (concept("Otter", "; skos:broader t:Weasel"), "broader", "topic/Weasel, which is not declared"),
        (concept("Otter", "; skos:broader data:") + "data: a skos:ConceptScheme .", "broader", "another scheme"),
        (concept("Otter", "; skos:broader t:Otter"), "cycle", "topic/Otter → topic/Otter"),
        (
            concept("A", "; skos:broader t:B")
            + concept("B", "; skos:broader t:C")
            + concept("C", "; skos:broader t:A"),
            "cycle",
            "topic/A → topic/B → topic/C → topic/A",
        ),
        (concept("Otter") + concept("Lutra", label="OTTER"), "label", "that of topic/Otter too"),
        (concept("Otter", '; skos:prefLabel "lutrine"@en'), "label", "has 2"),
        (concept("Otter", '; skos:altLabel "nutria"@es'), "label", "@en"),
        (concept("Otter", '; skos:altLabel "otter"@en'), "wording", "given twice"),
        (
            concept("Otter", '; skos:altLabel "swimmer"@en') + concept("Seal", '; skos:altLabel "Swimmer"@en'),
            "wording",
            "“swimmer” also stands for topic/Otter",
        ),
        (concept("Otter") + concept("Seal", '; skos:altLabel "otter"@en'), "wording", "also stands for topic/Otter"),
        (concept("Otter").replace('skos:definition "What Otter is."@en', ""), "incomplete", "skos:definition"),
        (concept("Otter").replace(", pg:Topic", ""), "incomplete", "is no pg:Topic"),
        (concept("Otter").replace("owl:NamedIndividual, ", ""), "incomplete", "is no owl:NamedIndividual"),
        (concept("Otter").replace("skos:inScheme t:", "skos:inScheme data:"), "incomplete", "skos:inScheme should be"),
        (concept("Otter", '; skos:altLable "lutrine"@en'), "undeclared", "skos:altLable"),
        (concept("Otter", "; a pg:Animal"), "undeclared", "pg:Animal"),
        (concept("Otter", '; skos:altLabel [] ; skos:note "x"@en'), "blank-node", "blank nodes"),
        ('pg:swims a owl:ObjectProperty ; rdfs:label "swims"@en .', "incomplete", "skos:definition"),
        ("pg:swims a owl:ObjectProperty ; rdfs:range pg:River .", "undeclared", "pg:River"),
        ("pg:swims a owl:DatatypeProperty ; rdfs:range xsd:date .", "undeclared", "XMLSchema#date"),
        ("pg:swims a owl:DatatypeProperty, owl:ObjectProperty .", "punning", "datatype property and as object"),
    ],
)
def test_each_defect_is_found_and_named(text, rule, words):
    found = problems(text)
    assert any(problem.rule == rule and words in problem.message for problem in found), list(map(str, found))
    assert all(problem.file == "concepts/topic.ttl" for problem in found)


def test_an_ambiguous_wording_may_be_on_two_concepts():
    both = concept("Otter", '; pg:ambiguousLabel "swimmer"@en') + concept("Seal", '; pg:ambiguousLabel "swimmer"@en')
    preferred = concept("Otter", '; pg:ambiguousLabel "seal"@en') + concept("Seal")
    assert problems(both) == []
    assert problems(preferred) == []


def test_a_problem_names_the_line_of_its_subject():
    (problem,) = problems(concept("Otter") + concept("Pup", "; skos:broader t:Weasel"))
    lines = (PREFIXES + concept("Otter")).count("\n")
    assert problem.line == lines + 1
    assert str(problem).startswith(f"concepts/topic.ttl:{problem.line}: topic/Pup: ")


def test_every_circle_is_found():
    text = "".join(
        concept(name, f"; skos:broader t:{parent}")
        for name, parent in (("A", "B"), ("B", "A"), ("C", "D"), ("D", "C"), ("E", "A"))
    )
    assert [problem.subject[-1] for problem in problems(text)] == ["A", "C"]


def test_a_syntax_error_is_reported_alone_with_its_line():
    (problem,) = problems(concept("Otter", "; skos:broader t:Weasel") + "t:Pup skos:prefLabel 'no end .\n")
    assert problem.rule == "syntax"
    assert problem.file == "concepts/topic.ttl"
    assert problem.line == (PREFIXES + concept("Otter")).count("\n") + 1


def test_an_undeclared_scheme_is_found():
    text = PREFIXES.replace("t: a skos:ConceptScheme .", "") + concept("Otter")
    found = check_ontology([SCHEMA, ("concepts/topic.ttl", text.encode())])
    assert [problem.rule for problem in found] == ["incomplete"]
    assert "is not declared" in found[0].message
