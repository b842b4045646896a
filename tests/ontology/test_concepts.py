"""The concepts that come with the package: how many, how complete, how they hang together."""

import re

import pytest
from practicegraph.ontology import load_vocabulary
from practicegraph.ontology.check import check_ontology
from practicegraph.ontology.namespaces import DATA, PARTY, PRACTICE, PURPOSE, ROOT, SCHEMES


@pytest.fixture(scope="module")
def vocabulary():
    return load_vocabulary()


def test_the_check_finds_nothing_wrong():
    assert [str(problem) for problem in check_ontology()] == []


@pytest.mark.parametrize(
    ("scheme", "least"),
    [
        ("data", 150),
        ("purpose", 60),
        ("practice", 25),
        ("party", 30),
        ("condition", 12),
        ("right", 10),
        ("safeguard", 15),
        ("framework", 10),
    ],
)
def test_schemes_are_wide(vocabulary, scheme, least):
    assert len(vocabulary.scheme(scheme)) >= least


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_scheme_is_empty(vocabulary, scheme):
    assert vocabulary.scheme(scheme)


@pytest.mark.parametrize(
    ("narrow", "broad"),
    [
        ("Track", "Collect"),
        ("Infer", "Collect"),
        ("Analyse", "Use"),
        ("Profile", "Use"),
        ("Combine", "Use"),
        ("Anonymise", "Use"),
        ("Sell", "Share"),
        ("Rent", "Share"),
        ("Disclose", "Share"),
        ("Publish", "Share"),
    ],
)
def test_practices_of_the_design(vocabulary, narrow, broad):
    assert vocabulary.same_or_narrower(PRACTICE + narrow, PRACTICE + broad)


@pytest.mark.parametrize("name", ["Collect", "Use", "Share", "Retain", "Delete", "Protect", "Transfer"])
def test_top_practices_are_not_under_one_another(vocabulary, name):
    assert vocabulary.ancestors(PRACTICE + name) == {PRACTICE + name}


@pytest.mark.parametrize("name", ["FirstParty", "ThirdParty", "Advertiser", "Customer", "User"])
def test_parties_of_the_design(vocabulary, name):
    assert PARTY + name in vocabulary


def test_an_email_address_is_contact_data(vocabulary):
    found = {iri for wording, iri in vocabulary.wordings("data") if wording == "email address"}
    assert found == {DATA + "EmailAddress"}
    assert len(vocabulary.ancestors(DATA + "EmailAddress")) > 1


def test_lease_is_said_of_renting(vocabulary):
    assert PRACTICE + "Rent" in {iri for wording, iri in vocabulary.wordings("practice") if wording == "lease"}


def test_most_purposes_are_matched_to_dpv(vocabulary):
    purposes = vocabulary.scheme("purpose")
    assert sum(bool(purpose.matches) for purpose in purposes) >= len(purposes) / 2
    assert any(concept.iri.startswith(PURPOSE) for concept in purposes)


def test_names_are_words_run_together(vocabulary):
    odd = [
        iri for iri in vocabulary.concepts if not re.fullmatch(re.escape(ROOT) + r"[a-z-]+/[A-Z0-9][A-Za-z0-9]*", iri)
    ]
    assert odd == []


def test_a_definition_is_more_than_the_label(vocabulary):
    thin = [c.iri for c in vocabulary.concepts.values() if len(c.definition) < 12 or c.definition.lower() == c.label]
    assert thin == []


@pytest.mark.parametrize(
    ("concept", "term"),
    [
        (DATA + "PreciseLocation", "pd#Location"),
        (DATA + "GpsCoordinates", "pd#GPSCoordinate"),
        (DATA + "JobTitle", "pd#Job"),
        (DATA + "School", "pd#School"),
        (DATA + "BrowsingData", "pd#BrowsingBehaviour"),
        (PURPOSE + "UserProfiling", "dpv#Personalisation"),
        (PURPOSE + "RightsFulfilment", "dpv#RightsFulfilment"),
    ],
)
def test_concepts_stand_for_the_dpv_term_that_people_write(vocabulary, concept, term):
    assert [iri.removeprefix("https://w3id.org/").removeprefix("dpv/") for _, iri in vocabulary[concept].matches] == [
        term
    ]
