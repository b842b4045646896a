"""The entries of one policy, with their texts and assertions, as its named graph."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import pyoxigraph as ox

from ..extract.identity import slug, version_labels
from ..extract.nearest import nearest
from ..extract.rdf import PolicyRecord, VersionRecord, in_order, policy_quads
from ..extract.run import Run
from ..extract.statement import Statement, statement
from .store import StoreError, VersionEntry
from .store.archive import Archive

PolicyKey = tuple[str, str]
"""The company's key and the slug of the terms type."""


def policy_key(entry: VersionEntry) -> PolicyKey:
    """Which policy an entry is a version of."""
    return entry.key, slug(entry.terms_type)


def by_policy(entries: Iterable[VersionEntry]) -> dict[PolicyKey, tuple[VersionEntry, ...]]:
    """The entries of each policy, oldest first; policies sorted."""
    found: dict[PolicyKey, list[VersionEntry]] = {}
    for entry in sorted(entries, key=lambda e: (policy_key(e), e.issued, e.digest)):
        found.setdefault(policy_key(entry), []).append(entry)
    return {key: tuple(rows) for key, rows in found.items()}


def record_of(entries: Sequence[VersionEntry]) -> PolicyRecord:
    """Whose policy it is: the newest entry that gives a name decides on it."""
    names = [e.name for e in entries if e.name]
    name = names[-1] if names else None
    others = {n for e in entries for n in (*e.other_names, *((e.name,) if e.name else ()))} - {name}
    return PolicyRecord(
        name=name, domain=entries[-1].domain, terms_type=entries[-1].terms_type, other_names=tuple(sorted(others))
    )


def run_of(entry: VersionEntry) -> Run:
    """The extraction run of an entry."""
    model, software, version = entry.run
    return Run(model, software, version, entry.options)


def policy_graph(entries: Sequence[VersionEntry], archive: Archive, base: str) -> Iterator[ox.Quad]:
    """The named graph of a policy. Raises StoreError where the archive has lost a text or what was found in it."""
    yield from policy_quads(record_of(entries), [_version(e, archive) for e in entries], base, nearest)


def version_graphs(entries: Sequence[VersionEntry], archive: Archive, base: str) -> Iterator[Iterator[ox.Quad]]:
    """The graph of each text of a policy, as if there were no other: a sentence that several have stands in each.

    Versions are named as in the graph of all. Raises StoreError as `policy_graph` does.
    """
    record = record_of(entries)
    ordered = in_order(_version(e, archive) for e in entries)
    seen: set[str] = set()
    for version, label in zip(ordered, version_labels(v.issued for v in ordered), strict=True):
        if version.digest not in seen:
            seen.add(version.digest)
            yield policy_quads(record, [version], base, nearest, label=label)


def latest_statements(entries: Sequence[VersionEntry], archive: Archive, base: str) -> list[Statement]:
    """The statements of the latest version; raises StoreError as `policy_graph` does."""
    record = record_of(entries)
    policy, company = record.iri(base), record.company_iri(base)
    return [statement(a, policy, company) for a in _version(entries[-1], archive).assertions]


def _version(entry: VersionEntry, archive: Archive) -> VersionRecord:
    text = archive.text(entry.digest)
    assertions = None if text is None else archive.assertions(entry.extraction, text)
    if text is None or assertions is None:
        raise StoreError(
            f"What was found in the version of {entry.issued[:10]} of {entry.key} is missing in {archive.folder}."
            " Build it again together with the file of that version."
        )
    return VersionRecord(
        issued=datetime.fromisoformat(entry.issued),
        text=text,
        assertions=assertions,
        run=run_of(entry),
        source=entry.source,
        effective=entry.effective,
        modified=entry.modified,
        media_type=entry.media_type,
        language=entry.language,
    )
