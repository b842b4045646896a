"""Purposes that other roles name: "as the law requires" is for legal compliance, analytics tools are for analytics."""

from collections.abc import Iterator
from dataclasses import replace

from ..ontology import Vocabulary
from .model import Assertion, Mention


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
