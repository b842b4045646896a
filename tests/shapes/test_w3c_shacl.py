"""The W3C's SHACL suite: both engines beside it, and beside each other. What deviates is listed, with the reason."""

import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml
from practicegraph.shapes import graph_of
from practicegraph.shapes.engines import prepare
from practicegraph.shapes.engines.proved import unproved
from practicegraph.shapes.queries import QueryError
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH

from .reports import as_in_the_suite, assert_equal_reports, same

SUITE = Path(__file__).resolve().parents[3] / "shared" / "standards" / "shacl"
LISTED = yaml.safe_load(Path(__file__).with_name("w3c_deviations.yaml").read_text(encoding="utf-8"))
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"

pytestmark = pytest.mark.skipif(not SUITE.exists(), reason="the W3C's suite is not beside the checkout, in ../shared")


@dataclass(frozen=True)
class Case:
    name: str
    data: Graph
    shapes: Graph
    expected: Graph | None


@cache
def load(iri: str) -> Graph:
    content = Path(iri.removeprefix("file://")).read_bytes()
    return graph_of(ox.parse(content, format=ox.RdfFormat.TURTLE, base_iri=iri))


def cases() -> dict[str, Case]:
    found = {}
    for file in sorted(SUITE.rglob("*.ttl")):
        graph = load(file.as_uri())
        for test in graph.subjects(RDF.type, URIRef(SHT + "Validate")):
            action, result = graph.value(test, URIRef(MF + "action")), graph.value(test, URIRef(MF + "result"))
            data, shapes = (load(str(graph.value(action, URIRef(SHT + part)))) for part in ("dataGraph", "shapesGraph"))
            name = file.relative_to(SUITE).with_suffix("").as_posix()
            found[name] = Case(
                name, data, shapes, None if result == URIRef(SHT + "Failure") else as_in_the_suite(graph)
            )
    return found


CASES = cases() if SUITE.exists() else {}


def shapes_alone(case: Case) -> Graph:
    """Without the report that stands in the same file."""
    found = Graph() + case.shapes
    for report in case.shapes.subjects(RDF.type, SH.ValidationReport):
        for node in (report, *case.shapes.objects(report, SH.result)):
            found.remove((node, None, None))
    return found


def report(engine: str, case: Case) -> Graph | None:
    """None where the engine refuses the shapes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return prepare(engine, [case.shapes], own=False)(case.data)
        except Exception:
            return None


def as_expected(found: Graph | None, expected: Graph | None) -> bool:
    if found is None or expected is None:
        return found is expected
    return same(as_in_the_suite(found), expected)


@pytest.mark.parametrize("name", CASES)
def test_both_engines_report_what_the_suite_says_and_the_same(name: str) -> None:
    case = CASES[name]
    ours, theirs = report("turbo", case), report("pyshacl", case)
    deviating = {e for e, found in (("turbo", ours), ("pyshacl", theirs)) if not as_expected(found, case.expected)}
    assert deviating == {engine for engine in ("turbo", "pyshacl") if name in LISTED[engine]}
    if name in LISTED["differ"]:
        assert ours is None or theirs is None
        assert unproved(shapes_alone(case)), "shapes on which the engines differ must be left to pySHACL"
    elif ours is None or theirs is None:
        assert ours is theirs
    else:
        assert_equal_reports(ours, theirs)


def test_what_is_listed_is_in_the_suite_and_has_a_reason() -> None:
    for listed in LISTED.values():
        assert set(listed) <= set(CASES)
        assert all(listed.values())


def test_most_of_the_suite_is_left_to_the_fast_engine() -> None:
    left = set()
    for name, case in CASES.items():
        try:
            if case.expected is not None and not unproved(shapes_alone(case)):
                left.add(name)
        except QueryError:
            pass
    core = {name for name in CASES if name.startswith("core/")}
    assert len(left & core) > 0.8 * len(core), sorted(core - left)
