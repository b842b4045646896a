"""The example queries: files in ``queries/``, each with its title and description in comments at its head."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

_HEAD = re.compile(r"^#\s*(title|description|parameters):\s*(.*)$")


@dataclass(frozen=True, slots=True)
class Example:
    """A question that people ask, as a query. ``parameters`` says which values to change, empty where none."""

    name: str
    title: str
    description: str
    query: str
    parameters: str = ""


def parse_example(name: str, text: str) -> Example:
    """An example from its file; comment lines that follow a field continue it. Raises ValueError without a title."""
    fields: dict[str, str] = {}
    current = ""
    for line in text.splitlines():
        found = _HEAD.match(line)
        if found:
            current = found[1]
            fields[current] = found[2].strip()
        elif line.startswith("#") and current:
            fields[current] += " " + line.lstrip("# ").strip()
        else:
            break
    if not fields.get("title"):
        raise ValueError(f"the example query {name} has no '# title:' line")
    return Example(name, fields["title"], fields.get("description", ""), text, fields.get("parameters", ""))


@cache
def load_examples() -> tuple[Example, ...]:
    """All example queries that come with the package, by name."""
    folder = resources.files(__package__).joinpath("queries")
    return tuple(
        parse_example(entry.name.removesuffix(".rq"), entry.read_text("utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda e: e.name)
        if entry.name.endswith(".rq")
    )
