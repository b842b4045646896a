"""The command line as its users meet it: what it prints, where, and with which exit code."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest
from click.testing import CliRunner
from practicegraph.cli import main

POLICY = """# Privacy Policy of Hazelmere

Hazelmere ("we") sells garden tools. This policy tells you what we do with the information of our customers.

## What we do

We collect your name and your email address. We do not sell your email address. We keep your name for two years.

We may share your email address with advertisers.
"""
COMMANDS = ["build", "extract", "validate", "query", "diff", "serve", "export", "ontology"]


@pytest.fixture(scope="module")
def policy(tmp_path_factory):
    path = tmp_path_factory.mktemp("policies") / "hazelmere.example" / "2020-02-02.md"
    path.parent.mkdir()
    path.write_text(POLICY, "utf-8")
    return path


@pytest.fixture(scope="module")
def store(tmp_path_factory, policy):
    folder = tmp_path_factory.mktemp("cli") / "graph"
    result = run("build", policy, "--store", folder)
    assert result.exit_code == 0, result.stderr
    assert "Hazelmere" in result.stdout
    assert "1 policy, 1 version" in result.stdout
    return folder


def run(*arguments, data=None):
    return CliRunner().invoke(main, [str(a) for a in arguments], input=data)


def refused(result, code, *words):
    """One line on stderr that says what is wrong, nothing on stdout, no traceback."""
    assert result.exit_code == code, result.output
    assert result.stderr.startswith("Error: "), result.stderr
    assert result.stderr.count("\n") == 1, result.stderr
    assert "Traceback" not in result.output
    for word in words:
        assert str(word) in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", [*COMMANDS, "ontology check", "ontology show", "ontology docs"])
def test_help_shows_examples(command):
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    if command != "ontology":
        assert f"practicegraph {command}" in result.stdout.partition("Examples:")[2]


def test_help_and_version_start_fast_and_load_no_pipeline():
    code = (
        "import sys; from practicegraph.cli import main; main(['--help'], standalone_mode=False);"
        "print([m for m in ('spacy', 'rdflib', 'flask', 'pyshacl', 'rich') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.endswith("[]\n")
    assert all(command in found.stdout for command in COMMANDS)
    assert re.match(r"practicegraph, version \d", run("--version").stdout)


def test_serving_loads_no_language_model():
    code = "import sys; import practicegraph.server.serving; print('spacy' in sys.modules, 'rdflib' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "False False\n"


def test_build_names_what_it_refuses_and_builds_the_rest(tmp_path, policy):
    empty, binary = tmp_path / "empty.md", tmp_path / "binary.txt"
    empty.write_bytes(b"")
    binary.write_bytes(bytes(range(256)) * 20)
    result = run("build", empty, binary, tmp_path / "missing.md", policy, "--store", tmp_path / "graph")
    assert result.exit_code == 1
    for name in ("empty.md", "binary.txt", "missing.md"):
        assert re.search(rf"^Error: .*{name}: .+", result.stderr, re.MULTILINE)
    assert "Hazelmere" in result.stdout
    nothing = run("build", empty, "--store", tmp_path / "none")
    assert nothing.exit_code == 2
    assert "empty.md" in nothing.stderr
    assert not (tmp_path / "none").exists()


def test_build_again_changes_nothing_and_writes_the_graph(tmp_path, store, policy):
    out = tmp_path / "graph.nq"
    result = run("build", policy, "--store", store, "--out", out)
    assert result.exit_code == 0
    assert "Nothing has changed" in result.stdout
    assert out.read_text("utf-8").count("ns#DataPractice>") >= 4
    refused(run("build", policy, "--store", store, "--out", tmp_path / "graph.exe"), 2, "graph.exe", ".nq")


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "ttl"])
def test_extract_in_each_format(policy, form):
    result = run("extract", policy, "--format", form)
    assert result.exit_code == 0, result.stderr
    if form == "table":
        assert "email address" in result.stdout
        assert re.search(r"\d+ assertions in", result.stdout)
        return
    if form == "ttl":
        assert "a pg:Assertion , pg:DataPractice" in result.stdout
        return
    rows = json.loads(result.stdout) if form == "json" else [json.loads(line) for line in result.stdout.splitlines()]
    assert {row["data_type"]["text"] for row in rows if "data_type" in row} >= {"name", "email address"}
    for row in rows:
        evidence = row["evidence"]
        assert POLICY[evidence["start"] : evidence["end"]] == evidence["text"]


def test_extract_reads_standard_input_and_takes_a_company():
    result = run("extract", "-", "--format", "jsonl", "--company", "Bracken", data=POLICY)
    assert result.exit_code == 0, result.stderr
    assert "company/bracken" in result.stdout
    refused(run("extract", "-", data=""), 2, "standard input", "empty")


def test_extract_refuses_bad_input(tmp_path):
    foreign = tmp_path / "foreign.txt"
    foreign.write_text("Wir erheben Ihren Namen und Ihre Anschrift, wenn Sie bei uns etwas bestellen. " * 20, "utf-8")
    refused(run("extract", foreign), 2, foreign)
    refused(run("extract", tmp_path / "missing.md"), 2, "missing.md")
    refused(run("extract", tmp_path), 2, tmp_path)


def test_validate_tells_findings_by_exit_code(tmp_path, policy, store):
    result = run("validate", policy)
    assert result.exit_code == 0, result.output
    assert run("validate", "--store", store, "--profile", "integrity").exit_code == 0
    path = tmp_path / "thistle.example" / "2021-01-01.md"
    path.parent.mkdir()
    path.write_text(POLICY.replace("Hazelmere", "Thistle") + "\nWe sell your email address.\n", "utf-8")
    result = run("validate", path)
    assert result.exit_code == 1, result.output
    assert "We do not sell your email address." in result.stdout
    assert "We sell your email address." in result.stdout
    assert f"{path}:7:" in result.stdout, "with file and line"
    assert run("validate", path, "--fail-on", "never").exit_code == 0
    assert json.loads(run("validate", path, "--format", "json").stdout)


def test_validate_refuses_broken_input(tmp_path, store, policy, monkeypatch):
    empty, shapes = tmp_path / "empty.md", tmp_path / "shapes.ttl"
    empty.write_bytes(b"")
    shapes.write_text("this is not Turtle")
    result = run("validate", empty)
    assert result.exit_code == 2
    assert "empty.md" in result.stderr
    mixed = run("validate", empty, policy, "--profile", "integrity")
    assert mixed.exit_code == 2
    assert "empty.md" in mixed.stderr
    assert "onforms" in mixed.stdout, "the other file is validated"
    refused(run("validate", "--store", tmp_path / "none"), 2, "none", "build")
    refused(run("validate", "--store", store, "--profile", "nope"), 2, "nope", "integrity")
    refused(run("validate", "--store", store, "--format", "nope"), 2, "nope", "sarif")
    refused(run("validate", "--store", store, "--shapes", shapes), 2, "shapes.ttl")
    refused(run("validate", "--store", store, "--shapes", tmp_path / "none.ttl"), 2, "none.ttl")
    assert run("validate").exit_code == 2

    def broken(*_, **__):
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("practicegraph.server.validation.validate_store", broken)
    refused(run("validate", "--store", store), 3, "ZeroDivisionError", "--debug")
    shown = run("--debug", "validate", "--store", store)
    assert shown.exit_code == 3
    assert "Traceback" in shown.stderr


def test_query_by_text_file_name_and_standard_input(tmp_path, store):
    text = "SELECT (COUNT(*) AS ?n) { ?a a <https://w3id.org/practicegraph/ns#DataPractice> }"
    file = tmp_path / "mine.rq"
    file.write_text(text)
    for arguments, data in (((text,), None), (("--file", file), None), (("--file", "-"), text)):
        result = run("query", *arguments, "--store", store, "--format", "csv", data=data)
        assert result.exit_code == 0, result.stderr
        assert int(result.stdout.split()[1]) >= 4
    result = run("query", "--name", "who-denies-selling", "--store", store)
    assert "We do not sell your email address." in result.stdout
    assert "who-sells" in run("query", "--list").stdout


def test_query_refuses_what_it_cannot_do(tmp_path, store):
    refused(run("query", "SELECT * {\n ?s ?p", "--store", store), 2, "line 2")
    refused(run("query", "SELECT * { SERVICE <http://h/> {} }", "--store", store), 2, "SERVICE")
    refused(run("query", "ASK {}", "--store", tmp_path / "none"), 2, "none", "build")
    refused(run("query", "--name", "nothing", "--store", store), 2, "nothing", "who-sells")
    refused(run("query", "--file", tmp_path / "none.rq", "--store", store), 2, "none.rq")
    refused(run("query", "ASK {}", "--store", store, "--format", "exe"), 2, "exe", "csv")
    assert run("query", "--store", store).exit_code == 2
    assert run("query", "ASK {}").exit_code == 2


def test_diff_in_words_and_as_json(tmp_path, policy):
    later = tmp_path / "hazelmere.example" / "2022-02-02.md"
    later.parent.mkdir()
    later.write_text(POLICY.replace("We do not sell your email address. ", ""), "utf-8")
    graph = tmp_path / "graph"
    assert run("build", policy, later, "--store", graph).exit_code == 0
    text = run("diff", "hazelmere.example", "--store", graph)
    assert text.exit_code == 0, text.stderr
    assert "“We do not sell your email address.”" in text.stdout.partition("Gone")[2]
    found = json.loads(
        run("diff", "Hazelmere", "2020-02-02", "2022-02-02", "--store", graph, "--format", "json").stdout
    )
    assert [said["sentence"] for said in found["removed"]] == ["We do not sell your email address."]
    refused(run("diff", "nobody.example", "--store", graph), 2, "nobody.example", "hazelmere.example")
    refused(run("diff", "hazelmere.example", "1999-01-01", "--store", graph), 2, "1999-01-01")


def test_export_to_a_file_and_to_a_pipe(tmp_path, store):
    out = tmp_path / "all.csv"
    assert run("export", "--store", store, "--format", "csv", "--out", out).exit_code == 0
    assert "We do not sell your email address." in out.read_text("utf-8")
    assert "pg:DataPractice" in run("export", "--store", store, "--format", "trig").stdout
    refused(run("export", "--store", store, "--format", "exe"), 2, "exe")
    refused(run("export", "--store", store, "--out", tmp_path / "no" / "where.nq"), 2, "where.nq")


def test_ontology_commands():
    shown = run("ontology", "show", "pg-data:EmailAddress")
    assert shown.exit_code == 0
    assert "dpv-pd:EmailAddress" in shown.stdout
    assert json.loads(run("ontology", "show", "EmailAddress", "--format", "json").stdout)[0]["scheme"] == "data"
    refused(run("ontology", "show", "no such thing at all"), 2, "no such thing at all")
    checked = run("ontology", "check", "--no-reasoner")
    assert (checked.exit_code, checked.stdout) == (0, "The ontology is sound.\n")


def test_a_closed_pipe_is_no_error(store):
    command = (
        f"{sys.executable} -m practicegraph.cli query 'SELECT * {{ ?s ?p ?o }}' --format csv --store {store} | head -1"
    )
    found = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.strip() == "o,p,s"


def test_control_characters_do_not_reach_the_terminal(tmp_path):
    path = tmp_path / "odd.md"
    path.write_text(POLICY.replace("your name and", "your \x1b[31mname and"), "utf-8")
    assert "\x1b" not in run("extract", path).stdout
    assert "\x1b" not in run("extract", tmp_path / "a\x1b[2Jb.md").stderr


class Server:
    """``practicegraph serve`` as a process of its own."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "practicegraph.cli", "serve", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def address(self):
        line = self.process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, line + self.process.communicate()[1]
        return found[0]

    def stop(self, number):
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=20)
        return self.process.returncode, errors


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_answers_and_stops_when_told(store, number):
    server = Server("--store", store, "--port", "0", "--timeout", "5", "--workers", "1")
    try:
        address = server.address()
        with urllib.request.urlopen(f"{address}/health", timeout=10) as answer:
            assert json.load(answer)["ready"] is True
        with urllib.request.urlopen(f"{address}/company/hazelmere.example", timeout=10) as answer:
            assert b"We do not sell your email address." in answer.read()
        with urllib.request.urlopen(f"{address}/sparql?query=ASK%7B%7D", timeout=10) as answer:
            assert json.load(answer)["boolean"] is True
        code, log = server.stop(number)
        assert code == 0
        lines = [json.loads(line) for line in log.splitlines()]
        assert [line["path"] for line in lines] == ["/health", "/company/hazelmere.example", "/sparql"]
    finally:
        server.process.kill()


