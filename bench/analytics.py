"""The analytical examples: seconds of each with one client, queries a second with many."""

import math
import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from rich.console import Console

from .exchange import Connection, Sample, Target
from .graph_data import Data
from .load import closed_loop
from .processes import processor_seconds, wait_until_idle
from .questions import analytical, fresh
from .row import Floor, Row
from .servers import LIMIT, OXIGRAPH, RDFLIB, RdflibEndpoint, Server, bindings

ROUNDS = 3
ENOUGH = 3.0
"""Seconds after which a query is not asked again, though it was asked less than `ROUNDS` times."""
CLIENTS = 16
TOGETHER = 60.0
"""Seconds that many clients ask at most."""
PATIENCE = 20.0
"""Seconds after which rdflib-endpoint's answer is not waited for."""
WHOLE = 1 << 30
LEAST_OF_OXIGRAPH = Floor("ratio", least=0.8)
LEAST_OF_RDFLIB = Floor("ratio", least=20)
Seconds = dict[str, float]
"""Of each query, infinite where it was not answered."""


def analytics(
    data: Data, here: Server, there: Server, rdflib: RdflibEndpoint | None, console: Console
) -> Iterator[Row]:
    """Rows for one and for many clients; the seconds of each query are printed. What Oxigraph or our server did not
    answer within its time limit is counted, and is no part of the other rows."""
    queries = analytical()
    rows: dict[str, set[int]] = {name: set() for name in queries}
    ours, theirs = _alone(queries, here, there, rows)
    last = _alone_with_rdflib(queries, rdflib, rows) if rdflib else {}
    for name, counts in rows.items():
        each = f"{_ms(ours[name])}, {OXIGRAPH} {_ms(theirs[name])}"
        each += f", {RDFLIB} {_ms(last[name])}" if rdflib else ""
        numbers = ", ".join(f"{count:,}" for count in sorted(counts)) or "no"
        console.print(f"  {data.name}, {name} ({numbers} rows): {each}", style="dim", highlight=False)
        if len(counts) > 1:
            console.print(f"  {data.name}, {name}: the servers give different numbers of rows", highlight=False)
    answered = [sum(map(math.isfinite, seconds.values())) for seconds in (ours, theirs)]
    what = f"analytical examples, {data.name}, "
    limit = f"answered within {LIMIT} s, of {len(queries)}"
    yield Row(what + limit, "", answered[0], float(answered[1]), OXIGRAPH, Floor("ratio", least=1.0))
    both = {name: query for name, query in queries.items() if math.isfinite(ours[name] + theirs[name])}
    what += f"{len(both)} queries, "
    mine, peers = ([seconds[name] for name in both] for seconds in (ours, theirs))
    alone = [len(both) / sum(seconds) for seconds in (mine, peers)]
    yield Row(what + "1 client", "queries/s", *alone, OXIGRAPH, LEAST_OF_OXIGRAPH)
    means = [1 / statistics.geometric_mean(seconds) for seconds in (mine, peers)]
    yield Row(what + "1 client, geometric mean", "queries/s", *means, OXIGRAPH, LEAST_OF_OXIGRAPH)
    if rdflib:
        late = sum(math.isinf(last[name]) for name in both)
        rate = len(both) / sum(min(last[name], PATIENCE) for name in both)
        peer_is = f"{RDFLIB}; {late} of them unanswered after {PATIENCE:g} s, counted as {PATIENCE:g} s"
        yield Row(what + "1 client", "queries/s", alone[0], rate, peer_is, LEAST_OF_RDFLIB)
    rates = [_together(both, server, TOGETHER, console) for server in (here, there)]
    yield Row(f"{what}{CLIENTS} clients", "queries/s", *rates, OXIGRAPH, LEAST_OF_OXIGRAPH)
    if rdflib:
        rate = _together(both, rdflib.server, TOGETHER, console)
        rdflib.again()
        peer_is = f"{RDFLIB}, in {TOGETHER:g} s at most"
        yield Row(f"{what}{CLIENTS} clients", "queries/s", rates[0], rate, peer_is, LEAST_OF_RDFLIB)


def _alone(
    queries: Mapping[str, str], here: Server, there: Server, rows: dict[str, set[int]]
) -> tuple[Seconds, Seconds]:
    """Median seconds of each query, one after another, the servers taking turns."""
    medians: tuple[Seconds, Seconds] = ({}, {})
    with Connection(here.target) as ours, Connection(there.target) as theirs:
        for name, query in queries.items():
            taken: list[list[float]] = [[], []]
            for _ in range(ROUNDS):
                for place, connection in enumerate((ours, theirs)):
                    if sum(taken[place]) < ENOUGH:
                        taken[place].append(_asked(connection, query, LIMIT + 5.0, rows[name]))
            for place in (0, 1):
                medians[place][name] = statistics.median(taken[place])
                if math.isinf(medians[place][name]):
                    wait_until_idle((here, there)[place].process.pid)
    return medians


def _alone_with_rdflib(queries: Mapping[str, str], rdflib: RdflibEndpoint, rows: dict[str, set[int]]) -> Seconds:
    """Seconds of each query, asked once; one that is not answered in time costs a new start."""
    seconds = {}
    for name, query in queries.items():
        with Connection(rdflib.server.target) as connection:
            seconds[name] = _asked(connection, query, PATIENCE, rows[name])
        if math.isinf(seconds[name]):
            rdflib.again()
    return seconds


def _asked(connection: Connection, query: str, limit: float, rows: set[int]) -> float:
    got = connection.ask(connection.target.get(fresh(query)), limit=limit, keep=WHOLE)
    count = bindings(got.body) if got.status == 200 else -1
    if count < 0:  # Oxigraph ends an answer in the middle, under 200, where its time is over
        return math.inf
    rows.add(count)
    return got.seconds


def _together(queries: Mapping[str, str], server: Server, seconds: float, console: Console) -> float:
    """Queries a second where each client asks all of them once, each beginning with another one."""
    clients = [_in_turn(server.target, list(queries.items()), start) for start in range(CLIENTS)]
    before = processor_seconds(server.process.pid)
    done = closed_loop(server.target, clients, seconds)
    taken = processor_seconds(server.process.pid) - before
    wait_until_idle(server.process.pid)
    answered = sum(sample.status == 200 for sample in done)
    refused = Counter(sample.status for sample in done if sample.status not in (0, 200))
    whole = (
        f"{answered} of {len(queries) * CLIENTS} answered in {_span(done, seconds):.0f} s, {taken:.0f} s of processors"
    )
    console.print(f"  {server.name}, {CLIENTS} clients: {whole}, refused {dict(refused)}", style="dim", highlight=False)
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
    return f"{seconds * 1000:,.1f} ms" if math.isfinite(seconds) else "no answer"
