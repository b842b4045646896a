"""Markdown inside one block: emphasis, links, code marks, escapes, entities and tags are taken out.

CommonMark's rules are followed where texts keep to them and relaxed where archived policies do not: a bold
mark may have white space inside it.
"""

import html
import re
from collections.abc import Collection, Sequence

from .clean import Clean, collapse

_BULLETS = "•●◦▪‣·"
_MARKUP = re.compile(rf"[\\`\[\]<*_&{_BULLETS}]| {{2}}\n")
_TOKEN = re.compile(
    rf"""
      (?P<escape>\\[!-/:-@\[-`{{-~])
    | (?P<hard>(?:[ ]{{2,}}|\\)\n)
    | (?P<bullet>\n(?=[ \t]*[{_BULLETS}]))
    | (?P<code>`+)
    | (?P<image>!\[[^\[\]\n]{{0,500}}\]\((?:[^()\n]|\([^()\n]*\)){{0,2000}}\))
    | (?P<open>\[)
    | (?P<link>\]\((?:[^()\n\\]|\\.|\([^()\n]*\)){{0,2000}}\))
    | (?P<reference>\]\[[^\[\]\n]{{0,200}}\])
    | (?P<close>\])
    | (?P<auto><(?:https?:|mailto:|www\.)[^<>\s]{{1,2000}}>|<[^<>\s@]{{1,200}}@[^<>\s]{{1,200}}>)
    | (?P<tag></?[A-Za-z][^<>]{{0,2000}}>)
    | (?P<star>\*+)
    | (?P<under>_+)
    | (?P<entity>&(?:[A-Za-z][A-Za-z0-9]{{1,31}}|\#[0-9]{{1,7}}|\#[xX][0-9A-Fa-f]{{1,6}});)
    """,
    re.VERBOSE,
)
_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_TAGS = "a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strong sub sup u var"
_INLINE_TAGS = frozenset(_TAGS.split())
_LONGEST_LABEL = 200
Span = tuple[int, int]


def clean_inline(raw: str, positions: Sequence[int], references: Collection[str] = ()) -> Clean:
    """``raw``, the Markdown of one block, freed of markup; ``positions[i]`` is the source offset of ``raw[i]``.

    ``references`` are the labels (upper case) that the document defines links for.
    """
    if not _MARKUP.search(raw):
        return collapse(raw, positions)
    cuts: list[tuple[int, int, str]] = []  # raw span, and what stands in its place
    bold: list[Span] = []
    breaks: list[int] = []
    wide: list[Span] = []
    brackets: list[int] = []
    marks: dict[str, int] = {}  # an emphasis mark that is open → its place
    tag_bold: int | None = None

    def cut(start: int, end: int, instead: str = "") -> None:
        cuts.append((start, end, instead))

    for token in _TOKEN.finditer(raw):
        start, end = token.span()
        kind = token.lastgroup
        if kind == "escape":
            cut(start, start + 1)
        elif kind == "hard":
            cut(start, end - 1)
            breaks.append(end)
        elif kind == "bullet":
            breaks.append(end)
        elif kind in ("code", "image"):
            cut(start, end)
        elif kind == "open":
            brackets.append(start)
        elif kind in ("link", "reference"):
            label = token.group()[2:-1] if kind == "reference" else ""
            if brackets and (kind == "link" or _label(label or raw[brackets[-1] + 1 : start]) in references):
                opened = brackets.pop()
                cut(opened, opened + 1)
                cut(start, end)
        elif kind == "close":
            if brackets:
                opened = brackets.pop()
                if references and start - opened < _LONGEST_LABEL and _label(raw[opened + 1 : start]) in references:
                    cut(opened, opened + 1)
                    cut(start, end)
        elif kind == "auto":
            cut(start, start + 1)
            cut(end - 1, end)
        elif kind == "tag":
            name = _tag_name(token.group())
            if name in ("b", "strong"):
                if raw[start + 1] != "/":
                    tag_bold = end
                elif tag_bold is not None:
                    bold.append((tag_bold, start))
                    tag_bold = None
            if name in _INLINE_TAGS:
                cut(start, end)
            else:
                cut(start, end, " ")
                breaks.append(end)
        elif kind == "entity":
            said = html.unescape(token.group())
            if len(said) == 1 and said != "\x00":
                cut(start, end, said)
                wide.append((positions[start], positions[end - 1] + 1))
        else:
            _emphasis(raw, start, end, marks, cuts, bold)

    return _apply(raw, positions, cuts, bold, breaks, wide)


def _label(words: str) -> str:
    return " ".join(words[:_LONGEST_LABEL].split()).upper()


def _tag_name(tag: str) -> str:
    name = _TAG_NAME.match(tag)
    return name.group(1).lower() if name else ""


def _emphasis(
    raw: str, start: int, end: int, marks: dict[str, int], cuts: list[tuple[int, int, str]], bold: list[Span]
) -> None:
    """A run of ``*`` or ``_``: opens or closes emphasis, or stands for itself."""
    before = raw[start - 1] if start else " "
    after = raw[end] if end < len(raw) else " "
    sign = raw[start]
    if sign == "_" and before.isalnum() and after.isalnum():
        return
    length = end - start
    if length > 3:  # "****" between two bold runs; otherwise a line of stars
        if sign * 2 in marks or not (before.isspace() or after.isspace()):
            cuts.append((start, end, ""))
        return
    at = start
    for mark in (sign * 2, sign) if length == 3 else (sign * length,):
        stop = at + len(mark)
        opened = marks.get(mark)
        if opened is not None and (mark != "*" or not before.isspace()):
            cuts.append((opened, opened + len(mark), ""))
            cuts.append((at, stop, ""))
            if len(mark) == 2:
                bold.append((opened + 2, at))
            del marks[mark]
        elif mark != "*" or not after.isspace():
            marks[mark] = at
        at = stop


def _apply(
    raw: str,
    positions: Sequence[int],
    cuts: list[tuple[int, int, str]],
    bold: list[Span],
    breaks: list[int],
    wide: list[Span],
) -> Clean:
    cuts.sort()
    parts: list[str] = []
    kept: list[int] = []
    at = 0
    for start, end, instead in cuts:
        if start < at:
            continue
        parts.append(raw[at:start])
        kept.extend(positions[at:start])
        if instead:
            parts.append(instead)
            kept.append(positions[start])
        at = end
    parts.append(raw[at:])
    kept.extend(positions[at:])

    def source(place: int) -> int:
        return positions[place] if place < len(raw) else positions[-1] + 1

    return collapse(
        "".join(parts),
        kept,
        bold=sorted((source(start), source(end)) for start, end in bold if start < end),
        breaks=[source(place) for place in breaks],
        wide=wide,
    )
