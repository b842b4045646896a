"""SPARQL 1.1 Protocol requests (https://www.w3.org/TR/sparql11-protocol/#query-operation) as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

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


class ProblemError(Exception):
    """A refusal, as a problem document (RFC 9457): HTTP status, title, detail, further members and headers."""

    def __init__(
        self, status: int, title: str, detail: str, *, headers: Mapping[str, str] | None = None, **members: Any
    ) -> None:
        super().__init__(detail)
        self.status, self.title, self.detail = status, title, detail
        self.headers = dict(headers or {})
        self.members = members


def read_request(request: Request) -> QueryRequest | None:
    """The query operation of an HTTP request, or None for a GET without a query.

    Raises ProblemError for anything the protocol does not allow, and for updates.
    """
    parameters = _decode(request.query_string, "The address")
    if request.method in ("GET", "HEAD"):
        if any(key == "update" for key, _ in parameters):
            raise ProblemError(400, "Update by GET", "An update is sent by POST, and this endpoint is read-only.")
        asked = any(key == "query" for key, _ in parameters)
        operation = _operation(parameters if asked else [*parameters, ("query", "")])  # nonsense is one without it too
        return operation if asked else None
    media_type, charset = request.mimetype, request.mimetype_params.get("charset", "utf-8")
    if charset.lower().replace("-", "") not in ("utf8", "usascii"):
        raise ProblemError(415, "Unsupported encoding", f"The body must be UTF-8; the request says {charset[:40]!r}.")
    if media_type == UPDATE:
        raise _read_only()
    if media_type == DIRECT:
        try:
            body = request.get_data().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ProblemError(400, "Not UTF-8", f"The body is not UTF-8 at byte {error.start}.") from error
        if any(key in ("query", "update") for key, _ in parameters):
            raise ProblemError(400, "Two queries", "The query is in the body; the address must not hold another one.")
        return _operation([("query", body), *parameters])
    if media_type == FORM:
        return _operation([*parameters, *_decode(request.get_data(), "The form")])
    raise ProblemError(
        415,
        "Unsupported media type",
        f"POST takes {DIRECT} or {FORM}, not {media_type[:80] or 'a body without Content-Type'!r}.",
        headers={"Accept-Post": f"{DIRECT}, {FORM}"},
    )


def _read_only() -> ProblemError:
    return ProblemError(403, "Read-only", "This endpoint answers queries; it takes no updates.")


def _decode(raw: bytes, what: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except UnicodeError as error:
        raise ProblemError(400, "Not UTF-8", f"{what} is not percent-encoded UTF-8.") from error
    except ValueError as error:
        raise ProblemError(400, "Too many parameters", f"{what} has more than 1,000 parameters.") from error


def _operation(parameters: list[tuple[str, str]]) -> QueryRequest:
    values: dict[str, list[str]] = {}
    for key, value in parameters:
        values.setdefault(key, []).append(value)
    if "update" in values:
        if "query" in values:
            raise ProblemError(400, "Query and update", "A request holds a query or an update, not both.")
        raise _read_only()
    for key in ("query", "timeout", "format"):
        if len(values.get(key, ())) > 1:
            raise ProblemError(400, "Repeated parameter", f"The parameter {key!r} stands more than once.")
    if "query" not in values:
        raise ProblemError(400, "No query", "The parameter 'query' is missing.")
    if any(key in values for key in ("using-graph-uri", "using-named-graph-uri")):
        raise ProblemError(
            400, "Dataset of an update", "'using-graph-uri' belongs to updates; queries take 'default-graph-uri'."
        )
    return QueryRequest(
        query=values["query"][0].removeprefix("\ufeff"),
        default_graphs=_graphs(values.get("default-graph-uri", [])),
        named_graphs=_graphs(values.get("named-graph-uri", [])),
        timeout=_seconds(values.get("timeout", [""])[0]),
        format=values.get("format", [""])[0] or None,
    )


def _graphs(iris: list[str]) -> tuple[str, ...]:
    for iri in iris:
        try:
            absolute = bool(urlsplit(iri).scheme)
        except ValueError:
            absolute = False
        if not absolute or any(c in '<>"{}|^`\\' or c <= " " for c in iri):
            raise ProblemError(400, "Not an IRI", f"The graph name {iri[:200]!r} is not an absolute IRI.")
    return tuple(iris)


def _seconds(text: str) -> float | None:
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 86_400:
        raise ProblemError(400, "Bad time limit", f"'timeout' is a number of seconds above 0, not {text[:40]!r}.")
    return seconds
