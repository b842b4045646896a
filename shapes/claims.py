"""The statements of a policy that say something plainly enough to be contradicted.

Extraction is unsure of some statements, and has no place in the graph for all that limits others. The rules of
consistency start from those that are sure and whose sentence has no word of limitation that the graph does not account
for; ``profiles/wording.ttl`` has the words. A statement whose graph gives no sentence is taken as it stands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, XSD
from rdflib.term import Node

from ..ontology import load_vocabulary
from ..ontology.namespaces import AFFIRMED, DATA, DENIED, OA, PARTY, PG, PRACTICE, REQUIRED, ROOT
from .headings import limits_of
from .wording import Wording, load_wording

Triple = tuple[Node, Node, Node]

LEAST: Final = 0.73
"""Confidence below which a statement contradicts nothing (the share of such statements that are read right)."""


def _shape(name: str) -> URIRef:
    return URIRef(ROOT + "shapes/" + name)


def _pg(name: str) -> URIRef:
    return URIRef(PG + name)


ABOUT: Final = _shape("about")
DENIAL: Final = _shape("Denial")
EXCLUSIVE: Final = _shape("ExclusiveUse")
PLAIN_EXCLUSION: Final = _shape("PlainExclusion")
DEFINITION: Final = _shape("Definition")
KNOWN_PURPOSE: Final = _shape("KnownPurpose")
SERVICE_PART: Final = _shape("ServicePart")
MORE: Final = _shape("moreThan")
WORDS: Final = _shape("words")
UNDER: Final = _shape("under")
SECTION: Final = _shape("section")
PLAIN_DENIAL: Final = _shape("PlainDenial")
PLAIN_AFFIRMATION: Final = _shape("PlainAffirmation")
PLAIN_DURATION: Final = _shape("PlainDuration")
GENERAL: Final = _shape("GeneralDenial")
UNSURPRISING: Final = _shape("Unsurprising")
AUDIENCE_AGE: Final = _shape("AudienceAge")
COLLECTION_AGE: Final = _shape("CollectionAge")

_TRUE = Literal("true", datatype=XSD.boolean)
_SHARE = PRACTICE + "Share"
_CONTRAST = re.compile(
    r"[,;]\s+(?:and\s+|but\s+)?not\s+(?:by|for|from|in|on|to|with|any|an?|our|the|your)\b[^,;]*$", re.IGNORECASE
)
"""The end of "we use it to count visits, not to know who you are": what comes before it is said plainly."""
_RETAIN, _DELETE = PRACTICE + "Retain", PRACTICE + "Delete"
_PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_LENGTHS = (8766, 730.5, 24, 1, 1 / 60, 1 / 3600)
_ALIKE = 0.9
"""A shorter time is another one below this part of the longer: a month is 30 days, and a year twelve months."""
_GENERIC = DATA + "UnspecifiedData"
_ROLES = ("condition", "exception", "scope")


@dataclass(frozen=True, slots=True)
class _Said:
    """One statement with its sentences and the headings above them."""

    graph: Graph
    node: URIRef
    sentences: tuple[str, ...]
    sections: tuple[str, ...]

    def has(self, name: str, value: str | None = None) -> bool:
        return (self.node, _pg(name), None if value is None else URIRef(value)) in self.graph

    def values(self, name: str) -> list[str]:
        return [str(value) for value in self.graph.objects(self.node, _pg(name))]

    def iris(self, name: str) -> list[URIRef]:
        """The values that are IRIs; others are integrity's to report."""
        return [value for value in self.graph.objects(self.node, _pg(name)) if isinstance(value, URIRef)]

    @property
    def sure(self) -> bool:
        """True where extraction is sure of it, or says nothing of how sure it is."""
        return all(_number(value) >= LEAST for value in self.values("confidence"))


def _number(text: str) -> float:
    """A number as it is written; 0 for what is none, which is integrity's to report."""
    try:
        return float(text)
    except ValueError:
        return 0.0


def claims(graph: Graph) -> Iterator[Triple]:
    """What is added to each statement: what it is about, its words, its headings, and the classes that it falls in."""
    wording, vocabulary = load_wording(), load_vocabulary()
    numbers: list[tuple[URIRef, int, URIRef]] = []
    for node in set(graph.subjects(_pg("statedIn"), None)):
        if not isinstance(node, URIRef):
            continue
        said = _said(graph, node)
        for sentence in said.sentences:
            yield node, WORDS, Literal(" ".join(sentence.split()))
        for section in said.sections or ("",):
            yield node, SECTION, Literal(section)
            for concept in limits_of(section):
                yield node, UNDER, URIRef(concept)
        yield from _about(said)
        for kind in _kinds(said, wording):
            yield node, RDF.type, kind
            if kind in {PLAIN_DURATION, AUDIENCE_AGE, COLLECTION_AGE}:
                numbers += [(kind, number, node) for number in _numbers(said, kind)]
    # Compared here, since engines differ in how they compare literals.
    for kind, number, node in numbers:
        least = number * _ALIKE if kind == PLAIN_DURATION else number
        yield from ((node, MORE, other) for same, lower, other in numbers if same == kind and lower < least)
    for purpose in set(graph.objects(None, _pg("forPurpose"))):
        above = vocabulary.ancestors(str(purpose))
        if str(purpose) in vocabulary and not above & wording.concepts["VaguePurposes"]:
            yield purpose, RDF.type, KNOWN_PURPOSE
        if above & wording.concepts["PartsOfService"]:
            yield purpose, RDF.type, SERVICE_PART


