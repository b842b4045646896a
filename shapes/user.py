"""Shapes that users bring: untrusted, so parsed by pyoxigraph, and without what could reach the network."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

import pyoxigraph as ox
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, SH
from rdflib.plugins.sparql.parserutils import CompValue

from .graphs import graph_of
from .profiles import with_terms
from .queries import QueryError, iris_of, parse_query, reaches_out
from .unknown import unknown_term

LIMIT: Final = 5_000_000
"""Bytes of a shapes file at most."""

_FORMATS = {".ttl", ".nt", ".rdf", ".trig", ".nq", ".owl", ".xml"}
NOT_RUN: Final = {
    **dict.fromkeys(("js", "jsLibrary", "JSConstraint", "JSTarget", "JSRule", "JSValidator"), "JavaScript is not run"),
    **dict.fromkeys(("rule", "TripleRule", "SPARQLRule"), "rules that add triples are not run"),
    **dict.fromkeys(
        ("target", "SPARQLTarget", "SPARQLTargetType", "expression", "SPARQLFunction"),
        "of the advanced features (SHACL-AF) none is run; use sh:sparql",
    ),
    "entailment": "no entailment is computed",
}
"""Terms of SHACL that would be passed over in silence → why."""


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
    where it names a term that SHACL or our ontology does not have, or that is not run here, and where a query of it
    would reach beyond the graph (``SERVICE``, ``FROM``).
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
    _check_terms(graph, data, name)
    declared = any((None, RDF.type, kind) in graph for kind in (SH.NodeShape, SH.PropertyShape))
    targeted = any((None, SH[f"target{by}"], None) in graph for by in ("Node", "Class", "SubjectsOf", "ObjectsOf"))
    if not (declared or targeted):
        raise ShapesError(name, "has no shape: nothing in it is a sh:NodeShape or sh:PropertyShape, or has a target")
    with_prefixes = with_terms(graph)
    for node, query in (*graph.subject_objects(SH.select), *graph.subject_objects(SH.ask)):
        _check_query(with_prefixes, node, query, name)
    return graph


def _check_terms(graph: Graph, data: bytes, name: str) -> None:
    own = set(graph.subjects())
    for term in sorted(set(_terms(graph))):
        local = term.removeprefix(str(SH))
        line = _line_of(data, term)
        if local in NOT_RUN and term.startswith(str(SH)):
            raise ShapesError(name, f"uses sh:{local}: {NOT_RUN[local]}", line)
        if term not in own and (wrong := unknown_term(term)):
            raise ShapesError(name, wrong, line)


def _terms(graph: Graph) -> Iterator[URIRef]:
    for _, predicate, value in graph:
        if isinstance(predicate, URIRef):
            yield predicate
        if isinstance(value, URIRef):
            yield value


def _line_of(data: bytes, term: URIRef) -> int | None:
    """The first line that has the term's local name; None where that is not in the file as it stands."""
    local = min(term.rpartition("#")[2], term.rpartition("/")[2], key=len).encode()
    for number, line in enumerate(data.splitlines(), 1):
        if local and local in line:
            return number
    return None


def _check_query(shapes: Graph, node: object, query: object, name: str) -> None:
    if not isinstance(query, Literal):
        raise ShapesError(name, "the value of sh:select or sh:ask must be the text of a query")
    at = f" of {node}" if isinstance(node, URIRef) else ""
    try:
        algebra: CompValue = parse_query(shapes, query)
    except QueryError as error:
        raise ShapesError(name, f"malformed SPARQL{at}: {error}") from None
    if reaches_out(algebra):
        raise ShapesError(name, f"a query{at} uses SERVICE or FROM, which shapes may not")
    for iri in sorted(set(iris_of(algebra))):
        if wrong := unknown_term(iri):
            raise ShapesError(name, f"a query{at} {wrong}")
