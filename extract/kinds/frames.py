"""Word lists of the readers: ``NAME.yaml`` beside each, read once a process."""

from functools import cache

from ..datafiles import load_yaml


@cache
def load_frames(name: str) -> dict[str, frozenset[str]]:
    """The word lists of ``NAME.yaml``, all lower case."""
    raw = load_yaml(__package__, f"{name}.yaml")
    return {key: frozenset(str(word) for word in words) for key, words in raw.items()}
