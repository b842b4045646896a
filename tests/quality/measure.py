"""The sets, from their files to their results."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .assertions import Judge, compare, load_scorer, load_vocabulary, score_assertions
from .extraction import Reading, read_all
from .opp115 import score_opp115
from .piextract import score_piextract
from .policyie import score_policyie
from .readers import read_opp115, read_piextract, read_policies, read_policyie
from .result import Result
from .sources import SOURCES

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
SETS = ("assertions", "policyie", "piextract", "opp115")
Progress = Callable[[str, int], Callable[[], object]]
"""Told the name and the number of texts of a set, gives what is called after each text."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure. ``limit`` is for a quick look: the first texts of each set; no splits: all that are there."""

    folder: Path = SHARED / "eval"
    tools: Path = SHARED / "tools"
    sets: tuple[str, ...] = SETS
    splits: tuple[str, ...] = ()
    sources: tuple[str, ...] = ("assertions",)
    limit: int | None = None
    jobs: int = 2


def _silent(_name: str, _size: int) -> Callable[[], object]:
    return lambda: None


def measure(plan: Plan, progress: Progress = _silent) -> Iterator[Result]:
    """The results of each set, and of each source of PolicyIE."""
    for name in (s for s in SETS if s in plan.sets):
        yield from _MEASURES[name](plan, progress)


def _read(name: str, texts: Sequence[str], plan: Plan, progress: Progress) -> list[Reading]:
    return read_all(texts, plan.jobs, done=progress(name, len(texts)))


def _assertions(plan: Plan, progress: Progress) -> Iterator[Result]:
    judge = Judge(load_scorer(plan.tools), load_vocabulary(plan.tools, ROOT))
    policies = read_policies(plan.folder)[: plan.limit]
    # as the scorer does it: no format is given
    readings = read_all([p.text for p in policies], 1, None, progress("assertions", len(policies)))
    yield score_assertions(policies, compare(policies, readings, judge), judge)


def _policyie(plan: Plan, progress: Progress) -> Iterator[Result]:
    sentences = read_policyie(plan.folder, plan.splits)[: plan.limit]
    readings = _read("policyie", [s.prose.text for s in sentences], plan, progress)
    for name in plan.sources:
        yield score_policyie(name, SOURCES[name], sentences, readings)


def _piextract(plan: Plan, progress: Progress) -> Iterator[Result]:
    sentences = read_piextract(plan.folder, plan.splits)[: plan.limit]
    yield score_piextract(sentences, _read("piextract", [s.prose.text for s in sentences], plan, progress))


def _opp115(plan: Plan, progress: Progress) -> Iterator[Result]:
    segments = read_opp115(plan.folder, plan.splits)[: plan.limit]
    yield score_opp115(segments, _read("opp115", [s.text for s in segments], plan, progress))


_MEASURES = {"assertions": _assertions, "policyie": _policyie, "piextract": _piextract, "opp115": _opp115}
