"""The command line of validation: its options, what it prints where, and its exit codes."""

import contextlib
import gc
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .terminal import (
    DONE,
    IN_PART,
    NOTHING,
    any_store,
    complain,
    counted,
    fail,
    make_extractor,
    progress_bar,
    read_bytes,
    standard_output,
    write_whole,
)

if TYPE_CHECKING:
    from rich.text import Text

    from .server.validation import Checked, StoreValidation
    from .shapes import Report
    from .shapes.baseline import Baseline
    from .shapes.place import Sources

FILE = click.Path(path_type=Path)
STDIN, STDIN_SHOWN = "-", "standard input"
ALL = "all"


@dataclass(frozen=True)
class Output:
    """A format, and the file that it goes to; None: standard output."""

    form: str
    file: Path | None


@click.command(
    epilog="""\b
Examples:
  practicegraph validate privacy.md
  practicegraph validate policies/ --profile consistency --profile gdpr --fail-on warning
  practicegraph validate privacy.md --baseline known.json --write-baseline   from now on only what is new ...
  practicegraph validate privacy.md --baseline known.json                    ... is a finding
  practicegraph validate privacy.md --format sarif --output out.sarif --format github
  practicegraph validate --store graph --shapes mine.ttl
  practicegraph validate --explain PG201
\b
Exit codes:
  0  conforms: no finding as severe as --fail-on
  1  findings
  2  input broken: a file, the shapes, the baseline or an option; what could be read is validated
  3  internal error
"""
)
@click.argument("paths", nargs=-1, type=FILE, metavar="[PATH|-]...")
@click.option("--store", "target", metavar="DIR|URL", help="Validate a graph, in place of files.")
@click.option(
    "--profile",
    "profiles",
    multiple=True,
    metavar="NAME",
    help="Which rules, or all; may be repeated (--rules lists them)"
    "  [default: integrity, consistency and, of files, clarity].",
)
@click.option("--shapes", type=FILE, metavar="FILE", help="Further SHACL shapes (Turtle).")
@click.option(
    "--shapes-timeout",
    type=click.FloatRange(0.1, 86_400),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long --shapes may take for one policy.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    metavar="FORMAT",
    help="text, json, ttl, sarif, junit, github or markdown; may be repeated with --output  [default: text].",
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    type=FILE,
    metavar="FILE",
    help="A file to write to: the first is of the first --format, and so on.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning", "info", "never"]),
    default="violation",
    show_default=True,
    help="The least severity that gives exit code 1.",
)
@click.option("--baseline", type=FILE, metavar="FILE", help="Findings that are known: report only what is new.")
@click.option("--write-baseline", is_flag=True, help="Write what is found to the file of --baseline.")
@click.option("--no-waivers", is_flag=True, help="Report what comments in a policy waive, too.")
@click.option("--engine", default="auto", show_default=True, metavar="ENGINE", help="auto, pyshacl or turbo.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that validate.")
@click.option("--company", help="Whose policy it is, where file and text do not say it right.")
@click.option("--all", "anew", is_flag=True, help="Of a store: validate what has not changed, too.")
@click.option("--no-report", is_flag=True, help="Of a store: do not write the report into it.")
@click.option("--rules", "listing", is_flag=True, help="List the rules, and do nothing else.")
@click.option("--explain", metavar="CODE", help="Say all there is to say of a rule, and do nothing else.")
def validate(
    paths: tuple[Path, ...],
    target: str | None,
    profiles: tuple[str, ...],
    shapes: Path | None,
    shapes_timeout: float,
    formats: tuple[str, ...],
    outputs: tuple[Path, ...],
    fail_on: str,
    baseline: Path | None,
    write_baseline: bool,
    no_waivers: bool,
    engine: str,
    workers: int,
    company: str | None,
    anew: bool,
    no_report: bool,
    listing: bool,
    explain: str | None,
) -> None:
    """Check policies, or a graph of them: is it whole, does a policy contradict itself, is it clear and complete?

    A PATH is a policy (.md, .txt, .html, .pdf) or a folder of them; "-" is standard input. It finds what is said and
    what is not said. It gives no legal advice.
    """
    if explain is not None or listing:
        _explain(explain, profiles)
        return
    if bool(paths) == bool(target):
        raise click.UsageError("Give files to validate, or --store, one of them.")
    for given, option in ((anew, "--all"), (no_report, "--no-report")):
        if given and not target:
            raise click.UsageError(f"{option} is for --store.")
    if write_baseline and not baseline:
        raise click.UsageError("--write-baseline needs --baseline FILE, the file to write.")
    gc.set_threshold(50_000, 20, 50)  # what is loaded stays: looking through it for garbage takes a fifth of a second
    from .server.validation import validate_files, validate_store
    from .shapes.profiles import DEFAULT_FOR_FILES, DEFAULT_FOR_STORES, PROFILES

    wanted = PROFILES if ALL in profiles else profiles or (DEFAULT_FOR_STORES if target else DEFAULT_FOR_FILES)
    to = _outputs(formats, outputs)
    kept = [baseline] if baseline else []
    _apart(
        [*outputs, *(kept if write_baseline else [])],
        [*paths, *([shapes] if shapes else []), *([] if write_baseline else kept)],
    )
    known = _known(baseline) if baseline and not write_baseline else None
    data = read_bytes(shapes) if shapes else None
    streamed = target is not None and baseline is None and Output("text", None) in to
    # what is shown as it comes tells how far the work is; a bar would stand in its way
    with progress_bar("Validating") if not (streamed and sys.stdout.isatty()) else contextlib.nullcontext() as progress:
        if target:
            work = validate_store(
                any_store(target),
                wanted,
                data,
                shapes_name=str(shapes),
                engine=engine,
                limit=shapes_timeout,
                workers=workers,
                changed_only=not anew,
                keep=not no_report,
                progress=progress,
            )
            if streamed:
                _show_as_it_comes(work)
            checked = work.checked
        else:
            with _files(paths) as (files, piped):
                checked = validate_files(
                    files,
                    make_extractor,
                    wanted,
                    data,
                    shapes_name=str(shapes),
                    company=company,
                    engine=engine,
                    limit=shapes_timeout,
                    workers=workers,
                    waivers=not no_waivers,
                    progress=progress,
                )
            checked = _named(checked, piped)
    complain(checked.refused, checked.notes)
    if checked.report is None and not checked.refused:
        fail("there is no policy (.md, .txt, .html, .pdf) there.")
    if checked.report is None:
        raise click.exceptions.Exit(NOTHING)
    report = replace(checked.report, refused=checked.refused)
    if write_baseline and baseline:
        known = _written(report, baseline, checked)
    if known:
        from .shapes.baseline import new_only

        report = new_only(report, known)
    for output in to:
        if not (streamed and output == Output("text", None)):
            _write(report, output, checked.sources)
    if checked.refused:
        raise click.exceptions.Exit(NOTHING)
    raise click.exceptions.Exit(IN_PART if report.fails(fail_on) else DONE)


