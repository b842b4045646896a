"""Policies, as files or as the graphs of a store, given to the validator one by one."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from ..extract.identity import catalogue_iri
from ..extract.readers import find_policies
from ..ontology.namespaces import DEFAULT_BASE
from ..shapes import PROFILES, Report
from ..shapes.grouping import Summary, Tally
from ..shapes.place import Source
from ..shapes.waivers import waive
from .assembly import by_policy, record_of, version_graphs
from .build import descriptions, merged
from .export import policies
from .reading import MakeExtractor, Outcome, paths_of, read_all
from .report_graph import Check, checks_in, graph_written, results_in, written
from .snapshot import Snapshot, base_of, snapshot
from .sources import source_of
from .store import LocalStore, RemoteStore, VersionEntry
from .store.archive import Archive
from .validation_keeping import Spool, keep, mark, marked
from .validation_report import report_in, together
from .validation_work import Checker, Rules, Task, digest_of, digest_still, results, text_digests

Progress = Callable[[int, int, str], None]
SAYS_SOMETHING = frozenset({"DataPractice", "UserRight", "Disclosure"})
"""Kinds of assertions; a text with none of them is not taken for a privacy policy."""


@dataclass(frozen=True)
class Checked:
    """What validation found.

    ``report`` is None where there was nothing to validate; ``sources`` are the files of versions; ``refused`` and
    ``notes`` are pairs of a name and what there is to say of it. ``kept``: the report stands in the store.
    """

    report: Report | None
    sources: Mapping[str, Source] = field(default_factory=dict)
    refused: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    summary: Summary = field(default_factory=Summary)
    kept: bool = False


class StoreValidation:
    """The validation of a store at work: iterate over it once for (name of a graph, its report), as each is done.

    The graphs are those of the policies, by IRI, and the catalogue. `checked`, and what it holds, finish the work
    first. Nothing is written to the store before all graphs are validated.
    """

    def __init__(self, work: Iterator[tuple[str, Report]], done: list[Checked]) -> None:
        self._work, self._done = work, done

    def __iter__(self) -> Iterator[tuple[str, Report]]:
        return self._work

    @property
    def checked(self) -> Checked:
        """All of it. Raises RuntimeError where the work was broken off."""
        for _ in self._work:
            pass
        if not self._done:
            raise RuntimeError("the validation was broken off")
        return self._done[0]

    @property
    def report(self) -> Report:
        """All reports as one."""
        return self.checked.report or Report()

    @property
    def summary(self) -> Summary:
        """Findings by rule and company."""
        return self.checked.summary

    @property
    def sources(self) -> Mapping[str, Source]:
        """None: the files of a store's versions are not known."""
        return self.checked.sources

    @property
    def refused(self) -> tuple[tuple[str, str], ...]:
        """None: all of a store can be read."""
        return self.checked.refused

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """What there is to say of the store, such as why the report is not kept."""
        return self.checked.notes


def validate_store(
    store: LocalStore | RemoteStore,
    profiles: Sequence[str],
    shapes: bytes | None = None,
    *,
    shapes_name: str = "shapes",
    engine: str = "auto",
    limit: float = 60.0,
    workers: int = 1,
    changed_only: bool = True,
    keep: bool = True,
    progress: Progress | None = None,
) -> StoreValidation:
    """Validate all graphs of a store, policy by policy.

    The report is written into the store as the graph ``{base}validation`` in place of the last one, unless ``keep`` is
    False; where that cannot be done, a note says why. Graphs that the last report is about, held against the same
    rules by the same software, are not validated again: their findings are read from it (``changed_only``).
    ``progress`` is called after each graph with the number done, the number in all, and its name.

    Raises StoreError, and what `practicegraph.shapes.validate` raises: for shapes and profiles that cannot be used
    at once, else when the results are asked for.
    """
    texts = store.archive.folder if isinstance(store, LocalStore) else None
    rules = Rules(_ordered(profiles), base_of(store), shapes, shapes_name, engine, limit, texts)
    checker = Checker(rules)
    done: list[Checked] = []
    work = _validated(store, rules, checker, done, workers, progress, changed_only=changed_only, keeps=keep)
    return StoreValidation(work, done)


def _ordered(profiles: Iterable[str]) -> tuple[str, ...]:
    """Each once, in one order, so that the order in which they are asked for makes no other report."""
    return tuple(sorted(dict.fromkeys(profiles), key=lambda n: (PROFILES.index(n) if n in PROFILES else -1, n)))


def _validated(
    store: LocalStore | RemoteStore,
    rules: Rules,
    checker: Checker,
    done: list[Checked],
    workers: int,
    progress: Progress | None,
    *,
    changed_only: bool,
    keeps: bool,
) -> Iterator[tuple[str, Report]]:
    spool, tally, reports = Spool(rules.base), Tally(), []
    digest = partial(digest_of, texts=rules.texts)
    try:
        with snapshot(store) as opened:
            names = [*policies(opened.graph), catalogue_iri(rules.base)]
            before = checks_in(opened.graph, rules.base)
            same = marked(store, opened.generation)
            tasks = _tasks(opened, names, before if changed_only else {}, rules, digest, same=same)
            fresh = 0
            for number, (task, found) in enumerate(results(tasks, checker, rules, workers), 1):
                report = report_in(found, rules.names)
                reports.append(report)
                fresh += task.results is None
                tally.add(report, policy=number < len(names), unchanged=task.results is not None)
                spool.add(Check(task.name, task.digest, rules.digest), found)
                if progress:
                    progress(number, len(names), task.name)
                yield task.name, report
        spool.close_report(rules.names, conforms=not any(report.findings for report in reports))
        notes: tuple[tuple[str, str], ...] = ()
        if keeps and (fresh or before.keys() != set(names)):
            why = keep(store, spool, opened.generation, digest)
            notes = ((str(store), f"the report is not kept in the store: {why}"),) if why else ()
        elif keeps:
            mark(store, opened.generation)
        whole = together(reports, rules.names)
        done.append(Checked(whole, notes=notes, summary=tally.summary(), kept=keeps and not notes))
    finally:
        spool.close()
        checker.close()


