"""Policies to a graph in a store: reads, extracts, and replaces the graphs of the policies concerned."""

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from ..extract.identity import catalogue_iri, checked_base
from ..extract.readers import find_policies
from ..ontology import load_vocabulary
from ..ontology.namespaces import DCTERMS, DEFAULT_BASE, ONTOLOGY_GRAPH, PG, RDF
from ..ontology.vocabulary import turtle_files
from .assembly import PolicyKey, by_policy, latest_statements, policy_graph, policy_key, record_of, run_of
from .catalogue import Counts, company_quads, count, counted_classes, dataset_iri, dataset_quads, run_quads
from .example_graph import example_quads, examples_iri
from .examples import load_examples
from .reading import MakeExtractor, Outcome, paths_of, read_all
from .report_graph import forget
from .snapshot import base_of
from .store import LocalStore, Manifest, RemoteStore, StoreError, VersionEntry
from .store.archive import Archive

UPDATE = 3.0
"""Seconds that a build waits for a server that is making an update of the same store."""
_ASSERTION = ox.NamedNode(PG + "Assertion")
Entries = dict[PolicyKey, tuple[VersionEntry, ...]]
Progress = Callable[[int, int, str], None]
"""Called after each file with the number done, the number in all, and the file's name."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. Counts are of the policies that were given, as they now stand in the store.

    ``refused`` and ``notes`` are pairs of a file's name and what there is to say of it. ``changed`` is False where
    the store held everything already.
    """

    policies: int = 0
    versions: int = 0
    assertions: int = 0
    refused: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    changed: bool = False


@dataclass(frozen=True, slots=True)
class _Job:
    """The reading of all files, to be done once it is known where texts go."""

    files: Sequence[Path]
    extractor: MakeExtractor
    company: str | None
    issued: date | None
    workers: int
    progress: Progress | None

    def outcomes(self, archive: Archive) -> list[Outcome]:
        """Read and extract."""
        given = read_all(
            self.files, archive, self.extractor, company=self.company, issued=self.issued, workers=self.workers
        )
        outcomes = []
        for done, outcome in enumerate(given, 1):
            outcomes.append(outcome)
            if self.progress:
                self.progress(done, len(self.files), outcome.name)
        return outcomes


