"""Queries run in worker processes, which are killed at their time limit (Oxigraph's Python interface has none).

A worker opens the store's newest generation read-only and looks for a newer one before each query. Answers up to
``INLINE`` bytes come back with the result, greater ones by way of a file that the caller reads and removes.
"""

import contextlib
import multiprocessing
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

import pebble
import pyoxigraph as ox

from ..store import Generation, LocalStore, StoreError
from .negotiation import GRAPH_TYPES, RESULT_TYPES
from .safety import names_dataset
from .xml import Sink, XmlWriter, is_xml

INLINE = 1 << 20
DEFAULT_TIMEOUT = 30.0
DEFAULT_RESULT_LIMIT = 256 << 20
DEFAULT_MEMORY_LIMIT = 4 << 30

Kind = Literal["results", "graph"]


class QueryError(Exception):
    """A query without an answer. ``status`` is the HTTP status that fits; ``line`` and ``column`` count from 1."""

    def __init__(
        self, status: int, title: str, detail: str, line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(status, title, detail, line, column)
        self.status, self.title, self.detail, self.line, self.column = status, title, detail, line, column


@dataclass(frozen=True, slots=True)
class Job:
    """A query with its dataset (none named: all graphs together) and the media type wanted for each kind of answer.

    Relative IRIs in it are resolved against ``base``; without one they are errors. ``unnamed`` makes the unnamed graph
    alone the default graph.
    """

    query: str
    results_type: str | None = "application/sparql-results+json"
    graph_type: str | None = "application/n-triples"
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str | None = None
    unnamed: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The serialised result: its kind, media type, and content (or the file that holds it)."""

    kind: Kind
    media_type: str
    content: bytes
    path: Path | None = None
    size: int = 0

    def read(self) -> bytes:
        """The whole content; its file, if there is one, is removed."""
        if self.path is None:
            return self.content
        content = self.path.read_bytes()
        self.path.unlink(missing_ok=True)
        return content


class _LimitedFile:
    """A binary file that refuses to grow over a limit."""

    def __init__(self, file: IO[bytes], limit: int) -> None:
        self.file, self.limit, self.size = file, limit, 0

    def write(self, content: bytes) -> int:
        self.size += len(content)
        if self.size > self.limit:
            raise OverflowError
        return self.file.write(content)

    def flush(self) -> None:
        self.file.flush()


_opened: tuple[LocalStore, Generation] | None = None  # of a worker process


def start_worker(memory_limit: int) -> None:
    """Make this process a worker: it ends when told to, and may take no more than this many bytes of memory."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # ends at once, inside the engine too
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory_limit, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _generation(root: str) -> Generation:
    global _opened
    if _opened is not None and str(_opened[0].path) == root:
        store, generation = _opened
        if store.current == generation.number:
            return generation
        _opened = None
        generation.close()
    store = LocalStore(root)
    _opened = (store, store.read())
    return _opened[1]


def run_job(root: Path, job: Job, spool: str, limit: int) -> Answer:
    """Run one query against the newest generation below ``root``; in a worker, or in this process for one query.

    Raises QueryError where the query is malformed, its answer greater than ``limit`` bytes, or no media type fits.
    """
    try:
        store = _generation(str(root)).graph
    except StoreError as error:
        raise QueryError(503, "No graph", str(error)) from None
    return spooled(lambda target: _evaluate(store, job, target), spool, limit)


def spooled(write: Callable[[Sink], tuple[Kind, str]], spool: str, limit: int) -> Answer:
    """What ``write`` writes, as an answer; raises QueryError where that is more than ``limit`` bytes."""
    with open(spool, "w+b") as file:  # noqa: PTH123
        target = _LimitedFile(file, limit)
        try:
            kind, media_type = write(target)
        except OverflowError:
            raise QueryError(
                413,
                "Result too large",
                f"The answer is larger than this server's limit of {limit >> 20} MB. Ask for less: add LIMIT and "
                "OFFSET or a narrower pattern, or count instead of listing.",
            ) from None
        file.flush()
        if target.size > INLINE:
            return Answer(kind, media_type, b"", Path(spool), target.size)
        file.seek(0)
        return Answer(kind, media_type, file.read(), None, target.size)


def _evaluate(store: ox.Store, job: Job, target: Sink) -> tuple[Kind, str]:
    options: dict[str, Any] = {}
    if job.default_graphs or job.named_graphs:
        options["default_graph"] = [ox.NamedNode(iri) for iri in job.default_graphs]
        options["named_graphs"] = [ox.NamedNode(iri) for iri in job.named_graphs]
    elif not job.unnamed and not names_dataset(job.query):  # Oxigraph would take the union in spite of a FROM
        options["use_default_graph_as_union"] = True
    try:
        result = store.query(job.query, base_iri=job.base, **options)
    except SyntaxError as error:
        raise syntax_problem(job.query, str(error)) from None
    except (OSError, RuntimeError) as error:
        raise _failure(job, error) from None
    try:
        if isinstance(result, ox.QueryTriples):
            if job.graph_type is None:
                raise _not_acceptable("a graph", GRAPH_TYPES)
            result.serialize(_sink(target, job.graph_type), format=GRAPH_TYPES[job.graph_type])  # type: ignore[arg-type]
            return "graph", job.graph_type
        if job.results_type is None:
            raise _not_acceptable("a table or a boolean", RESULT_TYPES)
        result.serialize(_sink(target, job.results_type), format=RESULT_TYPES[job.results_type])  # type: ignore[arg-type]
    except (OSError, RuntimeError) as error:
        raise _failure(job, error) from None
    return "results", job.results_type


def _failure(job: Job, error: Exception) -> QueryError:
    """A failure while the query ran; with SERVICE most likely the other server's."""
    return QueryError(502 if "service" in job.query.lower() else 500, "Query failed", str(error)[:500])


def _sink(target: Sink, media_type: str) -> Sink:
    return XmlWriter(target) if is_xml(media_type) else target


def _not_acceptable(what: str, types: Mapping[str, object]) -> QueryError:
    return QueryError(406, "Not acceptable", f"The answer is {what}, which comes as: {', '.join(types)}.")


def syntax_problem(query: str, message: str, what: str = "query") -> QueryError:
    """The engine's complaint ("error at 2:13: expected one of …") in words, with line and column."""
    found = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", message, re.DOTALL)
    if found is None:
        return QueryError(400, f"Malformed {what}", message[:300])
    line, column = int(found[1]), int(found[2])
    sentences = re.findall(r"(?:^|, )([A-Z][a-z]+(?: [\w?]+)+)", found[3])
    lines = query.splitlines() or [""]
    rest = lines[line - 1][column - 1 :].strip() if line <= len(lines) else ""
    where = f"before {rest[:30]!r}" if rest else ("at its end" if line >= len(lines) else "at the end of the line")
    reason = f": {sentences[0]}" if sentences else ""
    return QueryError(
        400,
        f"Malformed {what}",
        f"The {what} cannot be read {where} (line {line}, column {column}){reason}.",
        line,
        column,
    )


class Workers:
    """A pool of worker processes over one store. ``timeout`` in seconds, limits in bytes.

    ``run`` answers a job in a worker, from ``root``: the folder of a store, or what else it knows.
    """

    def __init__(
        self,
        root: object,
        *,
        run: Callable[..., Answer] = run_job,
        processes: int | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        result_limit: int = DEFAULT_RESULT_LIMIT,
        memory_limit: int = DEFAULT_MEMORY_LIMIT,
    ) -> None:
        self.root, self.timeout, self.result_limit, self._run = root, timeout, result_limit, run
        self._spool = tempfile.TemporaryDirectory(prefix="practicegraph-")
        self._pool = pebble.ProcessPool(
            max_workers=processes or max(2, min(8, os.cpu_count() or 2)),
            initializer=start_worker,
            initargs=(memory_limit,),
            context=multiprocessing.get_context("spawn"),
        )

    def warm(self) -> None:
        """Start the worker processes now, without waiting for them."""
        self._pool.schedule(os.getpid)

    def run(self, job: Job, timeout: float | None = None) -> Answer:
        """Answer a query, within the operator's time limit or a lower one.

        Raises QueryError for malformed queries and for each limit that is hit.
        """
        seconds = min(timeout or self.timeout, self.timeout)
        handle, spool = tempfile.mkstemp(dir=self._spool.name)
        os.close(handle)
        kept = False
        future = self._pool.schedule(self._run, args=(self.root, job, spool, self.result_limit), timeout=seconds)
        try:
            answer: Answer = future.result()
            kept = answer.path is not None
            return answer
        except FutureTimeoutError:
            raise QueryError(
                503,
                "Time limit",
                f"The query was stopped at its time limit of {seconds:g} s. Make it narrower: name the graph or the "
                "company, add a LIMIT to an inner SELECT, or avoid patterns that share no variable.",
            ) from None
        except pebble.ProcessExpired:
            raise QueryError(
                503,
                "Query stopped",
                "The process that ran the query ended, most likely at its memory limit. Ask for less: sort and group "
                "fewer rows, or add a LIMIT to an inner SELECT.",
            ) from None
        finally:
            if not kept:
                Path(spool).unlink(missing_ok=True)

    def close(self) -> None:
        """Stop the processes and remove what they spooled."""
        self._pool.stop()
        self._pool.join()
        self._spool.cleanup()
