"""What the server counts while it works, in a registry of the application's own.

Views count by the functions of this module, which do nothing outside an application; other code is given a `Metrics`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import cast

from flask import current_app, g, has_app_context
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

from .sparql.job import QueryError

EXTENSION = "practicegraph-metrics"
NAME = "practicegraph_"
"""What the name of every metric begins with."""
_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_KILLING = {"killed": "time", "out of memory": "memory", "crashed": "crash", "hung up": "client"}


class Metrics:
    """The counters of one application. Names follow https://prometheus.io/docs/practices/naming/."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter(NAME + "http_requests", "Requests answered.", labels, registry=registry)
        self.durations = Histogram(
            NAME + "http_request_duration_seconds",
            "Requests from their arrival until the last byte is sent.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self.sent = Counter(NAME + "http_response_bytes", "Bytes of bodies.", ("route",), registry=registry)
        self.queries = Counter(NAME + "queries", "Queries, by what came of them.", ("outcome",), registry=registry)
        self.query_durations = Histogram(
            NAME + "query_duration_seconds",
            "Queries from being handed to a worker to their answer.",
            buckets=_SECONDS,
            registry=registry,
        )
        self.killed = Counter(
            NAME + "workers_killed", "Workers stopped in the middle of a query.", ("reason",), registry=registry
        )
        for reason in sorted(set(_KILLING.values())):
            self.killed.labels(reason)  # there from the start, so that the first one is seen as a change
        self.writes = Counter(NAME + "writes", "Writes, by what came of them.", ("outcome",), registry=registry)
        ProcessCollector(registry=self.registry)

    def note(self, event: str) -> None:
        """Count the worker that an event of `Workers` ended, if it did."""
        if event in _KILLING:
            self.killed.labels(_KILLING[event]).inc()


def metrics() -> Metrics | None:
    """The metrics of the application at work, None outside one."""
    return cast(Metrics | None, current_app.extensions.get(EXTENSION)) if has_app_context() else None


def count_write(outcome: str) -> None:
    """Count a write, by what became of it."""
    here = metrics()
    if here is not None:
        here.writes.labels(outcome).inc()


def count_kept() -> None:
    """Count a query whose answer was kept from before."""
    here = metrics()
    if here is not None:
        here.queries.labels("kept").inc()


@contextmanager
def query_measured() -> Iterator[None]:
    """Count the query that is run inside, and its time for the request's line in the log."""
    start, outcome = perf_counter(), "failed"
    try:
        yield
        outcome = "answered"
    except QueryError as error:
        outcome = error.title.lower()
        raise
    finally:
        seconds = perf_counter() - start
        here = metrics()
        if here is not None:
            g.query_seconds = g.get("query_seconds", 0.0) + seconds
            here.queries.labels(outcome).inc()
            here.query_durations.observe(seconds)
