"""``/health``: whether the server is alive (``?live``: no more than that) and ready to answer."""

from time import monotonic
from typing import Any

from flask import Blueprint, Response, json, request

from .. import __version__
from .context import Service, service
from .sparql.workers import Job, QueryError
from .store import StoreError

health = Blueprint("health", __name__)

_ASK = Job("ASK { GRAPH ?g { ?s ?p ?o } }")


@health.get("/health")
def state() -> Response:
    """200 and the state of the store, or 503 and what is wrong; ``?live`` is 200 as long as the process answers."""
    here = service()
    found: dict[str, Any] = {"alive": True, "version": __version__}
    status = 200
    if "live" not in request.args:
        found |= readiness(here)
        status = 200 if found["ready"] else 503
    found["uptime_seconds"] = round(monotonic() - here.started, 1)
    response = Response(json.dumps(found) + "\n", status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def readiness(here: Service) -> dict[str, Any]:
    """Whether a worker answers from the store now, and if not, why."""
    found: dict[str, Any] = {"ready": False}
    try:
        if here.generation is not None:
            found["generation"] = here.generation
        found["ready"] = b"true" in here.workers.run(_ASK, timeout=5.0).read()
        if not found["ready"]:
            found["reason"] = "the store is empty"
    except (QueryError, StoreError) as error:
        found["reason"] = getattr(error, "detail", str(error))
    return found
