"""Content negotiation (RFC 9110, section 12.5.1) and the media types that answers come in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

HTML = "text/html"

RESULT_TYPES: dict[str, ox.QueryResultsFormat] = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
}
"""Media types of SELECT and ASK, the server's preference first."""

GRAPH_TYPES: dict[str, ox.RdfFormat] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/trig": ox.RdfFormat.TRIG,
    "text/n3": ox.RdfFormat.N3,
    "application/json": ox.RdfFormat.JSON_LD,
    "application/xml": ox.RdfFormat.RDF_XML,
    "text/xml": ox.RdfFormat.RDF_XML,
}
"""Media types of CONSTRUCT and DESCRIBE, the server's preference first."""

SHORT_NAMES: dict[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "n3": "text/n3",
    "html": HTML,
}
"""Names for a ``format`` parameter, a file suffix or a ``--format`` option."""

OTHER_NAMES = {
    "turtle": "ttl",
    "ntriples": "nt",
    "json-ld": "jsonld",
    "rdf+xml": "rdf",
    "rdfxml": "rdf",
    "nquads": "nq",
}
"""What clients such as SPARQLWrapper call these in a ``format`` parameter, which they send beside Accept."""

SUFFIXES = ("ttl", "nt", "jsonld", "rdf", "html")
"""Suffixes of linked-data addresses."""


MOST_RANGES = 100
"""Ranges of an Accept header that are looked at; browsers send eight, and each costs time."""


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One element of an Accept header: ``*`` stands for any; ``quality`` is 0..1."""

    major: str
    minor: str
    quality: float

    def specificity(self, media_type: str) -> int:
        """2 for the type itself, 1 for its ``major/*``, 0 for ``*/*``, -1 where it does not match."""
        major, _, minor = media_type.partition("/")
        if (self.major, self.minor) == (major, minor):
            return 2
        if (self.major, self.minor) == (major, "*"):
            return 1
        return 0 if (self.major, self.minor) == ("*", "*") else -1


@lru_cache(maxsize=1024)
def parse_accept(header: str | None) -> tuple[MediaRange, ...]:
    """The ranges of an Accept header; what is no media range is left out, and what is beyond `MOST_RANGES`.

    A missing header accepts everything.
    """
    if header is None or not header.strip():
        return (MediaRange("*", "*", 1.0),)
    ranges = []
    for element in header.split(",", MOST_RANGES)[:MOST_RANGES]:
        name, *parameters = (part.strip() for part in element.split(";"))
        major, slash, minor = name.lower().partition("/")
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                try:
                    quality = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    quality = 0.0
        if slash and major and minor and quality == quality:
            ranges.append(MediaRange(major, minor, quality))
    return tuple(ranges)


def choose(accepted: Sequence[MediaRange], offered: Iterable[str]) -> str | None:
    """The offered media type that the client likes best, the earlier offer in a tie; None where it takes none."""
    return _choose(tuple(accepted), tuple(offered))


@lru_cache(maxsize=1024)
def _choose(accepted: tuple[MediaRange, ...], offered: tuple[str, ...]) -> str | None:
    best, best_quality = None, 0.0
    for media_type in offered:
        fitting = [(r.specificity(media_type), r.quality) for r in accepted]
        quality = max((f for f in fitting if f[0] >= 0), default=(0, 0.0))[1]
        if quality > best_quality:
            best, best_quality = media_type, quality
    return best


def content_type(media_type: str) -> str:
    """The value of a Content-Type header: the media type, with ``charset=utf-8`` where text types need it."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
