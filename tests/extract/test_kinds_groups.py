"""Statements for one group of people: children and their parents, the people of a region."""

import pytest
from practicegraph.extract.kinds.audience import read_audience
from practicegraph.extract.kinds.groups import read_groups


def local(iri):
    return iri.rpartition("/")[2].rpartition("#")[2]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Parents should watch what their children do online.", "Parents"),
        ("Guardians may write to us on behalf of a minor.", "Guardians"),
        ("Your child's privacy matters to Quillmark.", "child"),
        ("We ask kids to pick a nickname.", "kids"),
        ("If you worry about what your children do on our site, call us.", "children"),
        ("The posts of minors are hidden from other members.", "minors"),
    ],
)
def test_children_and_their_parents(read_with, text, who) -> None:
    [found] = read_with(read_groups, text)
    assert (found.kind, found.data_subject.text) == ("AudienceStatement", who)


@pytest.mark.parametrize(
    ("text", "who", "where"),
    [
        ("If you live in Canada, please read our notice for Canadians.", "you", ["Canada"]),
        ("Residents of California may ask us for a list of our partners.", "Residents", ["California"]),
        ("California residents can write to our desk in Fresno.", "residents", ["California"]),
        ("If you visit us from outside Norway, our rules may differ from yours.", "you", ["Norway"]),
        ("Customers located in the European Union buy from Quillmark AS.", "Customers", ["EuropeanUnion"]),
        ("Visitors who come from Brazil are served by another shop.", "Visitors", ["Brazil"]),
        ("International users should know that laws differ.", "users", []),
    ],
)
def test_people_of_a_region(read_with, text, who, where) -> None:
    [found] = read_with(read_groups, text)
    assert found.data_subject.text == who
    assert [local(m.concept) for m in found.locations] == where


@pytest.mark.parametrize(
    "text",
    [
        "Under California law, you may ask for this once a year.",
        "The laws of Brazil give you further rights.",
        "Pursuant to Canadian law, members in Canada may complain.",
    ],
)
def test_what_the_law_of_a_region_gives(read_with, text) -> None:
    [found] = read_with(read_groups, text)
    assert len(found.locations) == 1


@pytest.mark.parametrize(
    "text",
    [
        "We sell children's books.",
        "We may ask for the names of your children.",
        "Minor repairs are made at night.",
        "We share your name with our parent company.",
        "Our parent and its affiliates may use your name.",
        "Your name may go to our parents, subsidiaries and partners.",
        "Our servers stand in Norway.",
        "Our partners are located in the United States.",
        "This policy is governed by the laws of Canada.",
        "We disclose your name where Canadian law requires it.",
        "This policy describes how we treat children, payments and cookies.",
        "Your California Privacy Rights",
    ],
)
def test_other_mentions_of_children_and_places(read_with, text) -> None:
    assert read_with(read_groups, text) == []


def test_nothing_twice_of_whom_the_service_is_meant_for(read_with) -> None:
    text = "Our site is not directed to children under 13."
    assert len(read_with(read_audience, text)) == 1
    assert read_with(read_groups, text) == []


def test_a_denial(read_with) -> None:
    [found] = read_with(read_groups, "Parents cannot see what their children write.")
    assert local(found.polarity) == "Denied"
