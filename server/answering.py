"""A query answered over HTTP: run for its client, kept and tagged by the store's generation, streamed where large."""

from collections.abc import Callable
from contextlib import suppress

from flask import Response, request

from .clients import client_of
from .context import Service
from .metrics import count_kept, query_measured
from .sparql.cache import tag
from .sparql.job import Answer, Job
from .sparql.negotiation import content_type
from .store import StoreError

HUNG_UP = "waitress.client_disconnected"


def _never() -> bool:
    return False


def run(here: Service, job: Job, timeout: float | None = None) -> Answer:
    """The answer to a job for the client of the current request. Raises QueryError."""
    gone: Callable[[], bool] = request.environ.get(HUNG_UP, _never)
    with query_measured():
        return here.workers.run(job, timeout, client=client_of(request, here.options), gone=gone)


def respond(here: Service, job: Job, timeout: float | None = None) -> Response:
    """Answer a job: 304 where the client has the answer, else the answer, from memory where it is kept.

    Raises QueryError for malformed queries and for limits that are hit before the first byte is sent. An answer that
    hits one later is broken off: its connection closes without the end that HTTP/1.1 asks for, so no client takes it
    for whole. Clients of HTTP/1.0, which knows no such end, get the answer when it is complete.
    """
    generation = None
    with suppress(StoreError):
        generation = here.generation
    name = tag(job, generation)
    if name is not None and request.method in ("GET", "HEAD"):
        known = request.if_none_match
        if known.contains_weak(name) and not known.star_tag:
            return _tagged(Response(status=304), name)
    answer = here.cache.get(name) if name is not None else None
    if answer is None:
        answer = run(here, job, timeout)
        name = tag(job, answer.generation) if name is not None else None
        if name is not None:
            here.cache.put(name, answer)
    else:
        count_kept()
    return _tagged(_response(answer), name)


def _response(answer: Answer) -> Response:
    kind = content_type(answer.media_type)
    rest = answer.rest
    if rest is None:
        return Response(answer.content, content_type=kind)
    if request.method == "HEAD":
        rest.finish()  # to say how long the answer is, and whether there is one
        size = rest.size
        rest.close()
        response = Response(content_type=kind)
    else:
        if request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
            rest.finish()
        size = rest.size
        response = Response(iter(rest), content_type=kind)
        response.call_on_close(rest.close)
    if size is not None:
        response.content_length = size
    return response


def _tagged(response: Response, name: str | None) -> Response:
    response.headers["Vary"] = "Accept"
    if name is None:
        response.headers["Cache-Control"] = "no-store"
    else:
        response.set_etag(name, weak=True)  # rows without ORDER BY may come in another order
        response.headers["Cache-Control"] = "no-cache"  # to be kept, and to be asked for again by its tag
    return response
