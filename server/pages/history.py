"""The history of a company's policy: its versions on a line of time, and the practices that came and went."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import partial
from urllib.parse import quote, urlencode

from flask import Response

from ...ontology.namespaces import DENIED, PRACTICE, PREFIXES
from ..context import Row, Service, service
from ..linked_data import describe_all
from ..statements import Labels, Link, company_labels, family, term_labels
from ..texts import versions_of
from .addressed import company_named, page_number, require_page, split_suffix
from .blueprint import pages
from .view import Table, View, send

SHOWN = 200
"""Rows of the history that one page shows."""
_HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("pg", "dcterms"))
PERIODS = (
    _HEAD
    + """SELECT ?actor ?practice ?polarity ?data ?from ?until (COUNT(?a) AS ?n) WHERE {
  GRAPH ?policy { ?policy dcterms:publisher $company .
    ?a pg:practice ?practice ; pg:polarity ?polarity ; pg:dataType ?data ; pg:validDuring ?period .
    ?period pg:validFrom ?from . OPTIONAL { ?period pg:validUntil ?until }
    OPTIONAL { ?a pg:actor ?actor } }
} GROUP BY ?actor ?practice ?polarity ?data ?from ?until"""
)


@dataclass(frozen=True, slots=True)
class Practised:
    """A practice with a data type through time: ``periods`` are (from, until), until empty where it still stands."""

    actor: Link | None
    practice: Link
    family: str
    denied: bool
    data_type: Link
    periods: tuple[tuple[str, str], ...]

    @property
    def constant(self) -> bool:
        """Whether it is one period without an end."""
        return len(self.periods) == 1 and not self.periods[0][1]


@pages.get("/history/<company>")
def history(company: str) -> Response:
    """The timeline of a company."""
    here = service()
    name, suffix = split_suffix(company)
    iri, label, key = company_named(here, name)
    versions = versions_of(here, iri)
    dates = sorted({row["date"][:10] for row in versions})
    practised = _practised(here, here.select(PERIODS, company=iri))
    changing = [p for p in practised if not (p.constant and dates and p.periods[0][0][:10] <= dates[0])]
    number = page_number()
    count = max(1, -(-len(changing) // SHOWN))
    require_page(number, count, f"/history/{key}")
    shown = changing[(number - 1) * SHOWN : number * SHOWN]
    columns = ("actor", "practice", "polarity", "data type", "from", "until")
    data = {
        "company": Link(label, here.addresses.link(iri)),
        "versions": [
            {
                "version": Link(row["version"].rpartition("/")[2], here.addresses.link(row["version"])),
                "policy": row["title"],
                "changes": _changes(versions, place, key),
                "date": row["date"][:10],
                "statements": int(row["n"]),
            }
            for place, row in enumerate(versions)
        ],
        "changing": shown,
        "constant": len(practised) - len(changing),
        "page": {"number": number, "pages": count, "total": len(changing)},
    }
    return send(
        View(
            "history.html",
            f"History of {label}",
            f"/history/{key}",
            data,
            Table(columns, [row for p in practised for row in _rows(p)]),
            triples=partial(describe_all, here, [iri, *(row["version"] for row in versions)]),
            extra={"key": key, "scale": Scale.over(dates)},
            query=f"page={number}" if number > 1 else "",
            sparql=PERIODS.replace("$company", f"<{iri}>"),
        ),
        suffix,
    )


def _changes(versions: list[Row], place: int, key: str) -> str | None:
    """The address of what a version changed; None for the first one of its policy."""
    policy, day = versions[place]["policy"], versions[place]["version"].rpartition("/")[2]
    if place + 1 == len(versions) or versions[place + 1]["policy"] != policy:
        return None
    before = versions[place + 1]["version"].rpartition("/")[2]
    several = len({row["policy"] for row in versions}) > 1
    query = "?" + urlencode({"policy": policy.rpartition("/")[2]}) if several else ""
    return f"/diff/{key}/{quote(before, safe='')}/{quote(day, safe='')}{query}"


@dataclass(frozen=True, slots=True)
class Scale:
    """Dates as places on a line from 0 to 100; where there is but one date, all of the line is after it."""

    first: date
    days: int

    @classmethod
    def over(cls, dates: list[str]) -> "Scale":
        """From the first date to a little after the last."""
        first = date.fromisoformat(dates[0]) if dates else date(2000, 1, 1)
        last = date.fromisoformat(dates[-1]) if dates else first
        span = (last - first).days
        return cls(first, max(span + max(span // 12, 1), 1))

    def at(self, day: str) -> float:
        """The place of a day; of an empty one the end."""
        if not day:
            return 100.0
        return round(min(100.0, max(0.0, (date.fromisoformat(day[:10]) - self.first).days / self.days * 100)), 2)


def _practised(here: Service, rows: tuple[Row, ...]) -> list[Practised]:
    labels = Labels(here.addresses, {**company_labels(here), **term_labels(here, (row["data"] for row in rows))})
    periods: dict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
    for row in rows:
        key = (row["practice"], row["polarity"], row["data"], row.get("actor", ""))
        periods[key].add((row["from"], row.get("until", "")))
    made = [
        Practised(
            actor=labels.link(actor) if actor else None,
            practice=labels.link(practice),
            family=family(practice).removeprefix(PRACTICE),
            denied=polarity == DENIED,
            data_type=labels.link(data),
            periods=_joined(found),
        )
        for (practice, polarity, data, actor), found in periods.items()
    ]
    return sorted(made, key=lambda p: (p.family, p.practice.text, p.denied, p.data_type.text.lower(), str(p.actor)))


def _joined(periods: set[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Periods that touch or overlap as one: what one sentence stops to say another may go on saying."""
    made: list[tuple[str, str]] = []
    for start, end in sorted(periods):
        if made and (not made[-1][1] or start <= made[-1][1]):
            last = made.pop()
            made.append((last[0], "" if not end or not last[1] else max(end, last[1])))
        else:
            made.append((start, end))
    return tuple(made)


def _rows(one: Practised) -> list[tuple[str, ...]]:
    polarity = "denied" if one.denied else "affirmed"
    actor = one.actor.text if one.actor else ""
    return [(actor, one.practice.text, polarity, one.data_type.text, start, end) for start, end in one.periods]
