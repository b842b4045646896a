"""What a policy says is done with data: who, what, to which data, and what limits it."""

from collections.abc import Callable

import pytest
from practicegraph.extract import Assertion, Extractor

Read = Callable[[str], list[Assertion]]


@pytest.fixture(scope="module")
def read() -> Read:
    extractor = Extractor(tagger=False)  # the rules alone: what the tagger adds has tests of its own

    def practices(text: str) -> list[Assertion]:
        found = extractor.extract(text, company="Quillmint")
        return [a for a in found if a.kind == "DataPractice"]

    return practices


def local(iri: str | None) -> str:
    return (iri or "").rpartition("/")[2].rpartition("#")[2]


def said(found: list[Assertion]) -> list[str]:
    """ "us Collect Name", "Advertiser not Sell EmailAddress"; "-" where the clause names no actor."""
    lines = []
    for a in found:
        actor = "-"
        if a.actor is not None:
            actor = "us" if a.actor.concept == a.asserted_by else local(a.actor.concept) or a.actor.text
        denied = "not " if local(a.polarity) == "Denied" else ""
        assert a.data_type is not None
        lines.append(f"{actor} {denied}{local(a.practice)} {local(a.data_type.concept) or a.data_type.text}")
    return lines


def words(found: list[Assertion], field: str) -> list[str]:
    """The words of a role, over all assertions, each once."""
    return list(dict.fromkeys(m.text for a in found for m in getattr(a, field)))


def names(found: list[Assertion], field: str) -> list[str]:
    """The concepts of a role, over all assertions, each once."""
    return list(dict.fromkeys(local(m.concept) for a in found for m in getattr(a, field)))


class TestCoordination:
    @pytest.mark.parametrize(
        ("text", "data"),
        [
            ("We collect your name and postal address.", ["Name", "PostalAddress"]),
            (
                "We collect your name, e-mail address, telephone number and date of birth.",
                ["Name", "EmailAddress", "TelephoneNumber", "DateOfBirth"],
            ),
            (
                "We collect browser types, operating systems and access times.",
                ["BrowserType", "OperatingSystem", "AccessTime"],
            ),
            (
                "We collect personal data (such as your name, e-mail address and job title).",
                ["PersonalData", "Name", "EmailAddress", "JobTitle"],
            ),
            ("We collect information, including your name and your age.", ["UnspecifiedData", "Name", "Age"]),
            (
                "We collect identifiers (name, age), payment details and device information.",
                ["Identifier", "Name", "Age", "PaymentData", "DeviceData"],
            ),
        ],
    )
    def test_one_assertion_for_each_data_type(self, read: Read, text: str, data: list[str]) -> None:
        assert said(read(text)) == [f"us Collect {d}" for d in data]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                "We collect, use and store your email address.",
                ["us Collect EmailAddress", "us Use EmailAddress", "us Retain EmailAddress"],
            ),
            (
                "Your personal data may be transferred to and processed in Canada.",
                ["- Transfer PersonalData", "- Use PersonalData"],
            ),
            ("We respect your privacy and protect your personal information.", ["us Protect PersonalData"]),
        ],
    )
    def test_coordinated_verbs_share_their_object(self, read: Read, text: str, expected: list[str]) -> None:
        assert said(read(text)) == expected

    def test_clauses_with_subjects_of_their_own(self, read: Read) -> None:
        found = read("We collect your name, and our partners collect your location.")
        assert said(found) == ["us Collect Name", "BusinessPartner Collect LocationData"]

    def test_the_same_data_once_however_often_a_verb_repeats_it(self, read: Read) -> None:
        text = "We collect your age."
        assert said(read(f"{text} {text}")) == ["us Collect Age"] * 2
        assert len({a.evidence for a in read(f"{text} {text}")}) == 2


