"""What contradicts what inside one version, and what explains the difference."""

import pyshacl
import pytest
from practicegraph.ontology import namespaces as ns
from practicegraph.shapes import validate
from practicegraph.shapes.context import SHAPES, context_of
from practicegraph.shapes.graphs import store_of
from practicegraph.shapes.headings import limits_of
from practicegraph.shapes.profiles import load_profile, load_terms
from rdflib import URIRef
from rdflib.namespace import SH

NO = "We never do so, at no time."
YES = "We do so all the time."
DENIED = {"polarity": ns.DENIED}


def no(practice: str = "Share", data: object = "data/EmailAddress", **fields: object) -> tuple[str, dict[str, object]]:
    return NO, {"practice": f"practice/{practice}", "data_type": data, **DENIED, **fields}


def yes(practice: str = "Share", data: object = "data/EmailAddress", **fields: object) -> tuple[str, dict[str, object]]:
    return YES, {"practice": f"practice/{practice}", "data_type": data, **fields}


OWN_EMAIL = ("work e-mail", f"term:work-e-mail|{ns.DATA}EmailAddress")
OTHER = ns.DEFAULT_BASE + "company/other.example"

CONTRADICTIONS = {
    "the same": (no(), yes()),
    "it may happen": (no(), yes(modality=ns.POSSIBLE)),
    "narrower practice": (no("Share"), yes("Sell")),
    "narrower data": (no(data="data/PersonalData"), yes()),
    "two steps narrower": (no(data="data/Data"), yes()),
    "narrower practice and data": (no("Collect", "data/PersonalData"), yes("Track", "data/EmailAddress")),
    "a concept of the policy's own below the denied one": (no(), yes(data=OWN_EMAIL)),
    "the same concept of the policy's own": (no(data=OWN_EMAIL), yes(data=OWN_EMAIL)),
    "information, shared and not shared": (no(data="data/UnspecifiedData"), yes(data="data/UnspecifiedData")),
    "a referring phrase": (no(), yes(data="data/UnspecifiedData", refers_to=["data/EmailAddress"])),
    "purpose of the affirmation alone": (no(), yes(purposes=["purpose/Marketing"])),
    "recipient of the affirmation alone": (no(), yes(recipients=["party/Advertiser"])),
    "the same purpose": (no(purposes=["purpose/Marketing"]), yes(purposes=["purpose/Marketing"])),
    "narrower purpose": (no(purposes=["purpose/Marketing"]), yes(purposes=["purpose/DirectMarketing"])),
    "narrower recipient": (no(recipients=["party/ThirdParty"]), yes(recipients=["party/Advertiser"])),
    "the same named company": (no(recipients=[OTHER]), yes(recipients=[OTHER])),
    "the same condition": (no(conditions=["condition/Consent"]), yes(conditions=["condition/Consent"])),
    "the same scope": (no(scopes=[("in our app", None)]), yes(scopes=[("in our app", None)])),
    "the same form": (no(form=ns.AGGREGATE), yes(form=ns.AGGREGATE)),
    "identifiable, which is what a denial means": (no(), yes(form=ns.IDENTIFIABLE)),
    "your data, and data": (no(data_subject="subject/User"), yes()),
    "data, and your data": (no(), yes(data_subject="subject/User")),
    "anybody's data, and children's": (no(), yes(data_subject="subject/Child")),
    "service providers, by name": (no(recipients=["party/ServiceProvider"]), yes(recipients=["party/ServiceProvider"])),
    "one service provider among advertisers": (no(), yes(recipients=["party/ServiceProvider", "party/Advertiser"])),
    "others do it, and do not": (no(actor="party/Advertiser"), yes(actor="party/Advertiser")),
}

