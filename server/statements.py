"""Assertions as pages show them: who does what with which data, in words, with the sentence behind it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from ..ontology import load_vocabulary
from ..ontology.namespaces import DENIED, PG, PRACTICE, PREFIXES, RDF
from ..ontology.schema import load_schema
from .addresses import Addresses
from .context import Service

PAGE = 100
"""Statements on one page."""
MOST = 10_000
"""Statements of one version that are shown with its text."""

_HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("pg", "oa", "skos", "rdfs", "dcterms", "prov"))
ROLES = (
    ("refersTo", "that is"),
    ("form", "in form"),
    ("dataSubject", "of"),
    ("dataSource", "from"),
    ("forPurpose", "for"),
    ("recipient", "to"),
    ("combinedWith", "combined with"),
    ("technology", "by means of"),
    ("condition", "only when"),
    ("exception", "except when"),
    ("scope", "within"),
    ("legalBasis", "on the basis of"),
    ("safeguard", "safeguard"),
    ("threat", "against"),
    ("location", "in"),
    ("retentionPeriod", "for a time of"),
    ("retentionRule", "for as long as"),
    ("right", "right"),
    ("framework", "framework"),
    ("topic", "topic"),
    ("term", "term"),
    ("includes", "includes"),
    ("excludes", "excludes"),
    ("minimumAge", "minimum age"),
    ("notice", "notice"),
    ("deadline", "at the latest after"),
    ("channel", "by way of"),
    ("contact", "contact"),
)
"""Properties in the order in which a page tells them, with the words before their values."""
LITERAL_ROLES = frozenset({"retentionPeriod", "minimumAge", "notice", "deadline", "channel", "contact"})
# Their names pick assertions by one index; "a pg:Assertion" would read all of them.
NAMING = ", ".join(
    f"pg:{name}" for name in ("practice", "actor", "dataType", *(n for n, _ in ROLES if n not in LITERAL_ROLES))
)
SELECTIONS = {
    "latest": """?policy dcterms:publisher $iri ; dcterms:hasVersion ?version .
      FILTER NOT EXISTS { ?newer prov:wasRevisionOf ?version }
      ?a pg:statedIn ?version . OPTIONAL { ?a pg:practice ?practice } OPTIONAL { ?a pg:dataType ?data }""",
    "version": "?a pg:statedIn $iri . OPTIONAL { ?a pg:practice ?practice } OPTIONAL { ?a pg:dataType ?data }",
    "rights": """?policy dcterms:publisher $iri ; dcterms:hasVersion ?version .
      FILTER NOT EXISTS { ?newer prov:wasRevisionOf ?version }
      ?a pg:statedIn ?version ; pg:right ?practice . OPTIONAL { ?a pg:dataType ?data }""",
    "concept": f"?a ?role $iri FILTER(?role IN ({NAMING}))",
}
"""Which assertions: those of a company's latest versions, of these the rights, those of one version, or those that name
a concept."""
COUNT = _HEAD + "SELECT (COUNT(DISTINCT ?a) AS ?n) WHERE {{ GRAPH ?g {{ {selection} }} }}"
PICKED = _HEAD + "SELECT DISTINCT {names} WHERE {{ GRAPH ?g {{ {selection} }} }} {order} LIMIT {limit} OFFSET {offset}"
# Those picked are named in queries of their own: with the selection inside, or an OPTIONAL, whole graphs are read.
PROPERTIES = (
    _HEAD
    + """SELECT ?a ?p ?o WHERE {{ VALUES (?g ?a) {{ {picked} }} GRAPH ?g {{ ?a ?p ?o }}
  FILTER(?p NOT IN (pg:statedIn, pg:validDuring, pg:evidence, pg:contentKey, prov:wasGeneratedBy)) }}"""
)
LABELS = _HEAD + "SELECT ?o ?label WHERE {{ VALUES ?o {{ {named} }} GRAPH ?g {{ ?o skos:prefLabel ?label }} }}"
SENTENCES = (
    _HEAD
    + """SELECT ?a ?e ?exact WHERE {{ VALUES (?g ?a) {{ {picked} }}
  GRAPH ?g {{ ?a pg:evidence ?e . ?e oa:hasSelector ?selector . ?selector oa:exact ?exact }} }}"""
)
SECTIONS = (
    _HEAD
    + """SELECT ?e ?section WHERE {{ VALUES (?g ?a) {{ {picked} }}
  GRAPH ?g {{ ?a pg:evidence ?e . ?e pg:section ?section }} }}"""
)
COMPANIES = _HEAD + "SELECT ?iri ?label WHERE { GRAPH ?g { ?iri a pg:Company ; rdfs:label ?label } } ORDER BY ?label"

KINDS = {
    "DataPractice": "Data practices",
    "UserRight": "Rights",
    "ComplianceClaim": "Laws and frameworks",
    "ChangeNotice": "Changes of the policy",
    "AudienceStatement": "Whom it is for",
    "DoNotTrackStatement": "Do Not Track",
    "TermDefinition": "Definitions",
    "Disclosure": "Disclosures",
}
"""Kind of assertion → the heading that a page gives it."""


@dataclass(frozen=True, slots=True)
class Link:
    """Words, and where they lead (None: nowhere)."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One assertion for a page. ``family`` is the local name of its topmost practice, or of its kind."""

    iri: str
    href: str
    kind: str
    heading: str
    family: str
    company: Link
    actor: Link | None
    verb: Link | None
    denied: bool
    modality: str
    data_type: Link | None
    roles: tuple[tuple[str, tuple[Link, ...]], ...]
    quotes: tuple[tuple[str, str], ...]
    """(sentence, section) of each place."""
    exclusive: bool = False
    confidence: str = ""
    first_stated: str = ""

    @property
    def about(self) -> str:
        """The words for the data that it is about, empty where it is about none."""
        return self.data_type.text if self.data_type else ""

    def of(self, role: str) -> tuple[Link, ...]:
        """The values of a property of `ROLES`."""
        return next((values for words, values in self.roles if words == dict(ROLES)[role]), ())


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the statements asked for, which page of how many it is, and how many statements there are in all."""

    statements: tuple[Statement, ...]
    number: int
    pages: int
    total: int

    def by_heading(self) -> list[tuple[str, list[Statement]]]:
        """The statements in groups: practices first, by family, then the other kinds."""
        groups: dict[str, list[Statement]] = defaultdict(list)
        for statement in self.statements:
            groups[statement.heading].append(statement)
        order = {heading: place for place, heading in enumerate(KINDS.values(), 1)}
        return sorted(groups.items(), key=lambda group: (order.get(group[0], 0), group[0]))


@dataclass(frozen=True)
class Labels:
    """Words for IRIs: of concepts, schema terms, companies, and the policies' own concepts given here."""

    addresses: Addresses
    given: Mapping[str, str] = field(default_factory=dict)

    def text(self, iri: str) -> str:
        """The label of an IRI; where none is known the last part of it."""
        if iri in self.given:
            return self.given[iri]
        vocabulary = load_vocabulary()
        if iri in vocabulary:
            return vocabulary[iri].label
        term = load_schema().get(iri)
        if term is not None and term.label:
            return term.label
        return iri.rstrip("/").rpartition("#")[2].rpartition("/")[2] or iri

    def link(self, iri: str) -> Link:
        """The label, linked."""
        return Link(self.text(iri), self.addresses.link(iri))


