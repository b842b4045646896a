"""Validation: policy by policy on the fast engine, beside one run of pySHACL over the whole graph."""

import re
import statistics
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox
import pyshacl
from practicegraph.extract import Extractor
from practicegraph.ontology.namespaces import DEFAULT_BASE
from practicegraph.server.build import build
from practicegraph.server.export import policies
from practicegraph.server.snapshot import snapshot
from practicegraph.server.store import LocalStore
from practicegraph.shapes import Report, graph_of, merge, validate, validate_policy_graphs
from practicegraph.shapes.context import context_of
from practicegraph.shapes.profiles import load_profile, with_terms
from rdflib import Graph
from rdflib.namespace import SH

from .commands import PRACTICEGRAPH
from .long_policy import DOMAIN, WORDS, text
from .row import Floor, Row

T = TypeVar("T")
PROFILES = ("integrity", "consistency")
"""What is checked in a store unless something else is asked for."""
FEW, MANY = 20, 2_000
"""Policies."""
ROUNDS = 3
PEER_IS = "one run of pySHACL over the whole graph"
_INSTANCE = re.compile(rf"<({re.escape(DEFAULT_BASE)}(?:company|policy|assertion)/[^/#>]+)")
_SHAPE = b"""
@prefix pg: <https://w3id.org/practicegraph/ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
<urn:bench:Purpose> a sh:NodeShape ; sh:targetClass pg:DataPractice ;
    sh:property [ sh:path pg:forPurpose ; sh:minCount 1 ] .
"""


def validation() -> Iterator[Row]:
    """Rows for a graph of 20 policies, for many policies, and for a policy from cold."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / DOMAIN / "2024-05-02.md"
        file.parent.mkdir()
        file.write_text(text(), encoding="utf-8")
        policy = _extracted(file, Path(folder) / "store")
        yield from _beside_one_run(policy)
        yield _flat(policy)
        yield _from_cold(file)


def _extracted(file: Path, folder: Path) -> bytes:
    """The graph of the policy as N-Triples: extracted once, then renamed as often as wanted."""
    store = LocalStore(folder)
    build([file], store, extractor=lambda: Extractor())
    with snapshot(store) as opened:
        [name] = policies(opened.graph)
        quads = opened.graph.quads_for_pattern(None, None, None, ox.NamedNode(name))
        return ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)


def copies(policy: bytes, number: int) -> Iterator[tuple[str, list[ox.Triple]]]:
    """Policies of as many companies, one at a time."""
    lines = policy.decode()
    for copy in range(number):
        renamed = _INSTANCE.sub(rf"<\1-{copy}", lines)
        yield f"urn:policy:{copy}", list(ox.parse(renamed, format=ox.RdfFormat.N_TRIPLES))


def _beside_one_run(policy: bytes) -> Iterator[Row]:
    policies = list(copies(policy, FEW))
    assertions = FEW * len(set(re.findall(rf"<{re.escape(DEFAULT_BASE)}assertion/\w+>", policy.decode())))
    what = f"{assertions:,} assertions in {FEW} policies"

    def ours(engine: str = "auto", shapes: bytes | None = None) -> Report:
        profiles = PROFILES if shapes is None else ()
        return merge(report for _, report in validate_policy_graphs(policies, profiles, shapes, engine=engine))

    whole = graph_of(triple for _, triples in policies for triple in triples)
    found = _results(ours())  # engines are imported, shapes compiled
    seconds, report = _timed(lambda: _one_run(whole))
    yield Row(f"{what}, validated", "s", _median(ours), seconds, PEER_IS, Floor("ratio", most=1 / 30))
    differing = sum(((found - _results(report)) + (_results(report) - found)).values())
    yield Row(f"{what}, results that differ, of {found.total()}", "", differing, None, "", Floor("ours", 0, 0))
    yield Row(f"{what}, policy by policy on pySHACL", "s", _timed(lambda: ours("pyshacl"))[0], seconds, PEER_IS)
    yield Row(
        f"{what}, the fast engine over the whole graph",
        "s",
        _timed(lambda: validate(whole, PROFILES))[0],
        seconds,
        PEER_IS,
    )
    yield Row(f"{what}, a user's shape in its own process", "s", _median(lambda: ours(shapes=_SHAPE)))


def _one_run(whole: Graph) -> Graph:
    """pySHACL as it comes, on a graph that has been read already."""
    shapes = Graph()
    for name in PROFILES:
        shapes += with_terms(load_profile(name))
    _, report, _ = pyshacl.validate(whole + _context(whole), shacl_graph=shapes, inference="none", inplace=True)
    return report


def _context(graph: Graph) -> Graph:
    found = Graph()
    for triple in context_of(graph):
        found.add(triple)
    return found


def _results(report: Report | Graph) -> Counter:
    """What a report says, as far as it does not depend on who wrote it."""
    graph = report.graph if isinstance(report, Report) else report
    parts = (SH.focusNode, SH.resultPath, SH.value, SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape)
    nodes = graph.objects(None, SH.result)
    return Counter(tuple(str(graph.value(node, part)) for part in parts) for node in nodes)


def _flat(policy: bytes) -> Row:
    few, many = (_milliseconds(copies(policy, number)) for number in (FEW, MANY))
    return Row(
        f"{MANY:,} policies, each", "ms", many, few, f"the same for {FEW}", Floor("ratio", most=1.25)
    )  # fmt: skip


def _milliseconds(policies: Iterable[tuple[str, list[ox.Triple]]]) -> float:
    """Of one policy among these: from its triples to its report, in the middle."""
    taken = []
    for name, triples in policies:
        start = time.perf_counter()
        for _ in validate_policy_graphs([(name, triples)], PROFILES):
            pass
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000


def _from_cold(file: Path) -> Row:
    command = [*PRACTICEGRAPH, "validate", str(file)]
    seconds = _median(lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=False))
    return Row(f"validate a policy of {WORDS:,} words, from cold to exit", "s", seconds, floor=Floor("ours", most=4.0))


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    done = work()
    return time.perf_counter() - start, done


def _median(work: Callable[[], object]) -> float:
    return statistics.median(_timed(work)[0] for _ in range(ROUNDS))
