"""``python -m bench``: measures everything and prints one table."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from .commands import building, serving
from .extraction import extraction
from .row import Row

ROOT = Path(__file__).parents[1]
ARCHIVE = ROOT.parent / "shared" / "corpus" / "archive"
POLICIES = ROOT.parent / "shared" / "corpus" / "opp115"


def main() -> None:
    """Measure and print."""
    folders = {"examples": ROOT / "examples"}
    if ARCHIVE.exists():
        folders["the archive"] = ARCHIVE
    table = Table("What", "Unit", "Practicegraph", "Peer", "Ratio", "Peer is", box=None, pad_edge=False)
    for column in table.columns[2:5]:
        column.justify = "right"
    policies = {name: [folder] for name, folder in folders.items()}
    if POLICIES.exists():
        policies["23 policies"] = sorted(POLICIES.glob("*.txt"))[:92:4]
    for row in (*extraction(policies), *building(folders), *serving(folders["examples"])):
        table.add_row(*_cells(row))
    console = Console(width=150)
    setting = f"Python {platform.python_version()}, spaCy {version('spacy')}, {os.cpu_count()} processors; medians"
    console.print(setting, style="dim")
    console.print(table)


def _cells(row: Row) -> tuple[str, ...]:
    def shown(value: float) -> str:
        return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"

    return row.what, row.unit, shown(row.ours), shown(row.peer), shown(row.ratio), row.peer_is


if __name__ == "__main__":
    main()
