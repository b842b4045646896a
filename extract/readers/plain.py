"""Plain text into passages: paragraphs re-joined, headings and lists found by how they look."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ..document import Passage
from .bullets import MARKER, style
from .clean import EMPTY, Clean, clean_span
from .headings import LONGEST, glued, is_caps, is_plain_heading, is_title_case, run_in
from .outline import Block, outline

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+|\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_SEPARATOR = re.compile(r"[\s=\-_*#~•·]{4,}")
_QUOTE = re.compile(r"(?:>\s?)+")
_ENDS_SENTENCE = re.compile(r"[.!?:;][\"”’')\]]*$")
_INLINE_BULLET = re.compile(r"(?:(?<=:)|(?<=[.;,\w)]))\s(?:[•●▪■‣]|(?<=:\s)-)\s?(?=\S)")
_WIDEST_WRAP = 130
_NARROWEST_WRAP = 40
_LONGEST_FRAGMENT = 20
_LONGEST_ITEM = 60
_TITLED = re.compile(r"[^:.]{3,90}\s?:\s+[A-Z]")
_DOCUMENT_TITLE = re.compile(r"\b(?:privacy|polic(?:y|ies)|notice|statement|terms|agreement)\b", re.IGNORECASE)
_INFINITIVE = re.compile(r"[Tt]o [a-z]")


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Lines that belong together. ``blank``: a blank line or separator stands before them."""

    clean: Clean
    blank: bool
    separator: bool = False

    @property
    def text(self) -> str:
        return self.clean.text


def parse_plain(text: str, start: int = 0, names: Collection[str] = ()) -> tuple[Passage, ...]:
    """Passages of the plain ``text[start:]``; offsets are those of ``text``. ``names``: the company's."""
    return outline(_blocks(_paragraphs(text, start), names), plain=True)


def _paragraphs(text: str, start: int) -> list[_Paragraph]:
    """The text's lines, those that were only wrapped joined again."""
    lines: list[tuple[int, int, bool]] = []  # start, end, blank line before
    blank, ends = True, 0
    for found in _LINE.finditer(text, start):
        line = found.group()
        if line.isspace() and line[0] in "\r\n\x0b\x0c\x85\u2028\u2029":
            ends += 1
            continue
        if not line.strip("\ufeff \t\u00a0"):
            continue
        first = found.start() + len(line) - len(line.lstrip())
        lines.append((first, found.start() + len(line.rstrip()), blank or ends > 1))
        blank, ends = False, 0
    width = _wrap_width(text, lines)
    paragraphs: list[_Paragraph] = []
    number = 0
    while number < len(lines):
        first, last, before = lines[number]
        while number + 1 < len(lines) and _continues(text, (first, *lines[number][:2]), lines[number + 1], width):
            number += 1
            last = lines[number][1]
        number += 1
        if _SEPARATOR.fullmatch(text, first, last):
            paragraphs.append(_Paragraph(EMPTY, True, separator=True))
            continue
        quote = _QUOTE.match(text, first, last)
        paragraphs.extend(_split_bullets(clean_span(text, quote.end() if quote else first, last), before))
    return paragraphs


