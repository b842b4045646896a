"""``python -m tests.quality``: measures extraction on annotated texts, and fails where it got worse."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, TextColumn

from .baseline import TOLERANCE, losses, read_baseline, write_baseline
from .measure import ROOT, SETS, SHARED, Plan, measure
from .readers import SPLITS, MissingDataError
from .report import as_json, kinds_table, labels_table, reliability_table, scores_table, worst
from .result import Result
from .sources import SOURCES

EXAMPLES = f"""\b
Examples:
  python -m tests.quality
      all four sets, compared with the stored baseline
  python -m tests.quality --set policyie --show 20 --labels
      one set, its twenty most frequent kinds of mistakes, its scores by label
  python -m tests.quality --set opp115 --limit 200
      a quick look
  python -m tests.quality --worst 30 --out ../worst.md
      the sentences with most mistakes, to be read, in a file outside the repository
  python -m tests.quality --eval HELD_OUT --split test
      other texts in the same layout
  python -m tests.quality --set assertions --reliability
      what a confidence is worth

Scores are percent. Exit code 1: a measure lost more than {TOLERANCE} points; 2: texts or arguments are missing.
"""


@click.command(epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.option("--set", "sets", multiple=True, type=click.Choice(SETS), help="Measure this set only (repeatable).")
@click.option(
    "--eval", "folder", type=click.Path(path_type=Path), default=SHARED / "eval", show_default="../shared/eval"
)
@click.option("--tools", type=click.Path(path_type=Path), default=SHARED / "tools", show_default="../shared/tools")
@click.option("--split", "splits", multiple=True, type=click.Choice(SPLITS), help="Only this part (repeatable).")
@click.option("--source", "sources", multiple=True, type=click.Choice(sorted(SOURCES)), help="Who predicts PolicyIE.")
@click.option("--limit", type=click.IntRange(1), help="Only the first texts of each set, for a quick look.")
@click.option("--jobs", type=click.IntRange(1), default=2, show_default=True, help="Processes that extract.")
@click.option("--show", type=click.IntRange(0), default=0, help="Print this many kinds of mistakes of each set.")
@click.option("--labels", is_flag=True, help="Print scores by label.")
@click.option("--reliability", is_flag=True, help="Print how often assertions of a confidence are right.")
@click.option("--worst", "number", type=click.IntRange(1), help="Write the texts with most mistakes (needs --out).")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where --worst writes.")
@click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write all figures here.")
@click.option(
    "--write-baseline", "renew", is_flag=True, help="Store these scores as what later ones are compared with."
)
def main(
    sets: tuple[str, ...],
    folder: Path,
    tools: Path,
    splits: tuple[str, ...],
    sources: tuple[str, ...],
    limit: int | None,
    jobs: int,
    show: int,
    labels: bool,
    reliability: bool,
    number: int | None,
    out: Path | None,
    json_file: Path | None,
    renew: bool,
) -> None:
    """Measure extraction on annotated texts and compare with the stored baseline."""
    plan = Plan(folder, tools, sets or SETS, splits, sources or ("assertions",), limit, jobs)
    whole = limit is None and not splits and folder.resolve() == (SHARED / "eval").resolve()
    if (number is None) != (out is None):
        raise click.UsageError("--worst needs --out, and --out needs --worst")
    if out and out.resolve().is_relative_to(ROOT):
        raise click.UsageError(
            "--out is inside the repository, which must hold no texts of others: choose another place"
        )
    if renew and not whole:
        raise click.UsageError("--write-baseline stores whole sets: leave out --limit, --split and --eval")
    console = Console(width=None if sys.stdout.isatty() else 160)
    begun = time.perf_counter()
    try:
        results = list(_with_progress(plan))
    except MissingDataError as reason:
        raise _Missing(str(reason)) from None
    baseline = read_baseline() if whole else {}
    console.print(scores_table(results, baseline))
    for row in (row for result in results for row in result.rows if row.published):
        console.print(f"{row.name} · {row.published}", style="dim", markup=False)
    console.print(_summary(results, time.perf_counter() - begun, whole), style="dim")
    for result in results:
        if labels:
            for name, counts in result.labels.items():
                console.print(labels_table(name, counts))
        if show:
            console.print(kinds_table(result, show))
        if reliability and result.judged:
            console.print(reliability_table(result.judged))
        for note in result.notes:
            console.print(f"{result.name}: {note}", style="dim", markup=False)
    if out and number:
        out.write_text("\n".join(worst(r, number) for r in results), "utf-8")
    if json_file:
        json_file.write_text(json.dumps(as_json(results), indent=1) + "\n", "utf-8")
    if renew:
        write_baseline(results)
        console.print("The baseline is renewed.")
        return
    if lost := losses(results, baseline):
        console.print(f"Lost more than {TOLERANCE} points:", *lost, sep="\n  ", style="red", markup=False)
        sys.exit(1)


class _Missing(click.ClickException):
    exit_code = 2


def _with_progress(plan: Plan) -> list[Result]:
    """The results, with a bar for each set where somebody watches."""
    columns = (TextColumn("{task.description}"), *Progress.get_default_columns()[1:])
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:

        def begin(name: str, size: int) -> Callable[[], object]:
            bar = bars.add_task(name, total=size)
            return lambda: bars.advance(bar)

        return list(measure(plan, begin))


def _summary(results: list[Result], seconds: float, whole: bool) -> str:
    texts = ", ".join(f"{r.name} {r.units}" for r in results)
    compared = "" if whole else " Not the whole of the stored sets: not compared with the baseline."
    return f"Texts: {texts}. {seconds:.0f} s.{compared}"


if __name__ == "__main__":
    main()
