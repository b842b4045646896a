"""Each property shape of the integrity profile reports what it is there for, and no other one does."""

from collections.abc import Iterator

import pytest
from practicegraph.ontology import namespaces as ns
from practicegraph.shapes import PROFILES, rules, validate
from practicegraph.shapes.profiles import load_profile
from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, RDF, SH, XSD
from rdflib.term import Node

SHAPES = load_profile("integrity")
PROPERTY_SHAPES = sorted(SHAPES.subjects(RDF.type, SH.PropertyShape))
CLOSED = sorted(SHAPES.subjects(SH.closed))
OF_KIND = sorted(s for s in SHAPES.subjects(SH["class"]) if (s, RDF.type, SH.NodeShape) in SHAPES)


def pg(name: str) -> URIRef:
    return URIRef(ns.PG + name)


EVERY_ROLE = {
    "practice": "practice/Share",
    "data_type": "data/EmailAddress",
    "refers_to": ["data/Name"],
    "data_subject": "subject/Customer",
    "form": ns.IDENTIFIABLE,
    "exclusive": True,
    "purposes": ["purpose/Marketing"],
    "recipients": ["party/Advertiser", ns.DEFAULT_BASE + "company/other.example"],
    "conditions": ["condition/Consent"],
    "exceptions": ["condition/LegalRequirement", ("unless it rains", None)],
    "scopes": [("when using our telescope", None)],
    "data_sources": ["source/Device"],
    "combined_with": ["data/Name"],
    "legal_bases": ["legal-basis/Consent"],
    "technologies": ["technology/Cookie"],
    "safeguards": ["safeguard/Encryption"],
    "threats": ["threat/Loss"],
    "locations": ["location/Canada"],
    "retention": ["retention/AsLongAsNecessary", "P2Y"],
    "frameworks": ["framework/CCPA"],
    "contacts": [("privacy@orrery.example", None)],
    "channels": [("the settings page", None)],
    "deadlines": ["P30D"],
}
VERSION = [
    ("We share your e-mail address with everybody who asks.", EVERY_ROLE),
    ("We do not sell your star charts.", {"practice": "practice/Sell", "polarity": ns.DENIED,
     "data_type": ("star charts", None)}),
    ("You may see your name.", {"kind": "UserRight", "rights": ["right/Access"], "data_type": "data/Name"}),
    ("We follow the law of California.", {"kind": "ComplianceClaim", "frameworks": ["framework/CCPA"]}),
    ("We post changes on this page.", {"kind": "ChangeNotice", "notice": ("post changes on this page", None)}),
    ("Children below 13 stay away.", {"kind": "AudienceStatement", "minimum_age": 13}),
    ("We honour the signal.", {"kind": "DoNotTrackStatement", "polarity": ns.AFFIRMED}),
    ("Account data means your name but not your sign.", {"kind": "TermDefinition", "term": ("Account data", None),
     "includes": ["data/Name"], "excludes": [("sign", None)]}),
    ("Orrery runs this site.", {"kind": "Disclosure", "topics": ["topic/ControllerIdentity"]}),
    ("Write to privacy@orrery.example.", {"kind": "Disclosure", "topics": ["topic/DataProtectionOfficer"],
     "contacts": [("privacy@orrery.example", None)]}),
]  # fmt: skip


@pytest.fixture(scope="module")
def good(make_policy, make_catalogue) -> Graph:
    """What a build yields with every property of the data model in it, and what the catalogue says beside it."""
    return make_policy(VERSION, VERSION[:3]) + make_catalogue(VERSION)


def test_a_good_graph_conforms(good: Graph) -> None:
    report = validate(good, ["integrity"])
    assert [(f.code, f.focus, f.value) for f in report.findings] == []
    assert report.conforms


def test_each_rule_has_a_code_of_its_own_and_says_what_is_wrong() -> None:
    found = rules("integrity")
    assert len({rule.code for rule in found}) == len(found)
    assert {rule.shape for rule in found} == {str(s) for s in (*PROPERTY_SHAPES, *CLOSED, *OF_KIND)}
    assert all(rule.message and rule.description and rule.code.startswith("PG1") for rule in found)


def focus_nodes(graph: Graph, shape: Node) -> Iterator[Node]:
    holder = SHAPES.value(None, SH.property, shape) or shape
    for target in SHAPES.objects(holder, SH.targetClass):
        yield from sorted(graph.subjects(RDF.type, target))
    for target in SHAPES.objects(holder, SH.targetSubjectsOf):
        yield from sorted(set(graph.subjects(target)))