def test_serve_says_why_it_cannot_start(tmp_path, store):
    refused(run("serve", "--store", tmp_path / "none"), 2, "none", "build")
    refused(run("serve", "--store", "http://127.0.0.1:9/sparql"), 2, "cannot be reached")
    refused(run("serve", "--store", store, "--public-url", "example.org"), 2, "http://")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused(run("serve", "--store", store, "--port", port), 2, port, "--port")


def test_the_store_may_come_from_the_environment(store):
    environment = {**os.environ, "PRACTICEGRAPH_STORE": str(store)}
    found = subprocess.run(
        [sys.executable, "-m", "practicegraph.cli", "query", "ASK {}"], capture_output=True, text=True, env=environment
    )
    assert (found.returncode, found.stdout) == (0, "yes\n")


def test_odd_names_of_files_and_companies_are_built_and_shown(tmp_path):
    (tmp_path / "two\nlines \x1b[31m.md").write_text("We collect your name and your email address.\n", "utf-8")
    (tmp_path / os.fsdecode(b"caf\xe9.md")).write_text("We collect your postal address.\n", "utf-8")
    result = run("build", tmp_path, "--store", tmp_path / "graph")
    assert result.exit_code == 0, result.output
    assert "2 policies" in result.stdout
    assert "\x1b" not in result.output
    result = run("build", tmp_path, "--store", tmp_path / "other", "--company", "Hazel\x1b[31m\u202emere")
    assert "Hazel" in result.stdout
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output


def test_build_refuses_what_it_could_not_write(tmp_path, policy):
    refused(run("build", policy, "--store", ""), 2, "empty")
    refused(run("build", policy, "--store", policy), 2, policy, "folder")
    refused(run("build", policy, "--store", tmp_path / "g", "--out", tmp_path / "no" / "x.nq"), 2, "no folder")
    refused(run("build", policy, "--store", tmp_path / "g", "--out", tmp_path / "x.doc"), 2, ".nq")
    assert not (tmp_path / "g").exists()
    result = run("build", policy, "--store", tmp_path / "g", "--base-iri", "no iri")
    assert result.exit_code == 2
    assert "absolute IRI" in result.stderr


def test_piped_text_that_names_no_company_is_asserted_by_the_first_party() -> None:
    result = CliRunner().invoke(main, ["extract", "-", "--format", "json"], input="We do not sell your e-mail address.")
    assert result.exit_code == 0
    assert [a["asserted_by"] for a in json.loads(result.stdout)] == ["https://w3id.org/practicegraph/party/FirstParty"]
