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


def test_all_items_of_the_list_before(read: Read) -> None:
    found = read("We collect:\n\n- your name\n- your age\n- your gender\n\nWe do not sell this information.\n")
    assert referents(found[-1]) == ["Age", "Gender", "Name"]


def test_within_a_list_only_the_sentence_before(read: Read) -> None:
    found = read("We collect:\n\n- your name\n- your age. We do not sell this information.\n")
    assert referents(found[-1]) == ["Age"]


class TestSameSentence:
    def test_the_clause_before(self, read: Read) -> None:
        found = read("We collect your name and share it with advertisers.")
        assert referents(found[-1]) == ["Name"]

    def test_what_the_person_gives_under_a_condition(self, read: Read) -> None:
        found = read("If you give us your telephone number, we use it to verify your account.")
        pointing = [a for a in found if a.data_type and a.data_type.text == "it"]
        assert [referents(a) for a in pointing] == [["TelephoneNumber"]]

    def test_nearer_than_the_sentence_before(self, read: Read) -> None:
        found = read("We collect your age. If you submit your postal address, we will share this information.")
        assert referents(found[-1]) == ["PostalAddress"]

    def test_other_data_of_the_sentence_bars_the_sentence_before(self, read: Read) -> None:
        found = read("We collect your age. If you post personal information here, such information may be shared.")
        assert referents(found[-1]) == []

    def test_not_its_own_list(self, read: Read) -> None:
        found = read("We collect your age. We combine your name and this information.")
        pointing = [a for a in found if a.data_type and a.data_type.text == "this information"]
        assert [referents(a) for a in pointing] == [["Age"]]

    def test_what_is_only_mentioned_is_no_antecedent(self, read: Read) -> None:
        found = read("We collect your name. Depending on your settings, we may disclose this information.")
        assert referents(found[-1]) == ["Name"]


class TestAgreement:
    def test_it_is_one_thing(self, read: Read) -> None:
        assert referents(read("We collect your name and your age. We share it with advertisers.")[-1]) == []

    def test_it_is_no_plural(self, read: Read) -> None:
        assert referents(read("We use cookies. We share it with advertisers.")[-1]) == []

    def test_it_takes_up_information_and_its_examples(self, read: Read) -> None:
        found = read("We collect contact information, such as your name and telephone number. We never sell it.")
        assert referents(found[-1]) == ["ContactData", "Name", "TelephoneNumber"]

    def test_them_are_several(self, read: Read) -> None:
        assert referents(read("We collect your name and your age. We never sell them.")[-1]) == ["Age", "Name"]
        assert referents(read("We collect your name. We never sell them.")[-1]) == []

    def test_them_may_be_people(self, read: Read) -> None:
        found = read("We share your name and your age with our partners. We may disclose them to the police.")
        assert referents(found[-1]) == []


class TestReach:
    def test_a_statement_about_other_data_between(self, read: Read) -> None:
        found = read("We collect your age. We protect your personal information. We never sell this information.")
        assert referents(found[-1]) == []

    def test_a_sentence_about_other_data_that_states_no_practice(self, read: Read) -> None:
        found = read("We collect your age. Some information is public. We never sell this information.")
        assert referents(found[-1]) == []

    def test_a_pronoun_reaches_one_sentence_back(self, read: Read) -> None:
        text = "We collect your age. Our office is in Utrecht. We never sell {}."
        assert referents(read(text.format("it"))[-1]) == []
        assert referents(read(text.format("this information"))[-1]) == ["Age"]

    def test_a_message_that_is_sent_is_not_what_it_is_sent_with(self, read: Read) -> None:
        found = read("We may send you information by e-mail. We receive this information from sponsors.")
        assert referents(found[-1]) == []


class TestTheInformation:
    def test_that_is_told_by_its_own_words(self, read: Read) -> None:
        found = read("We collect your age. We share the information that we collect with advertisers.")
        assert referents(found[-1]) == []

    def test_that_stands_alone(self, read: Read) -> None:
        found = read("We collect your age. We share the information with advertisers.")
        assert referents(found[-1]) == ["Age"]

    def test_that_is_described_above(self, read: Read) -> None:
        found = read("We collect your age. We share the information described above with advertisers.")
        assert referents(found[-1]) == ["Age"]

    def test_other_things_than_data(self, read: Read) -> None:
        found = read("We do not share your name. You may opt out of receiving such offers.")
        assert all(referents(a) == [] for a in found)


class TestHeading:
    def test_it_names_the_data(self, read: Read) -> None:
        found = read("# Policy\n\n## 2. IP address and cookies\n\nWe share this information with advertisers.\n")
        assert referents(found[-1]) == ["CookieData", "IPAddress"]

    def test_it_names_something_else_too(self, read: Read) -> None:
        found = read("# Policy\n\n## Cookies and advertisers\n\nWe share this information with advertisers.\n")
        assert referents(found[-1]) == []

    def test_only_for_what_begins_its_section(self, read: Read) -> None:
        text = "# Policy\n\n## Cookies\n\nRead on. Ask us. Our office is in Utrecht. We share this information.\n"
        assert referents(read(text)[-1]) == []

    def test_what_is_told_below_it_is_nearer(self, read: Read) -> None:
        found = read("# Policy\n\n## Cookies\n\nWe collect your age. We share this information.\n")
        assert referents(found[-1]) == ["Age"]


class TestDefinedTerms:
    @pytest.mark.parametrize(
        "definition",
        [
            "“Visit Data” means information about your device and your searches.",
            "By “Visit Data” we mean information about your device and your searches.",
            "When we use the term “Visit Data”, we mean information about your device and your searches.",
            "We define “Visit Data” as information about your device and your searches.",
            "We collect information about your device and your searches (“Visit Data”).",
            "We collect information that we can link to you (“Visit Data”), such as your device data and searches.",
        ],
    )
    def test_a_term_stands_for_what_its_definition_includes(self, read: Read, definition: str) -> None:
        found = read(f"{definition}\n\n# Sharing\n\nWe share Visit Data with advertisers.\n")
        assert referents(found[-1]) == ["DeviceData", "SearchQuery"]

    def test_each_of_two_terms(self, read: Read) -> None:
        found = read("When we say “personal data” or “guest data” we mean your name and age. We sell personal data.")
        assert referents(found[-1]) == ["Age", "Name"]

    def test_pointed_to_by_its_name(self, read: Read) -> None:
        found = read("“Visit Data” means your name and age.\n\n# Sharing\n\nWe share such Visit Data with sponsors.\n")
        assert referents(found[-1]) == ["Age", "Name"]

    def test_examples_define_nothing(self, read: Read) -> None:
        found = read(
            "You may give us personal information, such as your age.\n\n# Sharing\n\nWe share personal information.\n"
        )
        assert referents(found[-1]) == []

    def test_only_after_the_definition(self, read: Read) -> None:
        found = read("We share Visit Data with advertisers. “Visit Data” means your name and your age.")
        assert referents(found[0]) == []

    def test_a_known_data_type_only_as_the_definition_writes_it(self, read: Read) -> None:
        found = read("“Contact Data” means your name and telephone number. We sell {}.".replace("{}", "Contact Data"))
        assert referents(found[-1]) == ["Name", "TelephoneNumber"]
        found = read("“Contact Data” means your name and telephone number. We sell {}.".replace("{}", "contact data"))
        assert referents(found[-1]) == []


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
