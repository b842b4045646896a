"""One measurement and the same measurement of a peer, taken in the same run."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Floor:
    """What a row must show. ``of`` says which figure of the row is meant: ours, ours by the peer's, or ours less it."""

    of: Literal["ours", "ratio", "added"]
    least: float | None = None
    most: float | None = None

    def holds(self, figure: float) -> bool:
        """True where the figure is within; never for one that is no number."""
        if figure != figure:
            return False
        return (self.least is None or figure >= self.least) and (self.most is None or figure <= self.most)

    def __str__(self) -> str:
        name = {"ours": "", "ratio": "ratio ", "added": "added "}[self.of]
        if self.least is not None and self.least == self.most:
            return f"{name}= {self.least:g}"
        bounds = (("≥", self.least), ("≤", self.most))
        return name + " and ".join(f"{sign} {bound:g}" for sign, bound in bounds if bound is not None)


@dataclass(frozen=True, slots=True)
class Row:
    """``ours`` and ``peer`` are in ``unit``; there is no peer where there is nothing to compare."""

    what: str
    unit: str
    ours: float
    peer: float | None = None
    peer_is: str = ""
    floor: Floor | None = None

    @property
    def ratio(self) -> float | None:
        """Ours by the peer's; None where there is no such number."""
        return self.ours / self.peer if self.peer else None

    @property
    def met(self) -> bool | None:
        """True where the floor holds, None where there is none."""
        if self.floor is None:
            return None
        if self.floor.of == "ours":
            return self.floor.holds(self.ours)
        if self.peer is None:
            return False
        figure = self.ours - self.peer if self.floor.of == "added" else self.ratio
        return figure is not None and self.floor.holds(figure)
