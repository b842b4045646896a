"""Where predictions of PolicyIE's labels come from. To add one, write a function and name it in `SOURCES`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .extraction import Reading
from .policyie_labels import Prediction, predict
from .readers import Sentence

Predict = Callable[[Sequence[Sentence], Sequence[Reading]], list[Prediction]]
"""Sentences and what extraction read in each of them → one prediction a sentence."""


@dataclass(frozen=True, slots=True)
class Source:
    """A way to predict. Sentences of a part that it learned from are not put before it, and not counted."""

    predict: Predict
    learned_from: tuple[str, ...] = ()


def from_assertions(sentences: Sequence[Sentence], readings: Sequence[Reading]) -> list[Prediction]:
    """What the assertions say."""
    return [predict(s.prose, r.assertions) for s, r in zip(sentences, readings, strict=True)]


SOURCES: dict[str, Source] = {"assertions": Source(from_assertions)}
"""By name. A learned tagger, and the tagger joined with the assertions, come here."""
