"""What an assertion's confidence means: the share of such assertions that people find right, measured.

Two logistic curves (Platt 1999), one for what the rules read and the tagger supports or not, one for what only the
tagger finds. Their coefficients stand in ``confidence.yaml`` and are fitted by ``training/calibrate.py`` on annotated
policies.
"""

import math
from dataclasses import dataclass
from functools import cache

from .datafiles import load_yaml

CURVES = ("read", "unsupported", "claimed")


@dataclass(frozen=True, slots=True)
class Curve:
    """Logistic regression over named features."""

    intercept: float
    weights: tuple[tuple[str, float], ...]

    def __call__(self, features: dict[str, float]) -> float:
        """The probability, 0..1, of the features (missing ones count as 0)."""
        value = self.intercept + sum(weight * features.get(name, 0.0) for name, weight in self.weights)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


@dataclass(frozen=True, slots=True)
class Calibration:
    """The curves by name, and by name the least confidence that extraction gives out.

    ``read`` is of what the rules read and the tagger was asked about, ``unsupported`` of what it was not asked about,
    ``claimed`` of what the tagger alone finds.
    """

    curves: dict[str, Curve]
    least: dict[str, float]


@cache
def load_calibration() -> Calibration:
    """Read ``confidence.yaml`` (once a process)."""
    raw = load_yaml(__package__, "confidence.yaml")
    curves = {
        name: Curve(float(raw[name].pop("intercept")), tuple((k, float(v)) for k, v in raw[name].items()))
        for name in CURVES
    }
    return Calibration(curves, {name: float(raw["least"][name]) for name in CURVES})


def log_odds(probability: float) -> float:
    """Logarithm of the odds, bounded."""
    bounded = min(0.999, max(0.001, probability))
    return math.log(bounded / (1 - bounded))
