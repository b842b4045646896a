"""An HTML page beside the text that was read from it: where in the page a sentence of the text stands.

Readers keep the words of a page in their order and change white space only, but they leave out what is not the policy.
So each block of the text is looked for, its white space taken out, among the words of the page. A block that the page
has twice is told apart by its neighbours; one that cannot be told apart has no place: better none than a wrong one.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

_MARKUP = re.compile(r"<!--|</?[A-Za-z]|<[!?]")
_COMMENT_END = re.compile(r"--!?>")
_NAME = re.compile(r"</?([^\s/>]*)")
_TAG_PART = re.compile(r"[^>\"']*")
_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});?")
_WORDS = re.compile("[^\\s\x00-\x1f\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+")
_RAW: Final = {"script", "style", "textarea", "title", "iframe", "noscript", "xmp"}
_BETWEEN_CELLS: Final = "|"
"""Stands between the cells of a table's row in the text, and not in the page."""
_KEY: Final = 24
"""Characters by which a block is looked up."""
_MOST: Final = 50
"""Places that begin alike, at most; where there are more, none is taken."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a page: ``name`` is the tag's, in lower case."""

    kind: Literal["open", "close", "text", "comment"]
    start: int
    end: int
    name: str = ""


def tokens(page: str) -> Iterator[Token]:
    """Tags, comments and texts in order, the insides of scripts and styles left out; in time linear in the page."""
    at = 0
    while at < len(page):
        found = _MARKUP.search(page, at)
        start = found.start() if found else len(page)
        if at < start:
            yield Token("text", at, start)
        if not found:
            return
        opening = found.group()
        if opening == "<!--":
            ending = _COMMENT_END.search(page, found.end())
            at = ending.end() if ending else len(page)
            yield Token("comment", start, at)
            continue
        at = _tag_end(page, found.end())
        if opening in ("<!", "<?"):
            continue
        named = _NAME.match(page, start)
        name = named.group(1).lower() if named else ""
        yield Token("close" if opening[1] == "/" else "open", start, at, name)
        if opening[1] != "/" and name in _RAW:
            close = re.compile(f"</{name}", re.IGNORECASE).search(page, at)
            at = close.start() if close else len(page)


def _tag_end(page: str, at: int) -> int:
    """Behind the ``>`` of a tag, one in a quoted value not counted."""
    while True:
        found = _TAG_PART.match(page, at)
        at = found.end() if found else at
        if at >= len(page):
            return len(page)
        if page[at] == ">":
            return at + 1
        closing = page.find(page[at], at + 1)
        if closing < 0:
            return len(page)
        at = closing + 1


class Alignment:
    """The words of a page beside those of the text that was read from it."""

    def __init__(self, page: str, text: str) -> None:
        self._page, self._text = page, text
        self._found: dict[int, int | None] = {}

    @cached_property
    def _words(self) -> tuple[str, list[int], list[int], list[int]]:
        """The page's words without white space; where each character begins and ends in the page; where texts begin."""
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        nodes: list[int] = []

        def add(first: int, last: int) -> None:
            for run in _WORDS.finditer(self._page, first, last):
                if run.group() != _BETWEEN_CELLS:
                    parts.append(run.group())
                    starts.extend(range(*run.span()))
                    ends.extend(range(run.start() + 1, run.end() + 1))

        for token in tokens(self._page):
            if token.kind != "text":
                continue
            nodes.append(len(starts))
            at = token.start
            for entity in _ENTITY.finditer(self._page, token.start, token.end):
                add(at, entity.start())
                said = "".join(_WORDS.findall(html.unescape(entity.group())))
                parts.append(said)
                starts.extend([entity.start()] * len(said))
                ends.extend([entity.end()] * len(said))
                at = entity.end()
            add(at, token.end)
        return "".join(parts), starts, ends, nodes

    @cached_property
    def _by_beginning(self) -> dict[str, list[int]]:
        words, _, _, nodes = self._words
        found: dict[str, list[int]] = {}
        for start, following in zip(nodes, [*nodes[1:], len(words)], strict=False):
            if following > start:
                for key in {words[start : start + _KEY], words[start : min(following, start + _KEY)]}:
                    found.setdefault(key, []).append(start)
        return found

    @cached_property
    def _blocks(self) -> tuple[list[int], list[str], list[list[int]]]:
        """Of each block of the text: its start, its words without white space, the offset of each character."""
        starts, blocks, offsets = [], [], []
        for block in re.finditer(r"[^\n]+", self._text):
            runs = list(_WORDS.finditer(self._text, *block.span()))
            kept = [run for run in runs if run.group() != _BETWEEN_CELLS]
            if kept:
                starts.append(block.start())
                blocks.append("".join(run.group() for run in kept))
                offsets.append([offset for run in kept for offset in range(*run.span())])
        return starts, blocks, offsets

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where ``text[start:end]`` stands in the page; None where that is not known for sure."""
        first, last = self._at(start, False), self._at(max(end - 1, start), True)
        return None if first is None or last is None or last < first else (first, last)

    def _at(self, offset: int, after: bool) -> int | None:
        starts, blocks, offsets = self._blocks
        number = bisect_right(starts, offset) - 1
        if number < 0:
            return None
        if number not in self._found:
            self._found[number] = self._look_up(blocks, number)
        place = self._found[number]
        inside = bisect_right(offsets[number], offset) - 1
        if place is None or inside < 0:
            return None
        return (self._words[2] if after else self._words[1])[place + inside]

    def _look_up(self, blocks: list[str], number: int) -> int | None:
        words = self._words[0]
        block = blocks[number]
        begun = self._by_beginning.get(block[:_KEY], [])
        found = [at for at in begun if words.startswith(block, at)] if len(begun) <= _MOST else []
        if len(found) == 1 and len(block) >= _KEY:
            return found[0]
        # Short ones, as headings, stand in menus too: only with a neighbour beside it is it the one.
        following = blocks[number + 1][:_KEY] if number + 1 < len(blocks) else ""
        before = blocks[number - 1][-_KEY:] if number else ""
        for beside in (
            [at for at in found if following and words.startswith(following, at + len(block))],
            [at for at in found if before and words.endswith(before, 0, at)],
        ):
            if len(beside) == 1:
                return beside[0]
        return None
