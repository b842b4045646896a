"""What a graph holds, in figures: for the start page and for the summary after a build."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from ..ontology.namespaces import DENIED, PG, PREFIXES
from .store import LocalStore, RemoteStore

Select = Callable[[str], Iterable[Mapping[str, str]]]
"""Runs a SELECT query and gives its rows as plain values."""

_HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("pg", "rdfs", "dcterms"))
KINDS = (
    _HEAD
    + """SELECT ?company ?kind ?practice ?polarity (COUNT(*) AS ?n) WHERE {
  GRAPH ?policy { ?a a pg:Assertion , ?kind ; pg:assertedBy ?company . FILTER(?kind != pg:Assertion)
    OPTIONAL { ?a pg:practice ?practice } OPTIONAL { ?a pg:polarity ?polarity } }
} GROUP BY ?company ?kind ?practice ?polarity"""
)
COMPANIES = (
    _HEAD
    + """SELECT ?company ?label ?versions ?first ?last WHERE {
  GRAPH ?catalogue { ?company a pg:Company ; rdfs:label ?label }
  { SELECT ?company (COUNT(?version) AS ?versions) (MIN(?date) AS ?first) (MAX(?date) AS ?last) WHERE {
      GRAPH ?policy { ?policy dcterms:publisher ?company ; dcterms:hasVersion ?version .
        ?version dcterms:issued ?date } } GROUP BY ?company }
} ORDER BY ?label"""
)


@dataclass(frozen=True, slots=True)
class CompanyFigures:
    """One company: its versions, the dates of the first and the last of them, its statements and denials."""

    iri: str
    name: str
    versions: int
    first: str
    last: str
    statements: int = 0
    denials: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """Companies by name; statements by kind (local name); data practices by IRI as (affirmed, denied). Most first."""

    companies: tuple[CompanyFigures, ...]
    kinds: tuple[tuple[str, int], ...]
    practices: tuple[tuple[str, int, int], ...]

    @property
    def versions(self) -> int:
        """Versions of all policies."""
        return sum(company.versions for company in self.companies)

    @property
    def statements(self) -> int:
        """Statements of all kinds."""
        return sum(number for _, number in self.kinds)


def overview(select: Select) -> Overview:
    """Count what a graph holds."""
    kinds: dict[str, int] = defaultdict(int)
    practices: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    said: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in select(KINDS):
        number, denied = int(row["n"]), row.get("polarity") == DENIED
        kinds[row["kind"].removeprefix(PG)] += number
        said[row["company"]][0] += number
        said[row["company"]][1] += number if denied else 0
        if "practice" in row:
            practices[row["practice"]][denied] += number
    companies = tuple(
        CompanyFigures(
            row["company"], row["label"], int(row["versions"]), row["first"], row["last"], *said[row["company"]]
        )
        for row in select(COMPANIES)
    )
    return Overview(
        companies,
        tuple(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
        tuple(sorted(((p, *n) for p, n in practices.items()), key=lambda item: (-item[1] - item[2], item[0]))),  # type: ignore[misc]
    )


def overview_of(store: LocalStore | RemoteStore) -> Overview:
    """Count what a store holds. Raises StoreError where it cannot be read."""
    if isinstance(store, RemoteStore):
        return overview(lambda query: [_plain(row) for row in store.select(query)])
    with store.read() as generation:

        def select(query: str) -> list[dict[str, str]]:
            found = generation.graph.query(query)
            assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - our own queries are SELECTs
            names = [variable.value for variable in found.variables]
            return [_plain({name: row[name] for name in names if row[name] is not None}) for row in found]

        return overview(select)


def _plain(row: Mapping[str, object]) -> dict[str, str]:
    return {name: str(getattr(term, "value", term)) for name, term in row.items()}
