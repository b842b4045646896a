"""Changes of a graph as values, and what a worker process does with them: it changes a draft, and publishes nothing."""

import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from ..catalogue import recount
from ..store import StoreError, open_draft
from .dataset import with_dataset
from .evaluation import syntax_problem
from .job import QueryError
from .negotiation import GRAPH_TYPES
from .safety import QueryRefusedError, check_update
from .worker import SWOLLEN, Failed, bound, peak, prepare

GRACE = 5.0
"""Seconds that a worker whose server is gone may go on for, above its time limit."""
BULK = 1 << 20
"""Bytes of a document from which on it is loaded by way of files rather than in memory."""


@dataclass(frozen=True, slots=True)
class Update:
    """A SPARQL update with the dataset that its request names, if it does; relative IRIs are relative to ``base``."""

    text: str
    base: str | None = None
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """An RDF document: the file that holds it, its media type (of `GRAPH_TYPES`), and its base IRI."""

    path: Path
    media_type: str
    base: str


@dataclass(frozen=True, slots=True)
class Load:
    """Documents to be put into a graph (None: the unnamed one), after what is there or in its place.

    ``if_there``, of the other changes of a graph too: only where it is there (True), or is not (False).
    """

    graph: str | None
    parts: tuple[Part, ...]
    replace: bool
    if_there: bool | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """A graph to be removed."""

    graph: str | None
    if_there: bool | None = None


@dataclass(frozen=True, slots=True)
class Patch:
    """A SPARQL update whose default graph is the graph, and which sees no other."""

    graph: str | None
    text: str
    base: str
    if_there: bool | None = None


Change = Update | Load | Drop | Patch


@dataclass(frozen=True, slots=True)
class Effect:
    """Whether the graph was there before. Where it was not, dropping or patching it changes nothing."""

    existed: bool = True


class Work(NamedTuple):
    """A change to be made, as `change_draft` takes it."""

    path: str
    source: str | None
    change: Change
    base: str
    seconds: float
    allowed_hosts: tuple[str, ...] = ()


class Changed(NamedTuple):
    """A change is made. ``retire``: the last one of its process."""

    effect: Effect
    retire: bool = False


def make_changes(connection: Connection, memory_limit: int) -> None:
    """Run in a worker process: make the changes that come over the connection until it is closed."""
    prepare(connection.fileno())
    bound(memory_limit)
    small = peak() + SWOLLEN
    while True:
        try:
            work: Work = connection.recv()
        except (EOFError, OSError):
            return
        message: Changed | Failed
        try:
            message = Changed(change_draft(*work), retire=peak() > small)
        except QueryError as error:
            message = Failed(error, retire=peak() > small)
        try:
            connection.send(message)
        except OSError:
            return
        if message.retire:
            return


def change_draft(
    path: str, source: str | None, change: Change, base: str, seconds: float, allowed_hosts: tuple[str, ...] = ()
) -> Effect:
    """Make a draft, a copy of the generation ``source``, hold the change and the figures that follow from it.

    ``base`` is the base IRI of the store's instances; updates may contact ``allowed_hosts``. The process is killed some
    time after ``seconds``, even where nobody is left to kill it. Raises QueryError for what cannot be done, and the
    draft is of no use then.
    """
    signal.setitimer(signal.ITIMER_REAL, seconds + GRACE)
    try:
        graph = open_draft(Path(path), None if source is None else Path(source))
        effect = apply(graph, change, allowed_hosts)
        recount(graph, base)
        graph.flush()
        return effect
    except StoreError as error:
        raise QueryError(503, "Store damaged", str(error)) from None
    except OSError as error:
        raise QueryError(507, "Write failed", f"The store could not be written: {error}"[:500]) from None
    except MemoryError:
        raise QueryError(413, "Memory limit", "The change takes more memory than allowed. Send less at once.") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def apply(graph: ox.Store, change: Change, allowed_hosts: tuple[str, ...] = ()) -> Effect:
    """Change a graph. Raises QueryError for what cannot be done; some of it may have been done then."""
    if isinstance(change, Update):
        _update(graph, change, allowed_hosts)
        return Effect()
    name: ox.NamedNode | ox.DefaultGraph = ox.DefaultGraph() if change.graph is None else ox.NamedNode(change.graph)
    existed = change.graph is None or graph.contains_named_graph(name)
    if change.if_there is not None and change.if_there != existed:
        state = "there already" if existed else "not there"
        raise QueryError(412, "Precondition failed", f"The graph is {state}. Nothing was changed.")
    if isinstance(change, Load):
        if change.replace:
            graph.clear_graph(name)
        graph.add_graph(name)
        for part in change.parts:
            quads = (ox.Quad(q.subject, q.predicate, q.object, name) for q in _parse(part))
            if part.path.stat().st_size < BULK:
                graph.extend(quads)
            else:
                graph.bulk_extend(quads)
    elif existed and isinstance(change, Drop):
        graph.remove_graph(name)
    elif existed and isinstance(change, Patch):
        _patch(graph, name, change, allowed_hosts)
    return Effect(existed)


