"""Validation of policy graphs with SHACL: the profiles in this process, a user's shapes in one that can be killed.

https://www.w3.org/TR/shacl/
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.term import Node

from ..ontology.namespaces import PREFIXES, SHAPES
from .confined import Confined
from .context import context_of
from .engines import Run, chosen, prepare
from .facts import facts_named, terms_named
from .findings import Rulebook, findings_of
from .graphs import LIGHT, Joined, Triple, graph_of
from .profiles import DEFAULT_FOR_STORES, load_profile, with_terms
from .report import Report, merge
from .user import read_shapes

LIMIT = 60.0
"""Seconds that a user's shapes may take for one graph."""


def validate(
    graph: Graph | Iterable[ox.Quad | ox.Triple],
    profiles: Sequence[str] = DEFAULT_FOR_STORES,
    shapes: bytes | None = None,
    *,
    shapes_name: str = "shapes",
    engine: str = "auto",
    texts: Mapping[str, str] | None = None,
    limit: float = LIMIT,
) -> Report:
    """Validate the graph of one policy, or the catalogue; the graph stays as it is.

    ``profiles`` are names of `PROFILES`. ``shapes`` is a file of a user's own shapes (untrusted; Turtle, or what the
    ending of ``shapes_name`` says), which may use what ``profiles/terms.ttl`` describes; they run in a process of
    their own, which is killed after ``limit`` seconds. ``engine`` is one of `ENGINES`. ``texts`` are the texts of the
    policy's versions by their IRIs, for rules on the text.

    Raises `UnknownProfile`, `UnknownEngine`, and `ShapesError` where the user's shapes are malformed or take too long.

    Validate several policies with `validate_policy_graphs`: the time of one run grows faster than its graph.
    """
    named = validate_policy_graphs(
        [("", graph)], profiles, shapes, shapes_name=shapes_name, engine=engine, texts=texts, limit=limit
    )
    [(_, report)] = named
    return report


def validate_policy_graphs(
    graphs: Iterable[tuple[str, Graph | Iterable[ox.Quad | ox.Triple]]],
    profiles: Sequence[str] = DEFAULT_FOR_STORES,
    shapes: bytes | None = None,
    *,
    shapes_name: str = "shapes",
    engine: str = "auto",
    texts: Mapping[str, str] | None = None,
    limit: float = LIMIT,
) -> Iterator[tuple[str, Report]]:
    """(name, report) for each named graph, one after the other as they are asked for; see `validate`.

    Graphs are quicker given as quads than as graphs of rdflib.

    Put the reports together with `merge`. Errors in profiles, engine and shapes are raised before the first graph is
    read. One process serves a user's shapes for all graphs; it has ended when the iterator has, or is closed.
    """
    names = tuple(dict.fromkeys(profiles))
    ours = [(Rulebook(tuple((name, load_profile(name)) for name in names)), _profiles(names, engine))] if names else []
    chosen(engine, Graph(), own=True)
    if shapes is None:
        return _each(graphs, ours, None, texts)
    theirs = read_shapes(shapes, shapes_name)
    rules = Rulebook(((shapes_name, theirs),))
    with_prefixes = with_terms(theirs)
    confined = Confined(with_prefixes, chosen(engine, with_prefixes, own=False), shapes_name, limit)
    return _each(graphs, ours, (rules, confined), texts)


@lru_cache(maxsize=32)
def _profiles(names: tuple[str, ...], engine: str) -> Run:
    """Profiles made ready, once a process."""
    shapes = [with_terms(load_profile(name)) for name in names]
    return prepare(chosen(engine, Graph(), own=True), shapes, own=True)


def _each(
    graphs: Iterable[tuple[str, Graph | Iterable[ox.Quad | ox.Triple]]],
    ours: Sequence[tuple[Rulebook, Run]],
    theirs: tuple[Rulebook, Confined] | None,
    texts: Mapping[str, str] | None,
) -> Iterator[tuple[str, Report]]:
    books = [rules for rules, _ in (*ours, *([theirs] if theirs else []))]
    named = {term for book in books for _, shapes in book.shapes for term in terms_named(shapes)}
    try:
        for name, given in graphs:
            graph = given if isinstance(given, Graph) else graph_of(given, LIGHT)
            data = _with_context(graph, named, texts)
            found = [_report(data, run(data), rules, name) for rules, run in ours]
            if theirs is not None:
                rules, confined = theirs
                found.append(_report(data, confined.run(data, name), rules, name))
            yield name, found[0] if len(found) == 1 else merge(found)
    finally:
        if theirs is not None:
            theirs[1].close()


def _with_context(graph: Graph, named: Set[Node], texts: Mapping[str, str] | None) -> Graph:
    """The graph and, beside it, what rules need to know and it does not say."""
    added = Graph(LIGHT, bind_namespaces="none")
    data = Joined(graph, added)
    for add in (context_of(graph), facts_named(data, named, texts)):
        for triple in list(add):
            if _sound(triple) and triple not in graph:
                added.add(triple)
    return data


def _sound(triple: Triple) -> bool:
    """True where RDF has such a triple; made of a graph that is broken, one may have text for a subject or an IRI."""
    subject, _, value = triple
    return isinstance(subject, URIRef) and all(
        _is_iri(str(term)) for term in (subject, value) if isinstance(term, URIRef)
    )


@lru_cache(maxsize=10_000)
def _is_iri(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def _report(data: Graph, results: Graph, rules: Rulebook, policy: str) -> Report:
    for prefix, namespace in (*PREFIXES.items(), ("shape", SHAPES)):
        results.bind(prefix, namespace)
    # by more than the order of findings, so that the order of equals is not that of a set
    findings = sorted(findings_of(data, results, rules, policy), key=lambda f: (f.order, f.component, f.shape))
    return Report(tuple(findings), results, rules.names)
