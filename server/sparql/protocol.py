"""SPARQL 1.1 Protocol requests (https://www.w3.org/TR/sparql11-protocol/) as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import pyoxigraph as ox
from flask import Request

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query, the dataset that the request names (empty: the union of all graphs) and its own limits."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    timeout: float | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """An update, the graphs that its WHERE clauses read (empty: what the update says) and its own time limit."""

    update: str
    using_graphs: tuple[str, ...] = ()
    using_named_graphs: tuple[str, ...] = ()
    timeout: float | None = None


class ProblemError(Exception):
    """A refusal, as a problem document (RFC 9457): HTTP status, title, detail, further members and headers."""

    def __init__(
        self, status: int, title: str, detail: str, *, headers: Mapping[str, str] | None = None, **members: Any
    ) -> None:
        super().__init__(detail)
        self.status, self.title, self.detail = status, title, detail
        self.headers = dict(headers or {})
        self.members = members


def read_request(request: Request) -> QueryRequest | UpdateRequest | None:
    """The operation of an HTTP request, or None for a GET without one.

    Raises ProblemError for anything the protocol does not allow.
    """
    parameters = decode(request.query_string, "The address")
    keys = {key for key, _ in parameters}
    if "update" in keys:
        raise ProblemError(400, "Update in the address", "An update is sent by POST, in the body.")
    if request.method in ("GET", "HEAD"):
        # without a query too, nonsense in the other parameters is one
        operation = _query(parameters if "query" in keys else [*parameters, ("query", "")])
        return operation if "query" in keys else None
    media_type = request.mimetype
    if media_type in (DIRECT, UPDATE):
        body = utf8_text(request)
        if "query" in keys:
            raise ProblemError(400, "Two operations", "The body is one; the address must not hold a query as well.")
        return _query([("query", body), *parameters]) if media_type == DIRECT else _update(body, parameters)
    if media_type == FORM:
        _check_charset(request)
        form = decode(request.get_data(), "The form")
        updates = [value for key, value in form if key == "update"]
        parameters += [(key, value) for key, value in form if key != "update"]
        if not updates:
            return _query(parameters)
        if len(updates) > 1:
            raise ProblemError(400, "Repeated parameter", "The parameter 'update' stands more than once.")
        return _update(updates[0], parameters)
    raise ProblemError(
        415,
        "Unsupported media type",
        f"POST takes {DIRECT}, {UPDATE} or {FORM}, not {media_type[:80] or 'a body without Content-Type'!r}.",
        headers={"Accept-Post": f"{DIRECT}, {UPDATE}, {FORM}"},
    )


def utf8_text(request: Request) -> str:
    """The body as text. Raises ProblemError where it is not UTF-8, or said not to be."""
    _check_charset(request)
    try:
        return request.get_data().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProblemError(400, "Not UTF-8", f"The body is not UTF-8 at byte {error.start}.") from error


def _check_charset(request: Request) -> None:
    charset = request.mimetype_params.get("charset", "utf-8")
    if charset.lower().replace("-", "") not in ("utf8", "usascii"):
        raise ProblemError(415, "Unsupported encoding", f"The body must be UTF-8; the request says {charset[:40]!r}.")


def decode(raw: bytes, what: str) -> list[tuple[str, str]]:
    """The parameters of a query string or form, ``what`` in messages. Raises ProblemError where it is none."""
    try:
        return parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except UnicodeError as error:
        raise ProblemError(400, "Not UTF-8", f"{what} is not percent-encoded UTF-8.") from error
    except ValueError as error:
        raise ProblemError(400, "Too many parameters", f"{what} has more than 1,000 parameters.") from error


def _grouped(parameters: list[tuple[str, str]], single: tuple[str, ...]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for key, value in parameters:
        values.setdefault(key, []).append(value)
    for key in single:
        if len(values.get(key, ())) > 1:
            raise ProblemError(400, "Repeated parameter", f"The parameter {key!r} stands more than once.")
    return values


def _query(parameters: list[tuple[str, str]]) -> QueryRequest:
    values = _grouped(parameters, ("query", "timeout"))
    if "query" not in values:
        raise ProblemError(400, "No query", "The parameter 'query' is missing.")
    if any(key in values for key in ("using-graph-uri", "using-named-graph-uri")):
        raise ProblemError(
            400, "Dataset of an update", "'using-graph-uri' belongs to updates; queries take 'default-graph-uri'."
        )
    return QueryRequest(
        query=values["query"][0].removeprefix("\ufeff"),
        default_graphs=absolute_iris(values.get("default-graph-uri", [])),
        named_graphs=absolute_iris(values.get("named-graph-uri", [])),
        timeout=read_timeout(values.get("timeout", [""])[0]),
        format=values.get("format", [""])[0] or None,  # SPARQLWrapper repeats it, in other words
    )


def _update(update: str, parameters: list[tuple[str, str]]) -> UpdateRequest:
    values = _grouped(parameters, ("timeout",))
    if "query" in values:
        raise ProblemError(400, "Query and update", "A request holds a query or an update, not both.")
    if any(key in values for key in ("default-graph-uri", "named-graph-uri")):
        raise ProblemError(
            400, "Dataset of a query", "'default-graph-uri' belongs to queries; updates take 'using-graph-uri'."
        )
    return UpdateRequest(
        update=update.removeprefix("\ufeff"),
        using_graphs=absolute_iris(values.get("using-graph-uri", [])),
        using_named_graphs=absolute_iris(values.get("using-named-graph-uri", [])),
        timeout=read_timeout(values.get("timeout", [""])[0]),
    )


def absolute_iris(iris: list[str]) -> tuple[str, ...]:
    """The names of graphs. Raises ProblemError where one is no absolute IRI."""
    for iri in iris:
        try:
            ox.NamedNode(iri)
        except ValueError as error:
            raise ProblemError(
                400, "Not an IRI", f"The graph name {iri[:200]!r} is not an absolute IRI: {error}."
            ) from None
    return tuple(iris)


def read_timeout(text: str) -> float | None:
    """The seconds of a ``timeout`` parameter, None where it is empty. Raises ProblemError where they are none."""
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 86_400:
        raise ProblemError(400, "Bad time limit", f"'timeout' is a number of seconds above 0, not {text[:40]!r}.")
    return seconds
