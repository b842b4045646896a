"""The example policies: they build, show every kind of statement, and say what a reader finds in them."""

from pathlib import Path

import pytest
from practicegraph.extract import Extractor
from practicegraph.ontology.namespaces import PG
from practicegraph.server.build import build
from practicegraph.server.store import LocalStore
from practicegraph.server.validation import validate_store
from practicegraph.shapes import DEFAULT_FOR_STORES

pytestmark = pytest.mark.slow
EXAMPLES = Path(__file__).parents[1] / "examples"
ORRERY, BRAMBLEWAY, FERNHOLLOW = "Orrery Maps", "Brambleway Health", "Fernhollow Books"
QUILLMINT, TIDEPOOL = "Quillmint", "Tidepool"
YES, NO = "Affirmed", "Denied"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    local = LocalStore(tmp_path_factory.mktemp("examples") / "graph")
    report = build(sorted(EXAMPLES.glob("*.example")), local, extractor=Extractor)
    assert (report.policies, report.versions, report.refused) == (5, 7, ())
    return local


@pytest.fixture(scope="module")
def said(store, statements_of):
    return statements_of(store)


def does(practice, data, polarity=YES, **more):
    """What a data practice must say; names are of the schemes practice and data."""
    given = {"kind": "DataPractice", "practice": f"practice/{practice}", "polarity": polarity}
    return given | {"dataType": f"data/{data}"} | more


def right(name, **more):
    return {"kind": "UserRight", "right": f"right/{name}"} | more


