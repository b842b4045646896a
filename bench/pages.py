"""``python -m bench.pages --folder STORE``: the time and the size of every kind of page over a store.

One client asks our own server for pages that it has not asked for before, so that nothing is kept but what all pages
share; a first page of each kind is asked for beforehand and does not count. Exit code 1: a floor is missed.
"""

import argparse
import os
import platform
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
from practicegraph.ontology.namespaces import PG
from practicegraph.server.addresses import Addresses
from practicegraph.server.snapshot import base_of
from practicegraph.server.store import LocalStore
from rich.console import Console

from .exchange import Connection, Sample
from .row import Floor, Row
from .servers import ours
from .table import WIDTH, print_rows

SEED = 20_151
SLOWEST = 200.0
"""Milliseconds that 19 of 20 pages may take."""
LARGEST = 150.0
"""Kilobytes of a page, compressed."""
WORDS = ("cookie", "advert", "mail", "location", "third", "law", "child", "delete", "name", "secure", "health", "card")
VERSIONS = "SELECT ?version WHERE { GRAPH ?policy { ?version a pg:PolicyVersion } }"
COMPANIES = "SELECT ?company WHERE { GRAPH ?catalogue { ?company a pg:Company } }"
ASSERTIONS = "SELECT ?a WHERE { GRAPH ?policy { ?a a pg:Assertion } } LIMIT 20000"
REVISED = """SELECT ?company WHERE { GRAPH ?policy {
  ?policy dcterms:publisher ?company . ?version dcterms:isVersionOf ?policy ; prov:wasRevisionOf ?older } }"""
NAMED = """SELECT DISTINCT ?concept WHERE {
  { SELECT ?concept (COUNT(*) AS ?n) WHERE {
      VALUES ?role { %s } GRAPH ?policy { ?a ?role ?concept } } GROUP BY ?concept } FILTER(?n > 20)
} ORDER BY DESC(?n)"""
ROLES = {
    "data": ("pg:dataType",),
    "purpose": ("pg:forPurpose",),
    "party": ("pg:recipient", "pg:actor"),
    "right": ("pg:right",),
}
_HEAD = f"""PREFIX pg: <{PG}> PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX prov: <http://www.w3.org/ns/prov#>
"""


def main(given: list[str] | None = None) -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="the store whose pages are measured")
    parser.add_argument("--number", type=int, default=40, help="pages of each kind at most [%(default)s]")
    parser.add_argument("--only", nargs="+", help="kinds of pages to measure [all]")
    options = parser.parse_args(given)
    console = Console(width=WIDTH)
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    console.print(f"Python {platform.python_version()}, {os.cpu_count()} processors, load before {load}", style="dim")
    rows: list[Row] = []
    chosen = pages_of(options.folder, options.number)
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="practicegraph-bench-"))
        server = stack.enter_context(ours(options.folder, Path(folder) / "log"))
        connection = stack.enter_context(Connection(server.target))
        for kind, paths in chosen.items():
            if paths and (not options.only or kind in options.only):
                rows += _measured(kind, paths, connection)
    print_rows(rows, console)
    return 1 if any(row.met is False for row in rows) else 0


def pages_of(folder: Path, number: int) -> dict[str, list[str]]:
    """Addresses by kind of page, at most so many of each, chosen by chance but always the same."""
    chosen = random.Random(SEED)
    store = LocalStore(folder)
    addresses = Addresses(base_of(store))
    with store.read() as generation:

        def paths(query: str) -> list[str]:
            found = generation.graph.query(_HEAD + query)
            assert isinstance(found, ox.QuerySolutions)
            return sorted({addresses.path(row[0].value) or "" for row in found if isinstance(row[0], ox.NamedNode)})

        companies, versions, assertions, revised = map(paths, (COMPANIES, VERSIONS, ASSERTIONS, REVISED))
        concepts = {
            name: [p for p in paths(NAMED % " ".join(roles)) if p.startswith(f"/{name}/")]
            for name, roles in ROLES.items()
        }
    keys = [path.removeprefix("/company/") for path in companies]
    pairs = [chosen.sample(keys, 2) for _ in range(number)] if len(keys) > 1 else []
    every: dict[str, Sequence[str]] = {
        "start": ["/"],
        "companies": ["/companies"],
        "company": companies,
        "policy": sorted({path.rpartition("/")[0] for path in versions}),
        "version": versions,
        "assertion": assertions,
        "history": [f"/history/{key}" for key in keys],
        "diff": [f"/diff/{path.removeprefix('/company/')}" for path in revised],
        "compare": [f"/compare?c={one}&c={other}" for one, other in pairs],
        **concepts,
        "network": [f"/network{path}" for path in (*companies, *concepts["data"])],
        "search": [f"/search?q={quote(word)}" for word in WORDS],
        "ontology": ["/ontology", "/ns"],
    }
    return {kind: chosen.sample(list(found), min(number, len(found))) for kind, found in every.items()}


def _measured(kind: str, paths: Sequence[str], connection: Connection) -> Iterator[Row]:
    first, *others = [_page(connection, path) for path in paths]
    again = [_page(connection, path) for path in paths]
    samples = others or again
    times = sorted(1000 * sample.seconds for sample in samples)
    if not others:
        yield Row(f"{kind}, first page of a generation", "ms", 1000 * first.seconds)
    yield Row(f"{kind}, median of {len(times)}", "ms", statistics.median(times))
    slow = times[min(len(times) - 1, int(0.95 * len(times)))]
    yield Row(f"{kind}, 95th percentile", "ms", slow, floor=Floor("ours", most=SLOWEST))
    largest = max(sample.size for sample in again) / 1000
    yield Row(f"{kind}, largest, compressed", "kB", largest, floor=Floor("ours", most=LARGEST))


def _page(connection: Connection, path: str) -> Sample:
    target = connection.target
    request = f"GET {path} HTTP/1.1\r\nHost: {target.host}:{target.port}\r\nAccept: text/html\r\n"
    sample = connection.ask(f"{request}Accept-Encoding: gzip\r\n\r\n".encode(), label=path)
    if sample.status in (301, 302, 303):
        return _page(connection, dict(sample.headers)["location"])
    if sample.status != 200:
        raise SystemExit(f"{path}: {sample.status} {sample.body.decode('utf-8', 'replace')}")
    return sample


if __name__ == "__main__":
    sys.exit(main())
