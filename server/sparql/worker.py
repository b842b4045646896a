"""What runs in a worker process: one query after the other, over the store's newest generation, opened read-only,
or over what another server holds.

The process holds no lock and no half-written state, so it may be killed at any moment. It ends by itself when the
server is gone.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from ..store import Generation, LocalStore, StoreError
from .evaluation import evaluate
from .job import Job, Kind, QueryError
from .remote import Remote
from .remote import evaluate as evaluate_remote
from .safety import QueryRefusedError, check_query
from .xml import Sink

INLINE = 1 << 20
"""Bytes of an answer that come back in memory; a larger one goes into a file."""
SWOLLEN = 256 << 20
"""A worker that took this much more memory than at its start is replaced after its query."""
GRACE = 2.0
"""Seconds beyond the time limit after which the system ends a worker that its server did not end."""
INHERITED = 1024
"""File descriptors from this number on are nobody's when a worker starts."""
_DIES_ALONG = sys.platform == "linux"  # a server that is killed takes its workers along, amid a query too


class Task(NamedTuple):
    """A job with the file for a large answer, the limit of its bytes and of the seconds that it may take."""

    job: Job
    spool: str
    result_limit: int
    seconds: float


class Begun(NamedTuple):
    """An answer grows in the task's file."""

    kind: Kind
    media_type: str
    generation: int | None


class Done(NamedTuple):
    """The query is answered: ``content`` is the answer, or None where it is in the file. ``retire``: the last one."""

    kind: Kind
    media_type: str
    generation: int | None
    content: bytes | None
    size: int
    retire: bool = False


class Failed(NamedTuple):
    """The query has no answer."""

    error: QueryError
    retire: bool = False


Message = Begun | Done | Failed
Write = Callable[[Sink], None]


class _Output:
    """Takes an answer: its first bytes into memory, all of them into the file once there are too many."""

    def __init__(self, task: Task, begun: Begun, connection: Connection) -> None:
        self._task, self._begun, self._connection = task, begun, connection
        self._parts: list[bytes] = []
        self._file: BinaryIO | None = None
        self.size = 0

    def write(self, content: bytes, /) -> int:
        self.size += len(content)
        if self.size > self._task.result_limit:
            raise OverflowError
        if self._file is not None:
            self._file.write(content)
        else:
            self._parts.append(content)
            if self.size > INLINE:
                self._file = Path(self._task.spool).open("wb", buffering=1 << 16)  # noqa: SIM115 - for further writes
                self._file.writelines(self._parts)
                self._parts.clear()
                self._connection.send(self._begun)
        return len(content)

    def flush(self) -> None:
        """Nothing: the end of the answer flushes."""

    def close(self) -> bytes | None:
        """End the answer; its content, or None where it is in the file."""
        if self._file is None:
            return b"".join(self._parts)
        self._file.close()
        return None


class _Newest:
    """The newest generation of a store in a folder."""

    def __init__(self, root: Path, memory_limit: int) -> None:
        self._root, self._memory_limit = root, memory_limit
        self._opened: tuple[LocalStore, Generation] | None = None

    def open(self) -> int | None:
        """Open it where that has not been done; its number. Raises StoreError."""
        if self._opened is not None:
            store, generation = self._opened
            if store.current == generation.number:
                return generation.number
            self.close()
        bound(None)
        store = LocalStore(self._root)
        self._opened = store, store.read()
        bound(self._memory_limit)  # what a query takes is counted from the memory that it takes when it is open
        return self._opened[1].number

    def close(self) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            opened[1].close()

    def begin(self, job: Job) -> tuple[Kind, str, Write]:
        return evaluate(cast(tuple[LocalStore, Generation], self._opened)[1].graph, job)


class _Elsewhere:
    """What another server holds, in whatever state."""

    def __init__(self, remote: Remote, memory_limit: int) -> None:
        self._remote = remote
        bound(memory_limit)

    def open(self) -> int | None:
        return None

    def close(self) -> None:
        """Nothing: each query has a connection of its own."""

    def begin(self, job: Job) -> tuple[Kind, str, Write]:
        return evaluate_remote(self._remote, job)


def work(connection: Connection, root: Path | Remote, memory_limit: int) -> None:
    """Answer the tasks that come over the connection until it is closed."""
    prepare(connection.fileno())
    source = _Elsewhere(root, memory_limit) if isinstance(root, Remote) else _Newest(root, memory_limit)
    with contextlib.suppress(StoreError):
        source.open()
    small = peak() + SWOLLEN
    while True:
        try:
            task: Task = connection.recv()
        except (EOFError, OSError):
            return
        if not _DIES_ALONG:
            signal.setitimer(signal.ITIMER_REAL, task.seconds + GRACE)
        message: Done | Failed
        try:
            message = _answer(source, task, connection, small)
        except StoreError as error:
            source.close()
            message = Failed(QueryError(503, "No graph", str(error), retry_after=60))
        except MemoryError:
            message = Failed(out_of_memory(memory_limit), retire=True)
        except QueryError as error:
            message = Failed(error, retire=peak() > small)
        except (ValueError, RuntimeError) as error:
            message = Failed(QueryError(500, "Query failed", str(error)[:500]), retire=True)
        if not _DIES_ALONG:
            signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            connection.send(message)
        except OSError:
            return
        if message.retire:
            return


def _answer(source: _Newest | _Elsewhere, task: Task, connection: Connection, small: int) -> Done:
    generation = source.open()
    _check(task.job)
    kind, media_type, write = source.begin(task.job)
    output = _Output(task, Begun(kind, media_type, generation), connection)
    try:
        write(output)
    except OverflowError:
        raise QueryError(
            413,
            "Result too large",
            f"The answer is larger than this server's limit of {task.result_limit / (1 << 20):,.0f} MB. Ask for less: "
            "add LIMIT and OFFSET or a narrower pattern, or count instead of listing.",
            limit="result",
        ) from None
    return Done(kind, media_type, generation, output.close(), output.size, retire=peak() > small)


def _check(job: Job) -> None:
    """Raise QueryError where the query contacts hosts that it may not.

    Here, not in the server: a text of some megabytes takes seconds to look through.
    """
    try:
        check_query(job.query, job.allowed_hosts)
    except QueryRefusedError as error:
        raise QueryError(400, "Query refused", str(error), error.line, error.column) from None


def out_of_memory(limit: int) -> QueryError:
    """What the client of a query is told that took too much memory."""
    return QueryError(
        503,
        "Memory limit",
        f"The query was stopped at its memory limit of {limit >> 20:,} MB. Ask for less: sort and group fewer rows, "
        "or add a LIMIT to an inner SELECT.",
        limit="memory",
    )


def prepare(kept: int) -> None:
    """Make this process a worker: of what it inherited it keeps this file descriptor, and it ends when told to."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to handle
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # ends at once, inside the engine too
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    # among what is inherited is a pipe by which the process that forks workers knows that the server is there
    os.closerange(3, kept)
    os.closerange(kept + 1, INHERITED)
    if _DIES_ALONG:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # what the engine prints as it runs out of memory; the server says it in one line
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    os.close(nothing)


def bound(memory_limit: int | None) -> None:
    """Let this process take so many bytes of memory beyond those that it has now; None: as many as it likes."""
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = most if memory_limit is None else _mapped() + memory_limit
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def _mapped() -> int:
    """Bytes that the process has mapped; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def peak() -> int:
    """The most memory that this process took so far, in bytes."""
    taken = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return taken if sys.platform == "darwin" else taken * 1024
