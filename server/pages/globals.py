"""What every template may use beside its view: addresses, names of forms, and the page's description as JSON-LD."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from ... import __version__
from ...ontology.namespaces import PRACTICE
from ..addresses import Addresses
from ..context import service
from ..statements import KINDS, family
from ..store import LocalStore
from .view import View

FORM_NAMES = {
    "json": "JSON",
    "csv": "CSV",
    "ttl": "Turtle",
    "jsonld": "JSON-LD",
    "nt": "N-Triples",
    "rdf": "RDF/XML",
}
"""Suffix → how pages call the form."""


def set_globals(app: Flask, addresses: Addresses) -> None:
    """Give them to the application's templates."""

    def linked(view: View) -> dict[str, Any]:
        """What the page is, in schema.org's words (https://schema.org/docs/datamodel.html)."""
        address = addresses.absolute(view.address())
        described: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": view.schema,
            "@id": view.iri or address,
            "name": view.title,
            "url": address,
            "isPartOf": {"@type": "DataCatalog", "name": "Practicegraph", "url": addresses.absolute("/")},
        }
        here = service()
        if isinstance(here.store, LocalStore) and (published := here.store.published) is not None:
            described["version"] = str(here.generation)
            described["dateModified"] = published.isoformat(timespec="seconds")
        if view.description:
            described["description"] = view.description
        data = [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": addresses.absolute(view.address(suffix))}
            for suffix, kind in view.forms.items()
            if suffix != "html"
        ]
        described["subjectOf"] = {"@type": "Dataset", "name": f"{view.title} as data", "distribution": data}
        return described

    app.jinja_env.globals.update(
        built=(Path(app.static_folder or "") / "built" / "editor.js").is_file(),
        absolute=addresses.absolute,
        address_of=addresses.link,
        citation=citation,
        family_of=lambda iri: family(iri).removeprefix(PRACTICE),
        form_names=FORM_NAMES,
        kinds=KINDS,
        linked=linked,
    )


def citation() -> str:
    """What names the state of the graph that a page shows: the software's version, the store's generation and its date.

    Of a graph that another server holds it is the day on which it is read.
    """
    here = service()
    software = f", Practicegraph {__version__}"
    published = here.store.published if isinstance(here.store, LocalStore) else None
    if here.generation is None or published is None:
        return f"{software}, read on {datetime.now(UTC).date().isoformat()}"
    return f"{software}, state {here.generation} of the graph, of {published.date().isoformat()}"