# Company, words that find the sentence, and what a reader takes from it.
FACTS = [
    (ORRERY, "your name and email address", does("Collect", "Name")),
    (ORRERY, "your name and email address", does("Collect", "EmailAddress")),
    (ORRERY, "a password of your choice", does("Collect", "Password")),
    (ORRERY, "your date of birth", does("Collect", "DateOfBirth")),
    (ORRERY, "technical details", does("Receive", "IPAddress", dataSource="source/Device")),
    (ORRERY, "use cookies to remember", does("Use", "CookieData", forPurpose="purpose/ServiceUsageAnalytics")),
    (ORRERY, "does not collect your contacts", does("Collect", "AddressBook", NO)),
    (ORRERY, "monthly newsletter", does("Use", "EmailAddress", modality="Possible", condition="condition/OptIn")),
    (ORRERY, "monthly newsletter", does("Use", "EmailAddress", forPurpose="purpose/Newsletter")),
    (ORRERY, "for advertising", does("Use", "PersonalData", NO, forPurpose="purpose/Advertising")),
    (ORRERY, "share your location", does("Share", "LocationData", NO, recipient="party/Advertiser")),
    (ORRERY, "only if a court", does("Disclose", "PersonalData", condition="condition/LegalProcess", exclusive="true")),
    (ORRERY, "only if a court", does("Disclose", "PersonalData", recipient="party/LawEnforcement")),
    (ORRERY, "walks for two years", does("Retain", "TravelData", retentionPeriod="P2Y")),
    (ORRERY, "walks for three years", does("Retain", "TravelData", retentionPeriod="P3Y")),
    (ORRERY, "within 30 days after", does("Delete", "AccountData", condition="condition/AccountClosed")),
    (ORRERY, "encrypt your password", does("Encrypt", "Password")),
    (ORRERY, "firewalls", does("Protect", "AccountData", safeguard="safeguard/NetworkSecurity")),
    (ORRERY, "firewalls", does("Protect", "AccountData", threat="threat/UnauthorisedAccess")),
    (ORRERY, "correct or delete your account data", right("Rectification", dataType="data/AccountData")),
    (ORRERY, "correct or delete your account data", right("Erasure", dataType="data/AccountData")),
    (ORRERY, "unsubscribe", right("OptOutOfMarketing")),
    (ORRERY, "receive a copy", right("Access", dataType="data/PersonalData")),
    (ORRERY, "object to its use", right("Objection")),
    (ORRERY, "complain", right("Complaint")),
    (ORRERY, "under 13", {"kind": "AudienceStatement", "minimumAge": "13"}),
    (ORRERY, "under 16", {"kind": "AudienceStatement", "minimumAge": "16"}),
    (ORRERY, "at least 14 days", {"kind": "ChangeNotice", "deadline": "P14D"}),
    (ORRERY, "at least 30 days", {"kind": "ChangeNotice", "deadline": "P30D"}),
    (ORRERY, "heart rate from", does("Collect", "FitnessData", condition="condition/ThirdPartyLogin")),
    (ORRERY, "advertising partners", does("Share", "EmailAddress", recipient="party/AdvertisingPartner")),
    (ORRERY, "advertising partners", does("Share", "EmailAddress", forPurpose="purpose/Marketing")),
    (ORRERY, "map providers", does("Share", "PreciseLocation", modality="Possible")),
    (ORRERY, "United States", does("Transfer", "AccountData", location="location/UnitedStates")),
    (ORRERY, "United States", does("Transfer", "AccountData", legalBasis="legal-basis/StandardContractualClauses")),
    (ORRERY, "within 72 hours", {"kind": "Disclosure", "topic": "topic/BreachNotice"}),
    (ORRERY, "Global Privacy Control", {"kind": "DoNotTrackStatement", "polarity": YES}),
    (ORRERY, "Orrery service only", {"kind": "Disclosure", "topic": "topic/ScopeOfPolicy"}),
    (BRAMBLEWAY, "do not collect location", does("Collect", "LocationData", NO)),
    (BRAMBLEWAY, "explicit consent", does("Disclose", "MedicalHistory", NO, exception="condition/Consent")),
    (BRAMBLEWAY, "explicit consent", does("Disclose", "MedicalHistory", NO, recipient="party/Employer")),
    (BRAMBLEWAY, "describe your symptoms", does("Collect", "HealthData")),
    (BRAMBLEWAY, "only if you agree", does("Retain", "Video", condition="condition/Consent", exclusive="true")),
    (BRAMBLEWAY, "family doctor", does("Combine", "Data", modality="Possible")),
    (BRAMBLEWAY, "crash reports", does("Collect", "PreciseLocation")),
    (BRAMBLEWAY, "crash reports", does("Collect", "DeviceIdentifier")),
    (BRAMBLEWAY, "crash reports", does("Collect", "CrashData")),
    (BRAMBLEWAY, "sleeping habits", does("Infer", "HealthData")),
    (BRAMBLEWAY, "arrange treatment", does("Use", "HealthData")),
    (BRAMBLEWAY, "insurance number", does("Use", "InsuranceData", forPurpose="purpose/PaymentManagement")),
    (BRAMBLEWAY, "anonymised form", does("Use", "HealthData", form="Anonymous", exclusive="true")),
    (BRAMBLEWAY, "anonymised form", does("Use", "HealthData", forPurpose="purpose/ScientificResearch")),
    (BRAMBLEWAY, "advertisers and analytics", does("Share", "HealthData", recipient="party/Advertiser")),
    (BRAMBLEWAY, "advertisers and analytics", does("Share", "HealthData", recipient="party/AnalyticsProvider")),
    (BRAMBLEWAY, "Pharmacies", does("Share", "Prescription", recipient="party/HealthCareProvider")),
    (BRAMBLEWAY, "ambulance", does("Share", "ContactData", condition="condition/Emergency")),
    (BRAMBLEWAY, "Affiliates", does("Use", "EmailAddress", actor="party/Affiliate", condition="condition/OptIn")),
    (BRAMBLEWAY, "for ten years", does("Retain", "HealthData", retentionPeriod="P10Y")),
    (BRAMBLEWAY, "chat messages", does("Retain", "CommunicationData", retentionRule="retention/WhileAccountActive")),
    (BRAMBLEWAY, "two-factor", does("Protect", "HealthData", safeguard="safeguard/MultiFactorAuthentication")),
    (BRAMBLEWAY, "two-factor", does("Protect", "HealthData", threat=["threat/Loss", "threat/Theft"])),
    (BRAMBLEWAY, "right to access", right("Access", dataType="data/HealthData")),
    (BRAMBLEWAY, "have them corrected", right("Rectification", dataType="data/HealthData")),
    (BRAMBLEWAY, "withdraw your consent", right("WithdrawConsent")),
    (BRAMBLEWAY, "Parents may ask", right("Erasure", actor="party/Guardian")),
    (BRAMBLEWAY, "HIPAA", {"kind": "ComplianceClaim", "framework": "framework/HIPAA", "polarity": YES}),
    (FERNHOLLOW, "must give us", does("Collect", "PostalAddress", modality="Required")),
    (FERNHOLLOW, "must give us", does("Collect", "Name", forPurpose="purpose/CustomerOrderManagement")),
    (FERNHOLLOW, "not stored by us", does("Retain", "PaymentCardNumber", NO)),
    (FERNHOLLOW, "handed to", does("Share", "PaymentCardNumber", recipient="party/PaymentProcessor")),
    (FERNHOLLOW, "favourite authors", does("Use", "Data", forPurpose="purpose/ProvidePersonalisedRecommendations")),
    (FERNHOLLOW, "server records", does("Collect", "IPAddress")),
    (FERNHOLLOW, "server records", does("Collect", "BrowserType")),
    (FERNHOLLOW, "courier", does("Share", "PostalAddress", recipient="party/ShippingCompany")),
    (FERNHOLLOW, "sell, rent or trade", does("Sell", "EmailAddress", NO)),
    (FERNHOLLOW, "sell, rent or trade", does("Rent", "EmailAddress", NO)),
    (FERNHOLLOW, "no personal information", does("Share", "PersonalData", NO, exception="condition/Consent")),
    (FERNHOLLOW, "new owner", does("Share", "PurchaseHistory", recipient="party/Acquirer")),
    (FERNHOLLOW, "new owner", does("Share", "PurchaseHistory", condition="condition/BusinessTransfer")),
    (FERNHOLLOW, "required to do so by law", does("Disclose", "Data", condition="condition/LegalRequirement")),
    (FERNHOLLOW, "identifies nobody", does("Publish", "Data", form="Anonymous")),
    (FERNHOLLOW, "web beacons", {"kind": "DataPractice", "actor": "party/Advertiser", "modality": "Possible"}),
    (FERNHOLLOW, "do not receive", does("Share", "EmailAddress", NO, recipient="party/Advertiser")),
    (FERNHOLLOW, "Do Not Track", {"kind": "DoNotTrackStatement", "polarity": NO}),
    (FERNHOLLOW, "SSL", {"practice": "practice/Protect", "safeguard": "safeguard/Encryption"}),
    (FERNHOLLOW, "seven years", does("Retain", "PurchaseHistory", retentionPeriod="P7Y")),
    (FERNHOLLOW, "copy of your records", right("Access")),
    (FERNHOLLOW, "errors corrected", right("Rectification")),
    (FERNHOLLOW, "off the list", right("OptOutOfMarketing")),
    (FERNHOLLOW, "under 18", {"kind": "AudienceStatement", "minimumAge": "18"}),
    (FERNHOLLOW, "new text is posted", {"kind": "ChangeNotice"}),
    (QUILLMINT, "Lindenallee", {"kind": "Disclosure", "topic": "topic/ControllerIdentity"}),
    (QUILLMINT, "act as a processor", {"kind": "Disclosure", "topic": "topic/RoleOfCompany"}),
    (QUILLMINT, "dpo@", {"kind": "Disclosure", "topic": "topic/DataProtectionOfficer"}),
    (QUILLMINT, "Account data", {"kind": "TermDefinition", "includes": ["data/Name", "data/EmailAddress"]}),
    (QUILLMINT, "Account data", does("Collect", "AccountData", forPurpose="purpose/AccountManagement")),
    (QUILLMINT, "VAT number", does("Collect", "TaxId", forPurpose="purpose/PaymentManagement")),
    (QUILLMINT, "ten years", does("Collect", "TaxId", retentionPeriod="P10Y")),
    (QUILLMINT, "18 months", {"kind": "DataPractice", "retentionPeriod": "P1Y6M"}),
    (QUILLMINT, "performance of our contract", does("Use", "AccountData", legalBasis="legal-basis/Contract")),
    (QUILLMINT, "pseudonymised", does("Analyse", "UsageData", form="Pseudonymous")),
    (QUILLMINT, "pseudonymised", does("Analyse", "UsageData", legalBasis="legal-basis/LegitimateInterest")),
    (QUILLMINT, "own employees", does("Share", "PersonalData", actor="party/Customer")),
    (QUILLMINT, "automated decision", {"kind": "Disclosure", "topic": "topic/AutomatedDecisions", "polarity": NO}),
    (QUILLMINT, "not obliged", {"kind": "Disclosure", "topic": "topic/ProvisionRequired", "polarity": NO}),
    (QUILLMINT, "in Germany", does("Disclose", "AccountData", recipient="party/ServiceProvider")),
    (QUILLMINT, "in Germany", does("Disclose", "AccountData", location="location/Germany")),
    (QUILLMINT, "process your payments", does("Disclose", "AccountData", recipient="party/PaymentProcessor")),
    (QUILLMINT, "process your payments", does("Disclose", "AccountData", forPurpose="purpose/PaymentManagement")),
    (QUILLMINT, "tax advisers", does("Disclose", "AccountData", condition="condition/LegalRequirement")),
    (QUILLMINT, "do not transfer", does("Transfer", "UserContent", NO)),
    (QUILLMINT, "sold or leased", does("Sell", "AccountData", NO)),
    (QUILLMINT, "sold or leased", does("Rent", "UserContent", NO)),
    (QUILLMINT, "access the personal data", right("Access", dataType="data/PersonalData")),
    (QUILLMINT, "inaccurate data rectified", right("Rectification")),
    (QUILLMINT, "erased or its use", right("Erasure")),
    (QUILLMINT, "erased or its use", right("Restriction")),
    (QUILLMINT, "portable format", right("Portability")),
    (QUILLMINT, "object to processing", right("Objection")),
    (QUILLMINT, "withdraw your consent", right("WithdrawConsent")),
    (QUILLMINT, "lodge a complaint", right("Complaint")),
    (QUILLMINT, "ISO 27001", {"kind": "ComplianceClaim", "framework": "framework/ISO27001"}),
    (QUILLMINT, "General Data Protection", {"kind": "ComplianceClaim", "framework": "framework/GDPR"}),
    (QUILLMINT, "four weeks", {"kind": "ChangeNotice", "deadline": "P28D"}),
    (TIDEPOOL, "levels reached", {"kind": "TermDefinition", "includes": "data/PurchaseHistory"}),
    (TIDEPOOL, "user name, email", does("Collect", "EmailAddress", forPurpose="purpose/ServiceRegistration")),
    (TIDEPOOL, "advertising ID, device", does("Collect", "AdvertisingIdentifier", forPurpose="purpose/Advertising")),
    (TIDEPOOL, "In that case", does("Collect", "EmailAddress", NO, condition="condition/OtherCondition")),
    (TIDEPOOL, "younger than 13", {"kind": "AudienceStatement", "minimumAge": "13"}),
    (TIDEPOOL, "younger than 13", does("Collect", "PersonalData", NO)),
    (TIDEPOOL, "erase it", does("Delete", "Data")),
    (TIDEPOOL, "Parents can contact", right("Erasure", actor="party/Guardian")),
    (TIDEPOOL, "social network", does("Receive", "FriendList", condition="condition/ThirdPartyLogin")),
    (TIDEPOOL, "data brokers", does("Collect", "DemographicData", dataSource="source/DataBroker")),
    (TIDEPOOL, "Brightwhale", does("Collect", "AdvertisingIdentifier", actor="party/AdNetwork")),
    (TIDEPOOL, "Brightwhale", does("Collect", "ApproximateLocation", actor="party/AdNetwork")),
    (TIDEPOOL, "opt out of interest", right("OptOutOfTargetedAdvertising")),
    (TIDEPOOL, "sell device identifiers", does("Sell", "DeviceIdentifier", recipient="party/Advertiser")),
    (TIDEPOOL, "do not sell the email", does("Sell", "EmailAddress", NO)),
    (TIDEPOOL, "Residents of California", right("OptOutOfSale", scope="location/California")),
    (TIDEPOOL, "visible to other players", does("Publish", "Username", recipient="party/OtherUsers")),
    (TIDEPOOL, "detect cheating", does("Share", "GameData", recipient="party/Affiliate", exclusive="true")),
    (TIDEPOOL, "aggregate statistics", does("Share", "Data", form="Aggregate", recipient="party/Publisher")),
    (TIDEPOOL, "contents of your", does("Disclose", "MessageContent", NO, exception="condition/LegalRequirement")),
    (TIDEPOOL, "contents of your", does("Disclose", "MessageContent", NO, exception="condition/ProtectRights")),
    (TIDEPOOL, "contents of your", does("Disclose", "MessageContent", condition="condition/LegalRequirement")),
    (TIDEPOOL, "acquired by another", does("Share", "Data", condition="condition/BusinessTransfer")),
    (TIDEPOOL, "until you delete", {"kind": "DataPractice", "practice": "practice/Retain"}),
    (TIDEPOOL, "after 90 days", does("Delete", "MessageContent")),
    (TIDEPOOL, "post a notice", {"kind": "ChangeNotice"}),
]


