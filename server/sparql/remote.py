"""Queries answered by another SPARQL server, in the media types that this one offers.

The other server is asked for the one kind of table and of graph that it writes without mistakes; its answer is read
and written anew as it comes. It may keep on with a query whose connection was closed.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyoxigraph as ox

from ..store import RemoteStore, StoreError, StoreRefusedError, StoreUnreachableError
from ..store.remote import read_results, read_triples
from ..store.wire import Reply
from .evaluation import not_acceptable, syntax_problem
from .hosts import check_address
from .job import Job, Kind, QueryError
from .negotiation import GRAPH_TYPES, RESULT_TYPES
from .safety import QueryRefusedError, dataset_graphs
from .words import check_words, has_relative_iri, query_form
from .xml import Sink, XmlWriter, is_xml

MOST_GRAPHS = 200
"""Graphs that a query may name in its dataset."""
Write = Callable[[Sink], None]


@dataclass(frozen=True)
class Remote:
    """A store behind an address, and the hosts that it may be made to fetch documents of a dataset from."""

    store: RemoteStore
    allowed_hosts: tuple[str, ...] = ()


def evaluate(remote: Remote, job: Job) -> tuple[Kind, str, Write]:
    """Begin a query: the kind of its answer, its media type, and what writes it.

    Raises QueryError where the query is refused, here or there, where the other server can't be reached, and where
    it shortens its answers.
    """
    try:
        check_words(job.query)
        form = query_form(job.query)
        if form is None:
            raise QueryError(400, "Malformed query", "There is no SELECT, ASK, CONSTRUCT or DESCRIBE in the query.")
        named = dataset_graphs(job.query)
    except QueryRefusedError as error:
        raise QueryError(400, "Query refused", str(error), error.line, error.column) from None
    try:
        _check_dataset(remote, {*named, *job.default_graphs, *job.named_graphs})
        if form in ("construct", "describe"):
            return "graph", *_graph(remote.store, job)
        return "results", *_results(remote.store, job, asks=form == "ask")
    except StoreError as error:
        raise query_error(error, job.query) from error


def _check_dataset(remote: Remote, graphs: Collection[str]) -> None:
    """Raise QueryError where the other server might fetch a graph that it does not hold."""
    if len(graphs) > MOST_GRAPHS:
        raise QueryError(400, "Too many graphs", f"The query names more than {MOST_GRAPHS} graphs as its dataset.")
    unknown = set()
    for graph in graphs:
        try:
            check_address(graph, remote.allowed_hosts)
        except ValueError:
            unknown.add(graph)
    if not unknown:
        return
    try:
        names = " ".join(str(ox.NamedNode(graph)) for graph in sorted(unknown))
    except ValueError as error:
        raise QueryError(400, "Not an IRI", f"A graph of the dataset is no IRI: {error}"[:300]) from None
    held = remote.store.select(
        f"SELECT ?graph WHERE {{ VALUES ?graph {{ {names} }} FILTER EXISTS {{ GRAPH ?graph {{ ?s ?p ?o }} }} }}"
    )
    missing = sorted(unknown - {str(getattr(row["graph"], "value", "")) for row in held})
    if missing:
        raise QueryError(
            400, "No such graph", f"The store holds no graph {missing[0][:300]}, and none is fetched from elsewhere."
        )


def _open(store: RemoteStore, job: Job, accept: str) -> Reply:
    query = job.query
    if job.base and has_relative_iri(query):
        query = f"BASE {ox.NamedNode(job.base)} {query}"
    reply = store.open(query, accept, job.default_graphs, job.named_graphs)
    if "S1TAT" in reply.headers.get("x-sql-state", ""):  # Virtuoso's answer in part, under 200
        reply.close()
        raise QueryError(
            503, "Time limit", "The other server stopped the query at its own time limit. Make the query narrower."
        )
    most = reply.headers.get("x-sparql-maxrows")
    if most is not None:  # Virtuoso again: these rows are the first of more
        reply.close()
        raise QueryError(
            413,
            "Result too large",
            f"The answer is larger than the other server's limit of {most[:20]} rows. Ask for less: add LIMIT and "
            "OFFSET or a narrower pattern, or count instead of listing.",
        )
    return reply


def _graph(store: RemoteStore, job: Job) -> tuple[str, Write]:
    media_type = job.graph_type
    if media_type is None:
        raise not_acceptable("a graph", GRAPH_TYPES)
    reply = _open(store, job, store.dialect.graph)

    def write(sink: Sink) -> None:
        with reply, _read_errors():
            ox.serialize(read_triples(reply), _target(sink, media_type), GRAPH_TYPES[media_type])  # type: ignore[arg-type]

    return media_type, write


def _results(store: RemoteStore, job: Job, *, asks: bool) -> tuple[str, Write]:
    media_type = job.results_type
    if media_type is None:
        raise not_acceptable("a table or a boolean", RESULT_TYPES)
    reply = _open(store, job, store.dialect.results)

    def write(sink: Sink) -> None:
        with reply, _read_errors():
            results = read_results(reply, asks=asks)
            results.serialize(_target(sink, media_type), RESULT_TYPES[media_type])  # type: ignore[arg-type]

    return media_type, write


@contextmanager
def _read_errors() -> Iterator[None]:
    """What goes wrong while the other server's answer is read, as QueryError."""
    try:
        yield
    except StoreError as error:
        raise query_error(error) from error
    except (SyntaxError, ValueError, OSError) as error:
        words = f"The other server's answer cannot be read: {error}"
        raise QueryError(502, "Answer not understood", words[:500]) from error


def _target(sink: Sink, media_type: str) -> Sink:
    return XmlWriter(sink) if is_xml(media_type) else sink


def query_error(error: StoreError, query: str = "") -> QueryError:
    """What another server failed with, as a problem of the query or of the server behind this one."""
    if isinstance(error, StoreRefusedError):
        if error.status == 400:
            problem = syntax_problem(query, error.words)
            if problem.line is not None:
                return problem
            return QueryError(400, "Malformed query", f"The other server says: {error.words}"[:500])
        if error.status == 413:
            return QueryError(413, "Result too large", f"The other server says: {error.words}"[:500])
        busy = error.status in (408, 429, 503, 504)
        title = "Other server busy" if busy else "Other server failed"
        return QueryError(503 if busy else 502, title, f"The other server answered {error.status}: {error.words}"[:500])
    late = isinstance(error, StoreUnreachableError) and error.late
    return QueryError(504 if late else 502, "Other server not reached", str(error)[:500])
