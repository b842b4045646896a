"""Noun phrases of a sentence, the lists they stand in, and the data types that they name."""

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Span, Token

from ..ontology.namespaces import DATA
from .chunks import Chunk, chunks, stripped
from .complements import Complements
from .grammar import load_grammar
from .lexicon import SAYS_DATA, Lexicon, Match
from .lists import Lists

GENERIC = DATA + "UnspecifiedData"
"""What bare words such as "information" name."""


@dataclass(frozen=True, slots=True)
class DataPhrase:
    """A noun phrase that names data. ``start:end`` leaves out the determiner; ``concept`` is None for unknown words."""

    start: int
    end: int
    head: int
    concept: str | None
    broader: str | None = None


class DataPhrases:
    """The data phrases of one sentence: computed once, asked for by the clauses of the sentence."""

    def __init__(self, span: Span, lexicon: Lexicon) -> None:
        self.span, self.doc, self.lexicon, self.grammar = span, span.doc, lexicon, load_grammar()
        self.matches = lexicon.phrases(span, "data")
        self.chunks = chunks(span, frozenset(m.start for m in self.matches if m.end - m.start > 1))
        self.complements = Complements(span, lexicon, self.matches, self.chunks)
        self.lists = Lists(span, self.chunks, self.extent)
        self._by_token = {i: c for c in self.chunks for i in range(c.start, c.end)}

    def chunk_at(self, token: Token) -> Chunk | None:
        """The base noun phrase that a token stands in."""
        return self._by_token.get(token.i)

    def named(self, heads: Iterable[Token], owned: bool = False) -> list[DataPhrase]:
        """The data phrases of a clause's objects: each head's phrase, its list and its examples.

        Unknown words count in a list with known ones; with ``owned`` also where they are the person's ("your shoe
        size"), which is right for practices that data alone can be the object of.
        """
        seen: dict[int, Chunk] = {}
        loose: set[int] = set()
        for head in heads:
            chunk = self.lists.leading(self.lists.measured(self.chunk_at(head)))
            for member, strict in self.lists.members(chunk) if chunk else ():
                seen.setdefault(member.start, member)
                if not strict:
                    loose.add(member.head)
        members = [seen[k] for k in sorted(seen)]
        phrases: list[DataPhrase] = []
        for chunk in self._merged(members):
            if phrases and chunk.start < phrases[-1].end:
                continue
            phrase = self.phrase(chunk)
            if phrase is not None and not self.in_name_only(phrase):
                phrases.append(phrase)
        known = any(p.concept and p.concept != GENERIC for p in phrases)
        if any(p.concept and self._is_generic(p.concept) for p in phrases[:1]):
            phrases = [p for i, p in enumerate(phrases) if not (i and p.concept == GENERIC)]
        listed = known and len(phrases) > 1
        return [
            p
            for p in phrases
            if p.concept
            or p.broader in SAYS_DATA
            or ((listed or (owned and self._owned(p))) and p.head not in loose and self._could_be_data(p))
        ]

    def in_name_only(self, phrase: DataPhrase) -> bool:
        """True for words that name data elsewhere: "vital interests", "your use", "our content"."""
        words = self.doc[phrase.start : phrase.end]
        if self.lexicon.sequence(words, "legal-basis"):
            return True
        if len(words) == 1 and words[0].lower_ in self.grammar["weak_data"] | self.grammar["things"]:
            listed = words[0].dep_ in {"conj", "appos"} or any(c.dep_ in {"conj", "appos"} for c in words[0].children)
            owner = next((c for c in words[0].children if c.dep_ == "poss"), None)
            owned = owner is not None and owner.lower_ in {"your", "their", "his", "her"}
            return not listed and (not owned or words[0].lower_ in self.grammar["things"])
        return False

    def _owned(self, phrase: DataPhrase) -> bool:
        """True for "your shoe size": a noun that is the person's, one by one or by the possessive of its list."""
        chunk = self._by_token.get(phrase.head)
        return chunk is not None and self._possessed(chunk) and self.doc[phrase.head].pos_ == "NOUN"

    def _could_be_data(self, phrase: DataPhrase) -> bool:
        """An unknown member of a list of data types, unless its words name a party, a means or nobody's thing."""
        words = self.doc[phrase.start : phrase.end]
        if words[0].pos_ == "PRON" or self.lexicon.longest(words, "party") or self.lexicon.longest(words, "technology"):
            return False
        head = self.doc[phrase.head].lower_
        if head in self.grammar["no_data"] | self.grammar["first_party_nouns"]:
            return False
        if head not in self.grammar["generic_heads"] and self.lexicon.sequence(words, "purpose"):
            return False  # "market research" among the uses of data
        return self.doc[phrase.head].pos_ in {"NOUN", "PROPN"} and len(words) <= 8

    def extent(self, chunk: Chunk) -> int:
        """Where the phrase ends, labels that go on after it and its "of …" or "about …" included."""
        beyond = self._beyond(stripped(self.doc, chunk.start, chunk.end)[0], chunk.head, chunk.end)
        if beyond:
            return beyond.end
        tail = self._about(chunk.end)
        return tail.end if tail else chunk.end

    def _merged(self, members: list[Chunk]) -> list[Chunk]:
        """Members with a coordinated modifier joined to the head they share: "billing and shipping address"."""
        merged: list[Chunk] = []
        for chunk in members:
            if merged:
                last = merged[-1]
                token = self.doc[last.head]
                gap = [t.lower_ for t in self.doc[last.end : chunk.start]]
                shares = token.dep_ in {"amod", "compound", "nmod"} and chunk.start <= token.head.i < chunk.end
                own = self.lexicon.named(self.doc[slice(*stripped(self.doc, last.start, last.end))].text, "data")
                if shares and not own and gap in (["and"], ["or"], ["/"], ["&"]):
                    merged[-1] = Chunk(last.start, chunk.end, chunk.head)
                    continue
            merged.append(chunk)
        return merged

    def phrase(self, chunk: Chunk) -> DataPhrase | None:
        """The data phrase that a chunk heads; None where its words cannot name data."""
        doc = self.doc
        start, end, head = chunk.start, chunk.end, chunk.head
        kind = self.complements.measured(chunk)
        if kind:
            return DataPhrase(kind.start, kind.end, head, kind.iri)
        if end < self.span.end and doc[end].lower_ == "of" and doc[head].lower_ in self.grammar["measures"]:
            inner = next((c for c in self.chunks if c.start == end + 1), None)
            if inner:
                start, end, head = inner.start, inner.end, inner.head
        possessed = self.complements.possessed(start, end)
        start, end = stripped(doc, start, end)
        if possessed:
            return DataPhrase(start, end, head, possessed)
        beyond = self._beyond(start, head, end)
        if beyond:
            return DataPhrase(start, beyond.end, head, beyond.iri)
        decided = self.complements.of(start, end)
        if decided:
            return DataPhrase(start, decided[0], head, decided[1], None if decided[1] else GENERIC)
        concept = self._ending_at(start, end)
        on = self.complements.after_brackets(end)
        if on and concept in SAYS_DATA and (resumed := self._about(on)):
            inside = self._concept_in(resumed.start, resumed.end)
            if inside and not self._is_generic(inside):
                return DataPhrase(start, end, head, inside)
        tail = self._about(end)
        holds = end - start == 1 and doc[head].lower_ in self.grammar["holders"]
        if tail and (concept is None or holds or self._is_generic(concept)):
            further = self._beyond(tail.start, tail.head, tail.end)
            if further:
                return DataPhrase(start, further.end, head, further.iri)
            turned = self.complements.about(head, tail) if concept is not None else None
            if turned is not None:
                return DataPhrase(start, tail.end, head, turned)
            narrower = self._concept_in(tail.start, tail.end)
            whole = self._ending_at(start, tail.end)
            if whole and whole != narrower:
                return DataPhrase(start, tail.end, head, whole)
            if narrower and not self._is_generic(narrower):
                return DataPhrase(start, tail.end, head, narrower)
        if concept in {None, GENERIC} | {DATA + "PersonalData"} and self._made_nameless(head):
            return DataPhrase(start, end, head, DATA + "AggregateData")
        if concept and end - start > 1 and self._vague(start, end):
            return DataPhrase(start, end, head, None, None)  # a "window state" is no state
        if concept and not (self._is_generic(concept) and end - start > 1):
            return DataPhrase(start, end, head, concept)
        generic = concept is not None or doc[head].lower_ in self.grammar["generic_heads"]
        if generic:
            inside = self._concept_in(start, end, before=head)
            if inside and not self._is_generic(inside):
                return DataPhrase(start, end, head, inside)
            if concept:
                covered = min(m.start for m in self.matches if m.end == end and m.start >= start)
                known = not any(t.pos_ in {"NOUN", "PROPN"} for t in doc[start:covered] if self._informative_token(t))
                return DataPhrase(start, end, head, concept if known else None, concept)
            return DataPhrase(start, end, head, None, inside or (GENERIC if self._possessed(chunk) else None))
        if doc[head].lower_ in self.grammar["demonstratives"]:
            return DataPhrase(start, end, head, None, GENERIC)
        return DataPhrase(start, end, head, None, self._concept_in(start, end))

    def _made_nameless(self, head: int) -> bool:
        """True for "information that has been aggregated or de-identified"."""
        words = self.grammar.forms["Aggregate"] | self.grammar.forms["Anonymous"]
        for child in self.doc[head].children:
            if child.dep_ in {"relcl", "acl"} and (
                child.lower_ in words or any(c.lower_ in words for c in child.conjuncts)
            ):
                return child.tag_ in {"VBN", "VBD"}
        chunk = self._by_token.get(head)
        return chunk is not None and any(self.doc[i].lower_ in words for i in range(chunk.start, head))

    def _vague(self, start: int, end: int) -> bool:
        """True where the label that the phrase ends in is one everyday word with another noun before it."""
        longest = max((m.end - m.start for m in self.matches if m.end == end and m.start >= start), default=0)
        everyday = self.doc[end - 1].lower_ in self.grammar["things"]
        return longest == 1 and everyday and self.doc[end - 2].pos_ in {"NOUN", "PROPN"}

    def _possessed(self, chunk: Chunk) -> bool:
        """True for "your answers": a generic word that is the person's."""
        return any(t.lower_ in {"your", "their", "his", "her"} for t in self.doc[chunk.start : chunk.end])

    def _beyond(self, start: int, head: int, end: int) -> Match | None:
        """The longest label that begins in the phrase and goes on after it: "pages you visit", "date and time"."""
        fitting = [m for m in self.matches if start <= m.start <= head and m.end > end]
        own = self._ending_at(start, end)
        if own is not None and not self._is_generic(own):
            fitting = [m for m in fitting if m.start == start]
        fitting = [m for m in fitting if m.iri != GENERIC or own is None]
        return max(fitting, key=lambda m: (m.end - m.start, -m.start)) if fitting else None

    def _is_generic(self, concept: str) -> bool:
        return concept in SAYS_DATA

    def _informative_token(self, token: Token) -> bool:
        return token.pos_ in {"NOUN", "PROPN", "ADJ"} and token.lower_ not in self.grammar["demonstratives"]

    def _ending_at(self, start: int, end: int) -> str | None:
        """The concept of the longest label that ends where the phrase ends."""
        fitting = [m for m in self.matches if m.end == end and m.start >= start]
        return max(fitting, key=lambda m: m.end - m.start).iri if fitting else None

    def _concept_in(self, start: int, end: int, before: int | None = None) -> str | None:
        """The concept of the longest label inside, the rightmost of equals; ``before`` bars the head itself."""
        limit = end if before is None else before
        fitting = [m for m in self.matches if start <= m.start and m.end <= limit]
        specific = [m for m in fitting if not self._is_generic(m.iri)] or fitting
        return max(specific, key=lambda m: (m.end - m.start, m.start)).iri if specific else None

    def _about(self, end: int) -> Chunk | None:
        """The noun phrase of a following "about …", "of …", "regarding …"."""
        if end < self.span.end and self.doc[end].lower_ in {"of", "about", "regarding", "concerning"}:
            found = next((c for c in self.chunks if c.start in {end + 1, end + 2}), None)
            if found and self.doc[found.head].pos_ != "PRON" and found.start == end + 1:
                return Chunk(found.start, found.end, found.head)
            if found is None or found.start != end + 1:  # "data about how you use the site"
                clause = next((m for m in self.matches if m.start == end + 1 and m.end > m.start + 1), None)
                if clause and self.doc[clause.start].tag_ in {"WRB", "WP", "WDT"}:
                    return Chunk(clause.start, clause.end, clause.end - 1)
        return None

    def left_out(self, data: list[DataPhrase]) -> tuple[Token | None, list[DataPhrase]]:
        """The word that denies, and the data denied, of "X (not including Y)" and "X, but no Y" after a list."""
        if not data:
            return None, []
        for token in self.doc[data[0].end : min(self.span.end, data[-1].end + 24)]:
            following = token.i + 1
            if following >= self.span.end or (token.pos_ in {"VERB", "AUX"} and token.tag_ in {"MD", "VBZ", "VBP"}):
                break
            pair = f"{token.lower_} {self.doc[following].lower_}"
            if pair in self.grammar["leaves_out"] or token.lower_ in self.grammar["leaves_out"]:
                at = following + 1 if pair in self.grammar["leaves_out"] else following
                chunk = next((c for c in self.chunks if at <= c.start <= at + 1), None)
                found = self.named([self.doc[chunk.head]]) if chunk else []
                if found:
                    return (self.doc[following] if token.lower_ == "but" else token), found
        return None, []
