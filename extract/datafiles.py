"""The YAML files that come with the package: word lists, frames, coefficients."""

from importlib import resources
from typing import Any, Final

import yaml

_LOADER: Final[type] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's where PyYAML was built with it: the same values, eight times faster."""


def load_yaml(package: str, name: str) -> Any:
    """What the file ``name`` beside the modules of ``package`` holds."""
    text = resources.files(package).joinpath(name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - safe, either of them
