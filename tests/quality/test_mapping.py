"""From assertions to the labels of the evaluation sets. The sentences and companies are our own."""

import pytest
from practicegraph.extract import Assertion, Mention
from practicegraph.ontology.namespaces import (
    AFFIRMED,
    CONDITION,
    DATA,
    DENIED,
    FIRST_PARTY,
    FRAMEWORK,
    PARTY,
    PRACTICE,
    PURPOSE,
    RETENTION,
    RIGHT,
    SAFEGUARD,
    SUBJECT,
    THREAT,
    TOPIC,
)

from . import opp115
from .concepts import POLICYIE_DATA, POLICYIE_PURPOSE, PRACTICES, family, lookup
from .detokenise import detokenise
from .extraction import Reading
from .opp115 import categories, score_opp115
from .piextract import data_spans, score_piextract
from .policyie import score_policyie
from .policyie_labels import COLLECTION, OTHER, PRIORITY, SECURITY, SHARING, intent_of, predict
from .policyie_labels import RETENTION as KEEPING
from .readers import Segment, Sentence
from .sources import SOURCES, Source
from .spans import Span

TEXT = "We do not share your e - mail address with ad networks without your consent to send you offers ."
SENTENCE = TEXT.split()
PROSE = detokenise(SENTENCE)


def said(words, concept=None, prose=PROSE):
    """A mention of words in the sentence."""
    start = prose.text.index(words)
    return Mention(words, start, start + len(words), concept)


def practice(name="Share", **fields):
    """A data practice of the company's."""
    given = {"polarity": AFFIRMED, "evidence": Mention(PROSE.text, 0, len(PROSE.text))} | fields
    return Assertion(kind="DataPractice", asserted_by=FIRST_PARTY, practice=PRACTICE + name, **given)


DENIAL = practice(
    polarity=DENIED,
    actor=said("We", FIRST_PARTY),
    cue=said("share"),
    negation=said("not"),
    data_type=said("e-mail address", DATA + "EmailAddress"),
    data_subject=said("your", SUBJECT + "User"),
    recipients=(said("ad networks", PARTY + "AdNetwork"),),
    exceptions=(said("without your consent", CONDITION + "Consent"),),
    purposes=(said("to send you offers", PURPOSE + "DirectMarketing"),),
)


def labelled(spans):
    return {s.label: " ".join(SENTENCE[s.start : s.end]) for s in spans}


def test_slots_of_a_sentence():
    found = predict(PROSE, [DENIAL])
    assert found.intent == SHARING
    assert labelled(found.first) == {
        "data-sharer.first-party-entity": "We",
        "action": "share",
        "data-provider.user": "your",
        "data-shared.data-contact": "e - mail address",
        "data-receiver.third-party-entity": "ad networks",
    }
    assert labelled(found.second) == {
        "polarity.negation": "not",
        "condition-argument.condition": "your consent",
        "purpose-argument.advertising-marketing": "send you offers",
    }


def test_the_intent_names_the_slots():
    data = {
        "data_type": said("e-mail address", DATA + "EmailAddress"),
        "actor": said("ad networks", PARTY + "AdNetwork"),
    }
    labels = {i: set(labelled(predict(PROSE, [practice(n, **data)]).first)) for i, n in NAMES.items()}
    assert labels == {
        COLLECTION: {"data-collected.data-contact", "data-provider.third-party-entity"},
        SHARING: {"data-shared.data-contact", "data-receiver.third-party-entity"},
        KEEPING: {"data-retained.data-contact", "data-holder.third-party-entity"},
        SECURITY: {"data-protected.data-contact", "data-protector.third-party-entity"},
    }


NAMES = {COLLECTION: "Track", SHARING: "Sell", KEEPING: "Archive", SECURITY: "Encrypt"}


def test_one_intent_where_several_fit():
    assert [
        intent_of(set(f)) for f in (["Use", "Share"], ["Retain", "Collect"], ["Share", "Protect"], ["Delete"], [])
    ] == [
        SHARING,
        COLLECTION,
        SECURITY,
        KEEPING,
        OTHER,
    ]
    right = Assertion(kind="UserRight", asserted_by=FIRST_PARTY, evidence=DENIAL.evidence)
    assert predict(PROSE, [right]).intent == OTHER


