"""What the person hands over, the company collects: "you provide us with X"."""

from typing import Any

from spacy.tokens import Token

from ...ontology.namespaces import CONDITION, PRACTICE, REQUIRED
from ..clauses import agent, is_passive, subject
from ..cues import Cue
from ..parties import NOBODY, Party, identify
from .wording import Scope

COLLECT = PRACTICE + "Collect"


def given_by_user(scope: Scope, cue: Cue) -> tuple[str, Party, dict[str, Any]] | None:
    """ "You provide us with X": the company collects it; "you share it with others" is no practice of the company."""
    verb = cue.token
    if verb.lemma_.lower() not in scope.grammar["user_gives"] or (is_passive(verb) and agent(verb) is None):
        return None
    receiver: Party = NOBODY
    for child in verb.children:
        if child.dep_ in {"dobj", "dative"} and child.lower_ in {"us"}:
            receiver = identify(child, scope.phrases, scope.sentence)
        if child.dep_ in {"prep", "dative"} and child.lower_ in {"to", "with", "on", "through", "via"}:
            for noun in child.children:
                if noun.dep_ == "pobj" and child.lower_ in {"to", "with"}:
                    found = identify(noun, scope.phrases, scope.sentence)
                    if found.role == "first":
                        receiver = found
                    elif (found.role in {"third", "user"} and child.lower_ == "to") or (
                        child.lower_ == "with" and found.role == "third"
                    ):
                        return None
    governor = verb.head if verb.dep_ in {"xcomp", "ccomp", "conj"} else None
    asked = governor is not None and governor.lemma_.lower() in scope.grammar["asks_user"]
    if asked and governor is not None:
        who_asks = identify(subject(governor), scope.phrases, scope.sentence)
        receiver = who_asks if who_asks.role in {"first", "third"} else receiver
    if receiver.role == "none" and verb.lemma_.lower() in scope.grammar["gives_anybody"]:
        return None
    required = asked and governor is not None and governor.lemma_.lower() in scope.grammar["demands"]
    extra: dict[str, Any] = {"modality": REQUIRED if required else None}
    must = any(c.dep_ == "aux" and c.lower_ == "must" for c in verb.children)
    if not asked and not must:
        extra["condition"] = scope.sentence.mention(cue.span, CONDITION + "UserProvides")
    return COLLECT, receiver, extra


def given_objects(verb: Token, heads: list[Token]) -> list[Token]:
    """The thing given: the object, or what stands after "with" in "provide us with X"."""
    found = [h for h in heads if h.lower_ not in {"us", "we"}]
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ == "with":
            found += [p for p in child.children if p.dep_ == "pobj" and p.lower_ != "us"]
    return found
