"""Who is meant by a noun phrase: the company, the person, a category of others, or a means."""

from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Token

from ..ontology.namespaces import PARTY
from .chunks import Chunk, stripped
from .grammar import load_grammar
from .model import Mention
from .phrases import DataPhrases
from .sentence import Sentence

Role = Literal["first", "user", "third", "means", "data", "none"]


@dataclass(frozen=True, slots=True)
class Party:
    """The role of a noun phrase, and its mention (None for what is nobody)."""

    role: Role
    mention: Mention | None = None


NOBODY = Party("none")


def identify(token: Token | None, phrases: DataPhrases, sentence: Sentence) -> Party:
    """Who the phrase around ``token`` stands for."""
    if token is None:
        return NOBODY
    grammar = load_grammar()
    word = token.lower_
    chunk = phrases.chunk_at(token) or Chunk(token.i, token.i + 1, token.i)
    start, end = stripped(token.doc, chunk.start, chunk.end, fillers=False)
    span = token.doc[start:end]
    if word in {"we", "us", "ourselves", "our"}:
        return Party("first", sentence.mention(token, sentence.asserted_by))
    if word in {"you", "your", "yourself"}:
        return Party("user", sentence.mention(token, PARTY + "User"))
    text = span.text.lower().removesuffix("'s")
    if text in sentence.first_party or text.rstrip(".") in sentence.first_party:
        return Party("first", sentence.mention(span, sentence.asserted_by))
    matches = [m for m in phrases.lexicon.longest(span, "party") if m.end == end] or phrases.lexicon.longest(
        span, "party"
    )
    data = any(m.end == end and m.start >= start for m in phrases.matches)
    concept = matches[-1].iri if matches and not (data and matches[-1].end != end) else None
    first_name = any(name in text.split() or text.startswith(name) for name in sentence.first_party)
    if first_name and (concept is None or word in grammar["first_party_nouns"]):
        return Party("first", sentence.mention(span, sentence.asserted_by))
    if word in grammar["first_party_nouns"] and concept is None:
        own = any(t.lower_ in {"our", "this", "the", "these"} for t in token.doc[chunk.start : chunk.end])
        foreign = any(
            t.lower_ in {"other", "third", "external", "linked", "their"} for t in token.doc[chunk.start : chunk.end]
        )
        if own and not foreign:
            return Party("first", sentence.mention(span, sentence.asserted_by))
    if concept in {PARTY + "FirstParty"}:
        return Party("first", sentence.mention(span, sentence.asserted_by))
    others = any(t.lower_ == "other" for t in span)
    if concept and not others and phrases.lexicon.vocabulary.same_or_narrower(concept, PARTY + "User"):
        return Party("user", sentence.mention(span, concept))
    if concept is None and word in grammar["user"]:
        return Party("user", sentence.mention(span, PARTY + "User"))
    if concept:
        return Party("third", sentence.mention(span, concept))
    if token.pos_ == "PROPN" and all(t.pos_ == "PROPN" for t in span):
        return Party("third", sentence.mention(span, None))
    technology = phrases.lexicon.longest(span, "technology")
    if technology:
        return Party("means", sentence.mention(span, technology[-1].iri))
    if any(m.start >= start and m.end == end for m in phrases.matches):
        return Party("data", sentence.mention(span))
    if word in {"they", "them", "who", "others", "anyone", "someone", "everyone"} or token.pos_ == "PROPN":
        return Party("third", sentence.mention(span, PARTY + "ThirdParty" if token.pos_ == "PRON" else None))
    if token.pos_ == "PRON":
        return Party("none")
    if (
        token.dep_ == "pobj"
        and token.head.dep_ == "agent"
        and token.pos_ == "NOUN"
        and word not in grammar["documents"]
    ):
        return Party("third", sentence.mention(span, None))
    if any(t.lower_ in {"third", "other", "partner", "partners", "their"} for t in token.doc[chunk.start : chunk.end]):
        return Party("third", sentence.mention(span, None))
    return Party("none", sentence.mention(span))
