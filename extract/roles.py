"""What a clause says beside actor and data: the roles, and the frame in which they are read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from ..ontology.namespaces import PRACTICE, PURPOSE
from .cues import Cue
from .grammar import load_grammar
from .model import Mention
from .phrases import DataPhrases
from .sentence import Sentence


@dataclass
class Roles:
    """The roles of one clause while they are gathered."""

    purposes: list[Mention] = field(default_factory=list)
    recipients: list[Mention] = field(default_factory=list)
    conditions: list[Mention] = field(default_factory=list)
    exceptions: list[Mention] = field(default_factory=list)
    scopes: list[Mention] = field(default_factory=list)
    data_sources: list[Mention] = field(default_factory=list)
    technologies: list[Mention] = field(default_factory=list)
    safeguards: list[Mention] = field(default_factory=list)
    threats: list[Mention] = field(default_factory=list)
    locations: list[Mention] = field(default_factory=list)
    retention: list[Mention] = field(default_factory=list)
    legal_bases: list[Mention] = field(default_factory=list)
    combined_with: list[Mention] = field(default_factory=list)
    data_subject: Mention | None = None
    exclusive: bool = False
    form: str | None = None
    to_user: bool = False
    to_company: bool = False

    def as_fields(self) -> dict[str, object]:
        """The fields of an Assertion."""
        names = (name for name, value in vars(self).items() if isinstance(value, list))
        fields: dict[str, object] = {name: tuple(dict.fromkeys(getattr(self, name))) for name in names}
        fields["purposes"] = distinct(self.purposes)
        return fields | {"data_subject": self.data_subject, "exclusive": self.exclusive, "form": self.form}


UNSAID = frozenset(PURPOSE + name for name in ("OtherPurpose", "StatedPurpose", "CommercialPurpose"))
"""Purposes that leave open what is meant."""


def distinct(purposes: Iterable[Mention]) -> tuple[Mention, ...]:
    """The first mention of each purpose, in text order; "any business purpose" only where no other is named."""
    by_concept: dict[str, Mention] = {}
    for mention in sorted(purposes, key=lambda m: (m.start, -m.end)):
        by_concept.setdefault(mention.concept or mention.text.lower(), mention)
    said = [m for m in by_concept.values() if m.concept and m.concept not in UNSAID]
    return tuple(m for m in by_concept.values() if not said or m.concept not in UNSAID)


_NEXT_ALTERNATIVE = {"to", "if", "unless", "where", "when", "except", "as", "with", "in", "you", "we", "they"}


@dataclass
class Frame:
    """One clause while its roles are read: its cue, the heads of its objects, and the roles found so far."""

    cue: Cue
    heads: list[Token]
    phrases: DataPhrases
    sentence: Sentence
    denied: bool
    roles: Roles = field(default_factory=Roles)
    cut: dict[int, Token] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lexicon, self.doc, self.grammar = self.sentence.lexicon, self.cue.token.doc, load_grammar()
        ancestors = self.lexicon.vocabulary.ancestors(self.cue.iri)
        self.shares = bool(ancestors & {PRACTICE + "Share", PRACTICE + "Transfer"})
        self.collects = PRACTICE + "Collect" in ancestors
        self.combines = PRACTICE + "Combine" in ancestors
        self.retains = PRACTICE + "Retain" in ancestors
        self.deletes = PRACTICE + "Delete" in ancestors
        self.protects = PRACTICE + "Protect" in ancestors

    def span(self, token: Token) -> Span:
        """The phrase that a token heads, without what only follows in it."""
        indices = [t.i for t in self.trimmed(token)] or [token.i]
        return self.tidy(self.doc[min(indices) : max(indices) + 1])

    def tidy(self, span: Span) -> Span:
        """The span within the sentence, without punctuation and conjunctions at its ends."""
        start, end = max(span.start, self.sentence.span.start), min(span.end, self.sentence.span.end)
        while end > start + 1 and _edge(self.doc[end - 1], ")"):
            end -= 1
        while start < end - 1 and _edge(self.doc[start], "("):
            start += 1
        return self.doc[start:end]

    def means(self, token: Token) -> None:
        """Note the technologies that a phrase names."""
        for match in self.lexicon.longest(self.span(token), "technology"):
            self.roles.technologies.append(self.sentence.mention(self.doc[match.start : match.end], match.iri))

    def classified(self, span: Span, scheme: str) -> Mention:
        """The span's mention with the concept of a sequence scheme that fits best, asides left out."""
        aside, depth = set(), 0
        for token in span:
            depth += (token.text == "(") - (token.text == ")")
            if depth > 0:
                aside.add(token.i)
        found = self.lexicon.sequences([t for t in span if t.i not in aside] or list(span), scheme)
        central = {span.root.i, *(c.i for c in span.root.children)}
        central |= {c.i for i in tuple(central) for c in self.doc[i].children if self.doc[i].dep_ in {"prep", "pcomp"}}
        fitting = (m.iri for m in found if scheme != "condition" or m.words > 1 or m.start in central)
        return self.sentence.mention(span, next(fitting, None))

    def trimmed(self, token: Token) -> Iterator[Token]:
        """The token's subtree without conditions and exceptions that follow inside it; these go to ``cut``."""
        end = self.sentence.span.end
        for inner in token.subtree if token.lower_ not in {"except", "unless"} else ():
            mark = inner.lower_ in {"unless", "except"} or (inner.lower_ == "if" and inner.dep_ == "mark")
            if mark and inner.i > token.i:
                end = min(end, inner.i)
                self.cut[inner.i] = inner
        return (t for t in token.subtree if t.i < end)

    def excepted(self, span: Span) -> bool:
        """True where "except" or "unless" stands between the cue of a denial and the span: "except (i) when …"."""
        before = self.doc[self.sentence.span.start : span.start]
        return self.denied and any(t.lower_ in {"except", "unless"} for t in before if t.i > self.cue.token.i)

    def alternatives(self, span: Span) -> list[Span]:
        """The coordinated members of a condition: "unless you agree or unless the law asks for it" has two."""
        span = self._continued(span)
        starts = [span.start]
        for token in span[1:-1]:
            if token.lower_ == "or" and token.nbor(1).lower_ in _NEXT_ALTERNATIVE:
                starts.append(token.i + 1)
        ends = [*starts[1:], span.end]
        return [self.tidy(self.doc[a:b]) for a, b in zip(starts, ends, strict=True) if b > a]

    def _continued(self, span: Span) -> Span:
        """The span with an "or you …" after it, which the parser may give to another clause."""
        end = span.end
        while end < self.sentence.span.end and self.doc[end].text == ")":
            end += 1
        if end + 1 < self.sentence.span.end and self.doc[end].lower_ == "or":
            if self.doc[end + 1].lower_ not in {"you", "we", "they"}:
                return span
            stop = next((t.i for t in self.doc[end : self.sentence.span.end] if t.text in {",", ";", "."}), None)
            return self.doc[span.start : stop or self.sentence.span.end]
        return span

    def add_condition(self, mention: Mention, span: Span) -> None:
        """Note a condition, or an exception where a denial's "except" leads to it."""
        (self.roles.exceptions if self.excepted(span) else self.roles.conditions).append(mention)


def _edge(token: Token, kept: str) -> bool:
    return (token.is_punct or token.lower_ in {"and", "or", "but"}) and token.text != kept
