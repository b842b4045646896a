"""What an item of a list adds to the words that lead into it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .model import Assertion, Mention
from .sentence import Sentence

_ROLES = ("purposes", "recipients", "conditions", "exceptions", "scopes", "data_sources", "technologies")


def of_item(sentence: Sentence, read: Sequence[Assertion]) -> Iterator[Assertion]:
    """What is read of a list's item: the lead-in's own data only where the item adds to it what it is for, or to whom.

    Otherwise the lead-in says it by itself. An item that only says what for ("We use it to:" + "settle disputes")
    is a purpose whatever its words.
    """
    begins = sentence.evidence.start if sentence.seam and not sentence.answers else 0
    practices = [a for a in read if a.kind == "DataPractice" and a.data_type is not None]
    own = any(a.data_type is not None and a.data_type.start >= begins for a in practices)
    aim = _aim(sentence)
    for assertion in read:
        data = assertion.data_type if assertion.kind == "DataPractice" else None
        if data is None or data.start >= begins:
            yield assertion
        elif _adds(assertion, begins):
            if not own or aim is not None:
                yield assertion
        elif aim is not None:
            yield replace(assertion, purposes=(*assertion.purposes, aim))


def _adds(assertion: Assertion, begins: int) -> bool:
    """True where a role of the assertion is named from ``begins`` on."""
    return any(m.start >= begins for name in _ROLES for m in getattr(assertion, name))


def _aim(sentence: Sentence) -> Mention | None:
    """The item as a purpose without a concept, where its lead-in ends with the "to" of one, or implies it."""
    if not sentence.seam or sentence.answers:
        return None
    span = sentence.span
    inside = [t for t in span if t.idx >= sentence.seam and not t.is_space]
    before = [t for t in span if t.idx < sentence.seam and not t.is_space]
    if len(inside) < 2 or not before:
        return None
    opens = "to" in {inside[0].lower_, before[-1].lower_}
    verb = inside[1] if inside[0].lower_ == "to" else inside[0]
    if not opens or verb.tag_ not in {"VB", "VBP"}:
        return None
    words = span.doc[inside[0].i : span.end]
    return sentence.mention(words, sentence.lexicon.sequence(words, "purpose"))
