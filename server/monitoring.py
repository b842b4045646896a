"""``/metrics``: the counters of the server in Prometheus' text format, for this machine unless asked otherwise."""

from collections.abc import Iterator
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path

from flask import Blueprint, Response, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from .. import __version__
from .context import Service, service
from .facts import known_facts
from .metrics import NAME, metrics
from .sparql.protocol import ProblemError
from .store import LocalStore, StoreError

monitoring = Blueprint("monitoring", __name__)

TEXT = "text/plain; version=0.0.4; charset=utf-8"
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


@monitoring.get("/metrics")
def scrape() -> Response:
    """All counters. Raises ProblemError (403) for other machines, proxies among them, unless the operator shows it."""
    here, counted = service(), metrics()
    if not here.options.metrics and not _from_this_machine():
        raise ProblemError(
            403, "Not for everybody", "/metrics answers requests of its own machine only; --metrics opens it."
        )
    if counted is None:
        raise ProblemError(404, "Not found", "This application counts nothing.")
    state = CollectorRegistry()
    state.register(_State(here))
    body = generate_latest(counted.registry) + generate_latest(state)
    return Response(body, content_type=TEXT, headers={"Cache-Control": "no-store"})


def _from_this_machine() -> bool:
    """True where nothing says that somebody else asks by way of this machine."""
    try:
        local = ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        local = False
    return local and not any(name in request.headers for name in _FORWARDED)


class _State(Collector):
    """What is so at the moment of asking: the queue, the store."""

    def __init__(self, here: Service) -> None:
        self._here = here

    def collect(self) -> Iterator[Metric]:
        here = self._here
        info = GaugeMetricFamily(NAME + "info", "The program.", labels=["version"])
        info.add_metric([__version__], 1)
        yield info
        for name, what in (("running", "Queries at work in a worker."), ("waiting", "Queries that wait for a worker.")):
            yield _gauge(f"queries_{name}", what, getattr(here.workers, name))
        known = known_facts(here)
        yield _gauge("store_triples", "Triples in all graphs, by the store's own description.", known.triples)
        try:
            generation = here.generation
        except StoreError:
            generation = None
        yield _gauge("store_generation", "The published generation.", generation)
        if isinstance(here.store, LocalStore):
            yield _gauge("store_bytes", "The store on disk, all generations.", _bytes(here.store.path, generation))


def _gauge(name: str, what: str, value: float | None) -> Metric:
    """A gauge, without a sample where the value is not known."""
    family = GaugeMetricFamily(NAME + name, what)
    if value is not None:
        family.add_metric([], value)
    return family


@lru_cache(maxsize=8)
def _bytes(folder: Path, generation: int | None) -> int:  # noqa: ARG001 - a cache key
    """The bytes that the files below a folder take; hard links are counted once."""
    seen: dict[tuple[int, int], int] = {}
    for path in folder.rglob("*"):
        try:
            status = path.lstat()
        except OSError:
            continue  # removed in between
        seen[status.st_dev, status.st_ino] = status.st_blocks * 512
    return sum(seen.values())
