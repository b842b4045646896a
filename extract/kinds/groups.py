"""``pg:AudienceStatement`` for one group: what is told children and their parents, or the people of a region."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from ...ontology.namespaces import AFFIRMED, DENIED, LOCATION, SUBJECT
from ..lexicon import Match
from ..model import Assertion, Mention
from ..polarity import modality, negation
from ..sentence import Sentence
from .audience import read_audience
from .frames import load_frames


def read_groups(sentence: Sentence) -> Iterator[Assertion]:
    """The statement that a sentence makes for children, or for the people of a region, where it makes one.

    "Parents may ask us to delete what their child has posted", "if you visit us from outside Norway, …", "under
    Brazilian law you may …". Whom the service as a whole is meant for is read by ``read_audience``.
    """
    root = sentence.span.root
    if root.pos_ not in {"VERB", "AUX"} or root.lemma_.lower() in load_frames("groups")["introducing"]:
        return
    if not sentence.words & _hints() and not _placed(sentence):
        return
    group = _children(sentence) or _people(sentence)
    if group is None or any(True for _ in read_audience(sentence)):
        return
    who, where = group
    denied = negation(root)
    yield Assertion(
        kind="AudienceStatement",
        asserted_by=sentence.asserted_by,
        evidence=sentence.evidence,
        section=sentence.section,
        polarity=AFFIRMED if denied is None else DENIED,
        modality=modality(root),
        cue=sentence.mention(root),
        negation=sentence.mention(denied) if denied is not None else None,
        data_subject=who,
        locations=where,
        confidence=0.7,
    )


Group = tuple[Mention | None, tuple[Mention, ...]]
"""Who is spoken to or of, and of which region."""


def _hints() -> frozenset[str]:
    frames = load_frames("groups")
    return frames["young"] | frames["parents"] | frames["foreign"]


def _placed(sentence: Sentence) -> list[Match]:
    """The regions that a sentence names."""
    nowhere = {LOCATION + name for name in load_frames("groups")["nowhere"]}
    return [m for m in sentence.lexicon.longest(sentence.span, "location") if m.iri not in nowhere]


def _children(sentence: Sentence) -> Group | None:
    frames = load_frames("groups")
    for token in sentence.span:
        if token.lower_ in frames["young"] and _as_people(token):
            return _mention(sentence, token, SUBJECT + "Child"), ()
        if token.lower_ in frames["parents"] and token.dep_ != "poss" and not _corporate(token):
            return _mention(sentence, token, None), ()
    return None


def _as_people(token: Token) -> bool:
    """False for "children's books", "the number of your children", "minor changes"."""
    frames = load_frames("groups")
    if token.pos_ not in {"NOUN", "PROPN"}:
        return False
    if token.dep_ in {"poss", "compound", "nmod", "amod"}:
        return token.head.lower_ in frames["private"] and token.head.lower_ != "name"
    if token.dep_ == "pobj" and token.head.lower_ in {"of", "about"}:
        return token.head.head.lower_ not in frames["counted"]
    return True


def _corporate(token: Token) -> bool:
    """True for "our parent", "its parent company", "parents, subsidiaries or affiliates"."""
    frames = load_frames("groups")
    doc = token.doc
    near = {t.lower_ for t in doc[max(token.sent.start, token.i - 4) : min(token.sent.end, token.i + 6)]}
    owned = any(c.lower_ in frames["own"] for c in token.children)
    return token.text.isupper() or owned or bool(near & frames["corporate"])


def _people(sentence: Sentence) -> Group | None:
    """The people of a region, by the words that join people and place."""
    frames, doc = load_frames("groups"), sentence.span.doc
    for match in _placed(sentence):
        place = doc[match.start : match.end]
        who = _of_place(place.root) or _of_place(doc[match.start])
        if who is not None and (who.lower_ not in frames["laws"] or _grants(who)):
            named = sentence.mention(place, match.iri)
            return (None if who.lower_ in frames["laws"] else _mention(sentence, who, None)), (named,)
    for token in sentence.span:
        if token.lower_ in frames["foreign"] and token.dep_ in {"amod", "compound", "nmod"}:
            noun = token.head
            if noun.lower_ in frames["people"]:
                return _mention(sentence, noun, None), ()
    return None


def _of_place(place: Token) -> Token | None:
    """The people, or the law, of a place; None where the place is something else's."""
    frames = load_frames("groups")
    named = frames["people"] | frames["laws"]
    if place.dep_ in {"compound", "amod", "nmod", "poss"}:
        return (
            place.head if place.head.lower_ in named else _of_place(place.head) if place.head.dep_ == "poss" else None
        )
    token = place
    for _ in range(4):
        if token.dep_ in {"conj", "appos", "pobj", "pcomp"}:
            token = token.head
        elif token.dep_ == "prep" and token.lower_ in frames["from"]:
            head = token.head
            if head.lower_ in named:
                return head
            if head.dep_ == "prep" or head.pos_ == "ADP":
                token = head
            elif head.lemma_.lower() in frames["being"]:
                return _dweller(head)
            else:
                return None
        else:
            return None
    return None


def _grants(law: Token) -> bool:
    """True for "under Californian law", "the code permits"; not for "governed by", "required by" a law."""
    frames = load_frames("groups")
    if law.dep_ == "nsubj":
        return law.head.lemma_.lower() in frames["granting"] and law.head.dep_ == "ROOT"
    return law.dep_ == "pobj" and (law.head.lower_ == "under" or law.head.head.lower_ in {"pursuant", "according"})


def _dweller(verb: Token) -> Token | None:
    """The "you" of "if you live in …", the "visitors" of "visitors located in …"."""
    frames = load_frames("groups")
    if verb.dep_ in {"relcl", "acl"} and verb.head.lower_ in frames["people"]:
        return verb.head
    token = verb
    for _ in range(3):
        about = next((c for c in token.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
        if about is not None:
            return about if about.lower_ in frames["people"] else None
        if token.dep_ not in {"conj", "xcomp", "advcl", "pcomp"}:
            return None
        token = token.head
    return None


def _mention(sentence: Sentence, noun: Token, otherwise: str | None) -> Mention:
    span: Span = noun.doc[noun.i : noun.i + 1]
    found = sentence.lexicon.longest(span, "subject")
    return sentence.mention(span, found[0].iri if found else otherwise)
