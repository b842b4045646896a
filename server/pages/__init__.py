"""Pages for people, each of which is data too: one module a page, one `View` for all of its forms."""

from . import companies, comparison, difference, feed, history, home, kept, network, ontology, resource, search, words
from .blueprint import pages
from .globals import set_globals
from .prepare import prepare

__all__ = [
    "companies",
    "comparison",
    "difference",
    "feed",
    "history",
    "home",
    "kept",
    "network",
    "ontology",
    "pages",
    "prepare",
    "resource",
    "search",
    "set_globals",
    "words",
]
