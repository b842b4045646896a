"""The words and concepts by which statements limit themselves (``profiles/wording.ttl``), matched against sentences.

Extraction reads a condition or an exception where it can, and then the graph has it. Where it could not, the words are
still in the sentence: a statement with such words says less than the graph has of it, and contradicts nothing.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import pyoxigraph as ox

from ..ontology.namespaces import ROOT

_SHAPES: Final = ROOT + "shapes/"
GROUPS: Final = (
    "Conjunctions",
    "Restrictions",
    "Pointers",
    "Pronouns",
    "LimitsOfDenials",
    "Means",
    "LimitsOfAffirmations",
    "LimitsOfRights",
    "LimitsOfExclusions",
    "LimitsOfDefinitions",
    "NotPersonal",
    "Instructions",
    "AgesOfCollection",
    "AgesOfOther",
    "OpenDurations",
)
SETS: Final = (
    "OftenNotPersonal",
    "Tracks",
    "Disclosures",
    "Insiders",
    "ImpliedPurposes",
    "PartsOfService",
    "VaguePurposes",
    "VagueConditions",
    "Everybody",
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of each of `GROUPS` as a pattern, the concepts (IRIs) of each of `SETS`."""

    patterns: dict[str, re.Pattern[str]]
    concepts: dict[str, frozenset[str]]

    def has(self, group: str, sentence: str) -> bool:
        """True where the sentence has a word of the group."""
        return self.patterns[group].search(_straight(sentence)) is not None

    def begins(self, group: str, sentence: str) -> bool:
        """True where the sentence begins with a word of the group."""
        return self.patterns[group].match(_straight(sentence).lstrip("-*#> \t")) is not None


def _straight(sentence: str) -> str:
    return sentence.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


@cache
def load_wording() -> Wording:
    """Read ``profiles/wording.ttl`` (once a process)."""
    words: dict[str, set[str]] = {name: set() for name in GROUPS}
    concepts: dict[str, set[str]] = {name: set() for name in SETS}
    data = resources.files(__package__).joinpath("profiles", "wording.ttl").read_bytes()
    for quad in ox.parse(data, format=ox.RdfFormat.TURTLE):
        if not isinstance(quad.subject, ox.NamedNode):
            continue
        name = quad.subject.value.removeprefix(_SHAPES)
        if quad.predicate.value == _SHAPES + "word" and isinstance(quad.object, ox.Literal):
            words[name].add(quad.object.value)
        elif quad.predicate.value == _SHAPES + "concept" and isinstance(quad.object, ox.NamedNode):
            concepts[name].add(quad.object.value)
    return Wording(
        {name: _pattern(found) for name, found in words.items()},
        {name: frozenset(found) for name, found in concepts.items()},
    )


def _pattern(words: set[str]) -> re.Pattern[str]:
    """Any of the words, longest first; ``teen*`` is any word that begins with "teen".

    >>> bool(_pattern({"opt out", "teen*"}).search("For Teenagers")), bool(_pattern({"if"}).search("life"))
    (True, False)
    """
    parts = [
        re.escape(word.removesuffix("*")).replace("\\ ", r"\s+") + (r"\w*" if word.endswith("*") else "")
        for word in sorted(words, key=lambda w: (-len(w), w))
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)
