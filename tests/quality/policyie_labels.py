"""From assertions to PolicyIE's labels: one intent a sentence, and its two layers of slots.

PolicyIE names the parts of a sentence after its intent (the same "personal information" is data-collected, data-shared,
data-retained or data-protected), so the intent is chosen first and names the slots.

No assertion says these: data-provider.user where the person is not the one whose data it is ("you" in "when you visit
us"), and condition-argument.condition where the condition is a relative clause of the data ("that you provide to us").
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from practicegraph.extract import Assertion, Mention
from practicegraph.ontology.namespaces import FIRST_PARTY

from .concepts import POLICYIE_CONDITION, POLICYIE_DATA, POLICYIE_PURPOSE, POLICYIE_SAFEGUARD, family, lookup
from .detokenise import Detokenised
from .spans import Span, flat

COLLECTION = "data-collection-usage"
SHARING = "data-sharing-disclosure"
RETENTION = "data-storage-retention-deletion"
SECURITY = "data-security-protection"
OTHER = "Other"

PRIORITY = (
    (SECURITY, {"Protect"}),
    (SHARING, {"Share", "Transfer"}),
    (COLLECTION, {"Collect", "Use"}),
    (RETENTION, {"Retain", "Delete"}),
)
"""Which intent a sentence has where several fit: in the training part sentences that protect and do something else are
about protection, and so on down; those that collect or use and keep are about collection more often than not."""


@dataclass(frozen=True, slots=True)
class Names:
    """What an intent calls the parts of its sentences."""

    first: str
    third: str
    data: str


NAMES = {
    COLLECTION: Names("data-collector.first-party-entity", "data-provider.third-party-entity", "data-collected"),
    SHARING: Names("data-sharer.first-party-entity", "data-receiver.third-party-entity", "data-shared"),
    RETENTION: Names("data-holder.first-party-entity", "data-holder.third-party-entity", "data-retained"),
    SECURITY: Names("data-protector.first-party-entity", "data-protector.third-party-entity", "data-protected"),
}
Leading = tuple[tuple[str, ...], ...]
"""Phrases that a span may begin with and that the annotation leaves out."""


def _phrases(text: str) -> Leading:
    return tuple(tuple(phrase.split()) for phrase in text.split(","))


_DETERMINERS = _phrases("the,a,an,your,our,their,his,her,its,this,these,those,any,all,some,certain,such")
_PLACES = _phrases("the,a,an")
_MARKERS = _phrases(
    "if,when,where,whenever,while,unless,except,once,upon,only,even,as,"
    "with,without,under,during,in the event that,in the case"
)
_TO = _phrases("in order to,to,for,so that,the purpose of,the purposes of,purposes of,us to,you to,we can,we may")
_FOR = _phrases("for")


@dataclass(frozen=True, slots=True)
class Prediction:
    """What is said of a sentence: its intent and the spans of both layers."""

    intent: str
    first: tuple[Span, ...] = ()
    second: tuple[Span, ...] = ()


def predict(prose: Detokenised, assertions: Sequence[Assertion]) -> Prediction:
    """Intent and slots of a sentence, from the assertions found in it."""
    practices = [a for a in assertions if a.kind == "DataPractice"]
    intent = intent_of({family(a.practice) for a in practices})
    if intent == OTHER:
        return Prediction(OTHER)
    own = dict(PRIORITY)[intent]
    # the practices of other families too: their data and parties are annotated, under the sentence's intent
    practices.sort(key=lambda a: family(a.practice) not in own)
    first = flat(s for a in practices for s in _first_layer(prose, a, intent))
    second = flat(s for a in practices for s in _second_layer(prose, a))
    return Prediction(intent, tuple(first), tuple(second))


def intent_of(families: set[str]) -> str:
    """The intent of a sentence in which these families of practices were found."""
    return next((intent for intent, members in PRIORITY if members & families), OTHER)


def _first_layer(prose: Detokenised, assertion: Assertion, intent: str) -> Iterator[Span]:
    names = NAMES[intent]
    actor = assertion.actor
    if actor is not None:
        yield from _place(prose, [actor], _party(actor, assertion, names), _DETERMINERS)
    if assertion.cue is not None:
        yield from _place(prose, [assertion.cue], "action", last=True)
    for data in (*((assertion.data_type,) if assertion.data_type else ()), *assertion.combined_with):
        category = lookup(data.concept, POLICYIE_DATA, "data-other")
        yield from _place(prose, [data], f"{names.data}.{category}", _DETERMINERS)
    if assertion.data_subject is not None:
        yield from _place(prose, [assertion.data_subject], "data-provider.user")
    for source in assertion.data_sources:
        user = lookup(source.concept, {"User": "user", "DataSubject": "user", "Device": "no", "FirstParty": "no"})
        if user != "no":
            label = "data-provider.user" if user else "data-provider.third-party-entity"
            yield from _place(prose, [source], label, _DETERMINERS)
    if intent == SHARING:
        yield from _place(prose, assertion.recipients, names.third, _DETERMINERS)
    if intent == COLLECTION:
        for technology in assertion.technologies:
            label = f"{names.data}.data-cookies-web-beacons-and-other-technologies"
            yield from _place(prose, [technology], label, _DETERMINERS)
    if intent == RETENTION:
        yield from _place(prose, assertion.retention, "retention-period.retention-period", _FOR)
        yield from _place(prose, assertion.locations, "storage-place.storage-place", _PLACES)
    if intent == SECURITY:
        yield from _place(prose, assertion.threats, "protect-against.security-threat", _FOR)


def _party(actor: Mention, assertion: Assertion, names: Names) -> str:
    if actor.concept in {assertion.asserted_by, FIRST_PARTY}:
        return names.first
    return lookup(actor.concept, {"User": "data-provider.user", "Customer": "data-provider.user"}, names.third)


def _second_layer(prose: Detokenised, assertion: Assertion) -> Iterator[Span]:
    for purpose in assertion.purposes:
        label = lookup(purpose.concept, POLICYIE_PURPOSE, "basic-service-feature")
        yield from _place(prose, [purpose], f"purpose-argument.{label}", _TO)
    for condition in (*assertion.conditions, *assertion.exceptions, *assertion.scopes):
        label = lookup(condition.concept, POLICYIE_CONDITION, "condition-argument.condition")
        yield from _place(prose, [condition], label, _MARKERS)
    for safeguard in assertion.safeguards:
        label = lookup(safeguard.concept, POLICYIE_SAFEGUARD, "general-safeguard-method")
        yield from _place(prose, [safeguard], f"method.{label}", _DETERMINERS)
    if assertion.negation is not None:
        for span in _place(prose, [assertion.negation], "polarity.negation"):
            verb = prose.tokens[span.start - 1].lower() if span.start else ""  # "can not" is one negation
            yield Span(span.start - (verb == "can"), span.end, span.label)


def _place(
    prose: Detokenised, mentions: Iterable[Mention], label: str, leading: Leading = (), last: bool = False
) -> Iterator[Span]:
    """Mentions as spans, without the ``leading`` phrases that the annotation leaves out; ``last``: their last token."""
    for mention in mentions:
        found = prose.span(mention.start, mention.end)
        if found is None:
            continue
        start, end = found
        while skip := _leads(prose.tokens[start : end - 1], leading):
            start += skip
        yield Span(end - 1 if last else start, end, label)


def _leads(tokens: Sequence[str], leading: Leading) -> int:
    """How many tokens the leading phrase has with which these begin; 0 where there is none."""
    words = tuple(t.lower() for t in tokens[:4])
    return max((len(phrase) for phrase in leading if words[: len(phrase)] == phrase), default=0)
