"""What a clause says beside actor and data: the roles, and the frame in which they are read."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from ..ontology.namespaces import PRACTICE
from .clauses import Cue
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
        return fields | {"data_subject": self.data_subject, "exclusive": self.exclusive, "form": self.form}


@dataclass
class Frame:
    """One clause while its roles are read: its cue, the heads of its objects, and the roles found so far."""

    cue: Cue
    heads: list[Token]
    phrases: DataPhrases
    sentence: Sentence
    denied: bool
    roles: Roles = field(default_factory=Roles)

    def __post_init__(self) -> None:
        self.lexicon, self.doc, self.grammar = self.sentence.lexicon, self.cue.token.doc, load_grammar()
        ancestors = self.lexicon.vocabulary.ancestors(self.cue.iri)
        self.shares = bool(ancestors & {PRACTICE + "Share", PRACTICE + "Transfer"})
        self.collects = PRACTICE + "Collect" in ancestors
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
        """The span's mention with the concept of a sequence scheme that fits best."""
        return self.sentence.mention(span, self.lexicon.sequence(span, scheme))

    def trimmed(self, token: Token) -> Iterator[Token]:
        """The token's subtree without conditions and exceptions that follow inside it."""
        cut = self.sentence.span.end
        for inner in token.subtree:
            if (
                token.lower_ not in {"except", "unless"}
                and inner.i > token.i
                and (inner.lower_ in {"unless", "except"} or (inner.lower_ == "if" and inner.dep_ == "mark"))
            ):
                cut = min(cut, inner.i)
        return (t for t in token.subtree if t.i < cut)

    def excepted(self, span: Span) -> bool:
        """True where "except" or "unless" stands between the cue of a denial and the span: "except (i) when …"."""
        before = self.doc[self.sentence.span.start : span.start]
        return self.denied and any(t.lower_ in {"except", "unless"} for t in before if t.i > self.cue.token.i)

    def alternatives(self, span: Span) -> list[Span]:
        """The coordinated members of a condition: "unless you agree or unless the law asks for it" has two."""
        starts = [span.start]
        for token in span[1:-1]:
            following = token.nbor(1).lower_
            if token.lower_ == "or" and following in {
                "to",
                "if",
                "unless",
                "where",
                "when",
                "except",
                "as",
                "with",
                "in",
            }:
                starts.append(token.i + 1)
        ends = [*starts[1:], span.end]
        return [self.tidy(self.doc[a:b]) for a, b in zip(starts, ends, strict=True) if b > a]

    def add_condition(self, mention: Mention, span: Span) -> None:
        """Note a condition, or an exception where a denial's "except" leads to it."""
        (self.roles.exceptions if self.excepted(span) else self.roles.conditions).append(mention)


def _edge(token: Token, kept: str) -> bool:
    return (token.is_punct or token.lower_ in {"and", "or", "but"}) and token.text != kept
