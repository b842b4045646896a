"""The profiles of shapes that come with the package, and the rules in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, OWL, RDF, SH
from rdflib.term import Node

from ..ontology.namespaces import SHAPES
from .graphs import graph_of

PROFILES: Final = ("integrity", "consistency", "clarity", "gdpr", "ccpa")
"""Names of the profiles; each is a file of ``profiles/``."""

DEFAULT_FOR_FILES: Final = ("integrity", "consistency", "clarity")
"""What a policy's author is told without asking; the laws are those that apply to him."""

DEFAULT_FOR_STORES: Final = ("integrity", "consistency")
"""What is asked of a graph of many policies."""

CODE: Final = URIRef(SHAPES + "code")
HELP: Final = URIRef(SHAPES + "help")
WRONG: Final = URIRef(SHAPES + "wrong")
RIGHT: Final = URIRef(SHAPES + "right")
CITES: Final = URIRef(SHAPES + "cites")

SEVERITIES: Final = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
"""SHACL severity → its name in reports, most severe first."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a profile: a shape that has a code. ``shape`` is its IRI.

    ``help`` says what to do, ``wrong`` and ``right`` are examples, ``source`` is the place of a law that asks for it.
    In ``message``, ``{?value}`` stands for the value of a finding.
    """

    code: str
    shape: str
    severity: str
    message: str
    description: str
    help: str
    profile: str
    wrong: str = ""
    right: str = ""
    source: str = ""


class UnknownProfile(ValueError):  # noqa: N818 - named for what it says
    """No such profile; the message lists those there are."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no profile {name!r}; choose from {', '.join(PROFILES)}")
        self.name = name


@cache
def load_profile(name: str) -> Graph:
    """The shapes of one profile (read once a process). Raises `UnknownProfile`."""
    if name not in PROFILES:
        raise UnknownProfile(name)
    graph = graph_of(_read(f"{name}.ttl"))
    for ignored in graph.objects(None, SH.ignoredProperties):
        # What is added to a graph for its validation is no slip of the pen in it.
        Collection(graph, ignored).__iadd__(sorted(_own_properties()))
    return graph


def _own_properties() -> set[Node]:
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty)
    return {term for kind in kinds for term in load_terms().subjects(RDF.type, kind)}


@cache
def load_terms() -> Graph:
    """The terms that shapes use and that stand in no other graph, with the prefixes for queries."""
    return load_terms_of("terms")


@cache
def load_terms_of(name: str) -> Graph:
    """A file of ``profiles/`` that is no profile, such as ``matters``."""
    return graph_of(_read(f"{name}.ttl"))


def with_terms(shapes: Graph) -> Graph:
    """The shapes, with our prefixes where their queries ask for them.

    Only there: pySHACL may take the prefixes of all ontologies together, and rdflib knows one for each namespace.
    """
    return shapes + load_terms() if (None, SH.prefixes, URIRef(SHAPES.rstrip("/"))) in shapes else shapes


def _read(file: str) -> Iterable[ox.Quad]:
    return ox.parse(resources.files(__package__).joinpath("profiles", file).read_bytes(), format=ox.RdfFormat.TURTLE)


@cache
def rules(profile: str) -> tuple[Rule, ...]:
    """The rules of a profile, sorted by code."""
    graph = load_profile(profile)
    found = (rule_of(graph, shape, profile) for shape in graph.subjects(CODE, unique=True))
    return tuple(sorted((rule for rule in found if rule), key=lambda rule: rule.code))


@dataclass(frozen=True, slots=True)
class ProfileHelp:
    """What a profile is called, and what it asks for and does not."""

    name: str
    title: str
    description: str


def profile_help(name: str) -> ProfileHelp:
    """What stands at the head of a profile's file. Raises `UnknownProfile`."""
    graph, head = load_profile(name), URIRef(SHAPES + name)
    return ProfileHelp(
        name, str(graph.value(head, DCTERMS.title) or name), str(graph.value(head, DCTERMS.description) or "")
    )


def rule_of(graph: Graph, shape: object, profile: str = "") -> Rule | None:
    """The rule that a shape of the graph is; one without a code is named by its IRI. None for a blank node."""
    if not isinstance(shape, URIRef) or (shape, None, None) not in graph:
        return None

    def text(property_: URIRef) -> str:
        return str(graph.value(shape, property_) or "")

    return Rule(
        code=text(CODE) or local_name(str(shape)),
        shape=str(shape),
        severity=severity_name(graph.value(shape, SH.severity)),
        message=text(SH.message),
        description=text(SH.description),
        help=text(HELP),
        profile=profile,
        wrong=text(WRONG),
        right=text(RIGHT),
        source="; ".join(sorted(str(place) for place in graph.objects(shape, CITES))),
    )


def severity_name(severity: object) -> str:
    """``violation`` where the shape says nothing, or has a severity of its own (SHACL, section 2.1.4)."""
    return SEVERITIES.get(severity, "violation")


def local_name(iri: str) -> str:
    """The last part of an IRI.

    >>> local_name("https://shapes.example/rules#Named"), local_name("urn:x:y")
    ('Named', 'y')
    """
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2].rpartition(":")[2] or iri


def is_shape(graph: Graph, node: URIRef) -> bool:
    """True for a node that is declared as a shape."""
    return (node, RDF.type, SH.NodeShape) in graph or (node, RDF.type, SH.PropertyShape) in graph
