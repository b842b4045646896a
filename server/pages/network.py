"""The neighbourhood of a company or a concept: what is said to go where, as nodes and edges."""

from functools import partial

from flask import redirect
from flask.typing import ResponseReturnValue

from ...ontology.namespaces import DENIED, PRACTICE, PREFIXES
from ..context import service
from ..linked_data import describe, describe_all
from ..statements import NAMING, Labels, company_labels, family, term_labels
from .addressed import split_suffix
from .blueprint import pages
from .missing import meant
from .view import Table, View, send

MOST = 150
"""Edges of a network of each of the two kinds; the most frequent come first."""
_HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("pg",))
_NAMED = f"""GRAPH ?policy {{ ?a ?role $centre . FILTER(?role IN (pg:assertedBy, {NAMING}))
    ?a pg:actor ?actor ; pg:practice ?practice ; pg:polarity ?polarity ; pg:dataType ?data"""
EDGES = (
    _HEAD
    + f"""SELECT ?actor ?practice ?polarity ?data (COUNT(DISTINCT ?a) AS ?n) (SAMPLE(?a) AS ?one) WHERE {{
  {_NAMED} }}
}} GROUP BY ?actor ?practice ?polarity ?data ORDER BY DESC(?n) ?actor ?data LIMIT {MOST}"""
)
"""Who does what with which data. What goes to whom is a query of its own: with an OPTIONAL whole graphs are read."""
GIVEN = (
    _HEAD
    + f"""SELECT ?data ?practice ?polarity ?recipient (COUNT(DISTINCT ?a) AS ?n) (SAMPLE(?a) AS ?one) WHERE {{
  {_NAMED} ; pg:recipient ?recipient }}
}} GROUP BY ?data ?practice ?polarity ?recipient ORDER BY DESC(?n) ?data ?recipient LIMIT {MOST}"""
)


@pages.get("/network/<path:path>")
def network(path: str) -> ResponseReturnValue:
    """The statements that name a thing as edges: who does what with which data, and gives it to whom."""
    here = service()
    path, suffix = split_suffix(path)
    iri = here.addresses.iri(path)
    if len(path) > 2000 or describe(here, iri) is None:
        return redirect(f"/network{meant(here, path[:2000])}" + (f".{suffix}" if suffix else ""), 303)
    rows, given = here.select(EDGES, centre=iri), here.select(GIVEN, centre=iri)
    own = term_labels(here, (row[end] for row in (*rows, *given) for end in ("data", "recipient") if end in row))
    labels = Labels(here.addresses, {**company_labels(here), **own})
    edges: list[dict[str, object]] = []
    for found, start, end in ((rows, "actor", "data"), (given, "data", "recipient")):
        edges += [
            {
                "from": row[start],
                "to": row[end],
                "practice": labels.text(row["practice"]),
                "family": family(row["practice"]).removeprefix(PRACTICE),
                "denied": row["polarity"] == DENIED,
                "given": start == "data",
                "statements": int(row["n"]),
                "href": here.addresses.link(row["one"]),
            }
            for row in found
            if start in row and end in row
        ]
    named = dict.fromkeys([iri, *(str(e[end]) for e in edges for end in ("from", "to"))])
    nodes = [
        {"id": one, "label": labels.text(one), "href": here.addresses.link(one), "kind": _kind(path_of)}
        for one in named
        for path_of in [here.addresses.path(one) or ""]
    ]
    names = {str(node["id"]): str(node["label"]) for node in nodes}
    columns = ("from", "practice", "polarity", "to", "statements")
    return send(
        View(
            "network.html",
            f"Network of {names[iri]}",
            f"/network/{path}",
            {"centre": labels.link(iri), "nodes": nodes, "edges": edges},
            Table(
                columns,
                [
                    (
                        names[str(e["from"])],
                        str(e["practice"]),
                        "denied" if e["denied"] else "affirmed",
                        names[str(e["to"])],
                        int(str(e["statements"])),
                    )
                    for e in edges
                ],
            ),
            triples=partial(describe_all, here, [iri, *(row["one"] for row in (*rows, *given) if "one" in row)]),
            extra={
                "named": {one: labels.link(one) for one in named},
                "most": MOST,
                "full": MOST in (len(rows), len(given)),
            },
            sparql=EDGES.replace("$centre", f"<{iri}>"),
        ),
        suffix,
    )


def _kind(path: str) -> str:
    head = path.strip("/").partition("/")[0]
    return {"policy": "data"}.get(head, head) or "other"
