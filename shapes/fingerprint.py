"""What tells two findings apart, and stays the same when text is moved, wrapped anew or renumbered."""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from .report import Finding
from .visible import without_comments

_QUOTE_MARK = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_EMPHASIS = re.compile(r"[*`]|(?<!\w)_+|_+(?!\w)|\\(?=[!-/:-@\[-`{-~])")
_NUMBER = re.compile(
    r"^\s*(?:\(?(?:\d+(?:\.\d+)*|[A-Za-z]|[ivxIVX]+)[.)]|\d+(?:\.\d+)+|[-+\u2022\u25cf\u25e6\u25aa])\s+"
)
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")

KEY: Final = "sentences/v1"
"""The name of these fingerprints in SARIF, with their version."""


def fingerprint(finding: Finding) -> str:
    """32 hex digits of the rule, the path, the kind of the value, and the words of the sentences.

    Offsets, lines, dates, files and companies are not in it, nor is Markdown's markup. Findings can have the same one:
    see `numbered`.
    """
    words = [normal(statement.sentence) for statement in finding.statements]
    text = json.dumps([finding.code, finding.path or "", _kind(finding.value), *words])
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def numbered(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Each finding with its fingerprint and, behind a colon, which one of those that have it this is."""
    seen: Counter[str] = Counter()
    for finding in findings:
        print_ = fingerprint(finding)
        seen[print_] += 1
        yield finding, f"{print_}:{seen[print_]}"


def normal(sentence: str) -> str:
    """The words: Unicode's normal form C, white space collapsed, without number, comments and emphasis.

    >>> normal("3.1 We **do not**\\n> sell <!-- sic --> it.")
    'We do not sell it.'
    """
    bare = _EMPHASIS.sub("", _QUOTE_MARK.sub("", without_comments(sentence)))
    return " ".join(unicodedata.normalize("NFC", _NUMBER.sub("", bare)).split())


def _kind(value: str | None) -> str:
    if value is None:
        return ""
    return "iri" if _IRI.fullmatch(value) else "literal"
