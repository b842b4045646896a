"""``/sparql``: SPARQL 1.1 Protocol, the editor for browsers, the service description otherwise."""

from collections.abc import Sequence

from flask import Blueprint, Response, current_app, json, render_template, request

from ..ontology.namespaces import PREFIXES
from .answering import respond, run
from .context import service
from .description import service_description
from .examples import Example, load_examples
from .graph_response import graph_response
from .problems import problem_of, problem_response
from .sparql.negotiation import (
    GRAPH_TYPES,
    HTML,
    OTHER_NAMES,
    RESULT_TYPES,
    SHORT_NAMES,
    MediaRange,
    choose,
    parse_accept,
)
from .sparql.protocol import ProblemError, QueryRequest, UpdateRequest, read_request
from .sparql.workers import Job
from .updating import update, widen

RESULTS_JSON = "application/sparql-results+json"
SHOWN_ROWS = 1000
"""Rows of a result that the editor's page shows."""
SHOWN_BYTES = 8 << 20
"""Bytes of a result that are read for the page."""

endpoint = Blueprint("sparql", __name__)


@endpoint.route("/sparql", methods=["GET", "POST"], provide_automatic_options=False)
@endpoint.route("/sparql/", methods=["GET", "POST"], provide_automatic_options=False)
def sparql() -> Response:
    """Answer a query, make an update, or describe the service."""
    query = ""
    try:
        widen(request)
        operation = read_request(request)
        if operation is None:
            return _without_query()
        if isinstance(operation, UpdateRequest):
            return update(operation, request)
        query = operation.query
        return _answer(operation)
    except Exception as error:
        problem = problem_of(error)
        if problem.status >= 500 and problem.title == "Internal error":
            current_app.logger.exception("query failed")
        return problem_response(problem, query)


@endpoint.route("/sparql", methods=["OPTIONS"])
@endpoint.route("/sparql/", methods=["OPTIONS"])
def options() -> Response:
    """Say what the endpoint takes, to clients and to browsers that ask before a cross-origin request."""
    response = Response(status=204)
    response.headers["Allow"] = "GET, HEAD, POST, OPTIONS"
    response.headers["Accept-Post"] = (
        "application/sparql-query, application/sparql-update, application/x-www-form-urlencoded"
    )
    return response


def _accepted(operation: QueryRequest | None) -> Sequence[MediaRange]:
    wanted = operation.format if operation else request.args.get("format")
    if not wanted:
        return parse_accept(request.headers.get("Accept"))
    media_type = SHORT_NAMES.get(OTHER_NAMES.get(wanted, wanted), wanted)
    if media_type != HTML and media_type not in RESULT_TYPES and media_type not in GRAPH_TYPES:
        raise ProblemError(406, "Unknown format", f"'format' is one of {', '.join(SHORT_NAMES)}, not {wanted[:40]!r}.")
    if wanted == "json":  # of either kind of answer
        return parse_accept("application/sparql-results+json, application/ld+json")
    if wanted == "xml":
        return parse_accept("application/sparql-results+xml, application/rdf+xml")
    return parse_accept(media_type)


def _answer(operation: QueryRequest) -> Response:
    accepted = _accepted(operation)
    if choose(accepted, ("application/x-any", HTML)) == HTML:
        return _page(operation)
    results_type, graph_type = choose(accepted, RESULT_TYPES), choose(accepted, GRAPH_TYPES)
    if results_type is None and graph_type is None:
        offered = ", ".join(dict.fromkeys([*RESULT_TYPES, *GRAPH_TYPES, HTML]))
        raise ProblemError(406, "Not acceptable", f"Answers come as: {offered}.")
    return respond(service(), _job(operation, results_type, graph_type), operation.timeout)


def _job(operation: QueryRequest, results_type: str | None, graph_type: str | None) -> Job:
    """The query for a worker; its relative IRIs are relative to the endpoint (SPARQL 1.1, section 4.1.1.2)."""
    here = service()
    return Job(
        operation.query,
        results_type,
        graph_type,
        operation.default_graphs,
        operation.named_graphs,
        here.addresses.absolute("/sparql"),
        allowed_hosts=here.options.allowed_hosts,
    )


def _page(operation: QueryRequest) -> Response:
    answer = run(service(), _job(operation, RESULTS_JSON, "text/turtle"), operation.timeout)
    content = answer.read(SHOWN_BYTES)
    table, text, shortened = None, None, 0
    if answer.kind == "graph":
        lines = content.decode().splitlines()
        text, shortened = "\n".join(lines[:SHOWN_ROWS]), max(0, len(lines) - SHOWN_ROWS)
    else:
        table = json.loads(content)
        shortened = max(0, len(table.get("results", {}).get("bindings", ())) - SHOWN_ROWS)
    page = render_template(
        "sparql.html",
        query=operation.query,
        example=None,
        examples=load_examples(),
        table=table,
        text=text,
        shown=SHOWN_ROWS,
        shortened=shortened,
    )
    return Response(page, content_type="text/html; charset=utf-8", headers={"Vary": "Accept"})


def _without_query() -> Response:
    accepted = _accepted(None)
    media_type = choose(accepted, ("text/turtle", HTML, *GRAPH_TYPES))
    if media_type == HTML:
        return _editor()
    if media_type is None:
        raise ProblemError(406, "Not acceptable", f"The description comes as: {', '.join(GRAPH_TYPES)}, {HTML}.")
    return graph_response(service_description(service()), media_type)


def _editor() -> Response:
    name = request.args.get("example", "")
    example: Example | None = None
    if name:
        example = next((e for e in load_examples() if e.name == name), None)
        if example is None:
            raise ProblemError(404, "No such example", f"There is no example query {name[:60]!r}.")
    page = render_template(
        "sparql.html",
        query=example.query if example else DEFAULT_QUERY,
        example=example,
        examples=load_examples(),
        table=None,
        text=None,
        shown=SHOWN_ROWS,
        shortened=0,
    )
    return Response(page, content_type="text/html; charset=utf-8", headers={"Vary": "Accept"})


DEFAULT_QUERY = f"""PREFIX pg: <{PREFIXES["pg"]}>
PREFIX rdfs: <{PREFIXES["rdfs"]}>

SELECT ?company ?dataType WHERE {{
  GRAPH ?catalogue {{ ?company pg:collects ?dataType }}
}}
ORDER BY ?company ?dataType
LIMIT 100
"""
