"""An assertion as (property, value) pairs: what is hashed, and what becomes triples."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from ..ontology.namespaces import DATA, FIRST_PARTY, PG, XSD
from .identity import assertion_hash, collapse, content_key, plain, slug
from .model import Assertion, Mention

OWN_TERM: Final = "term:"
"""Start of a mention's concept that extraction made for this policy: ``term:SLUG|IRI of the nearest known concept``."""
UNSPECIFIED: Final = DATA + "UnspecifiedData"
"""What a data practice or a right is about whose words name no data."""

ROLES: Final[dict[str, tuple[str, str]]] = {
    "data_type": ("dataType", "DataType"),
    "combined_with": ("combinedWith", "DataType"),
    "actor": ("actor", "Party"),
    "recipients": ("recipient", "Party"),
    "purposes": ("forPurpose", "Purpose"),
    "conditions": ("condition", "Condition"),
    "exceptions": ("exception", "Condition"),
    "scopes": ("scope", ""),
    "data_subject": ("dataSubject", "DataSubject"),
    "data_sources": ("dataSource", "DataSource"),
    "technologies": ("technology", "Technology"),
    "safeguards": ("safeguard", "Safeguard"),
    "threats": ("threat", "Threat"),
    "locations": ("location", "Location"),
    "legal_bases": ("legalBasis", "LegalBasis"),
    "rights": ("right", "Right"),
    "frameworks": ("framework", "Framework"),
    "topics": ("topic", "Topic"),
    "term": ("term", ""),
    "includes": ("includes", ""),
    "excludes": ("excludes", ""),
}
"""Field of `Assertion` → property and the class of a policy's own concept in it (none: any concept)."""

_PLAIN_TERMS = {"data_type", "combined_with", "term", "includes", "excludes"}
_PREFIXES = {"Party": "party", "DataSubject": "subject", "DataSource": "source", "RetentionRule": "retention"}
_LITERALS = {"contacts": "contact", "channels": "channel"}
_DURATION = re.compile(
    r"P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?"
)
_PRONOUN = re.compile(
    r"(?:i|me|my|mine|you|yours?|yourself|he|she|his|hers?|him|they|their|them|theirs|we|us|our|ours|it|its|or|and|/|\s)+",
    re.IGNORECASE,
)

Broader = Callable[[str, str], str | None]
"""(local name of a property, words) → IRI of the nearest broader concept of the ontology, or None."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal: lexical form and datatype IRI."""

    lexical: str
    datatype: str = XSD + "string"


@dataclass(frozen=True, slots=True)
class OwnTerm:
    """A concept of a policy's own: what its words say that the ontology does not know."""

    iri: str
    label: str
    class_: str
    broader: str | None


@dataclass(frozen=True)
class Statement:
    """One assertion in one policy, with IRIs instead of mentions."""

    hash: str
    content_key: str
    kind: str
    sentence: str
    pairs: tuple[tuple[str, str | Literal], ...]
    remarks: tuple[tuple[str, Literal], ...] = ()
    terms: tuple[OwnTerm, ...] = ()
    source: Assertion = field(kw_only=True, compare=False)

    def values(self, property_: str) -> frozenset[str]:
        """The IRIs of a property, given by its local name."""
        return frozenset(v for p, v in self.pairs if p == PG + property_ and isinstance(v, str))


def is_pronoun(text: str) -> bool:
    """True where the words only point to a person: "your", "his or her"."""
    return bool(_PRONOUN.fullmatch(text.strip()))


@lru_cache(maxsize=4096)
def duration(concept: str | None) -> str | None:
    """The concept as an ``xsd:duration`` in canonical form (weeks as days), None where it is not one.

    >>> duration("P2W"), duration("P18M"), duration("PT72H"), duration("https://w3id.org/practicegraph/retention/X")
    ('P14D', 'P1Y6M', 'P3D', None)
    """
    found = _DURATION.fullmatch(concept or "")
    if not found:
        return None
    years, months, weeks, days, hours, minutes, seconds = (int(n or 0) for n in found.groups())
    years, months = divmod(12 * years + months, 12)
    minutes, seconds = divmod(60 * minutes + seconds, 60)
    hours, minutes = divmod(60 * hours + minutes, 60)
    days, hours = divmod(24 * (7 * weeks + days) + hours, 24)
    date = "".join(f"{n}{unit}" for n, unit in ((years, "Y"), (months, "M"), (days, "D")) if n)
    time = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if n)
    return f"P{date}" + (f"T{time}" if time else "") if date or time else "PT0S"


