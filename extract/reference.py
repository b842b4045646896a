"""What "this information", "such data" and "it" stand for, within a section and only where one reading is near."""

import re
from collections.abc import Iterable
from dataclasses import replace

from ..ontology import Vocabulary
from ..ontology.namespaces import DATA
from .model import Assertion, Mention

REACH = 3
"""Statements back, counted by their evidence, beyond which a referring phrase is left unresolved."""

_REFERRING = re.compile(r"(this|that|these|those|such|it|they|them|same|the above)\b", re.IGNORECASE)
_GENERIC = frozenset({DATA + "UnspecifiedData", DATA + "PersonalData", DATA + "Data"})


def refers(mention: Mention, text: str) -> bool:
    """True where the phrase points back: a demonstrative, a pronoun, or "the" before a generic word."""
    if _REFERRING.match(mention.text):
        return True
    definite = text[max(0, mention.start - 4) : mention.start].lower().endswith("the ")
    return definite and mention.concept in _GENERIC


def resolve(assertions: Iterable[Assertion], text: str, vocabulary: Vocabulary) -> list[Assertion]:
    """The same assertions, those with a referring data type given ``refers_to``.

    A phrase stands for the known data types of the nearest earlier statement of the section that names any.
    """
    done: list[Assertion] = []
    for assertion in assertions:
        mention = assertion.data_type
        if mention is not None and (mention.concept is None or mention.concept in _GENERIC) and refers(mention, text):
            found = _antecedents(done, assertion, vocabulary)
            if found:
                assertion = replace(assertion, refers_to=found)
        done.append(assertion)
    return done


def _antecedents(before: list[Assertion], assertion: Assertion, vocabulary: Vocabulary) -> tuple[str, ...]:
    seen: list[Mention] = []
    found: set[str] = set()
    for earlier in reversed(before):
        if earlier.section != assertion.section:
            break
        if earlier.evidence.start >= assertion.evidence.start:
            continue
        if earlier.evidence not in seen:
            if found or len(seen) == REACH:
                break
            seen.append(earlier.evidence)
        if earlier.data_type is not None:
            concept = earlier.data_type.concept
            if concept is not None and concept in vocabulary and concept not in _GENERIC:
                found.add(concept)
            elif earlier.refers_to:
                found.update(earlier.refers_to)
    return tuple(sorted(found))
