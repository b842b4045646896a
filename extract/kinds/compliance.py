"""``pg:ComplianceClaim``: the company says that it keeps to a framework or law."""

from collections.abc import Iterator

from spacy.tokens import Token

from ...ontology.namespaces import AFFIRMED, DENIED, STATED
from ..clauses import subject
from ..lexicon import Match
from ..model import Assertion
from ..parties import Party, identify
from ..polarity import negation
from ..sentence import Sentence
from ..standing import told_only
from .frames import load_frames


def read_compliance(sentence: Sentence) -> Iterator[Assertion]:
    """One claim for each framework to which the sentence says the company, its service or its policy keeps."""
    named = sentence.lexicon.longest(sentence.span, "framework")
    if not named:
        return
    phrases = sentence.phrases
    seen: set[str] = set()
    for match in named:
        claim = _claim(sentence, match)
        if claim is None or match.iri in seen or _only_told(claim):
            continue
        who = identify(_claimant(claim), phrases, sentence)
        if who.role in {"user", "third"} and not _is_own(who, sentence):
            continue
        seen.add(match.iri)
        denied = negation(claim)
        yield Assertion(
            kind="ComplianceClaim",
            asserted_by=sentence.asserted_by,
            evidence=sentence.evidence,
            section=sentence.section,
            polarity=AFFIRMED if denied is None else DENIED,
            modality=STATED,
            actor=who.mention if who.role == "first" else None,
            cue=sentence.mention(claim),
            negation=sentence.mention(denied) if denied is not None else None,
            frameworks=(sentence.mention(sentence.span.doc[match.start : match.end], match.iri),),
            confidence=0.9 if who.role == "first" else 0.75,
        )


def _claim(sentence: Sentence, match: Match) -> Token | None:
    """The claiming word above the framework's name, or before it in the same clause."""
    frames = load_frames("compliance")
    doc = sentence.span.doc
    token = doc[match.start : match.end].root
    for _ in range(10):
        lemma = token.lemma_.lower()
        outside = not match.start <= token.i < match.end
        if outside and token.lower_ in frames["verbal"]:
            return token
        if outside and token.pos_ in {"VERB", "AUX"}:
            if lemma in frames["claiming"]:
                return token
            if lemma in frames["hypothetical"]:
                return None
            if any(c.lower_ in frames["claimed"] for c in token.children if c.dep_ in {"acomp", "attr", "oprd"}):
                return token
        if outside and token.lower_ in frames["claimed"] and _asserted(token, frames["asserting"]):
            return token
        after = doc[match.end] if match.end < sentence.span.end else None
        if after is not None and after.lower_ in frames["claimed"] and _asserted(after, frames["asserting"]):
            return after
        if token.head.i == token.i:
            return None
        token = token.head
    return None


def _asserted(noun: Token, asserting: frozenset[str]) -> bool:
    """True where a claiming noun or adjective is predicated, not merely mentioned."""
    for ancestor in noun.ancestors:
        if ancestor.pos_ in {"VERB", "AUX"}:
            return ancestor.lemma_.lower() in asserting
    return noun.dep_ == "ROOT" and noun.pos_ == "ADJ"


def _claimant(claim: Token) -> Token | None:
    token = claim
    while token.pos_ not in {"VERB", "AUX"} and token.head.i != token.i:
        token = token.head
    return subject(token)


def _only_told(claim: Token) -> bool:
    """True under "if", "how", "may" and "to", and where the claim is not a statement of its own."""
    if claim.pos_ == "NOUN" and claim.lower_ in load_frames("compliance")["verbal"]:
        return False
    token = claim
    while token.pos_ not in {"VERB", "AUX"} and token.head.i != token.i:
        token = token.head
    modal = {c.lower_ for c in token.children if c.dep_ == "aux"}
    return told_only(token) or bool(modal & {"may", "might", "could", "to"} and token.dep_ in {"advcl", "ROOT", "acl"})


def _is_own(who: Party, sentence: Sentence) -> bool:
    """True where the claimant is the company's product rather than somebody else."""
    mention = who.mention
    return mention is not None and any(name in mention.text.lower() for name in sentence.first_party)
