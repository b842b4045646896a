"""``practicegraph validate`` as an author's CI meets it: exit codes, outputs, and what it says of bad input."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from practicegraph.cli import main

POLICY = """# Privacy Policy of Tarnbrook

Tarnbrook ("we") repairs clocks. This policy tells you what we do with the information of our customers.

We collect your name and your telephone number to tell you when your clock is ready. We do not sell your name.
"""
CONTRADICTION = POLICY + "\nWe sell your name to makers of clocks.\n"
RULES = ("--profile", "integrity", "--profile", "consistency")
FRENCH = """# Politique de confidentialité

Nous recueillons votre nom et votre adresse pour vous envoyer les montres que vous avez commandées chez nous. Nous ne
vendons jamais vos données à des tiers, et vous pouvez demander à tout moment que nous les effacions.
"""
RECIPE = """<!doctype html><html><head><title>Plum cake</title></head><body><h1>Plum cake</h1>
<p>Stone the plums and cut them in half. Beat the butter with the sugar until it is pale, then stir in the eggs.</p>
<p>Lay the plums on the dough and bake the cake in a hot oven for forty minutes. Let it cool before it is cut.</p>
</body></html>"""
NOT_SAYING = """# About our clocks

The clocks that stand in the hall were made by hand two hundred years ago. Each of them has a pendulum of brass. They
strike every hour, and the largest of them strikes the quarters too.
"""


def run(*arguments, data=None):
    return CliRunner().invoke(main, ["validate", *map(str, arguments)], input=data)


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.md"
    path.write_text(POLICY, "utf-8")
    return path


@pytest.fixture
def bad(tmp_path):
    """A policy that contradicts itself."""
    path = tmp_path / "bad.md"
    path.write_text(CONTRADICTION, "utf-8")
    return path


def broken(result, *words):
    """Exit code 2, and one line on standard error that has these words; no traceback."""
    assert result.exit_code == 2, result.output
    lines = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.output
    for word in words:
        assert str(word) in lines[0]


# What cannot be read


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.md", b"", ["empty", "give a file"]),
        ("blank.txt", b" \n\t\n", ["empty"]),
        ("picture.md", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, ["text"]),
        ("large.txt", b"We collect your name. " * 2_400_000, ["too large", "52.8 MB", "give the policy alone"]),
        ("utf-16.md", POLICY.encode("utf-16-le"), []),
        ("french.md", FRENCH.encode(), ["English"]),
        ("recipe.html", RECIPE.encode(), ["privacy policy"]),
        ("clocks.md", NOT_SAYING.encode(), ["privacy policy"]),
    ],
)
def test_what_is_no_policy_is_refused_and_the_others_are_validated(tmp_path, bad, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    broken(run(path, *RULES), path, *words) if name != "large.txt" else broken(run(path), path, *words)
    both = run(path, bad, *RULES)
    broken(both, path, *words)
    assert "We do not sell your name." in both.stdout
    assert f"{bad}:5:" in both.stdout


def test_what_cannot_be_opened_is_refused_and_the_others_are_validated(tmp_path, good):
    os.mkfifo(tmp_path / "pipe.md")
    for path, word in ((tmp_path / "missing.md", "does not exist; check the path"), (tmp_path / "pipe.md", "regular")):
        broken(run(path, *RULES), path, word)
        both = run(path, good, *RULES)
        broken(both, path, word)
        assert "onforms" in both.stdout


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(good):
    good.chmod(0)
    broken(run(good), good, "permissions")


def test_a_folder_without_policies_is_said_to_be_one(tmp_path):
    broken(run(tmp_path), "there is no policy")


# Shapes, profiles, engines

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix pg: <https://w3id.org/practicegraph/ns#> .
@prefix mine: <https://shapes.example/> .
mine:prefixes sh:declare [ sh:prefix "pg" ; sh:namespace "https://w3id.org/practicegraph/ns#" ] .
mine:Shape a sh:NodeShape ; sh:targetClass pg:Policy ;
"""
LOOPING = """
    sh:sparql [ sh:message "never" ; sh:select '''SELECT $this WHERE {
        ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . FILTER(CONCAT(STR(?a), STR(?d), STR(?g), STR(?j)) = "x") }''' ] .
"""


