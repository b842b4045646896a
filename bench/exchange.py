"""One HTTP/1.1 request and its response, read as it comes, with as little work as possible: the client shares the
processors with the server that is measured."""

import socket
import time
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, urlsplit

READ = 1 << 18
CONNECT = 5.0
"""Seconds until a connection must stand."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where requests go."""

    host: str
    port: int
    path: str

    @classmethod
    def of(cls, url: str) -> Self:
        """From an address."""
        parts = urlsplit(url)
        return cls(parts.hostname or "127.0.0.1", parts.port or 80, parts.path or "/")

    def get(self, query: str, accept: str = "application/sparql-results+json", more: str = "") -> bytes:
        """A query as the bytes of a GET request."""
        head = f"GET {self.path}?query={quote(query, safe='')} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
        return f"{head}Accept: {accept}\r\n{more}\r\n".encode()

    def send(self, method: str, path: str, media_type: str, body: bytes, more: str = "") -> bytes:
        """A request with a body."""
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nContent-Type: {media_type}\r\n"
        return f"{head}Content-Length: {len(body)}\r\n{more}\r\n".encode() + body


class Response:
    """What came so far. Of the body at most ``keep`` bytes are kept; size and line ends are counted."""

    def __init__(self, keep: int = 0) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.size = 0
        self.lines = 0
        self.body = bytearray()
        self.closes = False
        self._keep = keep
        self._buffer = b""
        self._in_head = True
        self._chunked = False
        self._left: int | None = None  # bytes of the body, or of the chunk, still to come

    def feed(self, data: bytes) -> bool:
        """Take what was read (nothing: the server has closed); returns True when the response is complete."""
        if not data:
            self.closes = True
            return not self._in_head and not self._chunked and self._left is None
        if self._in_head:
            self._buffer += data
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return False
            head, data, self._buffer = self._buffer[:end], self._buffer[end + 4 :], b""
            self._read_head(head)
        if self._chunked:
            return self._feed_chunks(data)
        self._take(data)
        if self._left is None:
            return False
        self._left -= len(data)
        return self._left <= 0

    def _read_head(self, head: bytes) -> None:
        first, *lines = head.decode("latin-1").split("\r\n")
        self.status = int(first.split(" ", 2)[1])
        self.headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        self.closes = self.headers.get("connection", "").lower() == "close"
        self._chunked = self.headers.get("transfer-encoding", "").lower() == "chunked"
        self._in_head = False
        if self.status in (204, 304):
            self._left = 0
        elif not self._chunked and "content-length" in self.headers:
            self._left = int(self.headers["content-length"])

    def _feed_chunks(self, data: bytes) -> bool:
        data, at = self._buffer + data, 0
        self._buffer = b""
        while at < len(data):
            if self._left:
                part = data[at : at + self._left]
                self._take(part)
                self._left -= len(part)
                at += len(part)
                continue
            start = at if self._left is None else at + 2  # behind the line end that closes the chunk before
            end = data.find(b"\r\n", start)
            if end < 0:
                break
            size = int(data[start:end].partition(b";")[0], 16)
            if not size:
                if len(data) >= end + 4:
                    return True
                break
            self._left, at = size, end + 2
        self._buffer = data[at:]
        return False

    def _take(self, data: bytes) -> None:
        self.size += len(data)
        self.lines += data.count(b"\n")
        if len(self.body) < self._keep:
            self.body += data[: self._keep - len(self.body)]


@dataclass(frozen=True, slots=True)
class Sample:
    """What came of a request. ``status`` is 0 where no answer came; ``first`` is when the body's first byte did."""

    label: str
    seconds: float
    status: int
    size: int = 0
    lines: int = 0
    first: float = 0.0
    body: bytes = b""
    client: int = 0
    headers: tuple[tuple[str, str], ...] = ()


def connect(target: Target, client: int = 0) -> socket.socket:
    """A connection from an address of the client's own: 127.0.0.2 for the first, and so on."""
    source = (f"127.0.{(client + 2) // 250}.{(client + 2) % 250}", 0)
    made = socket.create_connection((target.host, target.port), timeout=CONNECT, source_address=source)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


class Connection:
    """A client that sends one request after another over one connection."""

    def __init__(self, target: Target, client: int = 0) -> None:
        self.target, self.client = target, client
        self._socket: socket.socket | None = None

    def ask(
        self, content: bytes, *, label: str = "", limit: float = 60.0, keep: int = 1 << 10, resend: bool = True
    ) -> Sample:
        """Send and wait for the answer, at most ``limit`` seconds.

        With ``resend`` what a server does not answer because it has closed the connection meanwhile is sent once more.
        """
        reused = self._socket is not None
        got = self._ask(content, label, limit, keep)
        if got.status or not (reused and resend) or got.seconds > 0.5:
            return got
        return self._ask(content, label, limit, keep)

    def _ask(self, content: bytes, label: str, limit: float, keep: int) -> Sample:
        response, first = Response(keep), 0.0
        start = time.perf_counter()
        try:
            if self._socket is None:
                self._socket = connect(self.target, self.client)
            self._socket.sendall(content)
            while True:
                left = limit - (time.perf_counter() - start)
                if left <= 0:
                    raise TimeoutError(f"no answer in {limit:g} s")
                self._socket.settimeout(left)
                data = self._socket.recv(READ)
                done = response.feed(data)
                if response.size and not first:
                    first = time.perf_counter() - start
                if done:
                    break
                if not data:
                    raise ConnectionError("closed in the middle of an answer")
        except OSError as error:
            self.close()
            return Sample(label, time.perf_counter() - start, 0, body=str(error).encode(), client=self.client)
        seconds = time.perf_counter() - start
        if response.closes:
            self.close()
        headers = tuple(response.headers.items())
        body = bytes(response.body)
        return Sample(label, seconds, response.status, response.size, response.lines, first, body, self.client, headers)

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
