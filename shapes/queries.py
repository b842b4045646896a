"""The text of a query in shapes, parsed, to see what stands in it."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SH
from rdflib.paths import Path
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue


class QueryError(ValueError):
    """A query that is malformed; the message is one line."""


def parse_query(shapes: Graph, text: str) -> CompValue:
    """The algebra of a query of these shapes, with the prefixes that they declare. Raises `QueryError`."""
    return _parsed(_prologue(shapes) + str(text).replace("$PATH", "<urn:path>"))


@lru_cache(maxsize=256)
def _parsed(text: str) -> CompValue:
    try:
        return prepareQuery(text).algebra
    except Exception as error:  # pyparsing's and rdflib's errors have no common class
        raise QueryError(next(iter(str(error).strip().splitlines()), "") or type(error).__name__) from None


def _walk(part: object) -> Iterator[object]:
    yield part
    inner: Iterable[object] = ()
    if isinstance(part, CompValue):
        inner = part.values()
    elif isinstance(part, Path):
        inner = [part.__dict__[key] for key in ("arg", "args", "path") if key in part.__dict__]
    elif isinstance(part, list | tuple | set):
        inner = part
    for each in inner:
        yield from _walk(each)


def parts_of(algebra: object) -> Iterator[CompValue]:
    """All parts of an algebra, the whole first."""
    return (part for part in _walk(algebra) if isinstance(part, CompValue))


def iris_of(algebra: object) -> Iterator[URIRef]:
    """All IRIs in an algebra, those within property paths too."""
    return (part for part in _walk(algebra) if isinstance(part, URIRef))


def paths_of(algebra: object) -> Iterator[Path]:
    """All property paths in an algebra that are more than a property, and those within them."""
    return (part for part in _walk(algebra) if isinstance(part, Path))


def reaches_out(algebra: CompValue) -> bool:
    """True where a query would leave the graph: ``SERVICE``, ``FROM``."""
    # Not part.get: CompValue's gives the key itself where there is no value.
    return any(p.name == "ServiceGraphPattern" or dict.get(p, "datasetClause") for p in parts_of(algebra))


def _prologue(shapes: Graph) -> str:
    """The declared prefixes (SHACL, section 5.2.1), and the three that pySHACL always declares."""
    lines = {"rdf": str(RDF), "rdfs": str(RDFS), "owl": str(OWL)}
    for declaration in shapes.objects(None, SH.declare):
        prefix, namespace = shapes.value(declaration, SH.prefix), shapes.value(declaration, SH.namespace)
        if prefix is not None and namespace is not None:
            lines[str(prefix)] = str(namespace)
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in sorted(lines.items()))
