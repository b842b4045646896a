"""The graph of the example policies under the ontology's axioms, as HermiT reads them."""

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from practicegraph.extract import Extractor
from practicegraph.ontology.namespaces import ONTOLOGY_GRAPH, PG
from practicegraph.ontology.reasoning import reason
from practicegraph.ontology.vocabulary import turtle_files
from practicegraph.server.build import build
from practicegraph.server.store import LocalStore

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java, which is not installed"),
]
EXAMPLES = Path(__file__).parents[1] / "examples"
UNKNOWN = {"date", "dateTime", "duration", "decimal"}
"""Datatypes that HermiT does not know, or reads in a way of its own."""


@pytest.fixture(scope="module")
def triples(tmp_path_factory):
    store = LocalStore(tmp_path_factory.mktemp("reasoning") / "graph")
    build(sorted(EXAMPLES.glob("*.example")), store, extractor=Extractor)
    with store.read() as generation:
        return [quad.triple for quad in generation.graph if quad.graph_name.value != ONTOLOGY_GRAPH and _known(quad)]


def _known(quad):
    return not isinstance(quad.object, ox.Literal) or quad.object.datatype.value.rpartition("#")[2] not in UNKNOWN


def files(triples):
    return [*turtle_files(), ("examples.ttl", ox.serialize(triples, format=ox.RdfFormat.TURTLE))]


def test_the_graph_of_the_examples_is_consistent(triples):
    assert len(triples) > 1000
    assert reason(files(triples)).sound


def test_a_second_polarity_makes_it_inconsistent(triples):
    polarity = ox.NamedNode(PG + "polarity")
    one = next(t for t in triples if t.predicate == polarity and t.object.value == PG + "Affirmed")
    other = ox.Triple(one.subject, polarity, ox.NamedNode(PG + "Denied"))
    assert not reason(files([*triples, other])).consistent
