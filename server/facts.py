"""What is known of the graph that is served without counting it: its stored description.

It is read once a generation; of a store that another server holds, once a minute.
"""

from dataclasses import dataclass
from functools import lru_cache
from time import monotonic

import pyoxigraph as ox

from ..ontology.namespaces import PREFIXES, RDF, VOID
from .context import Service
from .sparql.workers import QueryError
from .store import StoreError

LISTED_GRAPHS = 1000
"""Named graphs that a description lists; of more it lists none."""
_DATASET = f"""PREFIX void: <{PREFIXES["void"]}>
CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH ?g {{ ?dataset a void:Dataset . ?s ?p ?o
  FILTER(?s = ?dataset || STRSTARTS(STR(?s), CONCAT(STR(?dataset), "#"))) }} }}"""
_NOT_COUNTED = f"""PREFIX void: <{PREFIXES["void"]}> PREFIX sh: <{PREFIXES["sh"]}>
SELECT (COUNT(*) AS ?n) WHERE {{
  {{ SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ {{ ?d a void:Dataset }} UNION {{ ?g a sh:ValidationReport }} }} }} }}
  GRAPH ?g {{ ?s ?p ?o }} }}"""
MINUTE = 60
_GRAPHS = f"SELECT ?g WHERE {{ GRAPH ?g {{}} }} ORDER BY ?g LIMIT {LISTED_GRAPHS + 1}"
_OUR_GRAPHS = f"""PREFIX pg: <{PREFIXES["pg"]}> PREFIX void: <{PREFIXES["void"]}> PREFIX sh: <{PREFIXES["sh"]}>
SELECT DISTINCT ?g WHERE {{
  GRAPH ?g {{ {{ ?g a pg:Policy }} UNION {{ ?d a void:Dataset }} UNION {{ ?g a sh:ValidationReport }} }} }}
ORDER BY ?g LIMIT {LISTED_GRAPHS + 1}"""
_COMPANIES = f"""PREFIX pg: <{PREFIXES["pg"]}>
SELECT ?company WHERE {{ GRAPH ?g {{ ?company a pg:Company }} }} ORDER BY ?company LIMIT 3"""


@dataclass(frozen=True, slots=True)
class Facts:
    """A generation of a store: the triples that describe it, its size, its named graphs and some companies.

    ``triples`` is None where the store does not say; ``graphs`` is empty where there are too many to list.
    """

    generation: int | None
    description: tuple[ox.Triple, ...] = ()
    triples: int | None = None
    graphs: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()

    @property
    def datasets(self) -> tuple[ox.NamedNode, ...]:
        """The data sets that the store describes, by IRI."""
        wanted = ox.NamedNode(VOID + "Dataset")
        found = {t.subject for t in self.description if t.predicate == _TYPE and t.object == wanted}
        return tuple(sorted((s for s in found if isinstance(s, ox.NamedNode)), key=str))


_TYPE = ox.NamedNode(RDF + "type")


def facts(here: Service) -> Facts:
    """The facts of the published generation. Raises QueryError or StoreError where the store does not answer."""
    generation = here.generation
    return _facts(here, generation, None if generation is not None else int(monotonic() / MINUTE))


def known_facts(here: Service) -> Facts:
    """The facts, or none where the store does not answer."""
    try:
        return facts(here)
    except (QueryError, StoreError):
        return Facts(None)


@lru_cache(maxsize=8)
def _facts(here: Service, generation: int | None, _minute: int | None) -> Facts:
    description = tuple(here.construct(_DATASET))
    counted = [t.object.value for t in description if _counts(t) and isinstance(t.object, ox.Literal)]
    own = sum(int(row["n"]) for row in here.select(_NOT_COUNTED))
    # other servers may hold many graphs that are not ours
    graphs = tuple(row["g"] for row in here.select(_OUR_GRAPHS if generation is None else _GRAPHS))
    return Facts(
        generation,
        description,
        sum(map(int, counted)) + own if counted else None,
        graphs if len(graphs) <= LISTED_GRAPHS else (),
        tuple(row["company"] for row in here.select(_COMPANIES)),
    )


def _counts(triple: ox.Triple) -> bool:
    """True where a data set, not a part of it, says how many triples it has outside the catalogue."""
    return triple.predicate.value == VOID + "triples" and "#" not in str(triple.subject)
