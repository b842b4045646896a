"""The dataset that a protocol request names for an update, written into its text.

SPARQL 1.1 Protocol, section 2.2.3: ``using-graph-uri`` and ``using-named-graph-uri`` stand for USING and USING NAMED
in each operation with a WHERE. The engine's Python interface takes no such parameters, so the clauses are put in.
"""

import re
from collections.abc import Iterator, Sequence

from .safety import QueryRefusedError, Token, position, tokens

_KEYWORDS = re.compile(
    "ADD|ALL|BASE|CLEAR|COPY|CREATE|DATA|DEFAULT|DELETE|DROP|GRAPH|INSERT|INTO|LOAD|MOVE|NAMED|PREFIX|SILENT|TO|USING"
    "|VERSION|WHERE|WITH"
)


def with_dataset(update: str, default: Sequence[str], named: Sequence[str]) -> str:
    """The update with its operations reading these graphs.

    Raises QueryRefusedError where it names a dataset itself (USING, WITH) or cannot be read.

    >>> with_dataset("DELETE WHERE { ?s ?p ?o }", ["http://a.example/"], [])
    'DELETE { ?s ?p ?o } USING <http://a.example/> WHERE { ?s ?p ?o }'
    """
    clauses = " ".join([f"USING <{iri}>" for iri in default] + [f"USING NAMED <{iri}>" for iri in named])
    parts, done = [], 0
    outer = list(_outermost(update))
    for before, token, after in zip([None, *outer], outer, [*outer[1:], None], strict=False):
        word = token.text.upper() if token.kind == "word" else ""
        if word and not _KEYWORDS.fullmatch(word):
            raise _refused(update, token, f"{token.text!r} cannot be read where the request names the dataset.")
        if word in ("USING", "WITH") or (token.kind == "name" and _hides_clause(before, token)):
            raise _refused(
                update,
                token,
                "The update names its dataset (USING, WITH), and so does the request; one of them must go.",
            )
        if word != "WHERE" or after is None or after.text[:1] != "{":
            continue
        parts.append(update[done : token.start])
        if before is not None and before.text.upper() == "DELETE":  # DELETE WHERE { … } has no place for USING
            parts.append(after.text + " ")
        parts.append(clauses + " ")
        done = token.start
    return "".join([*parts, update[done:]])


def _outermost(update: str) -> Iterator[Token]:
    """The tokens outside braces, and each outermost group in braces as one."""
    depth, start = 0, 0
    for token in tokens(update):
        if not token.first:
            break  # another reading of the same text
        if token.text == "{":
            start, depth = (token.start, 1) if depth == 0 else (start, depth + 1)
        elif token.text == "}" and depth:
            depth -= 1
            if depth == 0:
                yield Token("group", update[start : token.start + 1], start)
        elif depth == 0:
            yield token


def _hides_clause(before: Token | None, token: Token) -> bool:
    """True for ``USINGex:g``: the engine needs no space behind a keyword."""
    opens = before is None or before.kind in ("group", "iri") or before.text == ";"
    return opens and token.text.partition(":")[0].lower().startswith(("using", "with"))


def _refused(update: str, token: Token, reason: str) -> QueryRefusedError:
    return QueryRefusedError(reason, *position(update, token.start))
