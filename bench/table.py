"""Rows as a table; floors beside the figures where there are any."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from .row import Row

WIDTH = 190


def print_rows(rows: Iterable[Row], console: Console | None = None) -> None:
    """Print the rows in one table."""
    given = list(rows)
    floors = any(row.floor for row in given)
    names = ["What", "Unit", "Practicegraph", "Peer", "Ratio", *(["Floor", ""] if floors else []), "Peer is"]
    table = Table(*names, box=None, pad_edge=False)
    for column in table.columns[2:5]:
        column.justify = "right"
    for row in given:
        cells = [row.what, row.unit, shown(row.ours), shown(row.peer), shown(row.ratio)]
        if floors:
            cells += [str(row.floor or ""), {True: "met", False: "[bold red]missed", None: ""}[row.met]]
        table.add_row(*cells, row.peer_is)
    (console or Console(width=WIDTH)).print(table)


def shown(value: float | None) -> str:
    """A figure to read.

    >>> shown(1234.5), shown(0.0123), shown(3.0), shown(None)
    ('1,234', '0.012', '3.00', '')
    """
    if value is None:
        return ""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3f}" if 0 < abs(value) < 0.1 else f"{value:.2f}"
