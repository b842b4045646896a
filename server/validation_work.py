"""Named graphs to results: the rules that they are held against, and the processes that do it."""

import hashlib
import json
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context, parent_process
from multiprocessing.util import Finalize
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph

from ..ontology.namespaces import PG
from ..shapes import ShapesError, graph_of, validate_policy_graphs
from .reading import fingerprint
from .store.archive import Archive
from .validation_report import results_of

TEXT_DIGEST = ox.NamedNode(PG + "textDigest")
_HAS_TEXT = f'> {TEXT_DIGEST} "'.encode()
_AHEAD = 3
"""Graphs for each process that are read before their turn."""


@dataclass(frozen=True)
class Rules:
    """What graphs are held against. ``texts`` is the folder of the archive that has the texts of versions."""

    profiles: tuple[str, ...]
    base: str
    shapes: bytes | None = None
    shapes_name: str = "shapes"
    engine: str = "auto"
    limit: float = 60.0
    texts: Path | None = field(default=None, compare=False)

    @cached_property
    def digest(self) -> str:
        """Of all that findings depend on beside the graph: shapes, software, ontology, engine."""
        shapes = hashlib.sha256(self.shapes).hexdigest() if self.shapes is not None else None
        given = [self.profiles, shapes, shapes and self.shapes_name, self.engine, self.texts is not None]
        return _hash(json.dumps([given, fingerprint(("shapes", "ontology")), _engines()]).encode())

    @property
    def names(self) -> tuple[str, ...]:
        """The profiles, and the file of the user's shapes."""
        return (*self.profiles, *((self.shapes_name,) if self.shapes is not None else ()))


def _engines() -> list[str]:
    found = []
    for name in ("pyshacl", "pyshacl-turbo", "rdflib"):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return found


@dataclass(frozen=True, slots=True)
class Task:
    """A named graph as N-Triples, with its digest; ``results`` of earlier where nothing has changed."""

    name: str
    triples: bytes
    digest: str
    results: bytes | None = None


class Texts(Mapping[str, str]):
    """IRI of a version → its text, read when it is asked for; of the graph that is being validated."""

    def __init__(self, folder: Path) -> None:
        self._archive = Archive(folder)
        self.digests: dict[str, str] = {}

    def __getitem__(self, iri: str) -> str:
        text = self._archive.text(self.digests[iri])
        if text is None:
            raise KeyError(iri)
        return text

    def __iter__(self) -> Iterator[str]:
        return (iri for iri in self.digests if self._archive.has_text(self.digests[iri]))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def digest_of(triples: bytes, texts: Path | None = None) -> str:
    """The digest of a graph: of its triples, whatever their order, and of missing texts of its versions."""
    made = _hash(b"\n".join(sorted(triples.split(b"\n"))))
    return made + _missing(text_digests(triples).values(), texts)


def digest_still(graph: ox.Store, name: str, earlier: str, texts: Path | None) -> str:
    """The digest of a graph whose triples are known to be those that gave ``earlier``."""
    found = graph.quads_for_pattern(None, TEXT_DIGEST, None, ox.NamedNode(name))
    return earlier.partition("-")[0] + _missing((str(getattr(q.object, "value", "")) for q in found), texts)


def _missing(digests: Iterable[str], texts: Path | None) -> str:
    if texts is None:
        return ""
    archive = Archive(texts)
    missing = sorted(digest for digest in set(digests) if not archive.has_text(digest))
    return "-" + _hash(" ".join(missing).encode())[:16] if missing else ""


def text_digests(triples: bytes) -> dict[str, str]:
    """IRI of each version → the digest of its text."""
    found, at = {}, triples.find(_HAS_TEXT)
    while at >= 0:
        value = at + len(_HAS_TEXT)
        version = triples[triples.rfind(b"<", 0, at) + 1 : at]
        found[version.decode()] = triples[value : triples.index(b'"', value)].decode()
        at = triples.find(_HAS_TEXT, value)
    return found


class Checker:
    """Validates graphs one after the other, shapes read once. Raises `UnknownProfile` and `ShapesError`."""

    def __init__(self, rules: Rules) -> None:
        self._base = rules.base
        self._texts = None if rules.texts is None else Texts(rules.texts)
        self._given: tuple[str, Graph] = ("", Graph())
        self._each = validate_policy_graphs(
            self._feed(),
            rules.profiles,
            rules.shapes,
            shapes_name=rules.shapes_name,
            engine=rules.engine,
            texts=self._texts,
            limit=rules.limit,
        )

    def _feed(self) -> Iterator[tuple[str, Graph]]:
        while True:
            yield self._given

    def check(self, task: Task) -> bytes:
        """The results of a graph, as `validation_report.results_of` gives them."""
        if self._texts is not None:
            self._texts.digests = text_digests(task.triples)
        self._given = task.name, graph_of(ox.parse(task.triples, format=ox.RdfFormat.N_TRIPLES))
        _, report = next(self._each)
        return results_of(report, task.name, self._base)

    def close(self) -> None:
        """End what the validator has at work, such as a process for a user's shapes."""
        end = getattr(self._each, "close", None)
        if end is not None:
            end()


def results(tasks: Iterable[Task], checker: Checker, rules: Rules, workers: int = 1) -> Iterator[tuple[Task, bytes]]:
    """Each task with its results, in the order of the tasks; with several workers, each is a process of its own."""
    if workers <= 1:
        for task in tasks:
            yield task, checker.check(task) if task.results is None else task.results
        return
    # Processes are started as tasks come, so that none is where nothing has changed.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start, initargs=(rules,))
    pending: deque[tuple[Task, Future[bytes | _Refused] | None]] = deque()
    coming = iter(tasks)
    try:
        while True:
            while len(pending) < _AHEAD * workers and (another := next(coming, None)) is not None:
                pending.append((another, pool.submit(_check, another) if another.results is None else None))
            if not pending:
                return
            task, future = pending.popleft()
            found = future.result() if future is not None else task.results or b""
            if isinstance(found, _Refused):
                raise ShapesError(found.name, found.reason, found.line)
            yield task, found
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Refused:
    """A `ShapesError` on its way from a worker: exceptions with several arguments cannot be pickled."""

    name: str
    reason: str
    line: int | None


_checker: Checker | None = None  # of a worker process


def _start(rules: Rules) -> None:
    global _checker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _checker = Checker(rules)
    Finalize(None, _checker.close, exitpriority=1)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _check(task: Task) -> bytes | _Refused:
    assert _checker is not None  # noqa: S101
    try:
        return _checker.check(task)
    except ShapesError as error:
        return _Refused(error.name, error.reason, error.line)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
