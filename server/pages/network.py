"""The neighbourhood of a company or a concept: what is said to go where, as nodes and edges."""

from flask import Response

from ...ontology.namespaces import DENIED, PRACTICE, PREFIXES
from ..context import service
from ..linked_data import describe
from ..sparql.protocol import ProblemError
from ..statements import Labels, company_labels, family
from .addressed import split_suffix
from .blueprint import pages
from .view import Table, View, send

MOST = 150
"""Edges of a network; the most frequent come first."""
_HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("pg", "dcterms", "skos", "prov"))
EDGES = (
    _HEAD
    + """SELECT ?actor ?practice ?polarity ?data ?recipient ?label ?name (COUNT(?a) AS ?n) (SAMPLE(?a) AS ?one) WHERE {
  GRAPH ?policy { ?a a pg:DataPractice ; ?role $centre ; pg:actor ?actor ; pg:practice ?practice ;
      pg:polarity ?polarity ; pg:dataType ?data .
    OPTIONAL { ?a pg:recipient ?recipient OPTIONAL { ?recipient skos:prefLabel ?name } }
    OPTIONAL { ?data skos:prefLabel ?label } }
} GROUP BY ?actor ?practice ?polarity ?data ?recipient ?label ?name ORDER BY DESC(?n) ?actor ?data LIMIT """
    + str(MOST)
)


@pages.get("/network/<path:path>")
def network(path: str) -> Response:
    """The statements that name a thing as edges: who does what with which data, and gives it to whom."""
    here = service()
    path, suffix = split_suffix(path)
    iri = here.addresses.iri(path)
    if describe(here, iri) is None:
        raise ProblemError(404, "Not found", f"The graph holds nothing under {('/' + path)[:200]!r}.")
    rows = here.select(EDGES, centre=iri)
    own = {r[one]: r[name] for r in rows for one, name in (("data", "label"), ("recipient", "name")) if name in r}
    labels = Labels(here.addresses, {**company_labels(here), **own})
    edges = []
    for row in rows:
        if "actor" not in row:
            continue
        common = {"practice": labels.text(row["practice"]), "denied": row["polarity"] == DENIED}
        common |= {"family": family(row["practice"]).removeprefix(PRACTICE), "statements": int(row["n"])}
        common |= {"href": here.addresses.link(row["one"])}
        edges.append({"from": row["actor"], "to": row["data"], "given": False, **common})
        if "recipient" in row:
            edges.append({"from": row["data"], "to": row["recipient"], "given": True, **common})
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
            extra={"named": {one: labels.link(one) for one in named}, "most": MOST, "full": len(rows) == MOST},
            sparql=EDGES.replace("$centre", f"<{iri}>"),
        ),
        suffix,
    )


def _kind(path: str) -> str:
    head = path.strip("/").partition("/")[0]
    return {"policy": "data"}.get(head, head) or "other"
