"""Text of policies and file names as it may be shown: nothing in it steers a terminal, a log or the reading order."""

import re
import unicodedata
from typing import Final

_SHOWN: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_HIDDEN: Final = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_KEPT: Final = {"\u00ad", "\u200c", "\u200d"}
"""Soft hyphen and the joiners, which writing systems need, do no harm."""

BRACKET_COMMAND: Final = re.compile(r"##(?=[\w.]*\[)")
"""How a command begins anywhere in a line that the runners of GitHub (``##[``) and Azure (``##vso[``) read."""

_LINE_COMMAND = re.compile(r"(\s*):(?=:)")
_SURROGATE = re.compile("[\ud800-\udfff]")


def visible(text: str) -> str:
    """The text on one line, with control and format characters written as escapes, and no command to a CI runner.

    >>> visible("red\\x1b[31m"), visible("a\\u202eb"), visible("two\\nlines")
    ('red\\\\x1b[31m', 'a\\\\u202eb', 'two\\\\nlines')
    >>> visible("::error::x"), visible("a ##[error]x")
    ('\\\\x3a:error::x', 'a \\\\x23#[error]x')
    """
    if not text.isprintable():
        text = "".join(_escape(char) for char in text)
    if ":" in text:
        text = _LINE_COMMAND.sub(r"\1\\x3a", text, count=1) if _LINE_COMMAND.match(text) else text
    return BRACKET_COMMAND.sub(r"\\x23#", text) if "##" in text else text


def _escape(char: str) -> str:
    if char in _SHOWN:
        return _SHOWN[char]
    if unicodedata.category(char) not in _HIDDEN or char in _KEPT:
        return char
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def one_line(text: str) -> str:
    """The same with each run of white space one blank: a sentence that is wrapped in its file.

    >>> one_line("We sell\\n  nothing.")
    'We sell nothing.'
    """
    return visible(" ".join(text.split()))


def without_comments(text: str) -> str:
    """The text with a blank for each HTML comment."""
    if "<!--" not in text:
        return text
    parts: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts.append(text[at:start])
        at = end + 3
    return " ".join([*parts, text[at:]])


def shortened(text: str, length: int) -> str:
    """The text, cut at a blank where it is longer than ``length``.

    >>> shortened("We sell nothing at all.", 17)
    'We sell nothing …'
    """
    if len(text) <= length:
        return text
    head = text[: length - 1]
    return (head.rpartition(" ")[0] or head).rstrip() + " …"


def encodable(text: str) -> str:
    """The text with U+FFFD for lone surrogates, which no file can hold."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
