"""Writes to a store that is being served: one at a time, each a generation of its own, all or nothing.

A worker process changes a copy of the published generation and is killed at the time limit; this process publishes
the copy when the worker has left it. Whatever dies in between, the published generation stays as it was.
"""

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from .sparql.process import ProcessEndedError, WorkerProcess
from .sparql.protocol import ProblemError
from .sparql.updates import Change, Changed, Effect, Load, Update, Work, make_changes
from .sparql.worker import Failed
from .store import Draft, LocalStore, StoreBusyError, StoreError

WAITING = 8
"""Writes that wait for their turn at most, the one that runs included."""
OTHERS = 0.5
"""Seconds that a write waits for one of another process, such as a second server of the same store."""
CHUNK = 1 << 20


def _ignore(_what: str) -> None:
    pass


class Writing:
    """Writes to one store. ``timeout`` in seconds, ``memory_limit`` in bytes, ``base`` the base IRI of its instances.

    LOAD and SERVICE reach only ``allowed_hosts``. ``counted`` is called with what became of each write: "done",
    "refused", "stopped" or "busy".
    """

    def __init__(
        self,
        store: LocalStore,
        base: str,
        *,
        timeout: float = 30.0,
        memory_limit: int = 4 << 30,
        allowed_hosts: tuple[str, ...] = (),
        counted: Callable[[str], None] = _ignore,
    ) -> None:
        self.store, self.base, self.timeout = store, base, timeout
        self._allowed_hosts, self._counted = allowed_hosts, counted
        self._room = threading.BoundedSemaphore(WAITING)
        self._turn = threading.Lock()
        self._spool = tempfile.TemporaryDirectory(prefix="practicegraph-")
        self._memory_limit = memory_limit
        self._process: WorkerProcess | None = None
        self._closed = False

    def warm(self) -> None:
        """Start the worker process now."""
        with self._turn:
            self._started()

    def _started(self) -> WorkerProcess:
        if self._process is None:
            self._process = WorkerProcess(make_changes, self._memory_limit)
        return self._process

    def _end(self) -> None:
        """End the worker process; the next write starts another one."""
        process, self._process = self._process, None
        if process is not None:
            process.end(wait=True)  # nobody writes to the draft any more

    def keep(self, body: BinaryIO) -> Path:
        """The body of a request as a file, which the caller removes when the change is made."""
        with tempfile.NamedTemporaryFile(dir=self._spool.name, delete=False) as file:
            try:
                while chunk := body.read(CHUNK):
                    file.write(chunk)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        return Path(file.name)

    def run(self, change: Change, timeout: float | None = None) -> Effect:
        """Make a change, within the operator's time limit or a lower one; it is on disk when this returns.

        Raises QueryError where it cannot be made, ProblemError where it has to wait too long or the limit is hit.
        Nothing is changed then.
        """
        seconds = min(timeout or self.timeout, self.timeout)
        if not self._room.acquire(blocking=False):
            self._counted("busy")
            raise _busy(f"{WAITING} writes are waiting already.", 5)
        try:
            if not self._turn.acquire(timeout=seconds):
                self._counted("busy")
                raise _busy(f"Other writes went before for {seconds:g} s.", 5)
            try:
                effect = self._write(change, seconds)
            except ProblemError as problem:
                self._counted("busy" if problem.title == BUSY else "stopped")
                raise
            except Exception:
                self._counted("refused")
                raise
            finally:
                self._turn.release()
        finally:
            self._room.release()
        self._counted("done")
        return effect

    def _write(self, change: Change, seconds: float) -> Effect:
        try:
            with self.store.write(wait=OTHERS) as writer:
                draft = writer.draft()
                effect = self._work(draft, change, seconds)
                if effect.existed or isinstance(change, Load | Update):
                    writer.publish()
                return effect
        except StoreBusyError:
            raise _busy("The store is being written by another process, most likely a build.", 30) from None
        except (StoreError, OSError) as error:
            raise ProblemError(503, "Write failed", str(error)) from error

    def _work(self, draft: Draft, change: Change, seconds: float) -> Effect:
        source = None if draft.source is None else str(draft.source)
        work = Work(str(draft.path), source, change, self.base, seconds, self._allowed_hosts)
        if self._closed:
            raise ProblemError(503, "Stopping", "The server is being stopped.")
        process = self._started()
        message: Changed | Failed | None
        try:
            try:
                process.begin(work)
            except ProcessEndedError:  # while it was idle
                self._end()
                process = self._started()
                process.begin(work)
            message = process.wait(seconds)
        except ProcessEndedError:
            self._end()
            raise ProblemError(
                503,
                "Write stopped",
                "The process that wrote ended, most likely at its memory limit, and nothing was changed. "
                "Send less at once.",
            ) from None
        if message is None or message.retire:
            self._end()
        if message is None:
            raise ProblemError(
                503,
                "Time limit",
                f"The write was stopped at its time limit of {seconds:g} s, and nothing was changed. Send less at "
                "once, or make the pattern narrower.",
            )
        if isinstance(message, Failed):
            raise message.error
        return message.effect

    def close(self) -> None:
        """End the worker process; a write that it is at is not made."""
        self._closed = True
        self._end()
        self._spool.cleanup()


BUSY = "Store busy"


def _busy(why: str, seconds: int) -> ProblemError:
    return ProblemError(
        503, BUSY, f"{why} Nothing was changed; try again in {seconds} s.", headers={"Retry-After": str(seconds)}
    )
