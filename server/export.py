"""The graph as files for others: all of it, one row for each statement, or in the terms of DPV or ODRL."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import BinaryIO, Final

import pyoxigraph as ox

from ..extract.identity import catalogue_iri
from ..ontology import Vocabulary, load_vocabulary
from ..ontology.namespaces import (
    AFFIRMED,
    DCTERMS,
    DEFAULT_BASE,
    DENIED,
    DPV,
    OA,
    ONTOLOGY_GRAPH,
    PG,
    PRACTICE,
    PREFIXES,
    RDF,
    RDFS,
    SKOS,
)
from .snapshot import snapshot
from .store import LocalStore, RemoteStore

RDF_FORMATS: Final[Mapping[str, ox.RdfFormat]] = {
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
}
FORMATS: Final = (*RDF_FORMATS, "csv")
PROFILES: Final = ("practicegraph", "dpv", "odrl")
ODRL: Final = "http://www.w3.org/ns/odrl/2/"

COLUMNS: Final = (
    "company",
    "policy",
    "kind",
    "actor",
    "practice",
    "polarity",
    "modality",
    "dataType",
    "refersTo",
    "dataSubject",
    "forPurpose",
    "recipient",
    "condition",
    "exception",
    "exclusive",
    "scope",
    "form",
    "dataSource",
    "combinedWith",
    "technology",
    "safeguard",
    "threat",
    "location",
    "retentionPeriod",
    "retentionRule",
    "legalBasis",
    "right",
    "framework",
    "topic",
    "minimumAge",
    "notice",
    "channel",
    "contact",
    "deadline",
    "term",
    "includes",
    "excludes",
    "sentence",
    "section",
    "firstStated",
    "validDuring",
    "confidence",
    "assertion",
)
"""Columns of the CSV table; several values of one are joined by a vertical bar."""

_DPV_ROLES: Final = {
    "dataType": "hasPersonalData",
    "practice": "hasProcessing",
    "forPurpose": "hasPurpose",
    "recipient": "hasRecipient",
    "dataSubject": "hasDataSubject",
    "dataSource": "hasDataSource",
    "legalBasis": "hasLegalBasis",
    "safeguard": "hasTechnicalOrganisationalMeasure",
    "location": "hasLocation",
    "retentionRule": "hasStorageCondition",
    "technology": "isImplementedUsingTechnology",
}
_ODRL_ACTIONS: Final = {
    "Sell": "sell",
    "Share": "distribute",
    "Use": "use",
    "Delete": "delete",
    "Anonymise": "anonymize",
    "Retain": "archive",
}
Terms = dict[str, list[ox.NamedNode | ox.Literal]]


class ExportProblem(ValueError):  # noqa: N818 - a problem of what is asked for
    """The format and the profile do not go together; the message says what does."""


def export(store: LocalStore | RemoteStore, out: BinaryIO, format: str = "nq", profile: str = "practicegraph") -> None:  # noqa: A002
    """Write the graph of a store: of a server the graphs of policies, catalogue, report of validation, and ontology.

    ``format`` is one of `FORMATS`; ``ttl`` has all graphs in one, ``csv`` one row for each statement (cells that a
    spreadsheet would take for a formula begin with an apostrophe). ``profile`` ``dpv`` gives each data practice as a
    ``dpv:Process`` of its company's, with ``dpv:hasPermission`` or ``dpv:hasProhibition``; ``odrl`` each policy as an
    ``odrl:Set``. What these vocabularies cannot say is left out there.

    Raises ExportProblem for a format that does not go with the profile, StoreError for the store.
    """
    if profile not in PROFILES:
        raise ExportProblem(f"There is no profile {profile!r}. Choose from: {', '.join(PROFILES)}.")
    if format not in FORMATS:
        raise ExportProblem(f"There is no format {format!r}. Choose from: {', '.join(FORMATS)}.")
    if format == "csv" and profile != "practicegraph":
        raise ExportProblem(f"The profile {profile} has no table. Choose from: {', '.join(RDF_FORMATS)}.")
    with snapshot(store) as opened:
        if profile == "dpv":
            _write_rdf(dpv_quads(opened.graph, load_vocabulary()), RDF_FORMATS[format], out)
        elif profile == "odrl":
            _write_rdf(odrl_quads(opened.graph, load_vocabulary()), RDF_FORMATS[format], out)
        else:
            export_graph(opened.graph, opened.base, out, format)


def export_graph(graph: ox.Store, base: str, out: BinaryIO, format: str) -> None:  # noqa: A002
    """Write a graph whose instances have this base IRI in one of `FORMATS`, as `export` does."""
    if format == "csv":
        _write_table(graph, base, out)
    else:
        _write_rdf(graph, RDF_FORMATS[format], out)


def _write_rdf(quads: Iterable[ox.Quad], form: ox.RdfFormat, out: BinaryIO) -> None:
    prefixes = None if form == ox.RdfFormat.N_QUADS else {**PREFIXES, "odrl": ODRL}
    if form == ox.RdfFormat.TURTLE:
        ox.serialize((q.triple for q in quads), out, form, prefixes=prefixes)
    else:
        ox.serialize(quads, out, form, prefixes=prefixes)


def policies(graph: ox.Store) -> list[str]:
    """The policies, sorted by IRI."""
    found = graph.quads_for_pattern(None, ox.NamedNode(RDF + "type"), ox.NamedNode(PG + "Policy"), None)
    return sorted(q.subject.value for q in found if isinstance(q.subject, ox.NamedNode))


def statements(graph: ox.Store, policy: str) -> Iterator[tuple[str, Terms]]:
    """(IRI, values by property IRI) of each statement of a policy, sorted by IRI."""
    kind, class_ = ox.NamedNode(RDF + "type"), ox.NamedNode(PG + "Assertion")
    found = graph.quads_for_pattern(None, kind, class_, ox.NamedNode(policy))
    for iri in sorted(q.subject.value for q in found if isinstance(q.subject, ox.NamedNode)):
        yield iri, terms_of(graph, iri, policy)


def terms_of(graph: ox.Store, subject: str, name: str) -> Terms:
    """The values of each property that a subject has in a named graph, sorted."""
    found: Terms = {}
    for quad in graph.quads_for_pattern(ox.NamedNode(subject), None, None, ox.NamedNode(name)):
        if isinstance(quad.object, ox.NamedNode | ox.Literal):
            found.setdefault(quad.predicate.value, []).append(quad.object)
    return {name: sorted(values, key=str) for name, values in found.items()}


def rows(graph: ox.Store, base: str = DEFAULT_BASE) -> Iterator[dict[str, str]]:
    """One row for each statement, with labels for concepts and companies; the keys are `COLUMNS`."""
    for policy in policies(graph):
        labels = _Labels(graph, (ONTOLOGY_GRAPH, policy, catalogue_iri(base)))
        for iri, terms in statements(graph, policy):
            row = {column: " | ".join(labels(t) for t in terms.get(PG + column, ())) for column in COLUMNS}
            kinds = [t.value for t in terms[RDF + "type"] if t.value != PG + "Assertion"]
            places = [terms_of(graph, t.value, policy) for t in terms.get(PG + "evidence", ())]
            selectors = [terms_of(graph, t.value, policy) for p in places for t in p.get(OA + "hasSelector", ())]
            sections = dict.fromkeys(t.value for p in places for t in p.get(PG + "section", ()))
            row |= {
                "company": " | ".join(labels(t) for t in terms.get(PG + "assertedBy", ())),
                "policy": policy,
                "kind": " | ".join(_local(k) for k in kinds),
                "sentence": " | ".join(
                    dict.fromkeys(" ".join(t.value.split()) for s in selectors for t in s.get(OA + "exact", ()))
                ),
                "section": " | ".join(sections),
                "validDuring": " | ".join(_period(graph, t.value, policy) for t in terms.get(PG + "validDuring", ())),
                "assertion": iri,
            }
            yield row


def _period(graph: ox.Store, period: str, policy: str) -> str:
    """A period as an ISO 8601 interval, open ("..") where it still stands."""
    terms = terms_of(graph, period, policy)
    start, end = (terms.get(PG + name, ()) for name in ("validFrom", "validUntil"))
    return f"{start[0].value if start else '..'}/{end[0].value if end else '..'}"


class _Labels:
    """The label of a term, from some graphs; each looked up once."""

    def __init__(self, graph: ox.Store, names: Iterable[str]) -> None:
        self._graph = graph
        self._names = [ox.NamedNode(name) for name in names]
        self._known: dict[str, str] = {}

    def __call__(self, term: ox.NamedNode | ox.Literal) -> str:
        if isinstance(term, ox.Literal):
            return term.value
        if term.value not in self._known:
            self._known[term.value] = self._find(term) or _local(term.value)
        return self._known[term.value]

    def _find(self, node: ox.NamedNode) -> str | None:
        for name in self._names:
            for property_ in (SKOS + "prefLabel", RDFS + "label"):
                for quad in self._graph.quads_for_pattern(node, ox.NamedNode(property_), None, name):
                    if isinstance(quad.object, ox.Literal):
                        return quad.object.value
        return None


def _write_table(graph: ox.Store, base: str, out: BinaryIO) -> None:
    text = io.TextIOWrapper(out, "utf-8", errors="replace", newline="", write_through=True)
    try:
        writer = csv.DictWriter(text, COLUMNS)
        writer.writeheader()
        for row in rows(graph, base):
            writer.writerow({column: guarded(cell) for column, cell in row.items()})
    finally:
        text.detach()


def guarded(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula.

    >>> guarded("=1+2"), guarded("name")
    ("'=1+2", 'name')
    """
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def nearest_match(iri: str, vocabulary: Vocabulary, broader: Callable[[str], Iterable[str]]) -> list[str]:
    """The DPV terms that a concept, or else the nearest broader one that has any, is matched to.

    ``broader`` gives the broader concepts of a policy's own.
    """
    level, seen = [iri], {iri}
    while level:
        found = {m for c in level if c in vocabulary for _, m in vocabulary[c].matches}
        if found:
            return sorted(found)
        above = {b for c in level for b in (vocabulary[c].broader if c in vocabulary else broader(c))}
        level = sorted(above - seen)
        seen |= above
    return []