@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        ("mine:Shape sh:path", ["line"]),
        ("", []),
        (SHAPES + "sh:property [ sh:path pg:dataTipe ; sh:minCount 1 ] .", ["dataTipe"]),
        (SHAPES + "sh:property [ sh:path pg:label ; sh:minCuont 1 ] .", ["minCuont"]),
    ],
)
def test_shapes_that_cannot_be_used_are_told_of(tmp_path, good, shapes, words):
    path = tmp_path / "mine.ttl"
    path.write_text(shapes, "utf-8")
    result = run(good, "--shapes", path)
    broken(result, path, *words)
    assert result.stdout == ""


def test_shapes_that_do_not_end_are_ended(tmp_path, good):
    path = tmp_path / "mine.ttl"
    path.write_text(SHAPES + LOOPING, "utf-8")
    broken(run(good, "--shapes", path, "--shapes-timeout", "1"), path, "1 second", "more time")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--shapes", "lost.ttl"), ["lost.ttl", "cannot be read"]),
        (("--baseline", "lost.json"), ["lost.json", "--write-baseline"]),
        (("--profile", "gpdr"), ["gpdr", "consistency"]),
        (("--format", "serif"), ["serif", "sarif"]),
        (("--engine", "steam"), ["steam", "pyshacl"]),
        (("--output", "no/out.txt"), ["no/out.txt", "no folder"]),
        (("--output", "."), ["is a folder"]),
        (("--format", "json", "--format", "text"), ["--output"]),
        (("--output", "a", "--output", "b"), ["--format"]),
        (("--write-baseline",), ["--baseline FILE"]),
        (("--all",), ["--store"]),
        (("--no-report",), ["--store"]),
        (("--fail-on", "sometimes"), ["never"]),
        (("--explain", "PG9999"), ["PG9999"]),
    ],
)
def test_options_that_cannot_be_followed_are_told_of(tmp_path, monkeypatch, good, options, words):
    monkeypatch.chdir(tmp_path)
    result = run(good, *options)
    broken(result, *words)
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("content", "word"),
    [("", "JSON"), ("[]", "object"), ('{"format": "x"}', "baseline"), ("\x00\xff", "baseline.json")],
)
def test_a_baseline_that_is_none_is_told_of(tmp_path, good, content, word):
    path = tmp_path / "baseline.json"
    path.write_text(content, "latin-1")
    broken(run(good, "--baseline", path), path, word, "--write-baseline")


# What it says, and where


def test_exit_codes_follow_fail_on(good, bad):
    assert run(good, *RULES).exit_code == 0
    assert run(bad, *RULES).exit_code == 1
    assert run(bad, *RULES, "--fail-on", "never").exit_code == 0
    assert run(good, bad, *RULES, "--fail-on", "info").exit_code == 1


def test_several_formats_at_once_each_in_its_file(tmp_path, bad):
    sarif, summary = tmp_path / "out.sarif", tmp_path / "summary.md"
    sarif.write_text("what an earlier run has left")
    result = run(
        bad, *RULES, *("--format", "sarif", "--output", sarif), *("--format", "markdown", "--output", summary),
        *("--format", "github"),
    )  # fmt: skip
    assert result.exit_code == 1
    assert len(json.loads(sarif.read_text("utf-8"))["runs"][0]["results"]) == 1
    assert "PG201" in summary.read_text("utf-8")
    assert result.stdout.startswith("::error file=")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.md", "out.sarif", "summary.md"]


