"""Purposes: lists of verbs, those further on, and those that other words imply. Read by the rules alone."""

import pytest
from practicegraph.extract import Extractor


@pytest.fixture(scope="module")
def read():
    extractor = Extractor(tagger=False)
    return lambda text: extractor.extract(text, company="Brindle Foods")


def named(found):
    return {m.concept.rpartition("/")[2] for a in found for m in a.purposes if m.concept}


@pytest.mark.parametrize(
    ("text", "purposes"),
    [
        ("We use your name to send newsletters, process payments and prevent fraud.", {"PaymentManagement"}),
        ("We use your name to detect, investigate and prevent fraud.", {"FraudPreventionAndDetection"}),
        ("We use your name to, for example, provide our services.", {"ServiceProvision"}),
        (
            "We share your name with vendors who need it in order to process payments.",
            {"PaymentManagement"},
        ),
    ],
)
def test_each_verb_has_its_purpose(read, text, purposes):
    found = read(text)
    assert found
    assert purposes <= named(found)
    assert all(text[m.start : m.end] == m.text for a in found for m in a.purposes)


def test_one_mention_for_each_purpose(read):
    [found] = read("We use your name to prevent fraud and to detect fraud.")
    concepts = [m.concept for m in found.purposes]
    assert len(concepts) == len(set(concepts))


def test_the_purpose_of_another_practice_is_not_taken(read):
    found = read("We may share statistics that cannot be used to identify you.")
    assert "IdentityVerification" not in named(found)


def test_what_the_law_requires_is_for_compliance(read):
    [found] = read("We disclose your name if required by law.")
    assert "LegalCompliance" in named([found])


def test_opting_out_of_offers_is_about_marketing(read):
    found = read("You may opt out of receiving promotional e-mails.")
    assert "DirectMarketing" in named(found)


def test_a_plain_condition_implies_nothing(read):
    [found] = read("We collect your name if you register.")
    assert named([found]) == set()
