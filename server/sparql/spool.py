"""An answer in a file, read while it is still being written."""

from collections.abc import Callable, Iterator
from io import FileIO

CHUNK = 1 << 16
STEP = 0.2
"""Seconds between two looks for more."""


class Spool:
    """The file of an answer.

    ``progress`` waits for at most so many seconds until the answer is complete and then says its size, else None; it
    raises QueryError where the query hit a limit. ``release`` is called once, when the answer is complete or let go.
    """

    def __init__(self, file: FileIO, progress: Callable[[float], int | None], release: Callable[[], None]) -> None:
        self.file = file
        self._progress, self._release = progress, release
        self._size: int | None = None
        self._released = False
        self._look(0.0)

    @property
    def size(self) -> int | None:
        """Bytes of the whole answer; None while they are not known."""
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        """The bytes as they come. Raises QueryError where the query hits a limit on the way."""
        try:
            while True:
                complete = self._size is not None
                chunk = self.file.read(CHUNK)
                if chunk:
                    yield chunk
                elif complete:
                    return
                self._look(0.0 if chunk else STEP)
        finally:
            self.close()

    def finish(self) -> None:
        """Wait until the answer is complete. Raises QueryError where the query hits a limit."""
        while self._size is None:
            self._look(STEP)

    def close(self) -> None:
        """Let the answer go."""
        self._end()
        self.file.close()

    def _look(self, seconds: float) -> None:
        if self._size is None:
            try:
                self._size = self._progress(seconds)
            except BaseException:
                self.close()
                raise
            if self._size is not None:
                self._end()

    def _end(self) -> None:
        if not self._released:
            self._released = True
            self._release()
