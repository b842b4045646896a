"""Refusals and failures as people and programs can read them: problem documents (RFC 9457), text or a page."""

from typing import Any

from flask import Response, json, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError

from .sparql.negotiation import HTML, choose, parse_accept
from .sparql.protocol import ProblemError
from .sparql.safety import QueryRefusedError
from .sparql.workers import QueryError

PROBLEM_JSON = "application/problem+json"


def problem_of(error: Exception) -> ProblemError:
    """Any exception of a request as a problem; unexpected ones say no more than that something failed."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, QueryRefusedError):
        return ProblemError(400, "Query refused", str(error), line=error.line, column=error.column)
    if isinstance(error, QueryError):
        members = {"line": error.line, "column": error.column, "limit": error.limit}
        wait = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
        known = {name: value for name, value in members.items() if value is not None}
        return ProblemError(error.status, error.title, error.detail, headers=wait, **known)
    if isinstance(error, HTTPException) and not isinstance(error, InternalServerError):
        kept = {key: value for key, value in error.get_headers() if key in ("Allow", "Retry-After", "Content-Range")}
        return ProblemError(error.code or 500, error.name, error.description or error.name, headers=kept)
    return ProblemError(500, "Internal error", "The server failed to answer this request; its log says more.")


def problem_response(problem: ProblemError, query: str = "") -> Response:
    """The problem in the form that the client takes: a page for browsers, else JSON or text."""
    accepted = parse_accept(request.headers.get("Accept"))
    media_type = choose(accepted, (PROBLEM_JSON, "application/json", HTML, "text/plain")) or PROBLEM_JSON
    if media_type == HTML:
        body = render_template("problem.html", problem=problem, query=query)
    elif media_type == "text/plain":
        body = f"{problem.title}: {problem.detail}\n"
    else:
        document: dict[str, Any] = {"type": "about:blank", "title": problem.title, "status": problem.status}
        document |= {"detail": problem.detail, **problem.members}
        body, media_type = json.dumps(document) + "\n", PROBLEM_JSON
    response = Response(
        body, problem.status, content_type=media_type + ("; charset=utf-8" if "text/" in media_type else "")
    )
    response.headers.extend(problem.headers)
    response.headers["Vary"] = "Accept"
    response.headers["Cache-Control"] = "no-store"
    return response
