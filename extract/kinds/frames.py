"""Word lists of the readers: ``NAME.yaml`` beside each, read once a process."""

from functools import cache
from importlib import resources

import yaml


@cache
def load_frames(name: str) -> dict[str, frozenset[str]]:
    """The word lists of ``NAME.yaml``, all lower case."""
    raw = yaml.safe_load(resources.files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8"))
    return {key: frozenset(str(word) for word in words) for key, words in raw.items()}
