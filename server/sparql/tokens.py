"""A tokeniser for SPARQL's lexical grammar, which needs to know nothing of the grammar around the tokens.

Oxigraph reads ``<`` as an operator or as an IRI by context (``?a<?b)#>`` is either), so here every reading is
followed. Lexical grammar: https://www.w3.org/TR/sparql11-query/#sparqlGrammar.
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
# "?a<?b>?c" is no expression, so the other reading of an IRI ends the same way unless a string or comment begins in it
_AMBIGUOUS = re.compile("['#]")
_SKIP = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*")
_LINE_END = re.compile(r"[\r\n]|\Z")


class QueryRefusedError(ValueError):
    """The query is not run: ``reason`` for a person, ``line`` and ``column`` (from 1) of the place."""

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(f"{reason} (line {line}, column {column})")
        self.reason, self.line, self.column = reason, line, column


@dataclass(frozen=True, slots=True)
class Token:
    """A lexical unit of a query: its kind (a group of the grammar above), text and offset.

    ``sure`` is True up to the first place that can be read in more than one way; ``first`` in the first reading,
    where ``<`` begins an IRI wherever it can.
    """

    kind: str
    text: str
    start: int
    sure: bool = True
    first: bool = True

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.start + len(self.text)


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def tokens(text: str) -> Iterator[Token]:
    """Every token of every reading of a query or update, white space and comments left out; the first reading first.

    Raises QueryRefusedError where no token can start.
    """
    todo, seen, line_end = [0], set[int](), 0
    readings, stuck = 0, None
    while todo:
        at, readings = todo.pop(), readings + 1
        while at < len(text) and at not in seen:
            seen.add(at)
            if text[at] == "#":
                if line_end <= at:
                    found_end = _LINE_END.search(text, at)
                    line_end = found_end.start() if found_end else len(text)
                at = line_end
                continue
            found = _TOKEN.match(text, at)
            if found is None or found.end() == at:
                # "<a%20b>" is no operator and operands: a sign that begins no token ends this reading
                stuck = at if text[at] != "%" or readings == 1 else stuck
                break
            kind, word = found.lastgroup or "", found.group()
            if (kind == "iri" and _AMBIGUOUS.search(word) and not _ABSOLUTE.match(word)) or word == "<<":
                todo.append(at + 1)
            if kind != "space":
                yield Token(kind, word, at, not todo and readings == 1, readings == 1)
            at = found.end()
        if stuck is not None:
            raise QueryRefusedError(
                f"The query cannot be read at {text[stuck : stuck + 12]!r}.", *position(text, stuck)
            )


def following(text: str, offset: int) -> Token | None:
    """The token after an offset, white space and comments left out; None at the end, or where none can start."""
    found = _SKIP.match(text, offset)
    at = found.end() if found else offset
    token = _TOKEN.match(text, at)
    return Token(token.lastgroup or "", token.group(), at) if token and token.end() > at else None


def unescaped(text: str) -> str:
    """The query with its code point escapes resolved (SPARQL 1.1, section 19.2)."""

    def resolve(found: re.Match[str]) -> str:
        digits = found[1] or found[2]
        if digits is None:
            return found[0]
        code = int(digits, 16)
        return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"

    return _ESCAPE.sub(resolve, text)
