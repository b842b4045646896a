"""The wheel alone, in an empty environment outside the repository: what a user of the package gets."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import urllib.request
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
POLICY = """# Privacy Policy of Copperlark

Copperlark ("we") lends bicycles. This policy tells you what we do with the information of the people who ride them.

We collect your name and your precise location. We do not sell your email address. We keep your rides for two years.
"""
NOT_SOURCE = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist", "graph", "node_modules")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built from a copy, so that nothing left by an earlier build gets in."""
    source = tmp_path_factory.mktemp("source") / "practicegraph"
    shutil.copytree(ROOT, source, ignore=NOT_SOURCE, symlinks=True)
    target = source.parent / "dist"
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", target, source)
    [built] = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory):
    """A new environment with the wheel; what it depends on comes from the environment that runs the tests.

    A .pth file names that one's folder. Those inside the folder are not read, so its editable install is not seen.
    """
    folder = tmp_path_factory.mktemp("environment")
    _run(sys.executable, "-m", "venv", "--without-pip", folder)
    python = folder / "bin" / "python"
    _run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel)
    site = Path(_run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (site / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n", "utf-8")
    return folder


def _environ():
    return {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PRACTICEGRAPH"))}


def _run(*command, **options):
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, env=_environ(), timeout=300, **options
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def test_holds_code_and_data_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    packaged = {n for n in names if n.startswith("practicegraph/")}
    expected = {
        f"practicegraph/{path.relative_to(ROOT)}"
        for folder in ("ontology", "extract", "shapes", "server")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
        if not path.is_relative_to(ROOT / "server" / "assets")  # the scripts' sources; built, they are in static/built
    }
    expected |= {f"practicegraph/{path.name}" for path in (*ROOT.glob("*.py"), ROOT / "py.typed")}
    assert packaged == expected
    for ending in (".ttl", ".tsv", ".yaml", ".rq", ".html", ".css", ".svg", "/py.typed"):
        assert any(n.endswith(ending) for n in packaged), ending
    assert {n.partition("/")[0].partition("-")[0] for n in names} == {"practicegraph"}
    assert any(n.endswith("licenses/LICENSE") for n in names)


def test_is_what_is_imported(environment, tmp_path):
    code = "import practicegraph, practicegraph.cli; print(practicegraph.__file__)"
    found = _run(environment / "bin/python", "-c", code, cwd=tmp_path).strip()
    assert Path(found).is_relative_to(environment)


def test_does_the_whole_job(environment, tmp_path):
    """Each command, from a folder that has nothing of the repository."""

    def practicegraph(*arguments, **options):
        return _run(environment / "bin" / "practicegraph", *arguments, cwd=tmp_path, **options)

    found = json.loads(practicegraph("extract", "-", "--format", "json", input=POLICY))
    assert {a["data_type"]["text"] for a in found} >= {"name", "precise location", "email address"}
    policy = tmp_path / "policies" / "copperlark.example" / "2021-04-01.md"
    policy.parent.mkdir(parents=True)
    policy.write_text(POLICY, "utf-8")
    assert "Copperlark" in practicegraph("build", "policies", "--store", "graph")
    assert "Conforms" in practicegraph("validate", "--store", "graph")
    rows = practicegraph("query", "--name", "who-denies-selling", "--store", "graph", "--format", "csv").splitlines()
    assert len(rows) == 2
    assert "We do not sell your email address." in rows[1]

    command = [environment / "bin" / "practicegraph", "serve", "--store", "graph", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, env=_environ(), stdout=subprocess.PIPE, text=True) as server:
        try:
            address = re.search(r"http://\S+", server.stdout.readline())[0]
            for path in ("/health", "/", "/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D", "/static/practicegraph.css"):
                with urllib.request.urlopen(address + path, timeout=30) as answer:
                    assert answer.status == 200, path
        finally:
            server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0
