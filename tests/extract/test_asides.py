"""Words that only come between a verb and what belongs to it are left out of what is parsed."""

import pytest
from practicegraph.extract import Extractor
from practicegraph.extract.asides import without_asides
from practicegraph.extract.document import Passage


def passage(text: str) -> Passage:
    return Passage("paragraph", text, tuple(range(len(text) + 1)))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("We use it to, for example, answer you.", "We use it to answer you."),
        ("We keep data including, but not limited to, names.", "We keep data including names."),
        ("We keep data including without limitation names.", "We keep data including names."),
        ("They must (i) guard it and (ii) delete it.", "They must guard it and delete it."),
        ("We ask for your number(s).", "We ask for your number."),
        ("Please note that we keep logs.", "We keep logs."),
        ("We keep logs, for example, of visits.", "We keep logs, for example, of visits."),
    ],
)
def test_what_is_left_out(text: str, plain: str) -> None:
    assert without_asides(passage(text)).text == plain


def test_offsets_stay_true() -> None:
    text = "We may, from time to time, share your name(s) with (a) banks and (b) shops."
    plain = without_asides(passage(text))
    assert len(plain.offsets) == len(plain.text) + 1
    assert all(plain.text[i] == text[plain.offsets[i]] for i in range(len(plain.text)))


def test_statements_behind_an_aside_are_read_with_true_offsets() -> None:
    text = "Please note that we may, from time to time, share your postal address with couriers."
    [found] = Extractor().extract(text, company="Brindle Foods")
    assert found.data_type is not None
    assert text[found.data_type.start : found.data_type.end] == "postal address"
    assert [m.text for m in found.recipients] == ["couriers"]


def test_what_is_reminded_of_begins_a_sentence() -> None:
    found = Extractor(tagger=False).extract(
        "You can write to us. Please note that we keep your name for a year.", company="Brindle Foods"
    )
    assert [a.evidence.text for a in found if a.kind == "DataPractice"][-1].endswith("we keep your name for a year.")
    assert not any("write to us" in a.evidence.text for a in found if a.kind == "DataPractice")
