"""Labels of the ontology found in words that no label spells out."""

import pytest
from practicegraph.extract.lexicon import Lexicon
from practicegraph.extract.phrases import DataPhrases
from practicegraph.extract.pipeline import load_pipeline


def name(iri: str | None) -> str | None:
    return iri and iri.rpartition("/")[2]


@pytest.mark.parametrize(
    ("words", "concept"),
    [
        ("billing postcode", "PostalCode"),
        ("home phone number", "TelephoneNumber"),
        ("hashed e-mail addresses", "EmailAddress"),
        ("coarse geolocation data", "ApproximateLocation"),
        ("device advertising identifier", "AdvertisingIdentifier"),
        ("date and time of your visit", "AccessTime"),
        ("location settings", "PreferenceData"),
        ("handset model", "DeviceType"),
        ("payment-related information", "PaymentData"),
        ("gameplay details", "GameData"),
        ("latitude and longitude", "GpsCoordinates"),
        ("employment history", "EmploymentHistory"),
        ("face scan", "FacialPrint"),
        ("PIN", "Pin"),
        ("pins", None),
        ("e-mail provider", None),
    ],
)
def test_the_head_of_a_phrase_and_its_known_modifiers_name_the_data(
    lexicon: Lexicon, words: str, concept: str | None
) -> None:
    doc = load_pipeline()(f"We collect your {words}.")
    phrases = DataPhrases(doc[:], lexicon).named([t for t in doc if t.dep_ == "dobj"], owned=True)
    assert name(phrases[0].concept if phrases else None) == concept


@pytest.mark.parametrize(
    ("words", "concept"),
    [
        ("to build a picture of you and infer your interests", "UserProfiling"),
        ("to process an opt-out that you send", "RightsFulfilment"),
        ("to spare you from having to enter your size again", "UserInterfacePersonalisation"),
        ("to show relevant advertisements", "TargetedAdvertising"),
        ("to keep what you tell us confidential", "EnforceSecurity"),
    ],
)
def test_purposes_by_the_lemmas_of_their_words(lexicon: Lexicon, words: str, concept: str | None) -> None:
    assert name(lexicon.sequence(load_pipeline()(words), "purpose")) == concept


def test_a_verb_of_a_purpose_shares_the_object_that_follows_the_next_verb(lexicon: Lexicon) -> None:
    doc = load_pipeline()("We use logs to detect and stop fraud.")
    alone = [t for t in doc if t.text in {"to", "detect"}]
    assert name(lexicon.sequence(alone, "purpose")) == "FraudPreventionAndDetection"


def test_an_object_after_the_next_verb_does_not_outweigh_a_verb_that_says_enough(lexicon: Lexicon) -> None:
    doc = load_pipeline()("We use logs to personalize and test our models.")
    alone = [t for t in doc if t.text in {"to", "personalize"}]
    assert name(lexicon.sequence(alone, "purpose")) == "Personalisation"
