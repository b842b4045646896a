"""What a graph holds, in figures: for the start page and for the summary after a build."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from ..ontology.namespaces import PG, PREFIXES
from ..ontology.schema import load_schema
from .store import LocalStore, RemoteStore

Select = Callable[[str], Iterable[Mapping[str, str]]]
"""Runs a SELECT query and gives its rows as plain values."""


def _kinds() -> str:
    """The kinds of assertion in SPARQL."""
    return " ".join(f"<{iri}>" for iri, term in load_schema().items() if PG + "Assertion" in term.parents)


_HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("pg", "rdfs", "dcterms"))
POLICIES = _HEAD + "SELECT ?policy ?company WHERE { GRAPH ?policy { ?policy dcterms:publisher ?company } }"
# Each counts by one index; joined in one query they take ten times as long, which a great graph makes felt.
KINDS = (
    _HEAD
    + f"""SELECT ?policy ?kind (COUNT(?a) AS ?n) WHERE {{
  VALUES ?kind {{ {_kinds()} }} GRAPH ?policy {{ ?a a ?kind }}
}} GROUP BY ?policy ?kind"""
)
PRACTICES = (
    _HEAD
    + """SELECT ?policy ?practice (COUNT(?a) AS ?n) WHERE { GRAPH ?policy { ?a pg:practice ?practice } }
GROUP BY ?policy ?practice"""
)
DENIALS = (
    _HEAD + """SELECT ?policy (COUNT(?a) AS ?n) WHERE { GRAPH ?policy { ?a pg:polarity pg:Denied } } GROUP BY ?policy"""
)
DENIED_PRACTICES = (
    _HEAD
    + """SELECT ?policy ?practice (COUNT(?a) AS ?n) WHERE {
  GRAPH ?policy { ?a pg:polarity pg:Denied ; pg:practice ?practice }
} GROUP BY ?policy ?practice"""
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
    """One company: its versions, the dates of the first and the last of them, its statements and denials.

    ``practices`` are those of its statements, by IRI as (affirmed, denied).
    """

    iri: str
    name: str
    versions: int
    first: str
    last: str
    statements: int = 0
    denials: int = 0
    practices: tuple[tuple[str, int, int], ...] = ()


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
    owner = {row["policy"]: row["company"] for row in select(POLICIES)}
    kinds: dict[str, int] = defaultdict(int)
    said: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    practised: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for row in select(KINDS):
        if "policy" in row:
            kinds[row["kind"].removeprefix(PG)] += int(row["n"])
            said[owner.get(row["policy"], "")][0] += int(row["n"])
    for row in select(DENIALS):
        if "policy" in row:
            said[owner.get(row["policy"], "")][1] += int(row["n"])
    for query, place in ((PRACTICES, 0), (DENIED_PRACTICES, 1)):
        for row in select(query):
            if "policy" in row:
                pair = practised[owner.get(row["policy"], "")][row["practice"]]
                pair[place] += int(row["n"])
                pair[0] -= int(row["n"]) if place else 0
    companies = tuple(
        CompanyFigures(
            iri=row["company"],
            name=row["label"],
            versions=int(row["versions"]),
            first=row["first"],
            last=row["last"],
            statements=said[row["company"]][0],
            denials=said[row["company"]][1],
            practices=tuple((iri, pair[0], pair[1]) for iri, pair in sorted(practised[row["company"]].items())),
        )
        for row in select(COMPANIES)
    )
    practices: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for by in practised.values():
        for practice, (affirmed, denied) in by.items():
            practices[practice][0] += affirmed
            practices[practice][1] += denied
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
