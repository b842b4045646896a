"""Queries that can't hurt, seen from outside: the real server, its processes, and clients of every kind."""

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest
from practicegraph.server.store import LocalStore, Manifest

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
SHORT = "SELECT ?o { <http://s.example/7> ?p ?o }"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 200000"
GROWING = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?l ?i ?f ?c LIMIT 1"
linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes below /proc")


def fill(store, count, first=0):
    node = ox.NamedNode
    with store.write() as writer:
        draft = writer.draft()
        draft.graph.extend(
            ox.Quad(node(f"http://s.example/{n}"), node("http://p.example/p"), ox.Literal(n), node("http://g.example/"))
            for n in range(first, first + count)
        )
        draft.manifest = Manifest("http://base.example/", "")
        writer.publish()
    return store


class Server:
    """``practicegraph serve`` as a process of its own, with short limits."""

    def __init__(self, store, *options, setup=""):
        start = f"{setup}\nfrom practicegraph.cli import main\nmain()"
        command = [sys.executable, "-c", start, "serve", "--store", store, "--port", 0, "--timeout", 3, *options]
        self.process = subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        found = re.search(r"http://([\d.]+):(\d+)", line)
        assert found, line + self.process.communicate()[1]
        self.address = found[1], int(found[2])

    def ask(self, query=SHORT, client=1, accept="text/csv", headers=(), **parameters):
        """Status, headers and body; clients are told apart by what a trusted proxy says."""
        address = "http://{}:{}/sparql?".format(*self.address) + urllib.parse.urlencode({"query": query, **parameters})
        known = {"Accept": accept, "X-Forwarded-For": f"198.51.100.{client}", **dict(headers)}
        try:
            with urllib.request.urlopen(urllib.request.Request(address, headers=known), timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def send(self, query, client=1, version="1.1", **parameters):
        """A connection over which a query was sent."""
        connection = socket.create_connection(self.address)
        target = "/sparql?" + urllib.parse.urlencode({"query": query, **parameters})
        header = f"Host: x\r\nAccept: text/csv\r\nX-Forwarded-For: 198.51.100.{client}\r\n"
        connection.sendall(f"GET {target} HTTP/{version}\r\n{header}\r\n".encode())
        return connection

    def workers(self):
        """The numbers of the worker processes."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(stat.parent.name)] = int(fields[1])
        children = {pid for pid, parent in parents.items() if parent == self.process.pid}
        return {pid for pid, parent in parents.items() if parent in children}

    def peak(self):
        """The most memory that the server process took, in megabytes."""
        return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text())[1]) >> 10

    def stop(self, number=signal.SIGTERM):
        """The exit code, and the lines on standard error beside the access log."""
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=30)
        return self.process.returncode, [line for line in errors.splitlines() if not line.startswith("{")]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return fill(LocalStore(tmp_path_factory.mktemp("limits") / "graph"), 500)


@pytest.fixture
def server(store):
    running = Server(store, "--workers", 2, "--per-client", 3, "--queue", 4, "--trusted-proxy", "127.0.0.0/8")
    yield running
    running.process.kill()
    running.process.communicate()


def read_all(connection):
    content = b""
    while chunk := connection.recv(1 << 16):
        content += chunk
    connection.close()
    return content


def test_each_limit_says_which_it_is_and_how_to_go_on(store):
    server = Server(store, "--result-limit", 1, "--memory-limit", 300, "--timeout", 20)
    try:
        for query, status, limit in ((LARGE, 413, "result"), (GROWING, 503, "memory"), (ENDLESS, 503, "time")):
            found, headers, body = server.ask(query, timeout=18 if limit == "memory" else 1.5)
            problem = json.loads(body)
            assert (found, problem.get("limit")) == (status, limit), problem
            assert headers["Content-Type"] == "application/problem+json"
            assert "LIMIT" in problem["detail"], "how to go on"
        assert server.ask()[0] == 200
        start = time.perf_counter()
        assert server.ask(ENDLESS, timeout="0.3")[0] == 503
        assert time.perf_counter() - start < 5, "a request may ask for less time"
        assert server.stop() == (0, [])
    finally:
        server.process.kill()


def test_long_queries_never_hold_up_short_ones(server):
    with ThreadPoolExecutor(6) as pool:
        endless = [pool.submit(server.ask, ENDLESS, client, timeout=600) for client in range(10, 14)]
        time.sleep(2.5)
        assert not all(e.done() for e in endless)
        for n in range(10):
            start = time.perf_counter()
            status, _, body = server.ask(f"SELECT ?o {{ <http://s.example/{n}> ?p ?o }}")
            assert (status, body.split()[1:]) == (200, [str(n).encode()])
            assert time.perf_counter() - start < 2.5, "no time limit went by"
        assert {e.result()[0] for e in endless} == {503}
    if sys.platform == "linux":
        deadline = time.monotonic() + 10
        while len(server.workers()) > 2 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert len(server.workers()) == 2, "no worker is left over"


def test_a_client_that_asks_too_much_is_told_to_wait_and_others_are_not(server):
    held = [server.send(ENDLESS, client=20) for _ in range(3)]
    time.sleep(0.5)
    status, headers, body = server.ask(client=20)
    assert (status, json.loads(body)["limit"]) == (429, "client")
    assert int(headers["Retry-After"]) > 0
    assert server.ask(client=21)[0] == 200
    for connection in held:
        connection.close()


def test_a_client_that_hangs_up_frees_its_worker(server):
    held = [server.send(ENDLESS, client=30) for _ in range(3)]
    time.sleep(0.5)
    assert server.ask(client=30)[0] == 429
    for connection in held:
        connection.close()
    time.sleep(1.0)
    assert server.ask(client=30)[0] == 200, "long before the time limit"


@linux
def test_a_killed_worker_is_replaced_and_nobody_notices(server):
    assert server.ask()[0] == 200
    for round_ in range(1, 4):
        for pid in server.workers():
            with contextlib.suppress(ProcessLookupError):  # the first ones are still being started
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.2)
        fresh = [f"SELECT ?o {{ <http://s.example/{round_}{n}> ?p ?o }}" for n in range(3)]
        assert [server.ask(query)[0] for query in fresh] == [200, 200, 200]


@linux
def test_one_killed_in_the_midst_of_a_query_fails_that_query_only(server):
    with ThreadPoolExecutor(1) as pool:
        before = server.workers()
        lost = pool.submit(server.ask, ENDLESS, 40)
        time.sleep(2)
        assert server.ask()[0] == 200
        busy = max(server.workers() & before, key=lambda p: int(Path(f"/proc/{p}/stat").read_text().split()[13]))
        os.kill(busy, signal.SIGKILL)
        assert lost.result()[0] == 503
    assert server.ask("ASK { ?s ?p 3 }")[0] == 200


@linux
def test_a_killed_server_leaves_no_process_behind(server):
    held = server.send(ENDLESS)
    time.sleep(0.5)
    workers = server.workers()
    assert workers
    server.process.kill()
    server.process.wait()
    held.close()
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]


@linux
def test_a_large_answer_streams_and_memory_stays_flat(store):
    server = Server(store, "--timeout", 60)
    try:
        server.ask()
        before = server.peak()
        start = time.perf_counter()
        connection = server.send("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 600000")
        received, lines, first, tail = 0, 0, None, b""
        while not tail.endswith(b"\r\n0\r\n\r\n") and (chunk := connection.recv(1 << 16)):
            first = first or time.perf_counter() - start
            received, lines, tail = received + len(chunk), lines + chunk.count(b"http://s"), (tail + chunk)[-16:]
        whole = time.perf_counter() - start
        assert received > 60 << 20
        assert lines >= 3 * 600_000 * 0.99, "all but what is cut by the reading"
        assert first < whole
        assert server.peak() - before < 40, "megabytes"
    finally:
        server.process.kill()


def test_an_answer_that_hits_its_limit_on_the_way_does_not_look_complete(server):
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    answer = http.client.HTTPResponse(server.send(query, timeout=2))
    answer.begin()
    assert answer.status == 200
    with pytest.raises(http.client.IncompleteRead):
        answer.read()
    old = read_all(server.send(query, version="1.0", timeout=2))
    assert b" 503 " in old.split(b"\r\n")[0], "a client that could not tell gets an error"
    returncode, errors = server.stop()
    assert returncode == 0
    assert len(errors) == 1, errors
    assert "broken off" in errors[0]


def test_what_only_its_head_is_asked_of_is_as_long_as_it_is(store):
    server = Server(store, "--timeout", 60)
    try:
        target = "/sparql?" + urllib.parse.urlencode({"query": "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 300000"})
        lengths = set()
        for method in ("HEAD", "GET"):
            connection = http.client.HTTPConnection(*server.address, timeout=60)
            connection.request(method, target, headers={"Accept": "text/csv"})
            answer = connection.getresponse()
            lengths.add(int(answer.headers["Content-Length"]) if method == "HEAD" else len(answer.read()))
            connection.close()
        assert len(lengths) == 1, lengths
    finally:
        server.process.kill()


def held(server):
    """Bytes of files that the server alone knows of."""
    size = 0
    for link in Path(f"/proc/{server.process.pid}/fd").iterdir():
        with contextlib.suppress(OSError):
            if str(link.readlink()).endswith("(deleted)"):
                size += link.stat().st_size
    return size


def unread(server, *clients):
    """Connections over which a large answer comes that nobody reads."""
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT "
    connections = [server.send(query + str(150_000 + client), client) for client in clients]
    end = time.monotonic() + 30
    while held(server) < len(clients) << 20 and time.monotonic() < end:
        time.sleep(0.05)
    assert time.monotonic() < end, "nothing waits for them"
    return connections


def test_one_who_does_not_read_is_given_up(store):
    server = Server(store, setup="import practicegraph.server.listening as l; l.STALLED = 4.0")
    try:
        connections = unread(server, 1)
        end = time.monotonic() + 20
        while held(server) and time.monotonic() < end:
            time.sleep(0.1)
        assert held(server) == 0
        assert connections
    finally:
        server.process.kill()


def test_answers_that_nobody_reads_do_not_fill_the_disk(store):
    setup = "import practicegraph.server.listening as l; l.ANSWERS_WAITING = 0.02"
    server = Server(store, "--trusted-proxy", "127.0.0.1", setup=setup)
    try:
        connections = unread(server, 1, 2, 3, 4)
        time.sleep(3)  # for what more of them comes
        end = time.monotonic() + 20
        while held(server) > 21 << 20 and time.monotonic() < end:
            time.sleep(0.1)
        assert held(server) <= 21 << 20
        assert server.ask(client=9)[0] == 200
        assert len(connections) == 4
    finally:
        server.process.kill()


def test_idle_connections_keep_nobody_out(store):
    server = Server(store, setup="import practicegraph.server.listening as l; l.CONNECTIONS = 20")
    try:
        idle = [socket.create_connection(server.address) for _ in range(40)]
        start = time.monotonic()
        assert server.ask()[0] == 200
        assert time.monotonic() - start < 10
        assert len(idle) == 40
    finally:
        server.process.kill()


def test_a_page_does_not_take_all_memory(server):
    status, headers, body = server.ask(LARGE, accept="text/html")
    assert status == 413
    assert headers["Content-Type"].startswith("text/html")
    assert b"CSV" in body


def test_what_did_not_change_is_not_sent_again(tmp_path):
    store = fill(LocalStore(tmp_path / "graph"), 20)
    server = Server(store)
    try:
        status, headers, body = server.ask()
        tag = headers["ETag"]
        assert (status, headers["Vary"]) == (200, "Accept, Accept-Encoding")
        assert server.ask()[2] == body, "the kept one"
        assert server.ask(headers={"If-None-Match": tag}.items())[0] == 304
        assert server.ask(headers={"If-None-Match": f'"other", {tag}'}.items())[0] == 304
        assert server.ask(accept="text/tab-separated-values", headers={"If-None-Match": tag}.items())[0] == 200
        assert (
            server.ask(headers={"If-None-Match": tag}.items(), **{"default-graph-uri": "http://g.example/"})[0] == 200
        )
        assert server.ask("SELECT (NOW() AS ?now) {}")[1]["ETag"] is None
        assert server.ask("SELECT ?x {")[1]["ETag"] is None, "refusals are not kept"
        fill(store, 1, first=99)
        status, headers, _ = server.ask(headers={"If-None-Match": tag}.items())
        assert status == 200, "there is a new generation"
        assert headers["ETag"] != tag
        assert server.ask("SELECT ?o { <http://s.example/99> ?p ?o }")[2].split() == [b"o", b"99"]
    finally:
        server.process.kill()


def test_a_kept_answer_comes_while_all_workers_are_busy(server):
    assert server.ask()[0] == 200
    held = [server.send(ENDLESS, client=c) for c in range(50, 54)]
    time.sleep(0.3)
    start = time.perf_counter()
    assert server.ask()[0] == 200
    assert time.perf_counter() - start < 0.6
    for connection in held:
        connection.close()


def test_told_to_stop_the_server_ends_what_is_under_way(server):
    connection = server.send(ENDLESS, timeout=2)
    time.sleep(0.5)
    stopped = threading.Thread(target=server.stop)
    stopped.start()
    content = read_all(connection)
    assert b"503" in content.split(b"\r\n")[0]
    assert b"time limit of 2 s" in content
    stopped.join()
    assert server.process.returncode == 0
    with pytest.raises(OSError):
        socket.create_connection(server.address)


def test_one_who_sends_slowly_is_not_waited_for(store):
    server = Server(store, setup="import practicegraph.server.listening as l; l.PATIENCE = 1.0")
    try:
        connection = socket.create_connection(server.address)
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        connection.settimeout(0.2)
        answer, end = b"", time.monotonic() + 20
        while not answer and time.monotonic() < end:
            connection.sendall(b"s")
            try:
                answer = connection.recv(100)
            except TimeoutError:
                continue
        assert b" 408 " in answer.split(b"\r\n")[0]
    finally:
        server.process.kill()


def test_a_trusted_proxy_is_an_address(store):
    with pytest.raises(AssertionError, match="proxy"):
        Server(store, "--trusted-proxy", "nginx.example")
