"""``/graphs``: the SPARQL 1.1 Graph Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/).

A graph is named indirectly (``/graphs?graph=IRI``, ``/graphs?default`` for the unnamed one) or directly: the graph
``PUBLIC-URL/graphs/a/b`` at that very address. Reading is free, writing needs the operator's token.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import quote

import pyoxigraph as ox
from flask import Blueprint, Response, request

from .answering import respond, run
from .context import service
from .sparql.job import Job
from .sparql.negotiation import GRAPH_TYPES, choose, parse_accept
from .sparql.protocol import UPDATE, ProblemError, absolute_iris, decode, read_timeout, utf8_text
from .sparql.updates import Drop, Load, Part, Patch
from .writing import Writing

MULTIPART = "multipart/form-data"
METHODS = "GET, HEAD, PUT, POST, DELETE, PATCH, OPTIONS"
_SAFE = "/:@!$&'()*+,;=~-._"
_SUFFIXES = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "n3": "text/n3",
}

graph_store = Blueprint("graphs", __name__)
View = Callable[..., Response]


@dataclass(frozen=True, slots=True)
class _Target:
    """The graph of a request: its IRI, None for the unnamed graph; ``base`` is that of documents sent to it."""

    graph: str | None
    base: str
    timeout: float | None = None
    made: bool = False

    @property
    def shown(self) -> str:
        return "The unnamed graph" if self.graph is None else f"The graph <{self.graph}>"


def _answers(method: str) -> Callable[[View], View]:
    def register(view: View) -> View:
        for rule in ("/graphs", "/graphs/", "/graphs/<path:name>"):
            graph_store.add_url_rule(rule, view_func=view, methods=[method], provide_automatic_options=False)
        return view

    return register


@_answers("OPTIONS")
def options(name: str = "") -> Response:  # noqa: ARG001 - the same for all
    """Say what a graph takes."""
    response = Response(status=204)
    types = ", ".join(GRAPH_TYPES)
    response.headers["Allow"] = METHODS
    response.headers["Accept-Post"] = f"{types}, {MULTIPART}"
    response.headers["Accept-Patch"] = UPDATE
    return response


@_answers("GET")
def read(name: str = "") -> Response:
    """The triples of a graph; 404 where there is none of that name."""
    target = _target(name)
    media_type = choose(parse_accept(request.headers.get("Accept")), GRAPH_TYPES)
    if media_type is None:
        raise ProblemError(406, "Not acceptable", f"A graph comes as: {', '.join(GRAPH_TYPES)}.")
    here, query = service(), "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
    if target.graph is not None:
        node = ox.NamedNode(target.graph)
        some = "" if here.keeps_texts else "?s ?p ?o"  # other servers keep no empty graphs
        if b"true" not in run(here, Job(f"ASK {{ GRAPH {node} {{ {some} }} }}"), target.timeout).read():
            raise _missing(target)
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {node} {{ ?s ?p ?o }} }}"
    return respond(here, Job(query, None, media_type, unnamed=target.graph is None), target.timeout)


@_answers("PUT")
def put(name: str = "") -> Response:
    """Make a graph hold what is sent: 201 for a new one, else 204."""
    return _load(name, replace=True)


@_answers("POST")
def post(name: str = "") -> Response:
    """Add what is sent to a graph: 201 for a new one, which `/graphs` itself makes, else 204."""
    return _load(name, replace=False)


@_answers("DELETE")
def delete(name: str = "") -> Response:
    """Remove a graph; 404 where there is none of that name."""
    writing = _authorized()
    target = _target(name)
    if not writing.run(Drop(target.graph, _if_there()), target.timeout).existed:
        raise _missing(target)
    return Response(status=204)


@_answers("PATCH")
def patch(name: str = "") -> Response:
    """Change a graph by a SPARQL update that sees nothing else; 404 where there is none of that name."""
    writing = _authorized()
    target = _target(name)
    _check_encoding()
    if request.mimetype != UPDATE:
        raise ProblemError(
            415,
            "Unsupported media type",
            f"PATCH takes {UPDATE}, not {request.mimetype[:80] or 'a body without Content-Type'!r}.",
            headers={"Accept-Patch": UPDATE},
        )
    change = Patch(target.graph, utf8_text(request), target.base, _if_there())
    if not writing.run(change, target.timeout).existed:
        raise _missing(target)
    return Response(status=204)


def _load(name: str, *, replace: bool) -> Response:
    writing = _authorized()
    target = _target(name, make=not replace)
    _check_encoding()
    if "Content-Range" in request.headers:
        raise ProblemError(400, "Part of a document", "A graph is sent as a whole, without Content-Range.")
    if_there = _if_there()
    with _kept_parts(target, writing) as parts:
        effect = writing.run(Load(target.graph, parts, replace, if_there), target.timeout)
    response = Response(status=204 if effect.existed else 201)
    if target.made:
        response.headers["Location"] = target.base
    return response


def _authorized() -> Writing:
    here = service()
    writing = here.writing(request.headers.get("Authorization"))
    request.max_content_length = here.options.largest_write
    return writing


def _target(name: str, *, make: bool = False) -> _Target:
    here = service()
    address = here.addresses.absolute("/graphs")
    values: dict[str, list[str]] = {}
    for key, value in decode(request.query_string, "The address"):
        values.setdefault(key, []).append(value)
    named = [*values.get("graph", ()), *values.get("default", ())]
    timeout = read_timeout(values.get("timeout", [""])[0])
    if len(named) > 1 or (named and name):
        raise ProblemError(400, "More than one graph", "A request is about one graph; the address names several.")
    if name:
        iri = f"{address}/{quote(name, safe=_SAFE)}"
        return _Target(iri, iri, timeout)
    if "default" in values:
        return _Target(None, address, timeout)
    if "graph" in values:
        (iri,) = absolute_iris(named)
        return _Target(iri, iri, timeout)
    if make:
        iri = f"{address}/{uuid.uuid4()}"
        return _Target(iri, iri, timeout, made=True)
    raise ProblemError(
        400, "No graph", "Name the graph: /graphs?graph=IRI, /graphs?default for the unnamed one, or /graphs/NAME."
    )


@contextmanager
def _kept_parts(target: _Target, writing: Writing) -> Iterator[tuple[Part, ...]]:
    """The documents of the request as files, which are removed afterwards."""
    kept: list[Part] = []
    try:
        if request.mimetype == MULTIPART:
            if request.form:
                raise ProblemError(400, "Part without file name", "Each part of the form is a file with a file name.")
            for file in chain.from_iterable(request.files.listvalues()):
                media_type = file.mimetype
                if media_type in ("", "application/octet-stream"):
                    media_type = _SUFFIXES.get(Path(file.filename or "").suffix.lstrip(".").lower(), media_type)
                _check_type(media_type, file.mimetype_params)
                kept.append(Part(writing.keep(cast(BinaryIO, file.stream)), media_type, target.base))
            if not kept:
                raise ProblemError(400, "Empty form", "The form holds no file.")
        else:
            _check_type(request.mimetype, request.mimetype_params)
            kept.append(Part(writing.keep(cast(BinaryIO, request.stream)), request.mimetype, target.base))
        yield tuple(kept)
    finally:
        for part in kept:
            part.path.unlink(missing_ok=True)


def _check_type(media_type: str, parameters: dict[str, str]) -> None:
    types = ", ".join(GRAPH_TYPES)
    if media_type not in GRAPH_TYPES:
        raise ProblemError(
            415,
            "Unsupported media type",
            f"A graph is sent as one of: {types}; not as {media_type[:80] or 'a body without Content-Type'!r}.",
            headers={"Accept-Post": f"{types}, {MULTIPART}"},
        )
    charset = parameters.get("charset", "utf-8")
    if charset.lower().replace("-", "") not in ("utf8", "usascii"):
        raise ProblemError(415, "Unsupported encoding", f"A graph is sent in UTF-8, not in {charset[:40]!r}.")


def _check_encoding() -> None:
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding.lower() != "identity":
        raise ProblemError(415, "Unsupported encoding", f"The body is sent as it is, not in {encoding[:40]!r}.")


def _if_there() -> bool | None:
    """Whether If-Match (True) or If-None-Match (False) lets a write be made only where the graph is there, or is not.

    Raises ProblemError (412) for tags: those of answers are weak, and none is the same as a weak one here (RFC 9110,
    section 13.1.1).
    """
    there, missing = request.headers.get("If-Match"), request.headers.get("If-None-Match")
    if there is None and missing is None:
        return None
    if {there, missing} != {None, "*"}:
        raise ProblemError(
            412, "Precondition failed", "A write takes one of 'If-Match: *' and 'If-None-Match: *', and no tags."
        )
    return there is not None


def _missing(target: _Target) -> ProblemError:
    return ProblemError(404, "No such graph", f"{target.shown} is not in the store.")
