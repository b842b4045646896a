"""Markdown into passages: blocks by markdown-it (CommonMark and pipe tables), their insides by ``inline``.

Indented code, fences and HTML blocks are read as paragraphs: in policies they are prose.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ..document import Cell, Passage
from .bullets import MARKER
from .clean import EMPTY, Clean
from .headings import is_bold_heading
from .inline import clean_inline
from .outline import DISGUISED, Block, outline

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_NOT_TEXT = re.compile(r"<!--|<(script|style|svg|noscript)\b", re.IGNORECASE)
_LONGEST_SETEXT = 25  # words; a longer "heading" is a paragraph with a line of "=" as separator after it
_PIPE = re.compile(r"(?<!\\)\|")


def parse_markdown(text: str, start: int = 0) -> tuple[Passage, ...]:
    """Passages of the Markdown ``text[start:]``; offsets are those of ``text``."""
    lines = _lines(blank_out(text), start)
    parser = MarkdownIt("commonmark").enable("table").disable(["code", "fence", "html_block"])
    parser.core.ruler.disable(["normalize", "inline"])
    environment: dict[str, dict[str, object]] = {}
    tokens = parser.parse("\n".join(line for line, _ in lines), environment)
    return outline(list(_blocks(tokens, lines, set(environment.get("references", ())))))


def blank_out(text: str) -> str:
    """The text with comments, scripts and styles blanked, at the same length."""
    parts: list[str] = []
    at = 0
    unclosed: set[str] = set()
    for found in _NOT_TEXT.finditer(text):
        close = f"</{found.group(1).lower()}>" if found.group(1) else "-->"
        if found.start() < at or close in unclosed:
            continue
        ending = re.compile(re.escape(close), re.IGNORECASE).search(text, found.end())
        if ending is None:
            unclosed.add(close)
            continue
        parts.append(text[at : found.start()])
        parts.append(re.sub(r"[^\r\n]", " ", text[found.start() : ending.end()]))
        at = ending.end()
    parts.append(text[at:])
    return "".join(parts)


def _lines(text: str, start: int) -> list[tuple[str, int]]:
    """Each line without its end, and its offset; the byte order mark stays out."""
    lines: list[tuple[str, int]] = []
    if text.startswith("\ufeff", start):
        start += 1
    for found in LINE.finditer(text, start):
        if found.start() == found.end() and found.start() == len(text) and lines:
            break
        lines.append((found.group().rstrip("\r\n"), found.start()))
    return lines


def _blocks(tokens: Sequence[Token], lines: Sequence[tuple[str, int]], references: Collection[str]) -> Iterator[Block]:
    depth = 0  # of list items
    fresh = False  # an item was opened and has no paragraph yet
    level = 0  # of the heading that is open; 0: none
    underlined = False
    number = 0
    while number < len(tokens):
        token = tokens[number]
        if token.type == "list_item_open":
            depth += 1
            fresh = True
        elif token.type == "list_item_close":
            depth -= 1
            fresh = False
        elif token.type == "heading_open":
            level, underlined = int(token.tag[1]), token.markup in ("=", "-")
        elif token.type == "heading_close":
            level = 0
        elif token.type == "hr":
            yield Block("separator", EMPTY)
        elif token.type == "table_open":
            stop = next(i for i in range(number, len(tokens)) if tokens[i].type == "table_close")
            yield from _rows(tokens[number:stop], lines, references)
            number = stop
        elif token.type == "inline" and token.map:
            clean = clean_inline(*_source(token, lines), references)
            if level and not (underlined and len(clean.text.split()) > _LONGEST_SETEXT):
                yield Block("heading", clean, level)
            else:
                before_list = number + 2 < len(tokens) and tokens[number + 2].type.endswith("list_open")
                yield from _paragraph(clean, depth, fresh, before_list)
                if level:
                    yield Block("separator", EMPTY)
            fresh = False
        number += 1


def _source(token: Token, lines: Sequence[tuple[str, int]]) -> tuple[str, list[int]]:
    """The token's Markdown as it stands in the source, and the offset of each character."""
    first = token.map[0] if token.map else 0
    positions: list[int] = []
    parts: list[str] = []
    for number, content in enumerate(token.content.split("\n")):
        line, start = lines[first + number]
        content = content.strip()
        at = line.rfind(content) if line.rstrip().endswith(content) else line.find(content)
        if at < 0:  # a tab was expanded: take the line as it is
            at, content = 0, line
        if number:
            spaces = len(parts[-1]) and lines[first + number - 1][0].endswith("  ")
            if spaces:  # a hard line break, which the parser trimmed from the content
                parts.append("  ")
                positions.extend((start - 1, start - 1))
            parts.append("\n")
            positions.append(start - 1)
        parts.append(line[at : at + len(content)])
        positions.extend(range(start + at, start + at + len(content)))
    return "".join(parts), positions


