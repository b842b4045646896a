"""Facts of the text that rules ask for: sentences, sections, and what a version says or has words for at all.

They are added to the copy of a policy's graph that is validated, as `context_of`'s are, and only those that the shapes
name. ``profiles/terms.ttl`` documents the terms. A passage is named by its version and RFC 5147 (``…#char=10,42``).
"""

from collections.abc import Iterator, Mapping, Set
from functools import cache
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, SH, XSD
from rdflib.term import Node

from ..ontology import load_vocabulary
from ..ontology.namespaces import DATA, DENIED, OA, PARTY, PG, REQUIRED, SHAPES
from .claims import ABOUT, Triple
from .context import WITHIN
from .matters import matters, matters_in, words_for
from .readability import WORDS_ENOUGH, lix
from .sections import sections

SENTENCE: Final = URIRef(SHAPES + "Sentence")
SECTION: Final = URIRef(SHAPES + "Section")
DOES: Final = URIRef(SHAPES + "does")
HOLDS: Final = URIRef(SHAPES + "holds")
STATES: Final = URIRef(SHAPES + "states")
DENIES: Final = URIRef(SHAPES + "denies")
SAYS: Final = URIRef(SHAPES + "says")
WORD_COUNT: Final = URIRef(SHAPES + "wordCount")
LIX: Final = URIRef(SHAPES + "lix")
PURPOSE_NEAR: Final = URIRef(SHAPES + "purposeNear")

SOURCE: Final = URIRef(OA + "hasSource")
EXACT: Final = URIRef(OA + "exact")
START: Final = URIRef(OA + "start")
END: Final = URIRef(OA + "end")
TRAIL: Final = URIRef(PG + "section")
_SELECTOR = URIRef(OA + "hasSelector")
_EVIDENCE = URIRef(PG + "evidence")
_STATED_IN = URIRef(PG + "statedIn")
_VERSION = URIRef(PG + "PolicyVersion")
_PRACTICE = URIRef(PG + "practice")
_ACTOR = URIRef(PG + "actor")
_PURPOSE = URIRef(PG + "forPurpose")
_NOT_DONE = (
    (URIRef(PG + "polarity"), URIRef(DENIED)),
    (URIRef(PG + "modality"), URIRef(REQUIRED)),
)
_ANY_DATA = ("Data", "PersonalData")
_SAID_OF_ALL = {PG + p for p in ("statedIn", "validDuring", "firstStated", "evidence", "confidence", "contentKey",
                                 "assertedBy", "practice", "actor", "polarity")}  # fmt: skip


def facts_of(graph: Graph, shapes: Graph, texts: Mapping[str, str] | None = None) -> Iterator[Triple]:
    """The triples to add to a policy's graph for these shapes. ``texts`` are those of its versions, by IRI.

    Where a text is not known, its version has no sections, and its words are those of the sentences in the graph.
    """
    yield from facts_named(graph, terms_named(shapes), texts)


def facts_named(graph: Graph, named: Set[Node], texts: Mapping[str, str] | None = None) -> Iterator[Triple]:
    """The same for shapes of which it is known which terms they name: `terms_named` gives these."""
    if named & {SENTENCE, HOLDS, DOES, *sentence_marks()}:
        yield from _sentences(graph)
    if PURPOSE_NEAR in named:
        yield from _purposes(graph)
    if named & {SECTION, LIX, WORD_COUNT}:
        yield from _sections(graph, texts or {})
    if named & {STATES, DENIES, SAYS}:
        yield from _said(graph)
    if SAYS in named:
        yield from _words(graph, texts or {})