EXPLAINED = {
    "broader practice": (no("Sell"), yes("Share")),
    "another practice": (no("Sell"), yes("Collect")),
    "broader data": (no(data="data/EmailAddress"), yes(data="data/PersonalData")),
    "other data": (no(data="data/Name"), yes()),
    "broader than the policy's own concept": (no(data=OWN_EMAIL), yes()),
    "another actor": (no(), yes(actor="party/Advertiser")),
    "condition of the denial": (no(conditions=["condition/Consent"]), yes()),
    "condition of the affirmation": (no(), yes(conditions=["condition/Consent"])),
    "service providers": (no(recipients=["party/ThirdParty"]), yes(recipients=["party/ServiceProvider"])),
    "a company of the group": (no(), yes(recipients=["party/Subsidiary"])),
    "what the law asks for": (no(), yes(purposes=["purpose/LegalCompliance"])),
    "a use of something that is not told": (
        no(scopes=["condition/UseOfFeature"]),
        yes(scopes=["condition/UseOfFeature"]),
    ),
    "data that many do not call personal": (no(data="data/PersonalData"), yes(data="data/UsageData")),
    "another condition": (no(conditions=["condition/Contract"]), yes(conditions=["condition/Consent"])),
    "exception of the denial": (no(exceptions=["condition/Consent"]), yes()),
    "exception of the affirmation": (no(), yes(exceptions=["condition/Consent"])),
    "purpose of the denial": (no(purposes=["purpose/Marketing"]), yes()),
    "another purpose": (no(purposes=["purpose/Marketing"]), yes(purposes=["purpose/LegalCompliance"])),
    "broader purpose": (no(purposes=["purpose/DirectMarketing"]), yes(purposes=["purpose/Marketing"])),
    "recipient of the denial": (no(recipients=["party/Advertiser"]), yes()),
    "another recipient": (no(recipients=["party/Advertiser"]), yes(recipients=["party/Court"])),
    "broader recipient": (no(recipients=["party/Advertiser"]), yes(recipients=["party/ThirdParty"])),
    "another named company": (no(recipients=[OTHER]), yes(recipients=[OTHER + ".uk"])),
    "subject of the denial": (no(data_subject="subject/Child"), yes()),
    "children's data, and yours": (no(data_subject="subject/Child"), yes(data_subject="subject/User")),
    "your data, and job applicants'": (no(data_subject="subject/User"), yes(data_subject="subject/JobApplicant")),
    "scope of the denial": (no(scopes=[("in our app", None)]), yes()),
    "scope of the affirmation": (no(), yes(scopes=[("in our app", None)])),
    "another scope": (no(scopes=[("in our app", None)]), yes(scopes=[("in our shop", None)])),
    "form of the denial": (no(form=ns.IDENTIFIABLE), yes()),
    "form of the affirmation": (no(), yes(form=ns.AGGREGATE)),
    "another form": (no(form=ns.IDENTIFIABLE), yes(form=ns.ANONYMOUS)),
    "source of the denial": (no("Collect", data_sources=["source/SocialNetwork"]), yes("Collect")),
    "means of the denial": (no("Collect", technologies=["technology/Cookie"]), yes("Collect")),
    "place of the denial": (no("Transfer", locations=["location/China"]), yes("Transfer")),
    "not combined with names": (no("Combine", combined_with=["data/Name"]), yes("Combine")),
    "not for two years": (no("Retain", retention=["P2Y"]), yes("Retain")),
    "not required": (no("Collect", modality=ns.REQUIRED), yes("Collect")),
    "information, kept and not kept": (no("Retain", "data/UnspecifiedData"), yes("Retain", "data/UnspecifiedData")),
    "two denials": (no(), (YES, {"practice": "practice/Share", "data_type": "data/EmailAddress", **DENIED})),
    "one sentence": (no(), (NO, yes()[1])),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_a_contradiction_is_reported_with_both_sentences(make_policy, name: str) -> None:
    denial, affirmation = CONTRADICTIONS[name]
    report = validate(make_policy([affirmation, denial]), ["consistency"])
    (finding,) = report.findings
    assert (finding.code, finding.severity) == ("PG201", "violation")
    assert [s.sentence for s in finding.statements] == [NO, YES]
    assert finding.focus == finding.statements[0].assertion
    assert finding.value == finding.statements[1].assertion
    assert finding.dates == ("2020-03-01",)


@pytest.mark.parametrize("name", EXPLAINED)
def test_what_is_explained_is_not_reported(make_policy, name: str) -> None:
    denial, affirmation = EXPLAINED[name]
    assert validate(make_policy([affirmation, denial]), ["consistency"]).conforms


def definition(sentence: str, term: str, **fields: object) -> tuple[str, dict[str, object]]:
    made = {name: [("data", f"data/{value}") for value in values] for name, values in fields.items()}
    return sentence, {"kind": "TermDefinition", "term": ("the term", f"data/{term}"), **made}


@pytest.mark.parametrize(
    ("told", "defined", "codes"),
    [
        ("IPAddress", [], []),
        ("IPAddress", [definition("It includes addresses.", "PersonalData", includes=["IPAddress"])], ["PG201"]),
        ("CookieData", [definition("It includes network data.", "PersonalData", includes=["NetworkData"])], ["PG201"]),
        ("CompanyName", [], []),
        ("EmailAddress", [definition("It leaves out mail.", "PersonalData", excludes=["ContactData"])], []),
        ("EmailAddress", [definition("It leaves out other data.", "PersonalData", excludes=["Name"])], ["PG201"]),
    ],
)
def test_the_definitions_of_a_policy_say_what_is_personal(make_policy, told, defined, codes) -> None:
    said = [no(data="data/PersonalData"), yes(data=f"data/{told}"), *defined]
    assert [finding.code for finding in validate(make_policy(said), ["consistency"]).findings] == codes


@pytest.mark.parametrize(
    ("denied", "told"),
    [
        ("We do not knowingly do so.", YES),
        ("We do not do so through our shop windows.", YES),
        ("We never do so for children.", YES),
        ("Do not do so yourself.", YES),
        (NO, "Nobody should think that we do so, since we don't."),
        (NO, "We do so if you ask us."),
        (NO, "Yes | Advertisers | No"),
    ],
)
def test_a_sentence_with_a_word_of_limitation_contradicts_nothing(make_policy, denied: str, told: str) -> None:
    said = [(denied, no()[1]), (told, yes()[1])]
    assert validate(make_policy(said), ["consistency"]).conforms


@pytest.mark.parametrize("unsure", [0, 1])
def test_what_was_read_with_little_confidence_contradicts_nothing(make_policy, unsure: int) -> None:
    said = [no(confidence=0.95), yes(confidence=0.95)]
    assert not validate(make_policy(said), ["consistency"]).conforms
    said[unsure][1]["confidence"] = 0.6
    assert validate(make_policy(said), ["consistency"]).conforms


def test_the_finding_says_why(make_policy) -> None:
    said = [no(data="data/PersonalData"), yes(recipients=["party/Advertiser"])]
    (finding,) = validate(make_policy(said), ["consistency"]).findings
    assert finding.why == (
        "What is denied (share personal data; no recipient, purpose or condition named) "
        "covers what is affirmed (share email address; recipient: advertiser)."
    )


@pytest.mark.parametrize(
    ("trail", "named"),
    [
        ("Privacy > Cookies and web beacons", {"technology/Cookie", "technology/WebBeacon"}),
        ("Privacy > Children under 13", {"subject/Child"}),
        ("California residents", {"location/California"}),
        ("What we do with your information", set()),
        ("Our customers and visitors", set()),
        ("", set()),
    ],
)
def test_headings_name_what_they_limit_a_section_to(trail: str, named: set[str]) -> None:
    assert limits_of(trail) == {ns.ROOT + concept for concept in named}


def test_statements_of_different_versions_do_not_contradict_each_other(make_policy) -> None:
    assert validate(make_policy([no()], [yes()]), ["consistency"]).conforms


def test_only_the_versions_that_say_both_are_named(make_policy) -> None:
    report = validate(make_policy([no()], [no(), yes()], [yes()]), ["consistency"])
    assert [finding.dates for finding in report.findings] == [("2021-03-01",)]


def test_several_versions_make_one_finding(make_policy) -> None:
    report = validate(make_policy([no(), yes()], [no(), yes()]), ["consistency"])
    assert [finding.dates for finding in report.findings] == [("2020-03-01", "2021-03-01")]


ONLY = ("We use it for marketing alone.", {"practice": "practice/Use", "data_type": "data/EmailAddress",
        "purposes": ["purpose/Marketing"], "exclusive": True})  # fmt: skip


@pytest.mark.parametrize(
    ("other", "codes"),
    [
        (yes("Use", purposes=["purpose/LegalCompliance"]), ["PG202"]),
        (yes("Profile", purposes=["purpose/LegalCompliance"]), ["PG202"]),
        (yes("Use", purposes=["purpose/DirectMarketing"]), []),
        (yes("Use", purposes=["purpose/Marketing"]), []),
        (yes("Use"), []),
        (yes("Share", purposes=["purpose/LegalCompliance"]), []),
        (yes("Use", "data/Name", purposes=["purpose/LegalCompliance"]), []),
        (yes("Use", purposes=["purpose/LegalCompliance"], conditions=["condition/Consent"]), []),
        (yes("Use", purposes=["purpose/LegalCompliance"], form=ns.AGGREGATE), []),
        (yes("Use", purposes=["purpose/LegalCompliance"], actor="party/Advertiser"), []),
        (yes("Use", purposes=["purpose/StatedPurpose"]), []),
        (yes("Use", purposes=[("to do so", None)]), []),
    ],
)
def test_another_purpose_beside_the_only_one(
    make_policy, other: tuple[str, dict[str, object]], codes: list[str]
) -> None:
    report = validate(make_policy([ONLY, other]), ["consistency"])
    assert [finding.code for finding in report.findings] == codes
    assert all(finding.severity == "warning" and len(finding.statements) == 2 for finding in report.findings)


def age(years: int, **fields: object) -> tuple[str, dict[str, object]]:
    return f"Nobody below {years} may join.", {"kind": "AudienceStatement", "minimum_age": years, **fields}


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ([age(13), age(16)], ["PG203"]),
        ([age(13), age(13)], []),
        ([age(13), age(16, locations=["location/Germany"])], []),
        ([age(13), age(16, conditions=["condition/Consent"])], []),
    ],
)
def test_two_minimum_ages(make_policy, said: list[tuple[str, dict[str, object]]], codes: list[str]) -> None:
    assert [f.code for f in validate(make_policy(said), ["consistency"]).findings] == codes


