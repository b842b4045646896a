"""``pg:TermDefinition``: what the policy itself means by a term, by what it includes and excludes."""

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Span, Token

from ...ontology.namespaces import AFFIRMED, DATA, STATED
from ..chunks import Chunk, parted, stripped
from ..grammar import load_grammar
from ..model import Assertion, Mention
from ..phrases import DataPhrase
from ..polarity import negation
from ..sentence import Sentence
from .frames import load_frames

_QUOTES = {'"', "'", "“", "”", "‘", "’", "``", "''"}
_GENERIC = {
    DATA + "PersonalData",
    DATA + "NonPersonalData",
    DATA + "AnonymisedData",
    DATA + "UnspecifiedData",
    DATA + "SensitiveData",
}


def read_definitions(sentence: Sentence) -> Iterator[Assertion]:
    """The definitions of a sentence: "X means …", "by X we mean …", "… ("X")", "personal data such as …"."""
    reader = _DefinitionReader(sentence)
    found = reader.by_verb() or reader.by_parenthesis() or reader.by_example()
    if found is not None:
        yield from (replace(found, term=term) for term in reader.terms(found.term))


class _DefinitionReader:
    """One sentence while its definition is read."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence, self.span, self.doc = sentence, sentence.span, sentence.span.doc
        self.phrases = sentence.phrases
        self.frames = load_frames("definitions")

    def by_verb(self) -> Assertion | None:
        """ "Personal data" means …; by personal data we mean …; personal data is information that …"""
        for verb in self.span:
            lemma = verb.lemma_.lower()
            if verb.pos_ not in {"VERB", "AUX"} or lemma not in self.frames["meaning"] | self.frames["being"]:
                continue
            term = self._term(verb)
            if term is None:
                continue
            quoted = self._quoted(term)
            if lemma == "be" and not self._is_definition(verb):
                continue
            if lemma not in {"mean", "define"} and not quoted and not self._bare(term):
                continue
            if lemma in {"refer", "define"} and not any(t.lower_ in {"to", "as"} for t in verb.children):
                continue
            after = [c for c in self.phrases.chunks if c.start > max(verb.i, term.end - 1)]
            named = self._data(after, term)
            denied = negation(verb) if lemma in {"include", "comprise", "encompass", "consist"} else None
            if denied is None and lemma in {"include", "comprise", "encompass"} and not named:
                continue
            return self._assertion(
                verb, term, () if denied is not None else named, named if denied is not None else self._excluded(verb)
            )
        return None

    def _is_definition(self, verb: Token) -> bool:
        """True for "is information that …", "is any data by which …", not for "is collected" or "is important"."""
        attribute = next((c for c in verb.children if c.dep_ == "attr" and c.i > verb.i), None)
        return (
            attribute is not None
            and attribute.lower_ in self.frames["generic"]
            and any(c.dep_ in {"relcl", "acl", "prep"} for c in attribute.children)
            and negation(verb) is None
        )

    def _term(self, verb: Token) -> Span | None:
        """The subject of the verb, or what stands after "by" in "by X we mean"."""
        for child in verb.children:
            if child.dep_ == "prep" and child.lower_ == "by" and child.i < verb.i:
                inner = next((c for c in child.children if c.dep_ == "pobj"), None)
                return self._phrase(inner) if inner is not None else None
        if verb.lemma_ in {"mean", "define"} and (named := self._beside(verb)) is not None:
            return named
        about = next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"} and c.i < verb.i), None)
        if about is None or about.pos_ == "PRON":
            return None
        if about.lemma_.lower() in {"term", "phrase", "word", "definition"}:
            inner = next(
                (
                    t
                    for t in about.subtree
                    if t.i > about.i
                    and t.pos_ in {"NOUN", "PROPN"}
                    and t.dep_ in {"appos", "pobj", "nmod", "npadvmod", "dobj"}
                ),
                None,
            )
            return self._phrase(inner) if inner is not None else None
        return self._phrase(about)

    def terms(self, term: Mention | None) -> list[Mention | None]:
        """The term, and quoted ones that an "or" joins to it: "by "personal data" or "guest data" we mean …"."""
        groups: list[list[Mention]] = []
        last: Span | None = None
        for span in self._quoted_spans():
            if last is not None and self._words(last.end, span.start) == ["or"]:
                groups[-1].append(self.sentence.mention(span))
            else:
                groups.append([self.sentence.mention(span)])
            last = span
        joined = next((g for g in groups if term is not None and term.start in {m.start for m in g}), [])
        return [term, *(m for m in joined if term is not None and m.start != term.start)]

    def _words(self, start: int, end: int) -> list[str]:
        return [t.lower_ for t in self.doc[start:end] if t.is_alpha]

    def _quoted_spans(self) -> list[Span]:
        quotes = [t.i for t in self.span if t.text in _QUOTES and t.tag_ != "POS"]
        pairs = zip(quotes[::2], quotes[1::2], strict=False)
        return [self.doc[opening + 1 : closing] for opening, closing in pairs if closing > opening + 1]

    def _beside(self, verb: Token) -> Span | None:
        """The quoted term of "by "X" we mean …", "when we use the term "X", we mean …" and "we define "X" as …"."""
        for span in self._quoted_spans():
            if verb.lemma_ == "mean" and span.end < verb.i and self._words(span.end, verb.i) == ["we"]:
                return span
            if verb.lemma_ == "define" and span.start == verb.i + 2:
                return span
        return None

    def _phrase(self, head: Token) -> Span | None:
        chunk = self.phrases.chunk_at(head)
        if chunk is None:
            return None
        start, end = stripped(self.doc, chunk.start, chunk.end)
        term = self.doc[start:end]
        generic = term.root.lower_ in self.frames["generic"] and term[0].lower_ not in {
            "this",
            "that",
            "these",
            "those",
            "such",
        }
        return term if self._quoted(term) or (generic and self.sentence.lexicon.longest(term, "data")) else None

    def _quoted(self, term: Span) -> bool:
        before = self.doc[term.start - 1].text if term.start > self.span.start else ""
        after = self.doc[term.end].text if term.end < self.span.end else ""
        return before in _QUOTES and after in _QUOTES

    def _bare(self, term: Span) -> bool:
        """True for a term without "your" or "the": "Personal data includes …" defines, "your data includes …" tells."""
        before = self.doc[term.start - 1] if term.start > self.span.start else None
        relative = any(c.dep_ in {"relcl", "acl", "prep"} for c in term.root.children)
        return (
            (before is None or before.tag_ not in {"PRP$", "DT"} or before.text in _QUOTES)
            and not relative
            and term.root.lower_ in self.frames["generic"]
        )

    def by_parenthesis(self) -> Assertion | None:
        """ "Your name and address (together, "Personal Data")"."""
        for token in self.span:
            if token.text != "(" or token.i + 2 >= self.span.end:
                continue
            close = next((t for t in self.doc[token.i + 1 : min(token.i + 14, self.span.end)] if t.text == ")"), None)
            if close is None:
                continue
            quotes = [t.i for t in self.doc[token.i : close.i] if t.text in _QUOTES]
            if len(quotes) < 2:
                continue
            term = self.doc[quotes[0] + 1 : quotes[-1]]
            if not len(term) or not self._is_generic(term):
                continue
            named = self._data([*self._list_before(token.i), *self._examples_after(close.i + 1)], term)
            if len(named) > 1 or (named and named[0].concept not in _GENERIC):
                return self._assertion(token, term, named, (), cue=False)
        return None

    def _list_before(self, index: int) -> list[Chunk]:
        """The noun phrases before a token, back to the verb that they are the objects of."""
        found: list[Chunk] = []
        for chunk in reversed([c for c in self.phrases.chunks if c.end <= index][-12:]):
            if parted(self.doc, chunk.end, found[-1].start if found else index):
                break
            found.append(chunk)
        return found[::-1]

    def _examples_after(self, index: int) -> list[Chunk]:
        """The list of "… ("X"), such as your name and age"."""
        following = self.doc[index : min(index + 5, self.span.end)].text.lower().lstrip(" ,(:")
        later = [c for c in self.phrases.chunks if c.start >= index]
        if not later or not following.startswith(tuple(self.frames["examples"])):
            return []
        listed = self.phrases.named([self.doc[later[0].head]])
        return [c for c in later if any(c.start <= p.head < c.end for p in listed)]

    def _is_generic(self, term: Span) -> bool:
        """True for a term such as "Personal Data", false for "session cookies" or the short form of a name."""
        named = self.sentence.lexicon.longest(term, "data")
        return bool(named) and (named[-1].iri in _GENERIC or term.root.lower_ in self.frames["generic"])

    def by_example(self) -> Assertion | None:
        """ "Personal information, such as your name": a generic term with its examples."""
        for chunk in self.phrases.chunks:
            if self.doc[chunk.head].lower_ not in self.frames["generic"] or chunk.end >= self.span.end:
                continue
            start, end = stripped(self.doc, chunk.start, chunk.end)
            phrase = self.phrases.phrase(chunk)
            pointing = self.doc[start].lower_ in load_grammar()["demonstratives"]
            if (
                pointing
                or end - start < 2
                or phrase is None
                or phrase.concept is None
                or phrase.concept not in _GENERIC
            ):
                continue
            following = self.doc[chunk.end : min(chunk.end + 5, self.span.end)].text.lower().lstrip(" ,(:")
            if not following.startswith(tuple(self.frames["examples"])):
                continue
            later = [c for c in self.phrases.chunks if c.start >= chunk.end]
            named = self._listed(later, chunk)
            if named:
                return self._assertion(self.doc[chunk.end], self.doc[start:end], named, (), cue=False)
        return None

    # -- what is included

    def _listed(self, later: list[Chunk], term: Chunk) -> tuple[Mention, ...]:
        """The list that begins with the first chunk after a term."""
        if not later:
            return ()
        found = self.phrases.named([self.doc[later[0].head]])
        return self._mentions([p for p in found if p.start >= term.end])

    def _data(self, chunks: list[Chunk], term: Span) -> tuple[Mention, ...]:
        phrases = [p for c in chunks if (p := self.phrases.phrase(c)) is not None and p.concept is not None]
        return self._mentions(
            [p for p in phrases if p.concept not in _GENERIC and not (p.start < term.end and term.start < p.end)]
        )

    def _mentions(self, phrases: list[DataPhrase]) -> tuple[Mention, ...]:
        seen = {(p.start, p.end): p for p in phrases if p.concept not in _GENERIC}
        return tuple(self.sentence.mention(self.doc[a:b], p.concept) for (a, b), p in sorted(seen.items()))

    def _excluded(self, verb: Token) -> tuple[Mention, ...]:
        """What "but does not include …" or "excluding …" leaves out."""
        for token in self.span:
            denies = (
                token.lemma_.lower() in {"include", "comprise"} and token.i > verb.i and negation(token) is not None
            )
            if denies or (token.lower_ == "excluding" and token.i > verb.i):
                return self._data(
                    [c for c in self.phrases.chunks if c.start > token.i], self.doc[token.i : token.i + 1]
                )
        return ()

    def _assertion(
        self, verb: Token, term: Span, includes: tuple[Mention, ...], excludes: tuple[Mention, ...], cue: bool = True
    ) -> Assertion:
        outside = {(m.start, m.end) for m in excludes}
        found = self.sentence.lexicon.longest(term, "data")
        concept = found[-1].iri if found and found[-1].end == term.end else None
        return Assertion(
            kind="TermDefinition",
            asserted_by=self.sentence.asserted_by,
            evidence=self.sentence.evidence,
            section=self.sentence.section,
            polarity=AFFIRMED,
            modality=STATED,
            cue=self.sentence.mention(verb) if cue else None,
            term=self.sentence.mention(term, concept),
            includes=tuple(m for m in includes if (m.start, m.end) not in outside),
            excludes=excludes,
            confidence=0.85 if cue else 0.75,
        )
