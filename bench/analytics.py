"""The analytical examples: seconds of each with one client, queries a second with many."""

import math
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence

from rich.console import Console

from .exchange import Connection, Sample, Target
from .graph_data import Data
from .load import closed_loop
from .questions import analytical, fresh
from .row import Floor, Row
from .servers import OXIGRAPH, RDFLIB, RdflibEndpoint, Server, bindings

ROUNDS = 3
CLIENTS = 16
PATIENCE = 20.0
"""Seconds after which rdflib-endpoint's answer is not waited for."""
WHOLE = 1 << 30
LEAST_OF_OXIGRAPH = Floor("ratio", least=0.8)
LEAST_OF_RDFLIB = Floor("ratio", least=20)


def analytics(
    data: Data, here: Server, there: Server, rdflib: RdflibEndpoint | None, console: Console
) -> Iterator[Row]:
    """Rows for one and for many clients; the seconds of each query are printed."""
    queries = analytical()
    rows: dict[str, set[int]] = {name: set() for name in queries}
    ours, peers, last = _alone(queries, here, there, rdflib, rows)
    for name, counts in rows.items():
        if len(counts) != 1:
            console.print(f"{data.name}: the servers give different numbers of rows for {name}: {sorted(counts)}")
    for name in queries:
        each = f"{_ms(ours[name])}, {OXIGRAPH} {_ms(peers[name])}"
        each += f", {RDFLIB} {_ms(last[name])}" if rdflib else ""
        console.print(f"  {data.name}, {name} ({max(rows[name]):,} rows): {each}", style="dim", highlight=False)
    what = f"analytical examples ({len(queries)}), {data.name}, "
    yield Row(
        what + "1 client",
        "queries/s",
        len(queries) / sum(ours.values()),
        len(queries) / sum(peers.values()),
        OXIGRAPH,
        LEAST_OF_OXIGRAPH,
    )
    yield Row(
        what + "1 client, geometric mean",
        "queries/s",
        1 / statistics.geometric_mean(ours.values()),
        1 / statistics.geometric_mean(peers.values()),
        OXIGRAPH,
        LEAST_OF_OXIGRAPH,
    )
    if rdflib:
        late = sum(seconds >= PATIENCE for seconds in last.values())
        yield Row(
            what + "1 client",
            "queries/s",
            len(queries) / sum(ours.values()),
            len(queries) / sum(last.values()),
            RDFLIB
            + (f"; {late} of them unanswered after {PATIENCE:g} s, which counts as answered then" if late else ""),
            LEAST_OF_RDFLIB,
        )
    rates = [_together(queries, server.target, 180.0) for server in (here, there)]
    yield Row(f"{what}{CLIENTS} clients", "queries/s", *rates, OXIGRAPH, LEAST_OF_OXIGRAPH)
    if rdflib:
        rate = _together(queries, rdflib.server.target, 2 * PATIENCE)
        rdflib.again()
        peer_is = f"{RDFLIB}, in {2 * PATIENCE:g} s at most"
        yield Row(f"{what}{CLIENTS} clients", "queries/s", rates[0], rate, peer_is, LEAST_OF_RDFLIB)


def _alone(
    queries: Mapping[str, str], here: Server, there: Server, rdflib: RdflibEndpoint | None, rows: dict[str, set[int]]
) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Median seconds of each query, one after another, the servers taking turns."""
    taken: dict[str, list[list[float]]] = {name: [[], []] for name in queries}
    last: dict[str, float] = {}
    with Connection(here.target) as ours, Connection(there.target) as theirs:
        for turn in range(ROUNDS):
            for name, query in queries.items():
                for place, connection in enumerate((ours, theirs)):
                    got = _asked(connection, name, query, 120.0)
                    taken[name][place].append(got.seconds)
                    if not turn:
                        rows[name].add(bindings(got.body))
    if rdflib:
        for name, query in queries.items():
            with Connection(rdflib.server.target) as connection:
                got = connection.ask(rdflib.server.target.get(fresh(query)), label=name, limit=PATIENCE, keep=WHOLE)
            last[name] = got.seconds if got.status == 200 else PATIENCE
            if got.status == 200:
                rows[name].add(bindings(got.body))
            elif got.status == 0:
                rdflib.again()
    medians = [{name: statistics.median(taken[name][place]) for name in queries} for place in (0, 1)]
    return medians[0], medians[1], last


def _asked(connection: Connection, name: str, query: str, limit: float) -> Sample:
    got = connection.ask(connection.target.get(fresh(query)), label=name, limit=limit, keep=WHOLE)
    if got.status != 200:
        raise SystemExit(f"{name}: {got.status} {got.body[:300].decode('utf-8', 'replace')}")
    return got


def _together(queries: Mapping[str, str], target: Target, seconds: float) -> float:
    """Queries a second where each client asks all of them once, each beginning with another one."""
    clients = [_in_turn(target, list(queries.items()), start) for start in range(CLIENTS)]
    done = closed_loop(target, clients, seconds)
    answered = sum(sample.status == 200 for sample in done)
    return max(1, answered) / _span(done, seconds)


def _in_turn(target: Target, queries: Sequence[tuple[str, str]], start: int) -> Callable[[], tuple[str, bytes] | None]:
    turned = iter([*queries[start % len(queries) :], *queries[: start % len(queries)]])

    def requests() -> tuple[str, bytes] | None:
        chosen = next(turned, None)
        return None if chosen is None else (chosen[0], target.get(fresh(chosen[1])))

    return requests


def _span(samples: Sequence[Sample], most: float) -> float:
    """Seconds from the first request to the last answer: the longest that one client was busy."""
    busy: dict[int, float] = {}
    for sample in samples:
        busy[sample.client] = busy.get(sample.client, 0.0) + sample.seconds
    return min(most, max(busy.values(), default=math.inf))


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms" + (" or more" if seconds == PATIENCE else "")
