"""Spans of time in words or figures, as ``xsd:duration`` (XML Schema 1.1 part 2, section 3.3.6)."""

from fractions import Fraction
from functools import cache

from spacy.tokens import Span, Token

from .datafiles import load_yaml

Found = tuple[int, int, str]
"""First token, token after the last (indices in the doc), and the duration: ``(4, 6, "P30D")``."""


@cache
def _words() -> dict[str, dict[str, str]]:
    """Number words and units, from ``durations.yaml``."""
    raw = load_yaml(__package__, "durations.yaml")
    return {name: {str(k): str(v) for k, v in table.items()} for name, table in raw.items()}


def find_durations(span: Span) -> list[Found]:
    """The durations that a span names, by position.

    Weeks become days, and parts of a year months, since ``xsd:duration`` has whole numbers only. Ages ("13 years
    old"), rates ("once a year") and vague spans ("several months") are none.

    >>> from practicegraph.extract.pipeline import load_pipeline
    >>> doc = load_pipeline()("We keep logs for two (2) years and delete them within a 30-day period.")
    >>> [iso for _, _, iso in find_durations(doc[:])]
    ['P2Y', 'P30D']
    """
    found: list[Found] = []
    units = _words()["units"]
    for token in span:
        unit = units.get(token.lower_)
        if unit is None:
            continue
        quantity = _quantity(span, token)
        if quantity is None:
            continue
        start, amount = quantity
        iso = _iso(amount, unit)
        if iso and not _is_age(span, start, token) and not _is_rate(span, start, token):
            found.append((start, token.i + 1, iso))
    return found


def _quantity(span: Span, unit: Token) -> tuple[int, Fraction] | None:
    """Where the number before a unit starts, and the number."""
    doc, i = span.doc, unit.i - 1
    while i >= span.start and doc[i].lower_ in {
        "-",
        "calendar",
        "business",
        "working",
        "full",
        "consecutive",
        "additional",
    }:
        i -= 1
    if i >= span.start and doc[i].text == ")":
        inner = i - 1
        while inner >= span.start and doc[inner].text != "(":
            inner -= 1
        number = _number(doc[inner + 1 : i].text)
        if number is None:
            return None
        before = _worded(span, inner - 1)
        return (before[0] if before else inner, number)
    if i >= span.start and doc[i].lower_ in {"a", "an"}:
        if i > span.start and doc[i - 1].lower_ == "half":
            return i - 1, Fraction(1, 2)
        return (i, Fraction(1)) if i == unit.i - 1 else None
    return _worded(span, i)


def _worded(span: Span, last: int) -> tuple[int, Fraction] | None:
    """The number whose last token is ``last``: figures, or words such as "twenty-four", "one and a half"."""
    doc, first = span.doc, last
    best: tuple[int, Fraction] | None = None
    while first >= span.start and last - first < 6:
        number = _number(doc[first : last + 1].text)
        if number is not None:
            best = first, number
        first -= 1
    return best


def _number(text: str) -> Fraction | None:
    """The value of figures or number words; None for anything else.

    >>> _number("twenty-four"), _number("1.5"), _number("one and a half"), _number("few")
    (Fraction(24, 1), Fraction(3, 2), Fraction(3, 2), None)
    """
    text = text.lower().strip().replace(",", "")
    if text.replace(".", "", 1).isdigit() and text.isascii():
        return Fraction(text)
    words = _words()["numbers"]
    total, last = Fraction(0), Fraction(0)
    parts = text.replace("-", " ").replace("a half", "half").split()
    for i, part in enumerate(parts):
        if part == "and" and 0 < i < len(parts) - 1:
            continue
        if part not in words:
            return None
        value = Fraction(words[part])
        if value == 100 and last:
            total += last * 99
        elif value >= 1 and last and not (last % 10 == 0 and value < last and (value < 10 or last == 100)):
            return None
        else:
            total += value
        last = value
    return total if parts else None


def _iso(amount: Fraction, unit: str) -> str | None:
    """The ``xsd:duration`` of an amount of a unit such as "7D" or "T1H"; None where it has no whole number."""
    time = unit.startswith("T")
    size, letter = int(unit.strip("T")[:-1]), unit[-1]
    amount *= size
    if amount.denominator != 1 and letter == "Y":
        amount, letter = amount * 12, "M"
    elif amount.denominator != 1 and letter == "H":
        amount, letter = amount * 60, "M"
    if amount.denominator != 1 or amount <= 0:
        return None
    return f"P{'T' if time else ''}{amount.numerator}{letter}"


def _is_age(span: Span, start: int, unit: Token) -> bool:
    doc = span.doc
    after = doc[unit.i + 1 : min(unit.i + 3, span.end)].text.lower().lstrip("- ")
    before = doc[max(span.start, start - 3) : start].text.lower()
    return after.startswith(("old", "of age")) or before.endswith(("age of", "aged", "ages"))


def _is_rate(span: Span, start: int, unit: Token) -> bool:
    """True for "once a year", "24 hours a day" and their like, which say how often and not how long."""
    doc = span.doc
    before = doc[start - 1].lower_ if start > span.start else ""
    after = doc[unit.i + 1].lower_ if unit.i + 1 < span.end else ""
    following = doc[unit.i + 2].lower_ if unit.i + 2 < span.end else ""
    rate = doc[start].lower_ in {"a", "an"} and before in {"once", "twice", "times", "hours", "days", "time"}
    return rate or (after in {"a", "per", "each"} and following in _words()["units"])
