"""Whole policies of which every assertion was annotated by reading.

The judge is the scorer that stands beside the texts (`tools/score_assertions.py`): this module loads it, asks it what
agrees with what, and adds what it does not say, which is why something does not agree.
"""

import importlib.util
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from practicegraph.extract import Assertion

from .calibration import calibration_rows
from .extraction import Reading
from .metrics import Counts
from .readers import MissingDataError, Policy
from .result import Judged, Mistake, Result, Row

Line = dict[str, Any]
"""A gold line, or a prediction as the scorer sees it."""
Agree = Callable[[Line, Line], bool]
TOOL = "score_assertions.py"
_LEAST = {"lenient": (90, 75), "strict": (80, 65)}
_AIM = {"lenient": (97, 90), "strict": (92, 85)}
_ROLES = {"purpose": (60, 75), "recipient": (70, 85), "conditional": (70, 85), "right kind": (90, 95)}


@cache
def load_scorer(tools: Path) -> Any:
    """The scorer as a module. Raises MissingDataError where it is not."""
    path = tools / TOOL
    if not path.exists():
        raise MissingDataError(f"{path} does not exist: the assertions are judged by it; give its folder with --tools")
    spec = importlib.util.spec_from_file_location("score_assertions", path)
    if spec is None or spec.loader is None:
        raise MissingDataError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def load_vocabulary(tools: Path, project: Path) -> Any:
    """The scorer's view of the ontology and DPV, which stands in ``standards`` beside the tools."""
    return load_scorer(tools).Vocabulary(project, tools.parent / "standards" / "dpv-2.3")


@dataclass(frozen=True, slots=True)
class Judge:
    """What agreement means, in the scorer's terms."""

    scorer: Any
    vocabulary: Any

    def part(self, name: str, gold: Line, found: Line) -> bool:
        """True where one part agrees. "practice" is told apart finely, "handling" (lenient) only in kind."""
        if name == "data":
            rights = gold["practice"] == found["practice"] == "Right"
            return rights or bool(self.vocabulary.agree(gold["data"], found["mention"]))
        if name == "handling":
            coarse = self.scorer.LENIENT
            return bool(
                coarse.get(gold["practice"], gold["practice"]) == coarse.get(found["practice"], found["practice"])
            )
        return bool(gold[name] == found[name])

    def agree(self, *parts: str) -> Agree:
        """A test that all these parts agree."""
        return lambda gold, found: all(self.part(name, gold, found) for name in parts)

    def predictions(self, assertions: Iterable[Assertion]) -> list[Line]:
        """What the scorer makes of assertions, with their confidence."""
        lines = [
            line | {"confidence": a.confidence}
            for a in assertions
            for line in self.scorer.predictions([a], self.vocabulary)
        ]
        return list(self.scorer.distinct(lines, self.vocabulary))


STRICT = ("actor", "practice", "polarity", "data")
LENIENT = ("handling", "polarity", "data")
MODES = {"strict": STRICT, "lenient": LENIENT, "detected": ("handling", "polarity")}


@dataclass(frozen=True, slots=True)
class Compared:
    """A policy's gold lines and predictions, the optional gold lines last."""

    gold: list[Line]
    found: list[Line]


def compare(policies: Sequence[Policy], readings: Sequence[Reading], judge: Judge) -> list[Compared]:
    """The lines of each policy."""
    compared = []
    for policy, reading in zip(policies, readings, strict=True):
        gold = sorted(judge.scorer.gold_lines(policy.gold, policy.text), key=lambda g: bool(g.get("optional")))
        compared.append(Compared(gold, judge.predictions(reading.assertions)))
    return compared


def count(one: Compared, pairs: Sequence[tuple[int, int]]) -> Counts:
    """Right, predicted and wanted: optional lines are neither missed nor false."""
    spared = sum(1 for i, _ in pairs if one.gold[i].get("optional"))
    wanted = sum(not g.get("optional") for g in one.gold)
    return Counts(len(pairs) - spared, len(one.found) - spared, wanted)


def score_modes(compared: Sequence[Compared], judge: Judge) -> dict[str, Counts]:
    """Counts in each of the scorer's modes."""
    counts = {}
    for mode, parts in MODES.items():
        agree = judge.agree(*parts)
        counts[mode] = sum((count(c, judge.scorer.score(c.gold, c.found, agree)) for c in compared), Counts())
    return counts


def score_roles(compared: Sequence[Compared], judge: Judge) -> dict[str, Counts]:
    """Purposes, recipients, conditions and kinds of rights on what matched leniently."""
    roles: dict[str, Counts] = {}
    for one in compared:
        for i, j in judge.scorer.score(one.gold, one.found, judge.agree(*LENIENT)):
            for role, *numbers in judge.scorer.roles(one.gold[i], one.found[j], judge.vocabulary):
                roles[role] = roles.get(role, Counts()) + Counts(*numbers)
    return roles


def _relaxed(
    one: Compared, judge: Judge, steps: Iterable[tuple[str, tuple[str, ...]]]
) -> Iterator[tuple[str, Line, Line]]:
    """(step, gold, found): each step matches what the steps before it, which asked for more, left over."""
    gold, found = list(one.gold), list(one.found)
    for name, parts in steps:
        pairs = judge.scorer.score(gold, found, judge.agree(*parts))
        yield from ((name, gold[i], found[j]) for i, j in pairs)
        gold = [g for i, g in enumerate(gold) if i not in {i for i, _ in pairs}]
        found = [f for j, f in enumerate(found) if j not in {j for _, j in pairs}]


