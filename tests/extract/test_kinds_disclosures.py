"""Disclosures by topic, and the contacts that a policy gives."""

import pytest
from practicegraph.extract.contacts import find_contacts
from practicegraph.extract.kinds.disclosures import read_disclosures
from practicegraph.ontology import load_vocabulary
from practicegraph.ontology.namespaces import TOPIC


def local(iri):
    return iri.rpartition("/")[2].rpartition("#")[2]


@pytest.mark.parametrize(
    ("text", "topic", "polarity"),
    [
        ("Quillmark is the controller of your personal data.", "ControllerIdentity", "Affirmed"),
        ("The data controller is Quillmark Ltd.", "ControllerIdentity", "Affirmed"),
        ("We act as a data processor for our customers.", "RoleOfCompany", "Affirmed"),
        ("Each customer is the controller of its visitors' data.", "RoleOfCompany", "Affirmed"),
        ("You can reach our Data Protection Officer at dpo@quillmark.example.", "DataProtectionOfficer", "Affirmed"),
        ("We have appointed a data protection officer.", "DataProtectionOfficer", "Affirmed"),
        ("If a data breach occurs, we will notify you.", "BreachNotice", "Affirmed"),
        ("We do not use automated decision-making.", "AutomatedDecisions", "Denied"),
        ("Our lead supervisory authority is the Data Protection Commission.", "SupervisoryAuthority", "Affirmed"),
        ("We commit to resolve complaints about your privacy.", "DisputeResolution", "Affirmed"),
        ("You are not required to provide your e-mail address.", "ProvisionRequired", "Denied"),
        ("Providing your phone number is voluntary.", "ProvisionRequired", "Denied"),
        ("If you do not provide this data, we cannot open your account.", "ProvisionRequired", "Affirmed"),
        ("This privacy policy applies to all visitors of our website.", "ScopeOfPolicy", "Affirmed"),
        ("This policy does not cover the practices of third parties.", "ScopeOfPolicy", "Denied"),
        ("This privacy policy no longer applies once you leave our website.", "ScopeOfPolicy", "Denied"),
        ("If you have questions about this policy, write to desk@quillmark.example.", "ContactForPrivacy", "Affirmed"),
    ],
)
def test_topics(read_with, text, topic, polarity) -> None:
    [found] = read_with(read_disclosures, text)
    assert (local(found.topics[0].concept), local(found.polarity)) == (topic, polarity)


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("This policy says what we do. It applies to the Quillmark service only.", "Affirmed"),
        ("This privacy statement is about your data. It does not cover other websites.", "Denied"),
    ],
)
def test_it_is_the_policy_that_the_sentence_before_is_about(read_with, text, polarity) -> None:
    [found] = read_with(read_disclosures, text)
    assert (local(found.topics[0].concept), local(found.polarity)) == ("ScopeOfPolicy", polarity)


def test_it_is_not_the_policy_where_something_else_was_named(read_with) -> None:
    assert read_with(read_disclosures, "Our app shows maps. It covers the whole country.") == []


@pytest.mark.parametrize(
    "text",
    [
        "You have the right not to be subject to automated decision-making.",
        "Their privacy policies apply to those sites.",
        "We use your data to resolve disputes.",
        "We may share your data in the event of a breach of our terms.",
        "Please contact us with any questions.",
        "We collect your name.",
        "We disclose your data where the disclosure is necessary.",
    ],
)
def test_what_discloses_none_of_the_topics(read_with, text) -> None:
    assert read_with(read_disclosures, text) == []


def test_each_topic_is_a_concept_of_the_ontology(read_with) -> None:
    from practicegraph.extract.kinds.disclosures import _READERS

    assert [name for name, _ in _READERS if TOPIC + name not in load_vocabulary()] == []


def test_the_controllers_address_is_its_contact(read_with) -> None:
    text = "Quillmark Ltd, 12 Mill Lane, Norwich NR1 3AB, is the controller of your personal data."
    [found] = read_with(read_disclosures, text)
    assert [m.text for m in found.contacts] == ["12 Mill Lane, Norwich NR1 3AB"]


def test_the_deadline_of_a_breach_notice(read_with) -> None:
    [found] = read_with(read_disclosures, "If a data breach occurs, we will notify you within 72 hours.")
    assert [m.concept for m in found.deadlines] == ["PT72H"]


@pytest.mark.parametrize(
    ("text", "contacts"),
    [
        (
            "Write to privacy@quillmark.example or call +44 1603 555 010.",
            ["privacy@quillmark.example", "+44 1603 555 010"],
        ),
        ("Visit https://quillmark.example/privacy.", ["https://quillmark.example/privacy"]),
        ("Call us at (555) 010-4477 or 555-010-4478.", ["(555) 010-4477", "555-010-4478"]),
        (
            "Our office is at 48 Harbour Road, Suite 7, Portland, ME 04101.",
            ["48 Harbour Road, Suite 7, Portland, ME 04101"],
        ),
        ("Besuchen Sie uns: Lindenstrasse 4, 10115 Berlin.", ["Lindenstrasse 4, 10115 Berlin"]),
        ("Write to P.O. Box 1234, Springfield, IL 62701.", ["P.O. Box 1234, Springfield, IL 62701"]),
        ("This policy is effective as of 2019-01-14.", []),
        ("We have served 12 million customers since 2004.", []),
    ],
)
def test_contacts(read_with, text, contacts) -> None:
    found: list[str] = []

    def collect(sentence):
        found.extend(m.text for m in find_contacts(sentence))
        return ()

    read_with(collect, text)
    assert found == contacts
