"""Lists that run on in a paragraph, taken apart into lead-in and items."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from practicegraph.extract import Extractor
from practicegraph.extract.document import Passage
from practicegraph.extract.runin import with_bare_lists, with_run_in_lists


def passage(text, kind="paragraph", lead_in=None):
    return Passage(kind, text, tuple(range(len(text) + 1)), lead_in=lead_in)


def apart(text):
    return [(p.kind, p.text) for p in with_run_in_lists([passage(text)])]


def test_fragments_after_a_colon_are_items():
    text = "Our use. We use readings to: Bake the bread. Plan our routes. We keep nothing."
    assert apart(text) == [
        ("paragraph", "Our use. We use readings to:"),
        ("item", "Bake the bread."),
        ("item", "Plan our routes."),
        ("paragraph", "We keep nothing."),
    ]


def test_semicolons_part_items():
    text = "We collect the following: Your name; Your oven's model; and The age of your sourdough. It is little."
    assert apart(text) == [
        ("paragraph", "We collect the following:"),
        ("item", "Your name;"),
        ("item", "Your oven's model;"),
        ("item", "The age of your sourdough."),
        ("paragraph", "It is little."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Business transfers: As we grow, we might sell bakeries. Orders go along.",
        "We use readings to: Bake the bread. We keep nothing.",
        "We share it with: (1) millers; (2) bakers.",
        "Write to us at: Quern Lane 5, Millham. Mark it private.",
    ],
)
def test_what_is_no_list_stays_whole(text):
    assert apart(text) == [("paragraph", text)]


def test_later_lead_ins_are_counted_anew():
    rows = [
        passage("We use readings to: Bake the bread. Plan our routes."),
        passage("We also collect:"),
        passage("names", "item", lead_in=1),
    ]
    made = with_run_in_lists(rows)
    assert made[made[-1].lead_in].text == "We also collect:"


def test_each_item_says_what_data_is_used_for():
    read = Extractor(tagger=False).extract(
        "We use your order history to: Bake the bread you like. Tell you about offers. Improve our recipes.",
        company="Brindle Foods",
    )
    found = [(a.evidence.text, a.data_type.text) for a in read if a.kind == "DataPractice"]
    assert found == [
        ("Bake the bread you like.", "order history"),
        ("Tell you about offers.", "order history"),
        ("Improve our recipes.", "order history"),
    ]


@given(st.text(alphabet="aB .:;W", max_size=60))
def test_no_character_is_lost_or_moved(text):
    whole = passage(text)
    parts = with_run_in_lists([whole])
    assert all(text[p.offsets[0] : p.offsets[-1]] == p.text for p in parts)
    assert "".join("".join(p.text for p in parts).split()) == "".join(text.split())


def test_lines_that_lost_their_bullets_are_items():
    rows = [passage("We may use it to:"), passage("bake bread"), passage("plan routes"), passage("We keep nothing.")]
    made = with_bare_lists(rows)
    assert [(p.kind, p.lead_in) for p in made] == [("paragraph", None), ("item", 0), ("item", 0), ("paragraph", None)]


def test_one_line_after_a_colon_is_no_list():
    rows = [passage("Write to:"), passage("privacy@quern.example"), passage("Thank you.")]
    assert with_bare_lists(rows) == rows
