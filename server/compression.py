"""Answers in fewer bytes, for clients that say that they read gzip.

What is sent from a file or as it comes is left as it is. Level 1: on results of queries it takes half the time of
level 6 for a sixth more bytes. Flask-Compress is not used: it takes ``gzip;q=0`` for a wish.
"""

import gzip

from flask import Flask, Response, request

from .sparql.negotiation import GRAPH_TYPES, RESULT_TYPES

SMALLEST = 1000
"""Bytes below which it is not worth the time."""
LEVEL = 1
TYPES = frozenset(
    ("text/html", "text/plain", "text/css", "image/svg+xml", "application/problem+json", *RESULT_TYPES, *GRAPH_TYPES)
)


def compress(app: Flask) -> None:
    """Compress what an application answers."""
    app.after_request(_compressed)


def _compressed(response: Response) -> Response:
    if response.mimetype not in TYPES:
        return response
    response.vary.add("Accept-Encoding")
    packed = "Content-Encoding" in response.headers or "Content-Range" in response.headers
    if packed or response.is_streamed or response.direct_passthrough or not _wanted():
        return response
    body = response.get_data()
    if len(body) < SMALLEST:
        return response
    response.set_data(gzip.compress(body, LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, weak = response.get_etag()
    if tag and not weak:
        response.set_etag(tag, weak=True)  # the same content, other bytes (RFC 9110, section 8.8.1)
    return response


def _wanted() -> bool:
    accepted = request.accept_encodings
    return accepted.quality("gzip") > 0 and accepted.quality("gzip") >= accepted.quality("identity")
