"""Who is written to: the verb names the data that is used. Read by the rules alone."""

import pytest
from practicegraph.extract import Extractor


@pytest.fixture(scope="module")
def read():
    extractor = Extractor(tagger=False)
    return lambda text: [a for a in extractor.extract(text, company="Brindle Foods") if a.kind == "DataPractice"]


def said(found):
    return [(a.practice.rsplit("/")[-1], a.data_type.concept.rsplit("/")[-1], a.polarity[-6:]) for a in found]


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("We may contact you about your order.", "ContactData"),
        ("We may notify you if a recipe is recalled.", "ContactData"),
        ("We communicate with members about their boxes.", "ContactData"),
        ("We may send you promotional materials.", "ContactData"),
        ("Members will sometimes receive announcements.", "ContactData"),
        ("We send all new members a welcoming e-mail.", "EmailAddress"),
    ],
)
def test_writing_to_people_uses_their_contact_data(read, text, data):
    assert ("Contact", data, "firmed") in said(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "You may contact us at any time.",
        "You may receive a copy of the recipe book.",
        "Tell us if you wish to receive offers.",
        "You may receive offers from our partners.",
        "Our couriers notify the kitchen.",
    ],
)
def test_nobody_is_written_to(read, text):
    assert "Contact" not in [practice for practice, _, _ in said(read(text))]


def test_a_denial_of_contact(read):
    assert ("Contact", "ContactData", "Denied") in said(read("We will not contact you."))
