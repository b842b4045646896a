"""The graph of a store as it stands, to read from: opened where it lies, or fetched from the server that holds it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyoxigraph as ox

from ..extract.identity import catalogue_iri, report_iri
from ..ontology.namespaces import DEFAULT_BASE, ONTOLOGY_GRAPH, PG, VOID
from .store import LocalStore, RemoteStore, StoreError

PAGE = 10_000
"""Triples that are fetched at a time from a server that gives no more at once."""


@dataclass
class Snapshot:
    """A graph that does not change, and the base IRI of its instances. Keep the graph no longer than the ``with``.

    ``generation`` is its number in a local store.
    """

    graph: ox.Store
    base: str
    generation: int | None = None


@contextmanager
def snapshot(store: LocalStore | RemoteStore) -> Iterator[Snapshot]:
    """Read a store. Of a server's graphs these are the policies, the catalogue, the report of validation and the
    ontology, and no others.

    Raises StoreError where it cannot be read, or a server gives less than it has.
    """
    if isinstance(store, LocalStore):
        with store.read() as generation:
            base = generation.manifest.base if generation.manifest else DEFAULT_BASE
            yield Snapshot(generation.graph, base, generation.number)
        return
    base = base_of(store)
    with tempfile.TemporaryDirectory(prefix="practicegraph-", ignore_cleanup_errors=True) as folder:
        opened = Snapshot(ox.Store(folder), base)
        for name in (*policy_names(store), catalogue_iri(base), report_iri(base), ONTOLOGY_GRAPH):
            node = ox.NamedNode(name)
            opened.graph.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, node) for t in fetch_graph(store, name))
        try:
            yield opened
        finally:
            del opened.graph  # closes its files before they are removed


def base_of(store: LocalStore | RemoteStore) -> str:
    """The base IRI of a store's instances, the default one where it says nothing of it.

    A server that holds graphs of several is taken to be of the default one, or of the first. Raises StoreError.
    """
    if isinstance(store, LocalStore):
        with store.read() as generation:
            return generation.manifest.base if generation.manifest else DEFAULT_BASE
    found = set()
    for row in store.select(f"SELECT ?g ?d WHERE {{ GRAPH ?g {{ ?d a <{VOID}Dataset> }} }}"):
        graph, dataset = (str(getattr(row[name], "value", "")) for name in ("g", "d"))
        base = dataset.removesuffix("dataset")
        if base != dataset and graph == catalogue_iri(base):
            found.add(base)
    return DEFAULT_BASE if DEFAULT_BASE in found or not found else min(found)


def policy_names(store: RemoteStore) -> list[str]:
    """The IRIs of the policies, sorted."""
    query = f"SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?g a <{PG}Policy> }} }}"
    return sorted(str(getattr(row["g"], "value", "")) for row in store.select(query))


def fetch_graph(store: RemoteStore, name: str) -> set[ox.Triple]:
    """All triples of a named graph. Raises StoreError where the server gives less than it has."""
    pattern = f"GRAPH {ox.NamedNode(name)} {{ ?s ?p ?o }}"
    [row] = store.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
    wanted = int(str(getattr(row["n"], "value", "0")))
    found = set(store.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}")) if wanted else set()
    for offset in range(0, wanted if len(found) < wanted else 0, PAGE):  # Virtuoso stops without a word
        inner = f"SELECT ?s ?p ?o WHERE {{ {pattern} }} ORDER BY ?s ?p ?o"
        page = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {{ {inner} }} }} LIMIT {PAGE} OFFSET {offset}"
        found.update(store.construct(page))
    if len(found) < wanted:
        raise StoreError(
            f"{store} gave {len(found):,} of the {wanted:,} triples of {name}: it limits its answers."
            " Raise its limit (of Virtuoso: ResultSetMaxRows)."
        )
    return found