def test_what_only_some_intents_have():
    prose = detokenise(["We", "keep", "your", "notes", "encrypted", "against", "theft", "for", "two", "years", "."])
    fields = {
        "data_type": said("notes", DATA + "UserContent", prose),
        "retention": (said("for two years", RETENTION + "LimitedTime", prose),),
        "threats": (said("theft", THREAT + "Theft", prose),),
        "safeguards": (said("encrypted", SAFEGUARD + "EncryptionAtRest", prose),),
    }
    kept, safe = predict(prose, [practice("Retain", **fields)]), predict(prose, [practice("Protect", **fields)])
    assert Span(8, 10, "retention-period.retention-period") in kept.first
    assert Span(6, 7, "protect-against.security-threat") in safe.first
    assert not {s.label for s in kept.first} & {s.label for s in safe.first}
    assert kept.second == safe.second == (Span(4, 5, "method.encryptions"),)


@pytest.mark.parametrize(
    ("words", "concept", "kept"),
    [
        ("in order to send offers", "purposes", "send offers"),
        ("the purpose of research", "purposes", "research"),
        ("the purposes described here", "purposes", "the purposes described here"),
        ("if you agree", "conditions", "you agree"),
        ("in the event that you agree", "conditions", "you agree"),
        ("for", "purposes", "for"),
    ],
)
def test_words_that_the_annotation_leaves_out(words, concept, kept):
    prose = detokenise([*words.split(), "."])
    found = predict(prose, [practice("Use", **{concept: (said(words, None, prose),)})])
    assert [prose.words(s.start, s.end) for s in found.second] == [kept]


def test_can_not_is_one_negation():
    prose = detokenise(["We", "can", "not", "read", "your", "notes", "."])
    found = predict(prose, [practice("Collect", polarity=DENIED, negation=said("not", None, prose))])
    assert found.second == (Span(1, 3, "polarity.negation"),)


def test_concepts_are_looked_up_the_ladder():
    assert lookup(DATA + "WorkEmailAddress", POLICYIE_DATA) == "data-contact"
    assert lookup(DATA + "IPAddress", POLICYIE_DATA) == "data-computer-device"
    assert lookup(DATA + "UnspecifiedData", POLICYIE_DATA) == "data-general"
    assert lookup(PURPOSE + "TargetedAdvertising", POLICYIE_PURPOSE) == "advertising-marketing"
    assert lookup(None, POLICYIE_DATA, "data-other") == lookup("urn:own", POLICYIE_DATA, "data-other") == "data-other"
    assert (family(PRACTICE + "Rent"), family(None)) == ("Share", "")


def test_every_family_has_an_intent():
    assert set(PRACTICES.values()) == set().union(*(families for _, families in PRIORITY))