@pytest.mark.parametrize(
    ("company", "words", "facts"), FACTS, ids=[f"{c}-{w}-{'-'.join(map(str, f.values()))}" for c, w, f in FACTS]
)
def test_says(said, company, words, facts):
    found = said.that(company=company, said=words)
    assert found.that(**facts), f"{len(found)} statements of that sentence, none of them this"


@pytest.mark.parametrize(
    ("company", "words", "facts"),
    [
        (ORRERY, "does not collect your contacts", {"polarity": YES}),
        (ORRERY, "never sell your personal information.", {"polarity": YES}),
        (ORRERY, "only if a court", {"polarity": NO}),
        (FERNHOLLOW, "sell, rent or trade", {"polarity": YES}),
        (FERNHOLLOW, "do not receive", {"polarity": YES}),
        (FERNHOLLOW, "no personal information", does("Share", "PersonalData", without=("condition",))),
        (QUILLMINT, "sold or leased", {"polarity": YES}),
        (QUILLMINT, "do not transfer", {"polarity": YES}),
        (TIDEPOOL, "the email addresses of our players", does("Sell", "EmailAddress")),
        (TIDEPOOL, "sell device identifiers", does("Sell", "DeviceIdentifier", NO)),
        (TIDEPOOL, "In that case", {"polarity": YES}),
        (TIDEPOOL, "contents of your", does("Disclose", "MessageContent", without=("condition",))),
        (BRAMBLEWAY, "explicit consent", does("Disclose", "MedicalHistory", without=("condition",))),
    ],
)
def test_does_not_say_the_contrary(said, company, words, facts):
    found = said.that(company=company, said=words)
    assert found
    assert not found.that(**facts)


