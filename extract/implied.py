"""Roles that other roles name: "as the law requires" is for legal compliance, and the other way round."""

import re
from collections.abc import Iterator
from dataclasses import replace

from ..ontology import Vocabulary
from ..ontology.namespaces import CONDITION, PRACTICE, PURPOSE
from .model import Assertion, Mention

_BY_LAW = (PRACTICE + "Share", PRACTICE + "Retain")
"""What is done to comply with a law is done where that law asks for it."""


def with_implied_roles(assertion: Assertion, vocabulary: Vocabulary) -> Assertion:
    """The assertion with the purposes and conditions that its other roles imply."""
    return with_implied_purposes(_with_legal_condition(assertion, vocabulary), vocabulary)


def _with_legal_condition(assertion: Assertion, vocabulary: Vocabulary) -> Assertion:
    """ "We disclose it to comply with the law" holds where the law requires it."""
    practice = assertion.practice if assertion.kind == "DataPractice" else None
    law = CONDITION + "LegalRequirement"
    limits = (*assertion.conditions, *assertion.exceptions)
    if practice is None or any(m.concept and vocabulary.same_or_narrower(m.concept, law) for m in limits):
        return assertion
    meant = [m for m in assertion.purposes if m.concept == PURPOSE + "LegalCompliance" and _demanded(m.text)]
    if not meant or not any(vocabulary.same_or_narrower(practice, p) for p in _BY_LAW):
        return assertion
    first = meant[0]
    condition = Mention(first.text, first.start, first.end, law)
    return replace(assertion, conditions=(*assertion.conditions, condition))


def _demanded(words: str) -> bool:
    """True for "to comply with the law" and "as required"; "for legal purposes" says less."""
    return not re.search(r"\bpurposes?$|^for\b", words.lower())


def with_implied_purposes(assertion: Assertion, vocabulary: Vocabulary) -> Assertion:
    """The assertion with the purposes of its other roles, where it names none of that kind.

    Which they are says the ontology (``skos:related``); the mention is that of the words that imply the purpose.
    """
    named = {m.concept for m in assertion.purposes}
    implied = [m for m in _implied(assertion, vocabulary) if m.concept not in named]
    if not implied:
        return assertion
    first = {m.concept: m for m in reversed(implied)}
    return replace(assertion, purposes=(*assertion.purposes, *sorted(first.values())))


def _implied(assertion: Assertion, vocabulary: Vocabulary) -> Iterator[Mention]:
    sources = (*assertion.conditions, *assertion.legal_bases)
    if not any(m.concept for m in assertion.purposes):
        sources = (*sources, *assertion.threats, *assertion.technologies, *assertion.recipients)
        sources = (*sources, assertion.actor) if assertion.actor else sources
    if assertion.kind == "UserRight":
        sources = (*assertion.rights, *((assertion.data_type,) if assertion.data_type else ()))
    elif assertion.kind != "DataPractice":
        return
    for mention in sources:
        for iri in vocabulary.purposes_of(mention.concept):
            yield Mention(mention.text, mention.start, mention.end, iri)
