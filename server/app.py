"""The web application: a store, put together with its pages and its endpoint."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from ..extract.identity import STEERING
from .addresses import Addresses
from .clients import networks
from .context import EXTENSION, Service
from .endpoint import endpoint
from .operation import operation
from .options import Options
from .pages import pages
from .problems import problem_of, problem_response
from .sparql.cache import Cache
from .sparql.negotiation import SHORT_NAMES
from .sparql.workers import Workers
from .store import LocalStore

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def create_app(store: LocalStore | str | os.PathLike[str], options: Options | None = None, **settings: Any) -> Flask:
    """The application over a local store, which must be there.

    ``settings`` are fields of `Options` that differ from ``options``. Absolute addresses begin with its ``public_url``,
    never with what a request says. ``close_app`` ends the application's processes.
    Raises StoreError where there is no store, or it cannot be read, ValueError for a proxy that is no address.
    """
    options = replace(options or Options(), **settings)
    networks(options.trusted_proxies)
    local = store if isinstance(store, LocalStore) else LocalStore(Path(store))
    with local.read() as generation:
        manifest = generation.manifest
    addresses = Addresses(public_url=options.public_url.rstrip("/"))
    if manifest is not None:
        addresses = Addresses(manifest.base, addresses.public_url)
    app = Flask(__name__, static_folder="static", static_url_path="/static")
    app.config["MAX_CONTENT_LENGTH"] = options.largest_request
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    app.jinja_env.finalize = _shown
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["formats"] = {name: SHORT_NAMES[name] for name in ("ttl", "jsonld", "nt", "rdf")}
    app.jinja_env.globals["linked"] = addresses.link
    pool = Workers(
        local.path,
        processes=options.workers,
        timeout=options.timeout,
        result_limit=options.result_limit,
        memory_limit=options.memory_limit,
        queue=options.queue,
        per_client=options.per_client,
    )
    app.extensions[EXTENSION] = Service(local, pool, addresses, options, Cache(options.cache))
    for blueprint in (endpoint, operation, pages):
        app.register_blueprint(blueprint)
    app.register_error_handler(Exception, _refuse)
    app.after_request(_headers)
    return app


def warm_app(app: Flask) -> None:
    """Start the application's worker processes before the first request asks for them."""
    app.extensions[EXTENSION].workers.warm()


def close_app(app: Flask) -> None:
    """End the application's worker processes."""
    app.extensions[EXTENSION].close()


def _shown(value: object) -> object:
    """Text of policies without what would steer a terminal or turn the reading order of the page."""
    return STEERING.sub("\ufffd", value) if type(value) is str else value


def _refuse(error: Exception) -> Response:
    problem = problem_of(error)
    if problem.status == 500 and not isinstance(error, HTTPException):
        current_app.logger.error("%s %r failed", request.method, request.path, exc_info=error)
    return problem_response(problem)


def _headers(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    # the graph is public, and nothing here depends on who asks
    response.headers.setdefault("Access-Control-Allow-Origin", "*")
    return response
