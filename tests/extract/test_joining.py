"""Rules and tagger joined: what the tagger adds, supports and lets fall. The tagger is played by a stand-in."""

import numpy as np
import pytest
from practicegraph.extract import Extractor
from practicegraph.extract.claims import alike, coarse
from practicegraph.extract.confidence import CURVES, Calibration, Curve, load_calibration, log_odds
from practicegraph.extract.tagger import Slot, Tagged
from practicegraph.ontology import load_vocabulary
from practicegraph.ontology.namespaces import PRACTICE

PRACTICES = ("Collect", "Use", "Share", "Sell", "Retain", "Delete", "Protect", "Transfer", "Right")


class Stand:
    """Says of every sentence that these words are data of these practices."""

    practices = PRACTICES

    def __init__(self, *claims, elsewhere=0.02):
        self.claims, self.elsewhere = claims, elsewhere

    def tag(self, sentences):
        return [self._tagged(words) for words in sentences]

    def _tagged(self, words):
        asserted = np.full((len(words), len(PRACTICES)), self.elsewhere, np.float32)
        slots = []
        for phrase, label, score in self.claims:
            parts = phrase.split()
            for at in range(len(words) - len(parts) + 1):
                if list(words[at : at + len(parts)]) == parts:
                    slots.append(Slot(at, at + len(parts), label, score))
                    asserted[at : at + len(parts), PRACTICES.index(label.split(".")[0])] = score
        return Tagged({}, tuple(sorted(slots)), asserted)


@pytest.fixture(scope="module")
def extractor():
    return Extractor(tagger=False)


def read(extractor, text, *claims, **options):
    extractor.tagger = Stand(*claims, **options)
    try:
        found = extractor.extract(text, company="Orrery Labs")
    finally:
        extractor.tagger = None
    assert all(text[m.start : m.end] == m.text for a in found for m in (a.data_type, a.evidence, a.cue) if m)
    return [a for a in found if a.kind in {"DataPractice", "UserRight"}]


def local(iri):
    return iri.rpartition("/")[2].rpartition("#")[2]


UNREAD = "Behind the counter sit your postal address and your shoe size."
"""Says nothing that the rules can read."""


def test_without_claims_nothing_is_added(extractor):
    assert read(extractor, UNREAD) == []


def test_a_claim_becomes_an_assertion_with_the_concept_of_its_words(extractor):
    [found] = read(extractor, UNREAD, ("postal address", "Retain.affirmed.company", 0.99))
    assert (local(found.practice), found.data_type.text, local(found.data_type.concept)) == (
        "Retain",
        "postal address",
        "PostalAddress",
    )
    assert local(found.polarity) == "Affirmed"


def test_a_denied_claim_needs_a_word_that_denies(extractor):
    claim = ("postal address", "Retain.denied.company", 0.99)
    assert read(extractor, UNREAD, claim) == []
    [found] = read(extractor, "Nobody here, not even the owner, hoards a postal address.", claim)
    assert (local(found.polarity), found.negation.text) == ("Denied", "Nobody")


def test_a_claim_of_somebody_else_needs_somebody(extractor):
    claim = ("postal address", "Use.affirmed.thirdparty", 0.99)
    assert read(extractor, UNREAD, claim) == []


def test_an_unlikely_claim_is_left_out(extractor):
    assert read(extractor, UNREAD, ("postal address", "Retain.affirmed.company", 0.01)) == []


def test_what_the_rules_read_is_said_once(extractor):
    text = "We collect your postal address."
    [found] = read(extractor, text, ("postal address", "Use.affirmed.company", 0.99))
    assert local(found.practice) == "Collect"


def test_support_raises_confidence(extractor):
    text = "We collect your postal address."
    [sure] = read(extractor, text, ("postal address", "Collect.affirmed.company", 0.99))
    [alone] = read(extractor, text, elsewhere=0.3)
    assert 0 < alone.confidence < sure.confidence <= 1


def test_other_kinds_are_not_judged(extractor):
    extractor.tagger = Stand(elsewhere=0.0)
    try:
        found = extractor.extract("Our site is not directed to children under 13.", company="Orrery Labs")
    finally:
        extractor.tagger = None
    assert [a.kind for a in found] == ["AudienceStatement"]


def test_practices_that_wordings_do_not_tell_apart():
    ancestors = load_vocabulary().ancestors
    assert alike("Collect", "Retain")
    assert not alike("Collect", "Share")
    assert not alike("Delete", "Protect")
    assert coarse(PRACTICE + "Rent", ancestors(PRACTICE + "Rent")) == "Sell"
    assert coarse(None, frozenset()) == "Right"


def test_curves():
    curve = Curve(0.0, (("support", 1.0),))
    assert curve({}) == 0.5
    assert curve({"support": log_odds(0.9)}) == pytest.approx(0.9)
    assert isinstance(load_calibration(), Calibration)
    assert set(load_calibration().curves) == set(load_calibration().least) == set(CURVES)
