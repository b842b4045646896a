"""The graph on disk, in generations: each is complete and never changes once it is published.

    STORE/CURRENT               number of the published generation
    STORE/generations/000007/   graph/ (pyoxigraph), versions.json (what it was built from), readers (a lock)
    STORE/generations/draft-…/  the next one, being written; it gets its number when it is complete
    STORE/texts/  STORE/assertions/   see `archive`
    STORE/lock                  held by the one writer

A writer works on a copy of the current generation (hard links, so it costs next to nothing) and publishes it by
replacing ``CURRENT``. After a crash at any moment the old generation is still the current one. No two drafts share a
folder: what a dead server's worker goes on to write is not in the next one. Readers hold a shared lock on theirs; the
writer removes old ones that nobody holds, the previous one excepted.
"""

import contextlib
import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import pyoxigraph as ox

from ...extract.identity import canonical_json
from .archive import Archive, sync_folder, write_whole
from .errors import StoreBusyError, StoreError

_REMEDY = "Build into another folder, or remove this one and build again."


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class VersionEntry:
    """One version that a store was built from: enough to build its policy's graph again."""

    key: str
    terms_type: str
    issued: str
    digest: str
    extraction: str
    run: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()
    name: str | None = None
    domain: str | None = None
    other_names: tuple[str, ...] = ()
    source: str | None = None
    effective: str | None = None
    modified: str | None = None
    media_type: str = "text/plain"
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was built from. ``ontology`` is the digest of the ontology in it, ``base`` its base IRI."""

    base: str
    ontology: str
    versions: tuple[VersionEntry, ...] = ()

    def dump(self) -> bytes:
        """As JSON."""
        return canonical_json(asdict(self)).encode("utf-8", "surrogatepass")

    @classmethod
    def load(cls, content: bytes) -> Self:
        """From JSON; raises ValueError, TypeError or KeyError where it is not a manifest."""
        row = json.loads(content)
        return cls(
            base=row["base"], ontology=row["ontology"], versions=tuple(_entry(entry) for entry in row["versions"])
        )


def _entry(row: dict[str, object]) -> VersionEntry:
    return VersionEntry(**{k: _tuples(v) for k, v in row.items()})  # type: ignore[arg-type]


def _tuples(value: object) -> object:
    return tuple(_tuples(v) for v in value) if isinstance(value, list) else value


@dataclass
class Generation:
    """A published generation, open for reading. Close it, or use it in a ``with``, to let it go."""

    number: int
    path: Path
    graph: ox.Store
    manifest: Manifest | None
    _lock: IO[bytes] = field(repr=False)

    def close(self) -> None:
        """Let the generation go; it may be removed then."""
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class Draft:
    """The next generation, being written. ``graph`` may be changed at will; nobody sees it until `Writer.publish`.

    Another process may do the work: it opens the draft with `open_draft` and ``source`` and ``path``, which it must
    have left when this one publishes.
    """

    def __init__(self, path: Path, source: Path | None) -> None:
        self.path = path
        self.source = source
        self._manifest: Manifest | None = None
        self._graph: ox.Store | None = None
        self._closed = False

    @property
    def manifest(self) -> Manifest | None:
        """What it is built from: until another is set, what ``source`` was. Raises StoreError where that is damaged."""
        if self._manifest is None and self.source is not None:
            self._manifest = _manifest(self.source)
        return self._manifest

    @manifest.setter
    def manifest(self, manifest: Manifest) -> None:
        self._manifest = manifest

    @property
    def graph(self) -> ox.Store:
        """The graph to write to. Keep no reference beyond the ``with`` of `LocalStore.write`.

        Raises StoreError where the published generation, or the disk, is damaged.
        """
        if self._closed:
            raise StoreError(f"The draft {self.path} is closed.")
        if self._graph is None:
            self._graph = open_draft(self.path, self.source)
        return self._graph

    def close(self) -> None:
        """Write everything to disk and let go."""
        self._closed = True
        if self._graph is not None:
            self._graph.flush()
            self._graph = None

    def write_manifest(self) -> None:
        """Put ``versions.json`` where it belongs."""
        target = self.path / "versions.json"
        if self._manifest is not None:
            write_whole(target, self._manifest.dump(), durable=True)
        elif self.source is not None and (self.source / "versions.json").exists():
            target.hardlink_to(self.source / "versions.json")


def open_draft(path: Path, source: Path | None) -> ox.Store:
    """The graph of a draft: a copy of the generation ``source`` (empty where that is None), made when first opened.

    Raises StoreError where one of them is damaged.
    """
    try:
        if source is not None and not (path / "graph").exists():
            ox.Store.read_only(str(source / "graph")).backup(str(path / "graph"))
        return ox.Store(str(path / "graph"))
    except (OSError, RuntimeError) as error:
        raise StoreError(
            f"The store {path.parent.parent} cannot be written: {str(error).rstrip(' .')}. {_REMEDY}"
        ) from error


class LocalStore:
    """A folder with the graph, its texts and its history of generations."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.archive = Archive(self.path)
        self._read: tuple[tuple[int, int], int] | None = None

    def __str__(self) -> str:
        return str(self.path)

    @property
    def current(self) -> int | None:
        """Number of the published generation, None where there is none yet."""
        try:
            status = (self.path / "CURRENT").stat()  # asked before and after each query; a new one is another file
            name = status.st_ino, status.st_mtime_ns
            if self._read is None or self._read[0] != name:
                self._read = name, int((self.path / "CURRENT").read_text("ascii"))
            return self._read[1]
        except FileNotFoundError:
            return None
        except NotADirectoryError as error:
            raise StoreError(
                f"{self.path} is a file, not a store. Name the folder that `build --store` made."
            ) from error
        except ValueError as error:
            raise StoreError(f"The store {self.path} is damaged: its CURRENT holds no number. {_REMEDY}") from error
        except OSError as error:
            raise StoreError(f"The store {self.path} cannot be read: {error.strerror or error}.") from error

    @property
    def published(self) -> datetime | None:
        """When the current generation was published, None where there is none yet."""
        try:
            return datetime.fromtimestamp((self.path / "CURRENT").stat().st_mtime, UTC)
        except OSError:
            return None

    def read(self) -> Generation:
        """Open the published generation for reading.

        Raises StoreError where there is no store at the path, or it cannot be read.
        """
        for _ in range(10):
            number = self.current
            if number is None:
                raise StoreError(
                    f"There is no store at {self.path}. Make one with: practicegraph build PATH --store {self.path}"
                )
            folder = self._folder(number)
            try:
                lock = (folder / "readers").open("rb")
            except FileNotFoundError:
                continue  # published anew and removed in between
            except OSError as error:
                raise StoreError(f"The store {self.path} cannot be read: {error}") from error
            fcntl.flock(lock, fcntl.LOCK_SH)
            if not (folder / "graph").exists():
                lock.close()
                continue
            try:
                graph = ox.Store.read_only(str(folder / "graph"))
                return Generation(number, folder, graph, _manifest(folder), lock)
            except StoreError:
                lock.close()
                raise
            except (OSError, RuntimeError) as error:  # RocksDB's corruption comes as the latter
                lock.close()
                raise StoreError(
                    f"The store {self.path} cannot be read: {str(error).rstrip(' .')}. {_REMEDY}"
                ) from error
        raise self._missing(self.current)

    def _missing(self, number: int | None) -> StoreError:
        return StoreError(f"The store {self.path} is damaged: its generation {number} is missing. {_REMEDY}")

    @contextmanager
    def write(self, wait: float = 0.0) -> Iterator["Writer"]:
        """Be the one writer. Nothing changes for readers unless `Writer.publish` is called.

        Raises StoreBusyError where another process is writing, and still is after ``wait`` seconds.
        """
        fresh = not self.path.exists()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            handle = (self.path / "lock").open("ab")
        except (FileExistsError, NotADirectoryError) as error:
            raise StoreError(f"{self.path} is a file, or below one; a store is a folder. Name another one.") from error
        except OSError as error:
            raise StoreError(f"The store {self.path} cannot be written: {error.strerror or error}") from error
        with handle:
            end = time.monotonic() + wait
            while not _locked(handle):
                if time.monotonic() >= end:
                    raise StoreBusyError(
                        f"The store {self.path} is being written by another process. Try again when it is done."
                    )
                time.sleep(0.02)
            writer = Writer(self)
            try:
                yield writer
            finally:
                writer.abandon()
                if fresh and self.current is None:
                    self._remove_empty()

    def _remove_empty(self) -> None:
        """Leave no folder behind where nothing was written; what was extracted before an interruption stays."""
        with contextlib.suppress(OSError):
            (self.path / "generations").rmdir()
        if {entry.name for entry in self.path.iterdir()} == {"lock"}:
            shutil.rmtree(self.path, ignore_errors=True)

    def aside(self, number: int, name: str) -> Path:
        """Where something lies that belongs to a generation and goes with it."""
        return self._folder(number) / name

    def _folder(self, number: int) -> Path:
        return self.path / "generations" / f"{number:06d}"


