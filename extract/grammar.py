"""The function words and verb frames of ``grammar.yaml``, as sets."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml


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
    raw = yaml.safe_load(resources.files(__package__).joinpath("grammar.yaml").read_text(encoding="utf-8"))
    forms = {name: frozenset(words) for name, words in raw.pop("form_words").items()}
    return Grammar({name: frozenset(str(w) for w in words) for name, words in raw.items()}, forms)
