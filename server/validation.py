"""The graphs of a store, one by one, given to the validator."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph

from ..extract.identity import catalogue_iri
from ..extract.readers import find_policies
from ..ontology.namespaces import PG
from ..shapes import Report, graph_of, merge, validate_policy_graphs
from ..shapes.place import Source
from ..shapes.waivers import waive
from .build import build
from .export import policies
from .reading import MakeExtractor, paths_of, read_all
from .snapshot import Snapshot, snapshot
from .sources import source_of
from .store import LocalStore, RemoteStore

Progress = Callable[[int, int, str], None]


def policy_graphs(opened: Snapshot) -> Iterator[tuple[str, Graph]]:
    """(name, graph) of each policy and of the catalogue."""
    for name in (*policies(opened.graph), catalogue_iri(opened.base)):
        quads = opened.graph.quads_for_pattern(None, None, None, ox.NamedNode(name))
        yield name, graph_of(quads)


@dataclass(frozen=True)
class Checked:
    """A report (None where there was nothing to validate), the files of versions, and the files that were refused."""

    report: Report | None
    sources: Mapping[str, Source] = field(default_factory=dict)
    refused: tuple[tuple[str, str], ...] = ()


def validate_store(
    store: LocalStore | RemoteStore,
    profiles: Sequence[str],
    shapes: bytes | None = None,
    *,
    shapes_name: str = "shapes",
    progress: Progress | None = None,
) -> Checked:
    """Validate all graphs of a store, policy by policy; raises what `practicegraph.shapes.validate` raises."""
    reports = []
    with snapshot(store) as opened:
        total = len(policies(opened.graph)) + 1
        each = validate_policy_graphs(policy_graphs(opened), profiles, shapes, shapes_name=shapes_name)
        for done, (name, report) in enumerate(each, 1):
            reports.append(report)
            if progress:
                progress(done, total, name)
    return Checked(merge(reports))


def validate_files(
    paths: Iterable[str | Path],
    extractor: MakeExtractor,
    profiles: Sequence[str],
    shapes: bytes | None = None,
    *,
    shapes_name: str = "shapes",
    company: str | None = None,
    waivers: bool = True,
    progress: Progress | None = None,
) -> Checked:
    """Validate policies, given as files or folders of them, by way of a store that is gone afterwards.

    What the policies themselves waive (``practicegraph.shapes.waivers``) is taken out, unless ``waivers`` is False.
    """
    files = paths_of(find_policies(paths))
    with tempfile.TemporaryDirectory(prefix="practicegraph-") as folder:
        store = LocalStore(Path(folder) / "store")
        made = cache(extractor)
        names: dict[str, str] = {}
        for done, outcome in enumerate(read_all(files, store.archive, made, company=company), 1):
            if outcome.entry:
                names.setdefault(outcome.entry.digest, outcome.name)
            if progress:
                progress(done, len(files), outcome.name)
        report = build(files, store, extractor=made, company=company)  # finds all of it read
        if not report.policies:
            return Checked(None, refused=report.refused)
        checked = validate_store(store, profiles, shapes, shapes_name=shapes_name)
        sources = _sources(store, names)
        found = waive(checked.report, sources) if waivers and checked.report else checked.report
        return Checked(found, sources, report.refused)


def _sources(store: LocalStore, names: Mapping[str, str]) -> dict[str, Source]:
    """IRI of a version → its file, by the digests of texts."""
    sources = {}
    with store.read() as generation:
        for quad in generation.graph.quads_for_pattern(None, ox.NamedNode(PG + "textDigest"), None):
            digest = str(getattr(quad.object, "value", ""))
            text = store.archive.text(digest)
            if digest in names and text is not None and isinstance(quad.subject, ox.NamedNode):
                sources[quad.subject.value] = source_of(names[digest], text)
    return sources
