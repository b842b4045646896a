"""IRIs and the paths that this server answers for them under its own host."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from ..ontology.namespaces import DEFAULT_BASE, ONTOLOGY_GRAPH, PG, ROOT, SCHEMES

_SAFE = "/:@!$&'()*+,;=~-._"
LINKED = ("http", "https", "mailto")
"""Schemes of addresses that pages link to."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """``base`` is the base IRI of the store's instances; ``public_url`` how the server is reached, without slash."""

    base: str = DEFAULT_BASE
    public_url: str = "http://127.0.0.1:8000"

    def path(self, iri: str) -> str | None:
        """The path on this server that answers for an IRI, or None for one of another host."""
        if iri == ONTOLOGY_GRAPH:
            return "/ns"
        if iri.startswith(PG):
            return "/ns#" + quote(iri[len(PG) :], safe=_SAFE)
        if iri.startswith(self.base) and len(iri) > len(self.base):
            return "/" + quote(iri[len(self.base) :], safe=_SAFE)
        if iri.startswith(ROOT) and iri[len(ROOT) :].partition("/")[0] in SCHEMES:
            return "/" + quote(iri[len(ROOT) :], safe=_SAFE)
        return None

    def link(self, iri: str) -> str | None:
        """What a page links an IRI to: a path of this server, the IRI itself, or None where it is no web address."""
        path = self.path(iri)
        if path is not None:
            return path
        try:
            return iri if urlsplit(iri).scheme in LINKED else None
        except ValueError:
            return None

    def iri(self, path: str) -> str:
        """The IRI that a path of this server stands for; ``path`` is decoded and without its first slash."""
        head, slash, _ = path.partition("/")
        if path in ("ns", "ontology"):
            return ONTOLOGY_GRAPH
        if slash and head in SCHEMES:
            return ROOT + path
        return self.base + path

    def absolute(self, path: str) -> str:
        """The public address of a path."""
        return self.public_url + path
