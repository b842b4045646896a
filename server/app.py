"""The web application: a store, put together with its pages and its endpoint."""

import os
from dataclasses import replace
from typing import Any

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from ..extract.identity import STEERING
from .access import watch
from .addresses import Addresses
from .clients import networks
from .compression import compress
from .context import EXTENSION, Service
from .dump import close_dumps, dump, keep_dumps
from .endpoint import endpoint
from .example_data import example_data
from .graph_store import graph_store
from .headers import set_headers
from .health import health
from .metrics import Metrics, count_write
from .monitoring import monitoring
from .openapi import openapi
from .options import Options
from .pages import pages, prepare, set_globals
from .problems import problem_of, problem_response
from .snapshot import base_of
from .sparql.cache import Cache
from .sparql.hosts import listed_origin
from .sparql.remote import Remote
from .sparql.workers import Workers
from .store import LocalStore, RemoteStore, open_store
from .void import void
from .writing import Writing


def create_app(
    store: LocalStore | RemoteStore | str | os.PathLike[str], options: Options | None = None, **settings: Any
) -> Flask:
    """The application over a store, which must be there: a folder, or the address of a SPARQL server.

    ``settings`` are fields of `Options` that differ from ``options``. Absolute addresses begin with its ``public_url``,
    never with what a request says. ``close_app`` ends the application's processes.
    Raises StoreError where there is no store, or it cannot be read, ValueError where an allowed host is no origin, or
    a proxy no address.
    """
    options = replace(options or Options(), **settings)
    networks(options.trusted_proxies)
    for host in options.allowed_hosts:
        listed_origin(host)
    if isinstance(store, str | os.PathLike):
        store = open_store(os.fspath(store))
    addresses = Addresses(base_of(store), options.public_url.rstrip("/"))
    app = Flask(__name__, static_folder="static", static_url_path="/static")
    app.url_map.merge_slashes = False  # a redirection would name the host that the request names
    app.config["MAX_CONTENT_LENGTH"] = options.largest_request
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    app.jinja_env.finalize = _shown
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    set_globals(app, addresses)
    counted = Metrics()
    pool = Workers(
        Remote(store.patient(options.timeout + 10), options.allowed_hosts)
        if isinstance(store, RemoteStore)
        else store.path,
        processes=options.workers,
        timeout=options.timeout,
        result_limit=options.result_limit,
        memory_limit=options.memory_limit,
        queue=options.queue,
        per_client=options.per_client,
        noted=counted.note,
    )
    writer = _writing(store, addresses.base, options) if isinstance(store, LocalStore) else None
    app.extensions[EXTENSION] = Service(store, pool, addresses, writer, options, Cache(options.cache))
    for blueprint in (endpoint, graph_store, void, example_data, dump, health, monitoring, openapi, pages):
        app.register_blueprint(blueprint)
    app.register_error_handler(Exception, _refuse)
    keep_dumps(app, store)
    set_headers(app)
    compress(app)
    watch(app, counted)
    return app


def warm_app(app: Flask) -> None:
    """Start the application's worker processes, and prepare its pages, before the first request asks for them."""
    here: Service = app.extensions[EXTENSION]
    here.workers.warm()
    prepare(app, here)
    if here.takes_writes and here.writer is not None:
        here.writer.warm()


def close_app(app: Flask) -> None:
    """End the application's worker processes."""
    close_dumps(app)
    app.extensions[EXTENSION].close()


def _writing(store: LocalStore, base: str, options: Options) -> Writing:
    return Writing(
        store,
        base,
        timeout=options.timeout,
        memory_limit=options.memory_limit,
        allowed_hosts=options.allowed_hosts,
        counted=count_write,
    )


def _shown(value: object) -> object:
    """Text of policies without what would steer a terminal or turn the reading order of the page."""
    return STEERING.sub("\ufffd", value) if type(value) is str else value


def _refuse(error: Exception) -> Response:
    problem = problem_of(error)
    if problem.status == 500 and not isinstance(error, HTTPException):
        current_app.logger.error("%s %r failed", request.method, request.path, exc_info=error)
    return problem_response(problem)
