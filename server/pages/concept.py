"""The pages of a concept and of a scheme: what it is, what stands around it, who does what with it."""

from collections import Counter

from ...ontology import load_vocabulary
from ...ontology.lookup import show
from ...ontology.namespaces import DCTERMS, PREFIXES, ROOT, SKOS
from ..context import Service
from ..linked_data import Description
from ..overview import POLICIES
from ..statements import NAMING, Labels, Link, company_labels, statements
from .addressed import page_number, require_page
from .listed import STATEMENT_COLUMNS, statement_rows
from .view import Table, View

_HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("pg", "dcterms"))
WHO = (
    _HEAD
    + f"""SELECT ?company ?role ?polarity ?n WHERE {{
  {{ SELECT ?policy ?role ?polarity (COUNT(DISTINCT ?a) AS ?n) WHERE {{
      GRAPH ?policy {{ ?a ?role $concept . OPTIONAL {{ ?a pg:polarity ?polarity }}
        FILTER(?role IN ({NAMING})) }} }} GROUP BY ?policy ?role ?polarity }}
  GRAPH ?policy {{ ?policy dcterms:publisher ?company }}
}} ORDER BY DESC(?n) ?company"""
)

# The page asks for the same in two queries: with an OPTIONAL, or "DISTINCT", whole graphs are read.
SAY = (
    _HEAD
    + f"""SELECT ?policy ?role (COUNT(?a) AS ?n) WHERE {{
  GRAPH ?policy {{ ?a ?role $concept FILTER(?role IN ({NAMING})) }}
}} GROUP BY ?policy ?role"""
)
DENY = SAY.replace("$concept FILTER", "$concept FILTER EXISTS { ?a pg:polarity pg:Denied } FILTER")


def concept_view(here: Service, found: Description) -> View:
    """A concept of the ontology, or a term of a policy's own."""
    labels = Labels(here.addresses, company_labels(here))
    entry = next(iter(show(found.iri).entries), None) if found.iri.startswith(ROOT) else None
    page = statements(here, "concept", found.iri, page_number())
    require_page(page.number, page.pages, here.addresses.path(found.iri) or "/")
    return View(
        "concept.html",
        found.first(SKOS + "prefLabel") or labels.text(found.iri),
        here.addresses.path(found.iri) or "/",
        {
            "definition": entry.definition if entry else "A term of the policy’s own.",
            "also": found.values(SKOS + "altLabel"),
            "trail": [labels.link(iri) for iri in _trail(found)],
            "broader": [labels.link(iri) for iri in found.values(SKOS + "broader")],
            "narrower": [Link(n.label, here.addresses.link(n.iri)) for n in entry.narrower] if entry else [],
            "matches": [{"kind": kind, "curie": m.curie, "iri": m.iri} for kind, m in entry.matches] if entry else [],
            "who": _who(here, found.iri, labels),
            "statements": page,
        },
        Table(STATEMENT_COLUMNS, statement_rows(page.statements)),
        triples=lambda: found.triples,
        extra={"entry": entry},
        query=f"page={page.number}" if page.number > 1 else "",
        iri=found.iri,
        sparql=WHO.replace("$concept", f"<{found.iri}>"),
        schema="DefinedTerm",
    )


def _who(here: Service, concept: str, labels: Labels) -> list[dict[str, object]]:
    """Which companies name a concept, as what, in how many affirmations and denials; most first."""
    owner = {row["policy"]: row["company"] for row in here.select(POLICIES)}
    counts: Counter[tuple[str, str, bool]] = Counter()
    for row in here.select(SAY, concept=concept):
        if "policy" in row:
            counts[owner.get(row["policy"], ""), row["role"], False] += int(row["n"])
    for row in here.select(DENY, concept=concept):
        if "policy" in row:
            company = owner.get(row["policy"], "")
            counts[company, row["role"], True] += int(row["n"])
            counts[company, row["role"], False] -= int(row["n"])
    ordered = sorted(counts.items(), key=lambda item: (-item[1], *item[0]))
    return [
        {"company": labels.link(company), "role": labels.text(role), "denied": denied, "statements": n}
        for (company, role, denied), n in ordered
        if company and n
    ]


def _trail(found: Description) -> list[str]:
    """What stands above the concept, the topmost first; by the first way up where there are several."""
    vocabulary = load_vocabulary()
    above: list[str] = []
    broader = found.values(SKOS + "broader")
    while broader and broader[0] not in above and broader[0] != found.iri:
        above.insert(0, broader[0])
        broader = list(vocabulary[broader[0]].broader) if broader[0] in vocabulary else []
    return above


def scheme_view(here: Service, found: Description) -> View:
    """A scheme of the ontology with all of its concepts."""
    labels = Labels(here.addresses)
    concepts = load_vocabulary().scheme(found.iri.removeprefix(ROOT).rstrip("/"))
    return View(
        "scheme.html",
        found.first(SKOS + "prefLabel") or labels.text(found.iri),
        here.addresses.path(found.iri) or "/",
        {
            "definition": found.first(DCTERMS + "description") or "",
            "concepts": [
                {"concept": labels.link(c.iri), "iri": c.iri, "definition": c.definition, "broader": c.broader}
                for c in concepts
            ],
        },
        Table(("concept", "label", "definition"), [(c.iri, c.label, c.definition) for c in concepts]),
        triples=lambda: found.triples,
        iri=found.iri,
        schema="DefinedTermSet",
    )
