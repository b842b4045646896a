"""What a measurement yields: rows of figures, and the mistakes behind them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from .metrics import Counts

Judged = tuple[float, bool]
"""(confidence, right or wrong) of one predicted assertion."""


@dataclass(frozen=True, slots=True)
class Row:
    """A measure in percent: of exact spans or labels, and of spans by half-overlap where that makes a difference.

    ``least`` and ``aim`` are what the project set itself; ``published`` is the best figure known, and whose. A row that
    is not ``guarded`` is shown and stored but fails nothing: it swings with single sentences, or explains another row.
    """

    key: str
    name: str
    exact: float
    half: float | None = None
    least: float | None = None
    aim: float | None = None
    published: str = ""
    guarded: bool = True
    lower_is_better: bool = False


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong: of which kind, in which text, what was wanted and what was found instead."""

    kind: str
    text: str
    wanted: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """All about one evaluation set."""

    name: str
    units: int
    rows: tuple[Row, ...]
    mistakes: tuple[Mistake, ...] = ()
    labels: dict[str, dict[str, Counts]] = field(default_factory=dict)
    """By measure: label → counts (exact)."""
    notes: tuple[str, ...] = ()
    judged: tuple[Judged, ...] = ()


def all_rows(results: Iterable[Result]) -> dict[str, Row]:
    """The rows of several sets by key."""
    return {row.key: row for result in results for row in result.rows}


PRIVBERT = "PrivBERT, fine-tuned for this set on a GPU: {} (PrivacyGLUE, Shankar et al., Applied Sciences 13(6), 2023)"
"""Where the published figures are from: its leaderboard, micro-F1 on the test parts, means of ten runs."""
