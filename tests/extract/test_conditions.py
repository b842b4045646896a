"""Conditions that other words imply, and those that open a sentence. Read by the rules alone."""

import pytest
from practicegraph.extract import Extractor


@pytest.fixture(scope="module")
def read():
    extractor = Extractor(tagger=False)
    return lambda text: [a for a in extractor.extract(text, company="Brindle Foods") if a.kind == "DataPractice"]


def conditions(found):
    return {(c.concept or "").rsplit("/")[-1] for a in found for c in a.conditions}


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("We may disclose your name to comply with court orders.", "LegalRequirement"),
        ("In connection with any merger, your recipes will be transferred to the new owner.", "Merger"),
        ("In the event of a merger or sale, your recipes may be transferred to the buyer.", "Merger"),
        ("We share the recipes you choose to give us with bakers.", "UserProvides"),
        ("We collect the recipes that you give us.", "UserProvides"),
        ("We collect birthdays on a voluntary basis.", "UserProvides"),
        ("Our couriers are contractually obliged to protect your address.", "Contract"),
        ("We share your address with couriers under contract with us.", "Contract"),
        ("Your name may be processed based on your consent.", "Consent"),
    ],
)
def test_a_condition_is_read(read, text, condition):
    assert condition in conditions(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "We use your name to comply with the law.",
        "In our shops, we collect your name.",
        "We share recipes with bakers.",
        "We share the recipes that you give us with bakers.",
        "We keep your name for legal purposes.",
        "Read our contract. We collect your name.",
    ],
)
def test_no_condition_is_made_up(read, text):
    found = read(text)
    assert found
    assert not conditions(found) & {"LegalRequirement", "Merger", "UserProvides", "Contract"}


@pytest.mark.parametrize(
    ("text", "occasion"),
    [
        ("When you register, we collect your name.", "When you register"),
        ("We collect your name when you create an account.", "when you create an account"),
        ("During registration we collect your name.", "During registration"),
        ("We use your address when cooking for you.", "when cooking for you"),
    ],
)
def test_what_the_person_is_doing_is_the_scope_of_a_statement(read, text, occasion):
    found = read(text)
    assert [s.text for a in found for s in a.scopes] == [occasion]
    assert not any(a.conditions for a in found)


@pytest.mark.parametrize(
    "text", ["If you register, we collect your name.", "We share your name only when you return to us."]
)
def test_an_if_or_only_limits_the_statement(read, text):
    assert all(a.conditions for a in read(text))


def test_if_available_limits_nothing(read):
    found = read("We collect your name and, if available, your birthday.")
    assert found
    assert not any(a.conditions for a in found)