def _matcher(graph: ox.Store, policy: str, vocabulary: Vocabulary) -> Callable[[str], list[str]]:
    def own(iri: str) -> Iterator[str]:
        for quad in graph.quads_for_pattern(
            ox.NamedNode(iri), ox.NamedNode(SKOS + "broader"), None, ox.NamedNode(policy)
        ):
            if isinstance(quad.object, ox.NamedNode):
                yield quad.object.value

    return lambda iri: nearest_match(iri, vocabulary, own)


def _practices(graph: ox.Store, policy: str) -> Iterator[tuple[str, Terms]]:
    for iri, terms in statements(graph, policy):
        if ox.NamedNode(PG + "DataPractice") in terms[RDF + "type"]:
            yield iri, terms


def dpv_quads(graph: ox.Store, vocabulary: Vocabulary) -> Iterator[ox.Quad]:
    """Data practices in the terms of DPV 2.3 (https://w3id.org/dpv), in the named graph of their policy.

    DPV cannot say "except when", so statements with exceptions are left out; conditions are the process's context.
    """
    for policy in policies(graph):
        match, name = _matcher(graph, policy, vocabulary), ox.NamedNode(policy)
        for iri, terms in _practices(graph, policy):
            rule = {AFFIRMED: "Permission", DENIED: "Prohibition"}.get(_first(terms, "polarity"))
            if rule is None or PG + "exception" in terms:
                continue
            process, node = ox.NamedNode(f"{iri}#process"), ox.NamedNode(f"{iri}#rule")
            company = ox.NamedNode(_first(terms, "assertedBy"))

            def quad(s: ox.NamedNode, p: str, o: ox.NamedNode, name: ox.NamedNode = name) -> ox.Quad:
                return ox.Quad(s, ox.NamedNode(p), o, name)

            yield quad(company, DPV + "hasProcess", process)
            yield quad(process, f"{DPV}has{rule}", node)
            yield quad(node, RDF + "type", ox.NamedNode(DPV + rule))
            yield quad(process, RDF + "type", ox.NamedNode(DPV + "Process"))
            yield quad(process, DPV + "hasDataController", company)
            yield quad(process, DCTERMS + "source", ox.NamedNode(iri))
            for role, property_ in _DPV_ROLES.items():
                for term in terms.get(PG + role, ()):
                    for matched in match(term.value):
                        yield quad(process, DPV + property_, ox.NamedNode(matched))
            for term in terms.get(PG + "condition", ()):
                yield quad(process, DPV + "hasContext", ox.NamedNode(term.value))


