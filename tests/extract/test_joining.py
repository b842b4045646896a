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


class TestWhatTheWordsSay:
    """Claims of the tagger that the words around the data contradict."""

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("We keep your postal address in a tin box.", "Retain"),
            ("We may anonymise your postal address for the almanac.", "Anonymise"),
        ],
    )
    def test_the_verb_decides_what_is_done(self, extractor, text, said):
        found = read(extractor, text, ("postal address", "Delete.affirmed.company", 0.98), elsewhere=0.9)
        assert {local(a.practice) for a in found} == {said}

    def test_what_is_given_to_the_company_is_collected_all_the_same(self, extractor):
        text = "Customers often describe their postal address at length."
        found = read(extractor, text, ("postal address", "Collect.affirmed.company", 0.98))
        assert [local(a.practice) for a in found] == ["Collect"]

    @pytest.mark.parametrize(
        "text",
        [
            "We cannot guarantee the security of your postal address.",
            "We have no duty to see to the security of your postal address.",
            "We do not warrant that your postal address is safe.",
            "Despite our care for the security of your postal address, things may break.",
        ],
    )
    def test_a_disclaimer_protects_nothing(self, extractor, text):
        assert read(extractor, text, ("postal address", "Protect.affirmed.company", 0.98)) == []

    def test_a_promise_beside_a_disclaimer_stands(self, extractor):
        text = "We cannot guarantee anything, but we encrypt your postal address."
        found = read(extractor, text, ("postal address", "Protect.affirmed.company", 0.98), elsewhere=0.9)
        assert [a.data_type.text for a in found] == ["postal address"]

    @pytest.mark.parametrize(
        "order", ["Please do not send us your postal address.", "You should not send your postal address."]
    )
    def test_an_order_to_the_person_denies_no_practice(self, extractor, order):
        assert read(extractor, order, ("postal address", "Collect.denied.company", 0.98)) == []

    @pytest.mark.parametrize(
        "text",
        [
            "If you store your postal address on your telephone, thieves may find it.",
            "When you hand your postal address to a neighbour, be careful.",
        ],
    )
    def test_what_the_person_does_is_no_practice_of_the_company(self, extractor, text):
        found = read(extractor, text, ("postal address", "Retain.affirmed.company", 0.98))
        assert "Retain" not in {local(a.practice) for a in found if a.practice}

    @pytest.mark.parametrize(
        ("text", "rights"),
        [
            ("If you opt out of our e-mails, we may still send you bills.", 0),
            ("Even when you unsubscribe from our e-mails, bills will reach you.", 0),
            ("If you wish to opt out of our e-mails, write to our clerk.", 1),
            ("If you opt out of our e-mails, we will stop them within a week.", 1),
        ],
    )
    def test_a_right_that_is_only_supposed_is_not_granted(self, extractor, text, rights):
        found = read(extractor, text, ("e-mails", "Right.affirmed.user", 0.98), elsewhere=0.9)
        assert sum(a.kind == "UserRight" for a in found) == rights

    @pytest.mark.parametrize(
        "topic",
        [
            "With whom we may share your postal address.",
            "What kinds of locks protect your postal address",
            "Which of our clerks may see your postal address?",
        ],
    )
    def test_a_question_states_nothing(self, extractor, topic):
        assert read(extractor, topic, ("postal address", "Share.affirmed.company", 0.98), elsewhere=0.9) == []

    def test_a_clause_with_what_may_name_data(self, extractor):
        text = "What you tell our clerks about your postal address"
        assert read(extractor, text, ("postal address", "Collect.affirmed.company", 0.98), elsewhere=0.9)

    @pytest.mark.parametrize(
        "definition",
        [
            "Personal data means any fact about a person, such as a postal address.",
            "Personal data refers to a postal address and the like.",
            "Personal data falls into classes such as a postal address.",
        ],
    )
    def test_a_definition_collects_nothing(self, extractor, definition):
        assert read(extractor, definition, ("postal address", "Collect.affirmed.company", 0.98)) == []

    @pytest.mark.parametrize(
        "text",
        [
            "To improve the security of your postal address, we advise you to lock your door.",
            "In the event that the security of your postal address is lost, we may ring a bell.",
        ],
    )
    def test_advice_and_mere_chance_protect_nothing(self, extractor, text):
        assert not [
            a
            for a in read(extractor, text, ("postal address", "Protect.affirmed.company", 0.98))
            if "Protect" in a.practice
        ]

    @pytest.mark.parametrize(
        ("text", "practice"),
        [
            ("Our shop with your postal address is based in Norway.", "Transfer"),
            ("We keep your postal address in Norway.", "Transfer"),
            ("We look at your postal address after you delete our app.", "Delete"),
        ],
    )
    def test_a_move_or_deletion_needs_a_word_for_it(self, extractor, text, practice):
        found = read(extractor, text, ("postal address", f"{practice}.affirmed.company", 0.98))
        assert practice not in {local(a.practice) for a in found}
