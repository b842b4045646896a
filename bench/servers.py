"""The servers that are compared, each over its own copy of the same graph, on this machine only."""

import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .exchange import Connection, Target
from .processes import session, started

START = 60.0
LIMIT = 30
"""Seconds after which Oxigraph stops a query, as our server does unless told otherwise."""
OURS, OXIGRAPH, RDFLIB = "practicegraph", "oxigraph serve", "rdflib-endpoint"


class NoPeer(Exception):  # noqa: N818
    """A peer is not installed, or did not start; the message says what to do."""


@dataclass
class Server:
    """A running server: the address of its endpoint, its process, and the file with what it wrote."""

    name: str
    target: Target
    process: subprocess.Popen[str]
    log: Path

    @property
    def url(self) -> str:
        """The address of the endpoint."""
        return f"http://{self.target.host}:{self.target.port}{self.target.path}"

    def written(self) -> str:
        """The end of what the server wrote."""
        return self.log.read_text("utf-8", "replace")[-2000:]


@contextmanager
def ours(store: Path, log: Path, *options: str, token: str | None = None) -> Iterator[Server]:
    """Our server over a local store, with the options that it has by itself except for those given."""
    command = [sys.executable, "-m", "practicegraph.cli", "serve", "--store", str(store), "--port", "0", *options]
    environment = {name: value for name, value in os.environ.items() if name != "PRACTICEGRAPH_TOKEN"}
    if token:
        environment["PRACTICEGRAPH_TOKEN"] = token
    with log.open("ab") as file, started(command, file, env=environment) as process:
        line = process.stdout.readline()
        if " at http" not in line:
            raise NoPeer(f"our own server did not start: {log.read_text()[-1000:]}")
        threading.Thread(target=process.stdout.read, daemon=True).start()  # so that it never waits for a reader
        address = line.split(" at ")[1].split()[0]
        server = Server(OURS, Target.of(address + "/sparql"), process, log)
        _wait(server, START)
        yield server


@contextmanager
def oxigraph(location: Path, log: Path, limit: int | None = None) -> Iterator[Server]:
    """``oxigraph serve`` (PyPI: oxigraph) over a folder that `load_oxigraph` made.

    With a time limit it keeps a thread for each query until the limit is over (0.5.13), which small queries by the
    thousand do not survive; so it has one for long queries only.
    """
    port = _free_port()
    command = [oxigraph_command(), "serve", "--location", str(location), "--bind", f"127.0.0.1:{port}"]
    command += ["--union-default-graph", *(["--timeout-s", str(limit)] if limit else [])]
    with log.open("ab") as file, started(command, file) as process:
        server = Server(OXIGRAPH, Target("127.0.0.1", port, "/query"), process, log)
        _wait(server, START)
        yield server


def oxigraph_command() -> str:
    """The path of the program; raises NoPeer where it is not installed."""
    found = shutil.which("oxigraph", path=sysconfig.get_path("scripts") + os.pathsep + os.environ["PATH"])
    if found is None:
        raise NoPeer("oxigraph is not installed: uv pip install --group bench")
    return found


def load_oxigraph(location: Path, files: Sequence[Path]) -> None:
    """Make a folder for `oxigraph`."""
    command = [oxigraph_command(), "load", "--location", str(location), "--file", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoPeer(f"oxigraph load failed: {done.stderr[-1000:]}")


class RdflibEndpoint:
    """rdflib-endpoint (PyPI), with its default store. A query cannot be stopped there: `again` starts it anew, from a
    process that keeps the graph loaded."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._child = 0

    def next_child(self) -> None:
        """Wait for the process that serves next."""
        line = self.server.process.stdout.readline()
        if not line:
            raise NoPeer(f"rdflib-endpoint did not start: {self.server.written()}")
        self._child = int(line.split()[-1])
        _wait(self.server, START)

    def again(self) -> None:
        """Kill the process that serves, and have another in its place."""
        if self._child in session(self.server.process.pid):
            os.kill(self._child, 9)
        self.next_child()


@contextmanager
def rdflib_endpoint(files: Sequence[Path], log: Path) -> Iterator[RdflibEndpoint]:
    """rdflib-endpoint over N-Quads files; loading them takes a while."""
    port = _free_port()
    command = [sys.executable, "-m", "bench.rdflib_peer", str(port), *map(str, files)]
    with log.open("ab") as file, started(command, file, cwd=Path(__file__).parents[1]) as process:
        peer = RdflibEndpoint(Server(RDFLIB, Target("127.0.0.1", port, "/"), process, log))
        peer.next_child()
        yield peer


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return tried.getsockname()[1]


def _wait(server: Server, seconds: float) -> None:
    """Until a query is answered."""
    end = time.perf_counter() + seconds
    question = server.target.get("ASK {}")
    while time.perf_counter() < end:
        with Connection(server.target) as connection:
            if connection.ask(question, limit=5).status == 200:
                return
        if server.process.poll() is not None:
            break
        time.sleep(0.1)
    raise NoPeer(f"{server.name} did not start: {server.written()}")


def bindings(body: bytes) -> int:
    """The number of rows of a result in JSON (1 for a boolean); -1 where it is none."""
    try:
        result = json.loads(body)
        return len(result["results"]["bindings"]) if "results" in result else 1
    except (ValueError, KeyError, TypeError):
        return -1
