"""What a built graph says, as plain values, for the tests that look at whole policies."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from practicegraph.ontology.namespaces import OA, PG, RDF, ROOT, SCHEMA, SKOS

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

SHARED = Path(__file__).parents[2] / "shared"


@dataclass(frozen=True)
class Said:
    """One statement: its properties as sets of short names ("data/Name", "Denied", "P30D"), its words, its periods.

    ``periods`` are (from, until or None) as ISO dates, sorted; ``broader`` maps a concept to itself and all above it.
    """

    company: str
    kind: str
    properties: dict[str, frozenset[str]]
    sentence: str
    periods: tuple[tuple[str, str | None], ...]
    broader: dict[str, frozenset[str]]

    def has(self, property_: str, wanted: str) -> bool:
        """True where a value of the property is ``wanted`` or stands below it."""
        return any(wanted in self.broader.get(v, {v}) for v in self.properties.get(property_, ()))

    def stood(self, day: str) -> bool:
        """True where a period of validity holds the day."""
        return any(start <= day and (end is None or day < end) for start, end in self.periods)


class Statements(list):
    """All statements of a graph."""

    def that(self, *, said=None, on=None, kind=None, company=None, without=(), **properties):
        """Those with these values: ``dataType="data/Name"`` finds narrower data types too. Lists mean all of them.

        ``said`` are words of the sentence, ``on`` a day on which it stood, ``without`` properties it must not have.
        """
        wanted = [(k, v) for k, given in properties.items() for v in ([given] if isinstance(given, str) else given)]
        return Statements(
            s
            for s in self
            if (said is None or said.lower() in s.sentence.lower())
            and (on is None or s.stood(on))
            and (kind is None or s.kind == kind)
            and (company is None or company == s.company)
            and not any(s.properties.get(p) for p in without)
            and all(s.has(k, v) for k, v in wanted)
        )

    @property
    def periods(self):
        """The days between which at least one of them stood, as (from, until or None)."""
        found = []
        for start, end in sorted({p for s in self for p in s.periods}, key=lambda p: (p[0], p[1] or "9999")):
            if found and (found[-1][1] is None or start <= found[-1][1]):
                ends = (found[-1][1], end)
                found[-1] = (found[-1][0], None if None in ends else max(ends))
            else:
                found.append((start, end))
        return found

    def values(self, property_):
        """All values of a property."""
        return {v for s in self for v in s.properties.get(property_, ())}


def _short(term):
    value = term.value
    for prefix in (PG, OA, SKOS, RDF, ROOT):
        value = value.removeprefix(prefix)
    return value


def _read(store):
    rows = defaultdict(lambda: defaultdict(set))
    with store.read() as generation:
        for quad in generation.graph:
            rows[_short(quad.subject)][_short(quad.predicate)].add(_short(quad.object))
    broader = {}
    for concept in [name for name, row in rows.items() if "broader" in row]:
        closure, todo = {concept}, [concept]
        while todo:
            new = rows[todo.pop()]["broader"] - closure
            closure |= new
            todo += new
        broader[concept] = frozenset(closure)
    names = {name: row for name, row in rows.items() if row[SCHEMA + "name"]}
    for row in list(rows.values()):
        if "Assertion" not in row["type"]:
            continue
        [kind] = row["type"] - {"Assertion"}
        [company] = row["assertedBy"]
        quotes = {q for place in row["evidence"] for s in rows[place]["hasSelector"] for q in rows[s]["exact"]}
        periods = [(min(rows[p]["validFrom"]), min(rows[p]["validUntil"], default=None)) for p in row["validDuring"]]
        yield Said(
            company=min(names[company][SCHEMA + "name"]),
            kind=kind,
            properties={k: frozenset(v) for k, v in row.items()},
            sentence=" ".join(min(quotes).split()),
            periods=tuple(sorted(periods, key=lambda p: p[0])),
            broader=broader,
        )


@pytest.fixture(scope="session")
def statements_of():
    """A function from a store to the `Statements` in it."""
    return lambda store: Statements(_read(store))


@pytest.fixture(scope="session")
def shared():
    """The folder with real policies and the standards' files, which stands beside the project's own checkouts."""
    if not SHARED.exists():
        pytest.skip("shared/ with third-party texts is not beside this checkout")
    return SHARED
