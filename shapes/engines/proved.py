"""For which shapes the two engines are proved to give the same results; the list stands in ``proved.yaml``."""

from collections.abc import Iterator
from functools import cache
from importlib import resources

import yaml
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import SH

from ..queries import parse_query, parts_of

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
        # Prefixes that stand behind an owl:imports are known to one engine only.
        if any((graph, SH.declare, None) not in shapes for graph in shapes.objects(constraint, SH.prefixes)):
            yield "sh:prefixes of a graph that declares none"
        if not isinstance(query, Literal) or "shapesGraph" in query or "currentShape" in query:
            yield "$shapesGraph"
        else:
            yield from (
                part.name for part in parts_of(parse_query(shapes, query)) if part.name not in _proved("sparql")
            )


@cache
def _proved(kind: str) -> frozenset[str]:
    content = resources.files(__package__).joinpath("proved.yaml").read_text(encoding="utf-8")
    return frozenset(yaml.safe_load(content)[kind].split())
