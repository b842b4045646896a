"""The real server over the graph of examples/, and Debian's Chromium, driven by Playwright.

Without Playwright or Chromium these tests are skipped, without the built scripts those of the editor and the network.
"""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "server" / "assets"
BUILT = ROOT / "server" / "static" / "built" / "editor.js"
NAMES = ("chromium", "chromium-browser", "google-chrome")
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def graph(tmp_path_factory):
    """A store with the example policies, built once, also where several processes run the tests."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "browser"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            policies = sorted((ROOT / "examples").glob("*.example"))
            command = [sys.executable, "-m", "practicegraph.cli", "build", *policies, "--store", folder / "graph"]
            subprocess.run(command, check=True, capture_output=True, timeout=300)
            (folder / "done").touch()
    return folder / "graph"


@pytest.fixture(scope="session")
def address(graph):
    """Where the server answers."""
    command = [sys.executable, "-m", "practicegraph.cli", "serve", "--store", graph, "--port", "0", "--workers", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            line = server.stdout.readline()
            found = re.search(r"http://\S+", line)
            assert found, line
            yield found[0]
        finally:
            server.terminate()
            server.communicate(timeout=30)


@pytest.fixture(scope="module")
def chromium():
    """A running browser. (Of the module: Playwright's loop in the thread would be in the way of other tests.)"""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as driver:
        own = driver.chromium.executable_path
        path = next((p for name in NAMES if (p := shutil.which(name))), own if Path(own).exists() else None)
        if path is None:
            pytest.skip("Chromium is not installed (Debian: apt install chromium)")
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, address):
    """Opens a tab: ``visit("/companies", color_scheme="dark")``. At the end it fails on a request to another host and
    on anything that the browser complains of, as it does of a breach of the content security policy; ``allowed`` are
    words of complaints that the test expects."""
    contexts, wrong = [], []
    here = urlsplit(address).netloc

    def open_(path, allowed=(), **options):
        context = chromium.new_context(**{"viewport": DESK, **options})
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()

        def asked(request):
            url = urlsplit(request.url)
            if url.scheme not in ("data", "blob") and url.netloc != here:
                wrong.append(f"asks {request.url}")

        def said(message):
            if message.type in ("error", "warning") and not any(words in message.text for words in allowed):
                wrong.append(message.text)

        page.on("request", asked)
        page.on("console", said)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(address + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture(scope="session")
def built():
    """Skips where `make assets` had no Node to build the scripts with."""
    if not BUILT.exists():
        pytest.skip("the pages' scripts are not built: make assets needs Node")


@pytest.fixture(scope="session")
def axe():
    """axe-core, as a script for the page."""
    script = ASSETS / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        pytest.skip("axe-core is not installed: make assets needs Node")
    return script.read_text("utf-8")
