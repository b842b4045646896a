"""Verbs in a list that the tagger takes for nouns: "we do not sell, lease, publish or share your name"."""

from spacy.language import Language
from spacy.tokens import Doc, Token

from ..ontology import load_vocabulary
from .cues import index_practices

_BETWEEN = {"you", "us", "for", "about", "to", "with"}
"""Words of the verb before that may come between: "ask you for, access or track X"."""
_JOINTS = {",", "or", "and", "nor", "and/or", "otherwise"}


@Language.factory("verb_lists")
def make_verb_lists(nlp: Language, name: str) -> "VerbLists":
    """spaCy factory of :class:`VerbLists`; spaCy passes the pipeline and the component's name."""
    del nlp, name
    return VerbLists(frozenset(index_practices(load_vocabulary())))


class VerbLists:
    """Turns bare nouns between practice verbs of a list into verbs coordinated with the one before."""

    def __init__(self, lemmas: frozenset[str]) -> None:
        self.lemmas = lemmas

    def __call__(self, doc: Doc) -> Doc:
        """Correct part of speech, dependency and head where the mistake is plain."""
        last: Token | None = None
        for token in doc:
            if token.is_sent_start:
                last = None
            if token.pos_ == "VERB" and token.lemma_.lower() in self.lemmas:
                last = token
            elif last is not None and self._mistaken(token, last):
                token.pos_, token.tag_, token.dep_, token.head = "VERB", last.tag_, "conj", last
                token.lemma_ = token.lower_
                last = token
        return doc

    def _mistaken(self, token: Token, last: Token) -> bool:
        if token.pos_ != "NOUN" or token.lower_ not in self.lemmas or token.i + 1 >= len(token.doc):
            return False
        between = [t.lower_ for t in token.doc[last.i + 1 : token.i]]
        following = token.nbor(1)
        goes_on = following.lower_ in _JOINTS or following.pos_ in {"DET", "PRON"}
        bare = not any(c.i < token.i and c.dep_ in {"det", "amod", "poss", "compound"} for c in token.children)
        inside = any(a.i == last.i for a in token.ancestors)
        return (
            bool(between)
            and all(w in _JOINTS | _BETWEEN for w in between)
            and between[-1] in _JOINTS
            and goes_on
            and bare
            and inside
        )
