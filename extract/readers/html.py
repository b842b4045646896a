"""HTML into text and passages: what is around the policy is left out, its structure kept."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ..document import Passage
from .clean import Clean, collapse
from .headings import is_bold_heading
from .markdown import row
from .outline import DISGUISED, Block, outline
from .refusal import RefusedInput

_DROPPED = (
    "script, style, noscript, template, svg, canvas, iframe, object, nav, form, button, select, input, textarea, "
    "head, [hidden], [role=navigation], [role=banner], [role=contentinfo], [role=dialog], [role=search], "
    "[role=alertdialog], [aria-modal=true]"
)
_AROUND = "header, footer, aside, [class], [id]"
_AROUND_NAME = re.compile(
    r"(?:^|[\s_-])(?:(?:cookie|consent|gdpr)[_-]?\w*[_-]?(?:banner|bar|notice|popup|modal|overlay|dialog|prompt)\w*|onetrust[\w-]*|"
    r"breadcrumbs?|nav(?:bar|igation)?|(?:site|main|top|footer|header)[_-]?(?:nav|menu)|menu|sidebar|skip[_-]?(?:link|to)\w*|"
    r"site[_-]?(?:header|footer)|page[_-]?footer|footer|share[_-]?(?:bar|buttons)|social[_-]?(?:links|share)|toc|table[_-]of[_-]contents)"
    r"(?:$|\s)",
    re.IGNORECASE,
)
_MAIN = ("main", "[role=main]", "article", "#main-content", "#content", "#main")
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCK_TAGS = """
    address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure
    footer h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section summary table tbody td tfoot th
    thead tr ul caption
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_BOLD = frozenset(("b", "strong"))
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_WITHOUT_END = "area base br col embed hr img input link meta source track wbr p li td th tr dt dd option"
_NO_END = frozenset(_WITHOUT_END.split())
_DEEPEST = 5000  # elements in elements; browsers stop at 512, and the parser's time grows with the square
_FEWEST_LETTERS = 40
_PART_OF_PAGE = 0.4


@dataclass(frozen=True, slots=True)
class Page:
    """An HTML page: its text, the passages that point into it, its title and its own (canonical) address."""

    text: str
    passages: tuple[Passage, ...]
    title: str | None
    address: str | None


