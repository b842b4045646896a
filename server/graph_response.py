"""A small graph as an answer, in the media type that the client likes best."""

from collections.abc import Iterable

import pyoxigraph as ox
from flask import Response, request

from .linked_data import serialize
from .sparql.negotiation import GRAPH_TYPES, choose, content_type, parse_accept
from .sparql.protocol import ProblemError


def chosen_graph_type() -> str:
    """The media type for a graph that the request asks for. Raises ProblemError (406) where none fits."""
    media_type = choose(parse_accept(request.headers.get("Accept")), GRAPH_TYPES)
    if media_type is None:
        raise ProblemError(406, "Not acceptable", f"This address answers as: {', '.join(GRAPH_TYPES)}.")
    return media_type


def graph_response(triples: Iterable[ox.Triple], media_type: str | None = None) -> Response:
    """The triples in ``media_type``, by default what the request asks for; 304 where the client has them already.

    Raises ProblemError (406) where no media type fits.
    """
    media_type = media_type or chosen_graph_type()
    body = serialize(triples, media_type)
    response = Response(body, content_type=content_type(media_type), headers={"Vary": "Accept"})
    response.headers["Cache-Control"] = "no-cache"  # may be kept, to be asked for again
    response.add_etag(weak=True)  # the same, whatever the compression
    return response.make_conditional(request)  # type: ignore[return-value]