def _wrap_width(text: str, lines: Sequence[tuple[int, int, bool]]) -> int:
    """The column at which the author's editor wrapped lines, or 0 where each line stands by itself.

    A line is wrapped where the first word of the next line would not have fitted.
    """
    within = [
        (lines[i][1] - lines[i][0], _first_word(text, lines[i + 1]))
        for i in range(len(lines) - 1)
        if not lines[i + 1][2] and lines[i][1] - lines[i][0] > _NARROWEST_WRAP // 2
    ]
    if len(within) < 2:
        return 0
    width = sorted(length for length, _ in within)[len(within) * 95 // 100]
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return 0
    full = sum(length + 1 + word > width for length, word in within)
    return width if full >= 0.6 * len(within) else 0


def _first_word(text: str, line: tuple[int, int, bool]) -> int:
    end = text.find(" ", line[0], line[1])
    return (line[1] if end < 0 else end) - line[0]


def _continues(text: str, line: tuple[int, int, int], following: tuple[int, int, bool], width: int) -> bool:
    """Whether ``following`` goes on with a paragraph (``line``: its start, and its last line's start and end)."""
    first, start, end = line
    if following[2] or MARKER.match(text, following[0]) or _SEPARATOR.fullmatch(text, start, end):
        return False
    if _SEPARATOR.fullmatch(text, following[0], following[1]):
        return False
    if width:
        return end - start + 1 + _first_word(text, following) > width - 4
    # Each line by itself; but a long line that breaks off, with the next in lower case, was broken by accident.
    return (
        end - start > _NARROWEST_WRAP
        and text[following[0]].islower()
        and not _ENDS_SENTENCE.search(text[max(first, end - 8) : end])
        and text[end - 1] != ","
    )


def _split_bullets(clean: Clean, blank: bool) -> list[_Paragraph]:
    """A paragraph apart at the bullets inside it."""
    if not _INLINE_BULLET.search(clean.text):
        return [_Paragraph(clean, blank)]
    edges = [0, *(found.start() for found in _INLINE_BULLET.finditer(clean.text)), len(clean.text)]
    pieces = [clean.slice(edges[i], edges[i + 1]) for i in range(len(edges) - 1)]
    return [_Paragraph(piece, blank and i == 0) for i, piece in enumerate(pieces) if piece.text]


class _Lists:
    """The depth of items by the kind of their markers."""

    def __init__(self) -> None:
        self.open: list[tuple[str, str]] = []

    def depth(self, marker: re.Match[str]) -> int:
        kind, sign = style(marker, self.open[-1][1] if self.open else "")
        for place, (known, _) in enumerate(self.open):
            if known == kind:
                del self.open[place + 1 :]
                self.open[place] = (kind, sign)
                return place + 1
        self.open.append((kind, sign))
        return len(self.open)


def _blocks(paragraphs: Sequence[_Paragraph], names: Collection[str]) -> list[Block]:
    blocks: list[Block] = []
    lists = _Lists()
    has_caps = any(is_caps(p.text) and is_plain_heading(p.text) for p in paragraphs[:400])
    number = 0
    while number < len(paragraphs):
        paragraph = paragraphs[number]
        number += 1
        if paragraph.separator:
            lists.open.clear()
            blocks.append(Block("separator", EMPTY))
            continue
        clean = paragraph.clean
        marker = MARKER.match(clean.text)
        body = clean.slice(marker.end()) if marker else clean
        if _heads(paragraphs, number - 1, body.text, marker):
            lists.open.clear()
            blocks.append(Block("heading", clean, _level(clean.text, marker, has_caps, first=not blocks)))
            continue
        if marker and _is_item(marker, body.text, blocks, lists):
            depth = lists.depth(marker)
            blocks.append(Block("item", body, depth))
            continue
        if not (marker and marker["letter"]):
            lists.open.clear()
        parts = glued(body, names) or (run_in(body, plain=True) if marker and marker["section"] else None)
        if parts:
            blocks.append(Block("heading", parts[0], _level(clean.text, marker, has_caps, first=not blocks)))
            body = parts[1]
            inner = MARKER.match(body.text)
            body = body.slice(inner.end()) if inner and inner["letter"] else body
        blocks.append(Block("paragraph", body))
        if body.text.endswith(":"):
            items = _fragments(paragraphs, number)
            blocks.extend(Block("item", item.clean, 1) for item in items)
            number += len(items)
    return blocks


def _is_item(marker: re.Match[str], body: str, blocks: Sequence[Block], lists: _Lists) -> bool:
    """Whether a marked paragraph is an item and not a numbered paragraph of a contract."""
    if (marker["section"] or marker["letter"]) and len(body.split()) > _LONGEST_ITEM:
        return False
    if marker["section"] and blocks and blocks[-1].kind == "paragraph" and _TITLED.match(body):
        return blocks[-1].clean.text.endswith(":")
    if marker["bullet"] or marker["dash"] or marker["ring"] or lists.open:
        return True
    if blocks and blocks[-1].kind == "paragraph" and blocks[-1].clean.text.endswith((":", ";", ",")):
        return True
    return bool(marker["paren"]) and len(body.split()) < 60


def _heads(paragraphs: Sequence[_Paragraph], number: int, text: str, marker: re.Match[str] | None) -> bool:
    """Whether paragraph ``number`` is the heading of what follows it."""
    if marker and not (marker["section"] or marker["letter"]):
        return False
    if not is_plain_heading(text):
        return False
    for following in range(number + 1, min(number + 4, len(paragraphs))):
        below = paragraphs[following]
        if below.separator:
            continue
        if MARKER.match(below.text) and not is_plain_heading(below.text):
            return following == number + 1
        if _is_prose(below.text):
            return True
        if text.endswith(":") or not is_plain_heading(below.text):
            return False
        if not below.blank and is_plain_heading(text) and not (is_title_case(text) or is_caps(text)):
            return False
    return False


def _is_prose(text: str) -> bool:
    words = len(text.split())
    return words > LONGEST or (words >= 5 and bool(_ENDS_SENTENCE.search(text)) and not is_title_case(text))


def _level(text: str, marker: re.Match[str] | None, has_caps: bool, *, first: bool) -> int:
    if first and _DOCUMENT_TITLE.search(text):
        return 1
    if marker and marker["section"]:
        return 2 + marker["section"].rstrip(".").count(".")
    return 3 if has_caps and not is_caps(text) else 2


def _fragments(paragraphs: Sequence[_Paragraph], start: int) -> Sequence[_Paragraph]:
    """The lines after "…:" that are its items though nothing marks them: short, several, not sentences."""
    end = start
    while end < len(paragraphs):
        candidate = paragraphs[end]
        text = candidate.text
        if candidate.separator or MARKER.match(text):
            break
        if _INFINITIVE.match(text) and _INFINITIVE.match(paragraphs[start].text):  # whole sentences may follow in each
            end += 1
            continue
        if len(text.split()) > _LONGEST_FRAGMENT or (end > start and _INFINITIVE.match(paragraphs[start].text)):
            break
        if candidate.blank != paragraphs[start].blank and end > start:
            break
        if text.endswith((".", ":", "?", "!")) and not text[0].islower():
            break
        end += 1
        if text.endswith("."):  # the last one
            break
    found = paragraphs[start:end]
    if (
        end < len(paragraphs)
        and len(found) > 1
        and not found[-1].text.endswith(".")
        and _heads(paragraphs, end - 1, found[-1].text, None)
    ):
        others_title = sum(is_title_case(item.text) for item in found[:-1])
        if others_title * 2 < len(found) or is_caps(found[-1].text):
            found = found[:-1]
    if len(found) > 1 or (found and found[0].text[0].islower()):
        return found
    return []
