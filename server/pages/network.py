"""The neighbourhood of a company or a concept: what is said to go where, as nodes and edges."""

from flask import redirect
from flask.typing import ResponseReturnValue

from ...ontology.namespaces import DENIED, PREFIXES
from ..context import service
from ..linked_data import describe
from ..statements import NAMING, Labels, company_labels, term_labels
from .addressed import split_suffix
from .blueprint import pages
from .missing import meant
from .view import Table, View, send

MOST = 150
"""Edges of a network; the most frequent come first."""
_HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("pg",))
EDGES = (
    _HEAD
    + f"""SELECT ?actor ?practice ?polarity ?data ?recipient (COUNT(?a) AS ?n) (SAMPLE(?a) AS ?one) WHERE {{
  GRAPH ?policy {{ ?a ?role $centre . FILTER(?role IN (pg:assertedBy, {NAMING}))
    ?a pg:actor ?actor ; pg:practice ?practice ; pg:polarity ?polarity ; pg:dataType ?data .
    OPTIONAL {{ ?a pg:recipient ?recipient }} }}
}} GROUP BY ?actor ?practice ?polarity ?data ?recipient ORDER BY DESC(?n) ?actor ?data LIMIT """
    + str(MOST)
)


@pages.get("/network/<path:path>")
def network(path: str) -> ResponseReturnValue:
    """The statements that name a thing as edges: who does what with which data, and gives it to whom."""
    here = service()
    path, suffix = split_suffix(path)
    iri = here.addresses.iri(path)
    if len(path) > 2000 or describe(here, iri) is None:
        return redirect(f"/network{meant(here, path[:2000])}" + (f".{suffix}" if suffix else ""), 303)
    rows = here.select(EDGES, centre=iri)
    own = term_labels(here, (row[end] for row in rows for end in ("data", "recipient") if end in row))
    labels = Labels(here.addresses, {**company_labels(here), **own})
    edges = []
    for row in rows:
        if "actor" not in row:
            continue
        common = {"practice": labels.text(row["practice"]), "denied": row["polarity"] == DENIED}
        common |= {"statements": int(row["n"]), "href": here.addresses.link(row["one"])}
        edges.append({"from": row["actor"], "to": row["data"], **common})
        if "recipient" in row:
            edges.append({"from": row["data"], "to": row["recipient"], **common})
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
            extra={"names": names, "most": MOST, "full": len(rows) == MOST},
            sparql=EDGES.replace("$centre", f"<{iri}>"),
        ),
        suffix,
    )


def _kind(path: str) -> str:
    head = path.strip("/").partition("/")[0]
    return {"policy": "data"}.get(head, head) or "other"
