"""Lists of data: where they go on, what they leave out, and items under a lead-in. Read by the rules alone."""

import pytest
from practicegraph.extract import Extractor


@pytest.fixture(scope="module")
def read():
    extractor = Extractor(tagger=False)
    return lambda text: [a for a in extractor.extract(text, company="Brindle Foods") if a.kind == "DataPractice"]


def data(found, polarity="Affirmed"):
    return [a.data_type.text for a in found if a.polarity.endswith(polarity)]


def test_a_list_goes_on_past_participles(read):
    found = read("We collect your browser type, pages viewed, links clicked and your IP address.")
    assert data(found) == ["browser type", "pages viewed", "links clicked", "IP address"]


def test_a_number_in_brackets_is_no_part_of_a_phrase(read):
    assert data(read("We collect your phone number(s) and your IP address.")) == ["phone number", "IP address"]


@pytest.mark.parametrize(
    "text",
    [
        "Our couriers may use your order history (not including your name or e-mail address) to plan routes.",
        "We share your order history, but not your name or e-mail address, with couriers.",
    ],
)
def test_what_a_list_leaves_out_is_denied(read, text):
    found = read(text)
    assert data(found) == ["order history"]
    assert data(found, "Denied") == ["name", "e-mail address"]
    assert all(a.negation is not None for a in found if a.polarity.endswith("Denied"))


def test_items_after_such_as(read):
    found = read("We collect data on the computer you use, such as:\n\n- your IP address\n- your preferred language\n")
    assert {"IP address", "preferred language"} <= set(data(found))
    assert len([d for d in data(found) if d.startswith("data")]) == 1


def test_a_lead_in_that_says_enough_is_read(read):
    found = read("We collect data about you:\n\n- when you register\n- when you order\n")
    assert [a.evidence.text for a in found][:1] == ["We collect data about you:"]


def test_mail_that_is_sent_uses_the_address(read):
    [found] = read("Once you register, we will send you emails about our work.")
    assert (found.practice.rpartition("/")[2], found.data_type.text) == ("Contact", "emails")


def test_items_that_are_purposes_repeat_what_is_used(read):
    text = (
        "We use your order history to:\n\n* plan our next models\n\n* compile tables of tea habits\n\n"
        "* find out whom to ask about new blends\n"
    )
    found = [a for a in read(text) if a.data_type.text == "order history"]
    said = [m.text for a in found for m in a.purposes]
    assert len(found) == 3
    assert any("compile tables" in s for s in said)
    assert any("find out whom" in s for s in said)


def test_an_item_that_is_no_purpose_does_not_repeat_the_lead_in(read):
    found = read("We collect your name and also:\n\n* your e-mail address\n\n* your phone number\n")
    assert data(found).count("name") <= 1
