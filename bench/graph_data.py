"""The graph that is asked: of real policies as ``build`` makes it, and ten times as many; made once, then kept."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from practicegraph.ontology.namespaces import DEFAULT_BASE
from practicegraph.server.store import LocalStore

from .servers import load_oxigraph

COPIES = 9
_INSTANCE = re.compile(rf"<({re.escape(DEFAULT_BASE)}(?:company|policy|assertion)/[^/#>]+)")


@dataclass(frozen=True, slots=True)
class Data:
    """One graph: our store, Oxigraph's folder, and the files for rdflib."""

    name: str
    store: Path
    oxigraph: Path
    files: tuple[Path, ...]
    quads: int


def prepare(folder: Path, policies: Path) -> list[Data]:
    """The graph of the policies and its tenfold copy, in a folder; what is there already is used as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    once, tenfold = folder / "once.nq", folder / "tenfold.nq"
    store, greater = folder / "store", folder / "store-tenfold"
    if not once.exists():
        command = [sys.executable, "-m", "practicegraph.cli", "build", str(policies), "--store", str(store)]
        subprocess.run(command, check=True, capture_output=True)
        with LocalStore(store).read() as generation, _whole(once) as unfinished:
            generation.graph.dump(str(unfinished), format=ox.RdfFormat.N_QUADS)
    if not tenfold.exists():
        with once.open(encoding="utf-8") as lines, _whole(tenfold) as unfinished:
            with unfinished.open("w", encoding="utf-8") as out:
                out.writelines(copies(lines, COPIES))
            shutil.rmtree(greater, ignore_errors=True)
            shutil.copytree(store, greater, symlinks=True)
            with LocalStore(greater).write() as writer:
                writer.draft().graph.bulk_load(path=str(unfinished), format=ox.RdfFormat.N_QUADS)
                writer.draft().graph.optimize()  # as ``build`` does
                writer.publish()
    found = []
    for name, ours, files in (("once", store, (once,)), ("tenfold", greater, (once, tenfold))):
        location = folder / f"oxigraph-{name}"
        if not location.exists():
            with _whole(location) as unfinished:
                load_oxigraph(unfinished, files)
        with LocalStore(ours).read() as generation:
            found.append(Data(name, ours, location, files, len(generation.graph)))
    return found


class _whole:  # noqa: N801 - used like a function
    """A path to write to, which becomes the one given when everything went well."""

    def __init__(self, path: Path) -> None:
        self.path, self.unfinished = path, path.with_name(path.name + ".unfinished")

    def __enter__(self) -> Path:
        if self.unfinished.is_dir():
            shutil.rmtree(self.unfinished)
        self.unfinished.unlink(missing_ok=True)
        return self.unfinished

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.unfinished.rename(self.path)


def copies(lines: Iterable[str], number: int) -> Iterator[str]:
    """Further policies, assertions and companies: each line of N-Quads that names one, again with their IRIs suffixed.

    What says nothing of them (the ontology, the description of the data set) is not repeated.

    >>> line = f"<{DEFAULT_BASE}assertion/a1#quote-3> <urn:p> <{DEFAULT_BASE}policy/orrery.example/x> <urn:g> .\\n"
    >>> [again.replace(DEFAULT_BASE, "") for again in copies([line, "<urn:s> <urn:p> 'o' <urn:g> .\\n"], 1)]
    ['<assertion/a1-1#quote-3> <urn:p> <policy/orrery.example-1/x> <urn:g> .\\n']
    """
    for line in lines:
        if _INSTANCE.search(line):
            for copy in range(1, number + 1):
                yield _INSTANCE.sub(rf"<\1-{copy}", line)