def test_no_report_is_written_over_what_is_read_or_over_another(tmp_path, bad):
    shapes, known, two = tmp_path / "mine.ttl", tmp_path / "known.json", tmp_path / "two"
    shapes.write_text("")
    known.write_text("{}")
    held = {file: file.read_bytes() for file in (bad, shapes, known)}
    broken(run(bad, "--output", tmp_path / "." / "bad.md"), "bad.md", "another file")
    broken(run(tmp_path, "--output", bad), "bad.md", "another file")
    broken(run(bad, "--baseline", bad, "--write-baseline"), "bad.md", "another file")
    broken(run(bad, "--shapes", shapes, "--output", shapes), "mine.ttl", "another file")
    broken(run(bad, "--baseline", known, "--output", known), "known.json", "another file")
    broken(run(bad, "--format", "json", "--output", two, "--format", "ttl", "--output", two), "two", "another file")
    assert held == {file: file.read_bytes() for file in held}
    assert not two.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_standard_output_that_takes_no_more_is_no_defect_of_ours(bad):
    command = [sys.executable, "-P", "-m", "practicegraph.cli", "validate", "--profile", "consistency", str(bad)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: standard output: cannot be written")
    assert "defect" not in done.stderr


def test_standard_input_is_validated_and_called_so(bad, tmp_path):
    result = run("-", *RULES, data=CONTRADICTION)
    assert result.exit_code == 1
    assert "standard input:5:" in result.stdout
    report = run("-", *RULES, "--format", "json", data=CONTRADICTION).stdout
    assert str(tmp_path.parent.parent) not in report
    assert "/stdin" not in report
    broken(run("-", data=""), "standard input", "empty")


def test_a_folder_is_all_policies_in_it(tmp_path, good, bad):
    bad.write_text(CONTRADICTION.replace("Tarnbrook", "Ashlock"), "utf-8")
    result = run(tmp_path, *RULES, "--format", "github")
    assert result.exit_code == 1
    assert "bad.md" in result.stdout


def test_a_baseline_takes_what_is_known_out(tmp_path, good, bad):
    baseline = tmp_path / "known.json"
    written = run(bad, *RULES, "--baseline", baseline, "--write-baseline")
    assert written.exit_code == 0, written.output
    assert f"1 finding written to {baseline}" in written.stderr
    assert run(bad, *RULES, "--baseline", baseline).exit_code == 0
    more = "\nWe collect your telephone number.\n\nWe do not collect your telephone number.\n"
    bad.write_text(CONTRADICTION + more, "utf-8")
    result = run(bad, *RULES, "--baseline", baseline)
    assert result.exit_code == 1
    assert "We do not collect your telephone number." in result.stdout
    assert "We do not sell your name." not in result.stdout


def test_a_baseline_without_the_findings_of_a_refused_file_is_not_written(tmp_path, bad):
    empty, baseline = tmp_path / "empty.md", tmp_path / "known.json"
    empty.write_bytes(b"")
    result = run(empty, bad, *RULES, "--baseline", baseline, "--write-baseline")
    assert result.exit_code == 2
    assert "is not written" in result.stderr
    assert not baseline.exists()


def test_rules_are_listed_and_explained(tmp_path):
    listed = run("--rules", "--profile", "consistency").stdout
    assert "PG201  violation" in listed
    assert "PG101" not in listed
    assert "PG101" in run("--rules").stdout
    explained = run("--explain", "pg201")
    assert explained.exit_code == 0
    assert explained.stdout.startswith("PG201  violation  (profile consistency)\n")
    assert "What to do: " in explained.stdout


def test_all_profiles_are_asked_for_by_one_word(good):
    assert run(good, "--profile", "all", "--fail-on", "never").exit_code == 0


def test_our_own_defect_is_no_finding(good, monkeypatch):
    def defect(*_, **__):
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("practicegraph.server.validation.validate_files", defect)
    result = run(good)
    assert result.exit_code == 3
    assert result.stderr.count("\n") == 1
    for word in ("internal error", "ZeroDivisionError", "report it", "--debug"):
        assert word in result.stderr
    shown = CliRunner().invoke(main, ["--debug", "validate", str(good)])
    assert shown.exit_code == 3
    assert "Traceback" in shown.stderr


def test_an_interruption_is_no_finding(good, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("practicegraph.server.validation.validate_files", stopped)
    assert run(good).exit_code == 130


def test_a_reader_that_has_seen_enough_changes_no_exit_code(bad):
    command = f"{sys.executable} -P -m practicegraph.cli validate --profile consistency --format json {bad} | true"
    command += "; echo ${PIPESTATUS[0]}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("1\n", "")


def test_names_of_files_cannot_speak_to_terminals_or_runners(tmp_path):
    for name in ("\x1b[31mred.md", "##[error]no.md", "##vso[task.complete]no.md", "a\n::error::no.md"):
        (tmp_path / name).write_bytes(b"")
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "\x1b" not in result.output
    assert "##[" not in result.output
    assert "##vso[" not in result.output
    assert all(line.startswith("Error: ") for line in result.stderr.splitlines())
