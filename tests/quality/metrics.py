"""Precision, recall and F1, of labels and of spans, in all and by label.

Two spans match *exactly* when start, end and label are equal. They match by *half-overlap* when their labels are equal
and they share at least half of the longer one: strict enough that a whole sentence does not match a word in it,
lenient enough to forgive a determiner or a relative clause. Each span matches one other at most, wide overlaps first.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from .spans import Span

Pairs = list[tuple[int, int]]
"""(index of a gold span, index of the predicted one that matches it)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were right, predicted and wanted. Counts add up, so that sums of them are micro-averages."""

    right: int = 0
    predicted: int = 0
    wanted: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.right + other.right, self.predicted + other.predicted, self.wanted + other.wanted)

    @property
    def precision(self) -> float:
        """Percent of the predicted that are right."""
        return 100 * self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Percent of the wanted that were found."""
        return 100 * self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, in percent."""
        total = self.predicted + self.wanted
        return 200 * self.right / total if total else 0.0


def exact_pairs(gold: Sequence[Span], predicted: Sequence[Span]) -> Pairs:
    """The pairs of equal spans."""
    places = {span: j for j, span in reversed(list(enumerate(predicted)))}
    return [(i, places[span]) for i, span in enumerate(gold) if span in places]


def half_pairs(gold: Sequence[Span], predicted: Sequence[Span]) -> Pairs:
    """The pairs of spans of one label that share at least half of the longer one."""
    found = []
    for i, wanted in enumerate(gold):
        for j, span in enumerate(predicted):
            shared = wanted.shared(span)
            longer = max(wanted.end - wanted.start, span.end - span.start)
            if shared and wanted.label == span.label and 2 * shared >= longer:
                found.append((-shared / longer, i, j))
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    pairs: Pairs = []
    for _, i, j in sorted(found):
        if i not in used_gold and j not in used_predicted:
            used_gold.add(i)
            used_predicted.add(j)
            pairs.append((i, j))
    return pairs


Matching = Callable[[Sequence[Span], Sequence[Span]], Pairs]


def span_counts(texts: Iterable[tuple[Sequence[Span], Sequence[Span]]], matching: Matching) -> dict[str, Counts]:
    """Counts by label over (gold, predicted) of many texts; `total` adds them up."""
    right: Counter[str] = Counter()
    predicted: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for gold, found in texts:
        right.update(gold[i].label for i, _ in matching(gold, found))
        predicted.update(s.label for s in found)
        wanted.update(s.label for s in gold)
    return {k: Counts(right[k], predicted[k], wanted[k]) for k in sorted(predicted | wanted)}


def label_counts(texts: Iterable[tuple[Collection[str], Collection[str]]]) -> dict[str, Counts]:
    """Counts by label over (gold, predicted) sets of labels of many texts."""
    counts: defaultdict[str, Counts] = defaultdict(Counts)
    for gold, found in texts:
        for label in {*gold, *found}:
            counts[label] += Counts(int(label in gold and label in found), int(label in found), int(label in gold))
    return dict(sorted(counts.items()))


def total(counts: dict[str, Counts]) -> Counts:
    """The micro-average over all labels."""
    return sum(counts.values(), Counts())
