"""Where a policy can be reached: e-mail addresses, web addresses, telephone numbers and postal addresses.

These are patterns of characters, not of words, so they are found by regular expressions; the words that postal
addresses are known by stand in ``contacts.yaml``.
"""

import re
from functools import cache
from typing import Literal

from .datafiles import load_yaml
from .model import Mention
from .sentence import Sentence

ContactKind = Literal["email", "url", "phone", "post"]

_EMAIL = re.compile(r"[\w.+%-]+@(?:[\w-]+\.)+[A-Za-z]{2,}|[\w.+-]+\s?[\[(]\s?at\s?[\])]\s?(?:[\w-]+\.)+[A-Za-z]{2,}")
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"')\]]+[^\s<>\"')\].,;:!?]|(?<![\w@.])(?:[\w-]+\.)+(?:com|org|net)/[\w/.-]*\w"
)
_PHONE = re.compile(
    r"(?<![\w/.-])(?:\+\d{1,3}[\s.-]?)?(?:\(\d{1,4}\)|\d{1,4})(?:[\s.-]\d{2,4}){2,4}(?![\w-])"
    r"|(?<![\w/.-])1-8\d\d-(?:[A-Z\d]+-?){2,4}"
)
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}")


@cache
def _postal() -> re.Pattern[str]:
    """A house number and a street (or a box number), and what follows up to a postal code."""
    words = load_yaml(__package__, "contacts.yaml")
    streets = "|".join(re.escape(w) for w in sorted(words["streets"], key=len, reverse=True))
    endings = "|".join(words["joined_streets"])
    name = r"(?:(?!\d{5})[A-Z\d][\w.'’]*[ ,]+){1,4}?"
    numbered = rf"\d{{1,5}}[A-Z]?\s{name}(?:{streets})\b\.?"
    joined = rf"(?:[A-Z][\w.'’-]*\s)?[A-Z][\w.'’-]*(?:{endings})\s\d+\w?"
    line = rf"(?:P\.?\s?O\.?\s?Box\s\d+|{numbered}|{joined})"
    gap = r"(?:[^.;:!?()@]|\.(?=\s?[A-Z]\.|\s[A-Z]{2}\b|,)){0,90}?"
    american = r"\b[A-Z]{2},?\s+\d{5}(?:-\d{4})?\b"
    continental = r",\s?(?:[A-Z]{1,2}-)?\d{4,6}\s[A-Z]\w+"
    british = r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b"
    countries = "|".join(re.escape(c) for c in words["countries"])
    return re.compile(rf"{line}(?:{gap}(?:{american}|{continental}|{british})(?:,\s(?:{countries}|[A-Z][a-z]+))?)?")


def find_contacts(
    sentence: Sentence, kinds: tuple[ContactKind, ...] = ("email", "url", "phone", "post")
) -> tuple[Mention, ...]:
    """The contacts that a sentence gives, by position; of overlapping ones the first of ``kinds`` wins."""
    text = sentence.passage.text
    start, end = sentence.span.start_char, sentence.span.end_char
    patterns = {"email": _EMAIL, "url": _URL, "phone": _PHONE, "post": _postal()}
    taken: list[tuple[int, int]] = []
    for kind in sorted(kinds, key=("email", "url", "post", "phone").index):
        for match in patterns[kind].finditer(text, start, end):
            free = all(match.end() <= a or match.start() >= b for a, b in taken)
            digits = sum(c.isdigit() for c in match[0])
            if free and not (
                kind == "phone" and (_DATE.fullmatch(match[0]) or not 7 <= digits + 7 * ("1-8" in match[0]) <= 22)
            ):
                taken.append(match.span())
    return tuple(sentence.at(a, b) for a, b in sorted(taken))
