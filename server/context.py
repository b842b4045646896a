"""What the views of one application share: the store, the workers and the addresses."""

from dataclasses import dataclass, field
from functools import lru_cache
from time import monotonic
from typing import cast

import pyoxigraph as ox
from flask import current_app, has_request_context, json, request

from .addresses import Addresses
from .clients import client_of
from .metrics import query_measured
from .options import Options
from .sparql.cache import Cache
from .sparql.protocol import ProblemError
from .sparql.workers import Job, Workers
from .store import LocalStore, RemoteStore
from .tokens import require_token
from .writing import Writing

EXTENSION = "practicegraph"
Row = dict[str, str]


@dataclass(frozen=True)
class Service:
    """A store being served. Close it to end its worker processes."""

    store: LocalStore | RemoteStore
    workers: Workers
    addresses: Addresses
    writer: Writing | None
    """None where a server holds the graph, which takes its writes itself."""
    options: Options = field(default_factory=Options)
    cache: Cache = field(default_factory=lambda: Cache(Options().cache))
    started: float = field(default_factory=monotonic)

    @property
    def generation(self) -> int | None:
        """The state of the store; None where a server holds it, which may change at any time."""
        return self.store.current if isinstance(self.store, LocalStore) else None

    @property
    def keeps_texts(self) -> bool:
        """Whether the texts of versions are there too; a server holds only the graph."""
        return isinstance(self.store, LocalStore)

    @property
    def takes_writes(self) -> bool:
        """Whether anybody may write here."""
        return self.writer is not None and self.options.token is not None

    def writing(self, authorization: str | None) -> Writing:
        """What makes the writes of whoever sent this header; raises ProblemError where that may not write."""
        if self.writer is None:
            raise ProblemError(403, "Read-only", "Another server holds this graph, and takes the writes to it.")
        require_token(authorization, self.options.token)
        return self.writer

    def text(self, digest: str) -> str | None:
        """The text of a version by its digest, None where it is not kept."""
        return self.store.archive.text(digest) if isinstance(self.store, LocalStore) else None

    def select(self, query: str, **iris: str) -> tuple[Row, ...]:
        """The rows of one of our own SELECT queries, as plain values; ``$name`` in it stands for the IRI ``name``.

        Answers are kept for the generation of the store that they come from; those of a server are not kept.
        Raises ValueError where an IRI is none, QueryError for the limits of any query.
        """
        if self.generation is None:
            return _ask(self.workers, put_in(query, **iris))
        return _rows(self.workers, self.generation, put_in(query, **iris))

    def construct(self, query: str, **iris: str) -> list[ox.Triple]:
        """The triples of one of our own CONSTRUCT queries."""
        with query_measured():
            answer = self.workers.run(Job(put_in(query, **iris)), client=_client())
        return [quad.triple for quad in ox.parse(answer.read(), format=ox.RdfFormat.N_TRIPLES)]

    def close(self) -> None:
        """End the worker processes."""
        self.workers.close()
        if self.writer is not None:
            self.writer.close()


def put_in(query: str, **iris: str) -> str:
    """The query with each ``$name`` replaced by an IRI; raises ValueError where that is none."""
    for name, iri in iris.items():
        query = query.replace(f"${name}", str(ox.NamedNode(iri)))
    return query


@lru_cache(maxsize=256)
def _rows(workers: Workers, generation: int, query: str) -> tuple[Row, ...]:  # noqa: ARG001 - a cache key
    return _ask(workers, query)


def _ask(workers: Workers, query: str) -> tuple[Row, ...]:
    with query_measured():
        answer = workers.run(Job(query), client=_client()).read()
    bindings = json.loads(answer)["results"]["bindings"]
    return tuple({name: term["value"] for name, term in row.items()} for row in bindings)


def _client() -> str | None:
    """Who asks for the page that a query of our own is for: pages count as queries of its client do."""
    return client_of(request, service().options) if has_request_context() else None


def service() -> Service:
    """The service of the application that answers the current request."""
    return cast(Service, current_app.extensions[EXTENSION])
