"""Clients that people use, each with what they use it for: SPARQLWrapper, rdflib's stores, Comunica, curl."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from practicegraph.ontology.namespaces import PG
from rich.console import Console

from .row import Floor, Row
from .servers import Server

COMUNICA = "@comunica/query-sparql@4"  # 5 needs Node.js 22
GRAPH = "urn:bench:clients"
COMPANIES = f"SELECT ?c WHERE {{ GRAPH ?g {{ ?c a <{PG}Company> }} }} ORDER BY ?c LIMIT 5"
CONSTRUCT = f"CONSTRUCT {{ ?c a <{PG}Company> }} WHERE {{ GRAPH ?g {{ ?c a <{PG}Company> }} }} LIMIT 5"
ASK = f"ASK {{ GRAPH ?g {{ ?c a <{PG}Company> }} }}"
INSERT = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:bench:s> <urn:bench:p> 'é' }} }}"
DELETE = f"DROP SILENT GRAPH <{GRAPH}>"
WRITTEN = f"ASK {{ GRAPH <{GRAPH}> {{ <urn:bench:s> <urn:bench:p> 'é' }} }}"
Check = tuple[str, Callable[[], bool]]


def real_clients(here: Server, token: str, readme: Path, folder: Path, console: Console) -> Iterator[Row]:
    """A row for each client: how many of its checks passed, of how many. The server must take writes."""
    clients: dict[str, list[Check]] = {
        "SPARQLWrapper": _sparqlwrapper(here.url, token),
        "rdflib SPARQLStore": _sparqlstore(here.url),
        "rdflib SPARQLUpdateStore": _updatestore(here.url, token),
        "curl recipes of the README": _curl(here.url, token, readme, folder),
    }
    if shutil.which("node") and shutil.which("npm"):
        clients["Comunica"] = _comunica(here.url, folder / "comunica")
    else:
        console.print("  Comunica is left out: there is no node and npm here", style="dim")
    for name, checks in clients.items():
        passed = 0
        for what, check in checks:
            try:
                good, said = check(), "not what was to be expected"
            except Exception as error:
                good, said = False, f"{type(error).__name__}: {str(error)[:300]}"
            passed += good
            if not good:
                console.print(f"  {name}, {what}: {said}", style="dim", highlight=False, markup=False)
        yield Row(f"{name}: checks passed", "", passed, len(checks), "checks", Floor("ratio", 1.0, 1.0))


def _sparqlwrapper(url: str, token: str) -> list[Check]:
    import SPARQLWrapper as wrapper  # noqa: N813 - a module

    def ask(query: str, form: str, method: str = wrapper.GET) -> object:
        client = wrapper.SPARQLWrapper(url)
        client.setQuery(query)
        client.setMethod(method)
        client.setReturnFormat(form)
        return client.queryAndConvert()

    def write(update: str) -> None:
        client = wrapper.SPARQLWrapper(url)
        client.addCustomHttpHeader("Authorization", f"Bearer {token}")
        client.setMethod(wrapper.POST)
        client.setQuery(update)
        client.query()

    def written() -> bool:
        write(INSERT)
        there = ask(WRITTEN, wrapper.JSON)["boolean"]
        write(DELETE)
        return there and not ask(WRITTEN, wrapper.JSON)["boolean"]

    return [
        ("SELECT as JSON", lambda: len(ask(COMPANIES, wrapper.JSON)["results"]["bindings"]) == 5),
        ("SELECT as JSON by POST", lambda: len(ask(COMPANIES, wrapper.JSON, wrapper.POST)["results"]["bindings"]) == 5),
        ("SELECT as XML", lambda: len(ask(COMPANIES, wrapper.XML).getElementsByTagName("result")) == 5),
        ("SELECT as CSV", lambda: len(ask(COMPANIES, wrapper.CSV).splitlines()) == 6),
        ("SELECT as TSV", lambda: len(ask(COMPANIES, wrapper.TSV).splitlines()) == 6),
        ("ASK as XML", lambda: b"true" in ask(ASK, wrapper.XML).toxml("utf-8")),
        (
            "CONSTRUCT as Turtle",
            lambda: PG.encode() in ask(CONSTRUCT, wrapper.TURTLE) or b"Company" in ask(CONSTRUCT, wrapper.TURTLE),
        ),
        ("CONSTRUCT as RDF/XML", lambda: len(ask(CONSTRUCT, wrapper.RDFXML)) == 5),
        ("CONSTRUCT as JSON-LD", lambda: len(ask(CONSTRUCT, wrapper.JSONLD)) == 5),
        ("update with a token", written),
    ]


def _sparqlstore(url: str) -> list[Check]:
    from rdflib import RDF, Graph, URIRef
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    def graph(method: str = "GET", form: str = "xml") -> Graph:
        return Graph(SPARQLStore(url, method=method, returnFormat=form))

    company = URIRef(PG + "Company")
    return [
        ("query, XML", lambda: len(list(graph().query(COMPANIES))) == 5),
        ("query, JSON by POST", lambda: len(list(graph("POST", "json").query(COMPANIES))) == 5),
        ("query, CSV", lambda: len(list(graph("POST_FORM", "csv").query(COMPANIES))) == 5),
        ("ASK", lambda: bool(graph().query(ASK).askAnswer)),
        ("CONSTRUCT", lambda: len(graph().query(CONSTRUCT).graph) == 5),
        ("triples of a pattern", lambda: len(list(graph().triples((None, RDF.type, company)))) >= 5),
        ("number of triples", lambda: len(graph()) > 1000),
        ("prefixes", lambda: bool(graph().query(f"PREFIX : <{PG}> ASK {{ ?c a :Company }}").askAnswer)),
    ]


def _updatestore(url: str, token: str) -> list[Check]:
    from rdflib import Graph, Literal, URIRef
    from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore

    def opened() -> SPARQLUpdateStore:
        return SPARQLUpdateStore(url, url, headers={"Authorization": f"Bearer {token}"}, autocommit=True)

    triple = (URIRef("urn:bench:a"), URIRef("urn:bench:p"), Literal("x"))

    def added() -> bool:
        graph = Graph(opened(), identifier=URIRef(GRAPH))
        graph.add(triple)
        there = triple in graph
        graph.remove(triple)
        return there and triple not in graph

    def updated() -> bool:
        store = opened()
        store.update(INSERT)
        there = store.query(WRITTEN).askAnswer
        store.update(DELETE)
        return bool(there) and not store.query(WRITTEN).askAnswer

    return [("add and remove a triple", added), ("update", updated)]


def _comunica(url: str, folder: Path) -> list[Check]:
    program = folder / "node_modules" / ".bin" / "comunica-sparql"

    def run(query: str, form: str, source: str) -> str:
        if not program.exists():
            folder.mkdir(parents=True, exist_ok=True)
            command = [
                "npm",
                "install",
                "--prefix",
                str(folder),
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
                COMUNICA,
            ]
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
        command = [str(program), source, "-q", query, "-t", form]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-300:] or done.stdout[-300:])
        return done.stdout

    def rows(source: str) -> int:
        return len(json.loads(run(COMPANIES, "application/sparql-results+json", source))["results"]["bindings"])

    return [
        ("SELECT", lambda: rows(f"sparql@{url}") == 5),
        ("SELECT, kind of source found out by itself", lambda: rows(url) == 5),
        ("ASK", lambda: "true" in run(ASK, "application/sparql-results+json", f"sparql@{url}")),
        ("CONSTRUCT", lambda: run(CONSTRUCT, "application/n-triples", f"sparql@{url}").count(PG + "Company") == 5),
    ]


def _curl(url: str, token: str, readme: Path, folder: Path) -> list[Check]:
    address = url.removesuffix("/sparql")
    recipes = curl_recipes(readme.read_text("utf-8"))
    for name in re.findall(r"(?:-T |@)([\w-]+\.ttl)", "\n".join(recipes)):
        (folder / name).write_text("<urn:bench:s> <urn:bench:p> 'é' .\n", "utf-8")

    def check(recipe: str) -> Check:
        command = recipe.replace("http://127.0.0.1:8000", address).replace("http://localhost:8000", address)
        command = re.sub(r"^curl\b", "curl --fail-with-body --max-time 60", command)

        def runs() -> bool:
            done = subprocess.run(
                ["bash", "-c", f"set -o pipefail; {command}"],
                cwd=folder,
                env={"PATH": "/usr/local/bin:/usr/bin:/bin", "PRACTICEGRAPH_TOKEN": token, "TOKEN": token},
                capture_output=True,
                text=True,
                timeout=90,
                check=False,
            )
            if done.returncode:
                raise RuntimeError(f"exit code {done.returncode}: {done.stdout[:200]} {done.stderr[:200]}")
            return True

        return recipe.splitlines()[0][:70], runs

    return [check(recipe) for recipe in recipes]


def curl_recipes(readme: str) -> list[str]:
    """The commands of a README that call the server with curl, as a shell reads them: over several lines where a quote
    is open or a line ends in a backslash.

    >>> curl_recipes("```\\n$ curl http://127.0.0.1:8000/a -d 'x\\n y'\\nanswer\\n$ curl https://other.example/\\n```\\n")
    ["curl http://127.0.0.1:8000/a -d 'x\\n y'"]
    """
    found: list[str] = []
    lines = iter(readme.splitlines())
    for line in lines:
        command = line.strip().removeprefix("$ ")
        if not command.startswith("curl "):
            continue
        while command.endswith("\\") or _open_quote(command):
            following = next(lines, None)
            if following is None:
                break
            command += "\n" + following
        if re.search(r"https?://(127\.0\.0\.1|localhost):8000", command):
            found.append(command)
    return found


def _open_quote(text: str) -> bool:
    """True where a quote of the shell is not closed."""
    quote = ""
    for character in re.sub(r"\\.", "", text, flags=re.DOTALL):
        if not quote and character in "'\"":
            quote = character
        elif character == quote:
            quote = ""
    return bool(quote)
