"""The vocabulary: Turtle files, and the code that reads them."""

from .vocabulary import Concept, Vocabulary, load_vocabulary

__all__ = ["Concept", "Vocabulary", "load_vocabulary"]
