"""Where predictions of PolicyIE's labels come from. To add one, write a function and name it in `SOURCES`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from practicegraph.extract.tagger import Tagged, Tagger

from .extraction import Reading
from .policyie_labels import OTHER, Prediction, predict
from .readers import Sentence
from .spans import Span

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


def from_tagger(sentences: Sequence[Sentence], readings: Sequence[Reading]) -> list[Prediction]:
    """What the learned tagger says of the tokens as they are given."""
    del readings
    tagger = Tagger()
    first, second = (frozenset(tagger.layers[layer]) for layer in ("type-1", "type-2"))
    return [
        Prediction(tagged.intent or OTHER, _spans(tagged, first), _spans(tagged, second))
        for tagged in tagger.tag([s.prose.tokens for s in sentences])
    ]


def _spans(tagged: Tagged, labels: frozenset[str]) -> tuple[Span, ...]:
    return tuple(Span(s.start, s.end, s.label) for s in tagged.slots if s.label in labels)


SOURCES: dict[str, Source] = {
    "assertions": Source(from_assertions),
    "tagger": Source(from_tagger, learned_from=("train",)),
}
"""By name. Assertions alone leave out what the data set labels beside them: whose data, and the verbs of others."""
