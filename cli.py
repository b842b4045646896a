"""The command line: thin, one function a command, no logic.

What is slow to load (spaCy, the validator, the web server) is imported by the command that needs it.
"""

import signal
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from .cli_ontology import ontology
from .cli_serve import host_option, hosts_of, serve
from .terminal import (
    DEBUG,
    DONE,
    IN_PART,
    NOTHING,
    STORE,
    Guarded,
    any_store,
    complain,
    counted,
    fail,
    one_line,
    output,
    print_table,
    progress_bar,
    read_bytes,
    standard_output,
)

FILE = click.Path(path_type=Path)
FILE_OR_DASH = click.Path(path_type=Path, allow_dash=True)
store_option = click.option(
    "--store", "target", required=True, envvar=STORE, metavar="DIR|URL", help=f"The graph (also: {STORE})."
)
company_option = click.option("--company", help="Whose policy it is, where file and text do not say it right.")
date_option = click.option(
    "--date", type=click.DateTime(["%Y-%m-%d"]), help="Date of the version, as YYYY-MM-DD, in place of the one found."
)


def _base(_context: click.Context, _option: click.Parameter, given: str | None) -> str | None:
    from .extract.identity import checked_base

    try:
        return None if given is None else checked_base(given)
    except ValueError as error:
        raise click.BadParameter(one_line(str(error))) from None


base_option = click.option(
    "--base-iri", callback=_base, help="What the IRIs of companies, policies and statements begin with."
)


@click.group(cls=Guarded, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="practicegraph", prog_name="practicegraph")
@click.option("--debug", is_flag=True, help=f"Show the traceback of an error (also: {DEBUG}=1).")
def main(debug: bool) -> None:
    """Read privacy policies into a knowledge graph of what they say is done with people's data.

    \b
    practicegraph build policies/ --store graph     read policies into a graph
    practicegraph serve --store graph               look at it in a browser
    practicegraph query --list                      questions to ask it
    """


@main.command(
    epilog="""\b
Examples:
  practicegraph build policies/ --store graph
  practicegraph build privacy.md --company "Orrery Maps" --date 2019-01-14 --store graph
  practicegraph build policies/ --store graph --out graph.nq
"""
)
@click.argument("paths", nargs=-1, required=True, type=FILE, metavar="PATH...")
@store_option
@click.option("--out", type=FILE, help="Write the whole graph to this file too (.nq, .trig, .ttl, .jsonld, .csv).")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that extract.")
@company_option
@date_option
@base_option
def build(
    paths: tuple[Path, ...],
    target: str,
    out: Path | None,
    workers: int,
    company: str | None,
    date: datetime | None,
    base_iri: str | None,
) -> None:
    """Read policies (.md, .txt, .html, .pdf, or folders of them) into a graph.

    What is in the graph already stays; building the same files again changes nothing.
    """
    from .server.build import build as run
    from .server.export import FORMATS
    from .server.export import export as write
    from .server.overview import overview_of

    store = any_store(target)
    form = out.suffix.lstrip(".").lower() if out else ""
    if out and form not in FORMATS:
        fail(f"{out}: no format ends in {out.suffix!r}; choose from {', '.join('.' + f for f in FORMATS)}.")
    if out and (out.is_dir() or not out.parent.is_dir()):
        fail(f"{out}: is a folder; name a file." if out.is_dir() else f"{out}: there is no folder {out.parent}.")
    with progress_bar("Reading") as progress:
        report = run(
            paths,
            store,
            extractor=_extractor,
            company=company,
            date=date.date() if date else None,
            base=base_iri,
            workers=workers,
            progress=progress,
        )
    complain(report.refused, report.notes)
    if not report.policies:
        fail("no policy could be read." if report.refused else "there is no policy (.md, .txt, .html, .pdf) there.")
    print_table(
        (
            ("Company", False),
            ("Versions", True),
            ("From", False),
            ("To", False),
            ("Statements", True),
            ("Denials", True),
        ),
        (
            (one.name, str(one.versions), one.first, one.last, str(one.statements), str(one.denials))
            for one in overview_of(store).companies
        ),
    )
    click.echo(
        f"{counted(report.policies, 'policy', 'policies')}, {counted(report.versions, 'version')},"
        f" {counted(report.assertions, 'statement')} in {target}." + ("" if report.changed else " Nothing has changed.")
    )
    if out:
        with output(out) as file:
            write(store, file, form)
    raise click.exceptions.Exit(IN_PART if report.refused else DONE)


