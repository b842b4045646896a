"""Text of policies and file names as it may be shown: nothing in it can steer a terminal or turn the reading order."""

import unicodedata
from typing import Final

_SHOWN: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_HIDDEN: Final = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_KEPT: Final = {"\u00ad", "\u200c", "\u200d"}
"""Soft hyphen and the joiners, which writing systems need, do no harm."""


def visible(text: str) -> str:
    """The text on one line, with control and format characters written as escapes.

    >>> visible("red\\x1b[31m"), visible("a\\u202eb"), visible("two\\nlines")
    ('red\\\\x1b[31m', 'a\\\\u202eb', 'two\\\\nlines')
    """
    if text.isprintable():
        return text
    return "".join(_escape(char) for char in text)


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
