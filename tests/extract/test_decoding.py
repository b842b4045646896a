"""The best valid tag path, against a search of all paths."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from practicegraph.extract.decoding import best_paths, is_valid, softmax, spans

SCORES = st.integers(1, 5).flatmap(lambda n: arrays(np.float32, (n, 5), elements=st.integers(-20, 20)))


def best_of_all(scores):
    """The greatest sum of any valid path."""
    paths = itertools.product(range(scores.shape[1]), repeat=len(scores))
    return max(total(scores, path) for path in paths if is_valid(np.array(path)))


def total(scores, path):
    return sum(float(scores[i, tag]) for i, tag in enumerate(path))


@settings(deadline=None, max_examples=40)
@given(st.lists(SCORES, min_size=1, max_size=4))
def test_paths_are_valid_and_best(sentences):
    for path, scores in zip(best_paths(sentences), sentences, strict=True):
        assert is_valid(path)
        assert total(scores, path) == pytest.approx(best_of_all(scores))


def test_long_and_short_sentences_together():
    random = np.random.default_rng(1)
    sentences = [random.normal(size=(n, 7)).astype(np.float32) for n in (9000, 3, 40, 3, 8000, 1)]
    together = best_paths(sentences)
    assert all((a == best_paths([s])[0]).all() for a, s in zip(together, sentences, strict=True))


def test_spans():
    path = np.array([0, 1, 2, 1, 3, 4, 4, 0])
    probabilities = softmax(np.eye(5, dtype=np.float32)[path] * 20)
    assert [s[:3] for s in spans(path, probabilities)] == [(1, 3, 0), (3, 4, 0), (4, 7, 1)]
    assert all(0.99 < s[3] <= 1 for s in spans(path, probabilities))
