"""SHACL: shapes by profile, the validator, and the writers of reports."""

from .engines import ENGINES, UnknownEngine
from .graphs import graph_of
from .profiles import (
    DEFAULT_FOR_FILES,
    DEFAULT_FOR_STORES,
    PROFILES,
    ProfileHelp,
    Rule,
    UnknownProfile,
    profile_help,
    rules,
)
from .report import Finding, Report, Statement, merge
from .user import ShapesError
from .validator import validate, validate_policy_graphs

__all__ = [
    "DEFAULT_FOR_FILES",
    "DEFAULT_FOR_STORES",
    "ENGINES",
    "PROFILES",
    "Finding",
    "ProfileHelp",
    "Report",
    "Rule",
    "ShapesError",
    "Statement",
    "UnknownEngine",
    "UnknownProfile",
    "graph_of",
    "merge",
    "profile_help",
    "rules",
    "validate",
    "validate_policy_graphs",
]
