"""A worker process as the server sees it: started, given one task at a time, ended."""

import contextlib
import multiprocessing
import os
import threading
from pathlib import Path

from .worker import Begun, Done, Failed, Message, Task, work

NICENESS = 5
"""How much the processes of long queries stand back behind all others."""

# a process of its own that has everything imported and forks workers from itself: 10 ms for each, and safe where the
# server has threads
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([f"{__package__}.worker"])
_starting = threading.Lock()


class ProcessEndedError(Exception):
    """The process is no longer there; ``code`` is its exit code, negative for a signal."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


class WorkerProcess:
    """One worker, started at once."""

    def __init__(self, root: Path, memory_limit: int) -> None:
        self._connection, other = _CONTEXT.Pipe()
        with _starting:
            self._process = _CONTEXT.Process(target=work, args=(other, str(root), memory_limit), daemon=True)
            self._process.start()
        other.close()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid or 0

    def begin(self, task: Task) -> None:
        """Give it a task. Raises ProcessEndedError."""
        try:
            self._connection.send(task)
        except OSError:
            raise self._ended() from None

    def wait(self, seconds: float) -> Message | None:
        """What it says within so many seconds, None where it says nothing. Raises ProcessEndedError."""
        try:
            if not self._connection.poll(seconds):
                return None
            message = self._connection.recv()
        except (EOFError, OSError):
            raise self._ended() from None
        if not isinstance(message, Begun | Done | Failed):
            raise TypeError(message)
        return message

    def stand_back(self) -> None:
        """Let other processes go first; this can't be undone."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, NICENESS)

    def end(self) -> None:
        """End it in the midst of whatever it does."""
        self._connection.close()
        self._process.kill()

    def _ended(self) -> ProcessEndedError:
        self._process.join(5)
        return ProcessEndedError(self._process.exitcode)
