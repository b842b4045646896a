"""Whether a clause states something, or only speaks of it: topics, conditions, wishes, presuppositions."""

from spacy.tokens import Token

from .clauses import SUBJECTS, is_infinitive, is_passive, subject
from .grammar import load_grammar
from .polarity import negation

_WH = {"how", "why", "what", "which", "when", "where", "whether", "whatever"}


def told_only(verb: Token) -> bool:
    """True where the clause is a topic, a condition or a presupposition, not a statement.

    "This policy explains how we collect X", "if you do not want us to share X", "before we use X", "to stop
    receiving X, write to us", "the importance of protecting X".
    """
    grammar = load_grammar()
    token, reminded = verb, False
    for _ in range(12):
        lefts = [c for c in token.children if c.i < token.i]
        asks = any(c.lower_ in _WH and c.dep_ in _WH_ROLES for c in lefts)
        if asks and token.dep_ in _WH_CLAUSES:
            return True
        if token.dep_ in {"advcl", "conj"} and _hypothetical(lefts):
            return True
        if token.dep_ == "conj" and any(c.dep_ in SUBJECTS for c in lefts) and _imperative(token.head):
            return False  # "please write to us, and we will remove X"
        if token.dep_ in {"csubj", "csubjpass"} and not _necessary(token.head):
            return True
        head = token.head
        if head.i == token.i:
            return _imperative(token) and not (reminded and token.lemma_.lower() in grammar["reminds"])
        if _of_noun(token):
            return True
        lemma = head.lemma_.lower()
        if token.dep_ in {"ccomp", "acl", "dobj"} and lemma in grammar["disclaims"] and negation(head) is not None:
            return True
        if token.dep_ == "xcomp" and lemma in grammar["unbound"] and negation(head) is not None:
            return True
        if lemma in grammar["excludes"] and token.dep_ in {"prep", "pobj"}:
            return True
        if lemma in grammar["covers"] and token.dep_ == "dobj":
            return True
        if token.dep_ == "ccomp" and lemma in grammar["reporting"] and lemma not in grammar["transparent"]:
            return True
        if token.dep_ in {"ccomp", "xcomp"} and lemma in grammar["advises"]:
            return True
        if token.dep_ in {"ccomp", "xcomp"} and lemma in grammar["wishes"] and not is_passive(head):
            wisher = subject(head)
            if wisher is not None and wisher.lower_ in grammar["user"]:
                return True
        reminded = token.dep_ == "ccomp"
        token = head
    return False


_WH_ROLES = {"advmod", "dobj", "det", "mark", "nsubj", "attr"}
_WH_CLAUSES = {"ccomp", "pcomp", "acl", "csubj", "xcomp", "dobj", "nsubj", "conj", "ROOT", "attr", "pobj"}
_HYPOTHETICAL = {
    "if", "unless", "when", "whenever", "before", "after", "once", "until", "till", "whether", "where", "as", "how",
    "in",
}  # fmt: skip


def _hypothetical(lefts: list[Token]) -> bool:
    """True for "if we share", "before we collect"; "while we collect" and "because we collect" state it."""
    return any(c.dep_ in {"mark", "advmod"} and c.lower_ in _HYPOTHETICAL for c in lefts)


def _necessary(governor: Token) -> bool:
    return governor.lemma_ == "be" and any(c.lower_ in {"necessary", "required", "needed"} for c in governor.children)


def _imperative(root: Token) -> bool:
    """True for "complete the form": a bare verb at the root with nobody before it."""
    if root.tag_ not in {"VB", "VBP"} or any(c.dep_ in SUBJECTS or c.dep_ == "aux" for c in root.children):
        return False
    return root.pos_ == "VERB"


def _of_noun(token: Token) -> bool:
    """True for a gerund or infinitive that a noun governs which says nothing of its happening."""
    nouns = load_grammar()["transparent_nouns"]
    if token.dep_ == "pcomp" and token.head.lower_ in {"before", "after", "upon", "instead"}:
        return True
    if (
        token.dep_ == "pcomp"
        and token.head.lower_ == "to"
        and token.head.i > 0
        and token.head.nbor(-1).lower_ == "prior"
    ):
        return True
    if token.dep_ == "pcomp" and token.head.pos_ == "ADP" and token.head.head.pos_ in {"NOUN", "PROPN"}:
        return token.head.head.lemma_.lower() not in nouns and token.head.lower_ in {
            "of",
            "for",
            "in",
            "to",
            "about",
            "as",
            "like",
            "including",
            "such",
        }
    if token.dep_ in {"acl", "relcl"} and is_infinitive(token) and token.head.pos_ == "NOUN":
        to_us = any(
            t.lower_ == "us" for c in token.children if c.dep_ in {"prep", "dative", "dobj"} for t in (c, *c.children)
        )
        return token.head.lemma_.lower() in load_grammar()["choices"] and not to_us
    return False


def presupposed(verb: Token) -> bool:
    """True for "information (that) we collect": a reduced or full relative clause on its own object."""
    token = verb
    while token.dep_ == "conj" and token.head.pos_ in {"VERB", "AUX"}:
        token = token.head
    while (
        token.dep_ in {"xcomp", "ccomp"} and token.head.pos_ in {"VERB", "AUX"} and token.head.dep_ in {"relcl", "acl"}
    ):
        token = token.head
    if token.dep_ == "acl" and token.tag_ == "VBG" and token.sent.root.pos_ not in {"VERB", "AUX"}:
        return True  # a fragment: "organizations receiving the data"
    if token.dep_ == "acl" and token.tag_ == "VBN":
        return token.lemma_.lower() not in load_grammar()["designed"]
    if token.dep_ == "relcl" and not is_infinitive(token):
        if added(token):
            return False
        found = subject(verb)
        if (
            found is not None
            and found.i != token.head.i
            and any(c.dep_ == "dobj" and c.i > verb.i for c in verb.children)
        ):
            return False  # "it is no surprise that we collect X": a complement, no relative clause
        if _exists(token.head):
            return False
        return found is None or found.i != token.head.i or is_passive(verb)
    return False


def added(verb: Token) -> bool:
    """True for ", which are kept for seven years": a relative clause that states something further."""
    pronoun = next((c for c in verb.children if c.lower_ == "which" and c.i < verb.i), None)
    return pronoun is not None and pronoun.i > 0 and pronoun.nbor(-1).text == ","


def _exists(noun: Token) -> bool:
    """True for "there is information about X that we collect"."""
    token = noun
    for _ in range(4):
        if token.dep_ == "attr":
            return any(c.dep_ == "expl" for c in token.head.children)
        if token.dep_ not in {"pobj", "prep", "conj", "compound"}:
            return False
        token = token.head
    return False
