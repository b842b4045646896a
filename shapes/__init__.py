"""SHACL: shapes by profile, the validator, and the writers of reports."""

from .engines import ENGINES, UnknownEngine
from .graphs import graph_of
from .profiles import PROFILES, Rule, UnknownProfile, rules
from .report import Finding, Report, Statement, merge
from .user import ShapesError
from .validator import validate, validate_policy_graphs

__all__ = [
    "ENGINES",
    "PROFILES",
    "Finding",
    "Report",
    "Rule",
    "ShapesError",
    "Statement",
    "UnknownEngine",
    "UnknownProfile",
    "graph_of",
    "merge",
    "rules",
    "validate",
    "validate_policy_graphs",
]
