"""What runs in the process of a user's shapes: reads shapes, then graph after graph, and answers with reports."""

import contextlib
import json
import os
import queue
import signal
import sys
import threading

from .confined import receive, send
from .engines import prepare
from .graphs import graph_of_n_triples, n_triples_of

GRACE = 5.0
"""Seconds over the limit after which the process ends by itself, should nobody be there to end it."""


def serve() -> None:
    """Serve standard input until it ends; the process ends at once when whoever started it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who started this, who ends it
    incoming, outgoing = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    tasks: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def read() -> None:
        with contextlib.suppress(Exception):
            while True:
                tasks.put(receive(incoming)[1])
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    asked = json.loads(tasks.get())
    _confine(int(asked["memory"]))
    shapes = graph_of_n_triples(tasks.get())
    send(outgoing, b"R", b"")
    run = None
    while True:
        data = tasks.get()
        guard = threading.Timer(float(asked["limit"]) + GRACE, os._exit, (3,))
        guard.daemon = True
        guard.start()
        try:
            if run is None:
                run = prepare(asked["engine"], [shapes], own=False)
            answer = b"R", n_triples_of(run(graph_of_n_triples(data)))
        except MemoryError:
            answer = b"M", b""
        except Exception as error:
            # A malformed shape makes engines raise errors of their own, of rdflib, of re and others.
            words = str(getattr(error, "message", "")) or str(error) or type(error).__name__
            answer = b"E", " ".join(words.split()).encode()
        guard.cancel()
        send(outgoing, *answer)


def _confine(memory: int) -> None:
    """Hold the process to so many bytes, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory if most == resource.RLIM_INFINITY else min(memory, most), most))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