class TestLists:
    @pytest.mark.parametrize("bullet", ["- ", "* ", "• ", "1. "])
    def test_items_continue_the_lead_in(self, read: Read, bullet: str) -> None:
        items = "\n".join(bullet + w for w in ("your name", "your postal address", "your telephone number"))
        assert said(read(f"We collect:\n\n{items}\n")) == [
            "us Collect Name",
            "us Collect PostalAddress",
            "us Collect TelephoneNumber",
        ]

    def test_evidence_of_an_item_is_the_item(self, read: Read) -> None:
        found = read("We collect:\n\n- your name\n- your age\n")
        assert [a.evidence.text for a in found] == ["your name", "your age"]

    def test_the_lead_in_gives_modality_and_actor(self, read: Read) -> None:
        found = read("Our partners may collect:\n\n- your name\n- your location\n")
        assert said(found) == ["BusinessPartner Collect Name", "BusinessPartner Collect LocationData"]
        assert {local(a.modality) for a in found} == {"Possible"}

    def test_a_denial_reaches_every_item(self, read: Read) -> None:
        found = read("We do not collect:\n\n- your location\n- credit card numbers\n")
        assert said(found) == ["us not Collect LocationData", "us not Collect PaymentCardNumber"]

    def test_nested_items(self, read: Read) -> None:
        text = (
            "We may collect the following information:\n\n* name\n* contact details, including:\n  * telephone number\n"
        )
        assert {"us Collect Name", "us Collect ContactData", "us Collect TelephoneNumber"} <= set(said(read(text)))

    def test_items_under_the_following_purposes(self, read: Read) -> None:
        text = (
            "We use your email address for the following purposes:\n\n"
            "- to send you newsletters\n- to process payments\n- to prevent fraud\n"
        )
        items = [a for a in read(text) if a.purposes and a.evidence.text.startswith("to ")]
        assert [local(a.purposes[0].concept) for a in items] == [
            "Newsletter",
            "PaymentManagement",
            "FraudPreventionAndDetection",
        ]
        assert set(said(items)) == {"us Use EmailAddress"}

    def test_bare_verbs_after_to(self, read: Read) -> None:
        items = "1. provide our services;\n2. personalise your experience; and\n3. prevent fraud.\n"
        text = f"We use your personal information to:\n\n{items}"
        assert names(read(text), "purposes") == [
            "ServiceProvision",
            "ServicePersonalisation",
            "FraudPreventionAndDetection",
        ]

    def test_recipients_after_with(self, read: Read) -> None:
        items = "- advertisers\n- payment processors\n- law enforcement agencies\n"
        text = f"We share your personal information with:\n\n{items}"
        assert names(read(text), "recipients") == ["Advertiser", "PaymentProcessor", "LawEnforcement"]

    def test_items_that_are_sentences_stand_alone(self, read: Read) -> None:
        text = (
            "We collect information in these ways:\n\n"
            "- We collect your name when you register.\n- Our partners collect your IP address.\n"
        )
        assert said(read(text))[-2:] == ["us Collect Name", "BusinessPartner Collect IPAddress"]

    def test_plain_text_with_rules_between_sections(self, read: Read) -> None:
        text = (
            "INFORMATION WE COLLECT\n\nWe collect the following data:\n- name\n- postal address\n\n"
            "==========\n\nHOW LONG WE KEEP IT\n\nWe keep your name for two years.\n"
        )
        assert {"us Collect Name", "us Collect PostalAddress", "us Retain Name"} <= set(said(read(text)))