@pytest.mark.parametrize(
    ("assertion", "label"),
    [
        (practice("Collect"), "CollectUse_true"),
        (practice("Analyse"), "CollectUse_true"),
        (practice("Retain", polarity=DENIED), "CollectUse_false"),
        (practice("Sell"), "Share_true"),
        (practice("Share", polarity=DENIED), "Share_false"),
        (practice("Collect", actor=said("ad networks", PARTY + "AdNetwork")), "Share_true"),
        (practice("Protect"), None),
        (practice("Delete"), None),
    ],
)
def test_data_by_practice_and_polarity(assertion, label):
    data = {"data_type": said("e-mail address", DATA + "EmailAddress")}
    changed = Assertion(**{f: getattr(assertion, f) for f in assertion.__slots__} | data)
    assert data_spans(PROSE, [changed]) == ([Span(5, 9, label)] if label else [])


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"kind": "ChangeNotice"}, opp115.CHANGE),
        ({"kind": "DoNotTrackStatement"}, opp115.DO_NOT_TRACK),
        ({"kind": "AudienceStatement"}, opp115.AUDIENCES),
        ({"kind": "UserRight", "rights": (said("offers", RIGHT + "OptOutOfMarketing"),)}, opp115.CHOICE),
        ({"kind": "UserRight", "rights": (said("offers", RIGHT + "DeleteAccount"),)}, opp115.ACCESS),
        ({"kind": "ComplianceClaim", "frameworks": (said("ad", FRAMEWORK + "PrivacyShield"),)}, opp115.AUDIENCES),
        ({"kind": "Disclosure", "topics": (said("ad", TOPIC + "BreachNotice"),)}, opp115.SECURITY),
        ({"kind": "Disclosure", "topics": (said("ad", TOPIC + "ScopeOfPolicy"),)}, opp115.OTHER),
        ({"kind": "Disclosure", "topics": (said("ad", TOPIC + "CookieChoices"),)}, opp115.CHOICE),
        ({"kind": "Disclosure", "topics": (said("ad", TOPIC + "EffectiveDate"),)}, opp115.CHANGE),
        ({"practice": PRACTICE + "Collect"}, opp115.FIRST),
        ({"practice": PRACTICE + "Collect", "actor": said("ad networks", PARTY + "AdNetwork")}, opp115.THIRD),
        ({"practice": PRACTICE + "Sell"}, opp115.THIRD),
        ({"practice": PRACTICE + "Protect"}, opp115.SECURITY),
        ({"practice": PRACTICE + "Transfer"}, opp115.AUDIENCES),
        ({"practice": PRACTICE + "Retain"}, opp115.FIRST),
        ({"practice": PRACTICE + "Delete"}, opp115.OTHER),
        ({"practice": PRACTICE + "Delete", "retention": (said("offers"),)}, opp115.RETENTION),
        ({"practice": PRACTICE + "Delete", "conditions": (said("ad", CONDITION + "UserRequest"),)}, opp115.ACCESS),
        ({"practice": PRACTICE + "Collect", "data_subject": said("your", SUBJECT + "Child")}, opp115.AUDIENCES),
        ({"practice": PRACTICE + "Retain", "retention": (said("offers"),)}, opp115.RETENTION),
    ],
)
def test_category_of_a_paragraph(fields, wanted):
    given = {"kind": "DataPractice", "asserted_by": FIRST_PARTY, "evidence": DENIAL.evidence, "polarity": AFFIRMED}
    assert categories([Assertion(**given | fields)]) == {wanted}


def test_what_limits_a_practice_is_a_category_too():
    limited = practice(
        "Collect", conditions=(said("offers", CONDITION + "OptIn"),), data_subject=said("your", SUBJECT + "Child")
    )
    assert categories([limited]) == {opp115.CHOICE, opp115.AUDIENCES}
    assert categories([]) == {opp115.OTHER}


def test_scores_of_the_sets():
    gold = predict(PROSE, [DENIAL])
    data = Span(4, 9, "Share_false")  # with "your"
    sentence = Sentence(PROSE, gold.first, gold.second, SHARING, "train")
    empty = Sentence(detokenise(["Hello", "."]), (), (), OTHER, "valid")
    readings = [Reading((DENIAL,)), Reading()]
    whole = score_policyie("assertions", SOURCES["assertions"], [sentence, empty], readings)
    assert [r.exact for r in whole.rows] == [100.0] * 4
    assert not whole.mistakes
    [*_, given] = rows = score_piextract([Sentence(PROSE, (data,)), Sentence(empty.prose, ())], readings).rows
    assert (rows[0].exact, given.exact, given.half) == (100.0, 0.0, 100.0)
    segments = [Segment("…", frozenset({opp115.THIRD, opp115.OTHER})), Segment("…", frozenset({opp115.SECURITY}))]
    assert round(score_opp115(segments, readings).rows[0].exact, 1) == 66.7


def test_a_source_is_not_measured_on_what_it_learned_from():
    sentences = [Sentence(PROSE, (), (), SHARING, split) for split in ("train", "valid")]
    learned = Source(SOURCES["assertions"].predict, learned_from=("train",))
    result = score_policyie("learned", learned, sentences, [Reading((DENIAL,))] * 2)
    assert (result.name, result.units) == ("policyie.learned", 1)
    assert {row.key.split(".")[1] for row in result.rows} == {"learned"}
