"""What a page shows, as one value that every form of it is made from: HTML, JSON, CSV and RDF."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, is_dataclass
from typing import Any, Final

import pyoxigraph as ox
from flask import Response, json, render_template, request

from ..context import service
from ..linked_data import serialize
from ..sparql.negotiation import GRAPH_TYPES, HTML, choose, content_type, parse_accept
from ..sparql.protocol import ProblemError

JSON: Final = "application/json"
CSV: Final = "text/csv"
FORMS: Final = {
    "html": HTML,
    "json": JSON,
    "csv": CSV,
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
"""Suffix of an address → the media type that it asks for."""
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """What a page shows as rows, for CSV: ``columns`` are names, each row has a cell for each."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class View:
    """A page before it has a form.

    ``path`` is its address on this server without suffix and query, encoded; ``query`` what stands behind the "?" of
    its canonical address. ``data`` is what the template reads and what JSON gives, so it holds values, dataclasses and
    sequences of these only; ``extra`` is for the template alone. ``table`` and ``triples`` are what CSV and RDF give,
    None where the page has none. ``iri`` names the thing that the page is about, ``sparql`` asks the endpoint for what
    it shows, ``schema`` is the schema.org type of the thing.
    """

    template: str
    title: str
    path: str
    data: Mapping[str, Any]
    table: Table | None = None
    triples: Callable[[], Iterable[ox.Triple]] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""
    iri: str = ""
    sparql: str = ""
    description: str = ""
    schema: str = "WebPage"

    @property
    def forms(self) -> dict[str, str]:
        """Suffix → media type of the forms that this page has."""
        return {suffix: kind for suffix, kind in FORMS.items() if self._has(kind)}

    def _has(self, kind: str) -> bool:
        if kind in (HTML, JSON):
            return True
        return (self.table if kind == CSV else self.triples) is not None

    def address(self, suffix: str = "") -> str:
        """The page's path in a form, with its query.

        >>> View("", "", "/compare", {}, query="c=a&c=b").address("csv")
        '/compare.csv?c=a&c=b'
        """
        ending = f".{suffix}" if suffix else ""
        stem = "/index" if ending and self.path == "/" else self.path
        return f"{stem}{ending}" + (f"?{self.query}" if self.query else "")


def send(view: View, suffix: str | None = None) -> Response:
    """The view in the form that the suffix or the Accept header asks for.

    Raises ProblemError: 404 for a suffix that the page has no form for, 406 where nothing that is accepted fits.
    """
    offered = _offered(view)
    if suffix is None:
        kind = choose(parse_accept(request.headers.get("Accept")), offered)
        if kind is None:
            raise ProblemError(406, "Not acceptable", f"This address answers as: {', '.join(offered)}.")
    else:
        kind = view.forms.get(suffix, "")
        if not kind:
            raise ProblemError(
                404, "Not found", f"This page comes as: {', '.join(view.forms)}, not as {suffix[:20]!r}."
            )
    links = [f'<{view.address(s)}>; rel="alternate"; type="{t}"' for s, t in view.forms.items() if t != HTML]
    headers = {"Vary": "Accept", "Link": ", ".join(links)}
    return Response(_body(view, kind), 200, headers, content_type=content_type(kind))


def _offered(view: View) -> tuple[str, ...]:
    kinds = tuple(view.forms.values())
    return (*kinds, *(kind for kind in GRAPH_TYPES if kind not in kinds)) if view.triples else kinds


def _body(view: View, kind: str) -> str | bytes:
    if kind == HTML:
        return render_template(view.template, view=view, title=view.title, **view.data, **view.extra)
    if kind == JSON:
        return to_json(view)
    if kind == CSV:
        assert view.table is not None  # noqa: S101 - such a form is not offered otherwise
        return to_csv(view.table)
    assert view.triples is not None  # noqa: S101
    return serialize(view.triples(), kind)


def to_json(view: View) -> str:
    """The page's data as JSON, with its title, its address and the name of what it is about."""
    here = service()
    head = {"title": view.title, "address": here.addresses.absolute(view.address())}
    if view.iri:
        head["iri"] = view.iri
    return json.dumps({**head, **{name: _plain(value) for name, value in view.data.items()}}) + "\n"


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, str) or not isinstance(value, Iterable):
        return value
    return [_plain(item) for item in value]


def to_csv(table: Table) -> str:
    """The table as CSV (RFC 4180), cells that a spreadsheet would run made into text.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.columns)
    writer.writerows([guarded(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def guarded(cell: Cell) -> Cell:
    """The cell, with an apostrophe before text that a spreadsheet would take for a formula.

    >>> guarded("=1+1"), guarded(-5), guarded("plain")
    ("'=1+1", -5, 'plain')
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_RUN_BY_SPREADSHEETS) else cell