class TestVoice:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Your IP address is collected automatically.", ["- Collect IPAddress"]),
            ("Your phone number and your IP address are stored.", ["- Retain TelephoneNumber", "- Retain IPAddress"]),
            (
                "Your email address may be shared with advertisers by our partners.",
                ["BusinessPartner Share EmailAddress"],
            ),
            (
                "Your name, age and telephone number are collected by our partners.",
                [f"BusinessPartner Collect {d}" for d in ("Name", "Age", "TelephoneNumber")],
            ),
            ("Usage data is analysed to improve our services.", ["- Analyse UsageData"]),
            (
                "Information such as your name and IP address may be collected.",
                ["- Collect UnspecifiedData", "- Collect Name", "- Collect IPAddress"],
            ),
        ],
    )
    def test_passive(self, read: Read, text: str, expected: list[str]) -> None:
        assert said(read(text)) == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                "The information we collect includes your name and email address.",
                ["us Collect Name", "us Collect EmailAddress"],
            ),
            (
                "The types of information we collect are name and telephone number.",
                ["us Collect Name", "us Collect TelephoneNumber"],
            ),
            ("We make use of your location.", ["us Use LocationData"]),
            ("We build a profile of your interests.", ["us Profile Interest"]),
        ],
    )
    def test_nominal(self, read: Read, text: str, expected: list[str]) -> None:
        assert said(read(text)) == expected

    def test_practice_of_a_verb_with_its_object(self, read: Read) -> None:
        assert said(read("We keep a record of your searches.")) == ["us Retain SearchQuery"]

    @pytest.mark.parametrize(
        ("verb", "practice"),
        [
            ("sell", "Sell"),
            ("rent", "Rent"),
            ("lease", "Rent"),
            ("publish", "Publish"),
            ("delete", "Delete"),
            ("store", "Retain"),
            ("protect", "Protect"),
            ("anonymise", "Anonymise"),
            ("track", "Track"),
            ("disclose", "Disclose"),
        ],
    )
    def test_verbs_and_their_practices(self, read: Read, verb: str, practice: str) -> None:
        assert said(read(f"We {verb} your location.")) == [f"us {practice} LocationData"]


class TestActors:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Advertisers may collect your IP address.", "Advertiser Collect IPAddress"),
            ("Third-party advertisers may collect your browsing history.", "Advertiser Collect BrowsingData"),
            ("Our customers collect the names of their visitors.", "Customer Collect Name"),
            ("We allow advertisers to collect your IP address.", "Advertiser Collect IPAddress"),
            ("We may allow our partners to use your email address for marketing.", "BusinessPartner Use EmailAddress"),
            ("Our service asks for your age.", "us Request Age"),
            ("Quillmint sells your name.", "us Sell Name"),
        ],
    )
    def test_who_does_it(self, read: Read, text: str, expected: str) -> None:
        assert said(read(text)) == [expected]

    def test_who_has_access_is_a_recipient(self, read: Read) -> None:
        found = read("Personal information may be accessed by our contractors.")
        assert names(found, "recipients") == ["Contractor"]

    def test_the_company_by_name_has_the_concept_of_the_policys_company(self, read: Read) -> None:
        [found] = read("Quillmint may collect your age.")
        assert found.actor is not None
        assert (found.actor.text, found.actor.concept) == ("Quillmint", found.asserted_by)

    def test_the_company_that_a_passive_leaves_out_is_no_mention(self, read: Read) -> None:
        [found] = read("Your age is collected.")
        assert found.actor is None


class TestGivenByTheUser:
    @pytest.mark.parametrize(
        "text",
        [
            "You provide us with your age.",
            "You may provide us with your age.",
            "You can give us your age.",
        ],
    )
    def test_the_company_collects_what_the_person_gives(self, read: Read, text: str) -> None:
        found = read(text)
        assert said(found) == ["us Collect Age"]
        assert names(found, "conditions") == ["UserProvides"]

    def test_asking_is_collecting(self, read: Read) -> None:
        assert said(read("We ask you to provide your age.")) == ["us Collect Age"]

    def test_requiring_makes_it_required(self, read: Read) -> None:
        [found] = read("We require you to provide your date of birth.")
        assert local(found.modality) == "Required"

    def test_a_relative_clause_of_giving_is_a_condition(self, read: Read) -> None:
        found = read("We collect the information that you enter.")
        assert names(found, "conditions") == ["UserProvides"]

    def test_sharing_with_others_is_no_practice_of_the_company(self, read: Read) -> None:
        assert read("You may share your telephone number with your friends.") == []


