"""Who does what in a clause: subject, agent, objects and voice, over the dependency parse."""

from collections.abc import Iterator

from spacy.tokens import Token

from .cues import Cue
from .grammar import load_grammar

SUBJECTS = {"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"}


def joined(verb: Token) -> bool:
    """True for a coordinated verb, also where the parser takes "collected, processed and stored" for an adverbial."""
    if verb.dep_ == "conj":
        return True
    bare = not any(c.dep_ in {"mark", "aux", "auxpass", "advmod", "prep"} and c.i < verb.i for c in verb.children)
    return verb.dep_ == "advcl" and verb.tag_ == verb.head.tag_ == "VBN" and verb.i > verb.head.i and bare


def is_passive(verb: Token) -> bool:
    """True for "is collected", also where only an earlier conjunct has the auxiliary."""
    if any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children):
        return True
    if verb.tag_ == "VBN" and verb.dep_ == "acomp" and verb.head.lemma_ == "be":
        return True
    if (
        verb.tag_ == "VBN"
        and any(c.dep_ == "agent" for c in verb.children)
        and not any(c.dep_ == "dobj" for c in verb.children)
    ):
        return True
    if joined(verb) and verb.tag_ in {"VBN", "VBD"} and not own_frame(verb) and verb.head.pos_ in {"VERB", "AUX"}:
        return is_passive(verb.head) and not any(c.dep_ == "dobj" for c in verb.children)
    return (
        verb.tag_ == "VBN"
        and verb.dep_ in {"acl", "relcl"}
        and not any(c.dep_ in {"aux", "dobj"} for c in verb.children)
    )


def own_frame(verb: Token) -> bool:
    """True for a verb with a subject or auxiliary of its own."""
    return any(c.dep_ in SUBJECTS or c.dep_ in {"aux", "auxpass"} for c in verb.children)


def antecedent(token: Token) -> Token:
    """The noun that a relative pronoun stands for, otherwise the token itself."""
    if (token.lower_ in {"that", "which", "who", "whom"} and token.head.dep_ in {"relcl", "ccomp"}) or (
        token.lower_ in {"that", "which", "who"} and token.tag_ in {"WDT", "WP"}
    ):
        verb = token.head
        while verb.dep_ in {"conj", "xcomp", "ccomp"} and verb.head.i != verb.i:
            verb = verb.head
        if verb.dep_ in {"relcl", "acl"}:
            return verb.head
    return token


def subject(verb: Token, depth: int = 0) -> Token | None:
    """The grammatical subject, through coordination, control and raising; None where the clause names none."""
    if depth > 8:
        return None
    for child in verb.children:
        if child.dep_ in SUBJECTS and child.dep_ != "expl":
            return antecedent(child)
    head = verb.head
    if head.i == verb.i:
        return None
    if joined(verb) and head.pos_ in {"VERB", "AUX"}:
        return subject(head, depth + 1)
    if verb.dep_ == "acomp" and verb.tag_ == "VBN":
        return subject(head, depth + 1)
    if verb.dep_ == "conj" and head.pos_ == "NOUN" and head.head.pos_ == "VERB":
        return subject(head.head, depth + 1)  # a verb that the parser coordinates with an object
    if verb.dep_ in {"xcomp", "advcl", "ccomp"}:
        if head.pos_ == "ADJ":  # "we are able to collect"
            return subject(head.head, depth + 1) if head.dep_ == "acomp" else None
        if head.lemma_.lower() in load_grammar()["object_control"]:
            controlled = next((c for c in head.children if c.dep_ in {"dobj", "dative"} and c.i < verb.i), None)
            if controlled is not None and verb.dep_ != "advcl":
                return controlled
        return subject(head, depth + 1)
    if verb.dep_ == "acl" or (verb.dep_ == "relcl" and is_infinitive(verb)):
        if verb.tag_ in {"VBN"}:
            return agent(verb)
        governor = head.head
        if head.lemma_.lower() in load_grammar()["choices"]:  # "gives you the option to share X with us"
            offered = next((c for c in governor.children if c.dep_ in {"dative", "dobj"} and c.i != head.i), None)
            if offered is not None:
                return offered
        while governor.pos_ == "ADP" and governor.head.i != governor.i:
            governor = governor.head  # "in order to post X you must …"
        return (
            subject(governor, depth + 1) if governor.pos_ in {"VERB", "AUX"} else head if verb.tag_ == "VBG" else None
        )
    if verb.dep_ == "relcl":
        return None
    if verb.dep_ == "pcomp":
        governor = head
        while governor.pos_ in {"ADP", "SCONJ", "ADV", "PART"} and governor.head.i != governor.i:
            governor = governor.head
        return subject(governor, depth + 1) if governor.pos_ in {"VERB", "AUX"} else None
    return None


