"""Small look-ups: what our server adds to Oxigraph's own time, requests a second with many clients, kept answers."""

import itertools
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Console

from .exchange import Connection, Sample, Target
from .graph_data import Data
from .load import Requests, closed_loop
from .questions import fresh, lookups
from .row import Floor, Row
from .servers import OXIGRAPH, RDFLIB, RdflibEndpoint, Server

CLIENTS = 16
BATCH = 100
SECONDS = 6.0
JSON = "application/sparql-results+json"


def small_lookups(
    data: Data, here: Server, there: Server, rdflib: RdflibEndpoint | None, console: Console, batches: int = 8
) -> Iterator[Row]:
    """One client: median milliseconds. Many: answers a second. The servers take turns."""
    asked = lookups(data)
    what = f"small look-ups, {data.name}, "
    servers = [here, there, *([rdflib.server] if rdflib else [])]
    peers = [OXIGRAPH, RDFLIB][: len(servers) - 1]
    milliseconds = [1000 * seconds for seconds in _alone(asked, servers, batches)]
    for peer, peer_is, floor in zip(milliseconds[1:], peers, (Floor("added", most=2.0), None), strict=False):
        yield Row(what + "1 client, median", "ms", milliseconds[0], peer, peer_is, floor)
    rates = _together(asked, servers, console)
    for rate, peer_is, least in zip(rates[1:], peers, (0.05, 5.0), strict=False):
        yield Row(f"{what}{CLIENTS} clients", "answers/s", rates[0], rate, peer_is, Floor("ratio", least=least))


def kept_answers(data: Data, here: Server) -> Iterator[Row]:
    """Answers a second of one query asked again and again, beside the same query as a text that is new each time."""
    query = lookups(data, 4)[1]
    with Connection(here.target) as connection:
        same, new = here.target.get(query), lambda: here.target.get(fresh(query))
        first = _good(connection.ask(same))
        seconds: tuple[list[float], list[float]] = ([], [])
        for _ in range(5):
            seconds[0].extend(_good(connection.ask(same)).seconds for _ in range(BATCH))
            seconds[1].extend(_good(connection.ask(new())).seconds for _ in range(BATCH))
        kept, uncached = (1 / statistics.median(taken) for taken in seconds)
        peer_is = "the same server, uncached"
        floor = Floor("ratio", least=2.0)
        yield Row(f"a kept answer, {data.name}, 1 client", "answers/s", kept, uncached, peer_is, floor)
        tag = dict(first.headers).get("etag")
        if tag:
            revalidate = here.target.get(query, more=f"If-None-Match: {tag}\r\n")
            answers = [connection.ask(revalidate) for _ in range(5 * BATCH)]
            rate = 1 / statistics.median(answer.seconds for answer in answers)
            right = all(answer.status == 304 for answer in answers)
            what = f"a repeated query with its ETag, {data.name}, 1 client"
            yield Row(what, "answers/s", rate if right else 0.0, uncached, peer_is)
    rates = [_rate(closed_loop(here.target, [_again(ask)] * CLIENTS, SECONDS)) for ask in (lambda: same, new)]
    yield Row(f"a kept answer, {data.name}, {CLIENTS} clients", "answers/s", *rates, peer_is, floor)


def _alone(asked: Sequence[str], servers: Sequence[Server], batches: int) -> list[float]:
    """Median seconds for each server, in batches that take turns."""
    taken: list[list[float]] = [[] for _ in servers]
    questions = itertools.cycle(asked)
    connections = [Connection(server.target) for server in servers]
    try:
        for batch in range(-1, batches):  # the first one only warms up
            chosen = list(itertools.islice(questions, BATCH))
            for place, connection in enumerate(connections):
                got = [_good(connection.ask(connection.target.get(fresh(query)))).seconds for query in chosen]
                taken[place].extend(got if batch >= 0 else ())
    finally:
        for connection in connections:
            connection.close()
    return [statistics.median(seconds) for seconds in taken]


def _together(asked: Sequence[str], servers: Sequence[Server], console: Console) -> list[float]:
    rates: list[list[float]] = [[] for _ in servers]
    for _ in range(2):
        for place, server in enumerate(servers):
            clients = [_in_turn(server.target, asked, 25 * n) for n in range(CLIENTS)]
            samples = closed_loop(server.target, clients, SECONDS)
            failed = Counter(sample.status for sample in samples if sample.status not in (0, 200))
            if failed:
                console.print(f"  {server.name}, {CLIENTS} clients: failed {dict(failed)}: {server.written()[-200:]}")
            rates[place].append(_rate(samples))
    return [statistics.mean(rate) for rate in rates]


def _in_turn(target: Target, asked: Sequence[str], start: int) -> Requests:
    questions = itertools.cycle([*asked[start:], *asked[:start]])
    return lambda: ("look-up", target.get(fresh(next(questions))))


def _again(ask) -> Requests:
    return lambda: ("look-up", ask())


def _rate(samples: Sequence[Sample]) -> float:
    return sum(sample.status == 200 for sample in samples) / SECONDS


def _good(sample: Sample) -> Sample:
    if sample.status != 200:
        raise SystemExit(f"a look-up failed: {sample.status} {sample.body.decode('utf-8', 'replace')}")
    return sample
