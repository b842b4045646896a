"""What extraction yields: mentions and assertions (design, section 3)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """Words of a policy, and the concept that they name.

    ``start`` and ``end`` are code-point offsets into the document's text, half open:
    ``text[m.start:m.end] == m.text``. ``concept`` is an IRI, or None where the words name no concept.
    """

    text: str
    start: int
    end: int
    concept: str | None = None


Mentions = tuple[Mention, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """One statement of one policy. The fields are those of design section 3; IRIs are str.

    ``kind`` is the local name of its class. What a clause does not say is None or empty.
    """

    kind: str
    asserted_by: str
    evidence: Mention
    section: tuple[str, ...] = ()
    practice: str | None = None
    polarity: str | None = None
    modality: str | None = None
    actor: Mention | None = None
    cue: Mention | None = None
    negation: Mention | None = None
    data_type: Mention | None = None
    refers_to: tuple[str, ...] = ()
    data_subject: Mention | None = None
    recipients: Mentions = ()
    purposes: Mentions = ()
    conditions: Mentions = ()
    exceptions: Mentions = ()
    scopes: Mentions = ()
    data_sources: Mentions = ()
    technologies: Mentions = ()
    safeguards: Mentions = ()
    threats: Mentions = ()
    locations: Mentions = ()
    retention: Mentions = ()
    legal_bases: Mentions = ()
    rights: Mentions = ()
    frameworks: Mentions = ()
    topics: Mentions = ()
    combined_with: Mentions = ()
    contacts: Mentions = ()
    channels: Mentions = ()
    deadlines: Mentions = ()
    exclusive: bool = False
    form: str | None = None
    minimum_age: int | None = None
    notice: Mention | None = None
    term: Mention | None = None
    includes: Mentions = ()
    excludes: Mentions = ()
    confidence: float = 1.0
