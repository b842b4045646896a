"""The stored scores, and whether a change has lost more than it may."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .result import Result, Row

STORED = Path(__file__).parent / "baseline.json"
TOLERANCE = 0.5
"""Points of percent that a measure may lose: what rounding of ties and single sentences moves, and no more."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The scores of one set by measure, each exact and by half-overlap, and how many texts the set had."""

    units: int
    scores: Mapping[str, Mapping[str, float]]


Baseline = Mapping[str, Stored]
"""By the name of the result."""


def read_baseline(path: Path = STORED) -> Baseline:
    """The stored scores; none where there is no file yet."""
    stored: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return {name: Stored(of["units"], of["scores"]) for name, of in stored.items()}


def write_baseline(results: Iterable[Result], path: Path = STORED) -> None:
    """Store these results; sets that were not measured keep what they had."""
    stored = dict(read_baseline(path)) | {
        r.name: Stored(r.units, {row.key: _scores(row) for row in r.rows}) for r in results
    }
    shown = {name: {"units": of.units, "scores": of.scores} for name, of in sorted(stored.items())}
    path.write_text(json.dumps(shown, indent=1) + "\n", "utf-8")


def _scores(row: Row) -> dict[str, float]:
    return {"exact": round(row.exact, 2)} | ({} if row.half is None else {"half": round(row.half, 2)})


def stored_score(result: Result, row: Row, baseline: Baseline, which: str = "exact") -> float | None:
    """The stored score of a row; None where there is none, or the set had another number of texts."""
    stored = baseline.get(result.name)
    return stored.scores.get(row.key, {}).get(which) if stored and stored.units == result.units else None


def difference(result: Result, row: Row, baseline: Baseline, which: str = "exact") -> float | None:
    """Points gained since the baseline; None where they cannot be compared."""
    before, now = stored_score(result, row, baseline, which), getattr(row, which)
    return None if before is None or now is None else round(round(now, 2) - before, 2) + 0.0  # no "-0.0"


def losses(results: Iterable[Result], baseline: Baseline, tolerance: float = TOLERANCE) -> list[str]:
    """What lost more than ``tolerance``, in words."""
    found = []
    for result in results:
        for row in (r for r in result.rows if r.guarded):
            for which in ("exact", "half"):
                gained = difference(result, row, baseline, which)
                worse = gained if gained is None or not row.lower_is_better else -gained
                if worse is not None and worse < -tolerance:
                    before = stored_score(result, row, baseline, which)
                    found.append(f"{row.name} ({which}): {before:.1f} before, {getattr(row, which):.1f} now")
    return found
