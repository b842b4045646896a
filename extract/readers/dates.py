"""Dates as policies write them, and the dates that a policy gives for itself."""

import re
from datetime import UTC, date, datetime

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,7}\.?"
_DATE = re.compile(
    rf"""(?:
      (?P<iso>\d{{4}}-\d{{1,2}}-\d{{1,2}})
    | {_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})
    | (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.replace("month", "month2")},?\s+(?P<year2>\d{{4}})
    | (?P<first>\d{{1,2}})[/.](?P<second>\d{{1,2}})[/.](?P<year3>\d{{4}}|\d{{2}})
    )(?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)
_BETWEEN = r"[\s:*_(,–-]{1,6}(?:(?:date|on|as\sof|of|is|was|from|in|effective|version)[\s:*_(,–-]{1,4}){0,3}"
_EFFECTIVE = re.compile(rf"\b(?:effective|in\sforce|valid|applies|version){_BETWEEN}(?={_DATE.pattern})", re.I | re.X)
_MODIFIED = re.compile(
    rf"\b(?:(?:last\s|most\srecently\s)?(?:updated?|modified|modification|revised|revision|amended|changed|edit(?:ed)?|posted)"
    rf"){_BETWEEN}(?={_DATE.pattern})",
    re.IGNORECASE | re.VERBOSE,
)


def parse_date(text: str) -> date | None:
    """The date with which ``text`` begins ("March 3, 2014", "3 March 2014", "5/25/2018", "2019-01-14"), or None.

    Of ``5/4/2018`` the month is the first number, as in the United States, unless it is above 12.
    """
    found = _DATE.match(text)
    if not found:
        return None
    part = found.groupdict()
    try:
        if part["iso"]:
            year, month, day = map(int, part["iso"].split("-"))
        elif part["first"]:
            month, day, year = int(part["first"]), int(part["second"]), int(part["year3"])
            if month > 12:
                month, day = day, month
            year += 2000 if year < 100 else 0
        else:
            name = (part["month"] or part["month2"]).lower()[:3]
            month = _MONTHS.index(name) + 1
            day, year = int(part["day"] or part["day2"]), int(part["year"] or part["year2"])
        return date(year, month, day) if 1990 <= year <= 2100 else None
    except ValueError:
        return None


def find_dates(text: str) -> tuple[str | None, str | None]:
    """The dates (``YYYY-MM-DD``) from which the policy says it is effective, and at which it was last modified."""
    found = []
    for pattern in (_EFFECTIVE, _MODIFIED):
        dates = (parse_date(text[hit.end() : hit.end() + 40]) for hit in pattern.finditer(text))
        first = next((day for day in dates if day), None)
        found.append(first.isoformat() if first else None)
    return found[0], found[1]


_DIGIT = re.compile(r"\d")


def dated(text: str) -> list[tuple[int, int]]:
    """Where ``text`` says from or at which day it holds or was changed: from the word that says so to the date's end.

    >>> text = "Last updated: 3 March 2014"
    >>> [text[a:b] for a, b in dated(text)]
    ['Last updated: 3 March 2014']
    """
    found: list[tuple[int, int]] = []
    if not _DIGIT.search(text):  # most sentences have no date, and to look for one takes long
        return found
    for pattern in (_EFFECTIVE, _MODIFIED):
        for hit in pattern.finditer(text):
            day = _DATE.match(text, hit.end())
            if day is not None and parse_date(text[hit.end() :]) is not None:
                found.append((hit.start(), day.end()))
    return sorted(found)


def as_datetime(when: str | date | datetime | None) -> datetime | None:
    """A moment in UTC from a date, a time or their ISO 8601 text. Raises ValueError for another text."""
    if when is None or when == "":
        return None
    if isinstance(when, str):
        when = datetime.fromisoformat(when.strip())
    if not isinstance(when, datetime):
        when = datetime(when.year, when.month, when.day)
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
