"""A measure that lost more than half a point fails; the command says so."""

from dataclasses import replace

import pytest
from click.testing import CliRunner

from .__main__ import main
from .baseline import losses, read_baseline, write_baseline
from .measure import ROOT
from .report import as_json, kinds_table, scores_table, worst
from .result import Mistake, Result, Row

ROW = Row("fields.spans", "Spans", exact=60.0, half=70.0, least=50)
RESULT = Result("fields", 40, (ROW,), (Mistake("missed: x", "We keep notes.", "x: notes"),) * 3)


@pytest.fixture
def stored(tmp_path):
    write_baseline([RESULT], tmp_path / "baseline.json")
    return read_baseline(tmp_path / "baseline.json")


def now(**changes):
    return [replace(RESULT, rows=(replace(ROW, **changes),))]


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ({}, 0),
        ({"exact": 59.5}, 0),
        ({"exact": 59.4}, 1),
        ({"half": 69.4}, 1),
        ({"exact": 61.0, "half": 69.0}, 1),
        ({"exact": 99.0, "half": 99.0}, 0),
        ({"exact": 10.0, "guarded": False}, 0),
        ({"exact": 10.0, "lower_is_better": True}, 0),
        ({"exact": 61.0, "lower_is_better": True}, 1),
        ({"exact": 1.0, "half": 1.0, "key": "fields.new"}, 0),
    ],
)
def test_a_loss_of_more_than_half_a_point_is_named(stored, changes, lost):
    assert len(losses(now(**changes), stored)) == lost


def test_another_number_of_texts_is_not_compared(stored):
    assert not losses([replace(RESULT, units=39, rows=(replace(ROW, exact=1.0),))], stored)


def test_sets_that_are_not_measured_keep_their_scores(tmp_path):
    path = tmp_path / "baseline.json"
    write_baseline([RESULT], path)
    write_baseline([replace(RESULT, name="meadows", units=2)], path)
    assert sorted(read_baseline(path)) == ["fields", "meadows"]
    assert read_baseline(tmp_path / "none.json") == {}


def test_reports(stored):
    assert scores_table([RESULT], stored).row_count == 1
    assert kinds_table(RESULT, 5).row_count == 1
    assert worst(RESULT, 1).count("missed: x") == 3
    assert as_json([RESULT])["fields"]["mistakes"] == {"missed: x": 3}


@pytest.fixture
def run(monkeypatch, tmp_path):
    """The command on a result of ours, compared with a baseline of ours."""
    path = tmp_path / "baseline.json"
    write_baseline([RESULT], path)

    def run(result, *arguments):
        monkeypatch.setattr(f"{main.callback.__module__}.measure", lambda *_: iter([result]))
        monkeypatch.setattr(f"{main.callback.__module__}.read_baseline", lambda: read_baseline(path))
        return CliRunner().invoke(main, arguments)

    return run


def test_the_command_fails_where_something_lost(run):
    assert run(RESULT).exit_code == 0
    failed = run(now(exact=59.0)[0])
    assert failed.exit_code == 1
    assert "60.0 before, 59.0 now" in failed.output
    assert run(now(exact=59.0)[0], "--limit", "3").exit_code == 0  # nothing to compare with


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--worst", "3"], "--out"),
        (["--worst", "3", "--out", str(ROOT / "worst.md")], "inside the repository"),
        (["--write-baseline", "--limit", "3"], "whole sets"),
        (["--set", "hedges"], "hedges"),
    ],
)
def test_wrong_arguments(arguments, said):
    refused = CliRunner().invoke(main, arguments)
    assert refused.exit_code == 2
    assert said in refused.output


def test_texts_that_are_not_there(tmp_path):
    missing = CliRunner().invoke(main, ["--eval", str(tmp_path), "--set", "opp115"])
    assert missing.exit_code == 2
    assert "opp115" in missing.output


def test_worst_goes_where_the_user_says(run, tmp_path):
    assert (
        run(RESULT, "--worst", "1", "--out", str(tmp_path / "w.md"), "--json", str(tmp_path / "s.json")).exit_code == 0
    )
    assert "We keep notes." in (tmp_path / "w.md").read_text("utf-8")
    assert '"texts": 40' in (tmp_path / "s.json").read_text("utf-8")
