"""Labelled spans of tokens, and their encoding as one tag a token."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Tokens ``start`` to ``end`` (half open) and what they are."""

    start: int
    end: int
    label: str

    def shared(self, other: "Span") -> int:
        """The number of tokens that both hold."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


def decode(tags: Iterable[str]) -> list[Span]:
    """The spans of BIO tags. An "I-" that continues nothing begins a span, as common scorers read it.

    >>> decode(["B-data", "I-data", "O", "I-party"])
    [Span(start=0, end=2, label='data'), Span(start=3, end=4, label='party')]
    """
    found: list[Span] = []
    begun: tuple[int, str] | None = None
    position = 0
    for position, tag in enumerate([*tags, "O"]):
        prefix, _, label = tag.partition("-")
        if begun and (prefix != "I" or label != begun[1]):
            found.append(Span(begun[0], position, begun[1]))
            begun = None
        if prefix in {"B", "I"} and begun is None:
            begun = (position, label)
    return found


def flat(spans: Iterable[Span]) -> list[Span]:
    """Spans that do not overlap, since one tag a token cannot say more: of two that do, the longer stays.

    Of equally long ones the earlier given stays, so that callers put the surer first.
    """
    kept: list[Span] = []
    for span in sorted(dict.fromkeys(spans), key=lambda s: s.start - s.end):
        if span.end > span.start and not any(span.shared(k) for k in kept):
            kept.append(span)
    return sorted(kept)


def without_leading(spans: Iterable[Span], tokens: Sequence[str], words: frozenset[str]) -> list[Span]:
    """The spans without those of ``words`` (lower case) that they begin with; what is nothing else stays whole.

    >>> without_leading([Span(0, 3, "data")], ["all", "your", "photos"], frozenset({"all", "your"}))
    [Span(start=2, end=3, label='data')]
    """
    shorter: list[Span] = []
    for span in spans:
        start = span.start
        while start < span.end - 1 and tokens[start].lower() in words:
            start += 1
        shorter.append(span if tokens[start].lower() in words else Span(start, span.end, span.label))
    return shorter
