"""The known concept nearest to words that the ontology does not know: what an own term of a policy stands below."""

import re
from functools import cache

from ..ontology import load_vocabulary
from ..ontology.namespaces import DATA
from .grammar import load_grammar
from .lexicon import forms

_SCHEMES = {
    "dataType": "data",
    "combinedWith": "data",
    "includes": "data",
    "excludes": "data",
    "term": "data",
    "recipient": "party",
    "actor": "party",
    "technology": "technology",
    "dataSource": "source",
    "dataSubject": "subject",
}
_GENERIC = frozenset({DATA + "UnspecifiedData", DATA + "PersonalData"})
_JOINTS = re.compile(
    r"of|about|for|in|on|from|with|to|at|by|regarding|concerning|relating|related|associated|connected|linked|used|"
    r"that|which|who|whose|you|we|they|your|our|their"
)
"""Words before which the phrase's own noun stands: "IP address of the printer"."""


@cache
def _labels(scheme: str) -> dict[tuple[str, ...], str]:
    return {tuple(form.lower().split()): iri for form, iri in forms(load_vocabulary(), scheme).items()}


def nearest(prop: str, words: str) -> str | None:
    """The IRI of the nearest broader concept for a role's words, or None where nothing in them is known.

    ``prop`` is the local name of the property. The noun that the phrase is about decides: the longest label that ends
    with it. Where that noun says no more than "data" does, it is the longest label before it, else the longest after
    its "of", "about" or the like. A known word that only modifies an unknown noun names nothing: an "e-mail provider"
    is no e-mail address.

    >>> nearest("dataType", "billing postcode").rpartition("/")[2]
    'PostalCode'
    >>> nearest("dataType", "names of the files").rpartition("/")[2]
    'UserContent'
    >>> nearest("dataType", "e-mail gizmo")
    """
    scheme = _SCHEMES.get(prop)
    if scheme is None:
        return None
    labels = _labels(scheme)
    tokens = re.findall(r"[\w'-]+", words.lower())
    joint = next((i for i, word in enumerate(tokens) if i and _JOINTS.fullmatch(word)), len(tokens))
    noun, rest = tokens[:joint], tokens[joint + 1 :]
    grammar = load_grammar()
    if noun and noun[-1] in grammar["names"] and rest:
        return _ending(labels, tokens) or _longest(labels, rest)
    found = _ending(labels, tokens) or _ending(labels, noun)
    empty = noun and noun[-1] in grammar["generic_heads"] | grammar["measures"]
    if found in _GENERIC or (found is None and empty):
        return _longest(labels, noun[:-1]) or _longest(labels, rest) or found
    return found


def _ending(labels: dict[tuple[str, ...], str], tokens: list[str]) -> str | None:
    for start in range(len(tokens)):
        if iri := labels.get(tuple(tokens[start:])):
            return iri
    return None


def _longest(labels: dict[tuple[str, ...], str], tokens: list[str]) -> str | None:
    """The longest label among the words, the last of equals."""
    for length in range(len(tokens), 0, -1):
        for start in range(len(tokens) - length, -1, -1):
            if iri := labels.get(tuple(tokens[start : start + length])):
                return iri
    return None
