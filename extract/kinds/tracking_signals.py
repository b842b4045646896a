"""``pg:DoNotTrackStatement``: whether Do Not Track or Global Privacy Control is honoured."""

import re
from collections.abc import Iterator

from spacy.tokens import Span, Token

from ...ontology.namespaces import AFFIRMED, DENIED
from ..clauses import is_passive, subject
from ..model import Assertion
from ..parties import identify
from ..polarity import modality, negation
from ..sentence import Sentence
from .frames import load_frames

_WH = {"how", "whether"}


def read_tracking_signals(sentence: Sentence) -> Iterator[Assertion]:
    """The sentence's statement of what the company does on a tracking signal, if it makes one."""
    answered = ((*named, found) for named in _signals(sentence) if (found := _response(sentence, named[0])) is not None)
    signal, concept, found = next(answered, (None, None, None))
    if signal is None or found is None:
        return
    verb, denied = found
    refused = (verb.lemma_.lower() in load_frames("tracking_signals")["refusing"]) != (denied is not None)
    who = identify(subject(verb), sentence.phrases, sentence) if not is_passive(verb) else None
    yield Assertion(
        kind="DoNotTrackStatement",
        asserted_by=sentence.asserted_by,
        evidence=sentence.evidence,
        section=sentence.section,
        polarity=DENIED if refused else AFFIRMED,
        modality=modality(verb),
        actor=who.mention if who is not None and who.role == "first" else None,
        cue=sentence.mention(verb),
        negation=sentence.mention(denied) if denied is not None else None,
        technologies=(sentence.mention(signal, concept),),
        confidence=0.9,
    )


def _signals(sentence: Sentence) -> Iterator[tuple[Span, str | None]]:
    """The names of signals and their concepts; "we do not track you" is none."""
    frames, span, doc = load_frames("tracking_signals"), sentence.span, sentence.span.doc
    text = sentence.text.lower()
    if not any(name in text for name in frames["names"]):
        yield from _meant(sentence)
        return
    for name in sorted(frames["names"], key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            words = doc.char_span(
                span.start_char + match.start(), span.start_char + match.end(), alignment_mode="expand"
            )
            if words is None:
                continue
            after = doc[words.end].lower_ if words.end < span.end else ""
            before = doc[words.start - 1].text if words.start > span.start else ""
            titled = words.text[:1].isupper() and words.text.split()[-1][:1].isupper()
            if name != "do not track" or titled or after in frames["things"] or before in {'"', "'", "“", "‘"}:
                concept = next((m.iri for m in sentence.lexicon.longest(words, "technology")), None)
                yield words, concept


def _meant(sentence: Sentence) -> Iterator[tuple[Span, str | None]]:
    """ "These signals", right after a sentence that names one."""
    span = sentence.span
    if span.start == 0:
        return
    before = span.doc[span.start - 1].sent
    if not any(name in before.text.lower() for name in load_frames("tracking_signals")["names"]):
        return
    for token in span:
        pointed = any(
            c.lower_ in {"these", "such", "this", "those"} for c in token.children if c.dep_ in {"det", "amod"}
        )
        if token.lemma_.lower() == "signal" and pointed:
            words = span.doc[token.left_edge.i : token.i + 1]
            yield words, next((m.iri for m in sentence.lexicon.longest(before, "technology")), None)


def _response(sentence: Sentence, signal: Span) -> tuple[Token, Token | None] | None:
    """The verb that says what is done on the signal, and its negation."""
    frames = load_frames("tracking_signals")
    outside = [t for t in sentence.span if t.pos_ in {"VERB", "AUX"} and not signal.start <= t.i < signal.end]
    candidates = [t for t in outside if t.lemma_.lower() in frames["honouring"]]
    phrases = sentence.phrases
    for verb in (v for v in candidates if v.is_ancestor(signal.root) or 0 < signal.start - v.i <= 8):
        if any(c.lower_ in _WH and c.i < verb.i for c in verb.children):
            continue
        who = identify(subject(verb), phrases, sentence)
        found = subject(verb)
        first = who.role == "first" or (
            found is not None
            and (found.lemma_.lower() in frames["first"] or _ours(found, sentence) or _named(found, sentence))
        )
        relative = verb.dep_ == "relcl"
        if not (first or relative or is_passive(verb) or found is None) or (
            who.role in {"user", "third"} and not first and not relative
        ):
            continue
        near = [
            t
            for t in sentence.span.doc[max(sentence.span.start, verb.i - 6) : verb.i]
            if not signal.start <= t.i < signal.end
        ]
        word = next((t for t in near if t.dep_ == "neg" or t.lower_ in {"not", "n't", "never", "neither"}), None)
        denied = negation(verb) or (negation(verb.head.head) if relative else None)
        if denied is not None and signal.start <= denied.i < signal.end:
            denied = None
        return verb, denied or word or _object_negation(verb)
    return None


def _named(about: Token, sentence: Sentence) -> bool:
    """True for a name, where nothing tells what the company is called: it is the one that answers signals."""
    return not sentence.first_party and about.pos_ == "PROPN"


def _ours(about: Token, sentence: Sentence) -> bool:
    """True for "our shop", "Quillmark's store": a thing of the company's, whatever it is called."""
    people = load_frames("tracking_signals")["others"]
    owners = [c.lower_ for c in about.children if c.dep_ == "poss"]
    return about.lemma_.lower() not in people and any(o == "our" or o in sentence.first_party for o in owners)


def _object_negation(verb: Token) -> Token | None:
    """The "no" of "we take no action"."""
    return next((w for c in verb.children if c.dep_ in {"dobj", "attr"} for w in c.children if w.lower_ == "no"), None)
