"""The IRIs that everything else is named with: one constant each (design, section 2)."""

from typing import Final

ROOT: Final = "https://w3id.org/practicegraph/"
PG: Final = ROOT + "ns#"
"""Namespace of classes and properties."""
ONTOLOGY_GRAPH: Final = ROOT + "ns"
"""IRI of the ontology and of the named graph that holds it."""
DEFAULT_BASE: Final = ROOT + "id/"
"""Base IRI of instances where the user sets none."""

SCHEMES: Final = (
    "data",
    "purpose",
    "practice",
    "party",
    "subject",
    "source",
    "condition",
    "legal-basis",
    "right",
    "safeguard",
    "threat",
    "technology",
    "location",
    "retention",
    "framework",
    "topic",
)
"""Names of the concept schemes; the scheme ``data`` is ``ROOT + "data/"``."""

DATA: Final = ROOT + "data/"
PURPOSE: Final = ROOT + "purpose/"
PRACTICE: Final = ROOT + "practice/"
PARTY: Final = ROOT + "party/"
SUBJECT: Final = ROOT + "subject/"
SOURCE: Final = ROOT + "source/"
CONDITION: Final = ROOT + "condition/"
LEGAL_BASIS: Final = ROOT + "legal-basis/"
RIGHT: Final = ROOT + "right/"
SAFEGUARD: Final = ROOT + "safeguard/"
THREAT: Final = ROOT + "threat/"
TECHNOLOGY: Final = ROOT + "technology/"
LOCATION: Final = ROOT + "location/"
RETENTION: Final = ROOT + "retention/"
FRAMEWORK: Final = ROOT + "framework/"
TOPIC: Final = ROOT + "topic/"

AFFIRMED: Final = PG + "Affirmed"
DENIED: Final = PG + "Denied"
STATED: Final = PG + "Stated"
POSSIBLE: Final = PG + "Possible"
REQUIRED: Final = PG + "Required"
IDENTIFIABLE: Final = PG + "Identifiable"
AGGREGATE: Final = PG + "Aggregate"
PSEUDONYMOUS: Final = PG + "Pseudonymous"
ANONYMOUS: Final = PG + "Anonymous"

FIRST_PARTY: Final = PARTY + "FirstParty"
"""The actor where the policy's company is not known."""

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
PROV: Final = "http://www.w3.org/ns/prov#"
OA: Final = "http://www.w3.org/ns/oa#"
SCHEMA: Final = "https://schema.org/"
VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
SD: Final = "http://www.w3.org/ns/sparql-service-description#"
SH: Final = "http://www.w3.org/ns/shacl#"
SHAPES: Final = ROOT + "shapes/"
"""Shapes, and the terms that only validation uses."""
FOAF: Final = "http://xmlns.com/foaf/0.1/"
FORMATS: Final = "http://www.w3.org/ns/formats/"
"""Names of serialisations (https://www.w3.org/ns/formats/)."""
DPV: Final = "https://w3id.org/dpv#"
DPV_PD: Final = "https://w3id.org/dpv/pd#"
DPV_TECH: Final = "https://w3id.org/dpv/tech#"
DPV_GDPR: Final = "https://w3id.org/dpv/legal/eu/gdpr#"

PREFIXES: Final[dict[str, str]] = {
    "pg": PG,
    **{f"pg-{name}": f"{ROOT}{name}/" for name in SCHEMES},
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "prov": PROV,
    "oa": OA,
    "schema": SCHEMA,
    "void": VOID,
    "dcat": DCAT,
    "sd": SD,
    "sh": SH,
    "foaf": FOAF,
    "dpv": DPV,
    "dpv-pd": DPV_PD,
    "dpv-tech": DPV_TECH,
    "eu-gdpr": DPV_GDPR,
}
"""Prefix → namespace, as written in our own Turtle, queries and shapes."""
