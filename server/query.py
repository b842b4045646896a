"""Run a query on a store and write the answer in the format that was asked for."""

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import BinaryIO, Final, cast

import pyoxigraph as ox

from ..ontology.namespaces import PREFIXES
from ..shapes.visible import visible
from .sparql.safety import QueryRefusedError, check_query, names_dataset
from .sparql.words import query_form
from .sparql.workers import syntax_problem
from .sparql.xml import XmlWriter
from .store import LocalStore, RemoteStore, StoreError
from .store.remote import read_results

TABLES: Final[Mapping[str, ox.QueryResultsFormat]] = MappingProxyType(
    {
        "csv": ox.QueryResultsFormat.CSV,
        "tsv": ox.QueryResultsFormat.TSV,
        "json": ox.QueryResultsFormat.JSON,
        "xml": ox.QueryResultsFormat.XML,
    }
)
"""Formats of rows and booleans (SPARQL 1.1 Query Results), beside ``table`` for people."""
GRAPHS: Final[Mapping[str, ox.RdfFormat]] = MappingProxyType(
    {
        "ttl": ox.RdfFormat.TURTLE,
        "nt": ox.RdfFormat.N_TRIPLES,
        "jsonld": ox.RdfFormat.JSON_LD,
        "rdf": ox.RdfFormat.RDF_XML,
        "n3": ox.RdfFormat.N3,
    }
)
"""Formats of graphs, which CONSTRUCT and DESCRIBE give."""
FORMATS: Final = ("table", *TABLES, *GRAPHS)

Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None


class QueryProblem(ValueError):  # noqa: N818 - a problem of the query, not of the program
    """The query cannot be run, or its answer not be written in the format; the message says why."""


def run_query(
    store: LocalStore | RemoteStore,
    query: str,
    out: BinaryIO,
    format: str = "table",  # noqa: A002 - the name of the option
    check: Callable[[str], None] = check_query,
) -> None:
    """Run a query over all graphs of a store together and write its answer.

    ``format`` is one of `FORMATS`; ``table`` gives aligned columns for rows, Turtle for a graph. ``check`` raises
    QueryRefusedError for what must not run: by default no query makes the store contact another host.

    Raises QueryProblem for a malformed or refused query or a format that does not fit, StoreError for the store.
    """
    if format not in FORMATS:
        raise QueryProblem(f"There is no format {format!r}. Choose from: {', '.join(FORMATS)}.")
    try:
        check(query)
    except QueryRefusedError as error:
        raise QueryProblem(str(error)) from error
    if isinstance(store, RemoteStore):
        _ask(store, query, out, format)
        return
    with store.read() as generation:
        _write(evaluate(generation.graph, query), out, format)


def evaluate(graph: ox.Store, query: str) -> Result:
    """The engine's answer, over all graphs together unless the query names its own. Raises QueryProblem."""
    try:
        return graph.query(query, use_default_graph_as_union=not names_dataset(query))
    except SyntaxError as error:
        raise QueryProblem(syntax_problem(query, str(error)).detail) from error
    except OSError as error:
        raise QueryProblem(f"The query failed: {error}") from error


def _ask(store: RemoteStore, query: str, out: BinaryIO, format_: str) -> None:
    form = query_form(query)
    if form in ("construct", "describe"):
        _write(list(store.construct(query)), out, format_)
        return
    with store.open(query, store.dialect.results) as reply:
        try:
            _write(read_results(reply, asks=form == "ask"), out, format_)
        except (SyntaxError, ValueError) as error:
            if isinstance(error, QueryProblem):
                raise
            raise StoreError(f"{store} answered with what it was not asked for: {error}") from error


def _write(result: Result | list[ox.Triple], out: BinaryIO, format_: str) -> None:
    sink = cast(BinaryIO, XmlWriter(out)) if format_ in {"xml", "rdf"} else out
    try:
        if isinstance(result, ox.QueryTriples | list):
            if format_ in TABLES:
                raise QueryProblem(f"The answer is a graph, not a table. Choose from: {', '.join(GRAPHS)}.")
            prefixes = PREFIXES if format_ in {"table", "ttl"} else None
            ox.serialize(result, sink, GRAPHS.get(format_, ox.RdfFormat.TURTLE), prefixes=prefixes)
        elif format_ in GRAPHS:
            raise QueryProblem(f"The answer is a table, not a graph. Choose from: table, {', '.join(TABLES)}.")
        elif format_ == "table":
            for line in table(result):
                out.write(line.encode("utf-8", "replace") + b"\n")
        else:
            if isinstance(result, ox.QueryBoolean) and format_ in {"csv", "tsv"}:
                out.write(b"true\n" if result else b"false\n")
            else:
                result.serialize(sink, TABLES[format_])
                if format_ in {"json", "xml"}:
                    out.write(b"\n")
    except OSError as error:
        raise QueryProblem(f"The query failed: {error}") from error


def table(result: ox.QuerySolutions | ox.QueryBoolean, width: int = 60) -> Iterator[str]:
    """The lines of an aligned table: known namespaces as prefixes, cells of at most ``width`` characters.

    Control characters are made visible, so that a text cannot move the cursor of a terminal.
    """
    if isinstance(result, ox.QueryBoolean):
        yield "yes" if result else "no"
        return
    names = [v.value for v in result.variables]
    rows = [[_cell(row[name], width) for name in names] for row in result]
    widths = [max(map(len, column)) for column in zip(names, *rows, strict=True)] if names else []
    yield "  ".join(name.ljust(size) for name, size in zip(names, widths, strict=True)).rstrip()
    yield "  ".join("-" * size for size in widths)
    for row in rows:
        yield "  ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip()
    yield f"({len(rows)} {'row' if len(rows) == 1 else 'rows'})"


def _cell(term: Term, width: int) -> str:
    text = "" if term is None else shortened(term.value) if isinstance(term, ox.NamedNode) else _text(term)
    text = visible(text)
    return text if len(text) <= width else text[: width - 1] + "…"


def _text(term: ox.Literal | ox.BlankNode | ox.Triple) -> str:
    return " ".join(term.value.split()) if isinstance(term, ox.Literal) else str(term)


_BY_LENGTH = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


def shortened(iri: str) -> str:
    """The IRI with a known prefix where what is left is a plain name.

    >>> shortened("https://w3id.org/practicegraph/data/EmailAddress")
    'pg-data:EmailAddress'
    """
    for prefix, namespace in _BY_LENGTH:
        if iri.startswith(namespace) and re.fullmatch(r"[\w-]+", iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