class TestNegation:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                "We do not sell, rent or lease your email address.",
                ["us not Sell EmailAddress", "us not Rent EmailAddress"],
            ),
            ("We collect no personal information.", ["us not Collect PersonalData"]),
            ("No personal information is shared with third parties.", ["- not Share PersonalData"]),
            ("None of your personal information is sold.", ["- not Sell PersonalData"]),
            ("We never share your telephone number.", ["us not Share TelephoneNumber"]),
            ("We have never sold personal information.", ["us not Sell PersonalData"]),
            ("We neither sell nor rent your age.", ["us not Sell Age", "us not Rent Age"]),
            ("Your age is neither sold nor rented.", ["- not Sell Age", "- not Rent Age"]),
            ("We do not and will not sell your age.", ["us not Sell Age"]),
            ("Your email address will not be sold.", ["- not Sell EmailAddress"]),
            ("Our vendors are prohibited from using your email address.", ["Vendor not Use EmailAddress"]),
            ("We do not allow advertisers to collect your location.", ["Advertiser not Collect LocationData"]),
            ("We are not allowed to collect your location.", ["us not Collect LocationData"]),
            ("We will never ask you for your password.", ["us not Request Password"]),
            (
                "We neither collect nor store credit card numbers.",
                ["us not Collect PaymentCardNumber", "us not Retain PaymentCardNumber"],
            ),
        ],
    )
    def test_what_is_denied(self, read: Read, text: str, expected: list[str]) -> None:
        assert said(read(text)) == expected

    def test_but_ends_the_scope(self, read: Read) -> None:
        found = read("We do not sell your name, but we share your age with our partners.")
        assert said(found) == ["us not Sell Name", "us Share Age"]

    def test_what_follows_in_another_sentence_is_not_denied(self, read: Read) -> None:
        assert said(read("We do not sell your name. We store your name.")) == ["us not Sell Name", "us Retain Name"]

    @pytest.mark.parametrize(
        ("text", "word"),
        [
            ("We do not sell it or your age.", "not"),
            ("We never sell your age.", "never"),
            ("We sell no location data.", "no"),
        ],
    )
    def test_the_word_that_denies_is_kept(self, read: Read, text: str, word: str) -> None:
        assert {a.negation.text for a in read(text) if a.negation} == {word}


class TestModality:
    @pytest.mark.parametrize(
        ("text", "modality"),
        [
            ("We collect your age.", "Stated"),
            ("We will collect your age.", "Stated"),
            ("We may collect your age.", "Possible"),
            ("We might store your age.", "Possible"),
            ("Your age can be shared with advertisers.", "Possible"),
            ("We reserve the right to sell your age.", "Stated"),
            ("You must provide your age.", "Required"),
            ("We require you to provide your age.", "Required"),
        ],
    )
    def test_modality(self, read: Read, text: str, modality: str) -> None:
        assert {local(a.modality) for a in read(text)} == {modality}


class TestConditionsAndExceptions:
    def test_without_consent_is_one_denial_with_an_exception(self, read: Read) -> None:
        [found] = read("We do not share your age without your consent.")
        assert (local(found.polarity), found.conditions) == ("Denied", ())
        assert [m.text for m in found.exceptions] == ["without your consent"]
        assert local(found.exceptions[0].concept) == "Consent"

    def test_unless_it_happens_is_a_denial_and_an_affirmation(self, read: Read) -> None:
        denial, happens = read("We do not share your age unless you use the free plan.")
        assert said([denial, happens]) == ["us not Share Age", "us Share Age"]
        assert ([local(m.concept) for m in denial.exceptions], denial.conditions) == (["FreeService"], ())
        assert ([local(m.concept) for m in happens.conditions], happens.exceptions) == (["FreeService"], ())

    def test_unless_you_agree_says_nothing_of_what_happens(self, read: Read) -> None:
        [found] = read("We will not sell your personal information unless you agree.")
        assert names([found], "exceptions") == ["Consent"]

    def test_except_as_required_by_law(self, read: Read) -> None:
        denial, happens = read("We do not disclose your age except as required by law.")
        assert (names([denial], "exceptions"), names([happens], "conditions")) == (["LegalRequirement"],) * 2

    def test_several_exceptions_are_alternatives(self, read: Read) -> None:
        found = read("We do not sell your name unless you agree or unless the law requires it.")
        assert names(found[:1], "exceptions") == ["Consent", "LegalRequirement"]
        assert names(found[1:], "conditions") == ["LegalRequirement"]

    def test_only_if_is_one_affirmation(self, read: Read) -> None:
        [found] = read("We share your email address only if required by law.")
        assert (local(found.polarity), names([found], "conditions")) == ("Affirmed", ["LegalRequirement"])

    @pytest.mark.parametrize(
        ("text", "concept"),
        [
            ("If you opt in, we share your location with advertisers.", "OptIn"),
            ("With your consent, we share your location with advertisers.", "Consent"),
            ("We may disclose your name if we are involved in a merger.", "Merger"),
            ("If you register, we collect your name.", "AccountRegistration"),
            ("We will delete your name when you close your account.", "AccountClosed"),
            ("We collect data from children with the consent of their parents.", "ParentalConsent"),
        ],
    )
    def test_condition(self, read: Read, text: str, concept: str) -> None:
        assert concept in names(read(text), "conditions")

    @pytest.mark.parametrize(
        "text",
        [
            "We share your name only with our payment processor.",
            "We only share your name with our payment processor.",
            "Our vendors may only use your name to deliver orders.",
        ],
    )
    def test_only_makes_it_exclusive(self, read: Read, text: str) -> None:
        assert [a.exclusive for a in read(text)] == [True]

    def test_without_only_it_is_not_exclusive(self, read: Read) -> None:
        assert [a.exclusive for a in read("We share your name with our payment processor.")] == [False]


