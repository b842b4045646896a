"""The table of all rules, as Markdown: ``python -m practicegraph.shapes.documentation > docs/profiles.md``."""

from collections.abc import Iterator

from .profiles import DEFAULT_FOR_FILES, DEFAULT_FOR_STORES, PROFILES, Rule, profile_help, rules

_HEAD = f"""# Profiles and rules

Written by `python -m practicegraph.shapes.documentation` from `shapes/profiles/*.ttl`; a test compares the two.

A profile is a file of SHACL shapes. `practicegraph validate` asks of files {", ".join(DEFAULT_FOR_FILES)}, of stores
{" and ".join(DEFAULT_FOR_STORES)}; `--profile NAME` (more than once) chooses others, `--profile all` takes every one.
A violation is what must be so, a warning what should be, an info what could be. In messages, “…” stands for what
was found. `examples/rules/` has, for rules about the text, a policy that each finds something in
(`PG401-wrong.md`) and one that comes close and is in order (`PG401-right.md`).
"""


def documentation() -> str:
    """All profiles and their rules, as one page of Markdown."""
    return _HEAD + "".join(_profile(name) for name in PROFILES)


def _profile(name: str) -> str:
    head = profile_help(name)
    found = rules(name)
    cited = any(rule.source for rule in found)
    columns = ["Code", "Severity", "What it says", *(["Source"] if cited else []), "What to do"]
    lines = [f"\n## {head.title}\n\n`--profile {name}`. {head.description}\n".replace(". \n", ".\n")]
    lines.append(_row(columns))
    lines.append(_row(["---"] * len(columns)))
    lines += [_row(cells) for cells in _cells(found, cited)]
    return "\n".join(lines) + "\n"


def _cells(found: tuple[Rule, ...], cited: bool) -> Iterator[list[str]]:
    for rule in found:
        message = rule.message.replace("{?value}", "…")
        yield [rule.code, rule.severity, message, *([rule.source] if cited else []), rule.help]


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|").replace("<", "&lt;") for cell in cells) + " |"


if __name__ == "__main__":
    print(documentation(), end="")
