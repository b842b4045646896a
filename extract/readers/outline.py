"""Blocks of any format into passages: heading trails, run-in headings, lead-ins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..document import Cell, Passage
from .clean import Clean
from .headings import is_bold_heading, run_in

DISGUISED = 50
"""Level of a heading that is only set in bold: below all that are marked as headings."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document's structure, in reading order.

    ``level`` is a heading's level (1 outermost), a list item's depth (1 outermost), or, for a paragraph, the depth
    of the item that holds it (0: none). A ``separator`` ends lists and lead-ins.
    """

    kind: Literal["heading", "paragraph", "item", "row", "separator"]
    clean: Clean
    level: int = 0
    cells: tuple[Cell, ...] = ()


@dataclass(slots=True)
class _Item:
    """A list item that is still open: its passage, the run-in headings over its text."""

    index: int
    titles: tuple[str, ...]
    only_title: bool = False


class _Outline:
    """What is open while the blocks of one document are walked."""

    def __init__(self, plain: bool) -> None:
        self.plain = plain
        self.passages: list[Passage] = []
        self.trail: list[tuple[int, str]] = []
        self.lead: int | None = None
        self.items: list[_Item] = []

    @property
    def section(self) -> tuple[str, ...]:
        return tuple(title for _, title in self.trail)

    def add(
        self,
        kind: Literal["heading", "paragraph", "item", "row"],
        clean: Clean,
        section: tuple[str, ...],
        level: int,
        lead_in: int | None = None,
        cells: tuple[Cell, ...] = (),
    ) -> int:
        """Append a passage; its index."""
        wide = clean.wide
        if wide:
            first, after = clean.offsets[0], clean.offsets[-1]
            wide = tuple(span for span in wide if first <= span[0] < after)
        self.passages.append(Passage(kind, clean.text, clean.offsets, section, level, lead_in, cells, wide))
        return len(self.passages) - 1

    def heading(self, clean: Clean, level: int) -> None:
        while self.trail and self.trail[-1][0] >= level:
            self.trail.pop()
        self.lead = self.add("heading", clean, self.section, len(self.trail) + 1)
        self.trail.append((level, clean.text.rstrip(" :")))
        self.items.clear()

    def text(
        self,
        kind: Literal["paragraph", "item"],
        clean: Clean,
        level: int,
        lead_in: int | None,
        above: tuple[str, ...],
    ) -> _Item:
        """A paragraph or item, its run-in heading as a passage of its own."""
        section = self.section + above
        parts = run_in(clean, plain=self.plain)
        if parts:
            title, clean = parts
            self.add("heading", title, section, len(section) + 1)
            above = (*above, title.text.rstrip(" :."))
            section = self.section + above
        return _Item(self.add(kind, clean, section, level, lead_in), above)

    def paragraph(self, clean: Clean, level: int) -> None:
        while len(self.items) > level:
            self.items.pop()
        if not self.items:
            self.lead = self.text("paragraph", clean, 0, None, ()).index
            return
        item = self.items[-1]
        lead = self._lead_of(item)
        if item.only_title:  # the item's first paragraph was its title: this one is the item
            self.items[-1] = self.text("item", clean, level, lead, item.titles)
            return
        opened = self.passages[item.index]
        made = self.text("paragraph", clean, level, item.index if opened.text.endswith(":") else None, item.titles)
        if clean.text.endswith(":"):
            item.index = made.index

    def _lead_of(self, item: _Item) -> int | None:
        return self.passages[item.index].lead_in

    def item(self, clean: Clean, level: int, continued: bool) -> None:
        while len(self.items) >= level:
            self.items.pop()
        holder = self.items[-1] if self.items else None
        lead = holder.index if holder else self.lead
        above = holder.titles if holder else ()
        if continued and is_bold_heading(clean):
            index = self.add("heading", clean, self.section + above, len(self.trail) + len(above) + 1, lead)
            self.items.append(_Item(index, (*above, clean.text.rstrip(" :.")), only_title=True))
        else:
            self.items.append(self.text("item", clean, level, lead, above))


def outline(blocks: Sequence[Block], *, plain: bool = False) -> tuple[Passage, ...]:
    """Passages of a document from its blocks, in order.

    ``plain`` lets titles without markup ("CHOICES. You may …") be taken from the text that they begin.
    """
    state = _Outline(plain)
    for number, block in enumerate(blocks):
        if block.kind == "separator":
            state.lead = None
            state.items.clear()
        elif not any(map(str.isalnum, block.clean.text)):
            continue
        elif block.kind == "heading":
            state.heading(block.clean, block.level)
        elif block.kind == "row":
            lead = state.items[-1].index if state.items else state.lead
            state.add("row", block.clean, state.section, 0, lead, block.cells)
        elif block.kind == "item":
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            continued = following is not None and following.kind == "paragraph" and following.level >= block.level
            state.item(block.clean, block.level, continued)
        else:
            state.paragraph(block.clean, block.level)
    return tuple(state.passages)
