"""``/dump``: the whole graph to take away, with a description in ``metadata.json``."""

import base64
from datetime import datetime
from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, json, redirect, request, send_file
from flask.typing import ResponseReturnValue

from .context import Service, service
from .dump_files import METADATA, Dump, Dumps
from .sparql.protocol import ProblemError
from .store import LocalStore, StoreError

dump = Blueprint("dump", __name__)

EXTENSION = "practicegraph-dumps"
PATIENCE = 5.0
"""Seconds that a request waits for a dump that is being made."""


def keep_dumps(app: Flask, store: object) -> None:
    """Let an application offer the dumps of its store; those of a store elsewhere are not ours to make."""
    app.extensions[EXTENSION] = Dumps(store) if isinstance(store, LocalStore) else None


def close_dumps(app: Flask) -> None:
    """End what an application has at work for its dumps."""
    if app.extensions[EXTENSION] is not None:
        app.extensions[EXTENSION].close()


@dump.get("/dump", strict_slashes=False)
def index() -> ResponseReturnValue:
    """The description says what there is."""
    return redirect(f"/dump/{METADATA}", 303)


@dump.get(f"/dump/{METADATA}")
def metadata() -> Response:
    """What the files are: licence, counts, date, sizes and checksums."""
    body = json.dumps(described(service(), _ready()), indent=2) + "\n"
    response = Response(body, content_type="application/json", headers={"Cache-Control": "no-cache"})
    response.add_etag(weak=True)
    return cast(Response, response.make_conditional(request))


def described(here: Service, found: Dump) -> dict[str, Any]:
    """The description of a dump with the addresses and the licence of this server."""
    prefix = here.addresses.absolute("/dump/")
    return {
        "title": "What privacy policies say",
        "license": here.options.license,
        "baseIri": here.addresses.base,
        "sparqlEndpoint": here.addresses.absolute("/sparql"),
        "description": here.addresses.absolute("/.well-known/void"),
        **found.metadata,
        "files": [{**entry, "url": prefix + entry["name"]} for entry in found.metadata["files"]],
    }


@dump.get("/dump/<name>")
def file(name: str) -> Response:
    """A file, or the part of it that is asked for."""
    found = _ready()
    try:
        path, entry = found.file(name)
        response = send_file(
            path.absolute(),  # Flask looks for others beside its templates
            mimetype=entry["compressFormat"],
            conditional=True,
            etag=entry["sha256"],
            last_modified=datetime.fromisoformat(found.metadata["created"]),
            download_name=name,
        )
    except KeyError:
        raise ProblemError(404, "Not found", f"There is no file {name[:80]!r}; /dump/{METADATA} lists them.") from None
    except FileNotFoundError:  # a later generation has been published this moment
        raise _later("The dump is being replaced.") from None
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(entry['sha256'])).decode()}:"
    return response


def _ready() -> Dump:
    """The current dump. Raises ProblemError: 404 where there are none, 503 where it is being made."""
    dumps: Dumps | None = current_app.extensions[EXTENSION]
    if dumps is None:
        raise ProblemError(404, "No dump", "The graph is kept by another server; this one has no files of it.")
    try:
        found = dumps.current(PATIENCE)
    except StoreError as error:
        raise _later(str(error)) from None
    if found is None:
        raise _later("The files are being made. Ask again in a moment.")
    return found


def _later(why: str) -> ProblemError:
    return ProblemError(503, "Not ready", why, headers={"Retry-After": "10"})