def score_polarity(compared: Sequence[Compared], judge: Judge) -> Counts:
    """Of what was detected, polarity aside, how much has the right one.

    Those whose polarity agrees are matched first: beside a denial with "unless" stands an affirmation of the same data.
    """
    steps = (("right", LENIENT), ("wrong", tuple(p for p in LENIENT if p != "polarity")))
    kinds = Counter(step for one in compared for step, _, _ in _relaxed(one, judge, steps))
    return Counts(kinds["right"], kinds.total(), kinds.total())


_STEPS = (
    ("", STRICT),
    ("wrong actor", ("practice", "polarity", "data")),
    ("wrong practice, of the same kind", ("actor", "handling", "polarity", "data")),
    ("wrong data type", ("actor", "practice", "polarity")),
    ("wrong polarity", ("actor", "practice", "data")),
    ("wrong practice", ("actor", "polarity", "data")),
    ("wrong actor and practice", ("polarity", "data")),
    ("wrong practice and data type", ("actor", "polarity")),
    ("wrong actor and data type", ("practice", "polarity")),
)
"""From all right to little right: what is wrong is what the step does not ask for."""


def mistakes_of(one: Compared, judge: Judge) -> Iterator[Mistake]:
    """Every difference from gold, named once, by what is wrong with it."""
    used_gold, used_found = set(), set()
    for step, gold, found in _relaxed(one, judge, _STEPS):
        used_gold.add(id(gold))
        used_found.add(id(found))
        if step and not gold.get("optional"):
            detail = {
                "wrong practice": f": {gold['practice']} → {found['practice']}",
                "wrong practice, of the same kind": f": {gold['practice']} → {found['practice']}",
                "wrong actor": f": {gold['actor']} → {found['actor']}",
            }
            yield Mistake(step + detail.get(step, ""), gold["quote"], say_gold(gold), say_found(found))
    for gold in one.gold:
        if id(gold) not in used_gold and not gold.get("optional"):
            silent = not any(judge.scorer.overlaps(gold, f) for f in one.found)
            why = "nothing found in the sentence" if silent else "others found in the sentence"
            yield Mistake(f"missed {gold['practice']}: {why}", gold["quote"], wanted=say_gold(gold))
    for found in one.found:
        if id(found) not in used_found:
            silent = not any(judge.scorer.overlaps(g, found) for g in one.gold)
            why = "nothing annotated in the sentence" if silent else "others annotated in the sentence"
            yield Mistake(f"spurious {found['practice']}: {why}", found["evidence"], found=say_found(found))


def say_gold(gold: Line) -> str:
    """A gold line in short."""
    return f"{gold['actor']} {gold['practice']} {gold['polarity']} {gold['data']} {gold.get('right') or ''}".strip()


def say_found(found: Line) -> str:
    """A prediction in short."""
    mention = found["mention"]
    concept = (mention.concept or "-").rpartition("/")[2] if mention else ""
    data = f"{mention.text!r} ({concept})" if mention else "-"
    return f"{found['actor']} {found['practice']} {found['polarity']} {data} {found['right']}".strip()


def judged(compared: Sequence[Compared], judge: Judge) -> list[Judged]:
    """(confidence, right or wrong) of each prediction, by the lenient score; those that are spared do not count."""
    pairs: list[Judged] = []
    for one in compared:
        hits = {j: i for i, j in judge.scorer.score(one.gold, one.found, judge.agree(*LENIENT))}
        for j, found in enumerate(one.found):
            if j not in hits or not one.gold[hits[j]].get("optional"):
                pairs.append((found["confidence"], j in hits))
    return pairs


def score_assertions(policies: Sequence[Policy], compared: Sequence[Compared], judge: Judge) -> Result:
    """All rows about whole policies."""
    rows: list[Row] = []
    modes = score_modes(compared, judge)
    for mode in ("lenient", "strict"):
        for number, figure in enumerate(("precision", "recall")):
            least, aim = _LEAST[mode][number], _AIM[mode][number]
            key, name = f"assertions.{mode}.{figure}", f"Assertions, {mode}: {figure}"
            rows.append(Row(key, name, getattr(modes[mode], figure), None, least, aim))
    rows += _role_rows(score_roles(compared, judge))
    polarity = score_polarity(compared, judge)
    rows.append(Row("assertions.polarity", "Polarity right on what was detected", polarity.precision, None, 97, 99))
    sure = judged(compared, judge)
    rows += calibration_rows(sure, modes["lenient"].wanted)
    mistakes = tuple(m for one in compared for m in mistakes_of(one, judge))
    return Result("assertions", len(policies), tuple(rows), mistakes, {"assertions": modes}, judged=tuple(sure))


def _role_rows(roles: Mapping[str, Counts]) -> Iterator[Row]:
    for role, (least, aim) in _ROLES.items():
        yield Row(
            f"assertions.{role.replace(' ', '_')}",
            f"On matched: {role}, F1",
            roles.get(role, Counts()).f1,
            None,
            least,
            aim,
        )
