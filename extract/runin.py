"""Lists that no mark shows, as lead-in and items: "We use it to: Run the shop. Answer your questions.", or lines."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from .document import Passage
from .grammar import load_grammar
from .kinds.tables import names_data

_LEAST = 2
"""Items that make a list."""
_LONGEST = 400
"""Characters of an item at most."""
_SENTENCE_LENGTH = 8
"""Words from which a table's cell may be prose."""
_COLON = re.compile(r":\s+(?=[A-Z])")
_SEMICOLON = re.compile(r";(?:\s+(?:and|or|and/or))?\s+(?=[A-Z])")
_STOP = re.compile(r"[.!]\s+(?=[A-Z])")
_SENTENCE = re.compile(r"[.!?]\s+(?=[A-Z])")


@cache
def _leads() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{_any_of('leads_into_list')})\b[^.:;]{{0,60}}$|\b(?:{_any_of('breaks_off')})$", re.IGNORECASE
    )


@cache
def _sentences() -> re.Pattern[str]:
    """How a sentence begins that goes on after a list of fragments."""
    return re.compile(rf"(?:{_any_of('begins_sentence')})\b", re.IGNORECASE)


def _any_of(name: str) -> str:
    words = sorted(load_grammar()[name], key=lambda w: (-len(w), w))
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in words)


def with_run_in_lists(passages: Iterable[Passage]) -> list[Passage]:
    """The passages with each paragraph that holds a list, and table rows of prose, taken apart.

    ``lead_in`` counts in the new row.

    A list stands after a colon that leads into one, and has two items or more that begin with a capital and end with
    a semicolon or full stop; "(1) …; (2) …" is one sentence still. Where its items are sentences of their own
    nothing is lost: they are read as such.
    """
    made: list[Passage] = []
    place: list[int] = []
    for passage in passages:
        lead = None if passage.lead_in is None else place[passage.lead_in]
        parts = list(_apart(passage)) if passage.kind == "paragraph" and not passage.cells else list(_prose(passage))
        first = len(made)
        leading = first
        for kind, part in parts:
            if kind:
                made.append(replace(part, kind="item", level=1, lead_in=leading))
            else:
                leading = len(made)
                made.append(replace(part, lead_in=lead))
        place.append(leading)
    return made


def _prose(passage: Passage) -> Iterator[tuple[int, Passage]]:
    """A row without a column of data, whose cells hold sentences, as paragraphs; anything else as it is."""
    prose = [c for c in passage.cells if len(passage.text[c.start : c.end].split()) >= _SENTENCE_LENGTH]
    if not prose or names_data(passage):
        yield 0, passage
        return
    for cell in prose:
        yield 0, replace(_cut(passage, cell.start, cell.end), kind="paragraph", cells=())


def with_bare_lists(passages: Sequence[Passage]) -> list[Passage]:
    """The passages with paragraphs as items that go on, in small letters, with one that leads into a list.

    Two or more of them make a list: lines of a text that has lost its bullets.
    """
    made = list(passages)
    for i, lead in enumerate(passages):
        if lead.kind != "paragraph" or lead.cells or not lead.text.rstrip().endswith(":"):
            continue
        last = i + 1
        while last < len(passages) and _goes_on(passages[last]):
            last += 1
        if last - i > _LEAST:
            made[i + 1 : last] = [replace(p, kind="item", level=1, lead_in=i) for p in passages[i + 1 : last]]
    return made


def _goes_on(passage: Passage) -> bool:
    plain = passage.kind == "paragraph" and not passage.cells and 0 < len(passage.text) <= _LONGEST
    return plain and passage.text[0].islower()


def _apart(passage: Passage) -> Iterator[tuple[int, Passage]]:
    """The parts of a paragraph: 0 for what is plain text, 1 for an item of the list before it."""
    text, begin = passage.text, 0
    for colon in _COLON.finditer(text):
        if colon.start() < begin:
            continue
        start = max((m.end() for m in _SENTENCE.finditer(text, begin, colon.start())), default=begin)
        if not _leads().search(text[start : colon.start()].rstrip()):
            continue
        to_verbs = text[: colon.start()].rstrip().lower().endswith(" to")
        items = list(_items(text, colon.end(), to_verbs))
        if len(items) < _LEAST:
            continue
        yield 0, _cut(passage, begin, colon.start() + 1)
        for a, b in items:
            yield 1, _cut(passage, a, b)
        begin = items[-1][1]
        begin += len(text[begin:]) - len(text[begin:].lstrip())
    if begin < len(text):
        yield 0, _cut(passage, begin, len(text))


def _items(text: str, at: int, verbs: bool) -> Iterator[tuple[int, int]]:
    """Start and end of each item from ``at`` on; of a list without semicolons those that begin no sentence."""
    first = _SEMICOLON.search(text, at)
    full_stop = _STOP.search(text, at)
    if first is not None and (full_stop is None or first.start() < full_stop.start()):
        while first is not None and (full_stop is None or first.start() < full_stop.start()):
            yield at, first.start() + 1
            at = first.end()
            first = _SEMICOLON.search(text, at)
        yield at, full_stop.start() + 1 if full_stop is not None else len(text)
        return
    while at < len(text):
        full_stop = _STOP.search(text, at)
        end = full_stop.start() + 1 if full_stop is not None else len(text)
        if end - at > _LONGEST or _begins_sentence(text[at:end], verbs):
            return
        yield at, end
        at = full_stop.end() if full_stop is not None else end


def _begins_sentence(item: str, verbs: bool) -> bool:
    """True where a list of fragments is over; after "to:" also where no verb begins the item."""
    grammar = load_grammar()
    word = re.split(r"[\s,;:.]", item, maxsplit=1)[0].lower()
    if _sentences().match(item) or ":" in item[:-1]:
        return True
    return verbs and word in grammar["opens_noun_phrase"]


def _cut(passage: Passage, start: int, end: int) -> Passage:
    return replace(passage, text=passage.text[start:end], offsets=passage.offsets[start : end + 1])
