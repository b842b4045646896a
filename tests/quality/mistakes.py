"""What kind of mistake it is that a span or a label is wrong."""

from collections.abc import Collection, Iterator, Sequence

from .metrics import exact_pairs
from .result import Mistake
from .spans import Span


def span_mistakes(text: str, tokens: Sequence[str], gold: Sequence[Span], found: Sequence[Span]) -> Iterator[Mistake]:
    """The differences between two sets of spans, each named once.

    - wrong label: the same words, called something else
    - boundary (too long, too short, shifted): the same label on other words that overlap
    - boundary and label: overlapping words, called something else
    - missed, spurious: nothing overlaps
    """
    pairs = exact_pairs(gold, found)
    missed = [g for i, g in enumerate(gold) if i not in {i for i, _ in pairs}]
    extra = [p for j, p in enumerate(found) if j not in {j for _, j in pairs}]

    def words(span: Span) -> str:
        return f"{span.label}: {' '.join(tokens[span.start : span.end])}"

    ranked = sorted(
        (_rank(g, p), i, j) for i, g in enumerate(missed) for j, p in enumerate(extra) if g.shared(p) or _same(g, p)
    )
    used_gold: set[int] = set()
    used_found: set[int] = set()
    for (_, kind, _), i, j in ranked:
        if i in used_gold or j in used_found:
            continue
        used_gold.add(i)
        used_found.add(j)
        g, p = missed[i], extra[j]
        label = g.label if g.label == p.label else f"{g.label} → {p.label}"
        yield Mistake(f"{kind}: {label}", text, words(g), words(p))
    for i, g in enumerate(missed):
        if i not in used_gold:
            yield Mistake(f"missed: {g.label}", text, wanted=words(g))
    for j, p in enumerate(extra):
        if j not in used_found:
            yield Mistake(f"spurious: {p.label}", text, found=words(p))


def _same(one: Span, other: Span) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def _rank(gold: Span, found: Span) -> tuple[int, str, int]:
    """How near two unequal spans are: order, kind of mistake, and less of an overlap last."""
    if _same(gold, found):
        return 0, "wrong label", 0
    if gold.label != found.label:
        return 2, "boundary and label", -gold.shared(found)
    if found.start <= gold.start and found.end >= gold.end:
        kind = "boundary (too long)"
    elif found.start >= gold.start and found.end <= gold.end:
        kind = "boundary (too short)"
    else:
        kind = "boundary (shifted)"
    return 1, kind, -gold.shared(found)


def label_mistakes(text: str, gold: Collection[str], found: Collection[str]) -> Iterator[Mistake]:
    """The labels of a text that were missed, and those that were not wanted."""
    wanted, got = ", ".join(sorted(gold)), ", ".join(sorted(found))
    for label in sorted(set(gold) - set(found)):
        yield Mistake(f"missed: {label}", text, wanted, got)
    for label in sorted(set(found) - set(gold)):
        yield Mistake(f"spurious: {label}", text, wanted, got)


def class_mistakes(text: str, gold: str, found: str) -> Iterator[Mistake]:
    """The one class of a text taken for another."""
    if gold != found:
        yield Mistake(f"{gold} → {found}", text, gold, found)
