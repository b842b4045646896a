"""Fits the confidence of assertions on annotated policies: ``extract/confidence.yaml``, and how well it is calibrated.

GOLD holds NAME.jsonl, one annotated assertion a line; TEXTS the policies NAME; SCORER is the file that matches the two.
"""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import numpy as np
import yaml
from practicegraph.extract import Assertion, Extractor, extractor, joining
from practicegraph.extract.confidence import CURVES, Calibration, Curve, load_calibration, log_odds

Folder = click.Path(exists=True, file_okay=False, path_type=Path)
RIDGE = 1.0


@dataclass(frozen=True)
class Case:
    """One predicted assertion: its policy, curve and features, and whether an annotator wrote the same."""

    policy: str
    curve: str
    features: dict[str, float]
    right: bool


@click.command()
@click.argument("scorer", type=click.Path(exists=True, path_type=Path))
@click.argument("sets", nargs=-1, required=True, type=Folder)
@click.option("--dpv", required=True, type=Folder, help="Folder of DPV's Turtle files.")
@click.option("--out", type=click.Path(path_type=Path), help="Where to write the coefficients (YAML).")
@click.option("--least-read", default=0.51, show_default=True, help="Least confidence of what the rules read.")
@click.option("--least-alone", default=0.3, show_default=True, help="The same where the tagger was not asked.")
@click.option(
    "--least-claimed", default=0.47, show_default=True, help="Least confidence of what the tagger alone finds."
)
@click.option("--rescale", is_flag=True, help="Keep the curves' order and what is given out; only fit what they say.")
def main(
    scorer: Path,
    sets: tuple[Path, ...],
    dpv: Path,
    out: Path | None,
    least_read: float,
    least_alone: float,
    least_claimed: float,
    rescale: bool,
) -> None:
    """Fit the curves; SETS are GOLD TEXTS pairs.

    \b
    Example:
      python training/calibrate.py score_assertions.py gold texts --dpv dpv-2.3 --out extract/confidence.yaml
    """
    least = {"read": least_read, "unsupported": least_alone, "claimed": least_claimed}
    if rescale:
        least = dict(load_calibration().least)
    module = _load(scorer)
    vocabulary = module.Vocabulary(".", dpv)
    fitted: dict[str, Any] = {}
    for tagger in (True, False):
        told: dict[str, list[tuple[Case, float]]] = {}
        pairs = list(zip(sets[::2], sets[1::2], strict=True))
        cases = [case for gold, texts in pairs for case in _cases(module, vocabulary, gold, texts, tagger)]
        wanted = sum(_wanted(gold) for gold, _ in pairs)
        for curve in [c for c in CURVES if (c == "unsupported") != tagger]:
            rows = [c for c in cases if c.curve == curve]
            if not rows:
                continue
            if rescale:
                fitted[curve], least[curve] = rescaled(curve, rows)
                continue
            held = held_out(rows)
            click.echo(f"{curve}: {len(rows)} cases, {np.mean([c.right for c in rows]):.3f} right")
            click.echo(reliability(held, [c.right for c in rows]))
            told[curve] = list(zip(rows, held, strict=True))
            fitted[curve] = _rounded(fit(rows))
        if rescale:
            continue
        chosen = [(c, p) for curve in CURVES for c, p in told.get(curve, ()) if (curve == "unsupported") != tagger]
        click.echo(trade_off(chosen, wanted))
    fitted["least"] = {name: round(value, 3) for name, value in least.items()}
    if out:
        head = "# Fitted by training/calibrate.py: coefficients of logistic curves over the features of an assertion.\n"
        out.write_text(head + yaml.safe_dump(fitted, sort_keys=False, default_flow_style=None, width=118), "utf-8")


def _cases(module: ModuleType, vocabulary: Any, gold: Path, texts: Path, tagger: bool) -> Iterator[Case]:
    reader = Extractor(tagger=tagger)
    everything = Calibration({name: Curve(0.0, ()) for name in CURVES}, dict.fromkeys(CURVES, 0.0))
    for path in sorted(gold.glob("*.jsonl")):
        text = (texts / path.name.removesuffix(".jsonl")).read_text("utf-8")
        seen: list[joining.Candidate] = []

        def collect(sentence: Any, read: Sequence[Assertion], claims: Any, _: Any) -> Iterator[Assertion]:
            for candidate in joining.candidates(sentence, read, claims, everything):
                if candidate.curve is not None:
                    seen.append(candidate)  # noqa: B023 - called before the next round
                yield candidate.assertion

        kept, extractor.joined = extractor.joined, collect
        try:
            reader.extract(text)
        finally:
            extractor.joined = kept
        lines = sorted(module.gold_lines(path, text), key=lambda g: bool(g.get("optional")))
        predicted, owners = [], []
        for candidate in seen:
            for row in module.predictions([candidate.assertion], vocabulary):
                predicted.append(row)
                owners.append(candidate)
        distinct = module.distinct(predicted, vocabulary)
        order = {id(row): i for i, row in enumerate(predicted)}
        hits = module.score(lines, distinct, _lenient(module, vocabulary))
        optional = {j for i, j in hits if lines[i].get("optional")}
        right = {j for _, j in hits}
        for j, row in enumerate(distinct):
            if j not in optional:
                owner = owners[order[id(row)]]
                yield Case(path.name, str(owner.curve), owner.features, j in right)


