"""From a SHACL validation report to findings: the rule, and the statements that each result is about."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS, RDF, SH
from rdflib.term import Node

from ..ontology.namespaces import PG
from .explanation import explain
from .passages import passage_of
from .profiles import Rule, is_shape, local_name, rule_of, severity_name
from .report import Finding
from .statements import assertions_of, common_dates, describe, version_of

_STATED_IN = URIRef(PG + "statedIn")
_POLICY = URIRef(PG + "Policy")


@dataclass(frozen=True)
class Rulebook:
    """The shapes of some profiles, or of a user's file, by name; looks up which rule a shape of theirs is."""

    shapes: tuple[tuple[str, Graph], ...]
    _found: dict[Node | None, tuple[str, Node | None, Rule | None]] = field(default_factory=dict, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The profiles' names."""
        return tuple(name for name, _ in self.shapes)

    def look_up(self, shape: Node | None) -> tuple[str, Node | None, Rule | None]:
        """(profile, shape, rule) of a shape; for one without a name, of the named shape that it is a part of."""
        found = self._found.get(shape)
        if found is None:
            name, graph = next(
                ((n, g) for n, g in self.shapes if (shape, None, None) in g),
                (self.shapes[0] if self.shapes else ("", Graph())),
            )
            named = _named(graph, shape)
            found = self._found[shape] = (name, named, rule_of(graph, named, name))
        return found


def findings_of(graph: Graph, results: Graph, rules: Rulebook, policy: str = "") -> Iterator[Finding]:
    """A finding for each result of a report on the graph of one policy, or on the catalogue."""
    nodes = list(results.objects(None, SH.result))
    if nodes:
        policy = policy or str(next(graph.subjects(RDF.type, _POLICY), ""))
    for node in nodes:
        yield _finding(graph, results, node, rules, policy)


def _finding(graph: Graph, results: Graph, node: Node, rules: Rulebook, policy: str) -> Finding:
    focus = results.value(node, SH.focusNode)
    value = results.value(node, SH.value)
    name, shape, rule = rules.look_up(results.value(node, SH.sourceShape))
    involved = assertions_of(graph, focus)
    if value != focus and (value, _STATED_IN, None) in graph:
        involved += [a for a in assertions_of(graph, value) if a not in involved]
    messages = sorted(str(m) for m in results.objects(node, SH.resultMessage))
    statements = tuple(describe(graph, assertion) for assertion in involved)
    passage = passage_of(graph, focus)
    if passage is not None:
        statements = (passage,)
    return Finding(
        code=rule.code if rule else local_name(str(shape)),
        severity=severity_name(results.value(node, SH.resultSeverity)),
        message=_filled(rule.message if rule else "", value) or " ".join(messages),
        focus=str(focus),
        path=_path(results, results.value(node, SH.resultPath)),
        value=None if value is None or value == focus else str(value),
        shape=str(shape),
        component=str(results.value(node, SH.sourceConstraintComponent) or ""),
        description=rule.description if rule else "",
        help=rule.help if rule else "",
        profile=name,
        policy=policy or next((s.policy for s in statements if s.policy), "") or _policy_of(graph, focus),
        statements=statements,
        dates=common_dates(graph, involved),
        version=next((s.version for s in statements if s.version), "") or version_of(graph, focus),
        source=rule.source if rule else "",
        why=explain(graph, rule.code, str(focus), str(value)) if rule and isinstance(value, URIRef) else "",
    )


def _filled(message: str, value: Node | None) -> str:
    """The message with the value in its place (SHACL, section 5.3.2, has it for variables of a query)."""
    return message.replace("{?value}", "" if value is None else str(value))


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
