"""Results for people and for programs: the table, the kinds of mistakes, the worst sentences, JSON."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table

from .baseline import TOLERANCE, Baseline, difference, stored_score
from .calibration import equal_mass, equal_width, expected_error
from .metrics import Counts
from .result import Judged, Mistake, Result, Row


def scores_table(results: Sequence[Result], baseline: Baseline) -> Table:
    """One line a measure. Baseline and difference are of exact scores; of half-overlap where only that one lost."""
    table = Table(box=None, pad_edge=False)
    for name in ("Measure", "Exact", "Half-overlap", "At least", "Aim", "Baseline", "Difference"):
        table.add_column(name, justify="left" if name == "Measure" else "right", no_wrap=name != "Measure")
    for result in results:
        for row in result.rows:
            table.add_row(*_cells(result, row, baseline))
        table.add_section()
    return table


def _cells(result: Result, row: Row, baseline: Baseline) -> tuple[str, ...]:
    reached = row.least is None or (row.exact <= row.least if row.lower_is_better else row.exact >= row.least)
    which = "half" if (difference(result, row, baseline, "half") or 0) < -TOLERANCE else "exact"
    gained = difference(result, row, baseline, which)
    lost = gained is not None and row.guarded and gained < -TOLERANCE
    note = " (half)" if which == "half" else ""
    return (
        escape(row.name),
        f"[{'green' if reached else 'yellow'}]{row.exact:.1f}[/]" if row.least is not None else f"{row.exact:.1f}",
        _shown(row.half),
        _shown(row.least, "≤ " if row.lower_is_better else ""),
        _shown(row.aim),
        _shown(stored_score(result, row, baseline, which)),
        f"[red]{gained:+.1f}{note}[/]" if lost else "" if gained is None else f"{gained:+.1f}",
    )


def _shown(value: float | None, before: str = "") -> str:
    return "" if value is None else f"{before}{value:.1f}"


def kinds_table(result: Result, show: int, examples: int = 2) -> Table:
    """The most frequent kinds of mistakes of a set, with examples."""
    table = Table(box=None, pad_edge=False, title=f"{result.name}: kinds of mistakes", title_justify="left")
    table.add_column("Times", justify="right")
    table.add_column("Kind")
    table.add_column("Examples: wanted | found | text", ratio=1)
    by_kind: defaultdict[str, list[Mistake]] = defaultdict(list)
    for mistake in result.mistakes:
        by_kind[mistake.kind].append(mistake)
    for kind, of in sorted(by_kind.items(), key=lambda k: (-len(k[1]), k[0]))[:show]:
        step = max(len(of) // examples, 1)  # from different places, not the first policy's only
        lines = [f"{m.wanted or '-'} | {m.found or '-'} | {_short(m.text)}" for m in of[::step][:examples]]
        table.add_row(str(len(of)), escape(kind), escape("\n".join(lines)))
    return table


def _short(text: str, width: int = 110) -> str:
    text = " ".join(text.split())
    return text if len(text) <= width else f"{text[:width]}…"


def labels_table(name: str, counts: dict[str, Counts]) -> Table:
    """Precision, recall and F1 by label."""
    table = Table(box=None, pad_edge=False, title=f"{name}: by label, exact", title_justify="left")
    for column in ("Label", "Precision", "Recall", "F1", "Wanted", "Found"):
        table.add_column(column, justify="left" if column == "Label" else "right")
    for label, c in sorted(counts.items(), key=lambda item: -item[1].wanted):
        figures = (f"{v:.1f}" for v in (c.precision, c.recall, c.f1))
        table.add_row(escape(label), *figures, str(c.wanted), str(c.predicted))
    return table


def reliability_table(judged: Sequence[Judged]) -> Table:
    """How often assertions of a confidence are right, in ten bins of each way to make them."""
    table = Table(box=None, pad_edge=False, title="Confidence and how often it is right", title_justify="left")
    for column in ("Bins", "Confidence", "Assertions", "Mean confidence", "Right", "Error"):
        table.add_column(column, justify="left" if column in {"Bins", "Confidence"} else "right")
    for way, bins in (("equal width", equal_width(judged)), ("equal mass", equal_mass(judged))):
        for b in bins:
            span = f"{b.lowest:.2f} to {b.highest:.2f}"
            gap = f"{b.right - b.confidence:+.3f}"
            table.add_row(way, span, str(b.size), f"{b.confidence:.3f}", f"{b.right:.3f}", gap)
        table.add_row(way, "expected error", str(len(judged)), "", "", f"{expected_error(bins):.3f}")
        table.add_section()
    return table


def worst(result: Result, number: int) -> str:
    """The texts of a set with the most mistakes, to be read: Markdown."""
    by_text: defaultdict[str, list[Mistake]] = defaultdict(list)
    for mistake in result.mistakes:
        by_text[mistake.text].append(mistake)
    parts = [f"# {result.name}\n"]
    for text, mistakes in sorted(by_text.items(), key=lambda item: -len(item[1]))[:number]:
        parts.append(f"## {len(mistakes)} mistakes\n\n> {' '.join(text.split())}\n")
        parts += [f"- {m.kind} · wanted: {m.wanted or '-'} · found: {m.found or '-'}" for m in mistakes]
        parts.append("")
    return "\n".join(parts)


def as_json(results: Iterable[Result]) -> dict[str, Any]:
    """Everything that was measured, as plain values."""
    return {
        result.name: {
            "texts": result.units,
            "rows": {
                row.key: {k: getattr(row, k) for k in ("name", "exact", "half", "least", "aim", "published", "guarded")}
                for row in result.rows
            },
            "labels": {
                measure: {
                    label: {"right": c.right, "predicted": c.predicted, "wanted": c.wanted}
                    for label, c in counts.items()
                }
                for measure, counts in result.labels.items()
            },
            "mistakes": dict(Counter(m.kind for m in result.mistakes).most_common()),
            "notes": list(result.notes),
        }
        for result in results
    }
