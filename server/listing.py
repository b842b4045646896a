"""The assertions of one text for people and for programs, without a store."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ..extract.document import Document
from ..extract.model import Assertion, Mention
from ..ontology import load_vocabulary
from ..ontology.lookup import Entry, Lookup, Reference
from ..ontology.namespaces import DENIED, PG, POSSIBLE, PREFIXES, REQUIRED
from .assembly import policy_graph
from .reading import Extraction, Reader
from .store.archive import Archive

COLUMNS = (("Line", True), ("Kind", False), ("Statement", False), ("Qualified by", False), ("Sentence", False))
"""Headings of `as_rows`, and whether they stand over numbers."""
_QUALIFIERS = (
    ("purposes", "for"),
    ("recipients", "to"),
    ("data_sources", "from"),
    ("conditions", "if"),
    ("exceptions", "unless"),
    ("scopes", "within"),
    ("technologies", "by"),
    ("safeguards", "safeguard"),
    ("locations", "in"),
    ("retention", "kept"),
    ("rights", "right"),
    ("frameworks", "framework"),
    ("topics", "topic"),
    ("channels", "by way of"),
    ("deadlines", "within"),
)


def as_rows(assertions: Iterable[Assertion], text: str) -> Iterator[tuple[str, ...]]:
    """A row of `COLUMNS` for each assertion: its line in the text, what it says in short, its words."""
    for one in assertions:
        line = str(text.count("\n", 0, one.evidence.start) + 1)
        cells = (line, one.kind, _clause(one), "; ".join(_qualifiers(one)), " ".join(one.evidence.text.split()))
        yield cells


def _clause(one: Assertion) -> str:
    words = [one.actor.text if one.actor else ""]
    if one.polarity == DENIED:
        words.append("do not")
    elif one.modality in (POSSIBLE, REQUIRED):
        words.append("may" if one.modality == POSSIBLE else "must")
    vocabulary = load_vocabulary()
    if one.practice:
        words.append(vocabulary[one.practice].label if one.practice in vocabulary else one.practice)
    for mention in (one.data_type, one.term):
        words.append(" ".join(mention.text.split()) if mention else "")
    if one.minimum_age is not None:
        words.append(f"from {one.minimum_age} years")
    return " ".join(word for word in words if word)


def _qualifiers(one: Assertion) -> Iterator[str]:
    for field, word in _QUALIFIERS:
        mentions: Sequence[Mention] = getattr(one, field)
        if mentions:
            yield f"{word}: " + ", ".join(" ".join(m.text.split()) for m in mentions)


def as_dict(assertion: Assertion) -> Mapping[str, Any]:
    """An assertion as JSON has it: the fields of `Assertion`, empty ones left out."""
    return {key: value for key, value in asdict(assertion).items() if value not in (None, (), "", False)}


def as_json(assertions: Iterable[Assertion]) -> str:
    """All assertions as one JSON array."""
    return json.dumps([as_dict(a) for a in assertions], ensure_ascii=False, indent=2)


def as_json_line(assertion: Assertion) -> str:
    """An assertion as one line of JSON."""
    return json.dumps(as_dict(assertion), ensure_ascii=False)


def as_turtle(document: Document, extractor: Extraction, base: str) -> bytes:
    """The graph of a document's policy, with the document as its only version."""
    with tempfile.TemporaryDirectory(prefix="practicegraph-") as folder:
        archive = Archive(Path(folder))
        outcome = Reader(archive, extractor).extract(document)
        if outcome.entry is None:
            raise ValueError(f"{outcome.name}: {outcome.reason}")
        triples = [quad.triple for quad in policy_graph([outcome.entry], archive, base)]
    text = " ".join(str(t) for t in triples)
    prefixes = {name: space for name, space in PREFIXES.items() if f"<{space}" in text}
    content: bytes | None = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes={"pg": PG, **prefixes})
    return content or b""


def lookup_as_json(found: Lookup) -> str:
    """What was looked up in the ontology, for programs."""
    return json.dumps([asdict(entry) for entry in found.entries], ensure_ascii=False, indent=2)


def lookup_as_text(found: Lookup) -> str:
    """What was looked up in the ontology, for people."""
    return "\n\n".join("\n".join(_entry(entry)) for entry in found.entries)


def _entry(entry: Entry) -> Iterator[str]:
    yield f"{entry.curie}  {entry.label}  ({entry.scheme or entry.kind})"
    yield f"  {entry.iri}"
    if entry.definition:
        yield f"  {entry.definition}"
    for trail in entry.trails:
        yield "  below: " + " < ".join(reference.label for reference in trail)
    for words, references in (
        ("narrower", entry.narrower),
        ("domain", entry.domain),
        ("range", entry.range),
        ("disjoint with", entry.disjoint),
    ):
        if references:
            yield f"  {words}: {_curies(references)}"
    if entry.labels:
        yield f"  also: {', '.join(entry.labels)}"
    if entry.ambiguous:
        yield f"  ambiguous: {', '.join(entry.ambiguous)}"
    for kind, match in entry.matches:
        yield f"  {kind}: {match.curie}"


def _curies(references: Iterable[Reference]) -> str:
    return ", ".join(reference.curie for reference in references)
