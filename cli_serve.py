"""The command line of the server: its options, one by one."""

import os
from pathlib import Path

import click

from .terminal import STORE, TOKEN, any_store, fail, read_bytes

MEGABYTE = 1 << 20


host_option = click.option(
    "--allow-host", multiple=True, metavar="ORIGIN", help="A host that queries may contact; may be repeated."
)


def hosts_of(given: tuple[str, ...]) -> tuple[str, ...]:
    """The origins that were given; ends the command where one is none."""
    from .server.sparql.hosts import listed_origin

    for text in given:
        try:
            listed_origin(text)
        except ValueError as error:
            fail(f"--allow-host: {error}; name it as https://example.org or http://example.org:3030.")
    return given


@click.command(
    epilog="""\b
Examples:
  practicegraph serve --store graph
  practicegraph serve --store graph --host 0.0.0.0 --port 80 --public-url https://policies.example.org
  practicegraph serve --store graph --token-file token.txt          whoever sends the token may write
  practicegraph serve --store graph --allow-host https://dbpedia.org    queries may call it with SERVICE
"""
)
@click.option("--store", "target", required=True, envvar=STORE, metavar="DIR|URL", help=f"The graph (also: {STORE}).")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any that is free.")
@click.option("--public-url", help="How the server is reached from outside; absolute addresses begin with it.")
@click.option(
    "--timeout", type=click.FloatRange(0.1, 3600), default=30.0, show_default=True, help="Seconds a query may take."
)
@click.option(
    "--memory-limit", type=click.IntRange(64), default=4096, show_default=True, help="Megabytes a query may take."
)
@click.option("--result-limit", type=click.IntRange(1), default=1024, show_default=True, help="Megabytes of an answer.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer queries.")
@click.option("--queue", type=click.IntRange(1), default=64, show_default=True, help="Queries that may wait in all.")
@click.option(
    "--per-client", type=click.IntRange(1), default=8, show_default=True, help="Queries of one client at a time."
)
@click.option(
    "--token-file", type=click.Path(path_type=Path), help=f"A file with the token that lets one write (also: {TOKEN})."
)
@host_option
@click.option(
    "--trusted-proxy", multiple=True, metavar="ADDRESS", help="A proxy whose X-Forwarded-For counts; may be repeated."
)
@click.option("--metrics", is_flag=True, help="Show /metrics to everybody, not only to this machine.")
@click.option("--license", "license_", metavar="URL", help="The licence of the graph, for its description and dumps.")
def serve(
    target: str,
    host: str,
    port: int,
    public_url: str | None,
    timeout: float,
    memory_limit: int,
    result_limit: int,
    workers: int | None,
    queue: int,
    per_client: int,
    token_file: Path | None,
    allow_host: tuple[str, ...],
    trusted_proxy: tuple[str, ...],
    metrics: bool,
    license_: str | None,
) -> None:
    """Serve the graph: pages for people, linked data, and a SPARQL endpoint at /sparql."""
    from .server.options import LICENSE, Options
    from .server.serving import serve as run

    options = Options(
        public_url=public_url or "",
        timeout=timeout,
        memory_limit=memory_limit * MEGABYTE,
        result_limit=result_limit * MEGABYTE,
        workers=workers,
        queue=queue,
        per_client=per_client,
        token=_token(token_file),
        allowed_hosts=hosts_of(allow_host),
        trusted_proxies=trusted_proxy,
        metrics=metrics,
        license=license_ or LICENSE,
    )
    run(
        any_store(target),
        host=host,
        port=port,
        options=options,
        ready=lambda address: click.echo(f"Serving {target} at {address} (Ctrl-C stops)"),
    )


def _token(file: Path | None) -> str | None:
    """The token of a file, or of the environment; None where neither gives one."""
    if file is None:
        return os.environ.get(TOKEN) or None
    try:
        token = read_bytes(file).decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        token = ""
    if not token or any(c <= " " or c > "~" for c in token):
        fail(f"{file}: holds no token; it should hold one line of printable ASCII characters.")
    return token
