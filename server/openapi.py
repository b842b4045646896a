"""``/openapi.json``: what this server answers, as an OpenAPI 3.1 document."""

from importlib import resources

from flask import Blueprint, Response, json

from .. import __version__
from .context import service
from .sparql.negotiation import GRAPH_TYPES, RESULT_TYPES

openapi = Blueprint("openapi", __name__)


@openapi.get("/openapi.json")
def document() -> Response:
    """The document, at the server's public address."""
    text = resources.files(__package__).joinpath("static/openapi.json").read_text("utf-8")
    document = json.loads(text)
    document["info"]["version"] = __version__
    document["servers"] = [{"url": service().addresses.public_url}]
    results = {name: {"schema": {"type": "string"}} for name in (*RESULT_TYPES, *GRAPH_TYPES, "text/html")}
    for method in ("get", "post"):
        document["paths"]["/sparql"][method]["responses"]["200"]["content"] = results
    return Response(json.dumps(document, indent=2) + "\n", content_type="application/json")
