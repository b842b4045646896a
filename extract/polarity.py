"""Polarity and modality of a clause, over the dependency parse."""

from spacy.tokens import Token

from ..ontology.namespaces import POSSIBLE, REQUIRED, STATED
from .clauses import own_frame
from .grammar import load_grammar


def negation(verb: Token) -> Token | None:
    """The word that denies the clause, found on the verb, its auxiliaries, its object or what governs it.

    Two denials cancel each other: "we do not refuse to share" is affirmed.
    """
    grammar = load_grammar()
    found: list[Token] = []
    token = verb
    for _ in range(8):
        own = _own_negation(token, only_words=token is not verb)
        if own is not None:
            found.append(own)
        if token is not verb and token.lemma_.lower() in grammar["negative_verbs"]:
            found.append(token)
        head = token.head
        if head.i == token.i:
            break
        if any(c.lower_ == "nor" and min(head.i, token.i) < c.i < max(head.i, token.i) for c in head.children):
            found.append(next(c for c in head.children if c.lower_ == "nor"))
            break
        if token.dep_ == "conj" and head.pos_ in {"VERB", "AUX"}:
            if own_frame(token) or any(
                c.lower_ in {"but"} for c in (*token.lefts, *head.children) if c.dep_ == "cc" and head.i < c.i < token.i
            ):
                break
            token = head
        elif (token.dep_ == "dobj" and token is verb) or token.dep_ == "acomp":
            token = head
        elif token.dep_ == "pobj" and token.lemma_.lower() in grammar["transparent_nouns"] and head.lower_ == "in":
            token = head.head  # "we are not in the business of selling X"
        elif token.dep_ in {"xcomp", "pcomp", "acl", "ccomp"} or (
            token.dep_ == "advcl" and head.lemma_.lower() in grammar["negative_verbs"]
        ):
            if head.pos_ in {"NOUN"}:
                if any(c.lower_ == "no" for c in head.children if c.dep_ in {"det", "neg"}):
                    found.append(next(c for c in head.children if c.lower_ == "no"))
                token = head.head if head.dep_ in {"dobj", "attr", "pobj"} else head
            elif head.pos_ == "ADP":
                token = head.head
                if head.lower_ == "without":
                    found.append(head)
            elif (
                token.dep_ == "ccomp" and head.lemma_.lower() not in grammar["transparent"] | grammar["object_control"]
            ):
                break
            else:
                token = head
        else:
            break
    return found[0] if len(found) % 2 else None


def _own_negation(token: Token, only_words: bool = False) -> Token | None:
    """The negation of one verb; ``only_words`` leaves out a "no" of its object, which is not about what it governs."""
    for child in token.children:
        if child.dep_ == "neg" or (
            child.lower_ in {"never", "neither", "nor"}
            and child.dep_ in {"advmod", "cc", "preconj", "neg"}
            and child.i < token.i
        ):
            if child.lower_ == "not" and child.i + 1 < len(token.doc) and child.nbor(1).lower_ in {"only", "just"}:
                continue
            return child
    for child in token.children:
        if child.dep_ == "advmod" and child.lower_ in {"longer", "more"} and child.i and child.nbor(-1).lower_ == "no":
            return child.nbor(-1)  # "we no longer collect X"
    for child in token.children:
        if only_words and child.dep_ == "dobj":
            continue
        if child.dep_ in {"dobj", "nsubj", "nsubjpass"} or child.dep_ == "prep":
            inner = child.children if child.dep_ != "prep" else ()
            for word in inner:
                if word.lower_ in {"no", "neither"} and word.dep_ in {"det", "neg", "preconj"}:
                    return word
            if child.lower_ in {"none", "nobody"}:
                return child
        if child.dep_ == "prep" and child.lower_ in {"under", "at", "in", "on", "by"}:
            for noun in child.children:
                no = next((c for c in noun.children if c.lower_ == "no" and c.dep_ in {"det", "neg"}), None)
                if no is not None and noun.lemma_.lower() in load_grammar()["occasions"]:
                    return no
    return None


def modality(verb: Token) -> str:
    """``pg:Possible`` under may, might, can, could; ``pg:Required`` under must; else ``pg:Stated``."""
    grammar = load_grammar()
    token = verb
    for _ in range(6):
        auxiliaries = {c.lower_ for c in token.children if c.dep_ == "aux"}
        if auxiliaries & grammar["possible"]:
            return POSSIBLE
        if "must" in auxiliaries:
            return REQUIRED
        if own_frame(token) and token is not verb and auxiliaries - {"to"}:
            return STATED
        if token.dep_ in {"conj", "xcomp", "pcomp", "ccomp", "prep", "acl", "acomp"} and token.head.i != token.i:
            if token.dep_ == "conj" and auxiliaries - {"to"}:
                return STATED
            token = token.head
        else:
            return STATED
    return STATED
