"""A policy as read: its decoded text, where and when it comes from, and its passages."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

PassageKind = Literal["heading", "paragraph", "item", "row"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row: its span in the passage's text, its column's header and number.

    ``answers`` marks the cells of a column that says yes or no somewhere: what stands in them is no data.
    """

    start: int
    end: int
    header: str
    column: int = 0
    answers: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading, paragraph, list item or table row, freed of markup.

    ``text`` is clean (no markup, runs of white space are one space); ``offsets[i]`` is the code point of
    ``Document.text`` that ``text[i]`` comes from, with one more entry for the end, so that
    ``text[a:b]`` stands at ``offsets[a] : offsets[b - 1] + 1``. ``section`` is the heading trail, outermost
    first, without the passage itself. ``lead_in`` is the index, in ``Document.passages``, of the passage that leads
    into this list item or table row (the paragraph before the list, the heading where there is none, or the item that
    holds the nested list). ``level`` is the depth of a heading (1 outermost) or of a list item (1 outermost).
    A row's text is its cells joined by ``" | "``. ``wide`` holds the source spans of characters that are written as
    more than one code point (``&amp;``).
    """

    kind: PassageKind
    text: str
    offsets: tuple[int, ...]
    section: tuple[str, ...] = ()
    level: int = 0
    lead_in: int | None = None
    cells: tuple[Cell, ...] = ()
    wide: tuple[tuple[int, int], ...] = ()

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the document of the non-empty span ``text[start:end]``."""
        last = self.offsets[end - 1]
        for first, after in self.wide:
            if first == last:
                return self.offsets[start], after
        return self.offsets[start], last + 1


@dataclass(frozen=True, slots=True)
class Document:
    """A policy's text and what is known of its origin.

    ``text`` is the decoded file as it is for Markdown and plain text, the extracted text for HTML and PDF.
    ``company`` is the organisation's name, ``company_names`` all names by which the text calls it (longest first),
    ``domain`` its Internet domain. ``title`` is what the file format gives as title (HTML, PDF). ``effective`` and
    ``modified`` are the dates that the text itself gives (``YYYY-MM-DD``); ``issued`` orders versions.
    """

    name: str
    text: str
    passages: tuple[Passage, ...] = ()
    media_type: str = "text/plain"
    company: str | None = None
    company_names: tuple[str, ...] = ()
    domain: str | None = None
    source: str | None = None
    terms_type: str = "Privacy Policy"
    issued: datetime | None = None
    effective: str | None = None
    modified: str | None = None
    language: str = "en"
    title: str | None = None
    notes: tuple[str, ...] = field(default=())
