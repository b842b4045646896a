"""Processes that extract beside this one, so that many texts use all cores.

A worker is this interpreter started anew with the same search path: it reads pickled tasks from its standard input and
writes pickled answers, and it ends when that input does, so none outlives the process that started it. Nothing is
forked (threads may run), and the caller's main module is not imported again (no ``if __name__ == "__main__"`` needed).
"""

import os
import pickle
import queue
import subprocess
import sys
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from .document import Document
from .model import Assertion

Task = tuple[str | Document, str | None]
"""What ``Extractor.extract`` is given: text and company."""
Answer = list[Assertion]

MOST = 4
"""Processes that are used unless more are asked for; each takes some 350 MiB."""
SMALL = 120_000
"""Characters of text up to which starting a process takes longer than it saves."""
_AHEAD = 4
"""Texts for each process that are read before their turn."""

_START = """
import importlib, pickle, sys
sys.path[:], name, *options = pickle.load(sys.stdin.buffer)
importlib.import_module(name).serve(*options)
"""


def usable_processors() -> int:
    """The processors that this process may run on."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


class Workers:
    """``count`` processes, started at once; they are ready when they have loaded the pipeline."""

    def __init__(self, count: int, base_iri: str, tagger: bool, remembered: int) -> None:
        self.count = count
        self._idle: queue.SimpleQueue[subprocess.Popen[bytes] | None] = queue.SimpleQueue()
        processes = [_started(base_iri, tagger, remembered) for _ in range(count)]
        for process in processes:
            self._idle.put(process)
        self._threads = ThreadPoolExecutor(count)
        self._end = weakref.finalize(self, _ended, processes, self._threads)

    def submit(self, task: Task) -> Future[Answer | None]:
        """The answer to come; None where the worker could not give one, whatever the reason."""
        return self._threads.submit(_asked, self._idle, task)

    def close(self) -> None:
        """End the processes; done by itself when the object goes or the interpreter ends."""
        self._end()


def in_order(tasks: Iterable[Task], workers: Workers, own: Callable[[Task], Answer]) -> Iterator[Answer]:
    """The answers in the order of the tasks; this process does one by ``own`` whenever it would only wait.

    What a worker could not do is done here too, where its error can be raised.
    """
    coming = iter(tasks)
    pending: deque[tuple[Task, Future[Answer | None]]] = deque()
    while True:
        while sum(not answer.done() for _, answer in pending) < 2 * workers.count:
            task = next(coming, None)
            if task is None:
                break
            pending.append((task, workers.submit(task)))
        if not pending:
            return
        task, answer = pending[0]
        if not answer.done() and len(pending) < _AHEAD * (workers.count + 1):
            extra = next(coming, None)
            if extra is not None:
                pending.append((extra, _done(own, extra)))
                continue
            waiting = next((i for i, (_, later) in enumerate(pending) if later.cancel()), None)
            if waiting is not None:
                task, _ = pending[waiting]
                pending[waiting] = task, _done(own, task)
                continue
        pending.popleft()
        found = answer.result()
        yield own(task) if found is None else found


def _done(own: Callable[[Task], Answer], task: Task) -> Future[Answer | None]:
    """The answer of this process; an error is kept until its turn."""
    future: Future[Answer | None] = Future()
    try:
        future.set_result(own(task))
    except Exception as error:
        future.set_exception(error)
    return future


def _started(base_iri: str, tagger: bool, remembered: int) -> subprocess.Popen[bytes]:
    module = f"{__package__}.worker"  # named, not imported: it imports the extractor, which starts workers
    process = subprocess.Popen([sys.executable, "-c", _START], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    _send(process, (sys.path, module, base_iri, tagger, remembered))
    return process


def _send(process: subprocess.Popen[bytes], value: object) -> None:
    assert process.stdin is not None  # noqa: S101
    pickle.dump(value, process.stdin, pickle.HIGHEST_PROTOCOL)
    process.stdin.flush()


def _asked(idle: "queue.SimpleQueue[subprocess.Popen[bytes] | None]", task: Task) -> Answer | None:
    process = idle.get()
    if process is None:
        idle.put(None)
        return None
    try:
        _send(process, task)
        assert process.stdout is not None  # noqa: S101
        answer: Answer | None = pickle.load(process.stdout)  # noqa: S301
    except (OSError, EOFError, ValueError, pickle.PickleError):
        idle.put(None)  # in its place, so that nobody waits for a worker that is gone
        return None
    idle.put(process)
    return answer


def _ended(processes: list[subprocess.Popen[bytes]], threads: ThreadPoolExecutor) -> None:
    threads.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
