"""The forms in which a label of the ontology occurs in text."""

import re
from functools import cache

from .grammar import load_grammar

_SAYS_DATA = ("data", "information", "info", "details")
_UNCOUNTED = frozenset({"data", "metadata", "information", "info", "software", "hardware", "feedback"})


def plural(word: str) -> str:
    """A regular English plural; good enough to find labels in their plural form."""
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    if re.search(r"(s|x|z|ch|sh)$", word):
        return word + "es"
    return word + "s"


def variants(label: str) -> set[str]:
    """The forms of a noun label that texts use: plural head, hyphens or blanks, another article, another spelling.

    >>> sorted(variants("date of birth"))[:4]
    ['date of a birth', 'date of birth', 'date of births', 'date of our birth']
    >>> "names of web sites" in variants("name of website")
    True
    """
    found = {label}
    head, separator, rest = label.partition(" of ")
    words = head.split(" ")
    if _counted(words[-1]):
        found.add(" ".join([*words[:-1], plural(words[-1])]) + separator + rest)
    if separator:
        found |= {form for known in tuple(found) for form in _determined(known)}
    for form in tuple(found):
        if "-" in form:
            found.add(form.replace("-", " "))
    return found | {form for known in tuple(found) for form in _respelt(known)}


def _counted(word: str) -> bool:
    return not re.search(r"[^s]s$", word) and word not in _UNCOUNTED


def _determined(label: str) -> set[str]:
    """ "Type of your device" and "types of the devices" from "type of device"."""
    head, separator, rest = label.partition(" of ")
    first, _, noun = rest.partition(" ")
    articles = load_grammar()["articles"]
    bare = noun if noun and first in articles else rest
    articles = articles - {"a" if bare[0] in "aeiou" else "an"}
    found = {f"{head}{separator}{article} {bare}" for article in articles} | {f"{head}{separator}{bare}"}
    if re.fullmatch(r"[\w-]+(?: [\w-]+)?", bare) and _counted(bare.split()[-1]):
        found |= {f"{head}{separator}{article}{plural(bare)}" for article in ("", "the ", "your ")}
    return found


def _respelt(label: str) -> set[str]:
    """The label with the other spelling of a word that has two: "web site" for "website"."""
    found = {label}
    for one, other, pattern in _spellings():
        if one in label:
            found |= {pattern.sub(other, form) for form in tuple(found)}
    return found


@cache
def _spellings() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    pairs = [(one, other) for one, _, other in (pair.partition(" = ") for pair in load_grammar()["spellings"])]
    both = sorted({*pairs, *((other, one) for one, other in pairs)})
    return tuple((one, other, re.compile(rf"\b{re.escape(one)}(?=s?\b)")) for one, other in both)


def restated(label: str) -> set[str]:
    """The label with another word for "data" at its end; of a single word also what is "related" to it.

    >>> sorted(restated("payment data"))[:3]
    ['payment details', 'payment info', 'payment information']
    """
    words, _, last = label.rpartition(" ")
    if not words or last not in _SAYS_DATA:
        return set()
    found = {f"{words} {end}" for end in _SAYS_DATA}
    if words.isalpha():
        found |= {f"{words}{joint}related {end}" for joint in " -" for end in _SAYS_DATA[:2]}
    return found - {label}
