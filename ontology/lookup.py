"""Looking up one term of the ontology, however the user writes it: for ``practicegraph ontology show``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from .dpv import DPV_ROOT, load_dpv
from .namespaces import PREFIXES, ROOT, SCHEMES
from .schema import Term, load_schema
from .vocabulary import Concept, Vocabulary, load_vocabulary

_PREFIXES: Final = {**PREFIXES, "eu-rights": DPV_ROOT + "/rights/eu#"}
_LOCAL, _PREFERRED, _ALTERNATIVE, _AMBIGUOUS = range(4)


@dataclass(frozen=True, slots=True)
class Reference:
    """A term as another one points to it."""

    iri: str
    curie: str
    label: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What there is to say of one concept, class, property or individual.

    ``kind`` is "concept" or that of the schema ("class", "object property" …). ``trails`` lead from the next
    broader term up to the topmost, one for each way. ``matches`` pairs a SKOS mapping property's local name with a
    DPV term; ``domain``, ``range`` and ``disjoint`` are of schema terms only.
    """

    iri: str
    curie: str
    kind: str
    label: str
    definition: str
    scheme: str | None = None
    labels: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    trails: tuple[tuple[Reference, ...], ...] = ()
    narrower: tuple[Reference, ...] = ()
    matches: tuple[tuple[str, Reference], ...] = ()
    domain: tuple[Reference, ...] = ()
    range: tuple[Reference, ...] = ()
    disjoint: tuple[Reference, ...] = ()
    functional: bool = False


@dataclass(frozen=True, slots=True)
class Lookup:
    """The answer: the entries found, best first; where there is none, similar words that would find one."""

    term: str
    entries: tuple[Entry, ...]
    suggestions: tuple[str, ...] = ()


def show(term: str, vocabulary: Vocabulary | None = None) -> Lookup:
    """Find a term by IRI, CURIE (``pg-data:EmailAddress``), path (``data/EmailAddress``), local name or any label.

    Case does not matter for names and labels. A DPV term finds the concepts that are matched to it.
    """
    book = _Book(load_vocabulary() if vocabulary is None else vocabulary, load_schema())
    written = " ".join(term.split())
    iri = expand(written)
    if iri in book.vocabulary or iri in book.schema:
        return Lookup(term, (book.entry(iri),))
    if iri in load_dpv():
        return Lookup(term, tuple(book.entry(found) for found in book.matched(iri)))
    ranks: dict[str, int] = {}
    names: set[str] = set()
    for name, rank, found in book.names():
        names.add(name)
        if name.casefold() == written.casefold():
            ranks[found] = min(rank, ranks.get(found, rank))
    if ranks:
        order = sorted(ranks, key=lambda found: (ranks[found], found not in book.schema, found))
        return Lookup(term, tuple(book.entry(found) for found in order))
    folded = {name.casefold(): name for name in sorted(names)}
    word = written.casefold().rpartition(":")[2].rpartition("/")[2].rpartition("#")[2]
    near = get_close_matches(word, folded, n=5, cutoff=0.7)
    return Lookup(term, (), tuple(folded[name] for name in near))


def expand(written: str) -> str:
    """The IRI that a CURIE or a path such as ``data/EmailAddress`` stands for; anything else as it is."""
    written = written.strip("<>")
    prefix, colon, name = written.partition(":")
    if colon and prefix in _PREFIXES and not name.startswith("//"):
        return _PREFIXES[prefix] + name
    scheme, slash, name = written.lstrip("/").partition("/")
    if slash and scheme in SCHEMES and name:
        return f"{ROOT}{scheme}/{name}"
    return written


def curie(iri: str) -> str:
    """The IRI with its longest known prefix; in angle brackets where there is none."""
    fitting = [(len(space), prefix) for prefix, space in _PREFIXES.items() if iri.startswith(space)]
    if not fitting:
        return f"<{iri}>"
    length, prefix = max(fitting)
    return f"{prefix}:{iri[length:]}"


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class _Book:
    vocabulary: Vocabulary
    schema: Mapping[str, Term]

    def names(self) -> Iterator[tuple[str, int, str]]:
        """(name, how good a hit it is, IRI) of everything that can be looked up by name."""
        for iri, term in self.schema.items():
            if term.own:
                yield _local(iri), _LOCAL, iri
                yield term.label, _PREFERRED, iri
        for iri, concept in self.vocabulary.concepts.items():
            yield _local(iri), _LOCAL, iri
            yield concept.label, _PREFERRED, iri
            for label in concept.labels:
                yield label, _ALTERNATIVE, iri
            for label in concept.ambiguous:
                yield label, _AMBIGUOUS, iri

    def matched(self, dpv: str) -> list[str]:
        """IRIs of the concepts and schema terms that are matched to a DPV term."""
        things: tuple[Concept | Term, ...] = (*self.schema.values(), *self.vocabulary.concepts.values())
        return [thing.iri for thing in things if any(target == dpv for _, target in thing.matches)]

    def refer(self, iri: str) -> Reference:
        label = _local(iri)
        if iri in self.vocabulary:
            label = self.vocabulary[iri].label
        elif iri in self.schema:
            label = self.schema[iri].label or label
        return Reference(iri, curie(iri), label)

    def parents(self, iri: str) -> tuple[str, ...]:
        if iri in self.vocabulary:
            return self.vocabulary[iri].broader
        return self.schema[iri].parents if iri in self.schema else ()

    def trails(self, iri: str, seen: frozenset[str] = frozenset()) -> Iterator[tuple[Reference, ...]]:
        for parent in self.parents(iri):
            if parent in seen:  # a circle, which the check reports
                continue
            above = list(self.trails(parent, seen | {iri}))
            for trail in above or [()]:
                yield (self.refer(parent), *trail)

    def entry(self, iri: str) -> Entry:
        if iri in self.vocabulary:
            concept = self.vocabulary[iri]
            below = [c.iri for c in self.vocabulary.scheme(concept.scheme) if iri in c.broader]
            return Entry(
                iri=iri,
                curie=curie(iri),
                kind="concept",
                label=concept.label,
                definition=concept.definition,
                scheme=concept.scheme,
                labels=concept.labels,
                ambiguous=concept.ambiguous,
                trails=tuple(self.trails(iri)),
                narrower=tuple(map(self.refer, below)),
                matches=tuple((kind, self.refer(target)) for kind, target in concept.matches),
            )
        term = self.schema[iri]
        below = [other.iri for other in self.schema.values() if iri in other.parents]
        return Entry(
            iri=iri,
            curie=curie(iri),
            kind=term.kind,
            label=term.label or _local(iri),
            definition=term.definition,
            trails=tuple(self.trails(iri)),
            narrower=tuple(map(self.refer, below)),
            matches=tuple((kind, self.refer(target)) for kind, target in term.matches),
            domain=tuple(map(self.refer, term.domain)),
            range=tuple(map(self.refer, term.range)),
            disjoint=tuple(map(self.refer, sorted(self.disjoint(iri)))),
            functional=term.functional,
        )

    def disjoint(self, iri: str) -> set[str]:
        """Disjointness is stated once for a pair; this finds it from both sides."""
        return {*self.schema[iri].disjoint, *(other.iri for other in self.schema.values() if iri in other.disjoint)}
