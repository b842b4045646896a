"""A user's shapes in a process of their own, which is killed when it takes too long: one process for all graphs."""

import contextlib
import json
import subprocess
import sys
import threading
from typing import IO, Final

from rdflib import Graph

from .graphs import Triple, graph_of_n_triples, n_triples_of
from .user import ShapesError

MEMORY: Final = 4 << 30
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

    def run(self, data: "Graph | list[Triple]", graph: str = "") -> Graph:
        """The report on a graph, which messages call ``graph``. Raises `ShapesError`, with name and remedy."""
        late = threading.Event()

        def stop() -> None:
            late.set()
            self.close()

        content = n_triples_of(set(data))
        process = self._process or self._started()
        timer = threading.Timer(self._limit, stop)
        timer.daemon = True
        timer.start()
        try:
            kind, answer = _exchange(process, content)
        except (OSError, EOFError):
            raise ShapesError(self._name, self._reason(process, graph, late=late.is_set())) from None
        except BaseException:  # Ctrl-C too
            self.close()
            raise
        finally:
            timer.cancel()
        if kind == b"R":
            return graph_of_n_triples(answer)
        self.close()
        raise ShapesError(self._name, _TOO_LARGE if kind == b"M" else answer.decode("utf-8", "replace"))

    def close(self) -> None:
        """End the process in the midst of whatever it does."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    stream.close()  # type: ignore[union-attr]

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-I", "-c", _START, json.dumps([entry for entry in sys.path if entry])]
        self._process = process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        asked = {"engine": self._engine, "memory": MEMORY, "limit": self._limit}
        with contextlib.suppress(OSError):  # a process that is gone is noticed when it is asked
            send(_input(process), b"S", json.dumps(asked).encode())
            send(_input(process), b"S", n_triples_of(self._shapes))
        return process

    def _reason(self, process: subprocess.Popen[bytes], graph: str, *, late: bool) -> str:
        at = f" on {graph}" if graph else ""
        if late:
            return (
                f"took longer than {self._limit:g} seconds{at} and was ended: let its queries begin at $this, "
                "or give it more time (--shapes-timeout)"
            )
        self.close()
        return f"its process ended by itself{at} (exit code {process.returncode}): it may need too much memory"


_TOO_LARGE = (
    f"needs more than {MEMORY >> 30} GB of memory: let its queries begin at $this, and leave out what joins everything"
)


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


def _input(process: subprocess.Popen[bytes]) -> IO[bytes]:
    assert process.stdin is not None  # noqa: S101 - a pipe
    return process.stdin


def _exchange(process: subprocess.Popen[bytes], content: bytes) -> tuple[bytes, bytes]:
    assert process.stdout is not None  # noqa: S101 - a pipe
    try:
        send(_input(process), b"D", content)
        return receive(process.stdout)
    except ValueError:  # closed by the timer in the meantime
        raise EOFError from None
