"""From files to entries of a store: each file is read and extracted where it runs, in this process or in a worker."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

from ..extract.document import Document
from ..extract.identity import canonical_json, company_key, digest
from ..extract.model import Assertion
from ..extract.readers import RefusedInput, read_document
from ..extract.readers.naming import readable
from ..extract.run import Run
from .store.archive import Archive
from .store.local import VersionEntry


class Extraction(Protocol):
    """What is asked of an extractor; `practicegraph.extract.Extractor` is one."""

    @property
    def run(self) -> Run:
        """Software, model and options."""

    def extract(self, text: Document) -> list[Assertion]:
        """The assertions of a document."""


MakeExtractor = Callable[[], Extraction]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: an entry, or the reason why there is none."""

    name: str
    entry: VersionEntry | None = None
    reason: str = ""
    notes: tuple[str, ...] = ()
    undated: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads files into entries, and keeps their texts and assertions in the archive."""

    archive: Archive
    extractor: Extraction
    company: str | None = None
    issued: date | None = None

    def read(self, path: Path) -> Outcome:
        """Read and extract one file. What is wrong with it is told, not raised."""
        try:
            document = read_document(path, company=self.company, date=self.issued)
        except RefusedInput as error:
            return Outcome(str(path), reason=error.reason)
        return self.extract(document)

    def extract(self, document: Document) -> Outcome:
        """Extract a document that has been read, unless the archive knows what is in it."""
        notes = list(document.notes)
        name = document.company
        if not name and not document.domain:
            name = readable(Path(document.name).stem) or "unnamed"
            notes.append(f"no company named in the text; called {name!r} after the file (--company says otherwise)")
        undated = document.issued is None
        if undated:
            notes.append("no date found; taken as of today (--date says otherwise)")
        run = self.extractor.run
        text = self.archive.put_text(document.text)
        given = [text, document.media_type, name, document.domain, list(document.company_names), run.key, fingerprint()]
        key = digest(canonical_json(given))[:32]
        if not self.archive.has_assertions(key):
            try:
                assertions = self.extractor.extract(document)
            except Exception as error:  # one text must not keep all others out of the graph
                return Outcome(
                    document.name, reason=f"extraction failed ({type(error).__name__}: {error}); a defect to report"
                )
            self.archive.put_assertions(key, assertions)
        entry = VersionEntry(
            key=company_key(name=name, domain=document.domain),
            terms_type=document.terms_type,
            issued=_issued(document.issued).isoformat(),
            digest=text,
            extraction=key,
            run=(run.model, run.software, run.version),
            options=run.options,
            name=name,
            domain=document.domain,
            other_names=tuple(n for n in document.company_names if n != name),
            source=document.source,
            effective=document.effective,
            modified=document.modified,
            media_type=document.media_type,
            language=document.language,
        )
        return Outcome(document.name, entry, notes=tuple(notes), undated=undated)


def _issued(value: datetime | None) -> datetime:
    """Naive UTC; midnight of today where there is no date."""
    if value is None:
        return datetime.combine(datetime.now(UTC).date(), time())
    if value.tzinfo is not None:
        value = value.astimezone(UTC).replace(tzinfo=None)
    return value.replace(microsecond=0)


@cache
def fingerprint(packages: tuple[str, ...] = ("extract", "ontology")) -> str:
    """A digest of the code and words that extraction depends on, so that what an older state found is not used.

    Of other ``packages`` likewise.
    """
    sha = hashlib.sha256()
    for package in packages:
        for name, entry in _files(resources.files(f"{__package__.rpartition('.')[0]}.{package}"), package):
            sha.update(name.encode() + b"\0" + entry.read_bytes() + b"\0")
    return sha.hexdigest()


def _files(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            yield from _files(entry, f"{name}/{entry.name}")
        elif entry.name.endswith((".py", ".ttl", ".yaml", ".tsv", ".onnx", ".json", ".txt")):
            yield f"{name}/{entry.name}", entry


def read_all(
    paths: Sequence[Path],
    archive: Archive,
    make_extractor: MakeExtractor,
    *,
    company: str | None = None,
    issued: date | None = None,
    workers: int = 1,
) -> Iterator[Outcome]:
    """The outcome of each file, in the order of the paths.

    With more than one worker, each is a process that loads the extractor once; ``make_extractor`` must then be
    importable by name (a class or a module's function).
    """
    if workers <= 1 or len(paths) < 2:
        reader = Reader(archive, make_extractor(), company, issued)
        yield from (reader.read(path) for path in paths)
        return
    start = (archive.folder, make_extractor, company, issued)
    with ProcessPoolExecutor(
        min(workers, len(paths)), mp_context=get_context("spawn"), initializer=_start, initargs=start
    ) as pool:
        yield from pool.map(_read, paths)


_reader: Reader | None = None  # of a worker process


def _start(folder: Path, make_extractor: MakeExtractor, company: str | None, issued: date | None) -> None:
    global _reader
    _reader = Reader(Archive(folder), make_extractor(), company, issued)


def _read(path: Path) -> Outcome:
    assert _reader is not None  # noqa: S101
    return _reader.read(path)


def paths_of(files: Iterable[Path]) -> list[Path]:
    """The files, each once, in a stable order."""
    return sorted(dict.fromkeys(files))