@pytest.mark.parametrize(
    ("sentences", "ages", "codes"),
    [
        (("You must be 16 to join.", "Nobody below 13 may join."), (16, 13), ["PG203"]),
        (("You must be 18 to join.", "We do not knowingly collect data of anyone under 13."), (18, 13), []),
        (("We collect no data of people under 16.", "We collect no data of people under 13."), (16, 13), ["PG203"]),
        (("You must be 18 to join.", "With a parent, you may join at 13."), (18, 13), []),
        (("Nobody below 13 may join.", "We do not sell data of people under 16."), (13, 16), []),
    ],
)
def test_ages_of_the_same_thing_are_compared(make_policy, sentences, ages, codes) -> None:
    said = [(s, {"kind": "AudienceStatement", "minimum_age": a}) for s, a in zip(sentences, ages, strict=True)]
    assert [f.code for f in validate(make_policy(said), ["consistency"]).findings] == codes


def kept(sentence: str, period: str, practice: str = "Retain", data: str = "data/LogData", **fields: object):
    return sentence, {"practice": f"practice/{practice}", "data_type": data, "retention": [period], **fields}


@pytest.mark.parametrize(
    ("other", "codes"),
    [
        (kept("It stays for a month.", "P30D"), ["PG205"]),
        (kept("It goes after a month.", "P30D", "Delete"), ["PG205"]),
        (kept("It stays for 24 months.", "P24M"), []),
        (kept("It stays for 730 days.", "P730D"), []),
        (kept("It stays for at least a month.", "P30D"), []),
        (kept("It stays for a month.", "P30D", data="data/Name"), []),
        (kept("It stays for a month.", "P30D", purposes=["purpose/LegalCompliance"]), []),
        (kept("It stays for a month.", "P30D", conditions=["condition/AccountClosed"]), []),
        (kept("It stays for a month.", "P30D", actor="party/Advertiser"), []),
        (kept("It stays for a month.", "P30D", technologies=["technology/Cookie"]), []),
        (kept("If you leave, it stays for a month.", "P30D"), []),
    ],
)
def test_two_times_for_which_data_are_kept(make_policy, other, codes: list[str]) -> None:
    report = validate(make_policy([kept("It stays for two years.", "P2Y"), other]), ["consistency"])
    assert [finding.code for finding in report.findings] == codes
    assert all("2 years" in finding.why and "30 days" in finding.why for finding in report.findings)


