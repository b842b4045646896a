"""The example queries as data: SHACL's ``sh:SPARQLExecutable``, in the layout of SIB's sparql-examples.

https://www.w3.org/TR/shacl/#sparql-constraints-prefixes, https://github.com/sib-swiss/sparql-examples
"""

import re
from collections.abc import Iterator

import pyoxigraph as ox

from ..extract.identity import catalogue_iri
from ..ontology.namespaces import DCTERMS, RDF, RDFS, SH, XSD
from .examples import Example, load_examples

Node = ox.NamedNode
_FORMS = {
    "SELECT": ("select", "SPARQLSelectExecutable"),
    "ASK": ("ask", "SPARQLAskExecutable"),
    "CONSTRUCT": ("construct", "SPARQLConstructExecutable"),
}
_PREFIX = re.compile(r"^\s*PREFIX\s+([\w-]*):\s*<([^<>\s]*)>\s*$", re.IGNORECASE | re.MULTILINE)
_FORM = re.compile(r"^\s*(SELECT|ASK|CONSTRUCT)\b", re.IGNORECASE | re.MULTILINE)


def examples_iri(base: str) -> str:
    """What the IRI of every example begins with."""
    return f"{base}query/"


def example_iri(example: Example, base: str) -> str:
    """The IRI of an example query."""
    return examples_iri(base) + example.name


def example_quads(base: str) -> Iterator[ox.Quad]:
    """What the catalogue says of the example queries; their prefixes have nodes of their own."""
    graph = Node(catalogue_iri(base))
    prefixes: dict[str, str] = {}
    for example in load_examples():
        property_, class_ = _FORMS[form_of(example.query)]
        declared = dict(_PREFIX.findall(example.query))
        prefixes |= declared
        node = Node(example_iri(example, base))
        comment = f"{example.title} {example.description}".strip()
        if example.parameters:
            comment += f" To change: {example.parameters}"
        for class_name in ("SPARQLExecutable", class_):
            yield ox.Quad(node, Node(RDF + "type"), Node(SH + class_name), graph)
        yield ox.Quad(node, Node(RDFS + "label"), ox.Literal(example.title, language="en"), graph)
        yield ox.Quad(node, Node(RDFS + "comment"), ox.Literal(comment, language="en"), graph)
        yield ox.Quad(node, Node(DCTERMS + "identifier"), ox.Literal(example.name), graph)
        yield ox.Quad(node, Node(SH + property_), ox.Literal(example.query), graph)
        yield ox.Quad(node, Node(SH + "prefixes"), Node(examples_iri(base)), graph)
    for prefix, namespace in sorted(prefixes.items()):
        declaration = Node(f"{examples_iri(base)}prefix/{prefix}")
        yield ox.Quad(Node(examples_iri(base)), Node(SH + "declare"), declaration, graph)
        yield ox.Quad(declaration, Node(RDF + "type"), Node(SH + "PrefixDeclaration"), graph)
        yield ox.Quad(declaration, Node(SH + "prefix"), ox.Literal(prefix), graph)
        yield ox.Quad(declaration, Node(SH + "namespace"), ox.Literal(namespace, datatype=Node(XSD + "anyURI")), graph)


def form_of(query: str) -> str:
    """``SELECT``, ``ASK`` or ``CONSTRUCT``; raises ValueError for another form."""
    found = _FORM.search(query)
    if found is None:
        raise ValueError(f"no query form that SHACL knows: {query[:80]!r}")
    return found[1].upper()
