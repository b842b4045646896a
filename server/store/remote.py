"""A graph in any SPARQL 1.1 server, by its address (https://www.w3.org/TR/sparql11-protocol/)."""

import http.client
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import pyoxigraph as ox

from .errors import StoreError

CHUNK = 5000
"""Triples in one update request at most."""
_RESULTS = "application/sparql-results+json"


class RemoteStore:
    """A SPARQL endpoint to query, and to write to where it allows that.

    ``url`` is the address for queries; updates go to the same, or, where it ends in ``/query``, to the ``/update``
    beside it (as Oxigraph and Jena have it). ``token`` is sent as a bearer token; ``timeout`` is in seconds.
    """

    def __init__(self, url: str, *, token: str | None = None, timeout: float = 60.0) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise StoreError(f"{url} is not the address of a SPARQL server; it must begin with http:// or https://.")
        self.url = url
        self.update_url = re.sub(r"/query/?$", "/update", url)
        self.timeout = timeout
        self._token = token

    def __str__(self) -> str:
        return self.url

    def query(self, query: str, accept: str = _RESULTS) -> tuple[bytes, str]:
        """Send a query; returns the body and its media type. Raises StoreError with the server's words."""
        body = urllib.parse.urlencode({"query": query}).encode()
        return self._send(self.url, body, "application/x-www-form-urlencoded", accept)

    def select(self, query: str) -> Iterator[dict[str, ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple]]:
        """The rows of a SELECT query, each with the variables that are bound."""
        content, _ = self.query(query)
        try:
            results = ox.parse_query_results(content, ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise StoreError(f"{self.url} did not answer with SPARQL results: {error}") from error
        if not isinstance(results, ox.QuerySolutions):
            raise StoreError(f"{self.url} did not answer a SELECT query with rows.")
        names = [v.value for v in results.variables]
        for row in results:
            yield {name: row[name] for name in names if row[name] is not None}

    def update(self, update: str) -> None:
        """Send an update. Raises StoreError with the server's words."""
        self._send(self.update_url, update.encode(), "application/sparql-update", "*/*")

    def replace_graph(self, name: str, quads: Iterable[ox.Quad]) -> None:
        """Make the named graph hold exactly these triples; others may see it grow meanwhile."""
        self.update(f"DROP SILENT GRAPH <{name}>")
        self.insert(name, quads)

    def insert(self, name: str, quads: Iterable[ox.Quad]) -> None:
        """Add triples to the named graph, at most `CHUNK` in a request."""
        rows = (f"{q.subject} {q.predicate} {q.object} ." for q in quads)
        while chunk := list(islice(rows, CHUNK)):
            self.update(f"INSERT DATA {{ GRAPH <{name}> {{\n" + "\n".join(chunk) + "\n} }")

    def _send(self, url: str, body: bytes, content_type: str, accept: str) -> tuple[bytes, str]:
        headers: Mapping[str, str] = {"Content-Type": content_type, "Accept": accept, "User-Agent": "practicegraph"}
        if self._token:
            headers = {**headers, "Authorization": f"Bearer {self._token}"}
        request = urllib.request.Request(url, data=body, headers=dict(headers))  # noqa: S310 - scheme checked above
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:  # noqa: S310
                return answer.read(), answer.headers.get_content_type()
        except urllib.error.HTTPError as error:
            words = " ".join(error.read(2000).decode("utf-8", "replace").split())
            raise StoreError(f"{url} answered {error.code} {error.reason}: {words[:400]}") from error
        except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
            reason = getattr(error, "reason", error)
            raise StoreError(f"{url} cannot be reached: {reason}. Is the server running?") from error
