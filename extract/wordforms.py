"""The forms in which a label of the ontology occurs in text."""

import re


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
    if not re.search(r"[^s]s$", words[-1]):
        found.add(" ".join([*words[:-1], plural(words[-1])]) + separator + rest)
    for form in tuple(found):
        if "-" in form:
            found.add(form.replace("-", " "))
    return found
