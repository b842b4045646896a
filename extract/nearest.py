"""The known concept nearest to words that the ontology does not know: what an own term of a policy stands below."""

import re
from functools import cache

from ..ontology import load_vocabulary
from .wordforms import variants

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


@cache
def _labels(scheme: str) -> dict[tuple[str, ...], str]:
    vocabulary = load_vocabulary()
    return {
        tuple(form.split()): iri
        for label, iri in vocabulary.wordings(scheme)
        for form in sorted(variants(label.lower()))
    }


def nearest(prop: str, words: str) -> str | None:
    """The IRI of the nearest broader concept for a role's words, or None where nothing in them is known.

    ``prop`` is the local name of the property. The longest label at the end of the words wins, else the longest inside.

    >>> nearest("dataType", "billing postcode").rpartition("/")[2]
    'PostalCode'
    """
    scheme = _SCHEMES.get(prop)
    if scheme is None:
        return None
    labels = _labels(scheme)
    tokens = re.findall(r"[\w'-]+", words.lower())
    for start in range(len(tokens)):
        if iri := labels.get(tuple(tokens[start:])):
            return iri
    for length in range(len(tokens) - 1, 0, -1):
        for start in range(len(tokens) - length):
            if iri := labels.get(tuple(tokens[start : start + length])):
                return iri
    return None
