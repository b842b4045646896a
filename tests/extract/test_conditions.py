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
    ],
)
def test_no_condition_is_made_up(read, text):
    found = read(text)
    assert found
    assert not conditions(found) & {"LegalRequirement", "Merger", "UserProvides"}
