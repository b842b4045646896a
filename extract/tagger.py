"""The learned tagger: sentence intents and slots, by a small quantised encoder (see model/MODEL_CARD.md).

``Tagger().tag([["We", "collect", "your", "name", "."]])``; the spaCy component around it is in :mod:`.slot_tagger`.
"""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .decoding import Floats, best_paths, softmax, spans
from .wordpieces import WordPieces

if TYPE_CHECKING:
    import onnxruntime

MODEL = Path(__file__).parent / "model"
"""Folder of the model that comes with the package."""
WINDOW = 256
"""Word pieces that the encoder reads at once, with the mark at each end; it was trained on no longer sentences."""
OVERLAP = 64
"""Word pieces that a window of a longer sentence shares with the one before it, so that both sides have context."""
_STEP = 8  # padded lengths are multiples of this


class Slot(NamedTuple):
    """Words of a sentence that play a part, half open, with the part's label and its probability (0..1)."""

    start: int
    end: int
    label: str
    score: float


@dataclass(frozen=True)
class Tagged:
    """What the tagger says of one sentence."""

    intents: dict[str, float]
    """Probability of each sentence class (0..1); empty for a sentence without words."""
    slots: tuple[Slot, ...]
    """Slots of all layers, by start. Those of one layer do not overlap; a purpose may hold a data slot."""
    asserted: Floats
    """(words, practices): probability that a word is data of an assertion of each of `Tagger.practices`."""

    @property
    def intent(self) -> str | None:
        """The most probable sentence class."""
        return max(self.intents, key=self.intents.__getitem__, default=None)


@dataclass(frozen=True)
class _Labels:
    version: str
    intents: tuple[str, ...]
    layers: dict[str, tuple[str, ...]]

    @staticmethod
    def read(file: Path) -> "_Labels":
        found = json.loads(file.read_text(encoding="utf-8"))
        return _Labels(found["version"], tuple(found["intents"]), {k: tuple(v) for k, v in found["layers"].items()})


