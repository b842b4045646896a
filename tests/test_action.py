"""The GitHub Action as a runner runs it: each script of action.yml as it stands, under the runner's bash.

Only the installation is left to the environment that runs the tests.
"""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS = {step["id"]: step for step in ACTION["runs"]["steps"]}
BASH = ["bash", "--noprofile", "--norc", "-eo", "pipefail"]
POLICY = """# Privacy Policy of Sorrelwick

Sorrelwick ("we") prints calendars. This policy tells you what we do with the information of our customers.

We collect your name and your postal address to send you what you have ordered. We do not sell your postal address.
"""
CONTRADICTION = "\nWe sell your postal address to publishers of catalogues.\n"


class Runner:
    """A job: a checkout, the runner's files, and the outputs of steps."""

    def __init__(self, folder):
        self.checkout, self.temporary = folder / "checkout", folder / "runner temp"
        for made in (self.checkout, self.temporary):
            made.mkdir()
        self.summary = self.temporary / "summary"
        self.outputs = {"install": {"command": str(self._command())}}

    def _command(self):
        """What the installation leaves, of the environment at hand."""
        file = self.temporary / "practicegraph"
        file.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -P -m practicegraph.cli "$@"\n')
        file.chmod(0o755)
        return file

    def policy(self, name, text=POLICY):
        file = self.checkout / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def run(self, **inputs):
        """Run the step that validates; inputs have underscores for hyphens."""
        given = {name: str(row["default"]) for name, row in ACTION["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        written, self.summary = self.temporary / "outputs", self.temporary / "summary"
        for file in (written, self.summary):
            file.write_text("")
        step = STEPS["validate"]
        environment = os.environ | {name: self._value(text, given) for name, text in step["env"].items()}
        environment |= {
            "GITHUB_ACTIONS": "true",
            "GITHUB_OUTPUT": str(written),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "RUNNER_TEMP": str(self.temporary),
        }
        script = self.temporary / "script.sh"
        script.write_text(step["run"], "utf-8")
        done = subprocess.run(
            [*BASH, script], cwd=self.checkout, env=environment, capture_output=True, text=True, check=False
        )
        lines = [line.partition("=") for line in written.read_text("utf-8").splitlines()]
        self.outputs["validate"] = {name: value for name, _, value in lines}
        return done

    def _value(self, text, inputs):
        def of(match):
            kind, *rest = match[1].split(".")
            return inputs[rest[0]] if kind == "inputs" else self.outputs[rest[0]][rest[2]]

        return re.sub(r"\$\{\{ (\S+) \}\}", of, text)

    @property
    def validated(self):
        return self.outputs["validate"]

    @property
    def places(self):
        """File and line of each finding in the SARIF report."""
        report = json.loads(Path(self.validated["sarif"]).read_text("utf-8"))
        rows = [row["locations"][0]["physicalLocation"] for row in report["runs"][0]["results"]]
        return [(row["artifactLocation"]["uri"], row["region"]["startLine"]) for row in rows]


@pytest.fixture
def runner(tmp_path):
    return Runner(tmp_path)


def commands(output):
    """The workflow commands in what a step prints, as a runner finds them in any line."""
    return [line.strip() for line in output.splitlines() if line.strip().startswith("::") or "##[" in line]


def test_no_input_stands_in_a_script():
    for step in STEPS.values():
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"


def test_what_is_installed_is_pinned_and_from_the_actions_own_checkout():
    script = STEPS["install"]["run"]
    assert "--require-hashes" in script
    assert (ROOT / "requirements-run.lock").is_file()
    run = (ROOT / "requirements-run.lock").read_text("utf-8")
    for pinned in re.findall(r"^[\w.-]+==\S+", run, re.MULTILINE):
        assert f"\n{pinned} " in "\n" + (ROOT / "requirements.lock").read_text("utf-8"), pinned


def test_a_policy_that_conforms_passes(runner):
    runner.policy("privacy.md")
    done = runner.run(profiles="integrity, consistency")
    assert (done.returncode, runner.validated["exit-code"]) == (0, "0"), done.stderr
    assert commands(done.stdout + done.stderr) == []
    assert runner.places == []
    assert runner.summary.read_text("utf-8").strip()


def test_findings_are_annotated_summed_up_and_given_as_sarif(runner):
    runner.policy("privacy.md", POLICY + CONTRADICTION)
    done = runner.run(profiles="consistency")
    assert (done.returncode, runner.validated["exit-code"]) == (1, "1"), done.stderr
    [command] = commands(done.stdout)
    assert command.startswith("::error ")
    assert "file=privacy.md," in command
    assert "We do not sell your postal address." in command
    assert runner.places == [("privacy.md", 5)]
    assert "PG201" in runner.summary.read_text("utf-8")


def test_findings_can_be_let_pass(runner):
    runner.policy("privacy.md", POLICY + CONTRADICTION)
    done = runner.run(profiles="consistency", fail_on="never")
    assert (done.returncode, runner.validated["exit-code"]) == (0, "0")
    assert runner.places == [("privacy.md", 5)]


def test_a_baseline_leaves_only_what_is_new(runner):
    runner.policy("privacy.md", POLICY + CONTRADICTION)
    command = [runner.outputs["install"]["command"], "validate", "--profile", "consistency"]
    subprocess.run(
        [*command, "--baseline", "known.json", "--write-baseline", "privacy.md"],
        cwd=runner.checkout,
        check=True,
        capture_output=True,
    )
    assert runner.run(profiles="consistency", baseline="known.json").returncode == 0
    assert runner.run(profiles="consistency", baseline="lost.json").returncode == 2


def test_broken_input_is_no_finding(runner):
    runner.policy("privacy.md", "")
    runner.policy("policies/a.md", POLICY + CONTRADICTION)
    done = runner.run(paths="privacy.md")
    assert (done.returncode, runner.validated) == (2, {"exit-code": "2"})
    assert "privacy.md" in done.stderr
    assert len(commands(done.stdout)) == 1
    done = runner.run(paths="privacy.md\npolicies\n", profiles="consistency")
    assert (done.returncode, runner.validated["exit-code"]) == (2, "2")
    assert runner.places == [("policies/a.md", 5)], "the other file is validated"


@pytest.mark.parametrize(
    "inputs",
    [
        {"profiles": "$(touch pwned)"},
        {"fail_on": 'never"; touch pwned; "'},
        {"shapes": "`touch pwned`"},
        {"paths": "$(touch pwned)\n; touch pwned\n--store=x"},
        {"paths": "-"},
        {"paths": ""},
    ],
)
def test_inputs_are_words_and_are_not_run(runner, inputs):
    runner.policy("privacy.md")
    done = runner.run(**inputs)
    assert (done.returncode, runner.validated["exit-code"]) == (2, "2"), done.stderr
    assert not list(runner.checkout.glob("*pwned*"))


def test_odd_names_of_files_are_names(runner):
    names = [
        "a;rm -rf x.md",
        "with blanks and 'quotes\".md",
        "$(touch pwned).md",
        "`touch pwned`.md",
        "::error::not ours.md",
        "##[error]not ours.md",
        "-h.md",
        "50% off, really: yes.md",
        "été.md",
    ]
    for number, name in enumerate(names):
        runner.policy(name, (POLICY + CONTRADICTION).replace("Sorrelwick", f"Sorrelwick{'abcdefghi'[number]}"))
    runner.policy("x.md")
    done = runner.run(paths="\n".join([*names, "x.md"]), profiles="consistency")
    assert done.returncode == 1, done.stderr
    found = commands(done.stdout + done.stderr)
    assert len(found) == len(names), found
    for command in found:
        assert re.fullmatch(r"::error file=[^,:]*,line=5,[^:]*::.*", command), command
    assert len({uri for uri, _ in runner.places}) == len(names)
    assert (runner.checkout / "x.md").exists()
    assert not list(runner.checkout.glob("pwned"))


def test_a_line_break_in_a_name_starts_no_command(runner):
    runner.policy("odd/a\n::error::not ours.md", POLICY + CONTRADICTION)
    runner.policy("odd/b\n::error::not ours.md", "")
    done = runner.run(paths="odd", profiles="consistency")
    assert done.returncode == 2
    found = commands(done.stdout + done.stderr)
    assert len(found) >= 2
    for command in found:
        assert re.match(r"::error (file=odd/|title=practicegraph::)", command), command
