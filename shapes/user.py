"""Shapes that users bring: untrusted, so parsed by pyoxigraph, and without what could reach the network."""

from pathlib import PurePath
from typing import Final

import pyoxigraph as ox
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from .graphs import graph_of
from .profiles import with_terms

LIMIT: Final = 5_000_000
"""Bytes of a shapes file at most."""

_FORMATS = {".ttl", ".nt", ".rdf", ".trig", ".nq", ".owl", ".xml"}


class ShapesError(ValueError):
    """A file of shapes that cannot be used: its name, the line where it is known, and the reason."""

    def __init__(self, name: str, reason: str, line: int | None = None) -> None:
        at = f"{name}, line {line}" if line else name
        super().__init__(f"{at}: {reason}")
        self.name = name
        self.line = line
        self.reason = reason


def read_shapes(data: bytes, name: str = "shapes") -> Graph:
    """The shapes in ``data`` (Turtle, or the format that the ending of ``name`` says).

    ``owl:imports`` is not followed. Raises `ShapesError` where the file is too large, malformed or without a shape,
    and where a query of it would reach beyond the graph (``SERVICE``, ``FROM``).
    """
    if len(data) > LIMIT:
        raise ShapesError(name, f"larger than {LIMIT // 1_000_000} MB")
    suffix = PurePath(name).suffix.lower()
    format_ = ox.RdfFormat.from_extension(suffix[1:]) if suffix in _FORMATS else None
    try:
        graph = graph_of(ox.parse(data, format=format_ or ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise ShapesError(name, error.msg or "malformed", error.lineno) from None
    except (ValueError, OSError) as error:
        raise ShapesError(name, str(error)) from None
    declared = any((None, RDF.type, kind) in graph for kind in (SH.NodeShape, SH.PropertyShape))
    targeted = any((None, SH[f"target{by}"], None) in graph for by in ("Node", "Class", "SubjectsOf", "ObjectsOf"))
    if not (declared or targeted):
        raise ShapesError(name, "has no shape: nothing in it is a sh:NodeShape or sh:PropertyShape, or has a target")
    for node, query in (*graph.subject_objects(SH.select), *graph.subject_objects(SH.ask)):
        _check_query(graph, node, query, name)
    return graph


def _check_query(graph: Graph, node: object, query: object, name: str) -> None:
    if not isinstance(query, Literal):
        raise ShapesError(name, "the value of sh:select or sh:ask must be the text of a query")
    at = f" of {node}" if isinstance(node, URIRef) else ""
    try:
        parsed = prepareQuery(_prologue(graph) + str(query).replace("$PATH", "<urn:path>"))
    except Exception as error:  # pyparsing's and rdflib's errors have no common class
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ShapesError(name, f"malformed SPARQL{at}: {first}") from None
    if _reaches_out(parsed.algebra):
        raise ShapesError(name, f"a query{at} uses SERVICE or FROM, which shapes may not")


def _prologue(graph: Graph) -> str:
    """The declared prefixes (SHACL, section 5.2.1), and the three that pySHACL always declares."""
    lines = {
        "rdf": str(RDF),
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "owl": "http://www.w3.org/2002/07/owl#",
    }
    graph = with_terms(graph)
    for declaration in graph.objects(None, SH.declare):
        prefix, namespace = graph.value(declaration, SH.prefix), graph.value(declaration, SH.namespace)
        if prefix is not None and namespace is not None:
            lines[str(prefix)] = str(namespace)
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in lines.items())


def _reaches_out(part: object) -> bool:
    if isinstance(part, CompValue):
        # Not part.get: CompValue's gives the key itself where there is no value.
        if part.name == "ServiceGraphPattern" or dict.get(part, "datasetClause"):
            return True
        return any(_reaches_out(value) for value in part.values())
    if isinstance(part, list | tuple | set):
        return any(_reaches_out(value) for value in part)
    return False
