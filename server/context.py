"""What the views of one application share: the store, the workers and the addresses."""

from dataclasses import dataclass, field
from functools import lru_cache
from time import monotonic
from typing import cast

import pyoxigraph as ox
from flask import current_app, json

from .addresses import Addresses
from .options import Options
from .sparql.cache import Cache
from .sparql.workers import Job, Workers
from .store import LocalStore

EXTENSION = "practicegraph"
Row = dict[str, str]


@dataclass(frozen=True)
class Service:
    """A store being served. Close it to end its worker processes."""

    store: LocalStore
    workers: Workers
    addresses: Addresses
    options: Options = field(default_factory=Options)
    cache: Cache = field(default_factory=lambda: Cache(Options().cache))
    started: float = field(default_factory=monotonic)

    def select(self, query: str, **iris: str) -> tuple[Row, ...]:
        """The rows of one of our own SELECT queries, as plain values; ``$name`` in it stands for the IRI ``name``.

        Answers are kept for the generation of the store that they come from.
        Raises ValueError where an IRI is none, QueryError for the limits of any query.
        """
        return _rows(self.workers, self.store.current, put_in(query, **iris))

    def construct(self, query: str, **iris: str) -> list[ox.Triple]:
        """The triples of one of our own CONSTRUCT queries."""
        answer = self.workers.run(Job(put_in(query, **iris)))
        return [quad.triple for quad in ox.parse(answer.read(), format=ox.RdfFormat.N_TRIPLES)]

    def close(self) -> None:
        """End the worker processes."""
        self.workers.close()


def put_in(query: str, **iris: str) -> str:
    """The query with each ``$name`` replaced by an IRI; raises ValueError where that is none."""
    for name, iri in iris.items():
        query = query.replace(f"${name}", str(ox.NamedNode(iri)))
    return query


@lru_cache(maxsize=256)
def _rows(workers: Workers, generation: int | None, query: str) -> tuple[Row, ...]:  # noqa: ARG001 - a cache key
    bindings = json.loads(workers.run(Job(query)).read())["results"]["bindings"]
    return tuple({name: term["value"] for name, term in row.items()} for row in bindings)


def service() -> Service:
    """The service of the application that answers the current request."""
    return cast(Service, current_app.extensions[EXTENSION])
