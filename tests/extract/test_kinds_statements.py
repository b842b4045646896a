"""Compliance, changes, audience, tracking signals and definitions."""

import pytest
from practicegraph.extract.kinds.audience import read_audience
from practicegraph.extract.kinds.changes import read_changes
from practicegraph.extract.kinds.compliance import read_compliance
from practicegraph.extract.kinds.definitions import read_definitions
from practicegraph.extract.kinds.tracking_signals import read_tracking_signals


def local(iri):
    return iri.rpartition("/")[2].rpartition("#")[2]


class TestCompliance:
    @pytest.mark.parametrize(
        ("text", "frameworks"),
        [
            ("Quillmark complies with the Privacy Shield Framework.", ["PrivacyShield"]),
            ("We adhere to the Privacy Shield Principles.", ["PrivacyShield"]),
            ("We are certified under the Safe Harbor Framework.", ["SafeHarbor"]),
            ("We are fully compliant with PCI-DSS.", ["PCIDSS"]),
            ("In compliance with the Privacy Shield Principles, Quillmark commits to answer you.", ["PrivacyShield"]),
            ("We comply with HIPAA and the GDPR.", ["HIPAA", "GDPR"]),
        ],
    )
    def test_a_claim_for_each_framework(self, read_with, text, frameworks) -> None:
        found = read_with(read_compliance, text)
        assert [local(a.frameworks[0].concept) for a in found] == frameworks
        assert {local(a.polarity) for a in found} == {"Affirmed"}

    def test_a_denied_claim(self, read_with) -> None:
        [found] = read_with(read_compliance, "We do not comply with HIPAA.")
        assert local(found.polarity) == "Denied"

    @pytest.mark.parametrize(
        "text",
        [
            "Read more about the Privacy Shield program on its site.",
            "Our vendors must comply with the GDPR.",
            "Under the GDPR you have certain rights.",
            "We may disclose your data to comply with HIPAA.",
        ],
    )
    def test_a_mention_is_no_claim(self, read_with, text) -> None:
        assert read_with(read_compliance, text) == []


class TestChanges:
    def test_channel_of_the_notice(self, read_with) -> None:
        text = "If we make material changes to this policy, we will notify you by e-mail."
        [found] = read_with(read_changes, text)
        assert [m.text for m in found.channels] == ["by e-mail"]
        assert local(found.polarity) == "Affirmed"

    def test_length_of_the_notice(self, read_with) -> None:
        text = "We post changes of this policy here fifteen (15) days before they become effective."
        [found] = read_with(read_changes, text)
        assert (found.notice.text, found.notice.concept) == ("fifteen (15) days", "P15D")

    @pytest.mark.parametrize(
        "text",
        [
            "Quillmark may alter or update this policy by changing this page.",
            "Please check this page periodically for changes to our privacy policy.",
            "We will post any changes to this policy on our website.",
        ],
    )
    def test_other_ways_to_make_changes_known(self, read_with, text) -> None:
        [found] = read_with(read_changes, text)
        assert found.channels

    @pytest.mark.parametrize(
        ("text", "cue"),
        [
            ("Quillmark may change this policy when the law changes.", "change"),
            ("We reserve the right to revise this notice whenever our shop changes.", "revise"),
            ("The terms of this policy may be altered at any time.", "altered"),
            ("Please note that our privacy terms are subject to change.", "change"),
            ("This page is our privacy policy. It may be updated now and then, or at any time.", "updated"),
            ("Parts of this statement can be amended or removed.", "amended"),
        ],
    )
    def test_that_the_policy_may_change_with_no_word_of_notice(self, read_with, text, cue) -> None:
        [found] = read_with(read_changes, text)
        assert (found.cue.text, local(found.modality), found.channels) == (cue, "Possible", ())

    @pytest.mark.parametrize(
        "text",
        [
            "Changes to this policy become effective at midnight.",
            "Any revised version of our notice takes effect on the next working day.",
        ],
    )
    def test_from_when_changes_hold(self, read_with, text) -> None:
        [found] = read_with(read_changes, text)
        assert local(found.modality) == "Stated"

    @pytest.mark.parametrize(
        "text",
        [
            "If we change our policy, we will post the changes to this policy.",
            "The revised Privacy Policy will be posted on this page.",
        ],
    )
    def test_changes_posted_in_the_policy_itself(self, read_with, text) -> None:
        [found] = read_with(read_changes, text)
        assert found.cue.text in {"post", "posted"}

    def test_changes_without_notice_are_a_denial(self, read_with) -> None:
        [found] = read_with(read_changes, "We may change this policy at any time without prior notice.")
        assert local(found.polarity) == "Denied"
        assert found.notice is None

    @pytest.mark.parametrize(
        "text",
        [
            "We will notify you if your order changes.",
            "You should review our privacy policy.",
            "You may change your information by e-mail.",
            "Members may update their profile as told in this policy.",
            "Other sites may change their privacy policies at any time.",
            "If we amend this policy, your account stays open.",
            "As this policy says, you may revise the name in your account by visiting our site.",
        ],
    )
    def test_sentences_that_say_nothing_of_notice(self, read_with, text) -> None:
        assert read_with(read_changes, text) == []