def _lenient(module: ModuleType, vocabulary: Any) -> Any:
    def same(g: dict[str, Any], p: dict[str, Any]) -> bool:
        one, other = (module.LENIENT.get(x["practice"], x["practice"]) for x in (g, p))
        data = g["practice"] == p["practice"] == "Right" or vocabulary.agree(g["data"], p["mention"])
        return one == other and g["polarity"] == p["polarity"] and data

    return same


def fit(cases: Sequence[Case]) -> dict[str, float]:
    """Coefficients of a logistic regression with a small ridge, by Newton's method."""
    names = sorted({name for c in cases for name in c.features})
    x = np.array([[1.0, *(c.features.get(n, 0.0) for n in names)] for c in cases])
    y = np.array([float(c.right) for c in cases])
    weights = np.zeros(x.shape[1])
    penalty = np.eye(x.shape[1]) * RIDGE
    penalty[0, 0] = 0.0
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + penalty
        weights -= np.linalg.solve(hessian, x.T @ (p - y) + penalty @ weights)
    return {"intercept": weights[0], **dict(zip(names, weights[1:], strict=True))}


def rescaled(name: str, cases: Sequence[Case]) -> tuple[dict[str, float], float]:
    """The present curve stretched and shifted to what is right now (Platt 1999), and the least that goes with it.

    Fitted on what is given out: the order of assertions, and which are given out, stay as they are.
    """
    known = load_calibration()
    curve, least = known.curves[name], known.least[name]
    said = np.array([log_odds(curve(c.features)) for c in cases])
    kept = said >= log_odds(least)
    right = np.array([float(c.right) for c in cases])[kept]
    x = np.stack([np.ones(kept.sum()), said[kept]], axis=1)
    weights = np.array([0.0, 1.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        weights -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + 1e-6 * np.eye(2), x.T @ (p - right))
    shift, stretch = weights
    if stretch <= 0:
        raise click.ClickException(f"{name}: what it says has nothing to do with what is right; fit it anew.")
    before, after = (1 / (1 + np.exp(-v)) for v in (said[kept], x @ weights))
    click.echo(
        f"{name}: {kept.sum()} given out, {right.mean():.3f} right; said {before.mean():.3f}, now {after.mean():.3f}"
    )
    found = {"intercept": stretch * curve.intercept + shift, **{n: stretch * w for n, w in curve.weights}}
    return _rounded(found), float(1 / (1 + np.exp(-(stretch * log_odds(least) + shift))))


def held_out(cases: Sequence[Case]) -> list[float]:
    """Each case's confidence by a curve fitted on the other policies."""
    curves = {}
    for policy in {c.policy for c in cases}:
        found = fit([c for c in cases if c.policy != policy])
        curves[policy] = Curve(found["intercept"], tuple((k, v) for k, v in found.items() if k != "intercept"))
    return [curves[c.policy](c.features) for c in cases]


def reliability(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> str:
    """A table of equally filled bins, and the expected calibration error (Naeini et al. 2015)."""
    order = np.argsort(confidences)
    p, y = np.array(confidences)[order], np.array(right, float)[order]
    lines, error = [], 0.0
    for part in np.array_split(np.arange(len(p)), bins):
        error += len(part) / len(p) * abs(p[part].mean() - y[part].mean())
        said, right_ = p[part].mean(), y[part].mean()
        lines.append(f"  {p[part].min():.2f}-{p[part].max():.2f}  said {said:.3f}  right {right_:.3f}  n {len(part)}")
    return "\n".join([*lines, f"  expected calibration error {error:.3f}"])


def trade_off(cases: Sequence[tuple[Case, float]], wanted: int) -> str:
    """Precision and recall of what has at least some confidence."""
    lines = []
    for least in (0.0, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95):
        kept = [c.right for c, p in cases if p >= least]
        lines.append(f"  at least {least:.2f}: precision {np.mean(kept or [0]):.3f} recall {sum(kept) / wanted:.3f}")
    return "\n".join(lines)


def _wanted(gold: Path) -> int:
    lines = (line for path in gold.glob("*.jsonl") for line in path.read_text("utf-8").splitlines() if line.strip())
    return sum(not json.loads(line).get("optional") for line in lines)


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(float(value), 3) for name, value in values.items()}


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("scorer", path)
    if spec is None or spec.loader is None:
        raise click.BadParameter(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