def odrl_quads(graph: ox.Store, vocabulary: Vocabulary) -> Iterator[ox.Quad]:
    """Policies as sets of permissions and prohibitions (https://www.w3.org/TR/odrl-model/).

    Conditions and exceptions are constraints on our own left operand ``pg:condition``.
    """
    for policy in policies(graph):
        node = ox.NamedNode(f"{policy}#odrl")

        def quad(s: ox.NamedNode, p: str, o: ox.NamedNode, name: ox.NamedNode = ox.NamedNode(policy)) -> ox.Quad:  # noqa: B008
            return ox.Quad(s, ox.NamedNode(p), o, name)

        yield quad(node, RDF + "type", ox.NamedNode(ODRL + "Set"))
        yield quad(node, ODRL + "uid", node)
        yield quad(node, DCTERMS + "source", ox.NamedNode(policy))
        for iri, terms in _practices(graph, policy):
            property_ = {AFFIRMED: "permission", DENIED: "prohibition"}.get(_first(terms, "polarity"))
            if property_ is None:
                continue
            rule = ox.NamedNode(f"{iri}#odrl")
            yield quad(node, ODRL + property_, rule)
            yield quad(rule, RDF + "type", ox.NamedNode(ODRL + property_.capitalize()))
            yield quad(rule, DCTERMS + "source", ox.NamedNode(iri))
            yield quad(rule, ODRL + "assignee", ox.NamedNode(_first(terms, "actor")))
            yield quad(rule, ODRL + "action", ox.NamedNode(odrl_action(_first(terms, "practice"), vocabulary)))
            yield quad(rule, ODRL + "target", ox.NamedNode(_first(terms, "dataType")))
            for role, operand in (("forPurpose", "purpose"), ("recipient", "recipient")):
                for number, term in enumerate(terms.get(PG + role, ()), 1):
                    constraint = ox.NamedNode(f"{iri}#odrl-{operand}-{number}")
                    yield quad(rule, ODRL + "constraint", constraint)
                    yield quad(constraint, RDF + "type", ox.NamedNode(ODRL + "Constraint"))
                    yield quad(constraint, ODRL + "leftOperand", ox.NamedNode(ODRL + operand))
                    yield quad(constraint, ODRL + "operator", ox.NamedNode(ODRL + "isA"))
                    yield quad(constraint, ODRL + "rightOperand", ox.NamedNode(term.value))
            for role, operator in (("condition", "isAnyOf"), ("exception", "isNoneOf")):
                if PG + role in terms:
                    constraint = ox.NamedNode(f"{iri}#odrl-{role}")
                    yield quad(rule, ODRL + "constraint", constraint)
                    yield quad(constraint, RDF + "type", ox.NamedNode(ODRL + "Constraint"))
                    yield quad(constraint, ODRL + "leftOperand", ox.NamedNode(PG + "condition"))
                    yield quad(constraint, ODRL + "operator", ox.NamedNode(ODRL + operator))
                    for term in terms[PG + role]:
                        yield quad(constraint, ODRL + "rightOperand", ox.NamedNode(term.value))


def odrl_action(practice: str, vocabulary: Vocabulary) -> str:
    """ODRL's own action where it has one, else DPV's, else the practice."""
    own = _ODRL_ACTIONS.get(practice.removeprefix(PRACTICE))
    if own:
        return ODRL + own
    matched = nearest_match(practice, vocabulary, lambda _: ())
    return matched[0] if matched else practice


def _first(terms: Terms, name: str) -> str:
    values = terms.get(PG + name, ())
    return values[0].value if values else ""


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]