def _said(graph: Graph, node: URIRef) -> _Said:
    sentences, sections = [], []
    for place in graph.objects(node, _pg("evidence")):
        sections += [str(section) for section in graph.objects(place, _pg("section"))]
        for selector in graph.objects(place, URIRef(OA + "hasSelector")):
            sentences += [str(words) for words in graph.objects(selector, URIRef(OA + "exact"))]
    return _Said(graph, node, tuple(dict.fromkeys(sentences)), tuple(dict.fromkeys(sections)))


def _about(said: _Said) -> Iterator[Triple]:
    # "This information" is about what it refers to, where that is known.
    if said.has("polarity"):
        for data_type in said.iris("refersTo") or said.iris("dataType"):
            yield said.node, ABOUT, data_type


def _kinds(said: _Said, wording: Wording) -> Iterator[URIRef]:
    if said.has("minimumAge"):
        yield from _ages(said, wording)
    if _is(said, "TermDefinition") and _is_definition(said, wording):
        yield DEFINITION
    if not (_is(said, "DataPractice") or _is(said, "UserRight")):
        return
    denied = said.has("polarity", DENIED) and not said.has("modality", REQUIRED)
    affirmed = said.has("polarity", AFFIRMED)
    if _is(said, "DataPractice"):
        # "You need not give us your name" denies that it is required, not that it is collected.
        if denied:
            yield DENIAL
        if affirmed and (said.node, _pg("exclusive"), _TRUE) in said.graph:
            yield EXCLUSIVE
            if _is_plain(said, wording, "LimitsOfExclusions"):
                yield PLAIN_EXCLUSION
        if denied and _is_general(said):
            yield GENERAL
        if affirmed and _is_unsurprising(said, wording):
            yield UNSURPRISING
        if affirmed and _is_duration(said, wording):
            yield PLAIN_DURATION
    # "You may opt out" is how a right is given, and "you cannot" how it is denied.
    right = _is(said, "UserRight")
    if denied and _is_plain(said, wording, "LimitsOfRights" if right else "LimitsOfDenials"):
        yield PLAIN_DENIAL
    if affirmed and _is_plain(said, wording, "Restrictions" if right else "LimitsOfAffirmations"):
        yield PLAIN_AFFIRMATION


def _is(said: _Said, kind: str) -> bool:
    return (said.node, RDF.type, _pg(kind)) in said.graph


def _is_plain(said: _Said, wording: Wording, group: str) -> bool:
    """True for a sure statement without a word of limitation that its roles do not account for."""
    roles = [value for role in _ROLES for value in said.values(role)]
    if not said.sure or wording.concepts["VagueConditions"].intersection(roles):
        return False
    groups = {"Restrictions", group}
    if group == "LimitsOfDenials" and not _is_track(said, wording):
        groups.add("Means")
    if not roles and not said.has("exclusive"):
        groups.add("Conjunctions")
    if not said.has("refersTo"):
        groups.add("Pointers")
        if said.has("dataType", _GENERIC):
            groups.add("Pronouns")
    return not any(
        " | " in sentence
        or wording.begins("Instructions", sentence)
        or any(wording.has(name, _CONTRAST.sub("", sentence)) for name in groups)
        for sentence in said.sentences
    )


def _is_track(said: _Said, wording: Wording) -> bool:
    """True where the data are cookies, log files and the like."""
    ancestors = load_vocabulary().ancestors
    return any(ancestors(kind) & wording.concepts["Tracks"] for kind in said.values("dataType"))


def _is_definition(said: _Said, wording: Wording) -> bool:
    groups = {"LimitsOfDefinitions"}
    if said.has("includes") and said.has("term", DATA + "PersonalData"):
        groups.add("NotPersonal")
    return not any(wording.has(name, sentence) for name in groups for sentence in said.sentences)


def _is_general(said: _Said) -> bool:
    """True for "we do not share it", also "with third parties": it names no recipient and no purpose."""
    return not said.has("forPurpose") and set(said.values("recipient")) <= {PARTY + "ThirdParty"}


def _is_unsurprising(said: _Said, wording: Wording) -> bool:
    """True where all recipients, or all purposes, are such that few would take a general denial to be about them."""
    ancestors = load_vocabulary().ancestors
    if not any(_SHARE in ancestors(practice) for practice in said.values("practice")):
        return False
    for role, group in (("recipient", "Insiders"), ("forPurpose", "ImpliedPurposes")):
        values = said.values(role)
        if values and all(ancestors(value) & wording.concepts[group] for value in values):
            return True
    return False


def _is_duration(said: _Said, wording: Wording) -> bool:
    ancestors = load_vocabulary().ancestors
    kept = any(ancestors(practice) & {_RETAIN, _DELETE} for practice in said.values("practice"))
    return kept and _is_plain(said, wording, "OpenDurations") and len(said.values("retentionPeriod")) == 1


def _numbers(said: _Said, kind: URIRef) -> Iterator[int]:
    """Minimum ages, or about how many hours each period is; months and years have their mean length."""
    if kind != PLAIN_DURATION:
        yield from (int(age) for age in said.values("minimumAge") if age.isdecimal())
        return
    for period in said.values("retentionPeriod"):
        if found := _PERIOD.fullmatch(period):
            lengths = zip(found.groups(), _LENGTHS, strict=True)
            yield round(sum(int(number or 0) * length for number, length in lengths))


def _ages(said: _Said, wording: Wording) -> Iterator[URIRef]:
    if any(wording.has("AgesOfOther", sentence) for sentence in said.sentences):
        return
    if any(wording.has("AgesOfCollection", sentence) for sentence in said.sentences):
        yield COLLECTION_AGE
    else:
        yield AUDIENCE_AGE
