"""The forms in which a label of the ontology occurs in text."""

import re

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
    """The forms of a noun label that texts use: plural head, hyphens or blanks.

    >>> sorted(variants("date of birth"))
    ['date of birth', 'dates of birth']
    """
    found = {label}
    head, separator, rest = label.partition(" of ")
    words = head.split(" ")
    if not re.search(r"[^s]s$", words[-1]) and words[-1] not in _UNCOUNTED:
        found.add(" ".join([*words[:-1], plural(words[-1])]) + separator + rest)
    for form in tuple(found):
        if "-" in form:
            found.add(form.replace("-", " "))
    return found


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
