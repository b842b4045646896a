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
from practicegraph.extract.workers import MOST, SMALL, usable_processors

from .row import Row

ROUNDS = 5


def extraction(policies: dict[str, Sequence[Path]]) -> Iterator[Row]:
    """For each set of policies a row for one process, and where there is enough to share one for all processors.

    Each text counts as seen for the first time: the extractor remembers none. Ours and the peer's take turns, and the
    median round counts.
    """
    for tagger in (True, False):
        extractor = Extractor(tagger=tagger, remembered=0)
        yield from _rows(extractor, "" if tagger else ", without the tagger", policies)
        extractor.close()


def _rows(extractor: Extractor, mode: str, policies: dict[str, Sequence[Path]]) -> Iterator[Row]:
    processes = min(usable_processors(), MOST)
    plain = _plain_spacy()
    for name, paths in policies.items():
        documents = [read_document(path) for path in find_policies(paths)]
        words = sum(len(document.text.split()) for document in documents)

        def extract(given: Sequence[Document] = documents, workers: int = 1) -> None:
            for _ in extractor.pipe(given, workers=workers):
                pass

        def extract_beside(given: Sequence[Document] = documents) -> None:
            extract(given, workers=processes)

        def parse(given: Sequence[Document] = documents) -> None:
            for document in given:
                for _ in plain.pipe(p.text for p in document.passages):
                    pass

        extract(), parse(), extract_beside()  # words are known, processes have started
        seconds: dict[str, list[float]] = {"ours": [], "peer": [], "beside": []}
        for _ in range(ROUNDS):
            seconds["ours"].append(_seconds(extract))
            seconds["peer"].append(_seconds(parse))
            seconds["beside"].append(_seconds(extract_beside))
        rate = {who: words / statistics.median(taken) for who, taken in seconds.items()}
        shared = processes > 1 and sum(len(document.text) for document in documents) > 2 * SMALL
        for what, who in (("one process", "ours"), (f"{processes} processes", "beside"))[: 1 + shared]:
            yield Row(
                f"text of {name} seen for the first time, {what}{mode} ({words:,} words)",
                "words/s",
                rate[who],
                rate["peer"],
                "spaCy parsing the same passages in one process",
            )


def _plain_spacy():
    """The same model, as it comes and without entities, which extraction does not use."""
    name = next(m for m in MODELS if importlib.util.find_spec(m))
    return importlib.import_module(name).load(exclude=["ner"])


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