def _tasks(
    opened: Snapshot,
    names: Iterable[str],
    before: Mapping[str, Check],
    rules: Rules,
    digest: Callable[[bytes], str],
    *,
    same: bool,
) -> Iterator[Task]:
    """The graphs as they are asked for; with the results of the last report where nothing has changed.

    ``same``: the graphs are known to be as the checks ``before`` say.
    """
    for name in names:
        check, triples, earlier = before.get(name), b"", None
        if same and check is not None:
            found = digest_still(opened.graph, name, check.digest, rules.texts)
        else:
            triples = graph_written(opened.graph, name)
            found = digest(triples)
        if check == Check(name, found, rules.digest):
            earlier = results_in(opened.graph, rules.base, name)
            try:
                report_in(earlier, ())
            except (ValueError, TypeError, KeyError):  # somebody has changed the report
                earlier = None
        if earlier is None:
            triples = triples or graph_written(opened.graph, name)
        yield Task(name, triples if earlier is None else b"", found, earlier)


def validate_files(
    paths: Iterable[str | Path],
    extractor: MakeExtractor,
    profiles: Sequence[str],
    shapes: bytes | None = None,
    *,
    shapes_name: str = "shapes",
    company: str | None = None,
    engine: str = "auto",
    limit: float = 60.0,
    workers: int = 1,
    waivers: bool = True,
    progress: Progress | None = None,
) -> Checked:
    """Extract and validate policies, given as files or folders of them.

    Files that cannot be read, or in which nothing is found that a privacy policy says, are refused; all others are
    validated. Raises what `practicegraph.shapes.validate` raises, before a file is read.
    """
    files = paths_of(find_policies(paths))
    with tempfile.TemporaryDirectory(prefix="practicegraph-") as folder:
        archive = Archive(Path(folder))
        rules = Rules(_ordered(profiles), DEFAULT_BASE, shapes, shapes_name, engine, limit, archive.folder)
        checker = Checker(rules)  # first: what is wrong with shapes is told without a wait
        try:
            outcomes = _read(files, archive, extractor, company, workers, progress)
            refused = tuple((o.name, o.reason) for o in outcomes if o.reason)
            read = [o for o in outcomes if not o.reason]
            if not read:
                return Checked(None, refused=refused)
            tally, reports, sources = Tally(), [], {}
            names = {o.entry.digest: o.name for o in reversed(read) if o.entry}
            for task, found in results(_file_tasks(read, archive, rules), checker, rules, workers):
                reports.append(report_in(found, rules.names))
                tally.add(reports[-1], policy=task.name != catalogue_iri(rules.base))
                for version, digest in text_digests(task.triples).items():
                    sources[version] = source_of(names[digest], archive.text(digest) or "")
            report = together(reports, rules.names)
            report = waive(report, sources) if waivers else report
            return Checked(report, sources, refused, tuple(_copies(read, names)), tally.of(report))
        finally:
            checker.close()


def _read(
    files: Sequence[Path],
    archive: Archive,
    extractor: MakeExtractor,
    company: str | None,
    workers: int,
    progress: Progress | None,
) -> list[Outcome]:
    """What became of each file; one in which nothing is found has a reason to be refused."""
    outcomes: list[Outcome] = []
    given = read_all(files, archive, extractor, company=company, workers=workers) if files else ()
    for done, outcome in enumerate(given, 1):
        reason = outcome.reason if outcome.entry is None else _says_nothing(outcome.entry, archive)
        outcomes.append(replace(outcome, reason=reason))
        if progress:
            progress(done, len(files), outcome.name)
    return outcomes


def _copies(read: Iterable[Outcome], names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The files whose text another one has; findings name that one."""
    for outcome in read:
        first = names[outcome.entry.digest] if outcome.entry else outcome.name
        if first != outcome.name:
            yield outcome.name, f"has the same text as {first}; what is found in both is reported there."


def _file_tasks(read: Iterable[Outcome], archive: Archive, rules: Rules) -> Iterator[Task]:
    """The graphs of the texts, each for itself, and what a catalogue says of their companies and of the runs.

    Files of one company are versions of one policy; but what is wrong in several is to be put right in each.
    """
    entries = by_policy(merged((), read))
    for rows in entries.values():
        for quads in version_graphs(rows, archive, rules.base):
            yield _task(record_of(rows).iri(rules.base), quads)
    every = {entry for rows in entries.values() for entry in rows}
    described = descriptions(entries, set(entries), every, archive, rules.base, datetime.now(UTC))
    yield _task(catalogue_iri(rules.base), (quad for quads in described.values() for quad in quads))


def _task(name: str, quads: Iterable[ox.Quad]) -> Task:
    return Task(name, written(quad.triple for quad in quads), "")


def _says_nothing(entry: VersionEntry, archive: Archive) -> str:
    """Why the text of a file is not taken for a privacy policy; empty where it is."""
    found = archive.assertions(entry.extraction, archive.text(entry.digest) or "") or ()
    if any(assertion.kind in SAYS_SOMETHING for assertion in found):
        return ""
    return (
        "no statement of what is done with personal data was found in it: no data practice, no right and no"
        " disclosure. Is it a privacy policy, and in English?"
    )
