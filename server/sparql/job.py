"""A query on its way to a worker, its answer on the way back, and the ways in which there is none."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

Kind = Literal["results", "graph"]


class QueryError(Exception):
    """A query without an answer. ``status`` is the HTTP status that fits; ``line`` and ``column`` count from 1.

    ``limit`` names the limit that was hit ("time", "memory", "result", "queue", "client"), ``retry_after`` the seconds
    after which it makes sense to ask the same again.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        line: int | None = None,
        column: int | None = None,
        limit: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(status, title, detail, line, column, limit, retry_after)
        self.status, self.title, self.detail, self.line, self.column = status, title, detail, line, column
        self.limit, self.retry_after = limit, retry_after


@dataclass(frozen=True)  # without slots, with which it takes longer to send
class Job:
    """A query with its dataset (none named: all graphs together) and the media type wanted for each kind of answer.

    Relative IRIs in it are resolved against ``base``; without one they are errors. ``unnamed`` makes the unnamed graph
    alone the default graph. A query that would contact other hosts than ``allowed_hosts`` (origins) is refused.
    """

    query: str
    results_type: str | None = "application/sparql-results+json"
    graph_type: str | None = "application/n-triples"
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str | None = None
    unnamed: bool = False
    allowed_hosts: tuple[str, ...] = ()


class Rest(Protocol):
    """What of an answer is too large for memory. Read it once, or close it."""

    @property
    def size(self) -> int | None:
        """Its bytes; None while they are not known, since the query goes on."""

    def __iter__(self) -> Iterator[bytes]:
        """Its bytes as they come. Raises QueryError where the query hits a limit on the way."""

    def finish(self) -> None:
        """Wait until the query is done. Raises QueryError where it hits a limit."""

    def close(self) -> None:
        """Let it go; a query that still writes it is stopped."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The serialised result: its kind, media type and content, or, where that is large, the ``rest`` that holds it.

    ``generation`` is the state of the store that was asked, None where another server holds it.
    """

    kind: Kind
    media_type: str
    content: bytes
    rest: Rest | None = None
    generation: int | None = None

    def read(self, most: int | None = None) -> bytes:
        """The whole content.

        Raises QueryError where the query hits a limit before its end, or the content has more than ``most`` bytes.
        """
        if self.rest is None:
            return self.content
        parts, size = [self.content], len(self.content)
        for part in self.rest:
            parts.append(part)
            size += len(part)
            if most is not None and size > most:
                self.rest.close()
                raise QueryError(
                    413,
                    "Result too large",
                    f"The answer is larger than the {most >> 20} MB that a page shows. Add LIMIT, or ask for another "
                    "format, such as CSV.",
                    limit="result",
                )
        return b"".join(parts)
