"""Asides left out before parsing: "to, for example, provide", "(i)", "including, but not limited to,"."""

import re
from dataclasses import replace
from functools import cache

from .document import Passage
from .grammar import load_grammar


@cache
def _pattern() -> re.Pattern[str]:
    grammar = load_grammar()

    def any_of(name: str) -> str:
        words = sorted(grammar[name], key=lambda w: (-len(w), w))
        return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in words)

    asides, openers = any_of("asides"), any_of("before_asides")
    return re.compile(
        rf"(?<=\s)\((?:[ivx]{{1,4}}|[a-h]|\d{{1,2}})\)\s+(?=\S)"  # the numbers of a run-in list
        r"|(?<=\w)\((?:s|es|ies)\)"  # "number(s)"
        rf"|(?<=\w)\s*[,(]?\s*\b(?:{any_of('unlimited')})\b\s*[,:)]?(?=\s)"
        rf"|(?:(?<=^)|(?<=\s))(?P<kept>(?:{openers}))\s*,\s*(?:{asides})\s*,(?=\s)"
        rf"|(?:(?<=^)|(?<=\s))(?P<listed>includ(?:e|es|ing))\s*,?\s*(?:{asides})\s*,?(?=\s)"
        rf"|(?:(?<=^)|(?<=[.!?]\s))(?P<reminder>{any_of('reminders')})\s+that,?\s+(?=[a-zA-Z])",
        re.IGNORECASE,
    )


def without_asides(passage: Passage) -> Passage:
    """The passage without the words that only come between a verb and what belongs to it; offsets stay true.

    Which words those are stands in ``grammar.yaml``: ``unlimited`` go everywhere, ``asides`` between commas after one
    of ``before_asides``, ``reminders`` where a sentence begins. Table rows stay as they are.
    """
    if passage.cells:
        return passage
    text, last = "", 0
    offsets: list[int] = []
    for found in _pattern().finditer(passage.text):
        start = max(found.end("kept"), found.end("listed"), found.start())
        text += passage.text[last:start]
        offsets += passage.offsets[last:start]
        last = found.end()
        if found["reminder"]:  # what is reminded of begins the sentence now
            text += passage.text[last].upper()
            offsets.append(passage.offsets[last])
            last += 1
    if not last:
        return passage
    return replace(passage, text=text + passage.text[last:], offsets=(*offsets, *passage.offsets[last:]))
