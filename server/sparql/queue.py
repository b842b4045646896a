"""Who may run a query now: bounds for each client and in all, and long queries that never hold up short ones.

Every query begins in one of ``short`` places. One that runs longer than a second or so gives its place up: it goes on
in one of ``long`` places, or, where none is free for it, waits for one and then begins anew. So every short place is
free again within that second, whoever holds the long ones. Of more than one long place a client never holds all, and a
client whose query lately hit its limit never takes the last short one.
"""

import threading
from collections import Counter
from collections.abc import Callable
from time import monotonic

from .job import QueryError

STEP = 0.2
"""Seconds after which a waiting query looks whether its client is still there."""
SUSPECT = 60.0
"""Seconds for which a client whose query hit a limit leaves one short place to others."""


class Admission:
    """The places of one server. At most ``queue`` queries wait for a short place, a quarter of that for a long one.

    A client has at most ``per_client`` queries running or waiting; who is None has no such bound.
    """

    def __init__(self, *, short: int, long: int, queue: int, per_client: int) -> None:
        self._free = {"short": short, "long": long}
        self._bound = {"short": queue, "long": max(1, queue // 4)}
        self._waiting: dict[str, list[Ticket]] = {"short": [], "long": []}
        self._running: dict[str, Counter[str | None]] = {"short": Counter(), "long": Counter()}
        self._suspects: dict[str, float] = {}
        self._short = short
        self._most_long = max(1, long - 1)
        self._per_client = per_client
        self._of_client: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """Queries that wait for a place."""
        return sum(map(len, self._waiting.values()))

    @property
    def running(self) -> int:
        """Queries that run."""
        return sum(self._running["short"].values()) + sum(self._running["long"].values())

    def suspect(self, client: str | None) -> None:
        """Note that a query of the client hit a limit: for a minute its queries leave one short place to others."""
        if client is None:
            return
        with self._lock:
            now = monotonic()
            self._suspects = {name: end for name, end in self._suspects.items() if end > now}
            self._suspects[client] = now + SUSPECT

    def enter(self, client: str | None, *, long: bool = False) -> "Ticket":
        """Let a query of a client in: it runs or waits; ``long``: for a long place, since it is known to be long.

        Raises QueryError (429, or 503 for a long one) beyond the bounds.
        """
        with self._lock:
            if client is not None and self._of_client[client] >= self._per_client:
                raise QueryError(
                    429,
                    "Too many queries",
                    f"{self._per_client} queries of yours are running or waiting, which is this server's limit for "
                    "one client. Wait for one of them, then ask again.",
                    limit="client",
                    retry_after=2,
                )
            ticket = Ticket(self, client)
            lane = "long" if long else "short"
            if not self._line_up(ticket, lane):
                if long:
                    raise _too_many_long()
                raise QueryError(
                    429,
                    "Too many queries",
                    f"{self._bound[lane]} queries are waiting, which is this server's limit. Ask again in a moment.",
                    limit="queue",
                    retry_after=5,
                )
            if client is not None:
                self._of_client[client] += 1
            return ticket

    def _line_up(self, ticket: "Ticket", lane: str) -> bool:
        """Give a place, or let wait for one; False where too many wait."""
        ticket.lane, ticket.granted = lane, False
        self._waiting[lane].append(ticket)
        self._grant(lane)
        if ticket.granted or len(self._waiting[lane]) <= self._bound[lane]:
            return True
        self._waiting[lane].remove(ticket)
        ticket.lane = ""
        return False

    def _grant(self, lane: str) -> None:
        """Give free places to those who wait: first to the client that runs least, of equals to the first."""
        running = self._running[lane]
        may = self._may_be_short if lane == "short" else self._may_be_long
        while self._free[lane] > 0 and self._waiting[lane]:
            fit = [t for t in self._waiting[lane] if may(t.client)]
            if not fit:
                return
            ticket = min(fit, key=lambda t: running[t.client])
            self._waiting[lane].remove(ticket)
            self._free[lane] -= 1
            running[ticket.client] += 1
            ticket.granted = True
            if ticket.called is not None:
                ticket.called.set()

    def _may_be_short(self, client: str | None) -> bool:
        if self._free["short"] > 1 or self._short == 1 or client not in self._suspects:
            return True
        return client is None or self._suspects[client] < monotonic()

    def _may_be_long(self, client: str | None) -> bool:
        return client is None or self._running["long"][client] < self._most_long

    def _give_up(self, ticket: "Ticket") -> None:
        """Take back a place, or the wish for one."""
        lane = ticket.lane
        if ticket.granted:
            self._free[lane] += 1
            self._running[lane][ticket.client] -= 1
            self._running[lane] += Counter()  # forgets clients that run nothing
        else:
            self._waiting[lane].remove(ticket)
        self._grant(lane)

    def _lengthen(self, ticket: "Ticket") -> bool:
        with self._lock:
            self._give_up(ticket)
            if not self._line_up(ticket, "long"):
                raise _too_many_long()
            return ticket.granted

    def _call(self, ticket: "Ticket") -> threading.Event:
        """What is set once the ticket has its place."""
        with self._lock:
            called = ticket.called = threading.Event()
            if ticket.granted:
                called.set()
            return called

    def _leave(self, ticket: "Ticket") -> None:
        with self._lock:
            if ticket.left:
                return
            ticket.left = True
            if ticket.lane:
                self._give_up(ticket)
            if ticket.client is not None:
                self._of_client[ticket.client] -= 1
                if not self._of_client[ticket.client]:
                    del self._of_client[ticket.client]


class Ticket:
    """One query's place in the queue. Leave it in any case."""

    def __init__(self, admission: Admission, client: str | None) -> None:
        self.client = client
        self.lane = ""
        self.left = False
        self.granted = False
        self.called: threading.Event | None = None
        self._admission = admission

    def wait(self, patience: float, gone: Callable[[], bool]) -> None:
        """Wait for the place. Raises QueryError where that takes longer than ``patience``, or the client hangs up."""
        if self.granted:
            return
        called = self._admission._call(self)
        end = monotonic() + patience
        while not called.wait(max(0.0, min(STEP, end - monotonic()))):
            if gone():
                raise hung_up()
            if monotonic() >= end:
                raise QueryError(
                    503,
                    "Busy",
                    f"The query waited for {patience:g} s without coming to its turn. Ask again later.",
                    limit="queue",
                    retry_after=30,
                )

    def lengthen(self) -> bool:
        """Give the short place up. True: the query may go on in a long one; False: stop it, wait, begin anew.

        Raises QueryError (503) where too many wait already.
        """
        return self._admission._lengthen(self)

    def leave(self) -> None:
        """Make room for others."""
        self._admission._leave(self)


def hung_up() -> QueryError:
    """What ends a query whose client closed the connection; nobody reads it."""
    return QueryError(499, "Client hung up", "The client closed the connection before it had its answer.")


def _too_many_long() -> QueryError:
    return QueryError(
        503,
        "Too many long queries",
        "The query runs for longer than this server can let it just now: too many long queries are waiting. Ask again "
        "later, or make it narrower.",
        limit="queue",
        retry_after=30,
    )
