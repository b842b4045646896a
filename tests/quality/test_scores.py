"""Extraction on whole policies that people annotated by reading them. ``make quality`` measures more, and compares."""

import json
import sys

import pytest

from .assertions import Judge, compare, load_scorer, load_vocabulary, score_assertions
from .extraction import read_all
from .measure import ROOT, Plan, measure
from .readers import read_policies

PRECISION, RECALL = 75, 50
"""The least that a version may have. Lenient: actors are forgiven, and verbs of handling data are not told apart."""


@pytest.fixture(scope="module")
def policies(shared):
    """The annotated policies and what is found in them."""
    found = read_policies(shared / "eval")
    return found, read_all([p.text for p in found], jobs=1, media_type=None)


@pytest.fixture(scope="module")
def result(shared, policies):
    judge = Judge(load_scorer(shared / "tools"), load_vocabulary(shared / "tools", ROOT))
    return score_assertions(policies[0], compare(*policies, judge), judge)


@pytest.mark.slow
def test_precision_and_recall_on_annotated_policies(result):
    scores = {row.key: row.exact for row in result.rows}
    assert scores["assertions.lenient.precision"] >= PRECISION
    assert scores["assertions.lenient.recall"] >= RECALL


@pytest.mark.slow
def test_figures_are_those_of_the_scorer(shared, policies, result, tmp_path, monkeypatch):
    texts = {p.text: list(r.assertions) for p, r in zip(*policies, strict=True)}

    class Read:  # what was found already: reading takes most of the time
        def extract(self, text):
            return texts[text]

    monkeypatch.setattr("practicegraph.extract.Extractor", Read, raising=False)
    gold, scores = shared / "eval" / "assertions", tmp_path / "scores.json"
    arguments = [gold / "gold", gold / "texts", "--project", ROOT, "--json", scores]
    monkeypatch.setattr(sys, "argv", ["score_assertions", *map(str, arguments)])
    load_scorer(shared / "tools").main()
    theirs = json.loads(scores.read_text("utf-8"))
    for row in result.rows:
        _, mode, *figure = row.key.split(".")
        mode = mode.replace("_", " ")
        if mode in theirs:
            assert row.exact / 100 == pytest.approx(theirs[mode][figure[0] if figure else "f1"], abs=1e-4), row.key


@pytest.mark.slow
def test_mistakes_add_up(result):
    counts = result.labels["assertions"]["strict"]
    kinds = [m.kind.split(" ")[0].strip(":") for m in result.mistakes]
    assert counts.wanted - counts.right == kinds.count("missed") + kinds.count("wrong")
    assert counts.predicted - counts.right >= kinds.count("spurious") + kinds.count("wrong")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["policyie", "piextract", "opp115"])
def test_the_other_sets_are_read_and_scored(shared, name):
    plan = Plan(shared / "eval", shared / "tools", (name,), limit=40, jobs=1)
    [result] = measure(plan)
    assert result.units == 40
    assert result.rows[0].exact > 10
    assert all(0 <= row.exact <= 100 and (row.half is None or row.exact <= row.half <= 100) for row in result.rows)
