"""Why two statements contradict each other, in one sentence made of the labels of what they say:

What is denied (share personal data; no recipient, purpose or condition named) covers what is affirmed (share email
address; recipient: advertiser).
"""

import re
from collections.abc import Callable, Iterable
from typing import Final

from rdflib import Graph, URIRef
from rdflib.namespace import RDFS, SKOS
from rdflib.term import Node

from ..ontology import load_vocabulary
from ..ontology.namespaces import PG

Values = Callable[[str], list[str]]


def explain(graph: Graph, code: str, first: str, second: str) -> str:
    """Why a rule of consistency reports two statements (IRIs); empty for other rules, or where the graph lacks one.

    ``first`` is the denial, the exclusive use, the higher age, the longer time or the definition that leaves out.
    """
    made = _MAKERS.get(code)
    nodes = URIRef(first), URIRef(second)
    if made is None or any((node, URIRef(PG + "statedIn"), None) not in graph for node in nodes):
        return ""
    one, other = (_reader(graph, node) for node in nodes)
    return made(one, other)


def _reader(graph: Graph, node: URIRef) -> Values:
    def values(name: str) -> list[str]:
        return sorted(_label(graph, value) for value in graph.objects(node, URIRef(PG + name)))

    return values


def _label(graph: Graph, value: Node) -> str:
    """The preferred label of a concept, the name of a company, or a literal as it is."""
    concept = load_vocabulary().concepts.get(str(value))
    if concept is not None:
        return concept.label
    label = graph.value(value, SKOS.prefLabel) or graph.value(value, RDFS.label)
    return str(label or value).rstrip("/").rpartition("/")[2] if label is None else str(label)


def _contradiction(denial: Values, affirmation: Values) -> str:
    practice = _words(denial("practice"))
    denied = f"{practice} {_data(denial)}; {_details(denial) or 'no recipient, purpose or condition named'}"
    said = "; ".join(filter(None, (f"{_words(affirmation('practice'))} {_data(affirmation)}", _details(affirmation))))
    return f"What is denied ({denied}) covers what is affirmed ({said})."


def _other_use(only: Values, other: Values) -> str:
    return _sentence(
        f"the only purpose named for {_data(only)} is {_words(only('forPurpose'))}",
        f"another sentence names {_words(other('forPurpose'))}",
    )


def _other_age(higher: Values, lower: Values) -> str:
    return _sentence(
        f"the minimum age is {_words(higher('minimumAge'))} here and {_words(lower('minimumAge'))} there",
        "no place, condition or law tells them apart",
    )


def _denied_right(denial: Values, gift: Values) -> str:
    denied = f"{_words(denial('right'))}: {_data(denial)}; {_details(denial) or 'no condition named'}"
    return f"The right denied ({denied}) covers the right given ({_words(gift('right'))}: {_data(gift)})."


def _other_duration(longer: Values, shorter: Values) -> str:
    return _sentence(
        f"{_data(longer)} is kept for {_period(longer)} here and for {_period(shorter)} there",
        "no purpose or condition tells them apart",
    )


def _term(narrow: Values, wide: Values) -> str:
    out, into = narrow("excludes"), wide("includes")
    if out:
        left = f"the definition of {_words(narrow('term'))} leaves out {_words(out)}"
    else:
        left = f"{_words(sorted(set(narrow('includes')) & set(into)))} is called {_words(narrow('term'))}"
    return _sentence(left, f"another sentence counts {_words(into)} as {_words(wide('term'))}")


_MAKERS: Final[dict[str, Callable[[Values, Values], str]]] = {
    "PG201": _contradiction,
    "PG202": _other_use,
    "PG203": _other_age,
    "PG204": _denied_right,
    "PG205": _other_duration,
    "PG206": _term,
}
_UNITS: Final = {"Y": "year", "M": "month", "D": "day", "H": "hour"}
_PART: Final = re.compile(r"(\d+)([YMDH])")
_ROLES: Final = (
    ("recipient", "recipient"),
    ("forPurpose", "purpose"),
    ("condition", "condition"),
    ("exception", "exception"),
    ("scope", "scope"),
    ("technology", "means"),
    ("dataSource", "source"),
    ("location", "place"),
)


def _details(said: Values) -> str:
    """The roles of a statement: "recipient: advertiser; purpose: marketing"."""
    return "; ".join(f"{word}: {_words(found)}" for name, word in _ROLES if (found := said(name)))


def _data(said: Values) -> str:
    return _words(said("refersTo") or said("dataType") or ["data"])


def _period(said: Values) -> str:
    """A period in words: "2 years 6 months" for P2Y6M; one that is no duration as it is."""
    parts = [
        f"{n} {_UNITS[unit]}{'s' if n != '1' else ''}" for n, unit in _PART.findall(_words(said("retentionPeriod")))
    ]
    return " ".join(parts) or _words(said("retentionPeriod"))


def _words(found: Iterable[str]) -> str:
    *most, last = list(found) or ["what is not named"]
    return f"{', '.join(most)} and {last}" if most else last


def _sentence(first: str, second: str) -> str:
    text = f"{first.strip()}; {second.strip()}."
    return text[0].upper() + text[1:]
