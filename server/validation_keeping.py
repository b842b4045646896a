"""The report of validation written into the store, whole or not at all."""

import contextlib
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from ..extract.identity import report_iri
from .report_graph import Check, forget, graph_quads, graph_written, head_quads
from .store import LocalStore, RemoteStore, StoreBusyError, StoreError

PATIENCE = 3.0
"""Seconds that a report waits for a server that is making an update of the same store."""
_MARK = "validated"


class Spool:
    """The report, on disk as it grows, until all graphs are validated."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.checks: list[Check] = []
        self._file = tempfile.NamedTemporaryFile(prefix="practicegraph-report-", suffix=".nq")  # noqa: SIM115

    @property
    def path(self) -> Path:
        """The file, complete so far."""
        self._file.flush()
        return Path(self._file.name)

    def add(self, check: Check, results: bytes) -> None:
        """Put down what was found in one graph."""
        self.checks.append(check)
        self._put(graph_quads(check, results, self.base))

    def close_report(self, profiles: Iterable[str], *, conforms: bool) -> None:
        """Put down what the report says of itself."""
        self._put(head_quads(self.base, profiles, conforms=conforms))

    def _put(self, quads: Iterable[ox.Quad]) -> None:
        ox.serialize(quads, self._file, ox.RdfFormat.N_QUADS)

    def close(self) -> None:
        """Remove the file."""
        with contextlib.suppress(FileNotFoundError):
            self._file.close()


def keep(store: LocalStore | RemoteStore, spool: Spool, generation: int | None, digest: Callable[[bytes], str]) -> str:
    """Put the report in the place of the store's; returns why that could not be done, nothing where it was.

    ``generation`` is the one that was validated. Where another has been published meanwhile, the report is kept of the
    graphs that are still as they were.
    """
    try:
        if isinstance(store, RemoteStore):
            store.replace_graph(report_iri(spool.base), ox.parse(path=str(spool.path), format=ox.RdfFormat.N_QUADS))
            return ""
        return _keep_local(store, spool, generation, digest)
    except StoreBusyError:
        return "another process is writing the store. Validate again when it is done."
    except StoreError as error:
        return " ".join(str(error).split())
    except OSError as error:
        return f"{error.strerror or error}."


def _keep_local(store: LocalStore, spool: Spool, generation: int | None, digest: Callable[[bytes], str]) -> str:
    name = ox.NamedNode(report_iri(spool.base))
    with store.write(wait=PATIENCE) as writer:
        graph = writer.draft().graph
        graph.remove_graph(name)
        graph.bulk_load(path=str(spool.path), format=ox.RdfFormat.N_QUADS)
        changed = [] if store.current == generation else list(_changed(graph, spool.checks, digest))
        forget(graph, spool.base, changed)
        del graph  # the draft must be the only one that holds it when it is published
        mark(store, writer.publish())
    if changed:
        return (
            f"of {len(changed)} graphs, which have changed while they were validated. Validate again to have them too."
        )
    return ""


def mark(store: LocalStore | RemoteStore, generation: int | None) -> None:
    """Note beside a generation that the checks in its report are true of its graphs; the note goes with it."""
    if isinstance(store, LocalStore) and generation is not None:
        with contextlib.suppress(OSError):  # without it, the graphs are read again
            store.aside(generation, _MARK).touch()


def marked(store: LocalStore | RemoteStore, generation: int | None) -> bool:
    """Whether `mark` noted it. A generation never changes, so this needs no second look at its graphs."""
    return isinstance(store, LocalStore) and generation is not None and store.aside(generation, _MARK).exists()


def _changed(graph: ox.Store, checks: Iterable[Check], digest: Callable[[bytes], str]) -> Iterator[str]:
    for check in checks:
        if digest(graph_written(graph, check.graph)) != check.digest:
            yield check.graph