def build(
    paths: Iterable[str | Path],
    store: LocalStore | RemoteStore,
    *,
    extractor: MakeExtractor,
    company: str | None = None,
    date: date | None = None,
    base: str | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> BuildReport:
    """Build policies, given as files or folders of them, into a store.

    ``extractor`` makes the extractor (the class `Extractor`, or ``lambda: mine``); it is not called where there is
    nothing to read. ``company`` and ``date`` go before what files and their names say. ``base`` is the base IRI of
    instances: that of the store where it is not given, the default for a new one. Files that cannot be used are
    named in the report, all others are built. A local store keeps the versions that it had; what was found in them
    is not extracted again. Building unchanged files changes nothing.

    Raises StoreError where the store cannot be written, is being written, or has another base IRI; ValueError where
    ``base`` is none.
    """
    base = checked_base(base) if base is not None else None
    job = _Job(paths_of(find_policies(paths)), extractor, company, date, workers, progress)
    if isinstance(store, RemoteStore):
        return _build_remote(store, job, base or base_of(store))
    return _build_local(store, job, base)


def _build_local(store: LocalStore, job: _Job, base: str | None) -> BuildReport:
    with store.write(wait=UPDATE) as writer:
        before = writer.manifest or Manifest(base or DEFAULT_BASE, ontology="")
        if base and before.base != base:
            raise StoreError(
                f"The store {store} has the base IRI {before.base}, not {base}."
                " Build into another folder, or leave the base IRI out."
            )
        base = before.base
        started = datetime.now(UTC)
        outcomes = job.outcomes(store.archive)
        given = {policy_key(o.entry) for o in outcomes if o.entry}
        if not given:
            return _report(outcomes)
        old, entries = by_policy(before.versions), by_policy(merged(before.versions, outcomes))
        changed = {key for key, rows in entries.items() if rows != old.get(key)}
        if changed or before.ontology != ontology_digest():
            graph = writer.draft().graph
            _replace_graph(graph, ONTOLOGY_GRAPH, ontology_quads())
            forget(graph, base, [record_of(entries[key]).iri(base) for key in changed])
            for key in sorted(changed):
                name = record_of(entries[key]).iri(base)
                _replace_graph(graph, name, policy_graph(entries[key], store.archive, base))
            fresh = {e for rows in entries.values() for e in rows} - set(before.versions)
            _replace_subjects(graph, descriptions(entries, changed, fresh, store.archive, base, started), base)
            graph.optimize()  # a second for 300,000 quads; queries then take a fifth less time
            del graph  # the draft must be the only one that holds it when it is published
            every = tuple(entry for rows in entries.values() for entry in rows)
            writer.draft().manifest = Manifest(base, ontology_digest(), every)
            writer.publish()
        with store.read() as current:
            versions = sum(len(entries[key]) for key in given)
            policies = [record_of(entries[key]).iri(base) for key in given]
            return replace(
                _report(outcomes),
                policies=len(given),
                versions=versions,
                assertions=sum(_statements(current.graph, policy) for policy in policies),
                changed=bool(changed),
            )


def merged(old: Iterable[VersionEntry], outcomes: Iterable[Outcome]) -> list[VersionEntry]:
    """Old and new entries; a new one of the same text and time goes before. An undated text that has not changed
    since the latest version is that version."""
    merged = {(policy_key(e), e.issued, e.digest): e for e in old}
    for outcome in outcomes:
        entry = outcome.entry
        if entry is None:
            continue
        key = policy_key(entry)
        if outcome.undated:
            times = sorted((issued, digest) for policy, issued, digest in merged if policy == key)
            if times and times[-1][1] == entry.digest:
                entry = replace(entry, issued=times[-1][0])
        merged[key, entry.issued, entry.digest] = entry
    return list(merged.values())


def _report(outcomes: Iterable[Outcome]) -> BuildReport:
    return BuildReport(
        refused=tuple((o.name, o.reason) for o in outcomes if o.entry is None),
        notes=tuple((o.name, note) for o in outcomes for note in o.notes),
    )


def _statements(graph: ox.Store, policy: str) -> int:
    return sum(1 for _ in graph.quads_for_pattern(None, ox.NamedNode(RDF + "type"), _ASSERTION, ox.NamedNode(policy)))


def _replace_graph(graph: ox.Store, name: str, quads: Iterable[ox.Quad]) -> None:
    graph.remove_graph(ox.NamedNode(name))
    graph.bulk_extend(quads)


def descriptions(
    entries: Entries,
    changed: set[PolicyKey],
    fresh: Iterable[VersionEntry],
    archive: Archive,
    base: str,
    started: datetime,
) -> dict[str, list[ox.Quad]]:
    """What the catalogue says now, by subject, of companies whose policies changed and of the runs of fresh entries."""
    found: dict[str, list[ox.Quad]] = {}
    for company in sorted({key for key, _ in changed}):
        its = [rows for key, rows in entries.items() if key[0] == company]
        latest = {record_of(rows): latest_statements(rows, archive, base) for rows in its}
        found[record_of(its[0]).company_iri(base)] = list(company_quads(latest, base, load_vocabulary()))
    for run in {run_of(entry) for entry in fresh}:
        found[run.iri(base)] = list(run_quads(run, base, started, datetime.now(UTC)))
    return found


def _replace_subjects(graph: ox.Store, descriptions: dict[str, list[ox.Quad]], base: str) -> None:
    """Make these subjects have exactly these quads in the catalogue; describe data set and example queries anew."""
    catalogue, examples = ox.NamedNode(catalogue_iri(base)), examples_iri(base)
    for quad in list(graph.quads_for_pattern(None, None, None, catalogue)):
        subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
        fixed = subject.partition("#")[0] in {dataset_iri(base), catalogue.value} or subject.startswith(examples)
        if fixed or subject in descriptions:
            graph.remove(quad)
    graph.extend(quad for quads in descriptions.values() for quad in quads)
    graph.extend(example_quads(base))
    graph.extend(dataset_quads(count(graph, base), base))


def ontology_quads() -> Iterator[ox.Quad]:
    """The ontology graph: schema and concepts."""
    name = ox.NamedNode(ONTOLOGY_GRAPH)
    for _, content in turtle_files():
        for triple in ox.parse(content, format=ox.RdfFormat.TURTLE):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, name)