def _extractor() -> Any:
    from .extract import Extractor

    return Extractor()


@main.command(
    epilog="""\b
Examples:
  practicegraph extract privacy.md
  practicegraph extract privacy.html --format jsonl | head
  curl -s https://orrery.example/privacy | practicegraph extract - --company "Orrery Maps"
"""
)
@click.argument("file", type=FILE_OR_DASH, metavar="FILE|-")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "jsonl", "ttl"]), default="table", show_default=True
)
@company_option
@date_option
@base_option
def extract(file: Path, form: str, company: str | None, date: datetime | None, base_iri: str | None) -> None:
    """Show the assertions of one policy ("-": standard input)."""
    from .extract.readers import read_document, read_file
    from .ontology.namespaces import DEFAULT_BASE

    piped = str(file) == "-"
    document = read_document(
        None if piped else file,
        read_bytes(file) if piped else read_file(file),
        name="standard input" if piped else str(file),
        company=company,
        date=date.date() if date else None,
    )
    from .extract import Extractor  # only now: a bad input is refused before the pipeline is loaded
    from .server import listing

    extractor = Extractor(base_iri or DEFAULT_BASE)
    if form == "ttl":
        standard_output().write(listing.as_turtle(document, extractor, base_iri or DEFAULT_BASE))
        return
    found = extractor.extract(document)
    if form == "json":
        click.echo(listing.as_json(found))
    elif form == "jsonl":
        for one in found:
            click.echo(listing.as_json_line(one))
    else:
        print_table(listing.COLUMNS, listing.as_rows(found, document.text))
        click.echo(f"{counted(len(found), 'assertion')} in {document.name}.")


@main.command(
    epilog="""\b
Examples:
  practicegraph validate privacy.md
  practicegraph validate policies/ --profile integrity --format markdown
  practicegraph validate --store graph --shapes mine.ttl --fail-on warning
\b
Exit codes: 0 conforms, 1 findings, 2 input broken, 3 internal error.
"""
)
@click.argument("paths", nargs=-1, type=FILE, metavar="[PATH]...")
@click.option("--store", "target", metavar="DIR|URL", help="Validate a graph, in place of files.")
@click.option("--profile", "profiles", multiple=True, help="Which rules; may be given more than once [default: all].")
@click.option("--shapes", type=FILE, help="Further SHACL shapes (Turtle).")
@click.option(
    "--format", "form", default="text", show_default=True, help="text, json, ttl, sarif, junit, github, markdown."
)
@click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning", "info", "never"]),
    default="violation",
    show_default=True,
    help="The least severity that gives exit code 1.",
)
@company_option
def validate(
    paths: tuple[Path, ...],
    target: str | None,
    profiles: tuple[str, ...],
    shapes: Path | None,
    form: str,
    fail_on: str,
    company: str | None,
) -> None:
    """Check policies, or a graph, against SHACL shapes: is it whole, and does a policy contradict itself?"""
    if bool(paths) == bool(target):
        raise click.UsageError("Give files to validate, or --store, one of them.")
    from .server.validation import validate_files, validate_store
    from .shapes import DEFAULT_FOR_FILES, DEFAULT_FOR_STORES
    from .shapes.writers import WRITERS, write_report

    if form not in WRITERS:
        fail(f"there is no format {form!r}; choose from {', '.join(WRITERS)}.")
    given = read_bytes(shapes) if shapes else None
    with progress_bar("Validating") as progress:
        if target:
            checked = validate_store(
                any_store(target), profiles or DEFAULT_FOR_STORES, given, shapes_name=str(shapes), progress=progress
            )
        else:
            checked = validate_files(
                paths,
                _extractor,
                profiles or DEFAULT_FOR_FILES,
                given,
                shapes_name=str(shapes),
                company=company,
                progress=progress,
            )
    complain(checked.refused)
    if checked.report is None:
        fail("no policy could be read." if checked.refused else "there is no policy (.md, .txt, .html, .pdf) there.")
    click.echo(write_report(checked.report, form, checked.sources), nl=False)
    if checked.refused:
        raise click.exceptions.Exit(NOTHING)
    raise click.exceptions.Exit(IN_PART if checked.report.fails(fail_on) else DONE)


