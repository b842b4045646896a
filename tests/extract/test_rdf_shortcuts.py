"""Shortcuts: which statements give one, and each that must give none."""

import pytest
from practicegraph.extract.model import Assertion, Mention
from practicegraph.extract.shortcuts import shortcuts
from practicegraph.extract.statement import statement
from practicegraph.ontology import Concept, Vocabulary
from practicegraph.ontology.namespaces import (
    AFFIRMED,
    AGGREGATE,
    CONDITION,
    DATA,
    DENIED,
    FIRST_PARTY,
    LOCATION,
    PARTY,
    PG,
    POSSIBLE,
    PRACTICE,
    PURPOSE,
    SUBJECT,
)

COMPANY = "https://w3id.org/practicegraph/id/company/orrery.example"
POLICY = "https://w3id.org/practicegraph/id/policy/orrery.example/privacy-policy"
NARROWER = {"Track": "Collect", "TrackAcrossSites": "Track", "Sell": "Share", "Rent": "Share", "Analyse": "Use"}
PRACTICES = Vocabulary(
    {
        PRACTICE + name: Concept(PRACTICE + name, "practice", name, broader=(PRACTICE + up,) if up else ())
        for name, up in {**NARROWER, **dict.fromkeys(("Collect", "Use", "Share", "Retain", "Transfer"))}.items()
    }
)


def m(text, concept=None):
    return (Mention(text, 0, len(text), concept),)


def said(practice, polarity=AFFIRMED, sentence="One sentence.", data="EmailAddress", **more):
    fields = {
        "kind": "DataPractice",
        "asserted_by": COMPANY,
        "evidence": Mention(sentence, 0, len(sentence)),
        "practice": PRACTICE + practice,
        "polarity": polarity,
        "actor": Mention("we", 0, 2, COMPANY),
        "data_type": Mention("data", 0, 4, DATA + data),
    }
    return Assertion(**{**fields, **more})


def given_by(*assertions):
    found = shortcuts([statement(a, POLICY, COMPANY) for a in assertions], COMPANY, PRACTICES)
    return {(p.removeprefix(PG), d.removeprefix(DATA)) for c, p, d in found if c == COMPANY}


@pytest.mark.parametrize(
    ("practice", "expected"),
    [
        ("Collect", {"collects"}),
        ("TrackAcrossSites", {"collects"}),
        ("Analyse", {"uses"}),
        ("Rent", {"shares"}),
        ("Sell", {"sells", "shares"}),
        ("Transfer", {"transfers"}),
    ],
)
def test_an_affirmation_gives_the_shortcut_of_its_practice_and_the_broader_ones(practice, expected):
    assert given_by(said(practice)) == {(name, "EmailAddress") for name in expected}


@pytest.mark.parametrize(
    ("practice", "expected"),
    [
        ("Collect", {"doesNotCollect"}),
        ("Sell", {"doesNotSell"}),
        ("Share", {"doesNotShare", "doesNotSell"}),
        ("Rent", set()),
        ("Track", set()),
    ],
)
def test_a_denial_holds_for_its_practice_and_what_it_implies_only(practice, expected):
    assert given_by(said(practice, DENIED)) == {(name, "EmailAddress") for name in expected}


@pytest.mark.parametrize(
    ("sentence", "practice", "limit"),
    [
        ("We sell no address unless you use the free plan.", "Sell", {"exceptions": m("unless …", CONDITION + "F")}),
        ("If you opt out, we collect no address.", "Collect", {"conditions": m("If you opt out", CONDITION + "O")}),
        ("We transfer nothing to others for marketing.", "Transfer", {"purposes": m("marketing", PURPOSE + "M")}),
        ("We share no address with advertisers.", "Share", {"recipients": m("advertisers", PARTY + "Advertiser")}),
        (
            "We do not knowingly collect from children.",
            "Collect",
            {"data_subject": m("children", SUBJECT + "Child")[0]},
        ),
        ("Our pilots' addresses are not collected.", "Collect", {"data_subject": m("Our pilots'")[0]}),
        ("In our app no address is collected.", "Collect", {"scopes": m("In our app")}),
        ("We do not share addresses in aggregate form.", "Share", {"form": AGGREGATE}),
        ("We do not keep addresses for over a year.", "Retain", {"retention": m("a year", "P1Y")}),
        ("We do not transfer addresses to the Moon.", "Transfer", {"locations": m("the Moon", LOCATION + "Moon")}),
    ],
)
def test_a_limited_denial_gives_none(sentence, practice, limit):
    assert given_by(said(practice, DENIED, sentence)), "without the limit it would"
    assert given_by(said(practice, DENIED, sentence, **limit)) == set()


@pytest.mark.parametrize(
    "subject", [m("your")[0], m("your", SUBJECT + "DataSubject")[0], m("users", SUBJECT + "User")[0]]
)
def test_whose_data_it_is_in_general_is_no_limit(subject):
    assert given_by(said("Sell", DENIED, data_subject=subject)) == {("doesNotSell", "EmailAddress")}


def test_an_affirmation_that_exists_only_as_an_exception_gives_none():
    free = CONDITION + "FreeService"
    denial = said("Sell", DENIED, exceptions=m("unless you use the free plan", free))
    left_over = said("Sell", modality=POSSIBLE, conditions=m("unless you use the free plan", free))
    assert given_by(denial, left_over) == set()


def test_a_conditional_affirmation_of_its_own_gives_one():
    free = CONDITION + "FreeService"
    own = said("Sell", conditions=m("if you use the free plan", free))
    elsewhere = said("Sell", DENIED, "Another sentence.", exceptions=m("unless you use the free plan", free))
    assert given_by(own) == {("sells", "EmailAddress"), ("shares", "EmailAddress")}
    assert given_by(own, elsewhere) == given_by(own)


def test_what_others_do_gives_none():
    assert given_by(said("Collect", actor=Mention("advertisers", 0, 11, PARTY + "Advertiser"))) == set()
    assert given_by(said("Share", DENIED, actor=Mention("partners", 0, 8))) == set()


@pytest.mark.parametrize("actor", [None, Mention("we", 0, 2, FIRST_PARTY)])
def test_the_company_is_meant_where_nobody_else_is_named(actor):
    assert given_by(said("Collect", actor=actor)) == {("collects", "EmailAddress")}


def test_other_kinds_give_none():
    assert given_by(said("Collect", kind="UserRight")) == set()
