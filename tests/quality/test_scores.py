"""Extraction on whole policies that people annotated by reading them. ``make quality`` prints the table."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRECISION, RECALL = 0.75, 0.50
"""The least that a version may have. Lenient: actors are forgiven, and verbs of handling data are not told apart."""


@pytest.mark.slow
def test_precision_and_recall_on_annotated_policies(shared, tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("score_assertions", shared / "tools" / "score_assertions.py")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    gold, result = shared / "eval" / "assertions", tmp_path / "scores.json"
    arguments = [gold / "gold", gold / "texts", "--project", ROOT, "--json", result]
    monkeypatch.setattr(sys, "argv", ["score_assertions", *map(str, arguments)])
    scorer.main()
    scores = json.loads(result.read_text("utf-8"))
    assert scores["lenient"]["precision"] >= PRECISION
    assert scores["lenient"]["recall"] >= RECALL
