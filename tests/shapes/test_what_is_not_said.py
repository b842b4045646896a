"""The profiles gdpr and ccpa: a policy that says it all is silent, and without one thing exactly its rule is not."""

import pytest
from practicegraph.ontology import namespaces as ns
from practicegraph.shapes import rules, validate

VERSION = ns.DEFAULT_BASE + "policy/orrery.example/privacy-policy/2020-03-01"
NO_PURPOSE: dict[str, object] = {"practice": "practice/Collect", "data_type": "data/HealthData"}
PURPOSE = {"purposes": ["purpose/Newsletter"]}

# What the statements of the graph say beside the text: the conditions that rules turn on.
GRAPH = {
    "gdpr": [
        ("One.", NO_PURPOSE | {"legal_bases": ["legal-basis/LegitimateInterest", "legal-basis/Consent"]}),
        ("Two.", {"practice": "practice/Transfer", "data_type": "data/Name"}),
        ("Three.", NO_PURPOSE | {"data_sources": ["source/ThirdParty"]}),
    ],
    "ccpa": [
        ("One.", NO_PURPOSE),
        ("Two.", {"practice": "practice/Sell", "data_type": "data/Name"}),
    ],
}
# Code → the sentence that says it.
SAID = {
    "gdpr": {
        "PG401": "Orrery Ltd runs the maps.",
        "PG402": "Contact us at a@orrery.example.",
        "PG403": "The DPO is Ada Lind.",
        "PG405": "This is its purpose.",
        "PG407": "The interest is: sturdy maps.",
        "PG408": "A third party prints them.",
        "PG410": "We signed the SCCs.",
        "PG411": "Maps have a retention of a year.",
        "PG412": "You may have a copy of it.",
        "PG413": "We rectify maps.",
        "PG414": "We erase maps.",
        "PG415": "You may restrict the processing.",
        "PG416": "You may object to it.",
        "PG417": "Maps are portable.",
        "PG418": "You may revoke it.",
        "PG419": "Complain to the ombudsman.",
        "PG420": "A name is optional.",
        "PG421": "There is no profiling.",
        "PG422": "Stars come from a data broker.",
    },
    "ccpa": {
        "PG502": "The sources are many.",
        "PG503": "This is its purpose.",
        "PG504": "A third party prints them.",
        "PG506": "Maps have a retention of a year.",
        "PG507": "You may have a copy of it.",
        "PG508": "We erase maps.",
        "PG509": "We rectify maps.",
        "PG510": "You have the right of us to let you opt out.",
        "PG511": "Sensitive maps are used only here.",
        "PG512": "We never retaliate.",
        "PG513": "See Your Privacy Choices.",
        "PG514": "Last updated on a Monday.",
    },
}
CASES = [(profile, code) for profile, said in SAID.items() for code in said]


def codes(graph, profile: str, text: str) -> list[str]:
    return sorted(f.code for f in validate(graph, [profile], texts={VERSION: text}).findings)


@pytest.fixture(scope="module")
def graphs(make_policy):
    from rdflib import URIRef

    made = {profile: make_policy(said) for profile, said in GRAPH.items()}
    for graph in made.values():  # the date of the text is a matter of its own
        for property_ in ("http://purl.org/dc/terms/modified", ns.PG + "effectiveDate"):
            graph.remove((URIRef(VERSION), URIRef(property_), None))
    return made


@pytest.mark.parametrize("profile", SAID)
def test_a_policy_that_says_it_all_is_silent(graphs, profile: str) -> None:
    assert codes(graphs[profile], profile, " ".join(SAID[profile].values())) == []


@pytest.mark.parametrize(("profile", "code"), CASES)
def test_without_one_thing_its_rule_alone_speaks(graphs, profile: str, code: str) -> None:
    text = " ".join(sentence for other, sentence in SAID[profile].items() if other != code)
    assert codes(graphs[profile], profile, text) == [code]


def test_what_is_not_said_has_a_version_and_no_sentence(graphs) -> None:
    text = " ".join(sentence for code, sentence in SAID["gdpr"].items() if code != "PG403")
    (finding,) = validate(graphs["gdpr"], ["gdpr"], texts={VERSION: text}).findings
    assert (finding.focus, finding.statements, finding.severity) == (VERSION, (), "info")
    assert finding.policy == VERSION.rpartition("/")[0]


