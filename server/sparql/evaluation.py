"""One query over one store: the engine's options for its dataset, its complaints in words, its answer's format."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pyoxigraph as ox

from .job import Job, Kind, QueryError
from .negotiation import GRAPH_TYPES, RESULT_TYPES
from .safety import names_dataset
from .xml import Sink, XmlWriter, is_xml


def evaluate(store: ox.Store, job: Job) -> tuple[Kind, str, Callable[[Sink], None]]:
    """Begin a query: the kind of its answer, its media type, and what writes it.

    Raises QueryError where the query is malformed or its answer comes in none of the wanted media types.
    """
    options: dict[str, Any] = {}
    if job.default_graphs or job.named_graphs:
        options["default_graph"] = [ox.NamedNode(iri) for iri in job.default_graphs]
        options["named_graphs"] = [ox.NamedNode(iri) for iri in job.named_graphs]
    elif not job.unnamed and not names_dataset(job.query):  # Oxigraph would take the union in spite of a FROM
        options["use_default_graph_as_union"] = True
    try:
        result = store.query(job.query, base_iri=job.base, **options)
    except SyntaxError as error:
        raise syntax_problem(job.query, str(error)) from None
    except (OSError, RuntimeError) as error:
        raise _failure(job, error) from None
    kind: Kind = "graph" if isinstance(result, ox.QueryTriples) else "results"
    media_type, formats = (job.graph_type, GRAPH_TYPES) if kind == "graph" else (job.results_type, RESULT_TYPES)
    if media_type is None:
        raise not_acceptable("a graph" if kind == "graph" else "a table or a boolean", formats)

    def write(sink: Sink) -> None:
        target: Any = XmlWriter(sink) if is_xml(media_type) else sink
        form: Any = formats[media_type]
        try:
            result.serialize(target, format=form)
        except (OSError, RuntimeError) as error:
            raise _failure(job, error) from None

    return kind, media_type, write


def _failure(job: Job, error: Exception) -> QueryError:
    """A failure while the query ran; with SERVICE most likely the other server's."""
    return QueryError(502 if "service" in job.query.lower() else 500, "Query failed", str(error)[:500])


def not_acceptable(what: str, types: Mapping[str, object]) -> QueryError:
    """What is said where the answer comes in none of the media types that the client takes."""
    return QueryError(406, "Not acceptable", f"The answer is {what}, which comes as: {', '.join(types)}.")


def syntax_problem(query: str, message: str, what: str = "query") -> QueryError:
    """The engine's complaint ("error at 2:13: expected one of …") in words, with line and column."""
    found = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", message, re.DOTALL)
    if found is None:
        return QueryError(400, f"Malformed {what}", message[:300])
    line, column = int(found[1]), int(found[2])
    sentences = re.findall(r"(?:^|, )([A-Z][a-z]+(?: [\w?]+)+)", found[3])
    lines = query.splitlines() or [""]
    rest = lines[line - 1][column - 1 :].strip() if line <= len(lines) else ""
    where = f"before {rest[:30]!r}" if rest else ("at its end" if line >= len(lines) else "at the end of the line")
    reason = f": {sentences[0]}" if sentences else ""
    return QueryError(
        400,
        f"Malformed {what}",
        f"The {what} cannot be read {where} (line {line}, column {column}){reason}.",
        line,
        column,
    )
