"""The words that carry a practice: verbs with their particles, and nominalisations."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from ..ontology import Vocabulary
from .grammar import load_grammar

PracticeIndex = dict[str, list[tuple[tuple[str, ...], str]]]
_REACH = 24
"""Tokens from one word of a label to before which the next is sought."""
_BEYOND = 32
"""Tokens past a sentence's end that the words of a label can reach, each at most five from the one before."""
_RECIPIENT = {"with", "to", "from", "among", "against", "of"}


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb (with its particle or object, ``words`` in all) or noun that names the practice ``iri``."""

    token: Token
    last: int
    iri: str
    nominal: bool = False

    @property
    def span(self) -> Span:
        """From the verb to its particle."""
        return self.token.doc[self.token.i : self.last + 1]


def index_practices(vocabulary: Vocabulary) -> PracticeIndex:
    """First lemma → (lemmas, practice), most words first; a label that is ambiguous yields to one that is not."""
    index: dict[str, list[tuple[bool, tuple[str, ...], str]]] = {}
    for concept in vocabulary.scheme("practice"):
        for label in (concept.label, *concept.labels, *concept.ambiguous):
            words = tuple(label.lower().replace("-", " ").split())
            if len(words) > 1 and words[-1] in _RECIPIENT:
                words = words[:-1]
            if "to" in words[1:-1]:
                continue  # "require to provide": the infinitive is a cue of its own
            index.setdefault(words[0], []).append((label in concept.ambiguous, words, concept.iri))
    return {
        first: [(words, iri) for _, words, iri in sorted(entries, key=lambda e: (-len(e[1]), e[0], e[2]))]
        for first, entries in index.items()
    }


def cues(span: Span, index: PracticeIndex) -> Iterator[Cue]:
    """The verbs and nominalisations of a sentence that name a practice."""
    # what _particles looks for, sought once: no word of a label stands further beyond the sentence
    around = span.doc[span.start : span.end + _BEYOND]
    forms = {form for t in around for form in (t.lower_, t.lemma_.lower())}
    for token in span:
        nominal = token.pos_ == "NOUN"
        if not (nominal or token.pos_ in {"VERB", "AUX"}) or token.dep_ in {"aux", "auxpass", "amod"}:
            continue
        if _participle(token):
            continue
        for words, iri in index.get(token.lemma_.lower(), ()):
            last = _particles(token, words) if forms.issuperset(words[1:]) else None
            if last is not None:
                yield Cue(token, last, iri, nominal)
                break


def practice_of(title: str, index: PracticeIndex) -> str | None:
    """The practice that a heading names by a verb or noun: "Information we collect"; None where it names none."""
    for word in title.lower().split():
        for form in (
            word.strip(".,:?!"),
            word.strip(".,:?!").removesuffix("d"),
            word.strip(".,:?!").removesuffix("ed"),
        ):
            for words, iri in index.get(form, ()):
                if len(words) == 1:
                    return iri
    return None


def _participle(token: Token) -> bool:
    """True for "aggregated" in "share aggregated information", which the tagger takes for a verb."""
    if token.i == 0 or token.i + 1 >= len(token.doc):
        return False
    before, after = token.nbor(-1), token.nbor(1)
    if token.tag_ == "VBG" and after.pos_ == "NOUN" and before.tag_ == "VBG":
        return True  # "removing identifying characteristics"
    if (
        token.lower_ in load_grammar()["forms"]
        and after.pos_ == "NOUN"
        and before.lower_ in {"and", "or", "and/or", ","}
    ):
        return True  # "CIN and/or aggregate information"
    if token.tag_ not in {"VBN", "VBD"}:
        return False
    return after.pos_ in {"NOUN", "ADJ"} and (before.pos_ == "DET" or before.tag_ in {"VB", "VBP", "VBZ", "PRP$"})


def _particles(token: Token, words: tuple[str, ...]) -> int | None:
    """Index of the last word of a label that begins at ``token``; its further words stand close by, in order."""
    position = token.i
    for word in words[1:]:
        for following in token.doc[position + 1 : position + _REACH]:
            near = following.i < position + 6 and following.dep_ not in {"poss", "compound"}
            complement = following.head.i == token.i and following.dep_ in {"acomp", "oprd", "advmod", "ccomp", "xcomp"}
            if (near or complement) and word in {following.lower_, following.lemma_.lower()}:
                position = following.i
                break
        else:
            return None
    return position