def _show_as_it_comes(work: "StoreValidation") -> None:
    """The findings of each policy as soon as it is validated, then their number by rule and company."""
    from rich.text import Text

    from .shapes import grouping, text

    put = _printer()
    try:
        for _, report in work:
            for line in text.body(report):
                put(line)
        whole = work.checked.report
        if whole is not None:
            for line in (*grouping.lines(work.summary), Text("")) if whole.findings else ():
                put(line)
            put(text.last(whole))
    except BrokenPipeError:  # whoever read it has seen enough; the exit code stays
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        fail(f"standard output: cannot be written: {error.strerror or error}")


def _printer() -> "Callable[[Text], None]":
    """Prints a line at once, in colour on a terminal."""
    if sys.stdout.isatty():
        from rich.console import Console

        from .shapes.text import put

        return partial(put, console=Console())
    stream = standard_output()

    def write(line: "Text") -> None:
        stream.write(f"{line.plain}\n".encode("utf-8", "backslashreplace"))
        stream.flush()

    return write


def _explain(code: str | None, profiles: Sequence[str]) -> None:
    from .shapes.explaining import explained, listed
    from .shapes.profiles import PROFILES

    click.echo(explained(code) if code is not None else listed([p for p in profiles if p != ALL] or PROFILES), nl=False)