class TestRoles:
    @pytest.mark.parametrize(
        ("text", "purposes"),
        [
            (
                "We collect your phone number for billing, marketing and research.",
                ["PaymentManagement", "Marketing", "ResearchAndDevelopment"],
            ),
            ("We use your phone number solely to deliver your order.", ["DeliveryOfGoods"]),
            ("We store your payment details for seven years to comply with tax law.", ["LegalCompliance"]),
            ("Our vendors are prohibited from using your name for marketing.", ["Marketing"]),
            ("Usage data is analysed to improve our services.", ["ImproveExistingProductsAndServices"]),
        ],
    )
    def test_purposes(self, read: Read, text: str, purposes: list[str]) -> None:
        assert names(read(text), "purposes") == purposes

    @pytest.mark.parametrize(
        ("text", "recipients"),
        [
            (
                "We share your email address with advertisers, payment processors and analytics providers.",
                ["advertisers", "payment processors", "analytics providers"],
            ),
            ("We disclose your name to our insurers, auditors and lawyers.", ["insurers", "auditors", "lawyers"]),
            ("We are required to disclose your name to tax authorities.", ["tax authorities"]),
            ("We do not sell your name to third parties.", ["third parties"]),
        ],
    )
    def test_recipients(self, read: Read, text: str, recipients: list[str]) -> None:
        assert words(read(text), "recipients") == recipients

    @pytest.mark.parametrize(
        ("text", "sources"),
        [
            ("We receive your name from social networks and data brokers.", ["SocialNetwork", "DataBroker"]),
            ("We obtain your name from public records.", ["PublicSource"]),
            ("We receive your profile picture from Facebook.", ["SocialNetwork"]),
        ],
    )
    def test_sources(self, read: Read, text: str, sources: list[str]) -> None:
        assert names(read(text), "data_sources") == sources

    @pytest.mark.parametrize(
        ("text", "scope"),
        [
            ("When you use our mobile app, we collect your location.", "When you use our mobile app"),
            ("We collect your IP address when you visit our website.", "when you visit our website"),
        ],
    )
    def test_scope(self, read: Read, text: str, scope: str) -> None:
        assert words(read(text), "scopes") == [scope]

    @pytest.mark.parametrize(
        ("text", "duration"),
        [
            ("We keep your chat transcripts for two years.", "P2Y"),
            ("We retain your IP address for 90 days.", "P90D"),
            ("We store your payment details for up to seven years.", "P7Y"),
            ("We keep backups of your files for 18 months.", "P18M"),
            ("Chat transcripts are retained for 1 year.", "P1Y"),
            ("We keep logs for no longer than 14 days.", "P14D"),
        ],
    )
    def test_retention_period(self, read: Read, text: str, duration: str) -> None:
        [found] = read(text)
        assert (local(found.practice), [m.concept for m in found.retention]) == ("Retain", [duration])

    @pytest.mark.parametrize(
        ("text", "rule"),
        [
            ("We keep your order history for as long as your account is active.", "WhileAccountActive"),
            ("We keep your name until you close your account.", "UntilAccountClosed"),
        ],
    )
    def test_retention_rule(self, read: Read, text: str, rule: str) -> None:
        assert names(read(text), "retention") == [rule]

    @pytest.mark.parametrize(
        ("text", "safeguards"),
        [
            ("We protect your credit card number with SSL encryption.", ["EncryptionInTransit"]),
            ("We use encryption to protect your card number.", ["Encryption"]),
        ],
    )
    def test_safeguards(self, read: Read, text: str, safeguards: list[str]) -> None:
        assert names(read(text), "safeguards") == safeguards

    def test_threats(self, read: Read) -> None:
        found = read("We protect your personal information against unauthorised access.")
        assert names(found, "threats") == ["UnauthorisedAccess"]

    def test_transfer_to_another_country(self, read: Read) -> None:
        [found] = read("We transfer your personal information to the United States.")
        assert (local(found.practice), names([found], "locations")) == ("Transfer", ["UnitedStates"])

    def test_transfer_to_a_recipient_is_sharing(self, read: Read) -> None:
        [found] = read("We transfer your age to our payment processor.")
        assert (local(found.practice), names([found], "recipients")) == ("Share", ["PaymentProcessor"])

    @pytest.mark.parametrize(
        "text",
        [
            "Through cookies we collect your age.",
            "Using cookies, we collect your age.",
            "We collect your age through cookies.",
        ],
    )
    def test_a_cookie_is_a_technology_where_it_is_the_means(self, read: Read, text: str) -> None:
        found = read(text)
        assert (said(found), names(found, "technologies")) == (["us Collect Age"], ["Cookie"])

    @pytest.mark.parametrize(
        ("text", "subject"),
        [
            ("We collect your age.", "your"),
            ("We collect your customers' names.", "customers"),
            ("We collect the names of your employees.", "employees"),
            ("We do not knowingly sell the personal information of minors.", "minors"),
        ],
    )
    def test_data_subject(self, read: Read, text: str, subject: str) -> None:
        [found] = read(text)
        assert found.data_subject is not None
        assert found.data_subject.text.endswith(subject)

    def test_form_in_which_it_is_identifiable(self, read: Read) -> None:
        [found] = read("We do not share your information in a manner that identifies you.")
        assert (local(found.polarity), local(found.form)) == ("Denied", "Identifiable")