OUT = definition("It does not include network data.", "PersonalData", excludes=["NetworkData"])
NOT = definition("We call it harmless.", "NonPersonalData", includes=["IPAddress"])


@pytest.mark.parametrize(
    ("one", "other", "codes"),
    [
        (OUT, definition("Data such as addresses.", "PersonalData", includes=["IPAddress"]), ["PG206"]),
        (OUT, definition("Data such as names.", "PersonalData", includes=["Name"]), []),
        (OUT, definition("Data such as addresses.", "AccountData", includes=["IPAddress"]), []),
        (OUT, definition("If linked, data such as addresses.", "PersonalData", includes=["IPAddress"]), []),
        (NOT, definition("Data such as addresses.", "PersonalData", includes=["IPAddress"]), ["PG206"]),
        (NOT, definition("Data such as names.", "PersonalData", includes=["Name"]), []),
        (NOT, definition("Non-personal data such as addresses.", "PersonalData", includes=["IPAddress"]), []),
    ],
)
def test_a_term_used_against_its_definition(make_policy, one, other, codes: list[str]) -> None:
    report = validate(make_policy([other, one]), ["consistency"])
    assert [finding.code for finding in report.findings] == codes
    assert all([s.sentence for s in finding.statements] == [one[0], other[0]] for finding in report.findings)