def _outputs(formats: Sequence[str], files: Sequence[Path]) -> list[Output]:
    """What is written where; ends the command where that cannot be, before the work begins."""
    from .shapes.writers import WRITERS

    formats = formats or ("text",)
    for form in formats:
        if form not in WRITERS:
            fail(f"there is no format {form!r}; choose from {', '.join(WRITERS)}.")
    if len(files) > len(formats):
        fail("there are more --output than --format; give each --output a --format.")
    if len(formats) > len(files) + 1:
        fail("only one --format can go to standard output; give each other one an --output.")
    for file in files:
        if file.is_dir() or not file.parent.is_dir():
            fail(
                f"{file}: is a folder; name a file." if file.is_dir() else f"{file}: there is no folder {file.parent}."
            )
    return [Output(form, files[i] if i < len(files) else None) for i, form in enumerate(formats)]


def _apart(written: Sequence[Path], read: Sequence[Path]) -> None:
    """Ends the command where a file would be written over one that is read, or over another that is written."""
    from .extract.readers import find_policies

    taken = {file.resolve() for file in find_policies(read)} if written else set()
    for file in written:
        if file.resolve() in taken and (file.is_file() or not file.exists()):  # /dev/null takes whatever comes
            fail(f"{file}: would be written over a file that the command reads or writes; name another file.")
        taken.add(file.resolve())


def _known(file: Path) -> "Baseline":
    from .shapes.baseline import read_baseline

    if not file.exists():
        fail(f"{file}: there is no such baseline; --write-baseline writes it.")
    return read_baseline(read_bytes(file), str(file))


def _written(report: "Report", file: Path, checked: "Checked") -> "Baseline | None":
    """Write what is found as a baseline, unless a file is missing from it."""
    from .shapes.baseline import read_baseline, write_baseline

    if checked.refused:
        click.echo(f"Error: {file}: is not written, since what is in the refused files is not known.", err=True)
        return None
    content = write_baseline(report).encode()
    write_whole(file, content)
    click.echo(f"{counted(len(report.findings), 'finding')} written to {file}.", err=True)
    return read_baseline(content, str(file))


@contextlib.contextmanager
def _files(paths: Sequence[Path]) -> Iterator[tuple[list[Path], Path | None]]:
    """The files to read, and which of them holds what came on standard input."""
    if STDIN not in map(str, paths):
        yield list(paths), None
        return
    with tempfile.TemporaryDirectory(prefix="practicegraph-") as folder:
        piped = Path(folder) / "stdin"
        piped.write_bytes(read_bytes(Path(STDIN)))
        yield [piped if str(path) == STDIN else path for path in paths], piped


def _named(checked: "Checked", piped: Path | None) -> "Checked":
    """The same, with standard input called so."""
    if piped is None:
        return checked

    def shown(name: str) -> str:
        return STDIN_SHOWN if name == str(piped) else name

    sources = {iri: replace(source, name=shown(source.name)) for iri, source in checked.sources.items()}
    report = checked.report
    if report:
        report = replace(report, waived=tuple(replace(w, name=shown(w.name)) for w in report.waived))
    refused = tuple((shown(name), reason) for name, reason in checked.refused)
    return replace(checked, report=report, sources=sources, refused=refused)


def _write(report: "Report", output: Output, sources: "Sources") -> None:
    from .shapes.text import show
    from .shapes.writers import write_report

    if output.file is None and output.form == "text" and sys.stdout.isatty():
        from rich.console import Console

        show(report, Console(), sources)
        return
    content = write_report(report, output.form, sources).encode("utf-8", "backslashreplace")
    if output.file is not None:
        write_whole(output.file, content)
        return
    try:
        stream = standard_output()
        stream.write(content)
        stream.flush()
    except BrokenPipeError:  # whoever read it has seen enough; the exit code stays
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        fail(f"standard output: cannot be written: {error.strerror or error}")
