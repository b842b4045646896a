"""Answers kept in memory, the least recently used given up first, and their tags (RFC 9110, section 8.8.3)."""

import hashlib
import re
import threading
from collections import OrderedDict

from .job import Answer, Job

OVERHEAD = 500
"""Bytes that an answer takes besides its content, about."""
# each evaluation may differ; found in strings and comments too, which costs no more than one run of the query
_CHANGING = re.compile(r"RAND|NOW|UUID|SERVICE|\\u", re.IGNORECASE)


def tag(job: Job, generation: int | None) -> str | None:
    """What names the answer to a job in a state of the store; None where asking twice may give two answers.

    >>> tag(Job("ASK {}"), 1) == tag(Job("ASK {}"), 1) != tag(Job("ASK {}"), 2)
    True
    >>> tag(Job("SELECT (NOW() AS ?now) {}"), 1) is None
    True
    """
    if generation is None or _CHANGING.search(job.query):
        return None
    return hashlib.sha256(repr((generation, job)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Cache:
    """Answers by tag, with at most ``size`` bytes in all; none is larger than an eighth of that."""

    def __init__(self, size: int) -> None:
        self._size, self._taken = size, 0
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: str) -> Answer | None:
        """The answer with this tag, None where it is not kept."""
        with self._lock:
            answer = self._answers.get(name)
            if answer is not None:
                self._answers.move_to_end(name)
            return answer

    def put(self, name: str, answer: Answer) -> None:
        """Keep an answer that is whole and small enough."""
        size = len(answer.content) + OVERHEAD
        if answer.rest is not None or size > self._size // 8:
            return
        with self._lock:
            if name in self._answers:
                return
            self._answers[name] = answer
            self._taken += size
            while self._taken > self._size:
                _, old = self._answers.popitem(last=False)
                self._taken -= len(old.content) + OVERHEAD
