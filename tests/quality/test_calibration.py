"""Confidence against what is right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .calibration import calibration_rows, cut_at_precision, equal_mass, equal_width, expected_error

JUDGED = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60)


def test_bins_of_equal_width():
    bins = equal_width([(0.05, False), (0.7, True), (0.72, False), (1.0, True)])
    assert [(b.size, round(b.confidence, 2), b.right) for b in bins] == [(1, 0.05, 0.0), (2, 0.71, 0.5), (1, 1.0, 1.0)]


def test_bins_of_equal_mass_part_no_equal_confidences():
    bins = equal_mass([(0.9, True)] * 15 + [(0.5, False)] * 5)
    assert [(b.lowest, b.highest, b.size) for b in bins] == [(0.5, 0.5, 5), (0.9, 0.9, 15)]


def test_expected_error():
    sure_and_wrong, honest = [(1.0, False)] * 4, [(0.75, True)] * 3 + [(0.75, False)]
    assert expected_error(equal_width(sure_and_wrong)) == 1.0
    assert expected_error(equal_width(honest)) == 0.0
    assert expected_error(equal_width(sure_and_wrong + honest)) == 0.5
    assert expected_error([]) == 0.0


@given(JUDGED)
def test_every_prediction_is_in_one_bin(judged):
    for bins in (equal_width(judged), equal_mass(judged)):
        assert sum(b.size for b in bins) == len(judged)
        assert 0 <= expected_error(bins) <= 1


def test_recall_left_at_a_precision():
    judged = [(0.9, True)] * 40 + [(0.8, True)] * 9 + [(0.8, False)] + [(0.5, False)] * 50
    cut = cut_at_precision(judged, wanted=100)
    assert cut is not None
    assert (cut.confidence, cut.precision, cut.recall) == (0.8, 0.98, 0.49)
    assert cut_at_precision([(0.9, False)], wanted=1) is None


def test_equal_confidences_are_kept_or_dropped_together():
    assert cut_at_precision([(0.9, True)] * 50 + [(0.9, False)] * 50, wanted=50) is None


def test_rows():
    rows = {r.key: r for r in calibration_rows([(0.5, True), (0.5, False)], wanted=2)}
    assert rows["assertions.ece.width"].exact == pytest.approx(0)
    assert rows["assertions.recall_at_97"].exact == 0