def statement(assertion: Assertion, policy: str, company: str, broader_of: Broader | None = None) -> Statement:
    """The assertion as a statement of the policy ``policy`` (IRI) of ``company`` (IRI)."""
    pairs: list[tuple[str, str | Literal]] = []
    terms: list[OwnTerm] = []

    def resolve(mention: Mention, name: str, prop: str, class_: str) -> str:
        concept = mention.concept
        if concept in {assertion.asserted_by, FIRST_PARTY}:
            return company
        if concept and ":" in concept and not concept.startswith(OWN_TERM):
            return concept
        label = plain(mention.text)
        key, broader = slug(label), None
        if concept and concept.startswith(OWN_TERM):
            given, _, broader = concept.removeprefix(OWN_TERM).partition("|")
            key = slug(given) if given else key
        if name not in _PLAIN_TERMS:
            key = f"{_PREFIXES.get(class_, prop.lower())}-{key}"
        if not broader and broader_of:
            broader = broader_of(prop, label)
        if not broader and class_ == "DataType":
            broader = UNSPECIFIED
        term = OwnTerm(f"{policy}/term/{key}", label, class_, broader or None)
        terms.append(term)
        return term.iri

    for prop, iri in (
        ("practice", assertion.practice),
        ("polarity", assertion.polarity),
        ("modality", assertion.modality),
        ("form", assertion.form),
        *(("refersTo", iri) for iri in assertion.refers_to),
    ):
        if iri:
            pairs.append((PG + prop, iri))
    for name, (prop, class_) in ROLES.items():
        for mention in _mentions(assertion, name):
            if name == "data_subject" and not mention.concept and is_pronoun(mention.text):
                continue
            pairs.append((PG + prop, resolve(mention, name, prop, class_)))
    for mention in assertion.retention:
        length = duration(mention.concept)
        if length:
            pairs.append((PG + "retentionPeriod", Literal(length, XSD + "duration")))
        else:
            pairs.append((PG + "retentionRule", resolve(mention, "retention", "retentionRule", "RetentionRule")))
    for name, prop in _LITERALS.items():
        pairs += [(PG + prop, Literal(plain(m.text))) for m in _mentions(assertion, name)]
    deadlines = [duration(m.concept) for m in assertion.deadlines]
    if assertion.notice:
        pairs.append((PG + "notice", Literal(plain(assertion.notice.text))))
        deadlines.append(duration(assertion.notice.concept))
    pairs += [(PG + "deadline", Literal(length, XSD + "duration")) for length in deadlines if length]
    if assertion.minimum_age is not None:
        pairs.append((PG + "minimumAge", Literal(str(assertion.minimum_age), XSD + "integer")))
    if assertion.exclusive:
        pairs.append((PG + "exclusive", Literal("true", XSD + "boolean")))
    if assertion.kind == "DataPractice" and assertion.actor is None:
        # A passive without agent: in its own policy a company speaks of itself.
        pairs.append((PG + "actor", company))
    if assertion.kind in {"DataPractice", "UserRight"} and assertion.data_type is None:
        pairs.append((PG + "dataType", UNSPECIFIED))
    sentence = collapse(assertion.evidence.text)
    remarks: tuple[tuple[str, Literal], ...] = ()
    if assertion.kind == "Disclosure" and not assertion.contacts:
        remarks = ((PG + "value", Literal(plain(sentence))),)
    unique = tuple(dict.fromkeys(pairs))
    flat = [(p, v if isinstance(v, str) else v.lexical) for p, v in unique]
    return Statement(
        hash=assertion_hash(policy, assertion.kind, flat, sentence),
        content_key=content_key(policy, assertion.kind, flat),
        kind=assertion.kind,
        sentence=sentence,
        pairs=unique,
        remarks=remarks,
        terms=tuple(dict.fromkeys(terms)),
        source=assertion,
    )


def _mentions(assertion: Assertion, name: str) -> Iterator[Mention]:
    value = getattr(assertion, name)
    if isinstance(value, Mention):
        yield value
    elif value:
        yield from value
