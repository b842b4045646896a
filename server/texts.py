"""Versions of policies as pages list them, and the text of one with its statements at their places."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ..extract.evidence import Quote, locate_quotes
from ..ontology.namespaces import PREFIXES
from .context import Row, Service

_HEAD = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("pg", "oa", "rdfs", "dcterms"))
VERSIONS_OF = (
    _HEAD
    + """SELECT ?policy ?title ?version ?date WHERE {
  GRAPH ?policy { ?policy dcterms:publisher $company ; dcterms:hasVersion ?version ; rdfs:label ?title .
    ?version dcterms:issued ?date }
} ORDER BY ?policy DESC(?date) DESC(?version)"""
)
# A query of its own: with an OPTIONAL in the other one whole graphs are read.
STATED_IN = (
    _HEAD
    + """SELECT ?version (COUNT(?a) AS ?n) WHERE {
  GRAPH ?policy { ?policy dcterms:publisher $company ; dcterms:hasVersion ?version . ?a pg:statedIn ?version }
} GROUP BY ?version"""
)
PLACES = (
    _HEAD
    + """SELECT ?a ?source ?start ?end ?exact ?prefix ?suffix WHERE {
  GRAPH ?g { ?a pg:statedIn $version ; pg:evidence ?place .
    ?place oa:hasSource ?source ; oa:hasSelector ?quote , ?position .
    ?quote oa:exact ?exact ; oa:prefix ?prefix ; oa:suffix ?suffix . ?position oa:start ?start ; oa:end ?end }
}"""
)
PAGE: Final = 60_000
"""Characters of a text that one page shows at least, where there are more."""
LONGEST: Final = 20_000
"""Characters of a block; a longer paragraph is cut, where there is a space if there is one near."""
_BLOCK = re.compile(r"(?>\r\n?|\n)[^\S\r\n]*(?>\r\n?|\n)\s*")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s")


def versions_of(here: Service, company: str) -> list[Row]:
    """The versions of a company's policies, newest first: policy, title, version, date, n (statements)."""
    counted = {row["version"]: row["n"] for row in here.select(STATED_IN, company=company) if "version" in row}
    rows = here.select(VERSIONS_OF, company=company)
    return [{**row, "n": counted.get(row["version"], "0")} for row in rows]


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage that is evidence: its offsets in the text, and the IRIs of the assertions that rest on it."""

    start: int
    end: int
    assertions: tuple[str, ...]
    number: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a block that the same passages cover; ``passages`` are their numbers, ``begins`` of those that begin."""

    text: str
    passages: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the text, cut where passages begin and end."""

    start: int
    pieces: tuple[Piece, ...]
    passages: tuple[Placed, ...]
    heading: bool = False


def places(here: Service, version: str, text: str) -> list[Placed]:
    """Where the assertions of a version stand in its text, in order, numbered from 1.

    Those that an earlier version said first are found again by their quotes; one that is not found is left out.
    """
    found: dict[tuple[int, int], dict[str, None]] = {}
    moved: dict[Quote, dict[str, None]] = {}
    for row in here.select(PLACES, version=version):
        start, end = int(row["start"]), int(row["end"])
        if row["source"] == version and text[start:end] == row["exact"]:
            found.setdefault((start, end), {})[row["a"]] = None
        else:
            moved.setdefault(Quote(row["exact"], row["prefix"], row["suffix"]), {})[row["a"]] = None
    for span, assertions in zip(locate_quotes(text, moved), moved.values(), strict=True):
        if span is not None:
            found.setdefault(span, {}).update(assertions)
    spans = sorted(found, key=lambda span: (span[0], -span[1]))
    return [Placed(*span, tuple(sorted(found[span])), number) for number, span in enumerate(spans, 1)]


def blocks(text: str, placed: Sequence[Placed]) -> list[Block]:
    """The text in paragraphs; a passage that runs over several is marked in each of them.

    >>> [b.pieces for b in blocks("One. Two.", [Placed(5, 9, ("x",), 1)])][0][1].text
    'Two.'
    """
    made = []
    waiting = iter(placed)
    following = next(waiting, None)
    opened: list[Placed] = []  # those that began before the block and may reach into it
    for start, end in _spans(text):
        opened = [p for p in opened if p.end > start]
        begun: list[Placed] = []
        while following is not None and following.start < end:
            if following.end > max(start, following.start):
                begun.append(following)
            following = next(waiting, None)
        here = opened + begun
        heading = bool(_HEADING.match(text, start))
        made.append(Block(start, tuple(_pieces(text, start, end, here, begun)), tuple(begun), heading))
        opened = here
    return made


def _spans(text: str) -> Iterator[tuple[int, int]]:
    at = len(text) - len(text.lstrip())
    for gap in _BLOCK.finditer(text, at):
        if gap.start() > at:
            yield from _cut(text, at, gap.start())
        at = gap.end()
    if at < len(text) and text[at:].strip():
        yield from _cut(text, at, at + len(text[at:].rstrip()))


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        space = max(text.rfind(" ", start + LONGEST // 2, start + LONGEST), text.rfind("\n", start, start + LONGEST))
        cut = space + 1 if space > start else start + LONGEST
        yield start, cut
        start = cut
    yield start, end


def _pieces(text: str, start: int, end: int, here: Sequence[Placed], begun: Sequence[Placed]) -> Iterator[Piece]:
    """The text from ``start`` to ``end``, cut where passages begin and end; ``begun`` are those that begin in it."""
    opening: dict[int, list[Placed]] = {}
    for p in here:
        opening.setdefault(max(p.start, start), []).append(p)
    first = {p.number for p in begun}
    over: list[Placed] = []
    for one, other in pairwise(sorted({start, end, *opening, *(p.end for p in here if p.end < end)})):
        new = opening.get(one, [])
        over = [p for p in over if p.end > one] + new
        yield Piece(text[one:other], tuple(p.number for p in over), tuple(p.number for p in new if p.number in first))


def pages_of(found: Sequence[Block], size: int = PAGE) -> list[list[Block]]:
    """The blocks in pages of about ``size`` characters; a page begins at a heading where one is near."""
    pages: list[list[Block]] = [[]]
    length = 0
    for block in found:
        if length >= size and (block.heading or length >= 2 * size):
            pages.append([])
            length = 0
        pages[-1].append(block)
        length += sum(len(piece.text) for piece in block.pieces)
    return pages


def page_at(pages: Sequence[Sequence[Block]], offset: int) -> int:
    """The page, from 1, on which an offset of the text stands."""
    number = 1
    for at, page in enumerate(pages, 1):
        if page and page[0].start <= offset:
            number = at
    return number
