"""Which words of a sentence name a right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Span, Token

from ...ontology import Vocabulary
from ...ontology.namespaces import RIGHT
from ..lexicon import MAX_GAP, spelling
from .frames import load_frames

Labels = Mapping[str, list[tuple[tuple[str, ...], str]]]
"""First word → (words, IRI of the right)."""
Frames = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Act:
    """Tokens ``token … last`` that name the right ``iri``.

    ``via`` is the verb whose object the right is about where the cue is a negated wish ("do not want us to share
    it"), and ``negation`` the word that then belongs to the right and not to its grant.
    """

    token: Token
    last: int
    iri: str
    via: Token | None = None
    negation: Token | None = None


def index_rights(vocabulary: Vocabulary) -> Labels:
    """First word → (words, right), most words first."""
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    apart = load_frames("rights")["apart"]
    for label, iri in vocabulary.wordings("right"):
        if iri.removeprefix(RIGHT).lower() in apart:
            continue
        words = tuple(spelling(w) for w in label.replace("-", " ").split())
        index.setdefault(words[0], []).append((words, iri))
    for entries in index.values():
        entries.sort(key=lambda e: (-len(e[0]), e[1]))
    return index


def acts(span: Span, labels: Labels) -> Iterator[Act]:
    """The words of a sentence that name rights, by position; a refused practice is an opting out."""
    frames = load_frames("rights")
    naming = _naming()
    for token in span:
        if token.lemma_.lower() not in naming and token.lower_ not in {"right", "rights"}:
            continue
        refused = _refusal(token, frames)
        if refused:
            verb = refused[0].lemma_.lower()
            sent = refused[0].i == token.i or (verb in frames["sending"] and _of_messages(refused[0], frames))
            keys = [f"stop {verb}", f"opt out {verb}"][:: 1 if token.lemma_.lower() in frames["ceasing"] else -1]
            iri = next(i for key in (["not receive"] if sent else [*keys, "opt out"]) for i in _named(labels, key, key))
            yield Act(token, refused[0].i, iri, *refused)
            continue
        found = (
            _longest(token, labels, frames, span)
            or _supply(token, labels, frames)
            or _topical(token, labels, frames, span)
        )
        if found:
            yield found


@cache
def _naming() -> frozenset[str]:
    """The lemmas of which one is needed for a right to be named, "right" itself aside."""
    frames = load_frames("rights")
    lists = ("ceasing", "declining", "wanting", "acting", "entitled", "worded", "nominal", "supplying")
    return frozenset().union(*(frames[name] for name in lists))


def done_to(token: Token) -> bool:
    """True for a participle that the clause's subject undergoes, also where "have X corrected" is taken for a past."""
    if token.tag_ == "VBN":
        return True
    above = (t for t in token.ancestors if t.pos_ in {"VERB", "AUX"})
    return token.tag_ == "VBD" and token.dep_ in {"ccomp", "acl", "conj"} and next(above, token).lemma_ in _CAUSING


_CAUSING = {"have", "get"}


def portable(token: Token) -> bool:
    """True where a verb or noun is said to give data "in a portable format"."""
    frames = load_frames("rights")
    verb = token.head if token.pos_ == "NOUN" and token.dep_ == "dobj" else token
    nouns = (t for t in verb.subtree if t.lower_ in frames["formats"] and t.i > token.i)
    return any(t.lower_ in frames["reusable"] for noun in nouns for t in noun.subtree)


def _topical(token: Token, labels: Labels, frames: Frames, span: Span) -> Act | None:
    """The right in "rights related to X", where no verb says what may be done."""
    if token.lower_ not in {"right", "rights"} or token.pos_ != "NOUN":
        return None
    inside = [t for t in token.subtree if t.i > token.i]
    if any(t.lemma_.lower() in frames["acting"] | frames["nominal"] for t in inside):
        return None
    best: tuple[int, str] | None = None
    for following in inside:
        for words, iri in (e for key in _forms(following) for e in labels.get(key, ())):
            if (
                len(words) > 1
                and iri.removeprefix(RIGHT).lower() in frames["topical"]
                and _rest(following, words, span, frames)
            ):
                best = min(best or (0, iri), (-len(words), iri))
    return Act(token, token.i, best[1]) if best else None


def _supply(token: Token, labels: Labels, frames: Frames) -> Act | None:
    """The access that "on request we provide you with a list of …" gives."""
    if token.lemma_.lower() not in frames["supplying"] or token.pos_ != "VERB":
        return None
    given = [c for c in token.children if c.dep_ == "dobj"]
    given += [
        p for c in token.children if c.dep_ == "prep" and c.lower_ == "with" for p in c.children if p.dep_ == "pobj"
    ]
    if given and portable(token):
        return next((Act(token, token.i, iri) for iri in _named(labels, _PORTABLE, _PORTABLE)), None)
    if any(g.lower_ in frames["supplied"] for g in given):
        return next((Act(token, token.i, iri) for iri in _named(labels, "obtain copy", "access")), None)
    return None


_PORTABLE = "portable format"


def _named(labels: Labels, label: str, otherwise: str) -> Iterator[str]:
    """The right that has a label; that of ``otherwise`` where the label is "opt out …" and none has it."""
    for wanted in (label, otherwise) if label.startswith(otherwise) else (label,):
        words = tuple(spelling(w) for w in wanted.split())
        yield from (iri for entry, iri in labels.get(words[0], ()) if entry == words)


def _longest(token: Token, labels: Labels, frames: Frames, span: Span) -> Act | None:
    """The act that begins at a token: the label of most words, then the tightest."""
    lemma = token.lemma_.lower()
    verbal = token.pos_ in {"VERB", "AUX", "PROPN", "ADJ"} or (lemma in frames["acting"] and _listed(token, frames))
    if token.pos_ == "ADV" or not (
        (verbal and lemma in frames["acting"] | frames["entitled"] | frames["worded"]) or lemma in frames["nominal"]
    ):
        return None
    head = token.head.head if token.head.lower_ == "out" else token.head
    named = lemma in frames["nominal"] or lemma == "unsubscribe"
    if (
        named
        and token.dep_ in {"compound", "nmod", "amod"}
        and head.lower_ not in frames["entitlements"] - {"link", "links", "instructions"}
    ):
        return None
    if not verbal and any(c.lower_ in frames["alien"] for c in token.children):
        return None
    best: tuple[int, int, str] | None = None
    for key in sorted(_forms(token)):
        for words, iri in labels.get(key, ()):
            if len(words) == 1 and lemma in frames["worded"] - {"change"}:
                continue
            positions = _rest(token, words, span, frames)
            if positions is None:
                continue
            rank = (-len(words), positions[-1] - token.i, iri)
            if best is None or rank < best:
                best = rank
    if token.pos_ == "NOUN":
        # "account closure": the label is "closure account"
        for noun in (c for c in token.children if c.dep_ == "compound"):
            label = f"{lemma} {noun.lemma_.lower()}"
            best = next(((0, 0, iri) for iri in _named(labels, label, label)), best)
    if best is None and lemma in frames["getting"] and portable(token):
        best = next(((0, 0, iri) for iri in _named(labels, _PORTABLE, _PORTABLE)), None)
    if best is None or (lemma in {"opt", "opting", "opts", "opted"} and not _outward(token)):
        return None
    iri = best[2]
    if iri in _named(labels, "obtain copy", "obtain copy") and portable(token):
        iri = next(_named(labels, _PORTABLE, _PORTABLE), iri)
    last = token.i
    for following in token.doc[token.i + 1 : min(token.i + 6, span.end)]:
        if following.lemma_.lower() in frames["light"] and following.head.i in range(token.i, following.i + 1):
            last = following.i
        elif following.dep_ not in {
            "det",
            "amod",
            "punct",
            "poss",
            "compound",
            "prt",
            "advmod",
            "prep",
        } or following.lower_ in {"of", "to", "from"}:
            break
    return Act(token, last, iri)


def _listed(token: Token, frames: Frames) -> bool:
    """True for a noun that is a verb of a list, or after "to": "review, access or amend"."""
    if token.i > 0 and token.nbor(-1).lower_ == "to":
        return True
    near = [t for t in token.doc[max(0, token.i - 2) : token.i + 3] if t.i != token.i]
    return any(
        t.lemma_.lower() in frames["acting"] and (t.pos_ == "VERB" or t.head.i == token.i or token.head.i == t.i)
        for t in near
    )


def _outward(token: Token) -> bool:
    return any(t.lower_ in {"out", "opt-out"} for t in token.doc[token.i : token.i + 3])


def _forms(token: Token) -> set[str]:
    forms = {spelling(token.lemma_), spelling(token.lower_)}
    if token.pos_ == "PROPN" and token.lower_.endswith("s"):  # the tagger gives a titled plural no lemma
        forms.add(spelling(token.lower_[:-1]))
    return forms


def _rest(token: Token, words: tuple[str, ...], span: Span, frames: Frames) -> list[int] | None:
    """Where a label's words stand, in order, not over a comma, a new subject or a means."""
    positions = [token.i]
    for word in words[1:]:
        for following in token.doc[positions[-1] + 1 : min(positions[-1] + 2 + MAX_GAP, span.end)]:
            if word in _forms(following):
                positions.append(following.i)
                break
            if (
                following.lower_ in frames["nominal"]
                or following.text in {",", ";", "."}
                or following.dep_ in {"nsubj", "nsubjpass"}
                or following.lower_ in frames["stops"]
            ):
                return None
        else:
            return None
    return positions


def _refusal(token: Token, frames: Frames) -> tuple[Token, Token | None] | None:
    """(verb that is refused, its negation) for "no longer wish to receive", "stop receiving", "choose not to give"."""
    lemma = token.lemma_.lower()
    if lemma in frames["ceasing"] and token.pos_ in {"VERB", "AUX", "NOUN"}:
        inner = _complement(token, frames)
        if inner is not None:
            return inner, None
    if lemma not in frames["declining"] | frames["wanting"] or token.dep_ in {"aux", "auxpass"}:
        return None
    inner = _complement(token, frames) if lemma in frames["declining"] else None
    if inner is None:
        return _unwanted(token, frames)
    if lemma in frames["addressed"] | {"choose", "opt", "elect", "decide"}:
        own = denial(inner)
        told = [
            c.lower_
            for v in (token, inner)
            for c in v.children
            if c.dep_ in {"dobj", "dative", "nsubj"} and c.i > token.i
        ]
        if lemma in frames["addressed"] and not {"us", "we"} & set(told):
            return None
        return (inner, own) if own is not None else None
    negation = denial(token) or denial(inner) or _denied_between(token, inner)
    if negation is None and lemma in {"prefer", "rather", "like"}:
        negation = next((t for t in token.doc[token.i + 1 : inner.i] if t.lower_ == "not"), None)
    return (inner, negation) if negation is not None else None


def _unwanted(token: Token, frames: Frames) -> tuple[Token, Token | None] | None:
    """The verb itself, and its negation, for "no longer want our newsletter": messages are refused by name."""
    if token.lemma_.lower() not in frames["wanting"]:
        return None
    negation = denial(token)
    return (token, negation) if negation is not None and _of_messages(token, frames) else None


def _of_messages(verb: Token, frames: Frames) -> bool:
    """True where a verb's object is what a company sends out."""
    objects = [c for c in verb.children if c.dep_ == "dobj"]
    objects += [
        p for c in verb.children if c.dep_ == "prep" and c.lower_ == "for" for p in c.children if p.dep_ == "pobj"
    ]
    own = {"your", "their"}
    return any(
        o.lower_ in frames["mailed"] and not any(c.dep_ == "poss" and c.lower_ in own for c in o.children)
        for o in objects
    )


def _denied_between(token: Token, inner: Token) -> Token | None:
    """The "not" of "wish to not have it shared"."""
    between = (t for t in inner.ancestors if token.is_ancestor(t) and t.i != token.i and t.pos_ in {"VERB", "AUX"})
    return next((n for t in between if (n := denial(t)) is not None), None)


def _caused(verb: Token) -> Token:
    """The "shared" of "have your data shared"; any other verb itself."""
    if verb.lemma_.lower() not in _CAUSING:
        return verb
    objects = (c for c in verb.children if c.dep_ == "dobj")
    below = (*verb.children, *(c for o in objects for c in o.children if c.dep_ == "acl"))
    return next((c for c in below if c.dep_ in {"ccomp", "acl"} and done_to(c)), verb)


def denial(verb: Token) -> Token | None:
    """The "not", "never" or "no longer" of a verb."""
    for child in verb.children:
        if child.dep_ == "neg" or (child.lower_ == "never" and child.dep_ == "advmod"):
            only = child.i + 1 < len(child.doc) and child.nbor(1).lower_ in {"only", "just"}
            return None if only else child
        if child.lower_ == "longer":
            return next((c for c in child.children if c.lower_ == "no"), None)
    return None


def _complement(token: Token, frames: Frames) -> Token | None:
    """The refusable verb that a verb governs: infinitive, gerund or clause."""
    for child in token.children:
        if child.dep_ in {"xcomp", "ccomp", "acl", "advcl"} and child.i > token.i:
            if child.lemma_.lower() in frames["refusable"]:
                return _caused(child)
            if child.lemma_.lower() in {"wish", "want"}:
                return None
        if child.dep_ == "prep" and child.lower_ in {"from", "of"}:
            for inner in child.children:
                if inner.dep_ == "pcomp" and inner.lemma_.lower() in frames["refusable"]:
                    return inner
    return None
