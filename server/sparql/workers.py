"""Queries run in worker processes, which are killed at their time limit (Oxigraph's Python interface has none).

A query begins in one of a few processes for short queries. After `LONG_AFTER` seconds it is long: it goes on in that
process, which from then on stands back behind all others and ends with the query, while a new one takes its place among
the short ones. See `queue` for who may be long. A worker that ends, however it ends, is replaced.
"""

import contextlib
import logging
import os
import signal
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable
from itertools import count
from pathlib import Path
from time import monotonic

from .evaluation import syntax_problem
from .job import Answer, Job, Kind, QueryError
from .process import ProcessEndedError, WorkerProcess
from .queue import STEP, Admission, hung_up
from .remote import Remote
from .spool import Spool
from .worker import Begun, Done, Failed, Message, Task, out_of_memory, work

DEFAULT_TIMEOUT = 30.0
DEFAULT_RESULT_LIMIT = 1 << 30
DEFAULT_MEMORY_LIMIT = 4 << 30
LONG_AFTER = 1.0
"""Seconds after which a query is long."""
REMEMBERED = 1000
"""Queries that hit the limit of time or memory, which wait for a long place when they come again."""

__all__ = ["Answer", "Job", "Kind", "QueryError", "Workers", "syntax_problem"]


_log = logging.getLogger(__name__)


def _name(job: Job) -> int:
    return hash((job.query, job.default_graphs, job.named_graphs, job.unnamed))


def _never() -> bool:
    return False


def _unnoted(_event: str) -> None:
    return


class Workers:
    """Worker processes over one store. ``timeout`` in seconds, limits in bytes.

    ``processes`` answer short queries; as many more run long ones. ``noted`` is called with a word for each thing that
    happens to a query: "answered", "refused", "long", "restarted", "killed" (at its time limit), "out of memory",
    "crashed", "hung up".
    """

    def __init__(
        self,
        root: Path | Remote,
        *,
        processes: int | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        result_limit: int = DEFAULT_RESULT_LIMIT,
        memory_limit: int = DEFAULT_MEMORY_LIMIT,
        queue: int = 64,
        per_client: int = 8,
        long_after: float = LONG_AFTER,
        noted: Callable[[str], None] = _unnoted,
    ) -> None:
        self.root, self.timeout, self.result_limit, self.memory_limit = root, timeout, result_limit, memory_limit
        self.processes = processes or max(2, min(8, os.cpu_count() or 2))
        self.long_after, self.noted = long_after, noted
        self.admission = Admission(short=self.processes, long=self.processes, queue=queue, per_client=per_client)
        self._spool = tempfile.TemporaryDirectory(prefix="practicegraph-")
        self._numbers = count()
        self._lock = threading.Lock()
        self._idle: list[WorkerProcess] = []
        self._all: set[WorkerProcess] = set()
        self._starting: list[threading.Thread] = []
        self._endless: OrderedDict[int, None] = OrderedDict()
        self._closed = False

    @property
    def running(self) -> int:
        """Queries at work in a process."""
        return self.admission.running

    @property
    def waiting(self) -> int:
        """Queries that wait for a process."""
        return self.admission.waiting

    def warm(self) -> None:
        """Start the worker processes now."""
        while not self._closed and len(self._idle) < self.processes:
            self._put(self._start())

    def run(
        self,
        job: Job,
        timeout: float | None = None,
        *,
        client: str | None = None,
        gone: Callable[[], bool] = _never,
    ) -> Answer:
        """Answer a query of a client, within the operator's time limit or a lower one.

        An answer that is not complete when its query becomes long, and too large for memory, is returned as it grows.
        ``gone`` says whether the client has hung up; the query is stopped then.
        Raises QueryError for malformed queries and for each limit that is hit.
        """
        seconds = min(timeout or self.timeout, self.timeout)
        try:
            ticket = self.admission.enter(client, long=_name(job) in self._endless)
        except QueryError:
            self.noted("refused")
            raise
        run = None
        try:
            ticket.wait(self.timeout, gone)
            run = _Run(self, job, seconds, ticket.leave, gone)
            if ticket.lane == "short" and not run.until(self.long_after):
                self.noted("long")
                if not ticket.lengthen():
                    self.noted("restarted")
                    run.stop()
                    ticket.wait(self.timeout, gone)
                    run = _Run(self, job, seconds, ticket.leave, gone)
            if ticket.lane == "long":
                run.lengthen()
                run.until(None)
            return run.answer()
        except BaseException as error:
            if isinstance(error, QueryError) and error.limit in ("time", "memory") and seconds > self.long_after:
                self._remember(job)
                self.admission.suspect(client)
            if run is not None:
                run.stop()
            ticket.leave()
            raise

    def _remember(self, job: Job) -> None:
        with self._lock:
            self._endless[_name(job)] = None
            if len(self._endless) > REMEMBERED:
                self._endless.popitem(last=False)

    def close(self) -> None:
        """Stop the processes and remove what they spooled."""
        with self._lock:
            self._closed = True
            starting = self._starting
        for thread in starting:
            thread.join(5)
        with self._lock:
            ending, self._idle = list(self._all), []
            self._all.clear()
        for process in ending:
            process.end()
        self._spool.cleanup()

    def spool_file(self) -> Path:
        """Where a large answer goes; nothing is there yet."""
        return Path(self._spool.name, str(next(self._numbers)))

    def take(self) -> WorkerProcess:
        """An idle process, or a new one."""
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self._start()

    def give_back(self, process: WorkerProcess) -> None:
        """A process that has done its task and may do more."""
        self._put(process)

    def discard(self, process: WorkerProcess, *, replace: bool) -> None:
        """End a process, and start another one beforehand for the next query."""
        with self._lock:
            self._all.discard(process)
        process.end()
        if replace:
            self.replace()

    def _start(self) -> WorkerProcess:
        if self._closed:
            raise QueryError(503, "Stopping", "The server is being stopped.", retry_after=5)
        process = WorkerProcess(work, self.root, self.memory_limit)
        with self._lock:
            self._all.add(process)
        return process

    def _put(self, process: WorkerProcess) -> None:
        with self._lock:
            keep = not self._closed and len(self._idle) < self.processes
            if keep:
                self._idle.append(process)
            else:
                self._all.discard(process)
        if not keep:
            process.end()

    def replace(self) -> None:
        """Start a process for the next query, without waiting for it."""

        def start() -> None:
            with contextlib.suppress(QueryError, OSError):
                if len(self._idle) < self.processes:
                    self._put(self._start())

        thread = threading.Thread(target=start, name="worker-start", daemon=True)
        with self._lock:
            self._starting = [t for t in self._starting if t.is_alive()] + [thread]
            thread.start()


