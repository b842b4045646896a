"""A worker process, for queries or for writes, as the server sees it: started, given one task at a time, ended."""

import contextlib
import multiprocessing
import os
import threading
from collections.abc import Callable
from typing import Any

NICENESS = 5
"""How much the processes of long queries stand back behind all others."""

# a process of its own that has everything imported and forks workers from itself: 10 ms for each, and safe where the
# server has threads
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([f"{__package__}.worker", f"{__package__}.updates"])
_starting = threading.Lock()


class ProcessEndedError(Exception):
    """The process is no longer there; ``code`` is its exit code, negative for a signal."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


class WorkerProcess:
    """One worker, started at once: it runs ``work`` with its end of a connection and these arguments."""

    def __init__(self, work: Callable[..., None], *arguments: object) -> None:
        self._connection, other = _CONTEXT.Pipe()
        with _starting:
            self._process = _CONTEXT.Process(target=work, args=(other, *arguments), daemon=True)
            self._process.start()
        other.close()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid or 0

    def begin(self, task: object) -> None:
        """Give it a task. Raises ProcessEndedError."""
        try:
            self._connection.send(task)
        except OSError:
            raise self._ended() from None

    def wait(self, seconds: float) -> Any:
        """What it says within so many seconds, None where it says nothing. Raises ProcessEndedError."""
        try:
            if not self._connection.poll(seconds):
                return None
            return self._connection.recv()
        except (EOFError, OSError):
            raise self._ended() from None

    def stand_back(self) -> None:
        """Let other processes go first; this can't be undone."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, NICENESS)

    def end(self, *, wait: bool = False) -> None:
        """End it in the midst of whatever it does; ``wait`` until it is gone."""
        self._connection.close()
        self._process.kill()
        if wait:
            self._process.join()

    def _ended(self) -> ProcessEndedError:
        self._process.join(5)
        return ProcessEndedError(self._process.exitcode)