def test_every_kind_of_statement_occurs(said):
    assert {s.kind for s in said} == {
        "DataPractice",
        "UserRight",
        "ComplianceClaim",
        "ChangeNotice",
        "AudienceStatement",
        "DoNotTrackStatement",
        "TermDefinition",
        "Disclosure",
    }


def test_most_sentences_about_data_say_something(said):
    """Each company has a fair number of statements, so that a section that is not read is noticed."""
    counts = {c: len(said.that(company=c)) for c in (ORRERY, BRAMBLEWAY, FERNHOLLOW, QUILLMINT, TIDEPOOL)}
    assert min(counts.values()) >= 20, counts


class TestHistory:
    """Orrery's three versions."""

    FIRST, SECOND, THIRD = "2016-05-10", "2019-02-01", "2022-09-15"

    def test_the_precise_location_goes_and_comes_back(self, said):
        found = said.that(**does("Collect", "PreciseLocation"), company=ORRERY)
        assert found.periods == [(self.FIRST, self.SECOND), (self.THIRD, None)]
        [one] = found.that(said="while a walk is running")
        assert one.periods == ((self.FIRST, self.SECOND), (self.THIRD, None))

    def test_the_denial_of_selling_gets_an_exception_and_disappears(self, said):
        denied = said.that(**does("Sell", "PersonalData", NO), company=ORRERY)
        assert [bool(s.properties.get("exception")) for s in denied.that(on=self.FIRST)] == [False]
        assert denied.that(on=self.SECOND).values("exception") == {"condition/FreeService"}
        assert all(s.properties.get("exception") for s in denied.that(on=self.SECOND))
        assert not denied.that(on=self.THIRD)
        assert not said.that(company=ORRERY, on=self.THIRD, practice="practice/Sell")

    def test_the_exception_means_that_it_then_sells(self, said):
        sold = said.that(**does("Sell", "PersonalData"), company=ORRERY)
        assert sold.periods == [(self.SECOND, self.THIRD)]
        assert sold.values("condition") == {"condition/FreeService"}

    def test_an_unchanged_statement_is_one_node_with_one_period(self, said):
        [one] = said.that(**does("Encrypt", "Password"), company=ORRERY)
        assert len(one.properties["statedIn"]) == 3
        assert one.periods == ((self.FIRST, None),)

    def test_what_began_and_what_ended(self, said):
        shared = said.that(**does("Share", "EmailAddress"), company=ORRERY)
        assert shared.periods == [(self.SECOND, None)]
        contacts = said.that(**does("Collect", "AddressBook", NO), company=ORRERY)
        assert contacts.periods == [(self.FIRST, self.THIRD)]
        ages = [said.that(company=ORRERY, minimumAge=age).periods for age in ("13", "16")]
        assert ages == [[(self.FIRST, self.THIRD)], [(self.THIRD, None)]]


