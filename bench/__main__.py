"""``python -m bench``: measures extraction, building, starting and validation, and prints one table."""

import os
import platform
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from .commands import building, serving
from .extraction import extraction
from .table import WIDTH, print_rows
from .validation import validation

ROOT = Path(__file__).parents[1]
ARCHIVE = ROOT.parent / "shared" / "corpus" / "archive"
POLICIES = ROOT.parent / "shared" / "corpus" / "opp115"


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        # What `make run` builds: the policies of companies, not those that show single rules
        examples = Path(folder) / "examples"
        shutil.copytree(ROOT / "examples", examples, ignore=shutil.ignore_patterns("rules"))
        _measure(examples)


def _measure(examples: Path) -> None:
    folders = {"examples": examples}
    if ARCHIVE.exists():
        folders["the archive"] = ARCHIVE
    policies = {name: [folder] for name, folder in folders.items()}
    if POLICIES.exists():
        policies["23 policies"] = sorted(POLICIES.glob("*.txt"))[:92:4]
    rows = [*extraction(policies), *building(folders), *serving(folders["examples"]), *validation()]
    console = Console(width=WIDTH)
    setting = f"Python {platform.python_version()}, spaCy {version('spacy')}, {os.cpu_count()} processors; medians"
    console.print(setting, style="dim")
    print_rows(rows, console)


if __name__ == "__main__":
    main()