class TestAudience:
    @pytest.mark.parametrize(
        ("text", "age", "polarity"),
        [
            ("Our services are not intended for children under 13.", 13, "Denied"),
            ("Quillmark does not knowingly collect data of anyone below the age of sixteen.", 16, "Denied"),
            ("No one under age 14 may provide any information.", 14, "Denied"),
            ("Should you be under 13, please do not register with us.", 13, "Denied"),
            ("You must be at least 18 years old to use our service.", 18, "Affirmed"),
            ("Only persons 18 or older may register.", 18, "Affirmed"),
            ("Our site is not directed to children.", None, "Denied"),
        ],
    )
    def test_who_may_use_the_service(self, read_with, text, age, polarity) -> None:
        [found] = read_with(read_audience, text)
        assert (found.minimum_age, local(found.polarity)) == (age, polarity)

    @pytest.mark.parametrize(
        "text",
        [
            "If you are under 18, you may request deletion of your posts.",
            "Parents of children under 13 may review the data.",
            "If we find data of a child under 13 in our records, it will be deleted.",
            "We keep data for 18 months.",
            "Our offices have been open for 15 years.",
        ],
    )
    def test_other_mentions_of_numbers_and_children(self, read_with, text) -> None:
        assert read_with(read_audience, text) == []


class TestTrackingSignals:
    @pytest.mark.parametrize(
        ("text", "polarity"),
        [
            ("Our servers do not respond to Do Not Track headers.", "Denied"),
            ("Our shop does not respond to Do Not Track signals.", "Denied"),
            ("Quillmark's store does not honor Do Not Track.", "Denied"),
            ("Our site honors the Global Privacy Control.", "Affirmed"),
            ('Today Quillmark does not answer "do not track" signals.', "Denied"),
            ("We treat GPC signals as requests to opt out.", "Affirmed"),
            ("We take no action when we receive a DNT signal.", "Denied"),
            ("Our servers ignore do-not-track headers.", "Denied"),
            ('Some browsers send a "Do Not Track" signal. We do not respond to such signals.', "Denied"),
            ("Your browser may send Do Not Track headers. Our servers honour these signals.", "Affirmed"),
        ],
    )
    def test_whether_a_signal_is_honoured(self, read_with, text, polarity) -> None:
        [found] = read_with(read_tracking_signals, text)
        assert local(found.polarity) == polarity
        assert found.technologies

    @pytest.mark.parametrize(
        "text",
        [
            "We do not track our users.",
            "Do Not Track is a preference you can set in your browser.",
            "Some browsers let you turn on Do Not Track.",
            "Our advertisers do not respond to Do Not Track signals.",
            "To learn how we respond to DNT signals, read on.",
        ],
    )
    def test_what_says_nothing_of_a_signal(self, read_with, text) -> None:
        assert read_with(read_tracking_signals, text) == []


class TestDefinitions:
    @pytest.mark.parametrize(
        "text",
        [
            '"Personal information" means details that identify you, such as your name and e-mail address.',
            "By personal information we mean your name and your e-mail address.",
            "We collect personal information such as your name and e-mail address.",
            'We collect your name and e-mail address (together, "Personal Information").',
            "Personal information includes your name and e-mail address.",
        ],
    )
    def test_what_a_term_includes(self, read_with, text) -> None:
        [found] = read_with(read_definitions, text)
        assert found.term.text.lower() == "personal information"
        assert [m.text for m in found.includes] == ["name", "e-mail address"]

    def test_what_a_term_excludes(self, read_with) -> None:
        text = "Personal data includes your name but does not include your IP address."
        [found] = read_with(read_definitions, text)
        assert [m.text for m in found.includes] == ["name"]
        assert [m.text for m in found.excludes] == ["IP address"]

    @pytest.mark.parametrize(
        "text",
        [
            "Your personal information is safe.",
            "We collect your personal information when you register.",
            "The information we collect includes your name.",
            "Continued use of the site means that you agree.",
        ],
    )
    def test_what_defines_nothing(self, read_with, text) -> None:
        assert read_with(read_definitions, text) == []


def test_an_answer_to_the_second_signal_that_is_named(read_with) -> None:
    text = "There is no standard for Do Not Track signals, and therefore Quillmark does not recognize DNT headers."
    [found] = read_with(read_tracking_signals, text)
    assert (local(found.polarity), found.technologies[0].text) == ("Denied", "DNT")