class TestNothingIsAsserted:
    @pytest.mark.parametrize(
        "text",
        [
            "This policy explains how we collect your email address.",
            "Our privacy policy describes what information we share.",
            "This policy does not apply to sites that collect your data.",
            "We are not responsible for how other sites use your information.",
            "If you do not want us to share your email address, write to us.",
            "Before we use your email address for marketing, we ask you.",
            "What information do we collect?",
            "How do we use your data?",
            "A cookie is a small file that a website stores on your computer.",
            "You can set your browser to refuse cookies.",
            "Most browsers let you block cookies.",
            "Please do not send us your credit card number by email.",
            "We encourage you to protect your password.",
            "Please review their policies to see how they use your data.",
            "You choose whether to give us your telephone number.",
            "We provide you with information about our books.",
            "Our shop sells books, maps and stationery.",
        ],
    )
    def test_no_practice(self, read: Read, text: str) -> None:
        assert read(text) == []

    @pytest.mark.parametrize(
        "text",
        [
            "You may delete your data at any time.",
            "You may ask us to delete your data.",
            "You may opt out of the sharing of your email address.",
        ],
    )
    def test_a_right_is_no_practice(self, text: str) -> None:
        kinds = {a.kind for a in Extractor().extract(text, company="Quillmint")}
        assert kinds == {"UserRight"}


