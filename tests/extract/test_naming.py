"""The company's own name is read as "we", "us" and "our", and quoted as the name that it is."""

from collections.abc import Callable

import pytest
from practicegraph.extract import Assertion, Extractor
from practicegraph.extract.document import Passage
from practicegraph.extract.naming import speak_for_company

VERBS = ("collect", "share", "sell", "use", "store")
Read = Callable[..., list[Assertion]]


@pytest.fixture(scope="module")
def read() -> Read:
    extractor = Extractor(tagger=False)  # the rules alone: what the tagger adds has tests of its own
    return lambda text, company="Fernhollow Books": extractor.extract(text, company=company)


def spoken(text: str, *names: str) -> Passage:
    passage = Passage("paragraph", text, tuple(range(len(text) + 1)))
    return speak_for_company(passage, frozenset(names or ("fernhollow books", "fernhollow")), VERBS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fernhollow collects your name.", "We collect your name."),
        ("Today Fernhollow Books may share it.", "Today we may share it."),
        ("You agree. Fernhollow Books sells maps.", "You agree. We sell maps."),
        ("You agree. Fernhollow's partners sell maps.", "You agree. Our partners sell maps."),
        ("It is shared by Fernhollow.", "It is shared by us."),
        ("Fernhollow’s partners share it.", "Our partners share it."),
        ("It stays on Fernhollow's servers.", "It stays on our servers."),
        ("The Fernhollow app is free.", "The Fernhollow app is free."),
        ("Write to privacy@fernhollow.example about it.", "Write to privacy@fernhollow.example about it."),
        ("See fernhollow.example/collects for more.", "See fernhollow.example/collects for more."),
        ("Fernhollowers collect stamps.", "Fernhollowers collect stamps."),
    ],
)
def test_the_name_becomes_a_pronoun_where_that_reads_as_english(text: str, expected: str) -> None:
    assert spoken(text).text == expected


def test_the_longest_variant_wins() -> None:
    assert spoken("Fernhollow Books collects names.").text == "We collect names."


def test_offsets_of_the_pronoun_are_those_of_the_name() -> None:
    text = "In short, Fernhollow Books collects your name."
    passage = spoken(text)
    start = passage.text.index("we")
    first, last = passage.locate(start, start + 2)
    assert text[first:last] == "Fernhollow Books"
    start = passage.text.index("name")
    first, last = passage.locate(start, start + 4)
    assert text[first:last] == "name"


def test_a_passage_without_the_name_is_the_same_object() -> None:
    text = "We collect your name."
    passage = Passage("paragraph", text, tuple(range(len(text) + 1)))
    assert speak_for_company(passage, frozenset({"fernhollow"}), VERBS) is passage


def test_the_actor_is_quoted_by_name(read: Read) -> None:
    [found] = read("Fernhollow Books does not sell your age.")
    assert found.actor is not None
    assert (found.actor.text, found.actor.concept) == ("Fernhollow Books", found.asserted_by)


def test_the_evidence_is_quoted_with_the_name(read: Read) -> None:
    text = "Fernhollow Books does not sell your age."
    assert [a.evidence.text for a in read(text)] == [text]


def test_names_with_the_characters_of_patterns(read: Read) -> None:
    [found] = read("Lark+Co (UK) collects your age.", company="Lark+Co (UK)")
    assert found.evidence.text == "Lark+Co (UK) collects your age."


def test_another_company_is_not_this_one(read: Read) -> None:
    found = read("Our advertisers collect your age.", company="Fernhollow Books")
    assert all(a.actor is not None and a.actor.concept != a.asserted_by for a in found)


def test_a_smile_opens_no_bracket(read: Read) -> None:
    found = read("We would miss you :( :( but you can close your account. We keep your name for a year.")
    assert any(a.evidence.text == "We keep your name for a year." for a in found)
