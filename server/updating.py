"""Updates of the SPARQL endpoint (SPARQL 1.1 Protocol, section 2.2), for the bearer of the operator's token."""

from flask import Request, Response

from .context import service
from .sparql.protocol import UpdateRequest
from .sparql.updates import Update
from .tokens import bears_token


def widen(request: Request) -> None:
    """Take as large a body as a write may have from whoever may write; to be called before the body is read."""
    options = service().options
    if request.method == "POST" and bears_token(request.headers.get("Authorization"), options.token):
        request.max_content_length = options.largest_write


def update(operation: UpdateRequest, request: Request) -> Response:
    """Make an update: 204 when it is on disk. Raises ProblemError or QueryError, and nothing is changed then."""
    here = service()
    writing = here.writing(request.headers.get("Authorization"))
    base = here.addresses.absolute("/sparql")
    writing.run(Update(operation.update, base, operation.using_graphs, operation.using_named_graphs), operation.timeout)
    return Response(status=204)