@cache
def ontology_digest() -> str:
    """SHA-256 of what each store holds a copy of: the ontology's files and the example queries."""
    sha = hashlib.sha256()
    examples = ((example.name, example.query.encode()) for example in load_examples())
    for name, content in (*turtle_files(), *examples):
        sha.update(name.encode() + b"\0" + content + b"\0")
    return sha.hexdigest()


def _build_remote(store: RemoteStore, job: _Job, base: str) -> BuildReport:
    """Replace the policies' graphs in a server. It keeps no texts, so all versions of a policy come together."""
    with tempfile.TemporaryDirectory(prefix="practicegraph-") as folder:
        archive, started = Archive(Path(folder)), datetime.now(UTC)
        outcomes = job.outcomes(archive)
        entries = by_policy(merged((), outcomes))
        if not entries:
            return _report(outcomes)
        for rows in entries.values():
            _check_complete(store, rows, entries, base)
        store.replace_graph(ONTOLOGY_GRAPH, ontology_quads())
        assertions = 0
        for rows in entries.values():
            quads = list(policy_graph(rows, archive, base))
            assertions += sum(q.object == _ASSERTION for q in quads)
            store.replace_graph(record_of(rows).iri(base), quads)
        fresh = [e for rows in entries.values() for e in rows]
        _describe_remote(store, descriptions(entries, set(entries), fresh, archive, base, started), base)
        versions = sum(map(len, entries.values()))
        return replace(_report(outcomes), policies=len(entries), versions=versions, assertions=assertions, changed=True)


def _check_complete(store: RemoteStore, rows: Sequence[VersionEntry], entries: Entries, base: str) -> None:
    """Raises StoreError where the server holds versions or policies of the company that are not being built."""
    company = record_of(rows).company_iri(base)
    given = {(record_of(r).iri(base), e.digest) for r in entries.values() for e in r}
    query = (
        f"SELECT ?g ?digest ?version WHERE {{ GRAPH ?g {{ ?g <{DCTERMS}publisher> <{company}> ."
        f" ?version <{DCTERMS}isVersionOf> ?g ; <{PG}textDigest> ?digest }} }}"
    )
    for row in store.select(query):
        if (_value(row["g"]), _value(row["digest"])) not in given:
            raise StoreError(
                f"{store} holds the version {_value(row['version'])}, which is not among the files. A server keeps no"
                " texts, so give all versions of a company's policies together."
            )


def _describe_remote(store: RemoteStore, descriptions: dict[str, list[ox.Quad]], base: str) -> None:
    catalogue, dataset = catalogue_iri(base), dataset_iri(base)
    gone = "".join(f" || ?s = <{subject}>" for subject in descriptions)
    store.update(
        f"DELETE {{ GRAPH <{catalogue}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{catalogue}> {{ ?s ?p ?o }}"
        f' FILTER(?s = <{catalogue}> || STRSTARTS(STR(?s), "{dataset}") ||'
        f' STRSTARTS(STR(?s), "{examples_iri(base)}"){gone}) }}'
    )
    store.insert(catalogue, example_quads(base))
    store.insert(catalogue, (quad for quads in descriptions.values() for quad in quads))
    triples = 0  # of our graphs; the server may hold others
    for graph in (f"GRAPH ?g {{ ?g a <{PG}Policy> }} GRAPH ?g", f"GRAPH <{ONTOLOGY_GRAPH}>"):
        [row] = store.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ {graph} {{ ?s ?p ?o }} }}")
        triples += int(_value(row["n"]))
    classes = " ".join(f"<{c}>" for c in counted_classes())
    query = f"SELECT ?c (COUNT(?s) AS ?n) WHERE {{ VALUES ?c {{ {classes} }} GRAPH ?g {{ ?s a ?c }} }} GROUP BY ?c"
    entities = {_value(r["c"]): int(_value(r["n"])) for r in store.select(query)}
    store.insert(catalogue, dataset_quads(Counts(triples, entities), base))


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
