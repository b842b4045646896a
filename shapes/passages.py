"""A sentence or a section that a result is about, as reports show it."""

from rdflib import Graph
from rdflib.namespace import DCTERMS, RDF
from rdflib.term import Node

from .facts import END, EXACT, SECTION, SENTENCE, SOURCE, START, TRAIL
from .report import Statement


def passage_of(data: Graph, node: Node | None) -> Statement | None:
    """The passage as a statement without an assertion; None for a node that is none."""
    if node is None or not any((node, RDF.type, kind) in data for kind in (SENTENCE, SECTION)):
        return None
    version = data.value(node, SOURCE)
    policy = data.value(version, DCTERMS.isVersionOf)
    return Statement(
        assertion="",
        sentence=str(data.value(node, EXACT) or ""),
        company=str(data.value(policy, DCTERMS.publisher) or ""),
        policy=str(policy or ""),
        version=str(version or ""),
        date=str(data.value(version, DCTERMS.issued) or ""),
        section=str(data.value(node, TRAIL) or ""),
        start=int(str(data.value(node, START) or 0)),
        end=int(str(data.value(node, END) or 0)),
    )
