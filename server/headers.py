"""Headers of every answer: what browsers may do with it, and who may read it (everybody: the graph is public)."""

from flask import Flask, Response, request

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
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


def set_headers(app: Flask) -> None:
    """Give all answers of an application these headers.

    Flask-Cors is not used: with one rule for all addresses, and no cookies, three headers are all there is to it.
    """
    app.after_request(_headers)


def _headers(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Access-Control-Allow-Origin", "*")
    response.headers.setdefault("Access-Control-Expose-Headers", EXPOSED)
    if response.status_code == 204:
        response.headers.pop("Content-Type", None)  # there is nothing to be of a type
    if request.method == "OPTIONS":
        response.headers.setdefault("Access-Control-Allow-Methods", response.headers.get("Allow", "GET, HEAD, OPTIONS"))
        response.headers["Access-Control-Allow-Headers"] = ASKED
        response.headers.setdefault("Access-Control-Max-Age", "86400")
    return response
