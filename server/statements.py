"""Assertions as pages show them: who does what with which data, in words, with the sentence behind it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

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
SELECTIONS = {
    "latest": """?policy dcterms:publisher $iri ; dcterms:hasVersion ?version .
      FILTER NOT EXISTS { ?newer prov:wasRevisionOf ?version }
      ?a pg:statedIn ?version . OPTIONAL { ?a pg:practice ?practice } OPTIONAL { ?a pg:dataType ?data }""",
    "version": "?a pg:statedIn $iri . OPTIONAL { ?a pg:practice ?practice } OPTIONAL { ?a pg:dataType ?data }",
    "concept": """?a ?role $iri ; a pg:Assertion . OPTIONAL { ?a pg:practice ?practice }
      OPTIONAL { ?a pg:dataType ?data }""",
}
"""Which assertions: those of a company's latest versions, of one version, or those that name a concept."""
COUNT = _HEAD + "SELECT (COUNT(DISTINCT ?a) AS ?n) WHERE {{ GRAPH ?g {{ {selection} }} }}"
PROPERTIES = (
    _HEAD
    + """SELECT ?a ?p ?o ?label WHERE {{
  {{ SELECT DISTINCT ?g ?a ?practice ?data WHERE {{ GRAPH ?g {{ {selection} }} }}
    ORDER BY ?practice ?data ?a LIMIT {limit} OFFSET {offset} }}
  GRAPH ?g {{ ?a ?p ?o . OPTIONAL {{ ?o skos:prefLabel ?label }} }}
}}"""
)
SENTENCES = (
    _HEAD
    + """SELECT ?a ?exact ?section ?version WHERE {{
  {{ SELECT DISTINCT ?g ?a ?practice ?data WHERE {{ GRAPH ?g {{ {selection} }} }}
    ORDER BY ?practice ?data ?a LIMIT {limit} OFFSET {offset} }}
  GRAPH ?g {{ ?a pg:evidence ?e . ?e oa:hasSource ?version ; oa:hasSelector ?selector . ?selector oa:exact ?exact .
    OPTIONAL {{ ?e pg:section ?section }} }}
}}"""
)
COMPANIES = _HEAD + "SELECT ?iri ?label WHERE { GRAPH ?g { ?iri a pg:Company ; rdfs:label ?label } } ORDER BY ?label"

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
    ("deadline", "within"),
    ("channel", "by way of"),
    ("contact", "contact"),
)
"""Properties in the order in which a page tells them, with the words before their values."""
LITERAL_ROLES = frozenset({"retentionPeriod", "minimumAge", "notice", "deadline", "channel", "contact"})
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


def statements(service: Service, selection: str, iri: str, page: int = 1) -> Page:
    """One page of the assertions that a selection of `SELECTIONS` picks for an IRI.

    Pages count from 1; one beyond the last is empty.
    """
    pattern = SELECTIONS[selection]
    total = int(service.select(COUNT.format(selection=pattern), iri=iri)[0]["n"])
    pages = max(1, -(-total // PAGE))
    found: tuple[Statement, ...] = ()
    if total and 1 <= page <= pages:
        part = {"selection": pattern, "limit": PAGE, "offset": (page - 1) * PAGE}
        rows = service.select(PROPERTIES.format(**part), iri=iri)
        quotes = service.select(SENTENCES.format(**part), iri=iri)
        found = tuple(from_rows(rows, quotes, Labels(service.addresses, company_labels(service))))
    return Page(found, page, pages, total)


def all_statements(service: Service, selection: str, iri: str) -> tuple[Statement, ...]:
    """All assertions that a selection picks, in one piece: of one version, which a text bounds."""
    part = {"selection": SELECTIONS[selection], "limit": MOST, "offset": 0}
    rows = service.select(PROPERTIES.format(**part), iri=iri)
    quotes = service.select(SENTENCES.format(**part), iri=iri)
    return tuple(from_rows(rows, quotes, Labels(service.addresses, company_labels(service))))


def from_rows(
    rows: Iterable[Mapping[str, str]], quotes: Iterable[Mapping[str, str]], labels: Labels
) -> Iterable[Statement]:
    """Statements from rows of (a, p, o, label) and of (a, exact, section), in the order of the rows."""
    values: dict[str, dict[str, list[str]]] = {}
    given = dict(labels.given)
    for row in rows:
        values.setdefault(row["a"], defaultdict(list))[row["p"]].append(row["o"])
        if "label" in row:
            given[row["o"]] = row["label"]
    said: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in quotes:
        said[row["a"]].append((row["exact"], row.get("section", "")))
    words = Labels(labels.addresses, given)
    for iri, properties in values.items():
        yield _statement(iri, properties, said[iri], words)


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
