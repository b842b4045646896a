"""Many clients at a time, each sending its next request when the answer to the last has come; one thread for all."""

import heapq
import selectors
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .exchange import READ, Response, Sample, Target, connect

KEPT = 400
"""Bytes kept of an answer, so that a refusal can be read."""
PAUSE = 0.1
"""Seconds that a client waits after a refusal."""

Requests = Callable[[], tuple[str, bytes] | None]
"""Gives a client's next request, with a label; None when it has no more."""


@dataclass
class _Client:
    number: int
    requests: Requests
    connection: socket.socket | None = None
    label: str = ""
    response: Response | None = None
    started: float = 0.0


def closed_loop(target: Target, clients: Sequence[Requests], seconds: float, *, first: int = 0) -> list[Sample]:
    """Run the clients until they have no more requests, or for ``seconds``.

    What is not answered at the end is a sample with status 0 and the time that it has waited; the connection is
    closed. The first client's number, hence its address, is ``first``.
    """
    return _Loop(target, clients, first).run(seconds)


class _Loop:
    def __init__(self, target: Target, clients: Sequence[Requests], first: int) -> None:
        self.target = target
        self.clients = [_Client(first + n, requests) for n, requests in enumerate(clients)]
        self.selector = selectors.DefaultSelector()
        self.samples: list[Sample] = []
        self.waiting: list[tuple[float, int]] = []
        self.active = 0

    def run(self, seconds: float) -> list[Sample]:
        end = time.perf_counter() + seconds
        try:
            for place in range(len(self.clients)):
                self._next(place)
            while (self.active or self.waiting) and (now := time.perf_counter()) < end:
                due = min(end, self.waiting[0][0]) if self.waiting else end
                for key, _ in self.selector.select(max(0.0, due - now)):
                    self._read(key.data)
                while self.waiting and self.waiting[0][0] <= time.perf_counter():
                    self._next(heapq.heappop(self.waiting)[1])
            for client in self.clients:
                if client.response is not None:
                    waited = time.perf_counter() - client.started
                    self.samples.append(Sample(client.label, waited, 0, body=b"not answered", client=client.number))
        finally:
            for client in self.clients:
                if client.connection is not None:
                    client.connection.close()
            self.selector.close()
        return self.samples

    def _next(self, place: int) -> None:
        client = self.clients[place]
        request = client.requests()
        if request is None:
            return
        client.label, content = request
        client.started = time.perf_counter()
        client.response = Response(KEPT)
        self.active += 1
        try:
            if client.connection is None:
                client.connection = connect(self.target, client.number)
                self.selector.register(client.connection, selectors.EVENT_READ, place)
            client.connection.sendall(content)
        except OSError as error:
            self._failed(place, error)

    def _read(self, place: int) -> None:
        client = self.clients[place]
        if client.connection is None or client.response is None:
            if client.connection is not None:
                self._hang_up(client)  # closed by the server between two requests
            return
        try:
            data = client.connection.recv(READ)
            done = client.response.feed(data)
            if not data and not done:
                raise ConnectionError("closed in the middle of an answer")
        except (OSError, ValueError) as error:
            self._failed(place, error)
            return
        if not done:
            return
        taken, got = time.perf_counter() - client.started, client.response
        self.samples.append(
            Sample(client.label, taken, got.status, got.size, got.lines, body=bytes(got.body), client=client.number)
        )
        if got.closes:
            self._hang_up(client)
        self._answered(place, pause=got.status in (429, 503))

    def _failed(self, place: int, error: Exception) -> None:
        client = self.clients[place]
        taken = time.perf_counter() - client.started
        self.samples.append(Sample(client.label, taken, 0, body=repr(error).encode(), client=client.number))
        self._hang_up(client)
        self._answered(place, pause=True)

    def _answered(self, place: int, *, pause: bool) -> None:
        self.clients[place].response = None
        self.active -= 1
        if pause:
            heapq.heappush(self.waiting, (time.perf_counter() + PAUSE, place))
        else:
            self._next(place)

    def _hang_up(self, client: _Client) -> None:
        if client.connection is not None:
            self.selector.unregister(client.connection)
            client.connection.close()
            client.connection = None


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest value that ``part`` per cent of all do not exceed; not a number where there are none.

    >>> percentile([5, 1, 2, 4, 3], 50), percentile(range(1, 101), 95)
    (3, 95)
    """
    if not values:
        return float("nan")
    ranked = sorted(values)
    return ranked[max(0, -(-len(ranked) * part // 100).__int__() - 1)]
