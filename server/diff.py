"""What a policy says now and did not say then: two versions compared, statement by statement."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from ..extract.identity import catalogue_iri, slug
from ..ontology.namespaces import DCTERMS, DEFAULT_BASE, OA, ONTOLOGY_GRAPH, PG, RDF, SCHEMA, SKOS
from .snapshot import base_of
from .store import LocalStore, RemoteStore

Row = Mapping[str, object]
Select = Callable[[str], Iterable[Row]]
"""Runs a SELECT query; terms of the rows are those of pyoxigraph, or plain values."""


class DiffProblem(ValueError):  # noqa: N818 - a problem of the question
    """The company or the dates do not fit what is in the store; the message says what does.

    ``near`` are the keys of companies that may be meant.
    """

    def __init__(self, message: str, near: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.near = tuple(near)


@dataclass(frozen=True, slots=True)
class Said:
    """One statement of a version, with labels for people."""

    iri: str
    kind: str
    sentence: str
    section: str = ""
    actor: str = ""
    practice: str = ""
    polarity: str = ""
    data_type: str = ""
    content_key: str = ""

    @property
    def summary(self) -> str:
        """Who does what with which data, in a few words."""
        if self.kind != "DataPractice":
            return f"{self.kind}: {self.data_type}" if self.data_type else self.kind
        verb = f"does not {self.practice}" if self.polarity == "Denied" else third_person(self.practice)
        return f"{self.actor} {verb}: {self.data_type}"


def third_person(verb: str) -> str:
    """The label of a practice after "it".

    >>> third_person("grant access"), third_person("archive"), third_person("personify"), third_person("publish")
    ('grants access', 'archives', 'personifies', 'publishes')
    """
    first, blank, rest = verb.partition(" ")
    if re.search(r"(?:s|x|z|ch|sh|o)$", first):
        first += "e"
    elif re.search(r"[^aeiou]y$", first):
        first = first[:-1] + "ie"
    return f"{first}s{blank}{rest}"


@dataclass(frozen=True, slots=True)
class Diff:
    """The difference between two versions of a policy. ``reworded`` pairs what was said with what is said."""

    company: str
    policy: str
    before: str
    after: str
    added: tuple[Said, ...]
    removed: tuple[Said, ...]
    reworded: tuple[tuple[Said, Said], ...]
    unchanged: int


def diff(
    store: LocalStore | RemoteStore,
    company: str,
    before: str | date | None = None,
    after: str | date | None = None,
    *,
    base: str | None = None,
) -> Diff:
    """Compare two versions of a company's policy.

    ``company`` is its domain, name, slug or IRI. ``before`` and ``after`` are dates (or the last part of a version's
    IRI), each standing for the version in force then; without them the last two versions are compared, with one of
    them that version and the latest.

    Raises DiffProblem where there is no such company or version, StoreError for the store.
    """
    if isinstance(store, RemoteStore):
        return diff_by(store.select, company, before, after, base or base_of(store))
    with store.read() as generation:
        graph = generation.graph

        def select(query: str) -> Iterator[Row]:
            found = graph.query(query)
            assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - our own queries are SELECTs
            names = [v.value for v in found.variables]
            for row in found:
                yield {name: row[name] for name in names if row[name] is not None}

        used = base or (generation.manifest.base if generation.manifest else DEFAULT_BASE)
        return diff_by(select, company, before, after, used)


def diff_by(
    select: Select,
    company: str,
    before: str | date | None,
    after: str | date | None,
    base: str,
    policy: str | None = None,
) -> Diff:
    """The same as `diff` by queries that somebody else runs. ``policy`` is the IRI of one of the company's policies."""
    iri, label = find_company(select, company, base)
    policy, versions = _versions(select, iri, label, policy)
    first, second = _choose(versions, before, after, label)
    old, new = ({s.iri: s for s in _said(select, policy, versions[day], base)} for day in (first, second))
    removed = [s for iri, s in old.items() if iri not in new]
    added = [s for iri, s in new.items() if iri not in old]
    reworded = []
    for now in tuple(added):
        then = next((s for s in removed if s.content_key == now.content_key), None)
        if then:
            reworded.append((then, now))
            removed.remove(then)
            added.remove(now)
    return Diff(
        company=label,
        policy=policy,
        before=first,
        after=second,
        added=tuple(added),
        removed=tuple(removed),
        reworded=tuple(reworded),
        unchanged=len(old.keys() & new.keys()),
    )


def find_company(select: Select, wanted: str, base: str) -> tuple[str, str]:
    """(IRI, name) of the company that is meant. Raises DiffProblem, naming those whose names come near."""
    query = (
        f"SELECT ?company ?name WHERE {{ GRAPH <{catalogue_iri(base)}> {{"
        f" ?company a <{PG}Company> ; <{SCHEMA}name> ?name }} }} ORDER BY ?company"
    )
    names = {_value(row["company"]): _value(row["name"]) for row in select(query)}
    for iri, name in names.items():
        key = iri.rpartition("/")[2]
        if wanted == iri or wanted.lower() in {key, name.lower()} or slug(wanted) in {slug(name), slug(key)}:
            return iri, name
    known = {iri.rpartition("/")[2]: name for iri, name in names.items()}
    near = difflib.get_close_matches(wanted.lower(), [*known, *(n.lower() for n in known.values())], n=5, cutoff=0.5)
    places = {word: place for place, word in enumerate(near)}  # the nearest first
    found = {k: min(places.get(k, 5), places.get(n.lower(), 5)) for k, n in known.items()}
    shown = sorted((k for k in found if found[k] < 5), key=lambda k: (found[k], k)) or sorted(known)[:10]
    if not shown:
        raise DiffProblem("There is no company in the store.")
    raise DiffProblem(f"There is no company {wanted!r} in the store. Did you mean: {', '.join(shown)}?", shown)


