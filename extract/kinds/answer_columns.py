"""Columns of tables that ask and answer: a header that names a practice ("Sold?") over cells of yes and no."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from ...ontology.namespaces import PRACTICE
from ..datafiles import load_yaml
from ..document import Cell, Passage

_FOOTNOTE = re.compile(r"(?:[\s.;,!*†‡§¹²³⁴\ufe0f]|\(\d{1,2}\)|\[\d{1,2}\])+$")
_NUMBER = re.compile(r"\(?(?:[A-Za-z]|\d{1,2})[.)]\s(?=\w)")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Question:
    """What a header asks: the practice that a yes affirms and that a no denies.

    ``limited`` where it asks about a part of the practice only, ``negated`` where it denies it ("never sold").
    """

    affirmed: str
    denied: str
    limited: bool = False
    negated: bool = False


def with_answer_columns(passages: Iterable[Passage]) -> list[Passage]:
    """The passages; in each table the cells of a column that says yes or no somewhere are marked ``answers``.

    Rows that follow each other are one table. Where such a table has no headers its first row gives them.
    """
    made: list[Passage] = []
    for cells, group in groupby(passages, key=lambda p: bool(p.cells)):
        rows = list(group)
        made += _marked(rows) if cells else rows
    return made


def _marked(rows: Sequence[Passage]) -> list[Passage]:
    titles = _titles(rows)
    body = rows[1:] if titles else rows
    says = {(c.column, c.header) for row in body for c in row.cells if _answers_header(row, c)}
    if not says:
        return list(rows)
    made = [rows[0]] if titles else []
    for row in body:
        cells = (
            replace(c, header=titles.get(c.column, c.header), answers=(c.column, c.header) in says) for c in row.cells
        )
        made.append(replace(row, cells=tuple(cells)))
    asks = any(question(c.header) for row in made for c in row.cells if c.answers)
    return list(map(_apart, made)) if asks else made


def _apart(row: Passage) -> Passage:
    """The row with a number before a cell's words, and "Examples: …" after them, set apart as other cells are."""
    text, at = "", 0
    offsets: list[int] = []
    cells: list[Cell] = []
    for cell in row.cells:
        said = _text(row, cell)
        number = _NUMBER.match(said)
        example = None if cell.answers else _example().search(said)
        places = [cell.start + m.end() - 1 for m in (number, example) if m]
        start = cell.start + len(text) - at
        for place in places:
            text += row.text[at:place] + " | "
            offsets += [*row.offsets[at:place], *[row.offsets[place]] * 3]
            at = place + 1
        end = cell.end + len(text) - at
        if example:
            shown = len(text)
            cells.append(replace(cell, start=shown, end=end, header=example["label"]))
            end = shown - 3
        if number:
            start += len(number.group()) + 2
        cells.append(replace(cell, start=start, end=end))
    if at == 0:
        return row
    cells.sort(key=lambda c: c.start)
    return replace(row, text=text + row.text[at:], offsets=(*offsets, *row.offsets[at:]), cells=tuple(cells))


@cache
def _example() -> re.Pattern[str]:
    words = "|".join(re.escape(p.strip()) for p in _phrases("illustrations"))
    return re.compile(rf"\w\W*?\s(?=(?P<label>{words})\s?:)", re.IGNORECASE)


def _answers_header(row: Passage, cell: Cell) -> bool:
    text = _text(row, cell)
    return answer(text) is not None and text != cell.header


def _titles(rows: Sequence[Passage]) -> dict[int, str]:
    """Headers by column from the first row of a table that has none, where it asks about a practice."""
    if any(c.header for row in rows for c in row.cells):
        return {}
    titles = {c.column: _text(rows[0], c) for c in rows[0].cells}
    asks = [title for title in titles.values() if question(title)]
    said = any(answer(title) is not None for title in titles.values() if title not in asks)
    return titles if asks and not said else {}


def _text(row: Passage, cell: Cell) -> str:
    return row.text[cell.start : cell.end]


@cache
def _answers() -> dict[str, bool]:
    cells = load_yaml(__package__, "tables.yaml")["cells"]
    return {word: said == "affirm" for said in ("affirm", "deny") for word in cells[said]}


@cache
def _unsaid() -> frozenset[str]:
    return frozenset(load_yaml(__package__, "tables.yaml")["cells"]["unsaid"])


def answer(cell: str) -> bool | None:
    """What a cell says: True for yes, False for no, None where it says neither or more than that.

    >>> answer("Yes*"), answer("NOT COLLECTED"), answer("N/A"), answer("Only in the app")
    (True, False, None, None)
    """
    return _answers().get(_plain(cell))


def says_nothing(cell: str) -> bool:
    """True for "N/A", a dash and the like."""
    return _plain(cell) in _unsaid()


def _plain(cell: str) -> str:
    return " ".join(_FOOTNOTE.sub("", cell.lower().replace("’", "'")).split())


@cache
def _wordings() -> tuple[tuple[str, str, str], ...]:
    """Wording, practice of a yes, practice of a no."""
    listed = load_yaml(__package__, "tables.yaml")["practices"]
    return tuple(
        (w, PRACTICE + entry["affirms"], PRACTICE + entry["denies"]) for entry in listed for w in entry["words"]
    )


@cache
def _phrases(name: str) -> tuple[str, ...]:
    return tuple(f" {w} " for w in sorted(load_yaml(__package__, "tables.yaml")[name], key=len, reverse=True))


@cache
def question(header: str) -> Question | None:
    """What the header of a column of yes and no asks; None where it names no practice, or several."""
    words = _padded(header)
    if any(phrase in words for phrase in _phrases("elsewhere")):
        return None
    named = [(len(w.split()), w, yes, no) for w, yes, no in _wordings() if f" {w} " in words]
    longest = [entry for entry in named if entry[0] == max(n for n, *_ in named)]
    if len({(yes, no) for _, _, yes, no in longest}) != 1:
        return None
    _, wording, yes, no = longest[0]
    _, _, rest = words.partition(f" {wording} ")
    return Question(yes, no, _limits(f" {rest}"), any(phrase in words for phrase in _phrases("negations")))


def illustrates(header: str) -> bool:
    """True for the header of examples."""
    words = _padded(header)
    return any(phrase in words for phrase in _phrases("illustrations"))


def _padded(header: str) -> str:
    return f" {' '.join(_WORD.findall(header.lower().replace('’', chr(39))))} "


def _limits(rest: str) -> bool:
    """True where a word that limits, and something after it, stands in the rest of a header."""
    for phrase in _phrases("neutral"):
        rest = rest.replace(phrase, " ")
    return any(rest.partition(phrase)[2].strip() for phrase in _phrases("limits"))


def asked(passage: Passage) -> Iterator[tuple[Cell, Question]]:
    """The cells of a row that answer a header's question, or could."""
    for cell in passage.cells:
        found = question(cell.header) if cell.answers else None
        if found:
            yield cell, found
