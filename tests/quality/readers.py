"""The four evaluation sets as Python values. They stand beside the checkout; the project holds none of their texts.

A file belongs to the part of its set that its name says ("train", "valid" or "test"), so that another folder of the
same layout, with parts that are kept apart, is read the same way.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .detokenise import Detokenised, detokenise
from .spans import Span, decode

SPLITS = ("train", "valid", "test")
PI_FILES = ("CollectUse_true", "CollectUse_false", "Share_true", "Share_false")


class MissingDataError(Exception):
    """An evaluation set is not where it was looked for."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole policy and its file of annotated assertions."""

    name: str
    text: str
    gold: Path


@dataclass(frozen=True, slots=True)
class Sentence:
    """A tokenised sentence with its spans; ``intent`` and the second layer are PolicyIE's."""

    prose: Detokenised
    spans: tuple[Span, ...]
    second: tuple[Span, ...] = ()
    intent: str = ""
    split: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A paragraph of OPP-115 and its categories."""

    text: str
    labels: frozenset[str]
    split: str = ""


def split_of(name: str) -> str:
    """The part that a file belongs to, by its name; "" where the name says none."""
    found = re.findall("|".join(SPLITS), name.lower())
    return found[-1] if found else ""


def _files(folder: Path, pattern: str, splits: Sequence[str]) -> list[Path]:
    """The files of a set in the order of `SPLITS`. Raises MissingDataError where there are none."""
    if not folder.is_dir():
        raise MissingDataError(f"{folder} does not exist: give the folder of the evaluation sets with --eval")
    found = [p for p in folder.glob(pattern) if not splits or split_of(p.name) in splits]
    if not found:
        parts = f" of {' or '.join(splits)}" if splits else ""
        raise MissingDataError(f"{folder} has no {pattern}{parts}")
    return sorted(found, key=lambda p: ([*SPLITS, ""].index(split_of(p.name)), p.name))


def _json_lines(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def read_policies(folder: Path) -> list[Policy]:
    """``assertions``: policies of which every assertion was annotated. They have no parts."""
    gold = _files(folder / "assertions" / "gold", "*.jsonl", ())
    texts = folder / "assertions" / "texts"
    return [Policy(g.stem, (texts / g.stem).read_text("utf-8"), g) for g in gold]


def read_policyie(folder: Path, splits: Sequence[str] = ()) -> list[Sentence]:
    """``policyie``: sentences with an intent and two layers of slots, from three files a part, line by line alike."""
    sentences: list[Sentence] = []
    for first in _files(folder / "policyie", "type_I_slot_filling_*.json", splits):
        others = (first.with_name(first.name.replace("type_I_", "type_II_")), _intents(first))
        if missing := [p.name for p in others if not p.exists()]:
            raise MissingDataError(f"{first} has no {' and '.join(missing)} beside it")
        rows = (list(_json_lines(p)) for p in (first, *others))
        for one, two, whole in zip(*rows, strict=True):
            if one["tokens"] != two["tokens"]:
                raise MissingDataError(f"{first} and its type II do not have the same sentences")
            layers = [tuple(decode(layer["labels"])) for layer in (one, two)]
            prose = detokenise(one["tokens"])
            sentences.append(Sentence(prose, layers[0], layers[1], whole["label"], split_of(first.name)))
    return sentences


def _intents(first: Path) -> Path:
    return first.with_name(first.name.replace("type_I_slot_filling", "intent_classification"))


def read_opp115(folder: Path, splits: Sequence[str] = ()) -> list[Segment]:
    """``opp115``: segments with one or more categories."""
    files = _files(folder / "opp115", "*.json", splits)
    return [Segment(r["text"], frozenset(r["label"]), split_of(f.name)) for f in files for r in _json_lines(f)]


def read_piextract(folder: Path, splits: Sequence[str] = ()) -> list[Sentence]:
    """``piextract``: the same tokens in four files, one for each label; spans of different files may overlap."""
    sentences: list[Sentence] = []
    for first in _files(folder / "piextract", f"{PI_FILES[0]}*.conll03", splits):
        paths = [first.with_name(first.name.replace(PI_FILES[0], name)) for name in PI_FILES]
        if missing := [p.name for p in paths if not p.exists()]:
            raise MissingDataError(f"{first} has no {' and '.join(missing)} beside it")
        layers = [read_conll(p.read_text("utf-8")) for p in paths]
        for blocks in zip(*layers, strict=True):
            tokens = [token for token, _ in blocks[0]]
            if any([token for token, _ in block] != tokens for block in blocks):
                raise MissingDataError(f"the files beside {first} do not have the same tokens")
            spans = [
                Span(s.start, s.end, name)
                for name, block in zip(PI_FILES, blocks, strict=True)
                for s in decode(tag for _, tag in block)
            ]
            sentences.append(Sentence(detokenise(tokens), tuple(spans), split=split_of(first.name)))
    return sentences


Block = list[tuple[str, str]]
"""(token, tag) of a sentence."""


def read_conll(text: str) -> list[Block]:
    r"""The sentences of a CoNLL file: token first, tag last on a line, a blank line between sentences.

    The blank lines were put in by a sentence splitter, which also cut after "Inc." and before a bracket. A block that
    cannot begin a sentence (with a comma or a small letter) continues the one before, unless that one ended.

    >>> [[t for t, _ in block] for block in read_conll("Acme _ _ O\nInc. _ _ O\n\n, _ _ O\na _ _ O\n\nWe _ _ O")]
    [['Acme', 'Inc.', ',', 'a'], ['We']]
    """
    blocks: list[Block] = []
    for lines in re.split(r"\n(?:[ \t]*\n)+", text.replace("\r\n", "\n")):
        rows = [line.split() for line in lines.split("\n") if line.strip() and not line.startswith("-DOCSTART-")]
        block = [(row[0], row[-1]) for row in rows]
        if not block:
            continue
        if blocks and _continues(blocks[-1][-1][0], block[0][0]):
            blocks[-1] += block
        else:
            blocks.append(block)
    return blocks


def _continues(last: str, first: str) -> bool:
    return last not in {".", "?", "!", ";", ":"} and (first in {",", ")"} or first[0].islower())
