"""One measurement and the same measurement of a peer, taken in the same run."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """``ours`` and ``peer`` are in ``unit``."""

    what: str
    unit: str
    ours: float
    peer: float
    peer_is: str

    @property
    def ratio(self) -> float:
        """Ours by the peer's."""
        return self.ours / self.peer
