"""What list items say together with the words that lead into them."""

import pytest
from practicegraph.extract.composition import Parsed, parse
from practicegraph.extract.parses import Parses
from practicegraph.extract.pipeline import load_pipeline
from practicegraph.extract.readers import read_text


def parsed(text: str) -> list[Parsed]:
    return list(parse(Parses(load_pipeline()), read_text(text, media_type="text/markdown").passages))


def composed(lead_in: str, *items: str) -> list[str]:
    """The texts that the items are parsed as."""
    units = parsed(f"{lead_in}\n\n" + "".join(f"- {item}\n" for item in items))
    return [u.passage.text for u in units if u.passage.kind == "item"]


@pytest.mark.parametrize(
    ("lead_in", "item", "expected"),
    [
        ("We collect:", "your name", "We collect your name"),
        ("We collect the following information:", "Name", "We collect name"),
        ("We collect the following types of data:", "Age", "We collect age"),
        ("We use your name to:", "send you newsletters", "We use your name to send you newsletters"),
        ("We use your name for these purposes:", "to ship orders", "We use your name to ship orders"),
        ("We share your name when:", "you agree", "We share your name when you agree"),
    ],
)
def test_an_item_continues_its_lead_in(lead_in: str, item: str, expected: str) -> None:
    assert composed(lead_in, item) == [expected]


def test_an_acronym_keeps_its_capitals() -> None:
    assert composed("We collect:", "IP address") == ["We collect IP address"]


def test_an_item_that_is_a_sentence_stands_alone() -> None:
    item = "We collect your name when you register."
    assert composed("We collect data in these ways:", item) == [item]


def test_a_clause_under_an_open_lead_in_is_continued() -> None:
    assert composed("We share your name if:", "you agree to it.") == ["We share your name if you agree to it."]


def test_only_the_last_sentence_of_the_lead_in_goes_on() -> None:
    assert composed("We value trust. We collect:", "your name") == ["We collect your name"]


def test_a_question_leads_into_nothing() -> None:
    assert composed("What do we collect?", "your name") == ["your name"]


def test_a_nested_item_goes_on_with_the_item_above_it() -> None:
    units = parsed("We use your name to:\n\n- send you:\n  - newsletters\n")
    assert [u.passage.text for u in units][-1] == "We use your name to send you newsletters"


def test_the_seam_is_where_the_item_starts() -> None:
    unit = parsed("We collect:\n\n- your name\n")[-1]
    assert unit.passage.text[unit.seam :] == "your name"


def test_offsets_lead_back_to_the_item_and_to_its_lead_in() -> None:
    text = "We collect:\n\n- your name\n"
    unit = parsed(text)[-1]
    first, last = unit.passage.locate(unit.seam, len(unit.passage.text))
    assert text[first:last] == "your name"
    first, last = unit.passage.locate(0, len("We collect"))
    assert text[first:last] == "We collect"


def test_headings_are_not_parsed() -> None:
    assert [u.passage.kind for u in parsed("# What we collect\n\nWe collect your name.\n")] == ["paragraph"]


def test_order_is_that_of_the_text() -> None:
    units = parsed("We collect:\n\n- your name\n- your age\n\nWe keep them.\n")
    assert [u.passage.text for u in units] == [
        "We collect:",
        "We collect your name",
        "We collect your age",
        "We keep them.",
    ]
