"""The blocks of a policy as comments in it see them: paragraphs, list items and sections, in Markdown, text and HTML.

Only where they begin and end is asked; what they say is read elsewhere. Time is linear in the text.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .page import tokens

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_ITEM = re.compile(
    r"[ \t>]*(?:[-+*\u2022\u25cf\u25e6\u25aa\u2023\u00b7]|\(?(?:\d{1,9}|[A-Za-z]|[ivx]{1,5})[.)])(?:[ \t]+|$)"
)
_ROW = re.compile(r"[ \t]*\|")
_RULE = re.compile(r"[ \t]*(?:[-*_=][ \t]*){3,}$")
_INLINE_TAGS = """
    a abbr b bdi bdo big br cite code data del dfn em font i img ins kbd mark q rp rt ruby s samp small span strike
    strong sub sup time tt u var wbr
"""
_INLINE: Final = frozenset(_INLINE_TAGS.split())
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_OUTSIDE: Final = frozenset(
    ("head", "nav", "form", "button", "select", "svg", "template", "object", "canvas", "dialog")
)


@dataclass(frozen=True, slots=True)
class Comment:
    """An HTML comment: where it stands, and its words."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Block:
    """``level`` is that of a heading, else 0. ``end`` of a heading is that of its text, not of its section."""

    start: int
    end: int
    level: int = 0


@dataclass(frozen=True)
class Outline:
    """The blocks of a file in order, for each that is a heading the end of its section, and the comments."""

    blocks: tuple[Block, ...]
    sections: Mapping[int, int]
    comments: tuple[Comment, ...]

    def around(self, comment: Comment) -> int | None:
        """The number of the block that a comment stands in."""
        number = bisect_right(self.blocks, comment.start, key=_start) - 1
        return number if number >= 0 and comment.start < self.blocks[number].end else None

    def after(self, comment: Comment) -> int | None:
        """The number of the first block behind a comment."""
        number = bisect_right(self.blocks, comment.start, key=_start)
        return number if number < len(self.blocks) else None


def _start(block: Block) -> int:
    return block.start


def outline_of(text: str, *, html: bool = False) -> Outline:
    """Blocks and comments of a file. A block quote at its top, which tells where it was archived, is none of them."""
    blocks, comments = _of_page(text) if html else _of_text(text)
    return Outline(tuple(blocks), _sections(blocks, len(text)), tuple(comments))


def _sections(blocks: Sequence[Block], length: int) -> dict[int, int]:
    ends: dict[int, int] = {}
    open_: list[int] = []
    for number, block in enumerate(blocks):
        if block.level:
            while open_ and blocks[open_[-1]].level >= block.level:
                ends[open_.pop()] = block.start
            open_.append(number)
    return ends | dict.fromkeys(open_, length)


def _of_text(text: str) -> tuple[list[Block], list[Comment]]:
    comments: list[Comment] = []
    parts: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        comments.append(Comment(start, end + 3, text[start + 4 : end]))
        parts += [text[at:start], re.sub(r"[^\r\n]", " ", text[start : end + 3])]
        at = end + 3
    return _lines("".join([*parts, text[at:]]), text), comments


def _lines(blanked: str, text: str) -> list[Block]:
    """The blocks of a text; ``blanked`` is the same with blanks for comments."""
    blocks: list[Block] = []
    first = last = -1  # of the lines that are being gathered
    plain = False  # they are a paragraph, which an underline makes a heading

    def close(level: int = 0) -> None:
        nonlocal first
        if first >= 0:
            blocks.append(Block(first, last, level))
        first = -1

    for line in _LINE.finditer(blanked, _front_matter(blanked)):
        said = line.group()
        words = said.strip("\ufeff \t\r\n")
        if not words or (not blocks and first < 0 and words.startswith(">")):
            close()
            continue
        underline = _UNDERLINE.match(said.rstrip("\r\n"))
        if underline and first >= 0 and plain:
            close(1 if "=" in underline.group(1) else 2)
            continue
        if _RULE.match(said.rstrip("\r\n")):
            close()
            continue
        raw = text[line.start() : line.end()]
        begin = line.start() + len(raw) - len(raw.lstrip("\ufeff \t"))
        heading = _HEADING.match(said)
        apart = bool(heading or _ITEM.match(said) or _ROW.match(said))
        if apart:
            close()
        if first < 0:
            first, plain = begin, not apart
        last = line.start() + len(raw.rstrip())
        if heading:
            close(len(heading.group(1)))
    close()
    return blocks


def _front_matter(text: str) -> int:
    """Behind the metadata (YAML) that stands at the top of a file between two lines of three dashes."""
    found = re.compile("\ufeff?---[ \t]*(?:\r\n|\r|\n)").match(text)
    if not found:
        return 0
    end = re.compile(r"^---[ \t]*(?:\r\n|\r|\n|\Z)", re.MULTILINE).search(text, found.end())
    return end.end() if end else 0


def _of_page(page: str) -> tuple[list[Block], list[Comment]]:
    blocks: list[Block] = []
    comments: list[Comment] = []
    first = last = -1
    level = 0
    outside = ""  # the element whose inside is not the policy, and how often it is open
    depth = 0

    def close() -> None:
        nonlocal first
        if first >= 0:
            blocks.append(Block(first, last, level))
        first = -1

    for token in tokens(page):
        if token.kind == "comment":
            end = token.end - 3 if page.endswith("-->", token.start + 4, token.end) else token.end
            comments.append(Comment(token.start, token.end, page[token.start + 4 : end]))
            if first >= 0:
                last = token.end
        elif outside and token.name != "body":
            if token.name == outside:
                depth += 1 if token.kind == "open" else -1
                outside = outside if depth else ""
        elif token.kind == "text":
            said = page[token.start : token.end]
            if said.strip():
                first = first if first >= 0 else token.start + len(said) - len(said.lstrip())
                last = token.start + len(said.rstrip())
        elif token.name not in _INLINE:
            close()
            outside = ""
            level = 0
            if token.kind == "open" and token.name in _HEADINGS:
                level = int(token.name[1])
            elif token.kind == "open" and token.name in _OUTSIDE:
                outside, depth = token.name, 1
    close()
    return blocks, comments