class TestUnknownWords:
    @pytest.mark.parametrize(
        ("text", "unknown"),
        [
            ("We collect your name, email address and favourite constellation.", ["favourite constellation"]),
            ("We collect your name, your hat size and your horoscope sign.", ["hat size", "horoscope sign"]),
        ],
    )
    def test_an_unknown_member_of_a_list_is_kept_without_concept(
        self, read: Read, text: str, unknown: list[str]
    ) -> None:
        assert [a.data_type.text for a in read(text) if a.data_type and a.data_type.concept is None] == unknown

    def test_it_is_less_sure_than_a_known_one(self, read: Read) -> None:
        known, own = read("We collect your name and your horoscope sign.")
        assert own.confidence < known.confidence

    def test_words_around_a_known_one_do_not_hide_it(self, read: Read) -> None:
        assert said(read("We collect your current billing e-mail address.")) == ["us Collect EmailAddress"]


class TestUnknownData:
    """Words that the ontology does not know are kept, as concepts of the policy's own."""

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("We collect your name and shoe size.", ["name", "shoe size"]),
            ("We collect your shoe size.", ["shoe size"]),
            ("We keep your wand length for two years.", ["wand length"]),
            ("We collect information such as your shoe size.", ["information", "shoe size"]),
        ],
    )
    def test_unknown_words_of_the_person_are_data(self, read: Read, text: str, words: list[str]) -> None:
        assert [a.data_type.text for a in read(text) if a.data_type] == words

    @pytest.mark.parametrize(
        "text", ["We use your trust to grow.", "We value your business.", "We share your concern."]
    )
    def test_what_is_no_data_is_not_used(self, read: Read, text: str) -> None:
        assert not [a for a in read(text) if a.practice and a.practice.endswith("/Use")]


@pytest.mark.parametrize("text", ["We no longer collect your name.", "Your name is no longer collected."])
def test_what_is_no_longer_done_is_denied(read: Read, text: str) -> None:
    assert [local(a.polarity) for a in read(text) if a.kind == "DataPractice"] == ["Denied"]


def test_verbs_share_the_agent_of_the_last(read: Read) -> None:
    found = read("Your name may be collected and used by our advertising partners.")
    assert {(local(a.practice), a.actor.text if a.actor else None) for a in found} == {
        ("Collect", "advertising partners"),
        ("Use", "advertising partners"),
    }


def test_a_disclaimer_protects_nothing(read: Read) -> None:
    assert [a for a in read("We cannot guarantee the security of your name.") if a.kind == "DataPractice"] == []


class TestNothingSaid:
    @pytest.mark.parametrize(
        "text",
        [
            "If somebody visited a bakery, the bakery would share their name with the miller.",
            "To protect your password, we urge you to choose a long one.",
            "We have no obligation to delete your name.",
            "This notice does not apply to bakers who collect your name.",
        ],
    )
    def test_examples_advice_and_disclaimers_state_nothing(self, read: Read, text: str) -> None:
        assert read(text) == []

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("We instruct our bakers to delete your name.", "Delete"),
            ("We would share your name with the miller if you asked us.", None),
            ("We have an obligation to delete your name.", "Delete"),
        ],
    )
    def test_orders_to_others_and_duties_state_it(self, read: Read, text: str, expected: str | None) -> None:
        assert {local(a.practice) for a in read(text)} == ({expected} if expected else set())

    @pytest.mark.parametrize(
        "text",
        [
            "We are not in the business of selling your name.",
            "Quillmint is not in the habit of sharing your name with bakers.",
        ],
    )
    def test_what_is_not_the_business_is_denied(self, read: Read, text: str) -> None:
        assert [local(a.polarity) for a in read(text)] == ["Denied"]

    def test_a_gloss_in_brackets_is_no_second_type(self, read: Read) -> None:
        found = read("We log your IP address (the location of your connection).")
        assert said(found) == ["us Record IPAddress"]

    def test_what_a_cookie_does_not_contain_is_denied(self, read: Read) -> None:
        found = read("We use a cookie. It does not contain your name or address.")
        assert [local(a.polarity) for a in found] == ["Affirmed", "Denied", "Denied"]