class Writer:
    """The right to write to a store; holds at most one draft."""

    def __init__(self, store: LocalStore) -> None:
        self.store = store
        self._draft: Draft | None = None
        self._remove(keep={store.current} if store.current is not None else set(), after=True)

    @property
    def manifest(self) -> Manifest | None:
        """What the published generation was built from; None where there is none."""
        number = self.store.current
        return None if number is None else _manifest(self.store._folder(number))

    def draft(self) -> Draft:
        """The next generation: a copy of the published one, or empty where there is none."""
        if self._draft is None:
            current = self.store.current
            source = None if current is None else self.store._folder(current)
            if source is not None and not (source / "graph").exists():
                raise self.store._missing(current)
            parent = self.store.path / "generations"
            try:
                parent.mkdir(parents=True, exist_ok=True)
                path = Path(tempfile.mkdtemp(prefix="draft-", dir=parent))
                path.chmod(0o755)
            except OSError as error:
                raise StoreError(
                    f"The store {self.store.path} cannot be written: {error.strerror or error}. {_REMEDY}"
                ) from error
            self._draft = Draft(path, source)
        return self._draft

    def publish(self) -> int:
        """Make the draft the current generation; returns its number."""
        draft = self.draft()
        if not (draft.path / "graph").exists():
            _ = draft.graph
        draft.close()
        draft.write_manifest()
        (draft.path / "readers").touch()
        sync_folder(draft.path)
        previous = self.store.current
        number = (previous or 0) + 1
        draft.path.rename(self.store._folder(number))
        sync_folder(draft.path.parent)
        write_whole(self.store.path / "CURRENT", str(number).encode(), durable=True)
        self._draft = None
        self._remove(keep={number, previous} if previous is not None else {number})
        return number

    def abandon(self) -> None:
        """Throw the draft away, if there is one."""
        draft, self._draft = self._draft, None
        if draft is not None:
            draft.close()
            shutil.rmtree(draft.path, ignore_errors=True)

    def _remove(self, keep: set[int], *, after: bool = False) -> None:
        """Remove generations that nobody reads; with ``after`` only those that a crash left unpublished."""
        parent = self.store.path / "generations"
        for folder in sorted(parent.iterdir()) if parent.exists() else ():
            if folder.name.startswith("draft-"):
                shutil.rmtree(folder, ignore_errors=True)
                continue
            if not folder.name.isdigit() or int(folder.name) in keep:
                continue
            if after and keep and int(folder.name) < max(keep):
                continue
            _remove_unread(folder)


def _locked(handle: IO[bytes]) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove_unread(folder: Path) -> None:
    """Remove a generation unless a reader holds it; one that comes now waits, and then finds it gone."""
    try:
        with (folder / "readers").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except FileNotFoundError:
        shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return


def _manifest(folder: Path) -> Manifest | None:
    path = folder / "versions.json"
    try:
        return Manifest.load(path.read_bytes()) if path.exists() else None
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path} is damaged ({error}). {_REMEDY}") from error
