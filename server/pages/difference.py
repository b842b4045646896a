"""Two versions of a policy side by side: the sentences that changed, and what they change in the graph."""

from functools import partial
from urllib.parse import quote, urlencode

from flask import Response, redirect, request
from flask.typing import ResponseReturnValue

from ...ontology.namespaces import PG
from ..context import Service, service
from ..diff import Diff, DiffProblem, Said, diff_by
from ..linked_data import describe_all
from ..sparql.protocol import ProblemError
from ..statements import Link
from ..texts import versions_of
from ..textual import changes
from .addressed import LONGEST, company_named, split_suffix
from .blueprint import pages
from .view import Table, View, send

COLUMNS = ("change", "statement", "kind", "actor", "practice", "polarity", "data type", "sentence", "section", "iri")
TEXT_DIGEST = f"SELECT ?digest WHERE {{ GRAPH ?g {{ $version <{PG}textDigest> ?digest }} }}"


@pages.get("/diff/<company>")
def two_versions(company: str) -> ResponseReturnValue:
    """Lead to the page of the dates chosen, or of the last two versions."""
    here = service()
    iri, name, key = company_named(here, company)
    policy, found = _versions(here, iri, name)
    if len(found) < 2:
        near = [{"name": f"What {name} says", "address": f"/company/{key}"}]
        raise ProblemError(
            404, "Only one version", f"There is one version of this policy: {', '.join(found)}.", near=near
        )
    before, after = request.args.get("from") or found[1], request.args.get("to") or found[0]
    return redirect(f"/diff/{key}/{quote(before, safe='')}/{quote(after, safe='')}{_query(policy)}", 303)


def _versions(here: Service, company: str, name: str) -> tuple[str | None, list[str]]:
    """The policy that the address names (None: the one with the most versions), and its versions, newest first."""
    by: dict[str, list[str]] = {}
    for row in versions_of(here, company):
        by.setdefault(row["policy"], []).append(row["version"].rpartition("/")[2])
    most = max(sorted(by), key=lambda iri: len(by[iri]), default=None)
    asked = request.args.get("policy")
    if not asked:
        return None, by.get(most or "", [])
    found = next((iri for iri in by if iri.rpartition("/")[2] == asked), None)
    if found is None:
        raise ProblemError(404, "No such policy", f"{name} has no policy {asked[:LONGEST]!r} in the store.")
    return (None if found == most else found), by[found]


def _query(policy: str | None) -> str:
    return "?" + urlencode({"policy": policy.rpartition("/")[2]}) if policy else ""


@pages.get("/diff/<company>/<before>/<after>")
def difference(company: str, before: str, after: str) -> Response:
    """What the later version says and the earlier did not, and the other way round."""
    here = service()
    iri, name, key = company_named(here, company)
    after, suffix = split_suffix(after)
    policy, versions = _versions(here, iri, name)
    if len(before) + len(after) > LONGEST:
        raise ProblemError(404, "No such version", "No version here has a name that long.")
    try:
        found = diff_by(here.select, iri, before, after, here.addresses.base, policy)
    except DiffProblem as problem:
        near = [{"name": f"History of {name}, with all versions", "address": f"/history/{key}"}]
        raise ProblemError(404, "No such version", str(problem), near=near) from None
    data = {
        "company": Link(name, here.addresses.link(iri)),
        "before": Link(found.before, here.addresses.link(f"{found.policy}/{found.before}")),
        "after": Link(found.after, here.addresses.link(f"{found.policy}/{found.after}")),
        "added": found.added,
        "removed": found.removed,
        "reworded": [{"then": then, "now": now} for then, now in found.reworded],
        "unchanged": found.unchanged,
    }
    return send(
        View(
            "difference.html",
            f"{name}: {found.before} and {found.after}",
            f"/diff/{key}/{found.before}/{found.after}",
            data,
            _table(found),
            triples=partial(describe_all, here, _iris(found)),
            extra={
                "versions": versions,
                "policy": policy.rpartition("/")[2] if policy else "",
                "key": key,
                "rows": _sentences(found),
                "has_texts": here.keeps_texts,
            },
            query=_query(policy).removeprefix("?"),
        ),
        suffix,
    )


def _iris(found: Diff) -> list[str]:
    """The two versions, and the statements that are not in both."""
    said = (*found.added, *found.removed, *(one for pair in found.reworded for one in pair))
    return [f"{found.policy}/{found.before}", f"{found.policy}/{found.after}", *(one.iri for one in said)]


def _sentences(found: Diff) -> list[object]:
    here = service()
    texts = []
    for day in (found.before, found.after):
        rows = here.select(TEXT_DIGEST, version=f"{found.policy}/{day}")
        texts.append(here.text(rows[0]["digest"]) if rows else None)
    before, after = texts
    return [] if before is None or after is None else list(changes(before, after))


def _table(found: Diff) -> Table:
    rows = [("new", said) for said in found.added] + [("gone", said) for said in found.removed]
    for then, now in found.reworded:
        rows += [("was worded", then), ("is worded", now)]
    return Table(COLUMNS, [_row(change, said) for change, said in rows])


def _row(change: str, said: Said) -> tuple[str, ...]:
    one = (said.kind, said.actor, said.practice, said.polarity, said.data_type, said.sentence, said.section, said.iri)
    return (change, said.summary, *one)
