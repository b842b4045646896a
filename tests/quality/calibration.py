"""What a confidence is worth: how often assertions of that confidence are right.

``python -m tests.quality --set assertions --reliability`` prints the table for the annotated policies.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .result import Judged, Row

PRECISION = 0.97
"""The precision at which a reader who filters by confidence wants to know what is left."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions of neighbouring confidence: how sure they are on average, and how many percent of them are right."""

    lowest: float
    highest: float
    size: int
    confidence: float
    right: float


def equal_width(judged: Iterable[Judged], bins: int = 10) -> list[Bin]:
    """Bins of one width between 0 and 1, the empty ones left out. A confidence of 1 is in the last."""
    sorted_in: list[list[Judged]] = [[] for _ in range(bins)]
    for confidence, right in judged:
        sorted_in[min(int(confidence * bins + 1e-9), bins - 1)].append((confidence, right))
    return [_bin(members, i / bins, (i + 1) / bins) for i, members in enumerate(sorted_in) if members]


def equal_mass(judged: Iterable[Judged], bins: int = 10) -> list[Bin]:
    """Bins of about one size. Equal confidences are never parted, so that few distinct ones give fewer bins."""
    ranked = sorted(judged)
    found: list[Bin] = []
    begin = 0
    for i in range(1, bins + 1):
        end = max(round(len(ranked) * i / bins), begin)
        while 0 < end < len(ranked) and ranked[end][0] == ranked[end - 1][0]:
            end += 1
        if end > begin:
            members = ranked[begin:end]
            found.append(_bin(members, members[0][0], members[-1][0]))
            begin = end
    return found


def _bin(members: Sequence[Judged], lowest: float, highest: float) -> Bin:
    size = len(members)
    return Bin(lowest, highest, size, sum(c for c, _ in members) / size, sum(r for _, r in members) / size)


def expected_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error (0..1): the mean distance of confidence and share of right ones, by size of bin."""
    size = sum(b.size for b in bins)
    return sum(b.size * abs(b.confidence - b.right) for b in bins) / size if size else 0.0


@dataclass(frozen=True, slots=True)
class Cut:
    """What is left when only predictions of at least ``confidence`` are kept. Precision and recall are 0..1."""

    confidence: float
    precision: float
    recall: float


def cut_at_precision(judged: Iterable[Judged], wanted: int, precision: float = PRECISION) -> Cut | None:
    """The cut with the most recall that has this precision; ``wanted`` is the number of gold assertions.

    None where no confidence reaches the precision.
    """
    ranked = sorted(judged, key=lambda j: -j[0])
    best: Cut | None = None
    right = 0
    for i, (confidence, hit) in enumerate(ranked):
        right += hit
        last = i + 1 == len(ranked) or ranked[i + 1][0] != confidence  # equal confidences are kept or dropped together
        if last and right / (i + 1) >= precision:
            best = Cut(confidence, right / (i + 1), right / wanted if wanted else 0.0)
    return best


def calibration_rows(judged: Sequence[Judged], wanted: int) -> list[Row]:
    """The calibration error in percent by both ways to put predictions in bins, and the recall left at `PRECISION`."""
    cut = cut_at_precision(judged, wanted)
    errors = {"mass": expected_error(equal_mass(judged)), "width": expected_error(equal_width(judged))}
    return [
        *(
            Row(
                f"assertions.ece.{way}",
                f"Calibration error of confidence, bins of equal {way}",
                100 * error,
                least=5,
                guarded=False,
                lower_is_better=True,
            )
            for way, error in errors.items()
        ),
        Row(
            "assertions.recall_at_97",
            f"Recall left at the confidence with precision {PRECISION:.2f}",
            100 * cut.recall if cut else 0.0,
            guarded=False,
        ),
    ]
