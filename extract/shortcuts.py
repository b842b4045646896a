"""Shortcuts: ``<company> pg:collects <data type>`` and the like, from the latest version only (design, section 2)."""

from collections.abc import Iterable, Iterator
from typing import Final

from ..ontology import Vocabulary
from ..ontology.namespaces import AFFIRMED, DENIED, PG, PRACTICE, SUBJECT
from .model import Assertion
from .statement import Statement, is_pronoun

AFFIRMATIONS: Final = {
    "Collect": "collects",
    "Use": "uses",
    "Share": "shares",
    "Sell": "sells",
    "Retain": "retains",
    "Protect": "protects",
    "Transfer": "transfers",
    "Delete": "deletes",
}
"""Local name of a practice → property of an affirmation; those of broader practices hold too."""
DENIALS: Final = {
    "Collect": ("doesNotCollect",),
    "Use": ("doesNotUse",),
    "Share": ("doesNotShare", "doesNotSell"),
    "Sell": ("doesNotSell",),
    "Retain": ("doesNotRetain",),
    "Protect": ("doesNotProtect",),
    "Transfer": ("doesNotTransfer",),
    "Delete": ("doesNotDelete",),
}
"""Local name of a practice → properties of a denial: who does not share does not sell, not the other way round."""

ANYBODY: Final = frozenset(SUBJECT + name for name in ("DataSubject", "User"))
"""Subjects that limit a denial no more than "your" does."""
LIMITS: Final = (
    "conditions",
    "exceptions",
    "purposes",
    "recipients",
    "scopes",
    "data_sources",
    "technologies",
    "locations",
    "retention",
    "combined_with",
    "legal_bases",
)
"""Fields of an assertion that say of what part of all cases it speaks."""


def shortcuts(statements: Iterable[Statement], company: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str, str]]:
    """(company, property, data type) as IRIs, for the statements of the latest version of one policy."""
    said = [s for s in statements if s.kind == "DataPractice" and company in s.values("actor")]
    denials = [s for s in said if s.source.polarity == DENIED]
    for one in said:
        for data_type in sorted(one.values("dataType")):
            for practice in sorted(one.values("practice")):
                for name in _properties(one, practice, denials, vocabulary):
                    yield company, PG + name, data_type


def _properties(one: Statement, practice: str, denials: list[Statement], vocabulary: Vocabulary) -> Iterator[str]:
    if one.source.polarity == AFFIRMED and not _is_exception(one, denials, vocabulary):
        for broader in sorted(vocabulary.ancestors(practice)):
            name = AFFIRMATIONS.get(broader.removeprefix(PRACTICE))
            if name:
                yield name
    elif one.source.polarity == DENIED and not is_limited(one.source):
        yield from DENIALS.get(practice.removeprefix(PRACTICE), ())


def is_limited(assertion: Assertion) -> bool:
    """True where a condition, exception, purpose, recipient, subject, scope, form or the like narrows a denial."""
    subject = assertion.data_subject
    data = assertion.data_type
    if data is not None and data.text.lower().startswith(("these ", "those ", "this ", "that ", "such ")):
        return True  # "these cookies" are not all cookies
    somebody = subject is not None and subject.concept not in ANYBODY and not is_pronoun(subject.text)
    return somebody or bool(assertion.form) or any(getattr(assertion, name) for name in LIMITS)


def _is_exception(one: Statement, denials: Iterable[Statement], vocabulary: Vocabulary) -> bool:
    """True where the affirmation only says what the exception of a denial leaves over."""
    conditions = one.values("condition")
    practices = {p for practice in one.values("practice") for p in vocabulary.ancestors(practice)}
    return bool(conditions) and any(
        conditions <= denial.values("exception")
        and denial.sentence == one.sentence
        and denial.values("practice") & practices
        and denial.values("dataType") & one.values("dataType")
        for denial in denials
    )
