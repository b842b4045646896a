"""The schema: the names that the design promises, and how they are declared."""

import pytest
from practicegraph.ontology.namespaces import OA, PG, XSD
from practicegraph.ontology.schema import load_schema
from practicegraph.ontology.vocabulary import SCHEME_CLASSES

CLASSES = """Agent Assertion AudienceStatement ChangeNotice Company ComplianceClaim Condition DataPractice DataSource
DataSubject DataType Disclosure DoNotTrackStatement ExtractionRun Form Framework LegalBasis Location Modality Party
Period Polarity Policy PolicyVersion Practice Purpose RetentionRule Right Safeguard Technology TermDefinition Threat
Topic UserRight"""
OBJECT_PROPERTIES = """actor assertedBy collects combinedWith condition dataSource dataSubject dataType deletes
doesNotCollect doesNotDelete doesNotProtect doesNotRetain doesNotSell doesNotShare doesNotTransfer doesNotUse evidence
exception excludes forPurpose form framework includes legalBasis location modality polarity practice protects recipient
refersTo retains retentionRule right safeguard scope sells shares statedIn technology term threat topic transfers uses
validDuring"""
DATATYPE_PROPERTIES = """channel confidence contact contentKey deadline effectiveDate exclusive firstStated minimumAge
model notice option retentionPeriod section software softwareVersion textDigest validFrom validUntil value"""
INDIVIDUALS = {
    "Polarity": ("Affirmed", "Denied"),
    "Modality": ("Possible", "Required", "Stated"),
    "Form": ("Aggregate", "Anonymous", "Identifiable", "Pseudonymous"),
}
KINDS = """DataPractice UserRight ComplianceClaim ChangeNotice AudienceStatement DoNotTrackStatement TermDefinition
Disclosure"""
DATED = ("effectiveDate", "firstStated", "validFrom", "validUntil", "retentionPeriod", "deadline")

SCHEMA = load_schema()


def declared(kind):
    return {term.iri.removeprefix(PG) for term in SCHEMA.values() if term.own and term.kind == kind}


def disjoint(one, other):
    return PG + other in SCHEMA[PG + one].disjoint or PG + one in SCHEMA[PG + other].disjoint


def test_declares_exactly_the_terms_of_the_design():
    assert declared("class") == set(CLASSES.split())
    assert declared("object property") == set(OBJECT_PROPERTIES.split())
    assert declared("datatype property") == set(DATATYPE_PROPERTIES.split())
    assert declared("annotation property") == {"ambiguousLabel"}
    assert declared("individual") == {name for names in INDIVIDUALS.values() for name in names}


def test_every_own_term_says_in_words_what_it_is():
    bare = [term.iri for term in SCHEMA.values() if term.own and not (term.label and term.definition)]
    assert bare == []


def test_every_own_property_has_a_domain_and_all_but_dated_ones_a_range():
    for name in (*OBJECT_PROPERTIES.split(), *DATATYPE_PROPERTIES.split()):
        term = SCHEMA[PG + name]
        assert len(term.domain) == 1, name
        assert len(term.range) == (0 if name in DATED else 1), name


def test_no_range_is_a_datatype_that_the_reasoner_does_not_know():
    ranges = {r for term in SCHEMA.values() for r in term.range}
    assert not ranges & {XSD + "date", XSD + "duration", XSD + "gYear"}


@pytest.mark.parametrize(
    ("name", "domain", "range_"),
    [
        ("assertedBy", "Assertion", "Company"),
        ("statedIn", "Assertion", "PolicyVersion"),
        ("actor", "Assertion", "Agent"),
        ("recipient", "Assertion", "Agent"),
        ("practice", "DataPractice", "Practice"),
        ("dataType", "Assertion", "DataType"),
        ("forPurpose", "Assertion", "Purpose"),
        ("exception", "Assertion", "Condition"),
        ("doesNotShare", "Company", "DataType"),
        ("right", "UserRight", "Right"),
    ],
)
def test_domains_and_ranges(name, domain, range_):
    assert SCHEMA[PG + name].domain == (PG + domain,)
    assert SCHEMA[PG + name].range == (PG + range_,)


def test_evidence_is_a_web_annotation_resource():
    assert SCHEMA[PG + "evidence"].range == (OA + "SpecificResource",)


def test_selling_is_sharing_and_not_sharing_is_not_selling():
    assert SCHEMA[PG + "sells"].parents == (PG + "shares",)
    assert SCHEMA[PG + "doesNotShare"].parents == (PG + "doesNotSell",)
    assert SCHEMA[PG + "shares"].parents == SCHEMA[PG + "doesNotSell"].parents == ()


def test_kinds_of_assertion_are_subclasses_and_pairwise_disjoint():
    kinds = KINDS.split()
    for position, kind in enumerate(kinds):
        assert PG + "Assertion" in SCHEMA[PG + kind].parents
        for other in kinds[position + 1 :]:
            assert disjoint(kind, other), (kind, other)


def test_things_that_are_never_one_are_disjoint():
    things = ("Company", "Policy", "PolicyVersion", "Assertion", "Period", "ExtractionRun")
    for position, thing in enumerate(things):
        for other in things[position + 1 :]:
            # A company's disjointness comes from that of all agents.
            assert disjoint("Agent" if thing == "Company" else thing, other), (thing, other)


@pytest.mark.parametrize("name", ["actor", "practice", "polarity", "modality", "dataType", "confidence", "minimumAge"])
def test_what_an_assertion_has_once_is_functional(name):
    assert SCHEMA[PG + name].functional


@pytest.mark.parametrize("name", ["forPurpose", "recipient", "statedIn", "evidence", "validDuring", "condition"])
def test_what_an_assertion_may_have_often_is_not_functional(name):
    assert not SCHEMA[PG + name].functional


def test_individuals_are_of_their_class():
    for class_, names in INDIVIDUALS.items():
        for name in names:
            assert SCHEMA[PG + name].parents == (PG + class_,)


def test_every_scheme_has_a_class_of_concepts():
    for class_ in SCHEME_CLASSES.values():
        assert any(parent.endswith("core#Concept") for parent in SCHEMA[class_].parents)