def test_only_one_company_contradicts_itself_and_in_two_places(store):
    findings = validate_store(store, DEFAULT_FOR_STORES).report.findings
    pairs = {tuple(s.sentence for s in f.statements) for f in findings}
    assert pairs == {
        (
            "We do not collect location data.",
            "Our app collects your precise location, device identifiers and crash reports.",
        ),
        (
            "We do not share your health information with advertisers.",
            "We share your health information with advertisers and analytics providers.",
        ),
    }
    assert {f.severity for f in findings} == {"violation"}


@pytest.mark.parametrize(
    ("domain", "property_", "data", "expected"),
    [
        ("tidepool.example", "sells", "DeviceIdentifier", True),
        ("tidepool.example", "doesNotCollect", "PersonalData", False),  # of children only
        ("tidepool.example", "doesNotCollect", "EmailAddress", False),  # without an account only
        ("tidepool.example", "collects", "AdvertisingIdentifier", True),
        ("orrery.example", "doesNotSell", "PersonalData", False),  # an earlier version said so
        ("orrery.example", "sells", "PersonalData", False),
        ("orrery.example", "collects", "PreciseLocation", True),
        ("brambleway.example", "doesNotShare", "MedicalHistory", False),  # to employers, without consent
        ("fernhollow.example", "doesNotRetain", "PaymentCardNumber", True),
        ("fernhollow.example", "doesNotShare", "EmailAddress", False),  # to advertisers only
        ("quillmint.example", "doesNotSell", "AccountData", True),
    ],
)
def test_shortcuts(store, domain, property_, data, expected):
    ask = f"""ASK {{ GRAPH <https://w3id.org/practicegraph/id/catalogue> {{
        <https://w3id.org/practicegraph/id/company/{domain}> <{PG}{property_}>
        <https://w3id.org/practicegraph/data/{data}> }} }}"""
    with store.read() as generation:
        assert bool(generation.graph.query(ask)) is expected