def _versions(select: Select, company: str, label: str, policy: str | None) -> tuple[str, dict[str, str]]:
    """The policy, or the one with the most versions; its versions by the last part of their IRIs, oldest first."""
    query = (
        f"SELECT ?policy ?version WHERE {{ GRAPH ?policy {{ ?policy <{DCTERMS}publisher> <{company}> ."
        f" ?version <{DCTERMS}isVersionOf> ?policy }} }}"
    )
    found: dict[str, dict[str, str]] = {}
    for row in select(query):
        version = _value(row["version"])
        found.setdefault(_value(row["policy"]), {})[version.rpartition("/")[2]] = version
    if not found:
        raise DiffProblem(f"There is no version of a policy of {label} in the store.")
    if policy is not None and policy not in found:
        raise DiffProblem(f"{label} has no policy {policy} in the store.")
    policy = policy or max(sorted(found), key=lambda p: len(found[p]))
    return policy, dict(sorted(found[policy].items()))


def _choose(
    versions: Mapping[str, str], before: str | date | None, after: str | date | None, label: str
) -> tuple[str, str]:
    days = list(versions)
    if before is None and after is None and len(days) < 2:
        raise DiffProblem(f"There is only one version of the policy of {label}: {days[0]}.")

    def in_force(day: str | date) -> str:
        wanted = day.isoformat() if isinstance(day, date) else day
        if wanted in versions:
            return wanted
        try:
            date.fromisoformat(wanted)
        except ValueError:
            raise DiffProblem(f"{wanted!r} is not a date; write it as YYYY-MM-DD.") from None
        earlier = [d for d in days if d[:10] <= wanted]
        if not earlier:
            raise DiffProblem(f"No version of {label} is as old as {wanted}; there are: {', '.join(days)}.")
        return earlier[-1]

    second = in_force(after) if after is not None else days[-1]
    if before is not None:
        return in_force(before), second
    earlier = days[: days.index(second)]
    if not earlier:
        raise DiffProblem(f"No version of {label} is older than {second}; there are: {', '.join(days)}.")
    return earlier[-1], second


def _said(select: Select, policy: str, version: str, base: str) -> Iterator[Said]:
    """The statements of a version, in the order of the text that said them first."""

    query = f"""
SELECT ?said ?kind ?key ?exact ?start ?section ?polarity ?practice ?data ?actor WHERE {{
  GRAPH <{policy}> {{
    ?said <{PG}statedIn> <{version}> ; <{RDF}type> ?kind ; <{PG}contentKey> ?key ; <{PG}evidence> ?place .
    ?place <{OA}hasSelector> ?quote , ?position .
    ?quote <{OA}exact> ?exact . ?position <{OA}start> ?start .
    FILTER(?kind != <{PG}Assertion>)
    OPTIONAL {{ ?place <{PG}section> ?section }}
    OPTIONAL {{ ?said <{PG}polarity> ?polarity }}
    OPTIONAL {{ ?said <{PG}practice> ?practice }}
    OPTIONAL {{ ?said <{PG}dataType> ?data }}
    OPTIONAL {{ ?said <{PG}actor> ?actor }}
  }}
}} ORDER BY ?start ?said"""
    rows: dict[str, Row] = {}
    for row in select(query):
        rows.setdefault(_value(row["said"]), row)
    named = {_value(row[v]) for row in rows.values() for v in ("practice", "data", "actor") if v in row}
    labels = _labels(select, named, policy, base)
    for iri, row in rows.items():
        given = {name: _value(term) for name, term in row.items()}
        label = {v: labels.get(given[v], _local(given[v])) for v in ("practice", "data", "actor") if v in given}
        yield Said(
            iri=iri,
            kind=_local(given["kind"]),
            sentence=" ".join(given["exact"].split()),
            section=given.get("section", ""),
            actor=label.get("actor", ""),
            practice=label.get("practice", ""),
            polarity=_local(given.get("polarity", "")),
            data_type=label.get("data", ""),
            content_key=given["key"],
        )


def _labels(select: Select, iris: Iterable[str], policy: str, base: str) -> dict[str, str]:
    """Labels of concepts, known and the policy's own, and of companies."""
    values = " ".join(f"<{iri}>" for iri in sorted(iris))
    graphs = f"<{ONTOLOGY_GRAPH}> <{policy}> <{catalogue_iri(base)}>"
    query = (
        f"SELECT ?iri ?label WHERE {{ VALUES ?iri {{ {values} }} VALUES ?graph {{ {graphs} }}"
        f" GRAPH ?graph {{ {{ ?iri <{SKOS}prefLabel> ?label }} UNION {{ ?iri <{SCHEMA}name> ?label }} }} }}"
    )
    return {_value(row["iri"]): _value(row["label"]) for row in select(query)}


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal | ox.BlankNode) else str(term)