def terms_named(shapes: Graph) -> set[Node]:
    """Which of the terms the shapes name, in their triples or in a query."""
    ignored = {part for head in shapes.objects(None, SH.ignoredProperties) for part in _parts(shapes, head)}
    nodes = {node for s, p, o in shapes if s not in ignored for node in (p, o)}
    queries = " ".join(str(node) for node in nodes if isinstance(node, Literal))
    terms = (SENTENCE, HOLDS, DOES, SECTION, LIX, WORD_COUNT, STATES, DENIES, SAYS, PURPOSE_NEAR, *sentence_marks())
    return {t for t in terms if t in nodes or f"shape:{t.removeprefix(SHAPES)}" in queries or f"<{t}>" in queries}


def _parts(shapes: Graph, head: Node) -> Iterator[Node]:
    """The nodes of a list."""
    yield from shapes.transitive_objects(head, RDF.rest)


def passage(version: Node, start: int, end: int) -> URIRef:
    """The IRI of a span of a version's text.

    >>> str(passage(URIRef("https://orrery.example/v"), 10, 42))
    'https://orrery.example/v#char=10,42'
    """
    return URIRef(f"{version}#char={start},{end}")


def _sentences(graph: Graph) -> Iterator[Triple]:
    """Each sentence that statements stand in, with what it holds, and the words that leave something open."""
    marks = [matter for matter, _ in matters() if matter in sentence_marks()]
    seen: set[URIRef] = set()
    binding: set[URIRef] = set()
    for statement, place in graph.subject_objects(_EVIDENCE):
        version, start, end, words = _span(graph, place)
        if version is None or start is None or end is None:
            continue
        node = passage(version, start, end)
        yield node, HOLDS, statement
        if node not in seen:
            seen.add(node)
            yield node, RDF.type, SENTENCE
            yield from _place(node, version, start, end, words)
            for trail in graph.objects(place, TRAIL):
                yield node, TRAIL, trail
        if (statement, _PRACTICE, None) not in graph or not _own(graph, statement):
            continue
        if any((statement, p, v) in graph for p, v in _NOT_DONE):
            continue
        yield node, DOES, statement
        if node not in binding:
            binding.add(node)
            for mark in marks:
                for found in words_for(mark, words):
                    yield node, mark, Literal(found)


@cache
def sentence_marks() -> frozenset[URIRef]:
    """The properties whose values are words of a sentence; their phrases stand with those of other matters."""
    return frozenset(matter for matter, _ in matters() if matter.startswith(SHAPES) and matter[len(SHAPES)].islower())


def _purposes(graph: Graph) -> Iterator[Triple]:
    """The purposes that hold for a statement because they stand in its section, or with the same data elsewhere."""
    in_section: dict[tuple[Node, str], set[Node]] = {}
    of_data: dict[tuple[Node, Node], set[Node]] = {}
    said = [(s, list(graph.objects(s, _STATED_IN)), _trails(graph, s), _kinds(graph, s)) for s in _statements(graph)]
    for statement, versions, trails, _ in said:
        for purpose in graph.objects(statement, _PURPOSE):
            for version in versions:
                for trail in trails:
                    in_section.setdefault((version, trail), set()).add(purpose)
                for data in graph.objects(statement, ABOUT):
                    of_data.setdefault((version, data), set()).add(purpose)
    for statement, versions, trails, kinds in said:
        for version in versions:
            near = [in_section.get((version, trail), set()) for trail in trails]
            for purpose in set().union(*near, *(of_data.get((version, kind), set()) for kind in kinds)):
                yield statement, PURPOSE_NEAR, purpose


def _statements(graph: Graph) -> list[Node]:
    return [s for s in set(graph.subjects(_STATED_IN)) if (s, _PRACTICE, None) in graph]


def _trails(graph: Graph, statement: Node) -> set[str]:
    return {str(t) for place in graph.objects(statement, _EVIDENCE) for t in graph.objects(place, TRAIL)}


def _kinds(graph: Graph, statement: Node) -> set[Node]:
    """What the statement's data is or is a kind of, as far as that says something."""
    data = list(graph.objects(statement, ABOUT))
    kinds = {kind for one in data for kind in graph.objects(one, WITHIN)} - {URIRef(DATA + g) for g in _ANY_DATA}
    return kinds | set(data)


