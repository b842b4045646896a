"""Validation of policy graphs with SHACL; pySHACL is the engine.

https://www.w3.org/TR/shacl/
"""

from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox
import pyshacl
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, RDF, SH
from rdflib.term import Node

from ..ontology.namespaces import PG, PREFIXES
from .context import SHAPES, context_of
from .explanation import explain
from .graphs import graph_of, store_of
from .profiles import PROFILES, is_shape, load_profile, local_name, rule_of, severity_name, with_terms
from .report import Finding, Report, merge
from .statements import assertions_of, common_dates, describe
from .user import ShapesError, read_shapes

_POLICY = URIRef(PG + "Policy")


def validate(
    graph: Graph | Iterable[ox.Quad],
    profiles: Sequence[str] = PROFILES,
    shapes: bytes | None = None,
    *,
    shapes_name: str = "shapes",
) -> Report:
    """Validate the graph of one policy, or the catalogue; the graph stays as it is.

    ``profiles`` are names of `PROFILES`. ``shapes`` is a file of a user's own shapes (untrusted; Turtle, or what the
    ending of ``shapes_name`` says), which may use what ``profiles/terms.ttl`` describes. Raises `UnknownProfile`, and
    `ShapesError` where the user's shapes are malformed.

    Validate several policies with `validate_policy_graphs`: the time of one run grows faster than its graph.
    """
    passes = _passes(profiles, shapes, shapes_name)
    return _validate(graph if isinstance(graph, Graph) else graph_of(graph), passes)


def validate_policy_graphs(
    graphs: Iterable[tuple[str, Graph]],
    profiles: Sequence[str] = PROFILES,
    shapes: bytes | None = None,
    *,
    shapes_name: str = "shapes",
) -> Iterator[tuple[str, Report]]:
    """(name, report) for each named graph, one after the other as they are asked for; see `validate`.

    Put the reports together with `merge`. Errors in profiles and shapes are raised before the first graph is read.
    """
    passes = _passes(profiles, shapes, shapes_name)
    return ((name, _validate(graph, passes, policy=name)) for name, graph in graphs)


Pass = tuple[str, Graph]
"""A profile's name, or the name of a user's file, and its shapes."""


def _passes(profiles: Sequence[str], shapes: bytes | None, shapes_name: str) -> list[Pass]:
    found = [(name, load_profile(name)) for name in dict.fromkeys(profiles)]
    if shapes is not None:
        found.append((shapes_name, read_shapes(shapes, shapes_name)))
    return found


def _validate(graph: Graph, passes: Sequence[Pass], policy: str = "") -> Report:
    data = Graph(bind_namespaces="none")
    for triple in graph:
        data.add(triple)
    for triple in list(context_of(graph)):
        data.add(triple)
    policy = policy or str(next(graph.subjects(RDF.type, _POLICY), ""))
    return merge(_run(graph, data, name, shapes, policy) for name, shapes in passes)


def _run(graph: Graph, data: Graph, name: str, shapes: Graph, policy: str) -> Report:
    # pySHACL parses a query anew for each focus node: rdflib takes 60 ms for that, a store of Oxigraph well below one.
    # For all else the store is much slower. Queries of users stay with rdflib, since Oxigraph's SERVICE goes out.
    queries_only = name in PROFILES and (None, SH.path, None) not in shapes
    try:
        _, results, text = pyshacl.validate(
            store_of(data) if queries_only else data, shacl_graph=with_terms(shapes), inference="none", inplace=True
        )
    except Exception as error:
        if name in PROFILES:
            raise
        # A malformed shape makes pySHACL raise errors of its own, of rdflib, of re and others.
        words = str(getattr(error, "message", "")) or str(error) or type(error).__name__
        raise ShapesError(name, " ".join(words.split())) from error
    if not isinstance(results, Graph):
        raise ShapesError(name, str(text))
    found = [_finding(graph, results, node, shapes, name, policy) for node in results.objects(None, SH.result)]
    report = Graph()
    for prefix, namespace in (*PREFIXES.items(), ("shape", SHAPES)):
        report.bind(prefix, namespace)
    for triple in results:
        report.add(triple)
    return Report(tuple(found), report, (name,))


def _finding(graph: Graph, results: Graph, node: Node, shapes: Graph, name: str, policy: str) -> Finding:
    focus = results.value(node, SH.focusNode)
    value = results.value(node, SH.value)
    path = results.value(node, SH.resultPath)
    shape = _named(shapes, results.value(node, SH.sourceShape))
    rule = rule_of(shapes, shape, name)
    involved = assertions_of(graph, focus)
    if value != focus:
        involved += [a for a in assertions_of(graph, value) if a not in involved and _is_assertion(graph, value)]
    messages = sorted(str(m) for m in results.objects(node, SH.resultMessage))
    statements = tuple(describe(graph, assertion) for assertion in involved)
    return Finding(
        code=rule.code if rule else local_name(str(shape)),
        severity=severity_name(results.value(node, SH.resultSeverity)),
        message=(rule.message if rule else "") or " ".join(messages),
        focus=str(focus),
        path=_path(results, path),
        value=None if value is None or value == focus else str(value),
        shape=str(shape),
        component=str(results.value(node, SH.sourceConstraintComponent) or ""),
        description=rule.description if rule else "",
        help=rule.help if rule else "",
        profile=name,
        policy=policy or next((s.policy for s in statements if s.policy), "") or _policy_of(graph, focus),
        statements=statements,
        dates=common_dates(graph, involved),
        why=explain(graph, rule.code, str(focus), str(value)) if rule and value is not None else "",
    )


def _is_assertion(graph: Graph, node: Node | None) -> bool:
    return (node, URIRef(PG + "statedIn"), None) in graph


def _policy_of(graph: Graph, focus: Node | None) -> str:
    return str(graph.value(focus, DCTERMS.isVersionOf) or "")


def _named(shapes: Graph, shape: Node | None) -> Node | None:
    """The shape, or for one without a name the named shape that it is a part of."""
    seen: set[Node] = set()
    while shape is not None and not isinstance(shape, URIRef) and shape not in seen:
        seen.add(shape)
        holders = list(shapes.subjects(None, shape))
        named = [h for h in holders if isinstance(h, URIRef) and is_shape(shapes, h)]
        shape = (named or holders or [None])[0]
    return shape


def _path(results: Graph, path: Node | None) -> str | None:
    """A property's IRI; a complex path as the IRIs that occur in it, between spaces."""
    if path is None or isinstance(path, URIRef):
        return None if path is None else str(path)
    found: list[str] = []
    todo: list[Node] = [path]
    while todo:
        for _, predicate, value in sorted(results.triples((todo.pop(), None, None))):
            if isinstance(value, URIRef) and predicate != RDF.type and value != RDF.nil:
                found.append(str(value))
            else:
                todo.append(value)
    return " ".join(found)
