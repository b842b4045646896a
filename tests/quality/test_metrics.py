"""Spans and figures. All sentences are our own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .metrics import Counts, exact_pairs, half_pairs, label_counts, span_counts, total
from .mistakes import class_mistakes, label_mistakes, span_mistakes
from .spans import Span, decode, flat, without_leading

SPANS = st.lists(
    st.builds(
        lambda start, size, label: Span(start, start + size, label),
        st.integers(0, 12),
        st.integers(1, 5),
        st.sampled_from("ab"),
    ),
    max_size=8,
)


def test_tags_become_spans():
    tags = ["O", "B-data", "I-data", "B-data", "I-party", "O", "I-party"]
    assert decode(tags) == [Span(1, 3, "data"), Span(3, 4, "data"), Span(4, 5, "party"), Span(6, 7, "party")]


def test_an_inner_tag_of_another_label_begins_a_span():
    assert decode(["B-a", "I-b"]) == [Span(0, 1, "a"), Span(1, 2, "b")]


def test_of_overlapping_spans_the_longer_stays():
    assert flat([Span(0, 2, "a"), Span(1, 5, "b"), Span(5, 6, "a"), Span(5, 6, "a")]) == [
        Span(1, 5, "b"),
        Span(5, 6, "a"),
    ]


def test_leading_determiners_go_and_a_lone_one_stays():
    tokens = ["We", "keep", "all", "your", "notes", "and", "all"]
    spans = [Span(2, 5, "data"), Span(6, 7, "data")]
    assert without_leading(spans, tokens, frozenset({"all", "your"})) == [Span(4, 5, "data"), Span(6, 7, "data")]


@pytest.mark.parametrize(
    ("found", "exact", "half"),
    [
        (Span(2, 6, "data"), 1, 1),
        (Span(3, 6, "data"), 0, 1),
        (Span(2, 4, "data"), 0, 1),  # half of the longer one
        (Span(2, 3, "data"), 0, 0),
        (Span(0, 9, "data"), 0, 0),  # four words of nine
        (Span(2, 6, "party"), 0, 0),
    ],
)
def test_exact_and_half_overlap(found, exact, half):
    gold = [Span(2, 6, "data")]
    assert len(exact_pairs(gold, [found])) == exact
    assert len(half_pairs(gold, [found])) == half


def test_a_span_matches_one_other_at_most():
    assert half_pairs([Span(0, 4, "a")], [Span(0, 2, "a"), Span(2, 4, "a")]) == [(0, 0)]
    assert exact_pairs([Span(0, 4, "a")], [Span(0, 4, "a"), Span(0, 4, "a")]) == [(0, 0)]


@given(SPANS, SPANS)
def test_half_overlap_is_one_to_one_and_finds_what_exact_finds(gold, found):
    gold, found = list(dict.fromkeys(gold)), list(dict.fromkeys(found))
    half, exact = half_pairs(gold, found), exact_pairs(gold, found)
    assert set(exact) <= set(half)
    for side in (0, 1):
        assert len({pair[side] for pair in half}) == len(half)


def test_micro_averages_and_figures_by_label():
    texts = [([Span(0, 1, "a"), Span(2, 3, "b")], [Span(0, 1, "a"), Span(4, 5, "a")]), ([Span(1, 2, "a")], [])]
    counts = span_counts(texts, exact_pairs)
    assert counts == {"a": Counts(1, 2, 2), "b": Counts(0, 0, 1)}
    whole = total(counts)
    assert (whole.precision, round(whole.recall, 1), whole.f1) == (50.0, 33.3, 40.0)


def test_nothing_wanted_and_nothing_found_is_no_division_by_zero():
    empty = total(span_counts([([], [])], exact_pairs))
    assert (empty.precision, empty.recall, empty.f1) == (0, 0, 0)


def test_labels_of_texts():
    assert label_counts([({"x", "y"}, {"y"}), ({"x"}, {"z"})]) == {
        "x": Counts(0, 0, 2),
        "y": Counts(1, 1, 1),
        "z": Counts(0, 1, 0),
    }


@pytest.mark.parametrize(
    ("gold", "found", "kinds"),
    [
        ([Span(0, 2, "a")], [Span(0, 2, "b")], ["wrong label: a → b"]),
        ([Span(0, 2, "a")], [Span(0, 3, "a")], ["boundary (too long): a"]),
        ([Span(0, 2, "a")], [Span(1, 2, "a")], ["boundary (too short): a"]),
        ([Span(0, 2, "a")], [Span(1, 3, "a")], ["boundary (shifted): a"]),
        ([Span(0, 2, "a")], [Span(1, 3, "b")], ["boundary and label: a → b"]),
        ([Span(0, 2, "a")], [Span(3, 4, "a")], ["missed: a", "spurious: a"]),
        ([Span(0, 2, "a")], [Span(0, 2, "a")], []),
        ([Span(0, 2, "a")], [Span(0, 3, "a"), Span(0, 2, "b")], ["wrong label: a → b", "spurious: a"]),
    ],
)
def test_kinds_of_wrong_spans(gold, found, kinds):
    assert [m.kind for m in span_mistakes("We keep notes .", ["We", "keep", "notes", "."], gold, found)] == kinds


def test_kinds_of_wrong_labels():
    assert [m.kind for m in label_mistakes("…", {"x", "y"}, {"y", "z"})] == ["missed: x", "spurious: z"]
    assert [m.kind for m in class_mistakes("…", "x", "y")] == ["x → y"]
    assert not list(class_mistakes("…", "x", "x"))