def paths(shape: Node) -> list[Node]:
    path = SHAPES.value(shape, SH.path)
    alternatives = SHAPES.value(path, SH.alternativePath)
    return list(Collection(SHAPES, alternatives)) if alternatives else [path]


KIND_CONSTRAINTS = (
    SH.nodeKind, SH["class"], SH.datatype, SH["in"], SH["or"], SH.pattern, SH.hasValue, SH.minLength,
)  # fmt: skip
CASES = [
    (shape, constraint)
    for shape in PROPERTY_SHAPES
    for constraint in (
        *[c for c in (SH.minCount, SH.maxCount, SH.qualifiedMinCount, SH.qualifiedMaxCount, SH.lessThan,
                      SH.lessThanOrEquals, SH.minInclusive, SH.maxInclusive, SH.uniqueLang, *KIND_CONSTRAINTS)
          if (shape, c, None) in SHAPES],
    )
]  # fmt: skip

ORDERS = [s for s in PROPERTY_SHAPES if str(s).endswith("-order")]


def compared(shape: Node) -> list[Node]:
    return [*SHAPES.objects(shape, SH.lessThan), *SHAPES.objects(shape, SH.lessThanOrEquals)]


def duplicate(graph: Graph, shape: Node, focus: Node, path: Node) -> None:
    """A second value as good as the first."""
    value = next(graph.objects(focus, path))
    if isinstance(value, URIRef):
        others = [o for o in set(graph.objects(None, path)) - {value} if o not in set(graph.objects(focus, path))]
        allowed = SHAPES.value(shape, SH["in"])
        if allowed:
            others = [o for o in Collection(SHAPES, allowed) if o != value]
        if path == pg("dataType"):
            others = [URIRef(ns.DATA + "Name")]
        graph.add((focus, path, sorted(others)[0] if others else URIRef(str(value) + "x")))
    else:
        graph.add((focus, path, Literal(different(str(value)), datatype=value.datatype)))


def different(lexical: str) -> str:
    """Another value of the same datatype and pattern."""
    for old, new in (("true", "false"), ("0.9", "0.8"), ("1.0", "0.5"), ("13", "16"), ("2020", "2019")):
        if lexical.startswith(old):
            return new + lexical[len(old) :]
    if lexical.isdigit():
        return str(max(0, int(lexical) - 1))
    return lexical[:-1] + ("1" if lexical.endswith("0") else "0")


def corrupt(graph: Graph, shape: Node, constraint: URIRef, focus: Node) -> None:
    """Break one constraint of the shape at the focus node."""
    path = next(p for p in paths(shape) if (focus, p, None) in graph)
    if constraint == SH.minCount:
        for each in paths(shape):
            graph.remove((focus, each, None))
    elif constraint == SH.maxCount:
        duplicate(graph, shape, focus, path)
    elif constraint in (SH.lessThan, SH.lessThanOrEquals):
        other = SHAPES.value(shape, constraint)
        value = graph.value(focus, path)
        low = "2001-01-01" if value.datatype == XSD.date else "0"
        graph.set((focus, other, Literal(low, datatype=value.datatype)))
        graph.set((focus, path, value if low != "0" else Literal("5", datatype=value.datatype)))
    elif constraint in (SH.minInclusive, SH.maxInclusive):
        value = next(graph.objects(focus, path))
        broken = "-1" if constraint == SH.minInclusive else "5000"
        graph.set((focus, path, Literal(broken, datatype=value.datatype)))
    elif constraint == SH.uniqueLang:
        graph.add((focus, path, Literal("another one", lang="en")))
    elif constraint in (SH.qualifiedMinCount, SH.qualifiedMaxCount):
        qualify(graph, shape, focus, path, more=constraint == SH.qualifiedMaxCount)
    elif constraint == SH.minLength:
        graph.set((focus, path, Literal("")))
    elif constraint == SH.hasValue:
        graph.remove((focus, path, SHAPES.value(shape, SH.hasValue)))
    else:
        # A literal where an IRI must stand, or one of another datatype, or one that does not fit the pattern
        value = next(graph.objects(focus, path))
        literal = isinstance(value, Literal)
        graph.remove((focus, path, value))
        graph.add((focus, path, Literal("out of place", lang="en") if literal else Literal("out of place")))


def qualify(graph: Graph, shape: Node, focus: Node, path: Node, *, more: bool) -> None:
    inner = SHAPES.value(shape, SH.qualifiedValueShape)
    kind = SHAPES.value(inner, SH["class"])
    if kind is None:  # the kinds of statement
        if more:
            graph.add((focus, path, pg("AudienceStatement")))
        else:
            for value in Collection(SHAPES, SHAPES.value(inner, SH["in"])):
                graph.remove((focus, path, value))
        return
    if more:
        graph.add(
            (focus, path, next(s for s in sorted(graph.subjects(RDF.type, kind)) if (focus, path, s) not in graph))
        )
        return
    for selector in list(graph.objects(focus, path)):
        if (selector, RDF.type, kind) in graph:
            graph.remove((focus, path, selector))


