"""A graph in any SPARQL 1.1 server, by its address (https://www.w3.org/TR/sparql11-protocol/)."""

import contextlib
import copy
import re
import urllib.parse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import pyoxigraph as ox

from .errors import StoreError
from .wire import Reply, post

CHUNK = 1000
"""Triples in one update request at most: Virtuoso's compiler takes no more than some thousands."""
RESULTS_JSON = "application/sparql-results+json"
RESULTS_XML = "application/sparql-results+xml"
N_TRIPLES = "application/n-triples"
TURTLE = "text/turtle"

_DURATION = ox.NamedNode("http://www.w3.org/2001/XMLSchema#duration")
_DRAFT = "#being-written"
_PROBED = ox.Literal("P1Y6M", datatype=_DURATION)
# Virtuoso writes durations as numbers, but not in Turtle
_PROBE = f'CONSTRUCT {{ <urn:a> <urn:b> ?d }} WHERE {{ BIND(STRDT("P1Y6M", {_DURATION}) AS ?d) }}'
Row = dict[str, ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple]


@dataclass(frozen=True, slots=True)
class Dialect:
    """The media types that a server writes without mistakes."""

    results: str = RESULTS_JSON
    graph: str = N_TRIPLES


class RemoteStore:
    """A SPARQL endpoint to query, and to write to where it allows that.

    ``url`` is the address for queries; updates go to the same, or, where it ends in ``/query``, to the ``/update``
    beside it (as Oxigraph and Jena have it). ``token`` is sent as a bearer token, to no other address (redirections
    are not followed); ``timeout`` is in seconds, for each wait.

    Raises StoreError for what is no address, and for a token that no header can hold.
    """

    def __init__(self, url: str, *, token: str | None = None, timeout: float = 60.0) -> None:
        try:
            parts = urllib.parse.urlsplit(url)
            complete = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            complete = False
        if not complete or any(c <= " " or c > "~" for c in url):
            raise StoreError(f"{url} is not the address of a SPARQL server; it must begin with http:// or https://.")
        if parts.username is not None:
            raise StoreError("The address of a SPARQL server holds no user name; give a token where it wants one.")
        if token is not None and any(c <= " " or c > "~" for c in token):
            raise StoreError("A token is one line of printable ASCII characters.")
        self.url = url
        self.update_url = urllib.parse.urlunsplit(parts._replace(path=re.sub(r"/query/?$", "/update", parts.path)))
        self.timeout = timeout
        self._token = token

    def __str__(self) -> str:
        return self.url

    def patient(self, seconds: float) -> "RemoteStore":
        """The same store, with at least so many seconds for each wait."""
        other = copy.copy(self)
        other.timeout = max(self.timeout, seconds)
        return other

    @cached_property
    def dialect(self) -> Dialect:
        """What to ask this server for, found out by two small queries. Raises StoreError where it can't be reached."""
        results, graph = RESULTS_JSON, N_TRIPLES
        try:
            with self.open(_PROBE, N_TRIPLES) as reply:
                if _PROBED not in {triple.object for triple in read_triples(reply)}:
                    graph = TURTLE
        except (SyntaxError, ValueError):
            graph = TURTLE
        with self.open("ASK {}", RESULTS_JSON) as reply:
            content = reply.read()
        if b'"boolean"' not in content:  # Virtuoso again, which leaves quotes out in JSON too
            results = RESULTS_XML
        return Dialect(results, graph)

    def open(
        self,
        query: str,
        accept: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Reply:
        """Send a query; the answer is read as it comes. Raises StoreError, with the server's words."""
        fields = [("query", query)]
        fields += [("default-graph-uri", iri) for iri in default_graphs]
        fields += [("named-graph-uri", iri) for iri in named_graphs]
        body = urllib.parse.urlencode(fields).encode()
        return self._send(self.url, body, "application/x-www-form-urlencoded", accept)

    def query(self, query: str, accept: str = RESULTS_JSON) -> tuple[bytes, str]:
        """Send a query; returns the body and its media type. Raises StoreError with the server's words."""
        with self.open(query, accept) as reply:
            return reply.read(), reply.media_type

    def check(self) -> None:
        """Raise StoreError where no SPARQL server answers."""
        _ = self.dialect

    def select(self, query: str) -> Iterator[Row]:
        """The rows of a SELECT query, each with the variables that are bound."""
        with self.open(query, self.dialect.results) as reply:
            try:
                results = read_results(reply)
                if not isinstance(results, ox.QuerySolutions):
                    raise StoreError(f"{self.url} did not answer a SELECT query with rows.")
                names = [v.value for v in results.variables]
                for row in results:
                    yield {name: row[name] for name in names if row[name] is not None}
            except (SyntaxError, ValueError) as error:
                raise StoreError(f"{self.url} did not answer with SPARQL results: {error}") from error

    def construct(self, query: str) -> Iterator[ox.Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query."""
        with self.open(query, self.dialect.graph) as reply:
            try:
                yield from read_triples(reply)
            except (SyntaxError, ValueError) as error:
                raise StoreError(f"{self.url} did not answer with a graph: {error}") from error

    def update(self, update: str) -> None:
        """Send an update. Raises StoreError with the server's words."""
        with self._send(self.update_url, update.encode(), "application/sparql-update", "*/*") as reply:
            reply.read()

    def replace_graph(self, name: str, quads: Iterable[ox.Quad]) -> None:
        """Make the named graph hold exactly these triples.

        Up to `CHUNK` triples go in one request; more are written to a graph beside it first, which then takes its
        place in one request. So others see the graph as it was or as it is, where the server does requests whole.
        """
        rows = list(quads)
        if len(rows) <= CHUNK:
            self.update(f"DROP SILENT GRAPH <{name}> ;\n{_insertion(name, rows)}")
            return
        draft = name.partition("#")[0] + _DRAFT
        self.update(f"DROP SILENT GRAPH <{draft}>")
        try:
            self.insert(draft, rows)
            self.update(f"MOVE GRAPH <{draft}> TO GRAPH <{name}>")
        except StoreError:
            with contextlib.suppress(StoreError):
                self.update(f"DROP SILENT GRAPH <{draft}>")
            raise

    def insert(self, name: str, quads: Iterable[ox.Quad]) -> None:
        """Add triples to the named graph, at most `CHUNK` in a request."""
        rows = iter(quads)
        while chunk := list(islice(rows, CHUNK)):
            self.update(_insertion(name, chunk))

    def _send(self, url: str, body: bytes, content_type: str, accept: str) -> Reply:
        headers = {"Content-Type": content_type, "Accept": accept, "User-Agent": "practicegraph"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        return post(urllib.parse.urlsplit(url), body, headers, self.timeout)


def _insertion(name: str, quads: Iterable[ox.Quad]) -> str:
    """An update that adds triples to a graph. Durations are made by a function: Virtuoso's INSERT DATA has none."""
    plain, durations = [], []
    for quad in quads:
        if isinstance(quad.object, ox.Literal) and quad.object.datatype == _DURATION:
            durations.append(f"({quad.subject} {quad.predicate} {ox.Literal(quad.object.value)})")
        else:
            plain.append(f"{quad.subject} {quad.predicate} {quad.object} .")
    operations = []
    if plain:
        operations.append(f"INSERT DATA {{ GRAPH <{name}> {{\n" + "\n".join(plain) + "\n} }")
    if durations:
        rows = "VALUES (?s ?p ?text) {\n" + "\n".join(durations) + "\n}"
        pattern = f"{rows} BIND(STRDT(?text, {_DURATION}) AS ?o)"
        operations.append(f"INSERT {{ GRAPH <{name}> {{ ?s ?p ?o }} }} WHERE {{ {pattern} }}")
    return " ;\n".join(operations)


def read_results(reply: Reply, *, asks: bool = False) -> ox.QuerySolutions | ox.QueryBoolean:
    """The table or boolean in an answer; ``asks`` where the query is an ASK.

    Raises ValueError (SyntaxError for what is none) while it is read.
    """
    form = ox.QueryResultsFormat.from_media_type(reply.media_type)
    if form is None:
        raise ValueError(f"{reply.media_type} holds no table")
    results = ox.parse_query_results(reply, form)  # type: ignore[arg-type]
    if asks and isinstance(results, ox.QuerySolutions):  # Virtuoso: a row stands for yes
        answer = "true" if any(True for _ in results) else "false"
        results = ox.parse_query_results(f'{{"head":{{}},"boolean":{answer}}}', ox.QueryResultsFormat.JSON)
    return results


def read_triples(reply: Reply) -> Iterator[ox.Triple]:
    """The triples in an answer. Raises ValueError (SyntaxError for what is none) while they are read."""
    form = ox.RdfFormat.from_media_type(reply.media_type)
    if form is None:
        raise ValueError(f"{reply.media_type} holds no graph")
    return (quad.triple for quad in ox.parse(reply, form, base_iri=reply.url))  # type: ignore[arg-type]