@main.command(
    epilog="""\b
Examples:
  practicegraph query --list
  practicegraph query --name who-sells --store graph
  practicegraph query 'PREFIX pg: <https://w3id.org/practicegraph/ns#>
                       SELECT ?c ?d { GRAPH ?g { ?c pg:collects ?d } }' --store graph
  practicegraph query --file mine.rq --store graph --format csv > answer.csv
"""
)
@click.argument("text", required=False, metavar="[QUERY]")
@click.option("--file", type=FILE_OR_DASH, help='A file with the query ("-": standard input).')
@click.option("--name", help="The name of an example query.")
@click.option("--list", "listed", is_flag=True, help="List the example queries.")
@click.option("--store", "target", envvar=STORE, metavar="DIR|URL", help=f"The graph (also: {STORE}).")
@click.option(
    "--format",
    "form",
    default="table",
    show_default=True,
    help="table, csv, tsv, json, xml; of graphs ttl, nt, jsonld, rdf, n3.",
)
@host_option
def query(
    text: str | None,
    file: Path | None,
    name: str | None,
    listed: bool,
    target: str | None,
    form: str,
    allow_host: tuple[str, ...],
) -> None:
    """Ask the graph in SPARQL."""
    from .server.examples import load_examples

    examples = {example.name: example for example in load_examples()}
    if listed:
        print_table((("Name", False), ("Question", False)), ((e.name, e.title) for e in examples.values()))
        return
    if sum(given is not None for given in (text, file, name)) != 1:
        raise click.UsageError("Give a query, --file, --name or --list, one of them.")
    if not target:
        raise click.UsageError("Missing option '--store'.")
    if name is not None:
        if name not in examples:
            fail(f"there is no example query {name!r}; there are: {', '.join(examples)}.")
        text = examples[name].query
    elif file is not None:
        try:
            text = read_bytes(file).decode("utf-8-sig")
        except UnicodeDecodeError:
            fail(f"{file}: is not UTF-8 text.")
    from .server.query import run_query
    from .server.sparql.safety import check_query

    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the engine does not look for Python's signals
    run_query(
        any_store(target), text or "", standard_output(), form, lambda given: check_query(given, hosts_of(allow_host))
    )


@main.command(
    epilog="""\b
Examples:
  practicegraph diff orrery.example --store graph                        the last two versions
  practicegraph diff orrery.example 2016-05-10 2022-09-15 --store graph
  practicegraph diff "Orrery Maps" 2016-05-10 --store graph --format json
"""
)
@click.argument("company")
@click.argument("before", required=False, metavar="[FROM]")
@click.argument("after", required=False, metavar="[TO]")
@store_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def diff(company: str, before: str | None, after: str | None, target: str, form: str) -> None:
    """Show what a company says in a version and did not say in an earlier one, with the sentences."""
    from .server.changes import as_json, as_text
    from .server.diff import diff as run

    found = run(any_store(target), company, before, after)
    click.echo(as_json(found) if form == "json" else as_text(found))


@main.command(
    epilog="""\b
Examples:
  practicegraph export --store graph > graph.nq
  practicegraph export --store graph --format csv --out statements.csv
  practicegraph export --store graph --profile dpv --format ttl
"""
)
@store_option
@click.option("--format", "form", default="nq", show_default=True, help="nq, trig, ttl, jsonld or csv.")
@click.option("--profile", default="practicegraph", show_default=True, help="practicegraph, dpv or odrl.")
@click.option("--out", type=FILE, help="A file to write to, in place of standard output.")
def export(target: str, form: str, profile: str, out: Path | None) -> None:
    """Write the whole graph, as it is or in the words of another vocabulary."""
    from .server.export import export as run

    store = any_store(target)
    with output(out) as file:
        run(store, file, form, profile)


main.add_command(serve)
main.add_command(ontology)

if __name__ == "__main__":
    main(prog_name="practicegraph")
