"""What is asked: the analytical examples, small look-ups of what the graph holds, queries that never end."""

import itertools
import random
from collections.abc import Iterator

import pyoxigraph as ox
from practicegraph.ontology.namespaces import DEFAULT_BASE, ONTOLOGY_GRAPH, PG
from practicegraph.server.examples import load_examples
from practicegraph.server.store import LocalStore

from .graph_data import Data

SEED = 20_151
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
PREF_LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
CATALOGUE = DEFAULT_BASE + "catalogue"

ENDLESS = (
    "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    'SELECT ?a WHERE { ?a ?b ?c . ?d ?e ?f FILTER(CONTAINS(STR(?c), CONCAT(STR(?f), " nowhere"))) }',
    "SELECT (COUNT(*) AS ?n) WHERE { ?a (!<urn:x>)* ?b . ?c (!<urn:y>)* ?d }",
)
"""Queries that no machine answers in an hour: a product, a join by filter, paths of any length."""

_fresh = itertools.count()


def analytical() -> dict[str, str]:
    """The example queries without parameters, by name."""
    return {example.name: example.query for example in load_examples() if not example.parameters}


def lookups(data: Data, number: int = 400) -> list[str]:
    """Small questions, each about something that is there: a company, an assertion, a concept, a shortcut."""
    chosen = random.Random(SEED)
    with LocalStore(data.store).read() as generation:
        graph = generation.graph
        catalogue, ontology = ox.NamedNode(CATALOGUE), ox.NamedNode(ONTOLOGY_GRAPH)
        companies = sorted(q.subject.value for q in _of_type(graph, "Company", catalogue))
        assertions = [
            (quad.subject.value, quad.graph_name.value)
            for quad in itertools.islice(_of_type(graph, "Assertion", None), 0, 40 * number)
        ]
        concepts = sorted(
            {q.subject.value for q in graph.quads_for_pattern(None, ox.NamedNode(PREF_LABEL), None, ontology)}
        )
    asked = []
    for place in range(number):
        company, (assertion, policy), concept = map(chosen.choice, (companies, assertions, concepts))
        asked.append(
            (
                f"SELECT ?label WHERE {{ GRAPH <{CATALOGUE}> {{ <{company}> <{LABEL}> ?label }} }}",
                f"SELECT ?p ?o WHERE {{ GRAPH <{policy}> {{ <{assertion}> ?p ?o }} }}",
                f"SELECT ?label WHERE {{ GRAPH <{ONTOLOGY_GRAPH}> {{ <{concept}> <{PREF_LABEL}> ?label }} }}",
                f"ASK {{ GRAPH <{CATALOGUE}> {{ <{company}> <{PG}collects> <{concept}> }} }}",
            )[place % 4]
        )
    return asked


def _of_type(graph: ox.Store, name: str, graph_name: ox.NamedNode | None) -> Iterator[ox.Quad]:
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    return graph.quads_for_pattern(None, kind, ox.NamedNode(PG + name), graph_name)


def fresh(query: str) -> str:
    """The same query as a text that no server has seen, so that no answer to it is kept anywhere.

    >>> fresh("ASK {}") != fresh("ASK {}")
    True
    """
    return f"{query}\n# {next(_fresh)}"
