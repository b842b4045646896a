"""Our own sentences of invented policies, with the assertions that each makes: what the tagger's other layers learn.

Each line of ``sentences/*.jsonl`` holds ``text`` and ``assertions``: ``data`` (a substring of the text, the ``nth`` one
where it stands there more than once), ``actor``, ``practice`` and ``polarity``. A layer is one practice; its labels
are polarity and actor, so that one phrase can be collected, used and not shared.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from policyie import Example, Slot

PRACTICES = ("Collect", "Use", "Share", "Sell", "Retain", "Delete", "Protect", "Transfer", "Right")
Tokenise = Callable[[str], Sequence[tuple[int, int]]]
"""Text to the start and end offsets of its words."""


def read_sentences(folder: Path, tokenise: Tokenise) -> list[Example]:
    """All sentences of a folder, files in order of their names; every example has one layer for each practice.

    Raises:
        ValueError: an assertion names words that its text does not hold.
    """
    found = []
    for file in sorted(folder.glob("*.jsonl")):
        with file.open(encoding="utf-8") as lines:
            found += [_example(json.loads(line), tokenise) for line in lines]
    return found


def _example(row: dict[str, Any], tokenise: Tokenise) -> Example:
    text = row["text"]
    words = tokenise(text)
    layers: list[dict[tuple[int, int], str]] = [{} for _ in PRACTICES]
    for assertion in row["assertions"]:
        span = _span(text, words, assertion["data"], assertion.get("nth", 1))
        actor = "company" if assertion["actor"] == "user" else assertion["actor"]
        layer = layers[PRACTICES.index(assertion["practice"])]
        # "never unless": the denial is what the words say first
        if layer.get(span, "").startswith("denied"):
            continue
        layer[span] = f"{assertion['polarity']}.{actor}"
    slots = tuple(frozenset(_apart((s, e, label) for (s, e), label in layer.items())) for layer in layers)
    return Example(tuple(text[a:b] for a, b in words), None, slots)


def _span(text: str, words: Sequence[tuple[int, int]], data: str, nth: int) -> tuple[int, int]:
    start = -1
    for _ in range(nth):
        start = text.find(data, start + 1)
        if start < 0:
            raise ValueError(f"{data!r} (number {nth}) does not stand in {text!r}")
    covered = [i for i, (a, b) in enumerate(words) if a < start + len(data) and b > start]
    return covered[0], covered[-1] + 1


def _apart(slots: Iterator[Slot]) -> Iterator[Slot]:
    """Slots that do not overlap: of those that do, the first and longest."""
    end = 0
    for slot in sorted(slots, key=lambda s: (s[0], -s[1])):
        if slot[0] >= end:
            yield slot
            end = slot[1]
