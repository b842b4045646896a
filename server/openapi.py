"""``/openapi.json``: what this server answers, as an OpenAPI 3.1 document."""

from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

import yaml
from flask import Blueprint, Response, json

from .. import __version__
from .context import service
from .dump_files import FILES
from .sparql.negotiation import GRAPH_TYPES, HTML, RESULT_TYPES, SHORT_NAMES, SUFFIXES

openapi = Blueprint("openapi", __name__)


@openapi.get("/openapi.json")
def document() -> Response:
    """The document, at the server's public address."""
    found = _document() | {"servers": [{"url": service().addresses.public_url}]}
    return Response(json.dumps(found, indent=2) + "\n", content_type="application/json")


@cache
def _document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(resources.files(__package__).joinpath("openapi.yaml").read_text("utf-8"))
    found["info"]["version"] = __version__
    responses, parameters = found["components"]["responses"], found["components"]["parameters"]
    for operation in found["paths"]["/sparql"].values():
        operation["responses"]["200"]["content"] = _content((*RESULT_TYPES, *GRAPH_TYPES, HTML))
    graphs = found["paths"]["/graphs"]
    documents = {name: {"schema": {"type": "string"}} for name in GRAPH_TYPES}
    form = {"schema": {"type": "object", "additionalProperties": {"type": "string", "format": "binary"}}}
    for method in ("put", "post"):
        graphs[method]["requestBody"]["content"] = documents | {"multipart/form-data": form}
    responses["Graph"]["content"] = _content(GRAPH_TYPES)
    responses["Resource"]["content"] = _content((HTML, "text/csv", *GRAPH_TYPES, "text/plain"))
    responses["View"]["content"] = _content((HTML, "text/csv", *GRAPH_TYPES))
    parameters["format"]["schema"]["enum"] = list(SHORT_NAMES)
    parameters["suffix"]["schema"]["enum"] = list(SUFFIXES)
    found["paths"]["/dump/{name}"]["get"]["parameters"][0]["schema"]["enum"] = list(FILES)
    return found


def _content(types: Iterable[str]) -> dict[str, Any]:
    """Answers in these media types, whose syntax is not for JSON Schema to describe."""
    return {name: {} for name in types}
