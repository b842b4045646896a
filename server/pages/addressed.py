"""From the path of a request to what it names: a company, and the suffix that says in which form."""

import re
from urllib.parse import quote

from flask import request

from ..context import Service
from ..diff import DiffProblem, find_company
from ..sparql.protocol import ProblemError
from .view import FORMS

LONGEST = 200
"""Characters of the name of a company at most."""


def page_number() -> int:
    """The ``page`` that the address asks for, from 1. Raises ProblemError where that is no number."""
    written = request.args.get("page", "1")
    if not re.fullmatch(r"[1-9][0-9]{0,5}", written):
        raise ProblemError(400, "No such page", "'page' is a number from 1.")
    return int(written)


def require_page(number: int, pages: int, path: str) -> None:
    """Raise ProblemError (404) where there are fewer pages, with the address of the first of them."""
    if number > pages:
        words = "is only 1 page" if pages == 1 else f"are only {pages} pages"
        near = [{"name": "The first page", "address": path}]
        if pages > 1:
            near.append({"name": "The last page", "address": f"{path}?page={pages}"})
        raise ProblemError(404, "No such page", f"There {words} here.", near=near)


def split_suffix(name: str) -> tuple[str, str | None]:
    """A name and the suffix of a form, None where it has none.

    >>> split_suffix("rowan.example.csv"), split_suffix("rowan.example")
    (('rowan.example', 'csv'), ('rowan.example', None))
    """
    stem, _, ending = name.rpartition(".")
    return (stem, ending) if stem and ending in FORMS else (name, None)


def company_named(here: Service, key: str) -> tuple[str, str, str]:
    """(IRI, name, key) of the company with this key, name or IRI. Raises ProblemError (404), naming those near."""
    if len(key) > LONGEST:
        raise ProblemError(404, "No such company", "No company here has a name that long.")
    try:
        iri, name = find_company(here.select, key, here.addresses.base)
    except DiffProblem as problem:
        near = [{"name": one, "address": f"/company/{quote(one, safe='')}"} for one in problem.near]
        raise ProblemError(404, "No such company", str(problem), near=near) from None
    return iri, name, quote(iri.removeprefix(f"{here.addresses.base}company/"), safe="")
