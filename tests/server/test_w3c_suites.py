"""The W3C suites of the SPARQL 1.1 Protocol and the Graph Store Protocol, against the real server process."""

import subprocess
import sys
from pathlib import Path

import pytest
from practicegraph.server.store import LocalStore, Manifest

SHARED = Path(__file__).resolve().parents[3] / "shared"
MANIFEST = SHARED / "standards" / "sparql11" / "protocol" / "manifest.ttl"
PROTOCOL, GRAPH_STORE = SHARED / "tools" / "w3c_protocol.py", SHARED / "tools" / "w3c_gsp.py"
pytestmark = pytest.mark.skipif(
    not (MANIFEST.exists() and PROTOCOL.exists() and GRAPH_STORE.exists()),
    reason="the W3C suites and their runners are not beside the checkout, in ../shared",
)


@pytest.fixture(scope="module")
def server(serve, tmp_path_factory):
    store = LocalStore(tmp_path_factory.mktemp("w3c") / "graph")
    with store.write() as writer:
        writer.draft().manifest = Manifest("http://base.example/", "")
        writer.publish()
    return serve(store.path)


def run(*arguments):
    return subprocess.run([sys.executable, *map(str, arguments)], capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("slash", ["", "/"])
def test_sparql_protocol(serve, server, slash):
    endpoint = f"{server.url}/sparql{slash}"
    shown = run(
        *(PROTOCOL, "--manifest", MANIFEST, "--query-url", endpoint, "--update-url", endpoint),
        *("--gsp-url", f"{server.url}/graphs", "--token", serve.token),
    )
    assert shown.endswith("34 passed, 0 failed\n"), shown


def test_graph_store_protocol(serve, server):
    shown = run(GRAPH_STORE, "--gsp-url", f"{server.url}/graphs", "--token", serve.token, "--direct")
    assert shown.endswith("13 passed, 0 failed\n"), shown
