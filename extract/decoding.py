"""From tag probabilities to slots: the most probable path that is valid BIO.

Tags of a layer of `k` labels are numbered 0 for outside, `1 + 2i` for the begin of label `i`, `2 + 2i` for its inside.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Span = tuple[int, int, int, float]
"""First word, word after the last, number of the label, score (mean probability of the label, 0..1)."""

_WORDS = 4096  # words, with the padding, of sentences that are searched together


def best_paths(scores: Sequence[Floats]) -> list[Ints]:
    """The best valid tag path of each sentence.

    An inside tag is valid only after the begin or inside of the same label. Where the best tag of each word is a valid
    path already, which is most sentences, it is the answer; the others are searched together (Viterbi).

    Args:
        scores: of each sentence, an array (words, tags) of log-probabilities or logits.
    """
    paths = [sentence.argmax(1).astype(np.int64) for sentence in scores]
    wrong = sorted((i for i, path in enumerate(paths) if not is_valid(path)), key=lambda i: len(paths[i]))
    while wrong:
        # The longest first, with as many of like length as fit: padded to one length all could fill the memory.
        longest = max(1, len(paths[wrong[-1]]))
        group, wrong = wrong[-max(1, _WORDS // longest) :], wrong[: -max(1, _WORDS // longest)]
        for i, path in zip(group, _viterbi([scores[i] for i in group]), strict=True):
            paths[i] = path
    return paths


def is_valid(path: Ints) -> bool:
    """Whether every inside tag follows the begin or inside of its label."""
    inside = np.flatnonzero((path > 0) & (path % 2 == 0))
    if not len(inside):
        return True
    before = np.where(inside > 0, path[inside - 1], 0)
    own = path[inside]
    return bool(((before == own) | (before == own - 1)).all())


def _viterbi(scores: Sequence[Floats]) -> list[Ints]:
    """Best valid paths of several sentences, one numpy step for each word position."""
    longest, tags = max(len(s) for s in scores), scores[0].shape[1]
    padded = np.zeros((len(scores), longest, tags), np.float32)
    for i, sentence in enumerate(scores):
        padded[i, : len(sentence)] = sentence
    rows = np.arange(len(scores))
    best = padded[:, 0].copy()
    best[:, 2::2] = -np.inf
    came = np.zeros((len(scores), longest, tags), np.int16)
    begins, insides = np.arange(1, tags, 2), np.arange(2, tags, 2)
    for at in range(1, longest):
        top = best.argmax(1)
        came[:, at] = top[:, None]
        step = np.repeat(best[rows, top][:, None], tags, 1)
        stays = best[:, 2::2] >= best[:, 1::2]
        came[:, at, 2::2] = np.where(stays, insides, begins)
        step[:, 2::2] = np.where(stays, best[:, 2::2], best[:, 1::2])
        step += padded[:, at]
        ends = np.array([at < len(s) for s in scores])
        best = np.where(ends[:, None], step, best)
    paths = []
    for i, sentence in enumerate(scores):
        path = np.zeros(len(sentence), np.int64)
        path[-1] = best[i].argmax()
        for at in range(len(sentence) - 1, 0, -1):
            path[at - 1] = came[i, at, path[at]]
        paths.append(path)
    return paths


def spans(path: Ints, probabilities: Floats) -> list[Span]:
    """The labelled spans of a valid path, in order.

    Args:
        path: a tag for each word.
        probabilities: (words, tags), each row of sum 1.
    """
    found: list[Span] = []
    for start in np.flatnonzero(path % 2 == 1).tolist():
        label = (int(path[start]) - 1) // 2
        end = start + 1
        while end < len(path) and path[end] == 2 + 2 * label:
            end += 1
        mass = probabilities[start:end, 1 + 2 * label] + probabilities[start:end, 2 + 2 * label]
        found.append((start, end, label, float(min(1.0, mass.mean()))))
    return found


def softmax(logits: Floats) -> Floats:
    """Probabilities of logits over the last axis."""
    shifted = np.exp(logits - logits.max(-1, keepdims=True))
    result: Floats = shifted / shifted.sum(-1, keepdims=True)
    return result