class _Run:
    """One query in one process, from its start to its end."""

    def __init__(
        self, workers: Workers, job: Job, seconds: float, leave: Callable[[], None], gone: Callable[[], bool]
    ) -> None:
        self._workers, self._seconds, self._leave, self._gone = workers, seconds, leave, gone
        self._path = workers.spool_file()
        self._begun: Begun | None = None
        self._done: Done | None = None
        self._over = False
        self.long = False
        task = Task(job, str(self._path), workers.result_limit, seconds)
        for _ in range(workers.processes + 1):
            self.process = workers.take()
            try:
                self.process.begin(task)
                break
            except ProcessEndedError:  # it died while it was idle
                workers.discard(self.process, replace=False)
        self._deadline = monotonic() + seconds

    def until(self, seconds: float | None) -> bool:
        """Wait until the answer is complete; False where that takes more seconds.

        Without a number of seconds wait until there is something to send. Raises QueryError.
        """
        end = self._deadline if seconds is None else min(self._deadline, monotonic() + seconds)
        while True:
            self.look(min(STEP, end - monotonic()))
            if self._done is not None or (seconds is None and self._begun is not None):
                return True
            if seconds is not None and end < self._deadline and monotonic() >= end:
                return False

    def lengthen(self) -> None:
        """Let the query go on as a long one; another process takes the place of this one."""
        self.long = True
        self.process.stand_back()
        self._workers.replace()

    def look(self, seconds: float) -> int | None:
        """Wait for so many seconds at most; the size of the answer, once that is complete. Raises QueryError."""
        if self._done is not None:
            return self._done.size
        try:
            message: Message | None = self.process.wait(max(0.0, seconds))
        except ProcessEndedError as error:
            raise self._ended(error) from None
        if isinstance(message, Begun):
            self._begun = message
        elif isinstance(message, Failed):
            self._free(retire=message.retire)
            if message.error.limit == "memory":
                self._workers.noted("out of memory")
            raise message.error
        elif message is not None:
            self._done = message
            self._free(retire=message.retire)
            self._workers.noted("answered")
            return message.size
        if self._gone():
            self._workers.noted("hung up")
            self.stop()
            raise hung_up()
        if monotonic() >= self._deadline:
            self._workers.noted("killed")
            self.stop()
            raise QueryError(
                503,
                "Time limit",
                f"The query was stopped at its time limit of {self._seconds:g} s. Make it narrower: name the graph or "
                "the company, add a LIMIT to an inner SELECT, or avoid patterns that share no variable.",
                limit="time",
            )
        return None

    def answer(self) -> Answer:
        """What there is to send. Its rest, if there is any, frees the place of the query when it is done with."""
        head = self._done or self._begun
        if head is None:
            raise RuntimeError("the query goes on")
        if self._done is not None and self._done.content is not None:
            self._leave()
            return Answer(head.kind, head.media_type, self._done.content, None, head.generation)
        file = self._path.open("rb", buffering=0)
        self._path.unlink(missing_ok=True)  # open until it is sent
        rest = Spool(file, self.look, self._let_go)
        return Answer(head.kind, head.media_type, b"", rest, head.generation)

    def _let_go(self) -> None:
        self.stop()
        self._leave()

    def stop(self) -> None:
        """End the query, wherever it is."""
        self._path.unlink(missing_ok=True)
        self._free(retire=True)

    def _free(self, *, retire: bool) -> None:
        if self._over:
            return
        self._over = True
        if retire or self.long:
            self._workers.discard(self.process, replace=not self.long)
        else:
            self._workers.give_back(self.process)

    def _ended(self, error: ProcessEndedError) -> QueryError:
        self.stop()
        if error.code in (-signal.SIGABRT, -signal.SIGKILL):  # what Rust does without memory, and what the system does
            self._workers.noted("out of memory")
            return out_of_memory(self._workers.memory_limit)
        self._workers.noted("crashed")
        _log.warning("A process ended with code %s while it ran a query.", error.code)
        return QueryError(
            503,
            "Query stopped",
            f"The process that ran the query ended (code {error.code}). Make the query simpler: fewer nested groups "
            "and expressions.",
        )