def test_every_rule_says_what_is_wrong_and_what_is_right() -> None:
    shapes = load_profile("consistency")
    coded = list(shapes.subjects(URIRef(SHAPES + "code"), None))
    assert len(coded) == 6
    for shape in coded:
        for property_ in (
            SH.message,
            SH.description,
            SH.severity,
            *(URIRef(SHAPES + n) for n in ("help", "wrong", "right")),
        ):
            assert shapes.value(shape, property_), (shape, property_)


def right(sentence: str, polarity: str, name: str = "right/Erasure", **fields: object) -> tuple[str, dict[str, object]]:
    return sentence, {"kind": "UserRight", "polarity": polarity, "rights": [name], "data_type": "data/Name", **fields}


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ([right(NO, ns.DENIED), right(YES, ns.AFFIRMED)], ["PG204"]),
        ([right(NO, ns.DENIED), right(YES, ns.AFFIRMED, "right/Access")], []),
        ([right(NO, ns.DENIED), right(YES, ns.AFFIRMED, data_type="data/EmailAddress")], []),
        ([right(NO, ns.DENIED), right(YES, ns.AFFIRMED, locations=["location/California"])], []),
        ([right(NO, ns.DENIED, exceptions=["condition/Consent"]), right(YES, ns.AFFIRMED)], []),
    ],
)
def test_a_right_denied_and_given(make_policy, said: list[tuple[str, dict[str, object]]], codes: list[str]) -> None:
    assert [f.code for f in validate(make_policy(said), ["consistency"]).findings] == codes


def test_both_backends_of_the_engine_find_the_same(make_policy) -> None:
    said = [one for pair in [*CONTRADICTIONS.values()][::4] + [*EXPLAINED.values()][::8] for one in pair]
    graph = make_policy([(f"{index}. {words}", fields) for index, (words, fields) in enumerate(said)])
    for triple in list(context_of(graph)):
        graph.add(triple)
    shapes = load_profile("consistency") + load_terms()
    found = []
    for data in (graph, store_of(graph)):
        _, results, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
        nodes = results.objects(None, SH.result)
        found.append(sorted((results.value(n, SH.focusNode), results.value(n, SH.value)) for n in nodes))
    assert found[0] == found[1]
    assert len(found[0]) > 5
