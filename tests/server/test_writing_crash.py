"""kill -9 of the real server while it writes: nothing acknowledged is lost, nothing half-done is seen."""

import http.client
import os
import random
import signal
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest
from practicegraph.server.store import LocalStore, Manifest

ROUNDS = int(os.environ.get("PRACTICEGRAPH_KILL_ROUNDS", "3"))
ENDLESS = (
    "INSERT { <u:x> <u:y> ?z } WHERE { " + " ".join(f"GRAPH ?g{n} {{ ?a{n} ?b{n} ?c{n} }}" for n in range(9)) + " }"
)


def send(url, token, method, path, body, media_type):
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": media_type}
        connection.request(method, path, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def write_until_killed(url, token, numbers, acknowledged):
    """Each number goes into two graphs at once, or, every third, into one by way of the graph store."""
    try:
        for number in numbers:
            if number % 3:
                graphs = " ".join(f"GRAPH <u:g{n}> {{ <u:{number}> <u:p> {n}, 'x' }}" for n in (1, 2))
                status = send(url, token, "POST", "/sparql", f"INSERT DATA {{ {graphs} }}", "application/sparql-update")
            else:
                body = f"<u:{number}> <u:p> 1, 2, 3, 4 ."
                status = send(url, token, "POST", "/graphs?graph=u:g3", body, "text/turtle")
            if status in (201, 204):
                acknowledged.add(number)
    except (OSError, http.client.HTTPException):
        return


def children(pid):
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def gone(pid, within):
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            if "State:\tZ" in Path(f"/proc/{pid}/status").read_text():
                return True
        except OSError:
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def store(tmp_path):
    local = LocalStore(tmp_path / "graph")
    node = ox.NamedNode
    with local.write() as writer:
        writer.draft().graph.bulk_extend(
            ox.Quad(node(f"u:s{n}"), node("u:p"), ox.Literal(n), node("u:g")) for n in range(2000)
        )
        writer.draft().manifest = Manifest("http://base.example/", "")
        writer.publish()
    return local


@pytest.mark.slow
def test_what_is_acknowledged_survives_and_nothing_is_half_done(serve, store):
    random.seed(20)
    numbers, acknowledged = iter(range(100_000)), set()
    for _ in range(ROUNDS):
        server = serve(store.path)
        workers = children(server.process.pid)
        writing = threading.Thread(target=write_until_killed, args=(server.url, serve.token, numbers, acknowledged))
        writing.start()
        known = len(acknowledged)
        while len(acknowledged) == known and writing.is_alive():
            time.sleep(0.01)
        time.sleep(random.uniform(0, 1.0))
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        writing.join()
        with store.read() as generation:
            found = {}
            for quad in generation.graph.quads_for_pattern(None, ox.NamedNode("u:p"), None):
                if quad.subject.value[2:].isdigit():
                    found[int(quad.subject.value[2:])] = found.get(int(quad.subject.value[2:]), 0) + 1
            assert set(found.values()) <= {4}, "all of a write or nothing of it"
            assert acknowledged <= set(found), "what was acknowledged is there"
            assert len(set(found) - acknowledged) <= ROUNDS, "and at most the one that was on its way"
            assert len(generation.graph) == 2000 + 4 * len(found)
        assert all(gone(worker, 20) for worker in workers), "and no process stays behind"
    print(f"{len(acknowledged)} writes acknowledged in {ROUNDS} rounds")


@pytest.mark.slow
def test_a_worker_that_outlives_its_server_ends_at_its_time_limit(serve, store):
    server = serve(store.path, "--timeout", "2")
    sending = threading.Thread(target=never_end, args=(server.url, serve.token))
    sending.start()
    time.sleep(1)
    workers = children(server.process.pid)
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    sending.join()
    assert workers
    assert all(gone(worker, 20) for worker in workers)
    after = serve(store.path)
    update = "INSERT DATA { <u:a> <u:b> <u:c> }"
    assert send(after.url, serve.token, "POST", "/sparql", update, "application/sparql-update") == 204
    with store.read() as generation:
        assert len(generation.graph) == 2001


def never_end(url, token):
    try:
        send(url, token, "POST", "/sparql", ENDLESS, "application/sparql-update")
    except (OSError, http.client.HTTPException):
        return
