"""A process that extracts for another one: the other end of ``workers``."""

import gc
import os
import pickle
import signal
import sys

from .extractor import Extractor
from .workers import Answer, Task


def serve(base_iri: str, tagger: bool, remembered: int) -> None:
    """Be a worker: answer tasks until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one ends it
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what is printed must not come between the answers
    extractor = Extractor(base_iri, tagger, remembered)
    gc.freeze()  # the pipeline stays for good
    while True:
        try:
            task: Task = pickle.load(tasks)  # noqa: S301
        except EOFError:
            return
        try:
            answer: Answer | None = extractor.extract(*task)
        except Exception:  # raised again where the task comes from
            answer = None
        pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()