def _update(graph: ox.Store, change: Update, allowed_hosts: tuple[str, ...]) -> None:
    try:
        check_update(change.text, allowed_hosts)
        text = change.text
        if change.using or change.using_named:
            text = with_dataset(text, change.using, change.using_named)
    except QueryRefusedError as error:
        raise QueryError(400, "Update refused", str(error), error.line, error.column) from None
    try:
        _run(graph, text, change.base)
    except OSError as error:
        if not allowed_hosts or re.search("load|service", change.text, re.IGNORECASE) is None:
            raise  # of the disk
        raise QueryError(502, "Update failed", f"Another host: {error}. Nothing was changed."[:500]) from None
    except SyntaxError as error:
        if text != change.text:
            _run_for_its_errors(change)
        raise syntax_problem(change.text, str(error), "update") from None


def _run(graph: ox.Store, text: str, base: str | None) -> None:
    try:
        graph.update(text, base_iri=base)
    except RuntimeError as error:  # such as "The graph <…> does not exist"
        raise QueryError(409, "Update failed", f"{error}. Nothing was changed."[:500]) from None


def _run_for_its_errors(change: Update) -> None:
    """Raise the QueryError, with its place in the text that was sent, where that is what cannot be read."""
    try:
        ox.Store().update(change.text, base_iri=change.base)
    except SyntaxError as error:
        raise syntax_problem(change.text, str(error), "update") from None
    except (RuntimeError, OSError):
        return


def _patch(
    graph: ox.Store, name: ox.NamedNode | ox.DefaultGraph, change: Patch, allowed_hosts: tuple[str, ...]
) -> None:
    alone = ox.Store()
    alone.extend(ox.Quad(q.subject, q.predicate, q.object) for q in graph.quads_for_pattern(None, None, None, name))
    _update(alone, Update(change.text, change.base), allowed_hosts)
    if any(True for _ in alone.named_graphs()):
        raise QueryError(409, "Update failed", "A patch changes one graph, and this one names others.")
    graph.clear_graph(name)
    graph.extend(ox.Quad(q.subject, q.predicate, q.object, name) for q in alone)


def _parse(part: Part) -> Iterator[ox.Quad]:
    """The triples of a document, with blank nodes of their own. Raises QueryError with line and column."""
    try:
        yield from ox.parse(
            path=part.path,
            format=GRAPH_TYPES[part.media_type],
            base_iri=part.base,
            without_named_graphs=True,
            rename_blank_nodes=True,
        )
    except SyntaxError as error:
        message = str(error.args[0] if error.args else error)
        place = (error.lineno, error.offset) if error.lineno and error.offset else (None, None)
        raise QueryError(
            400, "Malformed RDF", f"The {part.media_type} cannot be read. {message}"[:500], *place
        ) from None
