"""What all commands share: errors as one line, progress bars, tables, and the options for stores."""

import contextlib
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from .server.store import LocalStore, RemoteStore

DONE, IN_PART, NOTHING, INTERNAL = 0, 1, 2, 3
"""Exit codes: done; done but some input refused (``validate``: findings); nothing could be done; our own error."""
INTERRUPTED = 130
"""Exit code of ``validate`` after Ctrl-C, as shells have it."""
DEBUG = "PRACTICEGRAPH_DEBUG"
STORE = "PRACTICEGRAPH_STORE"
TOKEN = "PRACTICEGRAPH_TOKEN"  # noqa: S105 - the name of a variable
PIPED_WIDTH = 160
"""Columns of a table that goes to no terminal."""


class Guarded(click.Group):
    """A group whose commands end with one line on stderr, never with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; errors of the package are for the user, all others are ours."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            if ctx.invoked_subcommand != "validate":
                raise
            click.echo("Error: interrupted.", err=True)
            ctx.exit(INTERRUPTED)  # 1, click's own, would say that there are findings
        except Exception as error:
            if isinstance(error, BrokenPipeError) or isinstance(error.__cause__, BrokenPipeError):
                # whoever read the output has seen enough
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                ctx.exit(DONE)
            ours = type(error).__module__.startswith(f"{__package__}.")
            code = INTERNAL if not ours and ctx.invoked_subcommand == "validate" else NOTHING
            if ctx.params.get("debug") or os.environ.get(DEBUG):
                traceback.print_exc()
                ctx.exit(code)
            words = str(error) if ours else f"{type(error).__name__}: {error} (--debug shows where)"
            if code == INTERNAL:
                words = f"internal error: {words}. This is a defect; please report it with what --debug shows."
            click.echo(f"Error: {one_line(words)}", err=True)
            ctx.exit(code)


def one_line(text: str) -> str:
    """The text in one line, without control characters, and without what a CI runner reads as a command."""
    words = "".join(c if c.isprintable() or c.isspace() else "\ufffd" for c in text).split()
    return _RUNNER_COMMAND.sub("# #", " ".join(words))


_RUNNER_COMMAND = re.compile(r"##(?=[\w.]*\[)")
"""``##[error]`` and ``##vso[…]``, which the runners of GitHub and Azure obey anywhere in a line of a log."""


def counted(number: int, singular: str, plural: str = "") -> str:
    """A number with its noun: "1 policy", "2 policies"."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def fail(message: str) -> NoReturn:
    """Say why on stderr and end the command: nothing could be done."""
    click.echo(f"Error: {one_line(message)}", err=True)
    raise click.exceptions.Exit(NOTHING)


def make_extractor() -> Any:
    """The extractor; spaCy is loaded here."""
    from .extract import Extractor

    return Extractor()


def any_store(target: str) -> "LocalStore | RemoteStore":
    """The store in a folder, or behind an address."""
    from .server.store import open_store

    return open_store(target, os.environ.get(TOKEN) or None)


@contextlib.contextmanager
def progress_bar(words: str) -> Iterator[Callable[[int, int, str], None] | None]:
    """A progress bar on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(words, total=None)
        yield lambda done, total, name: progress.update(
            task, completed=done, total=total, description=f"{words} {escape(Path(name).name[:40])}"
        )


def print_table(columns: Sequence[tuple[str, bool]], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under (heading, holds numbers) columns; nothing in a cell is read as markup or steers the terminal."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from .shapes.visible import visible

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, number in columns:
        table.add_column(name, justify="right" if number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    width = None if sys.stdout.isatty() else PIPED_WIDTH
    Console(width=width, highlight=False, markup=False).print(table)


def complain(refused: Iterable[tuple[str, str]], notes: Iterable[tuple[str, str]] = ()) -> None:
    """Name on stderr each file that was refused, and what is worth knowing of the others."""
    for name, reason in refused:
        click.echo(f"Error: {one_line(f'{name}: {reason}')}", err=True)
    for name, note in notes:
        click.echo(f"Note: {one_line(f'{name}: {note}')}", err=True)


def read_bytes(file: Path) -> bytes:
    """The content of a file, or of standard input for "-"; ends the command where it cannot be read."""
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        fail(f"{file}: cannot be read: {error.strerror or error}")


class _Terminal:
    """Standard output where it is a terminal: control characters of what is written cannot steer it."""

    def write(self, content: bytes) -> int:
        sys.stdout.buffer.write(_STEERING.sub("\ufffd".encode(), content))
        return len(content)

    def flush(self) -> None:
        sys.stdout.buffer.flush()


_STEERING = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]")


def standard_output() -> Any:
    """Standard output for bytes: as they are, but for control characters where it is a terminal."""
    return _Terminal() if sys.stdout.isatty() else sys.stdout.buffer


@contextlib.contextmanager
def output(out: Path | None) -> Iterator[Any]:
    """A binary file to write to: standard output where none is named; ends the command where it cannot be written."""
    if out is None:
        yield standard_output()
        return
    try:
        with out.open("wb") as file:
            yield file
    except OSError as error:
        fail(f"{out}: cannot be written: {error.strerror or error}")


def write_whole(file: Path, content: bytes) -> None:
    """Write a file so that nobody sees a part of it; ends the command where it cannot be written."""
    whole = file.resolve()
    beside = whole.with_name(f".{whole.name[:100]}.{os.getpid()}.tmp")
    try:
        if whole.exists() and not whole.is_file():  # a pipe or a terminal
            whole.write_bytes(content)
            return
        try:
            beside.write_bytes(content)
            beside.replace(whole)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        fail(f"{file}: cannot be written: {error.strerror or error}")
