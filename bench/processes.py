"""Processes of a server: started in a session of their own, watched through /proc, and always ended."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Self

PATIENCE = 10.0
"""Seconds that a process has to end by itself."""
EVERY = 0.2
"""Seconds between two looks at memory."""


@contextmanager
def started(command: Sequence[str], log: IO[bytes], **options: object) -> Iterator[subprocess.Popen[str]]:
    """A process and whatever it starts, in a session of their own; all of them have ended afterwards.

    What it writes to standard error goes to ``log``.
    """
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True, **options
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
        end_session(process.pid)
        process.wait()
        process.stdout.close()


def end_session(leader: int) -> None:
    """Kill what is left of a session that was started here."""
    for pid in session(leader):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def session(leader: int) -> list[int]:
    """The processes of a session, by the number of its leader, who may be gone."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) == leader and fields[0] not in "ZX":
                    found.append(int(entry.name))
    return found


def memory(pids: Sequence[int]) -> tuple[float, float]:
    """Resident MB of processes together: pages that they share counted once, and counted in each."""
    once = each = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    once += int(line.split()[1])
                elif line.startswith("Rss:"):
                    each += int(line.split()[1])
    return once / 1024, each / 1024


def wait_until_idle(leader: int, seconds: float = 40.0) -> None:
    """Until a session has finished what nobody waits for any more, or for so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        before = processor_seconds(leader)
        time.sleep(0.5)
        if processor_seconds(leader) - before <= 0.05:
            return


def processor_seconds(leader: int) -> float:
    """Processor time that a session's processes have taken so far."""
    total = 0
    for pid in session(leader):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += sum(map(int, fields[11:15]))  # its own, and of children that it has outlived
    return total / os.sysconf("SC_CLK_TCK")


class Watch:
    """Looks at a session's memory and number of processes until the ``with`` ends."""

    def __init__(self, leader: int) -> None:
        self.leader = leader
        self.seen: list[tuple[float, float, int]] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while True:
            pids = session(self.leader)
            self.seen.append((*memory(pids), len(pids)))
            if self._stop.wait(EVERY):
                return

    @property
    def peak(self) -> float:
        """The most MB, shared pages counted once."""
        return max(once for once, _, _ in self.seen)

    @property
    def peak_each(self) -> float:
        """The most MB, shared pages counted in each process."""
        return max(each for _, each, _ in self.seen)

    @property
    def most_processes(self) -> int:
        """The most processes."""
        return max(number for _, _, number in self.seen)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()
