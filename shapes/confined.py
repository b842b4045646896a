"""A user's shapes in a process of their own, which is killed when it takes too long: one process for all graphs."""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterable
from typing import IO

from rdflib import Graph

from .graphs import Triple, graph_of_n_triples, n_triples_of
from .user import ShapesError

MEMORY = 2 << 30
"""Bytes of address space that the process may take, where the system can hold it to that."""

_WORKER = f"{__package__}.confined_worker"
# isolated from the environment, and finding modules where this process finds them
_START = f"import json, sys; sys.path[:] = json.loads(sys.argv[1]); from {_WORKER} import serve; serve()"


class Confined:
    """Runs one file of shapes over graph after graph; its process starts with the first and ends with `close`.

    Not for several threads at once. The process also ends by itself when this one is gone, however that came.
    """

    def __init__(self, shapes: Graph, engine: str, name: str, limit: float) -> None:
        self._shapes, self._engine, self._name, self._limit = shapes, engine, name, limit
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, data: Iterable[Triple], graph: str = "") -> Graph:
        """The report on a graph, which messages call ``graph``. Raises `ShapesError`, with name and remedy."""
        content = n_triples_of(set(data))
        try:
            kind, answer, late = self._asked(self._process or self._started(), content)
        except BaseException:  # Ctrl-C too
            self.close()
            raise
        if kind == b"R":
            return graph_of_n_triples(answer)
        code = self.close()
        at = f" on {graph}" if graph else ""
        if late:
            reason = f"took longer than {self._limit:g} seconds{at} and was ended; {_LESS}, or give it more time"
        elif kind == b"M":
            reason = f"needs more than {MEMORY / 2**30:g} GB of memory{at}; {_LESS}"
        elif kind == b"E":
            reason = answer.decode("utf-8", "replace")
        else:
            reason = f"its process ended by itself{at} (exit code {code}), maybe for want of memory; {_LESS}"
        raise ShapesError(self._name, reason)

    def _asked(self, process: subprocess.Popen[bytes], content: bytes) -> tuple[bytes, bytes, bool]:
        """Its answer (nothing where it has ended), and whether it was ended for being late."""
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._limit, stop)
        timer.daemon = True
        timer.start()
        try:
            return (*_exchange(process, content), False)
        except (OSError, EOFError):
            return b"", b"", late.is_set()
        finally:
            timer.cancel()

    def close(self) -> int | None:
        """End the process in the midst of whatever it does; its exit code."""
        process, self._process = self._process, None
        if process is None:
            return None
        process.kill()
        process.wait()
        for stream in _pipes(process):
            with contextlib.suppress(OSError):
                stream.close()
        return process.returncode

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-I", "-c", _START, json.dumps([entry for entry in sys.path if entry])]
        self._process = process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        asked = {"engine": self._engine, "memory": MEMORY, "limit": self._limit}
        with contextlib.suppress(OSError, EOFError):  # a process that is gone is noticed when it is asked
            send(_pipes(process)[0], b"S", json.dumps(asked).encode())
            _exchange(process, n_triples_of(self._shapes))  # the time until it is there is not the shapes'
        return process


_LESS = "let its queries begin at $this, and join less"


def send(stream: IO[bytes], kind: bytes, content: bytes) -> None:
    """Write one message: a letter, its length in eight bytes, and its content."""
    stream.write(kind + len(content).to_bytes(8, "big") + content)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[bytes, bytes]:
    """Read one message that `send` wrote. Raises EOFError where there is none, or less than a whole one."""
    head = stream.read(9)
    content = stream.read(int.from_bytes(head[1:], "big")) if len(head) == 9 else b""
    if len(head) < 9 or len(content) < int.from_bytes(head[1:], "big"):
        raise EOFError
    return head[:1], content


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None  # noqa: S101
    assert process.stdout is not None  # noqa: S101
    return process.stdin, process.stdout


def _exchange(process: subprocess.Popen[bytes], content: bytes) -> tuple[bytes, bytes]:
    given, answers = _pipes(process)
    send(given, b"D", content)
    return receive(answers)