def _span(graph: Graph, place: Node) -> tuple[Node | None, int | None, int | None, str]:
    start: int | None = None
    end: int | None = None
    words = ""
    for selector in graph.objects(place, _SELECTOR):
        words = str(graph.value(selector, EXACT) or words)
        start = _number(graph.value(selector, START), start)
        end = _number(graph.value(selector, END), end)
    return graph.value(place, SOURCE), start, end, words


def _number(node: Node | None, default: int | None) -> int | None:
    return int(str(node)) if node is not None and str(node).isdigit() else default


def _place(node: URIRef, version: Node, start: int, end: int, words: str) -> Iterator[Triple]:
    yield node, SOURCE, version
    yield node, EXACT, Literal(words)
    yield node, START, Literal(str(start), datatype=XSD.integer)
    yield node, END, Literal(str(end), datatype=XSD.integer)


def _sections(graph: Graph, texts: Mapping[str, str]) -> Iterator[Triple]:
    trails = {str(t).rpartition(" > ")[2] for t in graph.objects(None, TRAIL)}
    for version in set(graph.subjects(RDF.type, _VERSION)):
        text = texts.get(str(version))
        if text is None:
            continue
        markdown = str(graph.value(version, DCTERMS.format) or "") == "text/markdown"
        for section in sections(text, trails, markdown):
            count, figure = lix(text[section.body : section.end])
            node = passage(version, section.start, section.end)
            yield node, RDF.type, SECTION
            yield from _place(node, version, section.start, section.end, section.heading)
            yield node, WORD_COUNT, Literal(str(count), datatype=XSD.integer)
            if count >= WORDS_ENOUGH:
                yield node, LIX, Literal(str(figure), datatype=XSD.integer)


def _said(graph: Graph) -> Iterator[Triple]:
    """What the statements of a version say, put together: concepts with all that is broader, and properties."""
    vocabulary = load_vocabulary()
    for statement in set(graph.subjects(_STATED_IN)):
        versions = list(graph.objects(statement, _STATED_IN))
        found = {STATES: set(), DENIES: set()}  # type: dict[URIRef, set[Node]]
        for practice in graph.objects(statement, _PRACTICE):
            denied = (statement, URIRef(PG + "polarity"), URIRef(DENIED)) in graph
            if _own(graph, statement):
                found[DENIES if denied else STATES].add(practice)
            if denied:
                break
        else:
            for property_, value in graph.predicate_objects(statement):
                if isinstance(property_, URIRef) and property_.startswith(PG) and str(property_) not in _SAID_OF_ALL:
                    found[STATES] |= {property_, value} if isinstance(value, URIRef) else {property_}
        for relation, values in found.items():
            broad = {URIRef(b) for v in values for b in vocabulary.ancestors(str(v))} if relation == STATES else values
            for version in versions:
                for value in broad | values:
                    yield version, relation, value
                    if relation == STATES:
                        yield version, SAYS, value


def _own(graph: Graph, statement: Node) -> bool:
    """True where the company itself does it."""
    actor = graph.value(statement, _ACTOR)
    return (
        actor is None
        or str(actor) == PARTY + "FirstParty"
        or actor == graph.value(statement, URIRef(PG + "assertedBy"))
    )


def _words(graph: Graph, texts: Mapping[str, str]) -> Iterator[Triple]:
    wanted = [matter for matter, _ in matters() if matter not in sentence_marks()]
    for version in set(graph.subjects(RDF.type, _VERSION)):
        text = texts.get(str(version))
        if text is None:
            text = "\n\n".join(sorted(_quotes(graph, version)))
        for matter in matters_in(text, wanted):
            yield version, SAYS, matter


def _quotes(graph: Graph, version: Node) -> set[str]:
    places = (p for s in graph.subjects(_STATED_IN, version) for p in graph.objects(s, _EVIDENCE))
    return {_span(graph, place)[3] for place in places}
