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


@pytest.mark.parametrize(
    ("text", "purposes"),
    [
        (
            "Your purchases may be used to personalize your experience, send you notifications, "
            "provide and improve the store, and prevent fraud.",
            {"ServicePersonalisation", "ImproveExistingProductsAndServices", "FraudPreventionAndDetection"},
        ),
        (
            "We use the details you supply through the shop to provide you with the product you have requested.",
            {"RequestedServiceProvision"},
        ),
        (
            "In certain circumstances, such as to provide you with products you requested, we may collect your name.",
            {"RequestedServiceProvision"},
        ),
        (
            "In the course of its activity and for the purposes of providing the services, "
            "Brindle Foods is required to collect your name.",
            {"ServiceProvision"},
        ),
        (
            "It is optional for users to provide their age, but encouraged so we can provide a more personalized "
            "experience.",
            {"ServicePersonalisation"},
        ),
        (
            "With your consent we process your details, such as for letters of a marketing kind.",
            {"Marketing"},
        ),
        (
            "We share your name with service providers that work on our behalf to process payments.",
            {"PaymentManagement"},
        ),
        (
            "We may retain your information when that information is reasonably needed to comply with our legal "
            "obligations.",
            {"LegalCompliance"},
        ),
        (
            "Your name may be shared with carriers for services such as payment processing, order fulfillment, and "
            "address verification.",
            {"PaymentManagement", "CustomerOrderManagement"},
        ),
    ],
)
def test_a_purpose_is_found_wherever_it_stands(read, text, purposes):
    found = read(text)
    assert found
    assert purposes <= named(found)


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("We will send you emails about our work.", "DirectMarketing"),
        ("If our service is suspended we might send users an email.", "CommunicationManagement"),
        ("Members will occasionally receive information on products.", "DirectMarketing"),
    ],
)
def test_who_is_written_to_is_written_to_for_what_the_message_says(read, text, purpose):
    assert purpose in named(read(text))


def test_who_is_not_written_to_is_written_to_for_nothing(read):
    assert not named(read("We will not contact you."))


def test_the_general_purpose_gives_way_to_the_named_ones(read):
    found = read("We use your name for our legitimate business interests, such as improving our services.")
    assert named(found) == {"ImproveExistingProductsAndServices"}


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("We may disclose your name for purposes other than marketing.", "Marketing"),
        ("We share data that may be able to identify you with partners.", "IdentityVerification"),
        ("We give your name to advertisers so that they can show you ads that meet your needs.", "CustomerCare"),
    ],
)
def test_what_is_no_purpose_is_none(read, text, purpose):
    found = read(text)
    assert found
    assert purpose not in named(found)


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        ("We share your name with our payment processor.", "PaymentManagement"),
        ("We take steps to protect your name against unauthorized access.", "EnforceSecurity"),
    ],
)
def test_recipients_and_threats_imply_what_they_are_for(read, text, purpose):
    assert purpose in named(read(text))
