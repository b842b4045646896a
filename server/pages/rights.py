"""The rights that a company's policy gives or refuses, and how to use them."""

from collections import defaultdict
from dataclasses import dataclass

from ..context import Service
from ..statements import Link, Statement, all_statements

LONGEST = 5
"""Ways, deadlines, conditions and data types that are named of one right."""


@dataclass(frozen=True, slots=True)
class Right:
    """One right, given or refused, with what its statements say of it; ``sentence`` is that of the first of them."""

    right: Link
    denied: bool
    data_types: tuple[Link, ...]
    channels: tuple[Link, ...]
    deadlines: tuple[Link, ...]
    conditions: tuple[Link, ...]
    statements: int
    sentence: str
    href: str


def rights_of(here: Service, company: str) -> list[Right]:
    """The rights that the latest version speaks of, those with a way to use them first."""
    groups: dict[tuple[Link, bool], list[Statement]] = defaultdict(list)
    for one in all_statements(here, "rights", company):
        for right in one.of("right"):
            groups[right, one.denied].append(one)
    made = [_right(right, denied, found) for (right, denied), found in groups.items()]
    return sorted(made, key=lambda r: (not (r.channels or r.deadlines), -r.statements, r.right.text, r.denied))


def _right(right: Link, denied: bool, found: list[Statement]) -> Right:
    def values(role: str) -> tuple[Link, ...]:
        return tuple(dict.fromkeys(link for one in found for link in one.of(role)))[:LONGEST]

    telling = next((one for one in found if one.of("channel")), found[0])
    return Right(
        right,
        denied,
        tuple(dict.fromkeys(one.data_type for one in found if one.data_type))[:LONGEST],
        values("channel"),
        values("deadline"),
        values("condition"),
        len(found),
        " ".join(telling.quotes[0][0].split()) if telling.quotes else "",
        telling.href,
    )
