"""Text in, assertions out."""

from typing import TYPE_CHECKING, Any

from .document import Document, Passage
from .model import Assertion, Mention

if TYPE_CHECKING:
    from .extractor import Extractor

__all__ = ["Assertion", "Document", "Extractor", "Mention", "Passage"]


def __getattr__(name: str) -> Any:
    if name == "Extractor":  # only when it is asked for: it loads spaCy, which a server of queries has no use for
        from .extractor import Extractor

        return Extractor
    raise AttributeError(name)