def company_labels(service: Service) -> dict[str, str]:
    """IRI → name of every company."""
    return {row["iri"]: row["label"] for row in service.select(COMPANIES)}


def term_labels(service: Service, iris: Iterable[str]) -> dict[str, str]:
    """IRI → label of those among these IRIs that are terms of policies' own."""
    space = f"{service.addresses.base}policy/"
    own = sorted({iri for iri in iris if iri.startswith(space) and "/term/" in iri})
    if not own:
        return {}
    listed = " ".join(str(ox.NamedNode(iri)) for iri in own)
    return {row["o"]: row["label"] for row in service.select(LABELS.format(named=listed))}


def statements(service: Service, selection: str, iri: str, page: int = 1) -> Page:
    """One page of the assertions that a selection of `SELECTIONS` picks for an IRI.

    Pages count from 1; one beyond the last is empty.
    """
    pattern = SELECTIONS[selection]
    total = int(service.select(COUNT.format(selection=pattern), iri=iri)[0]["n"])
    pages = max(1, -(-total // PAGE))
    if not total or page > pages:
        return Page((), page, pages, total)
    return Page(_picked(service, selection, iri, PAGE, (page - 1) * PAGE), page, pages, total)


def all_statements(service: Service, selection: str, iri: str) -> tuple[Statement, ...]:
    """All assertions that a selection picks, in one piece: of one version, which a text bounds."""
    return _picked(service, selection, iri, MOST, 0)


def _picked(service: Service, selection: str, iri: str, limit: int, offset: int) -> tuple[Statement, ...]:
    names, order = "?g ?a ?practice ?data", "ORDER BY ?practice ?data ?g ?a"
    if selection == "concept":
        # a generation of our own store gives its rows in one order always; to sort all takes longer than to find them
        names, order = "?g ?a", "ORDER BY ?g ?a" if service.generation is None else ""
    query = PICKED.format(selection=SELECTIONS[selection], names=names, order=order, limit=limit, offset=offset)
    return named(service, [(row["g"], row["a"]) for row in service.select(query, iri=iri)])


def named(service: Service, pairs: Sequence[tuple[str, str]]) -> tuple[Statement, ...]:
    """The assertions with these (named graph, IRI), in this order; those that are not there are left out."""
    if not pairs:
        return ()
    names = " ".join(f"({ox.NamedNode(graph)} {ox.NamedNode(iri)})" for graph, iri in pairs)
    properties, sentences, sections = (
        service.select(query.format(picked=names)) for query in (PROPERTIES, SENTENCES, SECTIONS)
    )
    given = {**company_labels(service), **term_labels(service, (row["o"] for row in properties))}
    headings = {row["e"]: row["section"] for row in sections}
    quotes = [{**row, "section": headings.get(row["e"], "")} for row in sentences]
    place = {iri: number for number, (_, iri) in enumerate(pairs)}
    found = from_rows(properties, quotes, Labels(service.addresses, given))
    return tuple(sorted(found, key=lambda statement: place[statement.iri]))


def from_rows(
    rows: Iterable[Mapping[str, str]], quotes: Iterable[Mapping[str, str]], labels: Labels
) -> Iterable[Statement]:
    """Statements from rows of (a, p, o) and of (a, exact, section), in the order of the rows."""
    values: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        values.setdefault(row["a"], defaultdict(list))[row["p"]].append(row["o"])
    said: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in quotes:
        said[row["a"]].append((row["exact"], row.get("section", "")))
    for iri, properties in values.items():
        yield _statement(iri, properties, said[iri], labels)


def _statement(
    iri: str, properties: Mapping[str, Sequence[str]], quotes: Sequence[tuple[str, str]], words: Labels
) -> Statement:
    def first(name: str) -> str | None:
        return next(iter(properties.get(PG + name, ())), None)

    kinds = [t.removeprefix(PG) for t in properties.get(RDF + "type", ()) if t.removeprefix(PG) in KINDS]
    kind = kinds[0] if kinds else "Assertion"
    practice, actor, data_type = first("practice"), first("actor"), first("dataType")
    roles = []
    for name, phrase in ROLES:
        found = tuple(
            words.link(value)
            if "://" in value and name not in ("notice", "channel", "contact")
            else Link(duration_in_words(value))
            for value in sorted(set(properties.get(PG + name, ())))
        )
        if found:
            roles.append((phrase, found))
    top = family(practice) if practice else ""
    return Statement(
        iri=iri,
        href=words.addresses.link(iri) or iri,
        kind=kind,
        heading=words.text(top) if top else KINDS.get(kind, kind),
        family=top.removeprefix(PRACTICE) or kind,
        company=words.link(first("assertedBy") or ""),
        actor=words.link(actor) if actor else None,
        verb=words.link(practice) if practice else None,
        denied=first("polarity") == DENIED,
        modality=(first("modality") or "").removeprefix(PG),
        data_type=words.link(data_type) if data_type else None,
        roles=tuple(roles),
        quotes=tuple(sorted(set(quotes))),
        exclusive=first("exclusive") == "true",
        confidence=first("confidence") or "",
        first_stated=first("firstStated") or "",
    )


def family(practice: str) -> str:
    """The topmost practice above this one."""
    vocabulary = load_vocabulary()
    while practice in vocabulary and (above := [b for b in vocabulary[practice].broader if b.startswith(PRACTICE)]):
        practice = above[0]
    return practice


def duration_in_words(value: str) -> str:
    """An ``xsd:duration`` in words, the value itself where it is none.

    >>> duration_in_words("P1Y6M"), duration_in_words("PT48H"), duration_in_words("Paris")
    ('1 year 6 months', '48 hours', 'Paris')
    """
    found = re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", value)
    if not found:
        return value
    units = ("year", "month", "day", "hour", "minute", "second")
    parts = [f"{int(n)} {unit}{'' if int(n) == 1 else 's'}" for n, unit in zip(found.groups(), units, strict=True) if n]
    return " ".join(parts) or value
