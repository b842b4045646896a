"""The HTML documentation: made where pyLODE is, and a clear message where it is not."""

import sys
import types

import pytest
from practicegraph.ontology.documentation import DocumentationUnavailable, schema_html
from practicegraph.ontology.namespaces import ONTOLOGY_GRAPH, OWL, RDF
from rdflib import URIRef


def test_without_pylode_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pylode", None)
    with pytest.raises(DocumentationUnavailable, match=r"pip install 'practicegraph\[docs\]'"):
        schema_html()


def test_pylode_is_given_the_one_ontology(monkeypatch):
    class OntPub:
        def __init__(self, ontology, sort_subjects):
            self.subjects = list(ontology.subjects(URIRef(RDF + "type"), URIRef(OWL + "Ontology")))

        def make_html(self):
            return f"<html>{self.subjects}</html>"

    monkeypatch.setitem(sys.modules, "pylode", types.SimpleNamespace(OntPub=OntPub))
    assert schema_html() == f"<html>{[URIRef(ONTOLOGY_GRAPH)]}</html>"


def test_pylode_makes_a_page_with_our_terms():
    pytest.importorskip("pylode", reason="pyLODE is an optional extra")
    html = schema_html()
    assert "Data practice" in html
    assert "for purpose" in html
