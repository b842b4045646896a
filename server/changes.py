"""The difference between two versions as text and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from ..shapes.visible import visible
from .diff import Diff, Said


def as_text(found: Diff) -> str:
    """The difference for people: new statements first, each with its sentence."""
    return "\n".join(_lines(found))


def _lines(found: Diff) -> Iterator[str]:
    yield f"{visible(found.company)}: {found.before} → {found.after}"
    yield (
        f"{len(found.added)} new, {len(found.removed)} gone, {len(found.reworded)} in other words, "
        f"{found.unchanged} unchanged"
    )
    for heading, sign, statements in (("New", "+", found.added), ("Gone", "-", found.removed)):
        if statements:
            yield f"\n{heading}"
        for said in statements:
            yield from _said(sign, said)
    if found.reworded:
        yield "\nIn other words"
    for then, now in found.reworded:
        yield f"  ~ {visible(now.summary)}"
        yield f"      was: {visible(then.sentence)}"
        yield f"      is:  {visible(now.sentence)}"


def _said(sign: str, said: Said) -> Iterator[str]:
    yield f"  {sign} {visible(said.summary)}"
    where = f"  [{visible(said.section)}]" if said.section else ""
    yield f"      “{visible(said.sentence)}”{where}"


def as_json(found: Diff) -> str:
    """The difference for programs: the fields of `Diff`."""
    return json.dumps(asdict(found), ensure_ascii=False, indent=2)
