"""Table rows: a row of data, purpose, recipients and retention states a practice for each data type of its cells."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
from .answer_columns import Question, answer, asked, illustrates, question, says_nothing

_SHOWN_DENIAL = {"not", "never", "no", "don't"}


@cache
def _columns() -> dict[str, tuple[str, ...]]:
    raw = load_yaml(__package__, "tables.yaml")
    return {role: tuple(words) for role, words in raw["columns"].items()}


@cache
def _belongs() -> dict[str, tuple[str, ...]]:
    raw = load_yaml(__package__, "tables.yaml")["belongs"]
    return {role: tuple(PRACTICE + name for name in names) for role, names in raw.items()}


@dataclass(frozen=True, slots=True)
class _Said:
    """What a row says of its data: a practice, and for a column of yes and no the cell that says it."""

    practice: str
    affirmed: bool
    answer: Mention | None = None


def read_row(sentence: Sentence) -> Iterator[Assertion]:
    """The practices of one row. ``sentence.span`` is the whole row; rows without a column of data give nothing.

    In a table whose columns ask and answer ("Sold?": "No") each answer is a statement about the data of the row's
    category. Otherwise the practice is the one that the data column's header or the nearest heading names, or else
    collection.
    """
    roles: dict[str, list[Mention]] = {}
    data: list[Mention] = []
    heading = ""
    answers = list(asked(sentence.passage))
    named = _data_cells(sentence.passage, bool(answers))
    for cell in sentence.passage.cells:
        span = _span(sentence, cell)
        role = "data" if cell in named else _role(cell.header)
        if span is None or role is None or (role == "data" and cell not in named):
            continue
        if role == "data":
            data += _data(sentence, span)
            heading = heading or cell.header
        elif not (cell.answers and _is_answer(sentence, cell)):
            roles.setdefault(role, []).extend(_values(sentence, span, role))
    statements = [said for cell, asks in answers for said in _answered(sentence, cell, asks)]
    titles = (heading, *reversed(sentence.section))
    if _reads_plainly(
        sentence, titles, [asks for _, asks in answers], any(_is_answer(sentence, c) for c, _ in answers)
    ):
        denied = any(w in _SHOWN_DENIAL for t in titles[:2] for w in t.lower().split())
        statements.insert(0, _Said(_practice(sentence, titles, "retention" in roles), not denied))
    for said in statements:
        held = {role: tuple(found) for role, found in roles.items() if _holds(sentence, role, said, statements)}
        made = Assertion(
            kind="DataPractice",
            asserted_by=sentence.asserted_by,
            evidence=sentence.evidence,
            section=sentence.section,
            practice=said.practice,
            polarity=AFFIRMED if said.affirmed else DENIED,
            negation=None if said.affirmed else said.answer,
            modality=STATED,
            confidence=0.8,
            purposes=held.get("purposes", ()),
            recipients=held.get("recipients", ()),
            retention=held.get("retention", ()),
            legal_bases=held.get("legal_bases", ()),
            data_sources=held.get("data_sources", ()),
        )
        for mention in data:
            yield replace(made, data_type=mention)


def _data_cells(passage: Passage, asked: bool) -> tuple[Cell, ...]:
    """The cells that hold data: by their headers, and never those that answer.

    Where columns ask about practices it is those that are no examples, and the first column if no header says data.
    """
    cells = tuple(c for c in passage.cells if not c.answers and _role(c.header) == "data")
    if not asked:
        return cells
    categories = tuple(c for c in cells if not illustrates(c.header))
    first = passage.cells[:1]
    if not categories and first and not first[0].answers and _role(first[0].header) is None:
        return first
    return categories or cells


def _is_answer(sentence: Sentence, cell: Cell) -> bool:
    text = sentence.passage.text[cell.start : cell.end]
    return answer(text) is not None or says_nothing(text)


def _answered(sentence: Sentence, cell: Cell, asks: Question) -> Iterator[_Said]:
    """What a cell answers to its header. A no to a part of a practice says nothing of the practice."""
    text = sentence.passage.text[cell.start : cell.end]
    said, other = answer(text), question(text)
    if said is None or (other and asks.affirmed != other.affirmed):  # "not collected" where the header asks for sales
        return
    mention = sentence.at(cell.start, cell.end)
    if said and not asks.negated:
        yield _Said(asks.affirmed, True, mention)
    elif said != asks.negated:
        return
    elif not asks.limited:
        yield _Said(asks.denied, False, mention)


def _reads_plainly(sentence: Sentence, titles: tuple[str, ...], asked: list[Question], answered: bool) -> bool:
    """True where the row states a practice beside its answers: no column asks, or a title says that it is collected."""
    if not asked:
        return True
    vocabulary = sentence.lexicon.vocabulary
    collect = PRACTICE + "Collect"
    if any(vocabulary.same_or_narrower(q.affirmed, collect) for q in asked):
        return False
    named = next(filter(None, (practice_of(t, sentence.lexicon.practices) for t in titles)), None)
    return not answered or (named is not None and vocabulary.same_or_narrower(named, collect))


def _holds(sentence: Sentence, role: str, said: _Said, statements: list[_Said]) -> bool:
    """True where what the row's other columns say, such as recipients, is of this statement."""
    if said.answer is None and len(statements) == 1:
        return True
    vocabulary = sentence.lexicon.vocabulary
    of = [
        other.affirmed and any(vocabulary.same_or_narrower(other.practice, p) for p in _belongs()[role])
        for other in (said, *statements)
    ]
    return said.affirmed and (of[0] or not any(of))


def _practice(sentence: Sentence, titles: tuple[str, ...], kept: bool) -> str:
    """The practice that a title names, "contact" apart; otherwise what has a time is kept, and the rest collected."""
    vocabulary = sentence.lexicon.vocabulary
    for title in titles:
        named = practice_of(title, sentence.lexicon.practices)
        if named and not vocabulary.same_or_narrower(named, PRACTICE + "Contact"):
            return named
    return PRACTICE + ("Retain" if kept else "Collect")


def names_data(passage: Passage) -> bool:
    """True where a column of a row holds data, by its header, or answers what is done with data."""
    return any(_role(cell.header) == "data" for cell in passage.cells) or any(True for _ in asked(passage))


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
