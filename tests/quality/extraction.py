"""Texts in, assertions out, by the public `Extractor` on as many processes as are asked for."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

from practicegraph.extract import Assertion, Extractor
from practicegraph.extract.readers import RefusedInput


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a text; ``refused`` is the reason where it was not read ("holds no words")."""

    assertions: tuple[Assertion, ...] = ()
    refused: str = ""


_extractor: Extractor | None = None


def read_one(text: str, media_type: str | None = "text/plain") -> Reading:
    """The assertions of one text. A refusal is a finding of nothing, since a sentence may be a page number."""
    global _extractor
    _extractor = _extractor or Extractor()
    try:
        return Reading(tuple(_extractor.extract(text, format=media_type)))
    except RefusedInput as reason:  # it does not survive the way between processes, hence the text of it
        return Reading(refused=str(reason))


def read_all(
    texts: Sequence[str],
    jobs: int = 2,
    media_type: str | None = "text/plain",
    done: Callable[[], object] = lambda: None,
) -> list[Reading]:
    """The readings of texts, in their order. ``done`` is called after each; no media type: it is guessed from each."""
    read = partial(read_one, media_type=media_type)
    readings: list[Reading] = []
    if jobs < 2 or len(texts) < 50:
        for text in texts:
            readings.append(read(text))
            done()
        return readings
    # spawned, not forked: the parent may have threads (of spaCy, of the progress bar)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for reading in pool.map(read, texts, chunksize=16):
            readings.append(reading)
            done()
    return readings
