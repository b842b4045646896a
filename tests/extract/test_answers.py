"""Question headings that a word answers. Read by the rules alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from practicegraph.extract import Extractor
from practicegraph.extract.answers import answered
from practicegraph.extract.document import Passage


@pytest.fixture(scope="module")
def read():
    extractor = Extractor(tagger=False)

    def read(text):
        found = [a for a in extractor.extract(text, company="Brindle Foods") if a.kind == "DataPractice"]
        for assertion in found:
            for mention in (assertion.evidence, assertion.data_type, assertion.negation, *assertion.conditions):
                if mention is not None:
                    assert text[mention.start : mention.end] == mention.text
        return found

    return read


def said(found):
    return [(a.practice.rsplit("/")[-1], a.polarity.rsplit("#")[-1], a.data_type.text, a.evidence.text) for a in found]


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("Do we sell your recipes?", "No.", ("Sell", "Denied", "recipes", "No.")),
        ("Do you share my e-mail address with millers?", "Never.", ("Share", "Denied", "e-mail address", "Never.")),
        ("Does Brindle Foods sell your name?", "No.", ("Sell", "Denied", "name", "No.")),
        ("Is my postal address shared?", "No, it isn't.", ("Share", "Denied", "postal address", "No, it isn't.")),
        ("Will you collect my age?", "Yes.", ("Collect", "Affirmed", "age", "Yes.")),
    ],
)
def test_an_answer_makes_a_statement_of_the_question(read, question, answer, expected):
    assert expected in said(read(f"# Privacy Policy\n\n## {question}\n\n{answer}\n"))


def test_a_condition_of_the_answer_is_kept(read):
    found = read("# Privacy Policy\n\n## Do you collect my age?\n\nYes, if you register.\n")
    assert [c.text for a in found for c in a.conditions] == ["if you register"]


def test_the_negation_is_the_answers_word(read):
    (found,) = read("# Privacy Policy\n\n## Do we sell your name?\n\nNever. Bread is enough.\n")
    assert found.negation is not None
    assert found.negation.text == "Never"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What do we sell?", "No bread is sold."),
        ("Do we sell your name?", "It depends on the weather."),
        ("Do we sell your name?", "Nobody knows."),
        ("How do you use my name?", "Yes."),
    ],
)
def test_other_questions_and_answers_make_none(read, question, answer):
    assert read(f"# Privacy Policy\n\n## {question}\n\n{answer}\n") == []


@given(st.text(alphabet="Do we sel?Isymarhd,. ", max_size=50), st.sampled_from(["No.", "Yes, we do.", "Never", " No "]))
def test_each_character_leads_back(question, answer):
    asked = Passage("heading", question, tuple(range(len(question) + 1)))
    replied = Passage("paragraph", answer, tuple(range(100, 101 + len(answer))))
    made = answered(asked, replied)
    if made is not None:
        passage, seam = made
        assert len(passage.offsets) == len(passage.text) + 1
        assert passage.offsets[seam] == 100 + len(answer) - len(answer.lstrip())
