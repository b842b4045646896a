"""The access log: one line of JSON for each request, with the time its queries took and the size of its answer.

What a client sends appears in it only as JSON strings in ASCII, so that nobody writes a line of their own.
"""

import contextlib
import json
import logging
import os
import queue
import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from time import monotonic, perf_counter, sleep, time
from typing import Any

from flask import Flask, Response, current_app, g, request

from .clients import address_of
from .context import service
from .metrics import EXTENSION, Metrics

LOGGER = logging.getLogger("practicegraph.access")
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"))
_LONGEST = 300
_TOGETHER = 0.02
"""Seconds in which lines are gathered, to be written together."""
_MOST_TOGETHER = 1000


class LineWriter(logging.Handler):
    """Writes lines to a file descriptor in a thread of its own: who reads them slowly, or never, stops no request.

    At most ``most`` lines wait to be written; those beyond are lost, and counted in ``lost``.
    """

    def __init__(self, descriptor: int, most: int = 10_000) -> None:
        super().__init__()
        self.lost = 0
        self._descriptor = descriptor
        self._lines: queue.Queue[bytes] = queue.Queue(most)
        threading.Thread(target=self._work, name="access log", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Line up a line."""
        try:
            self._lines.put_nowait(self.format(record).encode() + b"\n")
        except queue.Full:
            self.lost += 1

    def drain(self, seconds: float = 1.0) -> None:
        """Wait until everything is written, but not for longer than this."""
        end = monotonic() + seconds
        while self._lines.unfinished_tasks and monotonic() < end:
            sleep(0.005)

    def _work(self) -> None:
        while True:
            lines = [self._lines.get()]
            sleep(_TOGETHER)  # a thread woken for each line would keep taking the processor from those that answer
            with contextlib.suppress(queue.Empty):
                while len(lines) < _MOST_TOGETHER:
                    lines.append(self._lines.get_nowait())
            content = b"".join(lines)
            with contextlib.suppress(OSError):
                while content:
                    content = content[os.write(self._descriptor, content) :]
            for _ in lines:
                self._lines.task_done()


def log_to_stderr() -> LineWriter:
    """Write the lines to standard error, as a server does."""
    writer = LineWriter(2)
    LOGGER.handlers[:] = [writer]
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False
    return writer


def watch(app: Flask, counted: Metrics) -> None:
    """Log and count every request of an application."""
    app.extensions[EXTENSION] = counted
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.started = perf_counter()


def _end(response: Response) -> Response:
    counted: Metrics = current_app.extensions[EXTENSION]
    started = g.get("started", perf_counter())
    line: dict[str, Any] = {
        "time": _now(),
        "client": str(address_of(request, service().options) or request.remote_addr),
        "method": request.method[:20],
        "path": request.path[:_LONGEST],
        "status": response.status_code,
    }
    route = request.url_rule.rule if request.url_rule else "none"
    method = request.method if request.method in METHODS else "other"
    query_seconds = g.get("query_seconds")
    agent = request.headers.get("User-Agent", "")[:_LONGEST]
    size = _Size(response)

    def close() -> None:
        seconds = perf_counter() - started
        sent = 0 if request_method == "HEAD" else size.sent
        counted.requests.labels(method, route, str(response.status_code)).inc()
        counted.durations.labels(route).observe(seconds)
        counted.sent.labels(route).inc(sent)
        if LOGGER.isEnabledFor(logging.INFO):
            line["seconds"] = round(seconds, 4)
            if query_seconds is not None:
                line["query_seconds"] = round(query_seconds, 4)
            line["bytes"] = sent
            line["type"] = response.mimetype
            line["agent"] = agent
            # made by hand: the logger would look for its caller first, which nobody is shown
            LOGGER.handle(LOGGER.makeRecord(LOGGER.name, logging.INFO, "", 0, "%s", (json.dumps(line),), None))

    request_method = request.method
    if response.direct_passthrough:
        close()  # a file, which the server sends by itself: nobody says when it is done
    else:
        response.call_on_close(close)
    return response


def _now() -> str:
    """This moment as RFC 3339 has it, to the millisecond."""
    now = time()
    return f"{_second(int(now))}.{int(now % 1 * 1000):03d}+00:00"


@lru_cache(maxsize=2)
def _second(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S")


class _Size:
    """The bytes of a body: known beforehand, or counted as they go."""

    def __init__(self, response: Response) -> None:
        self._counted = 0
        self._response = response
        if response.is_streamed and response.content_length is None and not response.direct_passthrough:
            response.response = self._count(response.iter_encoded())

    def _count(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        try:
            for part in parts:
                self._counted += len(part)
                yield part
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()

    @property
    def sent(self) -> int:
        known = self._response.content_length
        if known is None and not self._response.is_streamed:
            known = self._response.calculate_content_length()
        return self._counted if known is None else known
