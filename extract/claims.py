"""What the learned tagger says of one sentence, in the pipeline's own tokens: claims of practices about data."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from spacy.tokens import Span

from ..ontology.namespaces import PRACTICE
from .tagger import Tagged

RIGHT = "Right"
"""The tagger's name for what the person may do; its other names are those of practices."""
_ALIKE = {"Collect": 0, "Use": 0, "Retain": 0, "Share": 1, "Sell": 1, "Transfer": 1}
"""Practices that wordings do not always tell apart, by group; every other one is a group of its own."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The tagger finds that tokens ``start:end`` of the doc are data of a practice (local name) or a right.

    ``score`` is the mean probability of its words (0..1), before calibration.
    """

    start: int
    end: int
    practice: str
    denied: bool
    by_company: bool
    score: float


class Claims:
    """The claims of one sentence, and how far the tagger agrees with what the rules read."""

    def __init__(self, span: Span, tagged: Tagged, practices: Sequence[str]) -> None:
        self._places = {t.i: n for n, t in enumerate(t for t in span if not t.is_space)}
        at = sorted(self._places)
        self._asserted = tagged.asserted
        self._practices = tuple(practices)
        self.claims = tuple(
            Claim(at[s.start], at[s.end - 1] + 1, practice, polarity == "denied", actor == "company", s.score)
            for s in tagged.slots
            for practice, _, rest in [s.label.partition(".")]
            if practice in self._practices
            for polarity, _, actor in [rest.partition(".")]
        )

    def support(self, start: int, end: int, practice: str) -> float:
        """How probable the tagger finds it that tokens ``start:end`` are data of such a practice (0..1)."""
        rows = [self._places[i] for i in range(start, end) if i in self._places]
        columns = [k for k, name in enumerate(self._practices) if alike(name, practice)]
        if not rows or not columns or not len(self._asserted):
            return 0.0
        return float(self._asserted[np.ix_(rows, columns)].max(1).mean())


def alike(one: str, other: str) -> bool:
    """True for practices (local names) that a sentence may well be read as either of."""
    return one == other or (one in _ALIKE and _ALIKE.get(one) == _ALIKE.get(other))


def coarse(practice: str | None, ancestors: frozenset[str]) -> str:
    """The tagger's name for a practice (IRI) with these broader ones; that of rights for none."""
    if practice is None:
        return RIGHT
    known = ("Sell", "Rent", "Transfer", "Delete", "Protect", "Retain", "Share", "Use", "Collect")
    found = next((name for name in known if PRACTICE + name in ancestors), "Use")
    return "Sell" if found == "Rent" else found
