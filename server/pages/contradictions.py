"""What validation found that a company says twice, and differently: read from the report that the store holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ...ontology.namespaces import PREFIXES, ROOT, SH
from ..context import Service
from ..statements import Link, Statement, named

SHOWN: Final = 20
"""Contradictions that are shown; the others are counted."""
GROUP: Final = "PG2"
"""What the codes of the rules of consistency begin with."""
FOUND = f"""PREFIX sh: <{SH}>
PREFIX shape: <{ROOT}shapes/>
PREFIX dcterms: <{PREFIXES["dcterms"]}>
SELECT ?result ?code ?message ?policy ?version ?statement WHERE {{
  GRAPH ?policy {{ ?policy dcterms:publisher $company }}
  GRAPH $report {{ ?result shape:policy ?policy ; shape:code ?code ; sh:resultMessage ?message ;
      shape:statement ?statement .
    OPTIONAL {{ ?result shape:version ?version }}
    FILTER(STRSTARTS(?code, "{GROUP}")) }}
}} ORDER BY ?code ?result ?version ?statement"""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A result of validation: the rule's code, its message, the versions, and the statements that do not fit."""

    code: str
    message: str
    versions: tuple[Link, ...]
    statements: tuple[Statement, ...]


def report_of(here: Service) -> str:
    """The IRI of the report of validation, and of the named graph that it stands in."""
    return f"{here.addresses.base}validation"


def contradictions_of(here: Service, company: str, latest: Iterable[str]) -> tuple[list[Contradiction], int]:
    """The first of those in the latest versions, and how many there are; none where there is no report."""
    wanted = set(latest)
    results: dict[str, dict[str, dict[str, None]]] = {}
    for row in here.select(FOUND, company=company, report=report_of(here)):
        found = results.setdefault(row["result"], {"code": {}, "message": {}, "version": {}, "statement": {}})
        for name, values in found.items():
            if name in row:
                values[row[name]] = None
        found["statement"].pop(row["statement"], None)
        found["statement"][f"{row['policy']} {row['statement']}"] = None
    current = [r for r in results.values() if not r["version"] or wanted & r["version"].keys()]
    shown = current[:SHOWN]
    pairs = list(dict.fromkeys(pair for result in shown for pair in result["statement"]))
    said = {one.iri: one for one in named(here, [(p.partition(" ")[0], p.partition(" ")[2]) for p in pairs])}
    made = [
        Contradiction(
            next(iter(result["code"])),
            next(iter(result["message"])),
            tuple(Link(v.rpartition("/")[2], here.addresses.link(v)) for v in result["version"]),
            tuple(said[iri] for pair in result["statement"] if (iri := pair.partition(" ")[2]) in said),
        )
        for result in shown
    ]
    return made, len(current)
