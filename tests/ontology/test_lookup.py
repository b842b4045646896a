"""Finding a term of the ontology by whatever name the user has for it."""

import pytest
from practicegraph.ontology.lookup import curie, expand, show
from practicegraph.ontology.namespaces import DATA, DPV, PG, PRACTICE
from practicegraph.ontology.vocabulary import Concept, Vocabulary

OTTERS = Vocabulary(
    {
        concept.iri: concept
        for concept in (
            Concept(DATA + "Animal", "data", "animal", definition="A living being."),
            Concept(DATA + "Swimmer", "data", "swimmer", definition="Somebody in the water."),
            Concept(
                DATA + "RiverOtter",
                "data",
                "river otter",
                labels=("lutrine",),
                ambiguous=("fur",),
                broader=(DATA + "Animal", DATA + "Swimmer"),
                definition="It holds hands in its sleep.",
                matches=(("exactMatch", DPV + "Purpose"),),
            ),
            Concept(DATA + "Pelt", "data", "pelt", ambiguous=("fur",), broader=(DATA + "RiverOtter",)),
        )
    }
)


@pytest.mark.parametrize(
    "written",
    [
        DATA + "RiverOtter",
        f"<{DATA}RiverOtter>",
        "pg-data:RiverOtter",
        "data/RiverOtter",
        "RiverOtter",
        "riverotter",
        "river otter",
        "River  Otter",
        "LUTRINE",
    ],
)
def test_a_concept_is_found_by_any_name(written):
    found = show(written, OTTERS)
    assert [entry.iri for entry in found.entries] == [DATA + "RiverOtter"]
    assert found.suggestions == ()


def test_an_entry_tells_the_neighbourhood():
    (entry,) = show("river otter", OTTERS).entries
    assert (entry.curie, entry.kind, entry.scheme) == ("pg-data:RiverOtter", "concept", "data")
    assert [[step.label for step in trail] for trail in entry.trails] == [["animal"], ["swimmer"]]
    assert [below.label for below in entry.narrower] == ["pelt"]
    assert [(kind, target.curie) for kind, target in entry.matches] == [("exactMatch", "dpv:Purpose")]
    assert entry.labels == ("lutrine",)
    assert entry.definition == "It holds hands in its sleep."


def test_trails_lead_to_the_top():
    (entry,) = show("pelt", OTTERS).entries
    assert [[step.label for step in trail] for trail in entry.trails] == [
        ["river otter", "animal"],
        ["river otter", "swimmer"],
    ]


def test_an_ambiguous_wording_finds_all_that_it_may_mean():
    assert [entry.iri for entry in show("fur", OTTERS).entries] == [DATA + "Pelt", DATA + "RiverOtter"]


def test_a_dpv_term_finds_what_is_matched_to_it():
    iris = [entry.iri for entry in show("dpv:Purpose", OTTERS).entries]
    assert DATA + "RiverOtter" in iris
    assert PG + "Purpose" in iris


@pytest.mark.parametrize("written", ["river oter", "pg-data:RiverOttr", "lutrin", "data/RiverOter"])
def test_a_misspelt_term_gets_suggestions(written):
    found = show(written, OTTERS)
    assert found.entries == ()
    assert {"river otter", "RiverOtter", "lutrine"} & set(found.suggestions)


def test_nothing_like_it_gets_nothing():
    assert show("zzzzqqqq", OTTERS).suggestions == ()


def test_a_circle_does_not_hang():
    circle = Vocabulary(
        {iri: Concept(iri, "data", iri[-1], broader=(other,)) for iri, other in (("x:a", "x:b"), ("x:b", "x:a"))}
    )
    (entry,) = show("x:a", circle).entries
    assert [[step.iri for step in trail] for trail in entry.trails] == [["x:b"]]


def test_a_property_tells_domain_and_range():
    (entry,) = show("pg:forPurpose", OTTERS).entries
    assert entry.kind == "object property"
    assert [reference.curie for reference in (*entry.domain, *entry.range)] == ["pg:Assertion", "pg:Purpose"]


def test_a_word_for_a_class_and_a_property_finds_both():
    kinds = {entry.curie: entry.kind for entry in show("data type", OTTERS).entries}
    assert kinds == {"pg:DataType": "class", "pg:dataType": "object property"}


def test_disjointness_is_told_from_either_side():
    (one,) = show("pg:DataPractice", OTTERS).entries
    (other,) = show("pg:Disclosure", OTTERS).entries
    assert "pg:Disclosure" in [reference.curie for reference in one.disjoint]
    assert "pg:DataPractice" in [reference.curie for reference in other.disjoint]


def test_the_ontology_of_the_package_is_the_default():
    assert [entry.iri for entry in show("pg-practice:Sell").entries] == [PRACTICE + "Sell"]


def test_curies_go_both_ways():
    assert curie(DPV + "Purpose") == "dpv:Purpose"
    assert curie("https://w3id.org/dpv/pd#Age") == "dpv-pd:Age"
    assert curie("http://example.org/x") == "<http://example.org/x>"
    assert expand("pg:Denied") == PG + "Denied"
    assert expand("free words") == "free words"
    assert expand("https://example.org/a") == "https://example.org/a"