def _paragraph(clean: Clean, depth: int, fresh: bool, before_list: bool) -> Iterator[Block]:
    """A paragraph, taken apart where it holds a heading in bold on a line of its own, or items."""
    if depth == 0 and is_bold_heading(clean, before_list=before_list):
        yield Block("heading", clean, DISGUISED)
        return
    pieces = _by_breaks(clean) if clean.breaks else [clean]
    held: list[Clean] = []
    for piece in pieces:
        if len(pieces) > 1 and depth == 0 and is_bold_heading(piece):
            yield from _plain_paragraph(_joined(clean, held), depth, fresh)
            yield Block("heading", piece, DISGUISED)
            held = []
        elif len(pieces) > 1 and _item_marker(piece.text):
            yield from _plain_paragraph(_joined(clean, held), depth, fresh)
            held = [piece]
        else:
            held.append(piece)
    yield from _plain_paragraph(_joined(clean, held), depth, fresh)


def _plain_paragraph(clean: Clean, depth: int, fresh: bool) -> Iterator[Block]:
    if not clean.text:
        return
    marker = _item_marker(clean.text)
    if fresh:
        yield Block("item", clean.slice(marker.end()) if marker else clean, depth)
    elif marker:
        yield Block("item", clean.slice(marker.end()), depth + 1)
    else:
        yield Block("paragraph", clean, depth)


def _item_marker(text: str) -> re.Match[str] | None:
    """The bullet or "(a)" that begins an item that Markdown does not know as one."""
    marker = MARKER.match(text)
    return marker if marker and (marker["bullet"] or marker["paren"] or marker["dash"]) else None


def _by_breaks(clean: Clean) -> list[Clean]:
    """The lines of a paragraph that the author broke."""
    places = sorted({min(bisect_left(clean.offsets, at), len(clean.text)) for at in clean.breaks})
    edges = [0, *places, len(clean.text)]
    pieces = [clean.slice(edges[i], edges[i + 1]) for i in range(len(edges) - 1)]
    return [piece for piece in pieces if piece.text]


def _joined(clean: Clean, pieces: Sequence[Clean]) -> Clean:
    """Neighbouring pieces of ``clean`` as one again."""
    if not pieces or not clean.text:
        return EMPTY
    first = bisect_left(clean.offsets, pieces[0].offsets[0])
    last = bisect_left(clean.offsets, pieces[-1].offsets[len(pieces[-1].text) - 1]) + 1
    return clean.slice(first, last)


def _rows(tokens: Sequence[Token], lines: Sequence[tuple[str, int]], references: Collection[str]) -> Iterator[Block]:
    """The body rows of a table; the header row names the cells."""
    headers: list[str] = []
    body = False
    for token in tokens:
        if token.type == "tbody_open":
            body = True
        elif token.type == "tr_open" and token.map:
            line, start = lines[token.map[0]]
            cells = [clean_inline(*cell, references) for cell in _split_row(line, start)]
            if body:
                yield row(cells, headers)
            else:
                headers = [cell.text for cell in cells]


def _split_row(line: str, start: int) -> list[tuple[str, range]]:
    begin = len(line) - len(line.lstrip(" \t>"))
    end = len(line.rstrip())
    if line[begin : begin + 1] == "|":
        begin += 1
    if end > begin and line[end - 1] == "|" and line[end - 2 : end - 1] != "\\":
        end -= 1
    edges = [begin, *(found.end() for found in _PIPE.finditer(line, begin, end)), end + 1]
    cells = [(edges[i], edges[i + 1] - 1) for i in range(len(edges) - 1)]
    return [(line[first:last], range(start + first, start + last)) for first, last in cells]


def row(cells: Sequence[Clean], headers: Sequence[str]) -> Block:
    """A table row's block: its cells that are not empty joined by ``" | "``."""
    parts: list[str] = []
    offsets: list[int] = []
    spans: list[Cell] = []
    wide: list[tuple[int, int]] = []
    for number, cell in enumerate(cells):
        if not cell.text:
            continue
        if offsets:
            between = offsets[-1] + 1
            parts.append(" | ")
            offsets.extend((between, between, max(between, cell.offsets[0] - 1)))
        spans.append(
            Cell(len(offsets), len(offsets) + len(cell.text), headers[number] if number < len(headers) else "", number)
        )
        parts.append(cell.text)
        offsets.extend(cell.offsets[:-1])
        wide.extend(cell.wide)
    if not offsets:
        return Block("row", EMPTY)
    offsets.append(offsets[-1] + 1)
    return Block("row", Clean("".join(parts), tuple(offsets), wide=tuple(wide)), 0, tuple(spans))
