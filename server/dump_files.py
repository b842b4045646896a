"""The whole graph as compressed files with a description: made once for a generation, in a process of its own.

They lie in the generation's folder and go with it; where that cannot be written, in a folder of this process.
"""

import gzip
import hashlib
import io
import json
import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, cast

import pyoxigraph as ox

from ..ontology.namespaces import DEFAULT_BASE, PG, RDF
from .export import export_graph
from .store import Generation, LocalStore, StoreError
from .store.archive import write_whole

FILES: Final = {
    "graph.nq.gz": ("nq", "application/n-quads", "All named graphs, as N-Quads."),
    "graph.trig.gz": ("trig", "application/trig", "All named graphs, as TriG."),
    "graph.ttl.gz": ("ttl", "text/turtle", "All graphs in one, as Turtle."),
    "statements.csv.gz": ("csv", "text/csv", "One row for each statement."),
}
"""Name → format, media type and what it is."""
METADATA: Final = "metadata.json"
MOST_WAITING = 2
"""Requests that wait for a dump at the same time; more are told to come back."""
_LEVEL = 6
_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class Dump:
    """The finished files of a generation."""

    generation: int
    folder: Path
    metadata: dict[str, Any]

    def file(self, name: str) -> tuple[Path, dict[str, Any]]:
        """A file with its entry of the metadata. Raises KeyError for a name that is none of `FILES`."""
        return self.folder / name, {entry["name"]: entry for entry in self.metadata["files"]}[name]


class Dumps:
    """The dumps of one store."""

    def __init__(self, store: LocalStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._waiting = threading.BoundedSemaphore(MOST_WAITING)
        self._done: Dump | None = None
        self._maker: BaseProcess | None = None
        self._own: tempfile.TemporaryDirectory[str] | None = None

    def current(self, patience: float) -> Dump | None:
        """The dump of the published generation; None where it is not ready yet after at most ``patience`` seconds.

        Raises StoreError where there is no store, or it cannot be dumped.
        """
        number = self._store.current
        if number is None:
            raise StoreError(f"There is no store at {self._store}.")
        if self._done is not None and self._done.generation == number:
            return self._done
        folder = self._folder(number)
        if not (folder / METADATA).exists():
            maker = self._start(number, folder)
            if self._waiting.acquire(blocking=False):
                try:
                    maker.join(patience)
                finally:
                    self._waiting.release()
            if maker.is_alive() or self._store.current != number:
                return None
        try:
            metadata = json.loads((folder / METADATA).read_bytes())
        except (OSError, ValueError) as error:
            raise StoreError(f"The dump of generation {number} could not be made.") from error
        self._done = Dump(number, folder, metadata)
        return self._done

    def _start(self, number: int, folder: Path) -> BaseProcess:
        """The process that makes a dump: the one at work, be it on another generation, else a new one."""
        with self._lock:
            if self._maker is None or not self._maker.is_alive():
                arguments = (str(self._store.path), number, str(folder))
                self._maker = _SPAWN.Process(target=make, args=arguments, daemon=True)
                self._maker.start()
            return self._maker

    def _folder(self, number: int) -> Path:
        beside = self._store.aside(number, "dump")
        if beside.exists() or os.access(beside.parent, os.W_OK):
            return beside
        with self._lock:
            if self._own is None:
                self._own = tempfile.TemporaryDirectory(prefix="practicegraph-dump-")
        return Path(self._own.name) / str(number)

    def close(self) -> None:
        """End what is at work; remove what lies in a folder of this process."""
        with self._lock:
            if self._maker is not None:
                self._maker.terminate()
                self._maker.join()
            if self._own is not None:
                self._own.cleanup()
                self._own = None


class _Counting(io.RawIOBase):
    """A file that knows how many bytes went into it and their checksum."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self.size, self.sha = out, 0, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, content: Any, /) -> int:
        self.size += len(content)
        self.sha.update(content)
        return self._out.write(content)


def make(root: str, number: int, folder: str) -> None:
    """Write the files of a generation into a folder, which is there complete or not at all.

    Nothing happens where the generation is not the published one any more.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    os.nice(10)  # queries go first
    target = Path(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    with LocalStore(root).read() as generation:
        if generation.number != number:
            return
        temporary = Path(tempfile.mkdtemp(prefix="dump-", dir=target.parent))
        try:
            metadata = _metadata(generation) | {"files": [_write(generation, temporary, name) for name in FILES]}
            write_whole(temporary / METADATA, json.dumps(metadata, indent=2).encode() + b"\n")
            temporary.chmod(0o755)
            temporary.rename(target)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def _metadata(generation: Generation) -> dict[str, Any]:
    published = datetime.fromtimestamp((generation.path / "readers").stat().st_mtime, UTC)
    graph, kind = generation.graph, ox.NamedNode(RDF + "type")
    classes = {"companies": "Company", "policies": "Policy", "versions": "PolicyVersion", "statements": "Assertion"}
    counts = {
        name: sum(1 for _ in graph.quads_for_pattern(None, kind, ox.NamedNode(PG + class_)))
        for name, class_ in classes.items()
    }
    return {
        "generation": generation.number,
        "created": published.isoformat(timespec="seconds"),
        "counts": {"triples": len(graph), "graphs": sum(1 for _ in graph.named_graphs()), **counts},
    }


def _write(generation: Generation, folder: Path, name: str) -> dict[str, Any]:
    form, media_type, about = FILES[name]
    with (folder / name).open("wb") as raw:
        packed = _Counting(raw)
        with gzip.GzipFile(filename="", mode="wb", fileobj=packed, compresslevel=_LEVEL, mtime=0) as out:
            plain = _Counting(cast(IO[bytes], out))
            base = generation.manifest.base if generation.manifest else DEFAULT_BASE
            export_graph(generation.graph, base, cast(BinaryIO, plain), form)
    return {
        "name": name,
        "description": about,
        "mediaType": media_type,
        "compressFormat": "application/gzip",
        "bytes": packed.size,
        "uncompressedBytes": plain.size,
        "sha256": packed.sha.hexdigest(),
    }
