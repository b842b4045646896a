"""Readers of statements: each takes a parsed sentence and yields the assertions of its kind."""

from collections.abc import Callable, Iterable

from ..model import Assertion
from ..sentence import Sentence
from .audience import read_audience
from .changes import read_changes
from .compliance import read_compliance
from .definitions import read_definitions
from .disclosures import read_disclosures
from .groups import read_groups
from .notices import read_notices
from .practice import read_practices
from .rights import read_rights
from .tables import read_row
from .tracking_signals import read_tracking_signals

Reader = Callable[[Sentence], Iterable[Assertion]]

__all__ = ["READERS", "Reader", "read_row"]

READERS: tuple[Reader, ...] = (
    read_practices,
    read_rights,
    read_compliance,
    read_changes,
    read_audience,
    read_groups,
    read_tracking_signals,
    read_definitions,
    read_disclosures,
    read_notices,
)
"""In the order in which the assertions of one sentence are given."""
