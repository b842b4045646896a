"""Who has a right, how and by when it is served, and what limits it."""

import re
from collections.abc import Iterator

from spacy.tokens import Span, Token

from ...ontology.namespaces import PARTY
from ..chunks import stripped
from ..durations import find_durations
from ..model import Mention, Mentions
from ..phrases import DataPhrases
from ..sentence import Sentence
from .entitlement import Grant
from .frames import load_frames
from .right_words import Act

_DOES_SO = re.compile(r"(?:please )?(?:you|users) (?:may|can|will|must) (?:also )?do (?:so|this)\b", re.IGNORECASE)


class RightRoles:
    """Reads the roles around the rights of one sentence."""

    def __init__(self, sentence: Sentence, phrases: DataPhrases) -> None:
        self.sentence, self.doc, self.phrases = sentence, sentence.span.doc, phrases
        self.frames = load_frames("rights")

    def person(self, person: Token | None) -> Mention | None:
        """The mention of who has the right."""
        if person is None:
            return None
        chunk = self.phrases.chunk_at(person)
        start, end = stripped(self.doc, chunk.start, chunk.end) if chunk else (person.i, person.i + 1)
        span = self.doc[start:end]
        named = [m for m in self.sentence.lexicon.longest(span, "party") if m.end == end]
        concept = named[-1].iri if named else PARTY + "User"
        return self.sentence.mention(span, concept)

    def owner(self, heads: list[Token], about: list[Token]) -> Mention | None:
        """Whose data the right is about: "your", "your child's", or whom "what we have about their child" names."""
        for noun in about:
            span = self.doc[noun.left_edge.i : noun.i + 1]
            found = self.sentence.lexicon.longest(span, "subject")
            return self.sentence.mention(span, found[-1].iri if found else None)
        for head in heads:
            owner = next((c for c in head.children if c.dep_ == "poss" and c.lower_ not in {"our", "its"}), None)
            if owner is not None:
                span = self.doc[owner.left_edge.i : owner.i + 1]
                found = self.sentence.lexicon.longest(span, "subject")
                return self.sentence.mention(span, found[-1].iri if found else None)
        return None

    def _next(self) -> Span | None:
        """The sentence after this one, where it tells how, or how fast, the right is served."""
        end = self.sentence.span.end
        return self.doc[end].sent if end < len(self.doc) else None

    def deadlines(self) -> Mentions:
        """Within what time the right is served, as this sentence or the next one says."""
        found = []
        following = self._next()
        spans = [self.sentence.span]
        if following is not None and {t.lower_ for t in following} & self.frames["serving"]:
            spans.append(following)
        for start, end, value in (d for span in spans for d in find_durations(span)):
            before = {t.lower_ for t in self.doc[max(0, start - 4) : start]}
            if before & self.frames["bounding"]:
                found.append(self.sentence.mention(self.doc[start:end], value))
        return tuple(found)

    def channels(self, act: Act, grant: Grant) -> Mentions:
        """How the right is used: "by …", "through …", "in your settings", or the clause that tells what to do."""
        found: list[Span] = []
        clause = grant.clause
        tells = (
            grant.asking is not None
            and clause.i != grant.asking.i
            and not any(c.dep_ == "nsubj" for c in clause.children)
        )
        if tells:
            found.append(self._clause_span(clause, grant.asking))
        elif grant.asking is not None and clause.i == grant.asking.i:
            found += self._rest_after_comma(clause)
        else:
            found += self._beside(act, clause)
        if not found:
            found += self._later_means(act)
        following = self._next()
        if following is not None and _DOES_SO.match(following.text):
            found += [self._span(t) for t in following if t.dep_ == "prep" and t.lower_ in {"by", "through", "via"}]
        kept: list[Span] = []
        for span in sorted(found, key=lambda s: (s.start, -s.end)):
            if not kept or span.start >= kept[-1].end:
                kept.append(span)
        return tuple(self.sentence.mention(s) for s in kept)

    def _beside(self, act: Act, clause: Token) -> Iterator[Span]:
        """The phrases of means on the act, its clause, and the verbs between them."""
        for root in dict.fromkeys((act.token, clause, *self._between(act.token, clause))):
            for child in (c for c in root.children if c.i > root.i):
                gerund = (
                    child.dep_ == "advcl" and child.tag_ == "VBG" and child.lemma_.lower() in self.frames["gerunds"]
                )
                if gerund or (child.dep_ in {"prep", "agent"} and self._is_channel(child)):
                    yield self._span(child)

    def _later_means(self, act: Act) -> Iterator[Span]:
        """ "by …ing" to the right of the act, wherever the parse hangs it."""
        for token in self.doc[act.last + 1 : self.sentence.span.end]:
            if token.dep_ == "prep" and token.lower_ == "by" and any(c.dep_ == "pcomp" for c in token.children):
                yield self._span(token)
                return

    def _between(self, low: Token, high: Token) -> Iterator[Token]:
        token = low
        for _ in range(8):
            if token.i == high.i or token.head.i == token.i:
                return
            token = token.head
            yield token

    def _is_channel(self, prep: Token) -> bool:
        words = {t.lower_ for t in prep.subtree}
        inner = [c for c in prep.children if c.dep_ in {"pcomp", "pobj"}]
        if prep.lower_ in {"by", "through", "via", "using"}:
            return bool(inner) and (inner[0].dep_ == "pcomp" or inner[0].lower_ not in {"us", "parties", "law"})
        if prep.lower_ in {"at", "to", "in", "from", "on", "with", "within"}:
            place = bool(inner) and inner[0].lower_ in self.frames["places"]
            return place or any("@" in w or w.startswith("http") for w in words)
        return False

    def _rest_after_comma(self, verb: Token) -> list[Span]:
        span = self.sentence.span
        comma = next((t.i for t in self.doc[verb.i + 1 : span.end] if t.text == ","), None)
        return [self._tidy(comma + 1, span.end)] if comma is not None and comma + 1 < span.end else []

    def _clause_span(self, clause: Token, asking: Token | None) -> Span:
        inside = {t.i for t in asking.subtree} if asking is not None and not asking.is_ancestor(clause) else set()
        for promise in (c for c in clause.children if c.dep_ == "conj" and self._promises(c)):
            # "write to us and we will stop": only the first is for the person to do
            inside |= {t.i for t in promise.subtree} | {
                c.i for c in clause.children if c.dep_ == "cc" and c.i < promise.i
            }
        return self._tidy(clause.i, max(t.i for t in clause.subtree if t.i not in inside and t.i >= clause.i) + 1)

    def _promises(self, verb: Token) -> bool:
        """True for "we will take you off the list"."""
        return any(
            c.dep_ in {"nsubj", "nsubjpass"} and (c.lower_ == "we" or c.lower_ in self.sentence.first_party)
            for c in verb.children
        )

    def _span(self, token: Token) -> Span:
        return self._tidy(token.left_edge.i, token.right_edge.i + 1)

    def _tidy(self, start: int, end: int) -> Span:
        while end > start + 1 and self.doc[end - 1].is_punct and self.doc[end - 1].text not in {")", '"'}:
            end -= 1
        while start < end - 1 and (self.doc[start].is_punct or self.doc[start].lower_ in {"and", "or"}):
            start += 1
        return self.doc[start:end]

    def limits(self, act: Act, grant: Grant, words: set[int]) -> tuple[Mentions, Mentions, Mentions]:
        """Conditions, exceptions and scopes of the clause; ``words`` are the indices of the rights' own words."""
        conditions: list[Mention] = []
        exceptions: list[Mention] = []
        scopes: list[Mention] = []
        asking = set() if grant.asking is None else {t.i for t in grant.asking.subtree}
        if act.via is not None or grant.asking is not None:
            asking.add(act.token.i)
        lexicon = self.sentence.lexicon
        for token in self.sentence.span:
            if token.dep_ == "advcl" and not (asking | words) & {t.i for t in token.subtree}:
                mark = next((c.lower_ for c in token.children if c.dep_ in {"mark", "advmod"} and c.i < token.i), "")
                span = self._span(token)
                if mark in {"unless", "except"}:
                    exceptions.append(self.sentence.mention(span, lexicon.sequence(span, "condition")))
                elif mark in {"if", "where", "when", "provided"} and not any(c.lower_ == "how" for c in token.children):
                    if self._is_scope(token):
                        scopes.append(self.sentence.mention(span, self._place(span)))
                    else:
                        conditions.append(self.sentence.mention(span, lexicon.sequence(span, "condition")))
            elif token.dep_ == "prep" and token.lower_ in {"in", "under", "subject", "except", "upon", "with", "to"}:
                span = self._span(token)
                heads = [c for c in token.children if c.dep_ == "pobj"]
                if token.lower_ == "except":
                    exceptions.append(self.sentence.mention(span, lexicon.sequence(span, "condition")))
                vague = bool(heads) and heads[0].lower_ in self.frames["vague_circumstances"]
                if (token.lower_ in {"in", "under"} and vague) or token.lower_ == "subject":
                    conditions.append(self.sentence.mention(span, lexicon.sequence(span, "condition")))
        if grant.person is not None and (chunk := self.phrases.chunk_at(grant.person)) is not None:
            place = self._place(self.doc[chunk.start : grant.person.right_edge.i + 1])
            if place:
                scopes.append(self.sentence.mention(self.doc[chunk.start : chunk.end], place))
        return _outermost(conditions), _outermost(exceptions), _outermost(scopes)

    def _is_scope(self, verb: Token) -> bool:
        words = {t.lemma_.lower() for t in verb.subtree}
        return verb.lemma_.lower() in self.frames["residing"] and bool(words & self.frames["scoped"])

    def _place(self, span: Span) -> str | None:
        """The place, or group of people, that a scope names; None where it names people in general."""
        lexicon = self.sentence.lexicon
        found = lexicon.longest(span, "location")
        people = lexicon.longest(span, "subject")
        found += [m for m in people if self.doc[m.end - 1].lemma_.lower() in {"resident", "citizen"}]
        return found[0].iri if found else None


def _outermost(mentions: list[Mention]) -> Mentions:
    """Those that stand inside no other."""
    return tuple(m for m in mentions if not any(o != m and o.start <= m.start and m.end <= o.end for o in mentions))
