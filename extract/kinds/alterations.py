"""That the policy may change, or from when a change holds, where nothing says how one hears of it."""

from collections.abc import Iterator

from spacy.tokens import Token

from ..clauses import is_passive, subject
from ..parties import identify
from ..sentence import Sentence
from .frames import load_frames


def altering(sentence: Sentence) -> Token | None:
    """The word by which a sentence says that the policy may change, or that a change takes effect.

    "We may amend this policy", "we reserve the right to modify this statement", "these terms are subject to change",
    "any change becomes effective at once".
    """
    return next((t for t in sentence.span if _reserves(t, sentence) or _takes_effect(t)), None)


def _reserves(token: Token, sentence: Sentence) -> bool:
    frames = load_frames("changes")
    if token.lower_ == "change" and token.dep_ == "pobj" and token.head.lower_ == "to":
        state = token.head.head
        above = state.head if state.dep_ in {"acomp", "attr"} else state
        about = subject(above) if state.lower_ == "subject" else None
        return about is not None and _of_policy(about)
    if token.lemma_.lower() not in frames["altering"] or token.pos_ != "VERB" or token.dep_ in {"amod", "advcl"}:
        return False
    if not any(_of_policy(noun) or _it(noun, sentence) for noun in _altered(token)):
        return False
    if is_passive(token):
        return _possible(token)
    who = identify(subject(token), sentence.phrases, sentence)
    return who.role == "first" and (_possible(token) or _entitled(token))


def _altered(verb: Token) -> Iterator[Token]:
    """What a verb, or one coordinated with it, changes."""
    roles = {"nsubjpass"} if is_passive(verb) else {"dobj"}
    for each in (verb, *verb.conjuncts):
        for child in each.children:
            if child.dep_ in roles:
                yield from (child, *child.conjuncts)
            elif child.dep_ == "prep" and child.lower_ == "to" and roles == {"dobj"}:
                yield from (p for p in child.children if p.dep_ == "pobj")  # "add to this policy"


def _of_policy(noun: Token) -> bool:
    """True for "this policy", "the terms of our policy", "our information practices"; not for "their policies"."""
    frames = load_frames("changes")
    words = [noun, *(t for t in noun.subtree if t.dep_ in {"pobj", "conj"} and t.i > noun.i)]
    named = [w for w in words if w.lower_ in frames["documents"]]
    determiners = {c.lower_ for w in (noun, *named) for c in w.children if c.dep_ in {"det", "poss", "amod"}}
    return bool(named) and not determiners & frames["foreign"]


def _it(noun: Token, sentence: Sentence) -> bool:
    """True for "it" right after a sentence about the policy."""
    start = sentence.span.start
    if noun.lower_ not in {"it", "they"} or start == 0:
        return False
    about = subject(noun.doc[start - 1].sent.root)
    return about is not None and about.lower_ in load_frames("changes")["pages"]


def _possible(verb: Token) -> bool:
    """True under "may", "can", "will", where no "if" makes it a supposition."""
    above = [verb]
    while above[-1].dep_ in {"conj", "xcomp"} and above[-1].head.i != above[-1].i:
        above.append(above[-1].head)
    children = [c for v in above for c in v.children]
    supposed = any(c.dep_ in {"mark", "advmod"} and c.lower_ in _SUPPOSING for c in children)
    modal = any(c.dep_ == "aux" and c.lower_ in load_frames("changes")["modal"] for c in children)
    return not supposed and (modal or bool({t.lower_ for t in verb.subtree} & load_frames("changes")["ever"]))


def _entitled(verb: Token) -> bool:
    """True under "we reserve the right to …"."""
    return any(t.lemma_.lower() in {"reserve", "retain"} for t in list(verb.ancestors)[:4])


_SUPPOSING = {"if", "when", "whenever", "unless", "once", "where", "how", "whether"}


def _takes_effect(token: Token) -> bool:
    """True for "changes become effective", "amendments go into effect", "revisions apply"."""
    frames = load_frames("changes")
    if token.pos_ not in {"VERB", "AUX"} or token.lemma_.lower() not in frames["holding"]:
        return False
    about = next((c for c in token.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
    if about is None or not {about.lower_, *(c.lower_ for c in about.children if c.dep_ == "amod")} & frames["altered"]:
        return False
    if any(c.dep_ in {"mark", "advmod"} and c.lower_ in _SUPPOSING and c.i < token.i for c in token.children):
        return False
    return token.lemma_.lower() == "apply" or bool(_below(token) & {"effective", "effect", "binding", "force"})


def _below(verb: Token) -> set[str]:
    return {t.lower_ for t in verb.subtree if t.i > verb.i}
