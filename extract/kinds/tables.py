"""Table rows: a row of data, purpose, recipients and retention states a practice for each data type of its cells."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from spacy.tokens import Span

from ...ontology.namespaces import AFFIRMED, DENIED, PRACTICE, STATED
from ..cues import practice_of
from ..datafiles import load_yaml
from ..document import Cell, Passage
from ..durations import find_durations
from ..model import Assertion, Mention
from ..phrases import DataPhrases
from ..sentence import Sentence

_SHOWN_DENIAL = {"not", "never", "no", "don't"}


@cache
def _columns() -> dict[str, tuple[str, ...]]:
    raw = load_yaml(__package__, "tables.yaml")
    return {role: tuple(words) for role, words in raw["columns"].items()}


def read_row(sentence: Sentence) -> Iterator[Assertion]:
    """The practices of one row. ``sentence.span`` is the whole row; rows without a column of data give nothing.

    The practice is the one that the data column's header or the nearest heading names, otherwise collection.
    """
    roles: dict[str, list[Mention]] = {}
    data: list[Mention] = []
    heading = ""
    for cell in sentence.passage.cells:
        span = _span(sentence, cell)
        role = _role(cell.header)
        if span is None or role is None:
            continue
        if role == "data":
            data += _data(sentence, span)
            heading = heading or cell.header
        else:
            roles.setdefault(role, []).extend(_values(sentence, span, role))
    titles = (heading, *reversed(sentence.section))
    practice = _practice(sentence, titles, "retention" in roles)
    denied = any(w in _SHOWN_DENIAL for t in titles[:2] for w in t.lower().split())
    made = Assertion(
        kind="DataPractice",
        asserted_by=sentence.asserted_by,
        evidence=sentence.evidence,
        section=sentence.section,
        practice=practice,
        polarity=DENIED if denied else AFFIRMED,
        modality=STATED,
        confidence=0.8,
        purposes=tuple(roles.get("purposes", ())),
        recipients=tuple(roles.get("recipients", ())),
        retention=tuple(roles.get("retention", ())),
        legal_bases=tuple(roles.get("legal_bases", ())),
        data_sources=tuple(roles.get("data_sources", ())),
    )
    for mention in data:
        yield replace(made, data_type=mention)


def _practice(sentence: Sentence, titles: tuple[str, ...], kept: bool) -> str:
    """The practice that a title names, "contact" apart; otherwise what has a time is kept, and the rest collected."""
    vocabulary = sentence.lexicon.vocabulary
    for title in titles:
        named = practice_of(title, sentence.lexicon.practices)
        if named and not vocabulary.same_or_narrower(named, PRACTICE + "Contact"):
            return named
    return PRACTICE + ("Retain" if kept else "Collect")


def names_data(passage: Passage) -> bool:
    """True where a column of a row holds data, by its header."""
    return any(_role(cell.header) == "data" for cell in passage.cells)


def _role(header: str) -> str | None:
    padded = f" {header.lower()} "
    named = [(len(w.split()), role) for role, words in _columns().items() for w in words if f" {w} " in padded]
    most = max((count for count, _ in named), default=0)
    return next((role for count, role in named if count == most), None)


def _span(sentence: Sentence, cell: Cell) -> Span | None:
    return sentence.span.doc.char_span(cell.start, cell.end, alignment_mode="expand") if cell.end > cell.start else None


def _data(sentence: Sentence, span: Span) -> Iterator[Mention]:
    phrases = DataPhrases(span, sentence.lexicon)
    for phrase in phrases.named(span.doc[c.head] for c in phrases.chunks):
        yield sentence.mention(span.doc[phrase.start : phrase.end], phrase.concept)


def _values(sentence: Sentence, span: Span, role: str) -> Iterator[Mention]:
    lexicon = sentence.lexicon
    if role == "retention":
        for start, end, value in find_durations(span):
            yield sentence.mention(span.doc[start:end], value)
            return
        rule = lexicon.sequence(span, "retention")
        if rule:
            yield sentence.mention(span, rule)
    elif role in {"recipients", "data_sources"}:
        scheme = "party" if role == "recipients" else "source"
        for match in lexicon.longest(span, scheme):
            yield sentence.mention(span.doc[match.start : match.end], match.iri)
    else:
        yield sentence.mention(span, lexicon.sequence(span, "purpose" if role == "purposes" else "legal-basis"))
