"""The commands of ``practicegraph ontology``."""

from pathlib import Path

import click

from .terminal import DONE, IN_PART, fail, output


@click.group()
def ontology() -> None:
    """The vocabulary: check it, look terms up, document it."""


@ontology.command(
    epilog="""\b
Examples:
  practicegraph ontology check
  practicegraph ontology check --no-reasoner
"""
)
@click.option("--reasoner/--no-reasoner", default=True, help="Run HermiT too (needs Java).  [default: reasoner]")
def check(reasoner: bool) -> None:
    """Check the vocabulary's files, and with a reasoner that it is consistent."""
    from .ontology.check import check_ontology

    problems = check_ontology()
    for problem in problems:
        click.echo(str(problem))
    sound = not problems
    if reasoner and sound:
        from .ontology.reasoning import ReasonerUnavailable, reason

        try:
            verdict = reason()
            sound = verdict.sound
            for iri in verdict.unsatisfiable:
                click.echo(f"{iri}: no individual can be in this class")
            if not verdict.consistent:
                click.echo("HermiT: the ontology is inconsistent")
        except ReasonerUnavailable as error:
            click.echo(f"Note: not reasoned over: {error}", err=True)
    click.echo("The ontology is sound." if sound else "The ontology is not sound.")
    raise click.exceptions.Exit(DONE if sound else IN_PART)


@ontology.command(
    epilog="""\b
Examples:
  practicegraph ontology show EmailAddress
  practicegraph ontology show "e-mail address"
  practicegraph ontology show dpv-pd:EmailAddress --format json
"""
)
@click.argument("term")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show(term: str, form: str) -> None:
    """Look up a term by IRI, short name or any of its wordings."""
    from .ontology.lookup import show as look_up
    from .server.listing import lookup_as_json, lookup_as_text

    found = look_up(term)
    if not found.entries:
        near = f" Did you mean: {', '.join(found.suggestions)}?" if found.suggestions else ""
        fail(f"the ontology has no term {term!r}.{near}")
    click.echo(lookup_as_json(found) if form == "json" else lookup_as_text(found))


@ontology.command(
    epilog="""\b
Examples:
  practicegraph ontology docs --out ontology.html
"""
)
@click.option("--out", type=click.Path(path_type=Path), help="A file to write to, in place of standard output.")
def docs(out: Path | None) -> None:
    """Write the schema's documentation as HTML (with pyLODE)."""
    from .ontology.documentation import schema_html

    page = schema_html().encode()
    with output(out) as file:
        file.write(page)
