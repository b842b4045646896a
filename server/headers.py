"""Headers of every answer: what browsers may do with it, and who may read it (everybody: the graph is public)."""

from flask import Flask, Response, request

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
EXPOSED = "Accept-Ranges, Allow, Content-Range, ETag, Link, Location, Retry-After"
"""Headers that scripts of other sites may read, beside those that they always may."""
ASKED = "Accept, Authorization, Content-Type, If-Match, If-None-Match, Range"
"""Headers that scripts of other sites may send."""

_EVERYWHERE = (
    *SECURITY_HEADERS.items(),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", EXPOSED),
)


def set_headers(app: Flask) -> None:
    """Give all answers of an application these headers.

    Flask-Cors is not used: with one rule for all addresses, and no cookies, three headers are all there is to it.
    """
    app.after_request(_headers)


def _headers(response: Response) -> Response:
    headers = response.headers
    there = {name.lower() for name, _ in headers}
    # written at once: a look through all of them for each takes longer than the rest of an answer from memory
    headers.extend([(name, value) for name, value in _EVERYWHERE if name.lower() not in there])
    if response.status_code == 204:
        headers.pop("Content-Type", None)  # there is nothing to be of a type
    if request.method == "OPTIONS":
        headers.setdefault("Access-Control-Allow-Methods", headers.get("Allow", "GET, HEAD, OPTIONS"))
        headers["Access-Control-Allow-Headers"] = ASKED
        headers.setdefault("Access-Control-Max-Age", "86400")
    return response
