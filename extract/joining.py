"""Rules and tagger joined: each assertion with its calibrated confidence, and what only the tagger saw."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..ontology.namespaces import DATA, DENIED
from .claims import RIGHT, Claim, Claims, alike, coarse
from .confidence import Calibration, log_odds
from .items import of_item
from .kinds.claimed import worded
from .model import Assertion, Mention
from .sentence import Sentence
from .standing import defining, presupposed, told_only, topic_only

JOINED = frozenset({"DataPractice", "UserRight"})
"""The kinds of which the tagger knows."""
SCARCE = frozenset({"Protect", "Sell", "Transfer", "Delete"})
"""Practices that are rare in policies and in what the tagger learned from."""

_SAY_LITTLE = frozenset({DATA + "UnspecifiedData", DATA + "PersonalData"})
_OURSELVES = frozenset({"we", "us", "our"})
_YOURSELF = frozenset({"you", "your"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """An assertion before its confidence is known: the curve that tells it (None: not measured), and its features."""

    assertion: Assertion
    curve: str | None
    features: dict[str, float]


def joined(
    sentence: Sentence, read: Sequence[Assertion], claims: Claims | None, calibration: Calibration
) -> Iterator[Assertion]:
    """The assertions of a sentence, each with its confidence; those below the least confidence are left out.

    ``read`` is what the rules read. Where the tagger claims a practice about data of which the rules read nothing
    alike, the claim is worded as an assertion. Of other kinds the rules alone speak.
    """
    for candidate in candidates(sentence, read, claims, calibration):
        if candidate.curve is None:
            yield candidate.assertion
            continue
        confidence = calibration.curves[candidate.curve](candidate.features)
        if confidence >= calibration.least[candidate.curve]:
            yield replace(candidate.assertion, confidence=round(confidence, 3))


def candidates(
    sentence: Sentence, read: Sequence[Assertion], claims: Claims | None, calibration: Calibration
) -> Iterator[Candidate]:
    """What rules and tagger find in a sentence, with what tells how sure it is."""
    if sentence.seam == 0 and not sentence.answers and topic_only(sentence.span):
        read, claims = [a for a in read if a.kind not in JOINED], None
    places = _places(sentence)
    found: list[tuple[int, int, str]] = []
    for assertion in of_item(sentence, read):
        if assertion.kind not in JOINED:
            yield Candidate(assertion, None, {})
            continue
        start, end = _tokens(places, assertion.data_type or assertion.cue or assertion.evidence)
        practice = _practice(sentence, assertion)
        found.append((start, end, practice))
        features = _features(sentence, assertion)
        if claims is None:
            yield Candidate(assertion, "unsupported", features)
        else:
            support = log_odds(claims.support(start, end, practice))
            yield Candidate(assertion, "read", features | _supported(practice, support))
    for claim in claims.claims if claims and not defining(sentence.span) else ():
        known = any(_same(claim, *each) for each in found)
        # the lead-in's own words are said once, by itself
        if known or (sentence.span.doc[claim.start].idx < sentence.seam and not sentence.answers):
            continue
        score = {"support": log_odds(claim.score)}
        if calibration.curves["claimed"](score) >= calibration.least["claimed"] / 2:
            for assertion in worded(sentence, claim):
                practice = _practice(sentence, assertion)
                if practice != claim.practice and any(_same(replace(claim, practice=practice), *f) for f in found):
                    continue
                yield Candidate(assertion, "claimed", _features(sentence, assertion) | score)


def _supported(practice: str, support: float) -> dict[str, float]:
    """The tagger's support, apart for the practices of which it has seen few."""
    kind = "right" if practice == RIGHT else "scarce" if practice in SCARCE else ""
    return {f"{kind}_support" if kind else "support": support}


def _same(claim: Claim, start: int, end: int, practice: str) -> bool:
    return claim.start < end and start < claim.end and alike(claim.practice, practice)


def _practice(sentence: Sentence, assertion: Assertion) -> str:
    practice = assertion.practice if assertion.kind == "DataPractice" else None
    ancestors = sentence.lexicon.vocabulary.ancestors(practice) if practice else frozenset()
    return coarse(practice, ancestors)


def _features(sentence: Sentence, assertion: Assertion) -> dict[str, float]:
    """What besides the tagger tells of an assertion's chances: 1 where it holds."""
    data = assertion.data_type
    return {
        "unknown": float(data is None or data.concept is None),
        "actorless": float(assertion.actor is None),
        "denied": float(assertion.polarity == DENIED),
        "right": float(assertion.kind == "UserRight"),
        "other": float(assertion.actor is not None and assertion.actor.concept != assertion.asserted_by),
        "use": float(_practice(sentence, assertion) == "Use"),
        "share": float(_practice(sentence, assertion) == "Share"),
        "long": float(len(sentence.span) > 45),
        "scarce": float(_practice(sentence, assertion) in SCARCE),
        "composed": float(sentence.seam > 0),
        "generic": float(data is not None and data.concept in _SAY_LITTLE),
        "told": float(_told(sentence, assertion)),
        "ours": float(any(t.lower_ in _OURSELVES for t in sentence.span)),
        "yours": float(any(t.lower_ in _YOURSELF for t in sentence.span)),
    }


def _told(sentence: Sentence, assertion: Assertion) -> bool:
    """True where the word that carries the practice is read as a topic or presupposition."""
    if assertion.kind != "DataPractice" or assertion.cue is None:
        return False
    cue = next((t for t in sentence.span if not t.is_space and sentence.mention(t).start == assertion.cue.start), None)
    return cue is not None and (told_only(cue) or presupposed(cue))


def _places(sentence: Sentence) -> list[tuple[int, int, int]]:
    """(start, end) of each token in the document, and its index."""
    return [(m.start, m.end, t.i) for t in sentence.span if not t.is_space for m in [sentence.mention(t)]]


def _tokens(places: list[tuple[int, int, int]], mention: Mention) -> tuple[int, int]:
    """The tokens that a mention covers, as a half-open range."""
    covered = [i for start, end, i in places if start < mention.end and mention.start < end]
    return (covered[0], covered[-1] + 1) if covered else (0, 0)
