"""The rules as people read them: a list by profile, and all there is to say of one."""

import textwrap
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from .profiles import PROFILES, Rule, profile_help, rules
from .visible import one_line
from .waivers import waiver_rules

WIDTH = 100
"""Columns."""


class UnknownRule(ValueError):  # noqa: N818 - named for what it says
    """No rule has this code; the message names those that are near."""

    def __init__(self, code: str) -> None:
        near = get_close_matches(code.upper(), [rule.code for rule in every_rule()], n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else "--rules lists them all."
        super().__init__(f"there is no rule {one_line(code)!r}; {hint}")


def every_rule() -> tuple[Rule, ...]:
    """The rules of all profiles, and those about waivers, which are always on."""
    return (*(rule for profile in PROFILES for rule in rules(profile)), *waiver_rules())


def listed(profiles: Sequence[str] = PROFILES) -> str:
    """Code, severity and message of each rule, by profile. Raises `UnknownProfile`."""
    return "".join(f"{line}\n" for line in _listed(profiles))


def _listed(profiles: Sequence[str]) -> Iterator[str]:
    for profile in dict.fromkeys(profiles):
        found = profile_help(profile)
        title = one_line(found.title)
        yield profile if title == profile else f"{profile}: {title}"
        yield from _paragraph(found.description, indent="  ")
        yield from _rows(rules(profile))
        yield ""
    if waiver_rules():
        yield "waivers: always on"
        yield from _rows(waiver_rules())


def _rows(given: Sequence[Rule]) -> Iterator[str]:
    for rule in given:
        start = f"  {rule.code:<6} {rule.severity:<9} "
        yield from textwrap.wrap(
            one_line(rule.message), WIDTH, initial_indent=start, subsequent_indent=" " * len(start)
        )


def explained(code: str) -> str:
    """All there is to say of a rule, whatever the case of its code. Raises `UnknownRule`."""
    rule = next((rule for rule in every_rule() if rule.code.upper() == code.strip().upper()), None)
    if rule is None:
        raise UnknownRule(code)
    lines = [f"{rule.code}  {rule.severity}  (profile {rule.profile})", *_paragraph(rule.message)]
    for title, text in (
        ("", rule.description),
        ("What to do: ", rule.help),
        ("Wrong: ", rule.wrong),
        ("Right: ", rule.right),
        ("Source: ", rule.source),
    ):
        if text:
            lines += (
                ["", *_paragraph(title + text)] if not title or title == "What to do: " else _paragraph(title + text)
            )
    return "".join(f"{line}\n" for line in lines)


def _paragraph(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(one_line(text), WIDTH, initial_indent=indent, subsequent_indent=indent)