@dataclass(frozen=True)
class _Window:
    """A run of words of a sentence that fits the encoder, and the part of it that is taken from this window."""

    sentence: int
    first: int
    kept: range  # of words, counted in the sentence
    ids: tuple[int, ...]
    places: tuple[int, ...]  # of each word's first piece

    @property
    def width(self) -> int:
        return -(-len(self.ids) // _STEP) * _STEP


class Tagger:
    """Tags tokenised sentences. Files are read at the first use; after that it may be shared by threads."""

    def __init__(self, folder: Path | None = None, threads: int = 1, batch_pieces: int = 256) -> None:
        """Remember where the model is.

        Args:
            folder: holds tagger.onnx, vocab.txt and labels.json; by default the package's own model.
            threads: batches computed at the same time.
            batch_pieces: word pieces computed together; changes speed, not results.
        """
        self._folder = folder or MODEL
        self._threads = threads
        self._batch_pieces = batch_pieces

    def _file(self, name: str) -> Path:
        file = self._folder / name
        if not file.is_file():
            raise FileNotFoundError(
                f"the tagger's model lacks {file}: install the package anew, or train it (training/)"
            )
        return file

    @cached_property
    def _session(self) -> "onnxruntime.InferenceSession":
        import onnxruntime  # 0.1 s, and only where something is tagged

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # batches run side by side, not their parts
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(str(self._file("tagger.onnx")), options, providers=["CPUExecutionProvider"])

    @cached_property
    def _pieces(self) -> WordPieces:
        return WordPieces(self._file("vocab.txt"))

    @cached_property
    def _labels(self) -> _Labels:
        return _Labels.read(self._file("labels.json"))

    @property
    def version(self) -> str:
        """The model's version, for the provenance of a run.

        Raises:
            FileNotFoundError: the model is not there.
        """
        return self._labels.version

    @property
    def intents(self) -> tuple[str, ...]:
        """All sentence classes.

        Raises:
            FileNotFoundError: the model is not there.
        """
        return self._labels.intents

    @property
    def practices(self) -> tuple[str, ...]:
        """The layers that are practices: their labels read "practice.polarity.actor".

        Raises:
            FileNotFoundError: the model is not there.
        """
        return tuple(layer for layer in self._labels.layers if not layer.startswith("type-"))

    @property
    def layers(self) -> dict[str, tuple[str, ...]]:
        """All slot labels by layer; within a layer slots do not overlap.

        Raises:
            FileNotFoundError: the model is not there.
        """
        return dict(self._labels.layers)

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[Tagged]:
        """Tag sentences given as words; time is linear in the number of words.

        A sentence's result does not depend on the others in the call.

        Raises:
            FileNotFoundError: the model is not there.
        """
        windows = [w for i, words in enumerate(sentences) for w in self._windows(i, words)]
        intents = np.zeros((len(sentences), len(self._labels.intents)), np.float32)
        logits: list[list[tuple[int, Floats]]] = [[] for _ in sentences]
        for batch, likely, tags in self._computed(windows):
            for row, window in enumerate(batch):
                # Each window of a long sentence counts by the words that are taken from it.
                intents[window.sentence] += likely[row] * (len(window.kept) / len(sentences[window.sentence]))
                places = [window.places[at - window.first] for at in window.kept]
                logits[window.sentence].append((window.first, tags[row, places]))
        found = self._decoded([[part for _, part in sorted(parts, key=lambda p: p[0])] for parts in logits])
        names = self._labels.intents
        return [
            Tagged(dict(zip(names, row.tolist(), strict=True)) if words else {}, *rest)
            for words, row, rest in zip(sentences, intents, found, strict=True)
        ]

    def _windows(self, sentence: int, words: Sequence[str]) -> Iterator[_Window]:
        """The windows of a sentence: one for nearly all, none for one without words."""
        pieces = self._pieces.of_words(words)
        first, done = 0, 0
        while done < len(words):
            ids, places, end = [self._pieces.first], [], first
            while end < len(words) and len(ids) + len(pieces[end]) < WINDOW:
                places.append(len(ids))
                ids.extend(pieces[end])
                end += 1
            ids.append(self._pieces.last)
            following, shared = end, 0
            if end < len(words):
                while following > first + 1 and shared + len(pieces[following - 1]) <= OVERLAP:
                    following -= 1
                    shared += len(pieces[following])
            until = end if end == len(words) else (following + end) // 2
            until = max(until, done + 1)
            yield _Window(sentence, first, range(done, until), tuple(ids), tuple(places))
            first, done = following, until

    def _computed(self, windows: Sequence[_Window]) -> Iterator[tuple[Sequence[_Window], Floats, Floats]]:
        """Batches of windows of one width, their intent probabilities and the logits of their pieces."""
        by_width = sorted(windows, key=lambda w: w.width)
        batches: list[list[_Window]] = []
        for window in by_width:
            last = batches[-1] if batches else []
            if last and last[0].width == window.width and (len(last) + 1) * window.width <= self._batch_pieces:
                last.append(window)
            else:
                batches.append([window])
        if self._threads == 1 or len(batches) < 2:
            yield from map(self._run, batches)
            return
        session = self._session  # made here, not by two threads at once
        del session
        with ThreadPoolExecutor(self._threads) as pool:
            yield from pool.map(self._run, batches)

    def _run(self, batch: Sequence[_Window]) -> tuple[Sequence[_Window], Floats, Floats]:
        ids = np.full((len(batch), batch[0].width), self._pieces.pad, np.int64)
        shares = np.zeros(ids.shape, np.float32)
        for row, window in enumerate(batch):
            ids[row, : len(window.ids)] = window.ids
            shares[row, : len(window.ids)] = 1 / len(window.ids)
        lengths = np.array([len(w.ids) for w in batch], np.int32)
        intents, tags = self._session.run(None, {"ids": ids, "lengths": lengths, "shares": shares})
        return batch, softmax(intents), tags

    def _decoded(self, parts: Sequence[Sequence[Floats]]) -> list[tuple[tuple[Slot, ...], Floats]]:
        """Of each sentence its slots and what is asserted of its words, from the logits of the words."""
        found: list[list[Slot]] = [[] for _ in parts]
        filled = [i for i, p in enumerate(parts) if p]
        whole = [np.concatenate(parts[i]) for i in filled]
        edges = np.cumsum([len(logits) for logits in whole])[:-1]
        everything = np.concatenate(whole) if whole else np.zeros((0, 0), np.float32)
        asserted = np.zeros((len(everything), len(self.practices)), np.float32)
        offset = 0
        for layer, names in self._labels.layers.items() if whole else ():
            width = 1 + 2 * len(names)
            logits = everything[:, offset : offset + width]
            probabilities = softmax(logits)
            if layer in self.practices:
                asserted[:, self.practices.index(layer)] = 1 - probabilities[:, 0]
            paths = best_paths(np.split(logits, edges))
            for i, path, row in zip(filled, paths, np.split(probabilities, edges), strict=True):
                if path.any():
                    found[i] += [Slot(s, e, names[k], score) for s, e, k, score in spans(path, row)]
            offset += width
        shares = dict(zip(filled, np.split(asserted, edges), strict=True)) if whole else {}
        none = np.zeros((0, len(self.practices)), np.float32)
        return [(tuple(sorted(slots)), shares.get(i, none)) for i, slots in enumerate(found)]
