"""PolicyIE (Ahmad et al. 2021, MIT licence): sentences of privacy policies with one intent and two layers of slots."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LAYERS = ("type-1", "type-2")
_FILES = ("type_I_slot_filling", "type_II_slot_filling")
Slot = tuple[int, int, str]
"""First word, word after the last, label."""


@dataclass(frozen=True)
class Example:
    """One sentence: its words, its intent and its slots by layer."""

    words: tuple[str, ...]
    intent: str
    slots: tuple[frozenset[Slot], ...]


def read(folder: Path, part: str) -> list[Example]:
    """The sentences of one part ("train" or "valid"), in the order of the policies.

    Raises:
        FileNotFoundError: one of the three files is missing.
        ValueError: the three files do not hold the same sentences.
    """
    intents = _rows(folder / f"intent_classification_{part}.json")
    layers = [_rows(folder / f"{name}_{part}.json") for name in _FILES]
    examples = []
    for intent, *tagged in zip(intents, *layers, strict=True):
        if len({tuple(row["tokens"]) for row in tagged}) != 1:
            raise ValueError(f"the files of part {part} hold different sentences")
        words = tuple(tagged[0]["tokens"])
        examples.append(Example(words, intent["label"], tuple(_slots(row["labels"]) for row in tagged)))
    return examples


def _rows(file: Path) -> list[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _slots(tags: list[str]) -> frozenset[Slot]:
    found, start = [], None
    for i, tag in enumerate([*tags, "O"]):
        if start is not None and not (tag.startswith("I-") and tag[2:] == tags[start][2:]):
            found.append((start, i, tags[start][2:]))
            start = None
        if start is None and tag != "O":
            start = i
    return frozenset(found)


@dataclass(frozen=True)
class Score:
    """Counts of right, found and wanted things; micro-averaged measures of them, 0..1."""

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of what was wanted that was found."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 0.0


def intents(found: Sequence[Example], wanted: Sequence[Example]) -> Score:
    """Sentence classes, micro-averaged over all of them, "Other" too, as the data set's authors count."""
    right = sum(f.intent == w.intent for f, w in zip(found, wanted, strict=True))
    return Score(right, len(found), len(wanted))


def exact(found: Sequence[frozenset[Slot]], wanted: Sequence[frozenset[Slot]]) -> Score:
    """Spans whose ends and label are both right."""
    right = sum(len(f & w) for f, w in zip(found, wanted, strict=True))
    return Score(right, sum(map(len, found)), sum(map(len, wanted)))


def half(found: Sequence[frozenset[Slot]], wanted: Sequence[frozenset[Slot]]) -> Score:
    """Spans of the right label that share at least half the words of the longer one; each span counts once."""
    right = 0
    for f, w in zip(found, wanted, strict=True):
        left = set(w)
        for start, end, label in sorted(f):
            for other in sorted(left):
                shared = min(end, other[1]) - max(start, other[0])
                if other[2] == label and 2 * shared >= max(end - start, other[1] - other[0]):
                    left.remove(other)
                    right += 1
                    break
    return Score(right, sum(map(len, found)), sum(map(len, wanted)))


def told(scores: dict[str, Score]) -> str:
    """One line of scores in per cent: F1 (precision/recall)."""
    return " | ".join(f"{k} {100 * s.f1:.1f} ({100 * s.precision:.0f}/{100 * s.recall:.0f})" for k, s in scores.items())
