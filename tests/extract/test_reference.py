"""What "this information" and its like stand for."""

from collections.abc import Callable

import pytest
from practicegraph.extract import Assertion, Extractor

Read = Callable[[str], list[Assertion]]


@pytest.fixture(scope="module")
def read() -> Read:
    extractor = Extractor(tagger=False)  # the rules alone: what the tagger adds has tests of its own
    return lambda text: extractor.extract(text, company="Tidepool Games")


def local(iri: str | None) -> str:
    return (iri or "").rpartition("/")[2].rpartition("#")[2]


def referents(assertion: Assertion) -> list[str]:
    return [local(iri) for iri in assertion.refers_to]


@pytest.mark.parametrize(
    "phrase", ["this information", "this data", "such information", "these data", "that information"]
)
def test_a_referring_phrase_stands_for_the_data_of_the_sentence_before(read: Read, phrase: str) -> None:
    found = read(f"We collect your name and telephone number. We share {phrase} with advertisers.")
    assert referents(found[-1]) == ["Name", "TelephoneNumber"]


def test_the_phrase_itself_stays_generic(read: Read) -> None:
    found = read("We collect your age. We store this information.")
    assert found[-1].data_type is not None
    assert (found[-1].data_type.text, local(found[-1].data_type.concept)) == ("this information", "UnspecifiedData")


def test_across_paragraphs_of_a_section(read: Read) -> None:
    found = read("We collect your age.\n\nWe share this information with advertisers.\n")
    assert referents(found[-1]) == ["Age"]


def test_as_the_subject_of_a_passive(read: Read) -> None:
    found = read("We collect your name and age. Such information is never sold.")
    assert referents(found[-1]) == ["Age", "Name"]


def test_after_a_list(read: Read) -> None:
    found = read("We collect:\n\n- your name\n- your age\n\nWe do not sell this information.\n")
    assert local(found[-1].polarity) == "Denied"
    assert set(referents(found[-1])) <= {"Age", "Name"}
    assert "Age" in referents(found[-1])


def test_not_across_sections(read: Read) -> None:
    found = read(
        "# What we collect\n\nWe collect your age.\n\n# Sharing\n\nWe share this information with advertisers.\n"
    )
    assert referents(found[-1]) == []


def test_nothing_before_it(read: Read) -> None:
    assert referents(read("We share this information with advertisers.")[-1]) == []


def test_a_phrase_that_does_not_point_back(read: Read) -> None:
    found = read("We collect your age. We share personal information with advertisers.")
    assert referents(found[-1]) == []


def test_a_known_data_type_refers_to_nothing_else(read: Read) -> None:
    found = read("We collect your age. We share your name with advertisers.")
    assert referents(found[-1]) == []


def test_through_another_referring_phrase(read: Read) -> None:
    found = read("We collect your age. We store this information. We do not sell this information.")
    assert referents(found[-1]) == ["Age"]


class TestInclusion:
    def test_what_it_may_include_is_collected_as_the_sentence_before_says(self, read: Read) -> None:
        found = read("We collect information when you register. This information may include your name and your age.")
        first, name, age = found
        assert [local(a.data_type.concept) for a in found if a.data_type] == ["UnspecifiedData", "Name", "Age"]
        assert {local(a.practice) for a in found} == {"Collect"}
        assert name.conditions == age.conditions == first.conditions

    def test_its_own_modality_counts(self, read: Read) -> None:
        found = read("We collect information. This information may include your name.")
        assert [local(a.modality) for a in found] == ["Stated", "Possible"]

    def test_its_own_sentence_is_the_evidence(self, read: Read) -> None:
        found = read("We collect information. This information may include your name.")
        assert found[-1].evidence.text == "This information may include your name."

    def test_recipients_go_with_it(self, read: Read) -> None:
        found = read("We provide information to sponsors. This information might include your age.")
        assert [local(m.concept) for m in found[-1].recipients] == ["Sponsor"]

    def test_with_nothing_before_it_says_nothing(self, read: Read) -> None:
        assert [a for a in read("This information includes your name.") if a.kind == "DataPractice"] == []
