"""The schema as a page of HTML, made by pyLODE, which is an optional extra."""

import importlib
import logging
from importlib import resources

import rdflib


class DocumentationUnavailable(RuntimeError):  # noqa: N818 (says what is the case)
    """pyLODE is not installed."""


def schema_html() -> str:
    """One HTML document on the classes and properties of the schema.

    The concepts are not in it: the server shows them, a page each.

    Raises:
        DocumentationUnavailable: where pyLODE is missing.
    """
    try:
        pylode = importlib.import_module("pylode")
    except ImportError as error:
        raise DocumentationUnavailable(
            "the HTML documentation is made by pyLODE, which is not installed: pip install 'practicegraph[docs]'"
        ) from error
    logging.getLogger().setLevel(logging.WARNING)  # pyLODE reports its steps on the root logger
    # A graph, not a path: pyLODE ends the whole process over a file that it cannot read.
    graph = rdflib.Graph()
    graph.parse(data=resources.files(__package__).joinpath("schema.ttl").read_bytes(), format="turtle")
    html: str = pylode.OntPub(ontology=graph, sort_subjects=True).make_html()
    return html
