"""``pg:Disclosure`` of what few words tell: the date of the policy, and how cookies can be refused."""

import re
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Span, Token

from ...ontology.namespaces import AFFIRMED, DENIED, STATED, TOPIC
from ..contacts import find_contacts
from ..model import Assertion
from ..readers.dates import dated
from ..sentence import Sentence
from .frames import load_frames
from .right_words import denial

_SUPPOSING = {"if", "when", "whenever", "unless", "once", "although"}


def read_notices(sentence: Sentence) -> Iterator[Assertion]:
    """The date that a sentence gives the policy ("last updated on …"), and the way it tells to refuse cookies."""
    words = _dated(sentence.span)
    if words is not None:
        yield _disclosure(sentence, "EffectiveDate", words[0], words, None)
    found = _refusing(sentence)
    if found is not None:
        yield _disclosure(sentence, "CookieChoices", *found)


def _dated(span: Span) -> Span | None:
    """The words that say from when the policy holds, or when it was changed; the parser may end a sentence at ":"."""
    doc = span.doc
    reach = doc[span.end].sent.end if span.end < len(doc) else span.end
    for start, end in dated(doc[span.start : reach].text):
        words = doc.char_span(span.start_char + start, span.start_char + end, alignment_mode="expand")
        if words is not None and words.start < span.end:
            last = min(words.end, span.end)
            while last > words.start + 1 and doc[last - 1].is_punct:
                last -= 1
            return doc[words.start : last]
    return None


def _disclosure(sentence: Sentence, topic: str, cue: Token, words: Span, denied: Token | None) -> Assertion:
    return Assertion(
        kind="Disclosure",
        asserted_by=sentence.asserted_by,
        evidence=sentence.evidence,
        section=sentence.section,
        polarity=AFFIRMED if denied is None else DENIED,
        modality=STATED,
        cue=sentence.mention(cue),
        negation=sentence.mention(denied) if denied is not None else None,
        topics=(sentence.mention(words, TOPIC + topic),),
        contacts=find_contacts(sentence) if topic == "CookieChoices" else (),
        confidence=0.8,
    )


@cache
def _cookies() -> re.Pattern[str]:
    names = sorted(load_frames("notices")["cookies"], key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)", re.IGNORECASE)


def _refusing(sentence: Sentence) -> tuple[Token, Span, Token | None] | None:
    """The verb by which cookies are refused, their name, and what denies that they can be."""
    span, doc = sentence.span, sentence.span.doc
    for match in _cookies().finditer(sentence.text):
        words = doc.char_span(span.start_char + match.start(), span.start_char + match.end(), alignment_mode="expand")
        if words is None:
            continue
        if words.root.dep_ == "pobj" and words.root.head.lower_ in {"unlike", "like", "over"}:
            continue
        for verb in (t for t in words.root.ancestors if t.pos_ in {"VERB", "AUX", "NOUN"}):
            if _refuses(verb) and (granted := _granted(verb)) is not None:
                return verb, words, denial(granted)
    return _adjusted(sentence)


def _refuses(verb: Token) -> bool:
    """True for "refuse", "turn off", "not accept", "stop accepting"."""
    frames, lemma = load_frames("notices"), verb.lemma_.lower()
    if lemma in {"turn", "switch"}:
        return any(t.lower_ == "off" for t in verb.subtree)
    if lemma == "opt":
        return any(c.lower_ in {"out", "-out"} for c in verb.children)
    if lemma in frames["refusing"]:
        return verb.pos_ == "VERB" or lemma == "opt-out"
    return lemma in frames["accepting"] and (denial(verb) is not None or _warned(verb))


def _warned(verb: Token) -> bool:
    """True for "accept or refuse", "before accepting", "when a cookie is set"."""
    return any(c.lemma_.lower() in load_frames("notices")["refusing"] for c in verb.conjuncts)


def _granted(verb: Token) -> Token | None:
    """The verb of the clause that lets the person do it; None where it is only supposed, or somebody else does it."""
    frames, token = load_frames("notices"), verb
    for _ in range(8):
        children = list(token.children)
        if any(c.dep_ in {"mark", "advmod"} and c.lower_ in _SUPPOSING and c.i < token.i for c in children):
            return _main(token)
        about = next((c for c in children if c.dep_ in {"nsubj", "nsubjpass"}), None)
        enabled = token.i != verb.i and token.lemma_.lower() in frames["enabling"]
        if about is not None and about.dep_ == "nsubj":
            ours = about.lower_ in {"we", "they", "it"} and not enabled
            person = about.lower_ in frames["persons"]
            modal = any(c.dep_ == "aux" and c.lower_ in frames["permitting"] for c in children)
            able = any(c.lower_ in frames["able"] for c in children)
            has = token.i != verb.i and any(c.lower_ in frames["options"] for c in children)
            way = token.i != verb.i and token.lemma_.lower() in frames["wishing"]
            if not ours and ((person and (modal or able or has or way)) or enabled or able):
                return token
            if token.dep_ not in {"relcl", "ccomp", "acl"}:
                return None
        elif about is not None and any(c.dep_ == "aux" and c.lower_ in frames["permitting"] for c in children):
            return token  # "cookies can be disabled"
        if token.lower_ in frames["options"] or (token.i != verb.i and token.lemma_.lower() in frames["guiding"]):
            imperative = token.pos_ == "NOUN" or not any(c.dep_ in {"nsubj", "nsubjpass"} for c in children)
            if imperative:
                return token
        if token.head.i == token.i:
            bare = token.tag_ in {"VB", "VBP", "VBG"} and about is None
            return token if bare else None
        token = token.head
    return None


def _main(clause: Token) -> Token | None:
    """The main clause of "if you want to refuse cookies, …", where it tells what to do."""
    main = clause.head
    if main.i == clause.i or main.pos_ not in {"VERB", "AUX"}:
        return None
    frames = load_frames("notices")
    told = main.lemma_.lower() in frames["guiding"] | frames["enabling"]
    wished = clause.lemma_.lower() in {"wish", "want", "like", "prefer", "choose", "care"}
    return main if told and wished and denial(main) is None else None


def _adjusted(sentence: Sentence) -> tuple[Token, Span, Token | None] | None:
    """ "You can set your browser to warn you of cookies", "browsers let you choose whether to accept them"."""
    frames = load_frames("notices")
    if not sentence.words & frames["browsers"] or not _cookies().search(sentence.text):
        return None
    for token in sentence.span:
        if token.lemma_.lower() not in frames["adjusting"]:
            continue
        if token.pos_ != "VERB":
            continue
        objects = {t.lower_ for c in token.children if c.dep_ in {"dobj", "nsubjpass", "nsubj"} for t in c.subtree}
        if objects & (frames["browsers"] | frames["settings"]) and (granted := _granted(token)) is not None:
            words = next(t for t in sentence.span if t.lower_ in frames["cookies"] | frames["browsers"])
            return token, sentence.span.doc[words.i : words.i + 1], denial(granted)
    return None
