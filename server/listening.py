"""The HTTP side of the server: waitress, with a graceful end, no patience for slow senders, and one line a failure."""

import logging
import signal
import socket
import threading
from collections.abc import Callable
from time import monotonic, time
from typing import Any

import waitress
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.utilities import Error

from .options import Options
from .sparql.job import QueryError

GRACE = 10.0
"""Seconds that requests have to end when the server is told to stop."""
PATIENCE = 30.0
"""Seconds that a request may take to arrive; longer only for one that brings `SLOWEST` bytes in each of them."""
SLOWEST = 16 << 10
CONNECTIONS = 1000
STALLED = 60.0
"""Seconds after which a client that has read nothing of what waits for it is given up."""
ANSWERS_WAITING = 4
"""Answers as large as one may be that wait for their readers at most, in all."""
BUFFER = 4 << 20
"""Bytes of an answer that go through one buffer."""


class _TooSlowError(Error):  # type: ignore[misc]
    code = 408
    reason = "Request Timeout"


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that the loop leaves alone while a thread sends its answer.

    Waitress's own would be asked for again and again until the thread is done, which that very asking keeps from being
    done: half of the server's time goes there, and every twentieth answer waits for 5 ms.
    """

    current_outbuf_count: int

    def writable(self) -> bool:
        """True where the loop has something to send; a thread that leaves something says so when it is done."""
        if not self.outbuf_lock.acquire(blocking=False):
            return False
        try:
            return bool(super().writable())
        finally:
            self.outbuf_lock.release()

    def write_soon(self, data: Any) -> int:
        """Take a part of an answer; begin another buffer while the client keeps up, as one gives nothing back."""
        written: int = self.current_outbuf_count
        if written >= BUFFER and self.total_outbufs_len < self.adj.outbuf_overflow:
            self.current_outbuf_count = self.adj.outbuf_high_watermark
        return int(super().write_soon(data))


def serve_until_stopped(
    app: Flask, listener: socket.socket, options: Options, *, workers: int, ready: Callable[[], None]
) -> None:
    """Answer requests at a listening socket until SIGINT or SIGTERM, then let those end that are under way.

    ``ready`` is called as soon as requests are answered. A second signal ends the server at once. Waitress reads
    requests and sends answers in one loop, so neither a slow sender nor a slow reader holds a thread; it tells an
    application when its client has hung up.
    """
    logger = logging.getLogger("waitress")
    logger.addFilter(_one_line)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = waitress.create_server(
        app,
        sockets=[listener],
        # one for each query that may run or wait, and some for pages
        threads=options.queue + options.queue // 4 + 2 * workers + 8,
        ident="practicegraph",
        max_request_body_size=max(options.largest_request, options.largest_write),
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
        channel_timeout=int(STALLED) or 1,
        channel_request_lookahead=1,  # notices that a client hangs up
        clear_untrusted_proxy_headers=False,  # `clients` knows which to trust
        outbuf_high_watermark=2 * options.result_limit,  # no thread waits for a slow reader; a file does, beyond 1 MB
    )
    server.channel_class = _Channel
    stop = threading.Event()

    def told(_number: int, _frame: object) -> None:
        if stop.is_set():
            raise SystemExit(1)
        stop.set()
        server.pull_trigger()

    before = {number: signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        ready()
        arriving: dict[Any, float] = {}
        looked = monotonic()
        while not stop.is_set():
            _turn(server)
            if monotonic() - looked >= 1.0:
                arriving, looked = _hurry(server, arriving), monotonic()
                _give_up(server, ANSWERS_WAITING * options.result_limit)
                _make_room(server)
        server.asyncore.dispatcher.close(server)  # accepts nobody else
        end = monotonic() + GRACE
        while monotonic() < end and _busy(server):
            _turn(server)
        server.task_dispatcher.shutdown(timeout=1)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        server.trigger.close()
        server.asyncore.close_all(server._map)


def _turn(server: Any) -> None:
    server.asyncore.loop(timeout=1.0, map=server._map, use_poll=True, count=1)


def _hurry(server: Any, arriving: dict[Any, float]) -> dict[Any, float]:
    """Answer requests that take too long to arrive (408); returns since when those that remain have been arriving."""
    now, still = monotonic(), {}
    for channel in list(server.active_channels.values()):
        request = channel.request
        if request is None or channel.requests:
            continue
        since = still[request] = arriving.get(request, now)
        if now - since > PATIENCE + (request.header_bytes_received + request.body_bytes_received) / SLOWEST:
            request.error, request.completed = _TooSlowError("The request took too long to arrive."), True
            channel.request = None
            channel.requests.append(request)
            server.add_task(channel)
    return still


def _give_up(server: Any, most: int) -> None:
    """Close connections whose clients do not read.

    What waits for them takes space on the disk: beyond ``most`` bytes, those of the address that most waits for go.
    Waitress itself closes a connection only when there is room to send, so one without would stay for good.
    """
    now = time()
    waiting: dict[Any, list[Any]] = {}
    for channel in list(server.active_channels.values()):
        if channel.total_outbufs_len < (server.adj.send_bytes if channel.requests else 1):
            continue  # nothing, or what waits for more of its answer
        if now - channel.last_activity > STALLED:
            channel.handle_close()
        else:
            waiting.setdefault(channel.addr[0], []).append(channel)
    sizes = {address: sum(c.total_outbufs_len for c in channels) for address, channels in waiting.items()}
    while sum(sizes.values()) > most:
        address = max(sizes, key=lambda name: sizes[name])
        channel = max(waiting[address], key=lambda c: c.total_outbufs_len)
        waiting[address].remove(channel)
        sizes[address] -= channel.total_outbufs_len
        channel.handle_close()
        if not waiting[address]:
            del sizes[address]


def _make_room(server: Any) -> None:
    """Where there are too many connections to take another, close idle ones, of the address that has most of them."""
    if len(server._map) < CONNECTIONS:
        return
    idle: dict[Any, list[Any]] = {}
    for channel in list(server.active_channels.values()):
        if not channel.requests and not channel.total_outbufs_len:
            idle.setdefault(channel.addr[0], []).append(channel)
    while idle and len(server._map) > CONNECTIONS // 2:
        address = max(idle, key=lambda name: len(idle[name]))
        idle[address].pop(0).handle_close()
        if not idle[address]:
            del idle[address]


def _busy(server: Any) -> bool:
    """True while an answer is being made or sent; connections without one are closed."""
    busy = False
    for channel in list(server.active_channels.values()):
        if channel.requests or channel.total_outbufs_len:
            busy = True
        else:
            channel.will_close = True
    return busy


def _one_line(record: logging.LogRecord) -> bool:
    """A query that hit a limit while its answer was being sent is no failure of the server, and says so in a line."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, QueryError):
        record.msg, record.args, record.exc_info = "%s: answer broken off: %s", (error.title, error.detail), None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
    return True
