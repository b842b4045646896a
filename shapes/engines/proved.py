"""For which shapes the two engines are proved to give the same results; the list stands in ``proved.yaml``."""

from collections.abc import Iterator
from functools import cache
from importlib import resources

import yaml
from rdflib import Graph, Literal, URIRef, Variable
from rdflib.namespace import OWL, SH
from rdflib.paths import MulPath
from rdflib.plugins.sparql.parserutils import CompValue

from ..queries import parse_query, parts_of, paths_of

_SHACL = str(SH)


def unproved(shapes: Graph) -> list[str]:
    """What stands in the shapes and is beyond what was compared: names of terms, parts of queries. Sorted.

    Raises `QueryError` for a query that is malformed.
    """
    return sorted(set(_beyond(shapes)))


def _beyond(shapes: Graph) -> Iterator[str]:
    terms = _proved("shacl")
    for triple in shapes:
        for term in triple:
            if isinstance(term, URIRef) and term.startswith(_SHACL) and term.removeprefix(_SHACL) not in terms:
                yield f"sh:{term.removeprefix(_SHACL)}"
    for constraint, query in shapes.subject_objects(SH.select):
        for graph in shapes.objects(constraint, SH.prefixes):
            # Prefixes that stand behind an owl:imports are known to one engine only.
            if (graph, SH.declare, None) not in shapes or (graph, OWL.imports, None) in shapes:
                yield "prefixes behind owl:imports"
        if not isinstance(query, Literal) or "shapesGraph" in query or "currentShape" in query:
            yield "$shapesGraph"
        else:
            yield from _beyond_in(parse_query(shapes, query))


def _beyond_in(algebra: CompValue) -> Iterator[str]:
    for part in parts_of(algebra):
        if part.name not in _proved("sparql"):
            yield part.name
        if part.name == "RelationalExpression" and not _compares_nodes(part):
            yield f"comparison by {part.op}"
    if any(isinstance(path, MulPath) for path in paths_of(algebra)):
        yield "property path with * + or ?"


def _compares_nodes(part: CompValue) -> bool:
    if part.op not in ("=", "!=", "IN", "NOT IN"):
        return False
    if isinstance(part.other, list):
        return all(isinstance(term, URIRef) for term in part.other)
    sides = (part.expr, part.other)
    if any(isinstance(side, URIRef) or side == Variable("this") for side in sides):
        return True
    return any(isinstance(side, CompValue) and side.name in _proved("strings") for side in sides)


@cache
def _proved(kind: str) -> frozenset[str]:
    content = resources.files(__package__).joinpath("proved.yaml").read_text(encoding="utf-8")
    return frozenset(yaml.safe_load(content)[kind].split())
