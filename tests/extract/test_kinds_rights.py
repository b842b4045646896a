"""Rights that sentences grant or withhold."""

from pathlib import Path

import pytest
from practicegraph.extract import Extractor
from practicegraph.extract.kinds.rights import read_rights
from practicegraph.extract.readers import read_document

ARCHIVE = Path(__file__).parents[2].parent / "shared" / "corpus" / "archive"


def local(iri):
    return iri.rpartition("/")[2]


@pytest.fixture
def rights(read_with):
    """(right, data type's words) of each assertion."""

    def read(text):
        found = read_with(read_rights, text)
        return [(local(a.rights[0].concept), a.data_type.text if a.data_type else None) for a in found]

    return read


def kinds(pairs):
    return [kind for kind, _ in pairs]


def test_each_verb_of_a_list_is_a_right_of_its_own(rights) -> None:
    assert rights("You may access, correct, or delete your personal data by logging in to your account.") == [
        ("Access", "personal data"),
        ("Rectification", "personal data"),
        ("Erasure", "personal data"),
    ]


def test_each_data_type_is_an_assertion_of_its_own(rights) -> None:
    found = rights("You can delete your name and your email address at any time.")
    assert found == [("Erasure", "name"), ("Erasure", "email address")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("You have a right to a copy of your personal data.", "Access"),
        ("You may demand that we correct inaccurate personal data.", "Rectification"),
        ("You may ask us to erase your personal data.", "Erasure"),
        ("Parents may review their child's personal information.", "Access"),
        ("You have the right to ask us to restrict the processing of your personal data.", "Restriction"),
        ("You may object to our processing of your personal data.", "Objection"),
        ("You are entitled to portability of your personal data.", "Portability"),
        ("You can withdraw your consent at any time.", "WithdrawConsent"),
        ("You are entitled to lodge a complaint with your data protection authority.", "Complaint"),
        ("If you wish to update your contact information, please write to us.", "Rectification"),
        ("On request we will delete your personal data.", "Erasure"),
        ("We allow you to review your profile information.", "Access"),
        ("You may close your account whenever you like.", "DeleteAccount"),
        ("Residents of Norway may request deletion of their personal data.", "Erasure"),
        ("You can have your personal data deleted.", "Erasure"),
        ("You can ask us for a copy of your records.", "Access"),
        ("You have the right to have inaccurate data rectified.", "Rectification"),
        ("You can have any errors corrected by calling us.", "Rectification"),
        ("You have the right to receive your data in a portable format.", "Portability"),
        ("You may obtain a copy of your data in a machine-readable form.", "Portability"),
        ("You may ask us to send you your data in a structured and machine-readable format.", "Portability"),
        ("You may ask us to delete what we hold about you.", "Erasure"),
        ("A Customer can delete their information.", "Erasure"),
        ("You may request deactivation of your account.", "DeleteAccount"),
        ("Users may ask for account closure at any time.", "DeleteAccount"),
        ("You have the right to cancellation of your account.", "DeleteAccount"),
        ("If you wish to have your photo displayed on our site removed, please contact us.", "Erasure"),
        ("You may also change your Communication Preferences.", "OptionSettings"),
        ("You may request and obtain removal of your photos.", "Erasure"),
    ],
)
def test_wordings_of_the_rights(rights, text: str, kind: str) -> None:
    assert kinds(rights(text)) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "You can opt out of receiving our newsletter by clicking the link in it.",
        "To stop receiving our newsletter, reply with the word STOP.",
        "If you no longer wish to receive our newsletter, please e-mail us.",
        "If you do not want us to share it, tell us, and your email address stays here.",
        "You may request that we not pass on your email address to partners.",
        "You can choose not to provide your phone number.",
        "Customers can unsubscribe through a link in each message.",
        "We will write to you first and give you the option to decline.",
        "To opt out, write to desk@quillmark.example.",
        "If you no longer want our catalogue, let us know by email and we will take you off the list.",
        "Should you no longer want our brochures, please call us.",
        "If you no longer need our emails, write to us and we will remove you from our mailing list.",
        "You can ask to be taken off our mailing list at any time.",
        "If you do not wish to have your email address shared with partners, please write to us.",
        "If you wish to not have your photo displayed, tell us.",
    ],
)
def test_ways_to_say_that_one_may_opt_out(rights, text: str) -> None:
    found = kinds(rights(text))
    assert len(found) == 1
    assert found[0].startswith("OptOut")


@pytest.mark.parametrize(
    "text",
    [
        "We reserve the right to delete your personal data at any time.",
        "These partners do not have the right to access your personal data.",
        "You may access our website without giving us your name.",
        "If you opt out of offers, we may still write to you about your orders.",
        "You can tell your browser to refuse cookies.",
        "You may contact us with questions about your personal data.",
        "Please review our privacy policy.",
        "We may delete your personal data after two years.",
        "Learn more about how to opt out.",
        "We protect your account against unauthorized access to your personal data.",
        "We may request additional information from you to answer your request.",
        "We may decline requests that are unreasonable.",
        "If you have complaints about this policy, please contact us.",
        "You may be asked to provide your name.",
        "You may authorize us to withdraw monthly payments from your bank account.",
        "You may cancel your order at any time.",
        "If you do not want our services, close the page.",
        "If you do not wish to provide some information, please do not use those features.",
        "We collect your name if you wish to register, buy books, request other information, or write to us.",
        "We guard you against others accessing your personal data.",
    ],
)
def test_what_grants_no_right(rights, text: str) -> None:
    assert rights(text) == []