@pytest.mark.parametrize(
    ("fields", "absent"),
    [
        ({"legal_bases": ["legal-basis/Contract"]}, "PG406"),
        ({"purposes": ["purpose/Newsletter"]}, "PG405"),
        ({"recipients": ["party/Court"], "practice": "practice/Share"}, "PG408"),
        ({"retention": ["P2Y"]}, "PG411"),
        ({"kind": "UserRight", "rights": ["right/DeleteAccount"]}, "PG414"),
        ({"kind": "UserRight", "rights": ["right/Complaint"], "polarity": ns.DENIED}, "PG419"),
        ({"kind": "Disclosure", "topics": ["topic/DataProtectionOfficer"]}, "PG403"),
        ({"kind": "Disclosure", "topics": ["topic/ControllerIdentity"]}, "PG401"),
        ({"practice": "practice/Share", "polarity": ns.DENIED}, "PG408"),
        ({"modality": ns.REQUIRED}, "PG420"),
        ({"practice": "practice/Transfer"}, "PG409"),
        ({"practice": "practice/Transfer", "polarity": ns.DENIED}, "PG409"),
    ],
)
def test_a_statement_says_it_too(make_policy, fields: dict[str, object], absent: str) -> None:
    nothing = make_policy([("Stars are far.", {"practice": "practice/Collect", "data_type": "data/Name"})])
    practice = {} if "kind" in fields else {"practice": "practice/Collect", "data_type": "data/Name"}
    said = make_policy([("Stars are far.", practice | fields)])
    assert absent in codes(nothing, "gdpr", "Stars are far.")
    assert absent not in codes(said, "gdpr", "Stars are far.")


def test_others_do_not_say_what_the_company_does(make_policy) -> None:
    sells = {"practice": "practice/Sell", "data_type": "data/Name"}
    assert "PG510" in codes(make_policy([("Stars.", sells)]), "ccpa", "Stars.")
    assert "PG510" not in codes(
        make_policy([("Stars.", sells | {"actor": ("They", "party/Advertiser")})]), "ccpa", "Stars."
    )


@pytest.mark.parametrize(
    ("code", "condition"),
    [
        ("PG407", {"legal_bases": ["legal-basis/LegitimateInterest"]}),
        ("PG410", {"practice": "practice/Transfer"}),
        ("PG418", {"conditions": ["condition/Consent"]}),
        ("PG422", {"data_sources": ["source/ThirdParty"]}),
    ],
)
def test_what_holds_under_a_condition_is_asked_for_only_there(make_policy, code: str, condition: dict) -> None:
    plain: dict[str, object] = {"practice": "practice/Collect", "data_type": "data/Name"}
    assert code not in codes(make_policy([("Stars.", plain)]), "gdpr", "Stars.")
    assert code in codes(make_policy([("Stars.", plain | condition)]), "gdpr", "Stars.")


def test_an_interest_with_a_purpose_is_named(make_policy) -> None:
    basis = {"practice": "practice/Use", "data_type": "data/Name", "legal_bases": ["legal-basis/LegitimateInterest"]}
    assert "PG407" in codes(make_policy([("Stars.", basis)]), "gdpr", "Stars.")
    assert "PG407" not in codes(make_policy([("Stars.", basis | PURPOSE)]), "gdpr", "Stars.")


def test_without_its_text_the_sentences_of_the_graph_are_read(make_policy) -> None:
    graph = make_policy([("The DPO keeps your name.", {"practice": "practice/Retain", "data_type": "data/Name"})])
    assert "PG403" not in {f.code for f in validate(graph, ["gdpr"]).findings}


def test_each_version_is_asked(make_policy) -> None:
    keeps = {"practice": "practice/Retain", "data_type": "data/Name"}
    graph = make_policy([("The DPO keeps it.", keeps)], [("Nobody keeps it.", keeps)])
    found = [f.focus for f in validate(graph, ["gdpr"]).findings if f.code == "PG403"]
    assert found == [VERSION.replace("2020", "2021")]


def test_every_rule_has_a_case() -> None:
    special = {"PG406", "PG409", "PG501", "PG505"}
    assert {r.code for p in SAID for r in rules(p)} == {code for _, code in CASES} | special


def test_categories_must_be_more_than_information(make_policy) -> None:
    vague = make_policy([("Stars.", {"practice": "practice/Collect", "data_type": "data/PersonalData"})])
    assert "PG501" in codes(vague, "ccpa", "Stars.")
    own = make_policy([("Stars.", {"practice": "practice/Collect", "data_type": ("star charts", None)})])
    assert "PG501" not in codes(own, "ccpa", "Stars.")


def test_a_denied_sale_is_said(make_policy) -> None:
    nothing = make_policy([("Stars.", {"practice": "practice/Collect", "data_type": "data/Name"})])
    assert "PG505" in codes(nothing, "ccpa", "Stars.")
    denied = make_policy([("Stars.", {"practice": "practice/Sell", "data_type": "data/Name", "polarity": ns.DENIED})])
    assert {"PG505", "PG510", "PG513"} & set(codes(denied, "ccpa", "Stars.")) == set()
