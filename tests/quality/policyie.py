"""PolicyIE: the intent of each sentence, and two layers of slots."""

from collections.abc import Sequence

from .extraction import Reading
from .metrics import Counts, exact_pairs, half_pairs, label_counts, span_counts, total
from .mistakes import class_mistakes, span_mistakes
from .policyie_labels import Prediction
from .readers import Sentence
from .result import PRIVBERT, Mistake, Result, Row
from .sources import Source
from .spans import Span

_TYPES = ("I", "II")


def score_policyie(name: str, source: Source, sentences: Sequence[Sentence], readings: Sequence[Reading]) -> Result:
    """Intents and slots as a source predicts them, on the sentences that it did not learn from."""
    kept = [(s, r) for s, r in zip(sentences, readings, strict=True) if s.split not in source.learned_from]
    predictions = source.predict([s for s, _ in kept], [r for _, r in kept])
    pairs = list(zip((s for s, _ in kept), predictions, strict=True))
    prefix = "policyie" if name == "assertions" else f"policyie.{name}"
    shown = "PolicyIE" if name == "assertions" else f"PolicyIE ({name})"
    intents = label_counts(([s.intent], [p.intent]) for s, p in pairs)
    rows = [
        Row(f"{prefix}.intents", f"{shown} intents", total(intents).f1, None, 84, 87, PRIVBERT.format("86.2")),
    ]
    labels = {f"{prefix}.intents": intents}
    exact: list[float] = []
    half: list[float] = []
    for number, kind in enumerate(_TYPES):
        layers = [(_gold(s, number), _found(p, number)) for s, p in pairs]
        counts = span_counts(layers, exact_pairs)
        exact.append(total(counts).f1)
        half.append(total(span_counts(layers, half_pairs)).f1)
        key = f"{prefix}.slots.{kind}"
        labels[key] = counts
        rows.append(Row(key, f"{shown} slots, type {kind}", exact[-1], half[-1]))
    mean = PRIVBERT.format("55.7")
    rows.insert(1, Row(f"{prefix}.slots", f"{shown} slots, mean", _mean(exact), _mean(half), 45, 56, mean))
    mistakes = tuple(m for s, p in pairs for m in _mistakes(s, p))
    return Result(prefix, len(pairs), tuple(rows), mistakes, labels, _unmapped(labels))


def _gold(sentence: Sentence, layer: int) -> tuple[Span, ...]:
    return (sentence.spans, sentence.second)[layer]


def _found(prediction: Prediction, layer: int) -> tuple[Span, ...]:
    return (prediction.first, prediction.second)[layer]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _mistakes(sentence: Sentence, prediction: Prediction) -> list[Mistake]:
    text, tokens = sentence.prose.text, sentence.prose.tokens
    return [
        *class_mistakes(text, sentence.intent, prediction.intent),
        *span_mistakes(text, tokens, sentence.spans, prediction.first),
        *span_mistakes(text, tokens, sentence.second, prediction.second),
    ]


def _unmapped(labels: dict[str, dict[str, Counts]]) -> tuple[str, ...]:
    """The labels that were never predicted, with how many there are: nothing maps to them, or nothing was found."""
    never = [f"{k} ({c.wanted})" for counts in labels.values() for k, c in counts.items() if not c.predicted]
    return (f"never predicted: {', '.join(never)}",) if never else ()
