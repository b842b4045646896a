"""Whether a clause states something, or only speaks of it: topics, conditions, wishes, presuppositions."""

from spacy.tokens import Span, Token

from .clauses import SUBJECTS, is_infinitive, is_passive, own_frame, subject
from .grammar import load_grammar
from .polarity import negation

_WH = {"how", "why", "what", "which", "when", "where", "whether", "whatever"}


def told_only(verb: Token) -> bool:
    """True where the clause is a topic, a condition or a presupposition, not a statement.

    "This policy explains how we collect X", "if you do not want us to share X", "before we use X", "to stop
    receiving X, write to us", "the importance of protecting X".
    """
    grammar = load_grammar()
    if disclaimed(verb) or _imagined(verb):
        return True
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
        if token.dep_ in {"ccomp", "xcomp"} and lemma in grammar["wishes"] and not is_passive(head):
            wisher = subject(head)
            if wisher is not None and wisher.lower_ in grammar["user"]:
                return True
        reminded = token.dep_ == "ccomp"
        token = head
    return False


def disclaimed(word: Token) -> bool:
    """True where what a verb or noun says is only warned of or refused.

    "We cannot guarantee the security of X", "to protect X, we advise you to lock your door", "we have no obligation to
    keep X", "this policy does not extend to sites that collect X", "notwithstanding our efforts to protect X".
    """
    grammar = load_grammar()
    token = word
    for _ in range(10):
        head = token.head
        lemma = head.lemma_.lower()
        if head.i != token.i and lemma in grammar["advises"] and _advised(token):
            return True
        if head.i == token.i or (token.dep_ == "conj" and own_frame(token)) or token.dep_ == "advcl":
            return False
        if lemma in grammar["concedes"] and token.dep_ in {"pobj", "pcomp", "dobj"}:
            return True
        if lemma in grammar["duties"] and any(c.lower_ in {"no", "not"} for c in head.children if c.i < head.i):
            return True
        object_of = token.dep_ in {"dobj", "ccomp", "xcomp", "acl", "prep"}
        if lemma in grammar["disclaims"] | grammar["excludes"] and object_of and negation(head) is not None:
            return True
        token = head
    return False


def _advised(clause: Token) -> bool:
    """True for what the person is advised to do, and for what it is meant to bring about."""
    advised = clause.dep_ in {"ccomp", "xcomp"} or (clause.dep_ == "advcl" and is_infinitive(clause))
    told = [c for c in clause.head.children if c.dep_ in {"dobj", "dative"}]
    told += [c for c in clause.children if c.dep_ in SUBJECTS]
    return advised and any(t.lower_ in load_grammar()["user"] for t in told)


def _imagined(verb: Token) -> bool:
    """True for "if somebody visited X, we would collect Y": an example that nobody says is so."""
    if not any(c.dep_ == "aux" and c.lower_ == "would" for c in verb.children):
        return False
    cases = [c for c in verb.children if c.dep_ == "advcl" and any(m.lower_ == "if" for m in c.children)]
    return any(c.tag_ == "VBD" for c in cases)


def supposed(word: Token) -> bool:
    """True where a word stands in a condition, and nobody is told there what to do to bring it about.

    "If you opt out of our mails, we may still send you notices" grants no opting out; "if you wish to opt out, write
    to us" does.
    """
    token = word
    for _ in range(12):
        lefts = [c for c in token.children if c.i < token.i]
        if token.dep_ == "advcl" and any(c.lower_ in _SUPPOSING for c in lefts if c.dep_ in {"mark", "advmod"}):
            return not _instructs(token.head)
        if token.head.i == token.i:
            return False
        if token.dep_ in {"acl", "relcl", "ccomp"} and token.head.lower_ in {"event", "events"}:
            return True
        token = token.head
    return False


def _instructs(verb: Token) -> bool:
    """True for "write to us", "you may write to us" and "we will stop": the way to what the person supposes."""
    if _imperative(verb):
        return True
    who = subject(verb)
    words = {c.lower_ for c in (verb, *verb.children) if c.i <= verb.i}
    if who is not None and who.lower_ == "we":
        return bool(words & {"will", "shall", "'ll"}) and not words & {"still", "not", "only"}
    return who is not None and who.lower_ == "you" and bool(words & {"can", "may", "must", "should", "need"})


def topic_only(span: Span) -> bool:
    """True for a heading-like question without an answer: "With whom we may share your data"."""
    words = [t for t in span if not t.is_space and not t.is_punct and not t.like_num]
    first = next((t for t in words[:2] if t.lower_ in _ASKING), None)
    if first is None or (first.i != words[0].i and words[0].pos_ != "ADP") or any(t.text == ":" for t in span):
        return False
    chain = [first]
    while chain[-1].head.i != chain[-1].i:
        if chain[-1].dep_ not in _WH_CHAIN:
            return False
        chain.append(chain[-1].head)
    root = chain[-1]
    who = subject(root)
    if (words[1:2] and words[1].lower_ == "to") or (who is not None and who.lower_ == "you"):
        return False  # "how to write to us", "what you do on our site": the latter names data
    return not any(c.dep_ in {"ccomp", "parataxis", "conj"} and own_frame(c) for c in root.children)


def defining(span: Span) -> bool:
    """True for a sentence that only says what a word means: "personal data is information that names a person"."""
    root = span.root
    grammar = load_grammar()
    named = next((c for c in root.children if c.dep_ in SUBJECTS and c.i < root.i), None)
    if named is None or any(t.lower_ in {"we", "us", "our"} for t in span):
        return False
    if root.lemma_.lower() in grammar["defines"]:
        return True
    meant = next((c for c in root.children if c.dep_ == "attr"), None)
    return (
        root.lemma_ == "be"
        and meant is not None
        and any(c.dep_ == "relcl" for c in meant.children)
        and named.lower_ in grammar["generic_heads"]
        and meant.lower_ in grammar["generic_heads"]
        and not any(t.lower_ in {"your", "this", "these", "such"} for t in named.children)
    )


def ordered(verb: Token) -> bool:
    """True for "please do not send us X" and "children should not send X": what people are told, not what is done."""
    token = verb
    while token.dep_ == "conj" and token.head.pos_ == "VERB" and not own_frame(token):
        token = token.head
    if not any(c.dep_ == "neg" for c in token.children):
        return False
    auxiliaries = {c.lower_ for c in token.children if c.dep_ == "aux"}
    bare = token.tag_ == "VB" and not any(c.dep_ in SUBJECTS for c in token.children) and auxiliaries <= {"do"}
    return bare or "should" in auxiliaries


_SUPPOSING = {"if", "unless", "when", "whenever", "once", "although", "though", "after", "before"}
_ASKING = {"what", "how", "which", "why", "who", "whom", "whose", "whether"}
_WH_CHAIN = {"advmod", "dobj", "det", "mark", "nsubj", "nsubjpass", "attr", "pobj", "prep", "poss", "amod", "pcomp"}
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
