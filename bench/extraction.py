"""Words a second of extraction in a process that has the pipeline loaded, beside parsing alone."""

import importlib
import importlib.util
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from practicegraph.extract import Document, Extractor
from practicegraph.extract.pipeline import MODELS
from practicegraph.extract.readers import find_policies, read_document

from .row import Row

ROUNDS = 5


def extraction(folders: dict[str, Path]) -> Iterator[Row]:
    """A row for each folder of policies. The two take turns, and the median round counts."""
    extractor = Extractor()
    plain = _plain_spacy()
    for name, folder in folders.items():
        documents = [read_document(path) for path in find_policies([folder])]
        words = sum(len(document.text.split()) for document in documents)

        def extract(given: Sequence[Document] = documents) -> None:
            for _ in extractor.pipe(given):
                pass

        def parse(given: Sequence[Document] = documents) -> None:
            for document in given:
                for _ in plain.pipe(p.text for p in document.passages):
                    pass

        extract(), parse()  # caches of both are filled
        ours, peers = [], []
        for _ in range(ROUNDS):
            ours.append(_seconds(extract))
            peers.append(_seconds(parse))
        yield Row(
            f"extraction of {name} ({words:,} words)",
            "words/s",
            words / statistics.median(ours),
            words / statistics.median(peers),
            "spaCy parsing the same passages",
        )


def _plain_spacy():
    """The same model, as it comes and without entities, which extraction does not use."""
    name = next(m for m in MODELS if importlib.util.find_spec(m))
    return importlib.import_module(name).load(exclude=["ner"])


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