def is_infinitive(verb: Token) -> bool:
    """True for "to collect"."""
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def agent(verb: Token) -> Token | None:
    """The noun of a passive's "by …"."""
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            found = next((c for c in child.children if c.dep_ == "pobj"), None)
            if found is not None:
                return found
    if joined(verb) and is_passive(verb) and verb.head.pos_ == "VERB":
        return agent(verb.head)
    if not is_passive(verb):
        return None
    # "can be collected and used by partners": the agent of the last is that of all
    shared = (c for c in _later_conjuncts(verb) if not own_frame(c))
    return next((found for c in shared for n in c.children if n.dep_ == "agent" if (found := _of_preposition(n))), None)


def _of_preposition(preposition: Token) -> Token | None:
    return next((c for c in preposition.children if c.dep_ == "pobj"), None)


def actor(verb: Token) -> Token | None:
    """Who does it: the subject of an active verb, the agent of a passive one; nobody for "X is accessible"."""
    if verb.lemma_ == "be":
        return None
    if verb.pos_ == "NOUN":
        return agent(verb) or subject(verb.head if verb.dep_ == "dobj" else verb.head.head)
    return agent(verb) if is_passive(verb) else subject(verb)


def objects(cue: Cue) -> list[Token]:
    """Heads of the noun phrases that the practice is about; shared objects of coordinated verbs included."""
    verb = cue.token
    if cue.nominal:
        return [
            p for c in verb.children if c.dep_ == "prep" and c.lower_ == "of" for p in c.children if p.dep_ == "pobj"
        ]
    if is_passive(verb):
        if verb.dep_ in {"acl"} and not any(c.dep_ in SUBJECTS for c in verb.children):
            return [verb.head]
        found = subject(verb)
        return [found] if found is not None else []
    if verb.lemma_ == "be":
        found = subject(verb)
        return [found] if found is not None else []
    own = _own_objects(verb, cue.last)
    if own:
        return own
    for conjunct in _later_conjuncts(verb):
        if is_infinitive(conjunct) and not is_infinitive(verb):
            continue  # "communicate with you, and to manage your account"
        if not any(c.dep_ in SUBJECTS for c in conjunct.children) and (later := _own_objects(conjunct, conjunct.i)):
            return later
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB" and not any(c.dep_ in SUBJECTS for c in verb.children):
        return _own_objects(verb.head, verb.head.i) if not is_passive(verb.head) else []
    return []


def _own_objects(verb: Token, last: int) -> list[Token]:
    found = [c for c in verb.children if c.dep_ in {"dobj", "obj"} and c.i > verb.i]
    if last == verb.i and len(found) == 1 and found[0].lower_ == "access":  # "use, sell and provide access to X"
        reached = [p for c in found[0].children if c.lower_ == "to" for p in c.children if p.dep_ == "pobj"]
        found = reached or found
    infinitive = next(
        (c.i for c in verb.children if c.i > verb.i and c.dep_ in {"xcomp", "advcl"} and is_infinitive(c)), None
    )
    if infinitive is not None and found and found[0].i < infinitive:
        found = [f for f in found if f.i < infinitive]  # "use cookies to track X, Y": Y is tracked
    if last > verb.i:
        tail = verb.doc[last]
        if tail.pos_ == "ADP" and (enclosed := [f for f in found if f.i < last and f.pos_ != "PRON"]):
            return enclosed  # "transfer X outside the country"
        inner = [p for p in tail.children if p.dep_ in {"pobj", "dobj"}]
        inner += [p for c in tail.children if c.dep_ == "prep" for p in c.children if p.dep_ == "pobj"]
        if not (inner or found) and tail.dep_ == "acomp":  # "ensure that X is secure"
            inner = [c for c in tail.head.children if c.dep_ in SUBJECTS]
        return (
            inner
            or [f for f in found if f.i > last]
            or [f for f in found if f.i != last or f.lower_ in load_grammar()["placed"]]
        )
    if not found:
        # the parser takes "provide us with X" and clausal objects apart
        found = [
            c
            for c in verb.children
            if c.dep_ in {"attr", "oprd", "dative"} and c.pos_ in {"NOUN", "PROPN"} and c.i > verb.i
        ]
    return found


def _later_conjuncts(verb: Token) -> Iterator[Token]:
    for child in verb.children:
        if child.dep_ == "conj" and child.pos_ in {"VERB", "AUX"}:
            yield child
            yield from _later_conjuncts(child)
