"""The function words and verb frames of ``grammar.yaml``, as sets."""

from dataclasses import dataclass
from functools import cache

from .datafiles import load_yaml


@dataclass(frozen=True)
class Grammar:
    """Word lists by name; every word lower case."""

    words: dict[str, frozenset[str]]
    forms: dict[str, frozenset[str]]

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.words[name]


@cache
def load_grammar() -> Grammar:
    """Read the word lists once a process."""
    raw = load_yaml(__package__, "grammar.yaml")
    forms = {name: frozenset(words) for name, words in raw.pop("form_words").items()}
    return Grammar({name: frozenset(str(w) for w in words) for name, words in raw.items()}, forms)