@dataclass(slots=True)
class _Run:
    """Inline text that is being gathered for one block."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    bold: list[tuple[int, int]] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)

    def add(self, text: str, bold: bool) -> None:
        if bold and not text.isspace():
            self.bold.append((self.length, self.length + len(text)))
        self.parts.append(text)
        self.length += len(text)

    def take(self) -> Clean:
        made = collapse("".join(self.parts), range(self.length), bold=self.bold, breaks=self.breaks)
        self.parts, self.length, self.bold, self.breaks = [], 0, [], []
        return made


def read_html(source: str, name: str) -> Page:
    """The policy in an HTML page. Raises RefusedInput where hardly any text is left."""
    if _depth(source) > _DEEPEST:
        raise RefusedInput(name, f"is broken HTML (over {_DEEPEST} elements in one another); give the page's text")
    tree = LexborHTMLParser(source)
    title_node = tree.css_first("title")
    title = " ".join(title_node.text().split()) if title_node else None
    address = _address(tree)
    body = tree.body
    root = _main(body) if body else None
    blocks = list(_blocks(root)) if root else []
    text, placed = _place(blocks)
    if sum(map(str.isalpha, text)) < _FEWEST_LETTERS:
        raise RefusedInput(
            name,
            "is an HTML page with hardly any text (it may be drawn by scripts); save the page from the browser as it "
            "is shown, or its text",
        )
    return Page(text, outline(placed), title or None, address)


def _depth(source: str) -> int:
    """How deep the elements nest at most."""
    deepest = depth = 0
    for tag in _TAG.finditer(source):
        if tag[2].lower() in _NO_END:
            continue
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _address(tree: LexborHTMLParser) -> str | None:
    for query, attribute in (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content")):
        node = tree.css_first(query)
        value = (node.attributes.get(attribute) or "").strip() if node else ""
        if value.startswith(("http://", "https://")):
            return value
    return None


def _letters(node: LexborNode) -> int:
    return len(node.text(deep=True))


def _main(body: LexborNode) -> LexborNode:
    """The element that holds the policy; what is around it is removed from the tree."""
    for node in body.css(_DROPPED):
        node.decompose()
    whole = _letters(body)
    for node in body.css(_AROUND):
        named = node.tag in ("header", "footer", "aside") or any(
            _AROUND_NAME.search(value) for key in ("class", "id") if (value := node.attributes.get(key))
        )
        if named and node.tag not in ("body", "main", "article") and _letters(node) < _PART_OF_PAGE * whole:
            if node.tag == "header" and node.css_first("h1") and node.parent and node.parent.tag in ("article", "main"):
                continue
            node.decompose()
    whole = _letters(body)
    for query in _MAIN:
        found = body.css(query)
        if len(found) == 1 and _letters(found[0]) > _PART_OF_PAGE * whole:
            return found[0]
    return body


def _blocks(root: LexborNode) -> Iterator[Block]:
    """The blocks below ``root``, offsets within each block; without recursion, for pages nest without end."""
    run = _Run()
    lists = items = bold = 0
    heading = 0
    fresh = False
    node: LexborNode | None = root
    entering = True

    def flush() -> Iterator[Block]:
        nonlocal fresh
        clean = run.take()
        if not clean.text:
            return
        if heading:
            yield Block("heading", clean, heading)
        elif fresh and items:
            fresh = False
            yield Block("item", clean, items)
        elif not items and is_bold_heading(clean):
            yield Block("heading", clean, DISGUISED)
        else:
            yield Block("paragraph", clean, items)

    while node is not None:
        tag = node.tag or ""
        if entering:
            if tag == "-text":
                run.add(node.text_content or "", bold > 0)
            elif tag == "br":
                run.add("\n", False)
                run.breaks.append(run.length)
            elif tag in _BLOCKS:
                yield from flush()
                if tag == "table" and _is_data_table(node):
                    yield from _rows(node)
                    entering = False
                    continue
                if tag == "hr":
                    yield Block("separator", run.take())
                elif tag in ("li", "dd"):
                    items += 1
                    fresh = True
                elif tag in ("ul", "ol"):
                    lists += 1
                heading = _HEADINGS.get(tag, heading)
            elif tag in _BOLD:
                bold += 1
            child = node.child
            if child is not None:
                node = child
                continue
            entering = False
        if tag in _BLOCKS:
            yield from flush()
            if tag in ("li", "dd"):
                items -= 1
                fresh = False
            elif tag in ("ul", "ol"):
                lists -= 1
            elif tag in _HEADINGS:
                heading = 0
        elif tag in _BOLD:
            bold -= 1
        if node.mem_id == root.mem_id:  # (== would compare their HTML)
            break
        following = node.next
        if following is not None:
            node, entering = following, True
        else:
            node, entering = node.parent, False
    yield from flush()


def _is_data_table(table: LexborNode) -> bool:
    """Whether a table holds data and is not there for the layout."""
    if table.css_first("ul, ol, h1, h2, h3") is not None or len(table.css("table")) > 1:  # (css finds the node itself)
        return False
    return len(table.css("tr")) > 1 and max(len(line.css("td, th")) for line in table.css("tr")) > 1


def _rows(table: LexborNode) -> Iterator[Block]:
    headers: list[str] = []
    for number, line in enumerate(table.css("tr")):
        cells = line.css("td, th")
        texts = [" ".join(cell.text(separator=" ").split()) for cell in cells]
        if all(cell.tag == "th" for cell in cells) or (number == 0 and not headers and _looks_like_header(texts)):
            headers = texts
            continue
        offset = 0
        made: list[Clean] = []
        for text in texts:
            made.append(collapse(text, range(offset, offset + len(text))))
            offset += len(text) + 3 if text else 0
        yield row(made, headers)


def _looks_like_header(cells: list[str]) -> bool:
    return all(cell and len(cell.split()) < 7 and not cell.endswith(".") for cell in cells)


def _place(blocks: list[Block]) -> tuple[str, list[Block]]:
    """The text that the blocks make up, and the blocks with offsets into it."""
    parts: list[str] = []
    placed: list[Block] = []
    at = 0
    for block in blocks:
        clean = block.clean
        if not clean.text:
            placed.append(block)
            continue
        if parts:
            parts.append("\n\n")
            at += 2
        here = Clean(clean.text, tuple(range(at, at + len(clean.text) + 1)), _moved(clean, at), ())
        placed.append(Block(block.kind, here, block.level, block.cells))
        parts.append(clean.text)
        at += len(clean.text)
    return "".join(parts), placed


def _moved(clean: Clean, at: int) -> tuple[tuple[int, int], ...]:
    """The bold spans as offsets into the text that is being made."""
    if not clean.bold:
        return ()
    offsets = clean.offsets
    return tuple((at + bisect_left(offsets, start), at + bisect_left(offsets, end)) for start, end in clean.bold)
