"""``python -m bench.endpoint``: the SPARQL endpoint beside ``oxigraph serve`` and rdflib-endpoint, on the same graphs.

The peers come with ``uv pip install --group bench``. Everything runs on this machine, each client with an address of
its own in 127.0.0.0/8, and ends with the command. Exit code 1: a floor is missed.
"""

import argparse
import os
import platform
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rich.console import Console

from .analytics import analytics
from .endless import endless
from .graph_data import Data, prepare
from .great_result import great_result
from .killed_writes import TOKEN, WRITES, killed_writes
from .real_clients import real_clients
from .row import Row
from .servers import LIMIT, NoPeer, RdflibEndpoint, Server, ours, oxigraph, rdflib_endpoint
from .small_lookups import kept_answers, small_lookups
from .table import WIDTH, print_rows

ROOT = Path(__file__).parents[1]
POLICIES = ROOT.parent / "shared" / "corpus" / "opp115"
PARTS = ("analytics", "lookups", "kept", "great", "endless", "killed", "clients")


def main(given: list[str] | None = None) -> int:
    """Measure and print; returns the exit code."""
    options = _options(given)
    console = Console(width=WIDTH)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are ended
    begin = time.perf_counter()
    rows: list[Row] = []
    try:
        graphs = [data for data in prepare(options.folder, options.policies) if data.name in options.data]
        console.print(_setting(graphs), style="dim")
        for row in _measure(options, graphs, console):
            rows.append(row)
            if options.verbose:
                print_rows([row], console)
    except (NoPeer, PackageNotFoundError) as error:
        console.print(f"{error}. What is compared comes with: uv pip install --group bench")
        return 2
    finally:
        print_rows(rows, console)
    missed = [row for row in rows if row.met is False]
    console.print(
        f"{len(missed)} floors missed, {sum(row.met is True for row in rows)} met, {time.perf_counter() - begin:.0f} s"
    )
    return 1 if missed else 0


def _options(given: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.endpoint", description=__doc__)
    kept = Path(tempfile.gettempdir()) / "practicegraph-bench"
    parser.add_argument("--folder", type=Path, default=kept, help="where graphs are kept between runs [%(default)s]")
    parser.add_argument(
        "--policies",
        type=Path,
        default=POLICIES if POLICIES.exists() else ROOT / "examples",
        help="what the graph is built from, where the folder holds none [%(default)s]",
    )
    parser.add_argument("--data", nargs="+", choices=("once", "tenfold"), default=["once", "tenfold"])
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="parts to measure [all]")
    parser.add_argument(
        "--without-rdflib", action="store_true", help="leave rdflib-endpoint out: loading takes minutes"
    )
    parser.add_argument("--seconds", type=float, default=60.0, help="length of the runs with 64 clients [%(default)s]")
    parser.add_argument(
        "--writes", type=int, default=WRITES, help="writes during which the server is killed [%(default)s]"
    )
    parser.add_argument("--batches", type=int, default=8, help="hundreds of look-ups by one client [%(default)s]")
    parser.add_argument("--verbose", action="store_true", help="print each row when it is there")
    return parser.parse_args(given)


def _measure(options: argparse.Namespace, graphs: list[Data], console: Console) -> Iterator[Row]:
    """All rows; servers run only while they are needed."""
    log: Callable[[str], Path] = lambda name: options.folder / f"{name}.log"  # noqa: E731
    wanted = set(options.only)
    for data in graphs:
        if wanted & {"analytics", "lookups", "kept", "great"}:
            with ExitStack() as stack:
                here = stack.enter_context(ours(data.store, log("ours")))
                yield from _beside(options, data, here, stack, console)
        if "endless" in wanted:
            with ours(data.store, log("ours")) as here:
                yield from endless(data, here, options.seconds, console)
    if "killed" in wanted and graphs:
        yield from killed_writes(graphs[0], options.folder, console, options.writes)
    if "clients" in wanted and graphs:
        store = options.folder / "store-of-clients"  # they write
        shutil.rmtree(store, ignore_errors=True)
        shutil.copytree(graphs[0].store, store, symlinks=True)
        with ours(store, log("ours"), token=TOKEN) as here:
            yield from real_clients(here, TOKEN, ROOT / "README.md", options.folder, console)


def _beside(options: argparse.Namespace, data: Data, here: Server, stack: ExitStack, console: Console) -> Iterator[Row]:
    """The parts in which our server and its peers take turns."""
    rdflib: RdflibEndpoint | None = None
    log = options.folder / "oxigraph.log"
    if not options.without_rdflib and {"analytics", "lookups"} & set(options.only):
        begin = time.perf_counter()
        rdflib = stack.enter_context(rdflib_endpoint(data.files, options.folder / "rdflib.log"))
        console.print(f"  rdflib-endpoint has loaded {data.name} in {time.perf_counter() - begin:.0f} s", style="dim")
    with oxigraph(data.oxigraph, log) as there:
        if "great" in options.only and data.name == options.data[-1]:
            yield from great_result(data, here, there)
        if "lookups" in options.only:
            yield from small_lookups(data, here, there, rdflib, console, options.batches)
    if "kept" in options.only:
        yield from kept_answers(data, here)
    if "analytics" in options.only:
        with oxigraph(data.oxigraph, log, LIMIT) as there:
            yield from analytics(data, here, there, rdflib, console)


def _setting(graphs: list[Data]) -> str:
    sizes = ", ".join(f"{data.name} {data.quads:,} quads" for data in graphs)
    versions = ", ".join(f"{name} {version(name)}" for name in ("pyoxigraph", "oxigraph", "rdflib-endpoint", "rdflib"))
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    return f"Python {platform.python_version()}, {versions}, {os.cpu_count()} processors, load before {load}; {sizes}"


if __name__ == "__main__":
    sys.exit(main())
