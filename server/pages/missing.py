"""Addresses under which there is nothing: where they were meant to lead, or what there is instead."""

from difflib import get_close_matches
from urllib.parse import quote

from ...ontology import load_vocabulary
from ...ontology.namespaces import ROOT, SCHEMES
from ..context import Service
from ..sparql.protocol import ProblemError
from ..texts import versions_of
from .addressed import LONGEST, company_named, split_suffix

SHOWN = 10
"""Things near that are offered."""


def meant(here: Service, path: str) -> str:
    """The address of the company that a path names by another name than its key.

    Raises ProblemError (404) for every other path, with what is near as ``near``: names and addresses.
    """
    head, _, rest = path.partition("/")
    if head == "company" and rest and "/" not in rest:
        name, suffix = split_suffix(rest)
        *_, key = company_named(here, name)
        if quote(name, safe="") != key:
            return f"/company/{key}" + (f".{suffix}" if suffix else "")
    if head == "policy" and rest:
        raise _no_version(here, rest)
    near = []
    if head in SCHEMES and len(rest) <= LONGEST:
        names = {c.iri.removeprefix(f"{ROOT}{head}/"): c.label for c in load_vocabulary().scheme(head)}
        names.pop("", None)
        near = [
            {"name": names[n], "address": f"/{head}/{quote(n)}"} for n in get_close_matches(rest, names, SHOWN, 0.5)
        ]
        near.append({"name": f"all of {head}", "address": f"/{head}/"})
    raise ProblemError(404, "Not found", f"The graph holds nothing under {('/' + path)[:LONGEST]!r}.", near=near)


def _no_version(here: Service, rest: str) -> ProblemError:
    """What there is of the company's policies. Raises ProblemError where there is no such company."""
    iri, name, key = company_named(here, rest.partition("/")[0])
    versions = versions_of(here, iri)[:SHOWN]
    near = [
        {"name": f"Version of {v['version'].rpartition('/')[2]}", "address": here.addresses.link(v["version"])}
        for v in versions
    ]
    near.append({"name": f"History of {name}", "address": f"/history/{key}"})
    what = f"There is no such version or policy of {name}: {('/policy/' + rest)[:LONGEST]!r}."
    return ProblemError(404, "No such version", what, near=near)