def test_a_right_that_is_withheld_is_denied(read_with) -> None:
    [found] = read_with(read_rights, "You cannot opt out of service messages.")
    assert local(found.polarity) == "ns#Denied"
    assert found.negation.text == "not"
    [granted] = read_with(read_rights, "You can opt out of promotional messages.")
    assert local(granted.polarity) == "ns#Affirmed"
    assert granted.negation is None


def test_channel_contact_and_deadline(read_with) -> None:
    told = "You may delete your personal data by writing to desk@quillmark.example."
    text = f"{told} It takes us up to 30 days to process a request."
    [found] = read_with(read_rights, text)
    assert [m.text for m in found.channels] == ["by writing to desk@quillmark.example"]
    assert [m.text for m in found.contacts] == ["desk@quillmark.example"]
    assert [(m.text, m.concept) for m in found.deadlines] == [("30 days", "P30D")]


def test_what_to_do_is_the_channel_of_a_wish(read_with) -> None:
    [found] = read_with(
        read_rights, "If you wish to correct your personal data, please fill in the form on our contact page."
    )
    assert [m.text for m in found.channels] == ["fill in the form on our contact page"]


def test_the_wish_itself_is_no_condition_but_another_clause_is(read_with) -> None:
    [wish] = read_with(read_rights, "If you no longer wish to receive our newsletter, you can unsubscribe.")
    assert wish.conditions == ()
    text = "You may delete your personal data if you have an account, unless the law requires us to keep it."
    [found] = read_with(read_rights, text)
    assert [m.text for m in found.conditions] == ["if you have an account"]
    assert [m.text for m in found.exceptions] == ["unless the law requires us to keep it"]


def test_where_somebody_lives_is_a_scope(read_with) -> None:
    [found] = read_with(read_rights, "If you live in Norway, you may request deletion of your personal data.")
    assert [m.text for m in found.scopes] == ["If you live in Norway"]
    assert found.conditions == ()


def test_who_has_the_right(read_with) -> None:
    [found] = read_with(read_rights, "You may delete your personal data.")
    assert (found.actor.text, local(found.actor.concept)) == ("You", "User")
    assert found.data_subject.text == "your"


def test_a_pronoun_stands_for_the_data_of_its_sentence(rights) -> None:
    found = rights("You may review your photos and ask us to delete them.")
    assert found == [("Access", "photos"), ("Erasure", "photos")]


def test_use_of_data_is_about_the_data(rights) -> None:
    found = rights("You have the right to have your photos erased or their use restricted.")
    assert found == [("Erasure", "photos"), ("Restriction", "photos")]


def test_errors_stand_in_the_data_named_before(rights) -> None:
    found = rights("You can ask us for a copy of your file, and have errors corrected, by writing to us.")
    assert found == [("Access", "file"), ("Rectification", "file")]


def test_what_is_held_of_a_child_is_a_parents_to_review(read_with) -> None:
    text = "Parents can write to us at home@quillmark.example to review or delete what we have about their child."
    found = read_with(read_rights, text)
    assert [local(a.rights[0].concept) for a in found] == ["Access", "Erasure"]
    assert {a.data_type.text for a in found} == {"what we have about their child"}
    assert {(a.actor.text, local(a.actor.concept)) for a in found} == {("Parents", "Guardian")}
    assert {a.data_subject.text for a in found} == {"their child"}


def test_the_words_of_a_refusal_say_what_is_refused(read_with) -> None:
    [found] = read_with(read_rights, "If you do not want to have your data sold, tell us.")
    assert local(found.rights[0].concept) == "OptOutOfSale"
    assert found.rights[0].text == "want to have your data sold"


def test_what_the_company_promises_is_no_channel(read_with) -> None:
    [found] = read_with(read_rights, "If you do not want our newsletter, write to us and we will stop it.")
    assert [m.text for m in found.channels] == ["write to us"]


def test_what_to_click_is_not_what_the_right_is_about(rights) -> None:
    assert rights("To stop receiving our emails, click here or follow the link.") == [("OptOutOfMarketing", "emails")]
    found = rights("To correct or delete information or change account settings, open the profile page.")
    assert [words for _, words in found] == ["information", "information", "account settings"]


@pytest.mark.skipif(not ARCHIVE.exists(), reason="the archived policies are not beside the checkout")
def test_the_days_that_an_archived_policy_takes_to_serve_an_opt_out() -> None:
    policy = ARCHIVE / "jivochat.com" / "2015-03-20.md"
    found = Extractor().extract(read_document(policy, policy.read_bytes(), name=policy.name))
    served = [a for a in found if a.kind == "UserRight" and a.deadlines]
    assert {(local(a.rights[0].concept), a.deadlines[0].concept) for a in served} == {("OptOutOfMarketing", "P30D")}
