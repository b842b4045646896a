"""Pages that a client has already, tagged by the store's generation, the address and what is accepted (RFC 9110).

A page is made of nothing else, so a client that has it is told so before anything is asked of the store. Pages over a
server's graph, which may change at any time, have no tag.
"""

import hashlib
from contextlib import suppress
from functools import cache
from importlib import resources

from flask import Response, g, request

from ... import __version__
from ..context import service
from ..store import LocalStore, StoreError
from .blueprint import pages


@pages.before_request
def answer_with_the_tag() -> Response | None:
    """304 where the client has the page, else go on."""
    g.page_tag = _tag() if request.method in ("GET", "HEAD") else None
    known = request.if_none_match
    if g.page_tag is None or known.star_tag or not known.contains_weak(g.page_tag):
        return None
    return _tagged(Response(status=304))


@pages.after_request
def tag(response: Response) -> Response:
    """Tag a page that is there, unless it has a tag of its own."""
    if response.status_code == 200 and "ETag" not in response.headers:
        return _tagged(response)
    return response


def _tagged(response: Response) -> Response:
    if g.get("page_tag") is not None:
        response.set_etag(g.page_tag, weak=True)
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-cache"  # to be kept, and to be asked for again by its tag
    return response


def _tag() -> str | None:
    here = service()
    with suppress(StoreError):
        generation = here.generation
        published = here.store.published if isinstance(here.store, LocalStore) else None
        if generation is not None and published is not None:
            made_of = (_edition(), here.addresses, published.isoformat(), generation, request.full_path)
            accepted = request.headers.get("Accept", "")
            return hashlib.sha256(repr((made_of, accepted)).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return None


@cache
def _edition() -> str:
    """What the pages are made with: the version of the software, and the templates as they were when it started."""
    sha = hashlib.sha256(__version__.encode())
    folder = resources.files(__package__.rpartition(".")[0])
    sha.update(b"built" if (folder / "static" / "built" / "editor.js").is_file() else b"plain")
    for entry in sorted((folder / "templates").iterdir(), key=lambda e: e.name):
        sha.update(entry.read_bytes())
    return sha.hexdigest()
