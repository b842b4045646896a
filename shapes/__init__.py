"""SHACL: shapes by profile, the validator, and the writers of reports."""

from .graphs import graph_of
from .profiles import PROFILES, Rule, UnknownProfile, rules
from .report import Finding, Report, Statement, merge
from .user import ShapesError
from .validator import validate, validate_policy_graphs

__all__ = [
    "PROFILES",
    "Finding",
    "Report",
    "Rule",
    "ShapesError",
    "Statement",
    "UnknownProfile",
    "graph_of",
    "merge",
    "rules",
    "validate",
    "validate_policy_graphs",
]