def pick(graph: Graph, shape: Node, constraint: URIRef) -> Node:
    """A focus node that has a value, and whose other values ask for nothing that is broken here."""
    found = [f for f in focus_nodes(graph, shape) if any((f, p, None) in graph for p in paths(shape))]
    other = SHAPES.value(shape, SH.lessThan) or SHAPES.value(shape, SH.lessThanOrEquals)
    if other is not None:
        found = [f for f in found if (f, other, None) in graph]
    if str(shape).endswith("Assertion-kind"):
        found = [f for f in found if (f, RDF.type, pg("ChangeNotice")) in graph]
    if str(shape).endswith("OwnConcept-type"):  # one whose class alone is asked for where it stands
        found = [f for f in found if (None, pg("exception"), f) in graph]
    assert found, f"the good graph has nothing for {shape}"
    return found[0]


@pytest.mark.parametrize(
    ("shape", "constraint"), CASES, ids=[f"{s.rpartition('/')[2]}-{c.rpartition('#')[2]}" for s, c in CASES]
)
def test_exactly_the_shape_reports_what_is_broken(good: Graph, shape: Node, constraint: URIRef) -> None:
    broken = Graph()
    for triple in good:
        broken.add(triple)
    focus = pick(broken, shape, constraint)
    corrupt(broken, shape, constraint, focus)
    report = validate(broken, ["integrity"])
    # Values that are out of place cannot be ordered either
    ordering = {str(o) for p in paths(shape) for o in ORDERS if p in (SHAPES.value(o, SH.path), *compared(o))}
    assert {finding.shape for finding in report.findings} - (ordering - {str(shape)}) == {str(shape)}
    assert str(focus) in {finding.focus for finding in report.findings}


@pytest.mark.parametrize("shape", CLOSED)
def test_a_property_that_the_model_does_not_have_is_found(good: Graph, shape: Node) -> None:
    broken = good + Graph()
    focus = next(focus_nodes(broken, shape))
    broken.add((focus, pg("colour"), Literal("green")))
    (finding,) = validate(broken, ["integrity"]).findings
    assert (finding.shape, finding.focus, finding.path) == (str(shape), str(focus), str(pg("colour")))


def test_what_validation_adds_is_no_property_too_many(good: Graph) -> None:
    found = validate(good, PROFILES).findings
    assert [f for f in found if f.profile == "integrity"] == []


@pytest.mark.parametrize("shape", OF_KIND)
def test_a_property_of_another_kind_of_statement_is_found(good: Graph, shape: Node) -> None:
    for property_ in SHAPES.objects(shape, SH.targetSubjectsOf):
        broken = good + Graph()
        notice = next(iter(sorted(broken.subjects(RDF.type, pg("ChangeNotice")))))
        broken.add((notice, property_, next(iter(sorted(good.objects(None, property_))))))
        (finding,) = validate(broken, ["integrity"]).findings
        assert (finding.shape, finding.focus) == (str(shape), str(notice))


def test_every_property_shape_has_a_case() -> None:
    assert {shape for shape, _ in CASES} == set(PROPERTY_SHAPES)


def test_an_unknown_concept_is_found_with_the_sentence(good: Graph) -> None:
    broken = Graph()
    for triple in good:
        broken.add(triple)
    right = next(s for s in broken.subjects(RDF.type, pg("UserRight")))
    broken.set((right, pg("dataType"), URIRef(ns.DATA + "Nmae")))
    (finding,) = validate(broken, ["integrity"]).findings
    assert finding.code == "PG135"
    assert finding.value == ns.DATA + "Nmae"
    assert finding.statements[0].sentence == "You may see your name."
    assert finding.statements[0].section == "Privacy > What we do"
    assert finding.statements[0].date == "2020-03-01"


def test_the_policy_is_named_for_a_part_of_a_statement(good: Graph) -> None:
    broken = Graph()
    for triple in good:
        broken.add(triple)
    version = next(iter(sorted(broken.subjects(RDF.type, pg("PolicyVersion")))))
    broken.remove((version, DCTERMS.issued, None))
    (finding,) = validate(broken, ["integrity"]).findings
    assert finding.policy == ns.DEFAULT_BASE + "policy/orrery.example/privacy-policy"
    assert finding.path == str(DCTERMS.issued)
