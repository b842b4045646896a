"""Which queries may reach the engine: a tokeniser for SPARQL's lexical grammar that finds the keywords it needs.

Oxigraph contacts any host that ``SERVICE`` names and its Python interface shows no parse, so the words are found
before the query runs. Its parser needs no white space around keywords (``SERVICEex:x {`` is a SERVICE even where
``SERVICEex:`` is a declared prefix), and reads ``<`` as an operator or as an IRI by context; here every reading is
followed, and a query is refused where any of them holds the word or cannot be tokenised.
Lexical grammar: https://www.w3.org/TR/sparql11-query/#sparqlGrammar.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAME = r"A-Za-z0-9_\-\u0080-\U0010FFFF"
_LOCAL = rf"(?:[{_NAME}:]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])"
_PREFIX = rf"(?:[A-Za-z\u0080-\U0010FFFF](?:[{_NAME}.]{{0,100}}[{_NAME}])?)?"  # a bound, so that time stays linear
_TOKEN = re.compile(
    rf"""
    (?P<space>[ \t\r\n]+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<iri><[^<>"{{}}|^`\x00-\x20]*>)
  | (?P<string>\"\"\"(?:\"{{0,2}}(?:[^"\\]|\\.))*\"\"\" | '''(?:'{{0,2}}(?:[^'\\]|\\.))*'''
      | "(?!"")(?:[^"\\\r\n]|\\.)*" | '(?!'')(?:[^'\\\r\n]|\\.)*' | ""(?!") | ''(?!'))
  | (?P<variable>[?$][A-Za-z0-9_\u0080-\U0010FFFF]+)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)
  | (?P<blank>_:[{_NAME}]+(?:\.+[{_NAME}]+)*)
  | (?P<name>{_PREFIX}:(?:{_LOCAL}(?:\.*{_LOCAL})*)?)
  | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<word>[A-Za-z_\u0080-\U0010FFFF][{_NAME}]*)
  | (?P<sign>\^\^|&&|\|\||[!<>]=|<<|>>|[{{}}()\[\]<>=.,;*/|^?!+\-&~$])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\\\|\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")
_SKIP = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*")
_LINE_END = re.compile(r"[\r\n]|\Z")


class QueryRefusedError(ValueError):
    """The query is not run: ``reason`` for a person, ``line`` and ``column`` (from 1) of the place."""

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(f"{reason} (line {line}, column {column})")
        self.reason, self.line, self.column = reason, line, column


@dataclass(frozen=True, slots=True)
class Token:
    """A lexical unit of a query: its kind (a group of the grammar above), text and offset."""

    kind: str
    text: str
    start: int


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def tokens(text: str) -> Iterator[Token]:
    """Every token of every reading of a query or update, white space and comments left out.

    Raises QueryRefusedError where no token can start.
    """
    todo, seen, line_end = [0], set[int](), 0
    while todo:
        at = todo.pop()
        while at < len(text) and at not in seen:
            seen.add(at)
            found = _TOKEN.match(text, at)
            if found is None or found.end() == at:
                raise QueryRefusedError(f"The query cannot be read at {text[at : at + 12]!r}.", *position(text, at))
            kind, token = found.lastgroup or "", found.group()
            if kind == "iri" and "#" in token and not _ABSOLUTE.match(token):
                # "?a<?b)#>": a relative IRI, or an operator and later a comment
                if line_end <= at:
                    found_end = _LINE_END.search(text, at)
                    line_end = found_end.start() if found_end else len(text)
                todo.append(line_end)
            if kind not in ("space", "comment"):
                yield Token(kind, token, at)
            at = found.end()


def unescaped(text: str) -> str:
    """The query with its code point escapes resolved (SPARQL 1.1, section 19.2)."""

    def resolve(found: re.Match[str]) -> str:
        digits = found[1] or found[2]
        if digits is None:
            return found[0]
        code = int(digits, 16)
        return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"

    return _ESCAPE.sub(resolve, text)


def check_query(text: str) -> None:
    """Raise QueryRefusedError where the query asks the server to contact another host, or can't be tokenised."""
    for reading in dict.fromkeys((text, unescaped(text))):
        for token in tokens(reading):
            if _calls_service(token, reading):
                raise QueryRefusedError(
                    "SERVICE is not allowed here: this server contacts no other host.",
                    *position(reading, token.start),
                )


def check_update(text: str) -> None:
    """Raise QueryRefusedError where the update asks the server to contact another host, or can't be tokenised.

    What holds neither word, nor an escape, is left to the engine: an upload of millions of triples has no need of this.
    """
    folded = text.lower()
    if "service" not in folded and "load" not in folded and "\\u" not in folded:
        return
    check_query(text)
    for reading in dict.fromkeys((text, unescaped(text))):
        for token in tokens(reading):
            if _loads(token, reading):
                raise QueryRefusedError(
                    "LOAD is not allowed here: this server contacts no other host.",
                    *position(reading, token.start),
                )


def _loads(token: Token, text: str) -> bool:
    if token.kind == "word":
        return "load" in token.text.lower()
    if token.kind == "name" and token.text.lower().startswith("load"):
        # a prefix of that name is fine, except where the engine would read keyword and document: "LOADex:doc INTO …"
        after = _SKIP.match(text, token.start + len(token.text))
        return after is not None and re.match(r";|\Z|into", text[after.end() :][:4], re.IGNORECASE) is not None
    return False


def _calls_service(token: Token, text: str) -> bool:
    if token.kind == "word":
        return "service" in token.text.lower()
    if token.kind == "name" and "service" in token.text.partition(":")[0].lower():
        # a prefix of that name is fine, except where the engine would read keyword, endpoint and group
        after = _SKIP.match(text, token.start + len(token.text))
        return after is not None and text[after.end() : after.end() + 1] == "{"
    return False


def names_dataset(text: str) -> bool:
    """True where the query has a dataset clause (FROM, FROM NAMED) of its own."""
    return any(token.kind == "word" and token.text.upper() == "FROM" for token in tokens(text))
