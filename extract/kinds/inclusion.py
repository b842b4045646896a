"""Sentences whose subject is data: "the information we collect includes X", "X helps us to …"."""

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from ...ontology.namespaces import DENIED, PRACTICE, STATED
from ..clauses import actor, is_passive, subject
from ..cues import Cue, cues
from ..model import Assertion
from ..modifiers import read_roles
from ..parties import Party, identify
from ..polarity import modality, negation
from ..roles import Frame
from ..standing import told_only
from .giving import given_by_user
from .wording import Scope, assertions, is_data

COLLECT, USE, SHARE, RETAIN = (PRACTICE + n for n in ("Collect", "Use", "Share", "Retain"))


def inclusion(scope: Scope) -> Iterator[Assertion]:
    """A sentence whose main verb lists what a practice named in its subject covers."""
    root = scope.sentence.span.root
    if root.lemma_.lower() not in scope.grammar["includes"] or root.pos_ not in {"VERB", "AUX"}:
        return
    named = subject(root)
    if named is None:
        return
    listed = [c for c in root.children if c.dep_ in {"dobj", "attr"} and c.i > root.i] or _listed_after(scope, root)
    if root.lemma_ == "be" and not any(scope.phrases.named([c]) for c in listed):
        return
    inner = _practice_about(scope, named)
    if inner is None:
        yield from _inclusion_before(scope, named, listed)
        return
    cue, who = inner
    data = [d for d in scope.phrases.named(listed) if is_data(scope, d, cue.iri)]
    if not data:
        return
    denying = negation(root)
    roles = read_roles(Frame(cue, [named], scope.phrases, scope.sentence, denying is not None))
    mode = modality(root) if modality(root) != STATED else modality(cue.token)
    yield from assertions(scope, cue, cue.iri, who, data, roles, denying, mode)


def _listed_after(scope: Scope, root: Token) -> list[Token]:
    """What follows "include, but is not limited to" and "include:"."""
    doc = root.doc
    marks = [t for t in scope.sentence.span if t.i > root.i and (t.text == ":" or t.lower_ == "to")]
    after = next((c for c in scope.phrases.chunks if marks and c.start > marks[0].i), None)
    limited = any(t.lower_ in {"limited", ":"} for t in doc[root.i : scope.sentence.span.end])
    return [doc[after.head]] if after is not None and limited else []


def _inclusion_before(scope: Scope, named: Token, listed: list[Token]) -> Iterator[Assertion]:
    """ "This information may include X" goes on with what the statement before does."""
    chunk = scope.phrases.chunk_at(named)
    if chunk is None or not scope.sentence.before or scope.sentence.before[-1].kind != "DataPractice":
        return
    first = named.doc[chunk.start]
    whole = scope.phrases.phrase(chunk)
    if first.lower_ not in scope.grammar["demonstratives"] | {"the"} or whole is None:
        return
    if whole.concept is None and whole.broader is None:
        return
    last = scope.sentence.before[-1]
    denying = negation(scope.sentence.span.root)
    for phrase in scope.phrases.named(listed):
        span = named.doc[phrase.start : phrase.end]
        yield replace(
            last,
            evidence=scope.sentence.evidence,
            section=scope.sentence.section,
            data_type=scope.sentence.mention(span, phrase.concept),
            actor=None,
            cue=scope.sentence.mention(scope.sentence.span.root),
            modality=modality(scope.sentence.span.root),
            polarity=DENIED if denying is not None else last.polarity,
            negation=scope.sentence.mention(denying) if denying is not None else last.negation,
            purposes=(),
            refers_to=(),
        )


def _practice_about(scope: Scope, named: Token) -> tuple[Cue, Party] | None:
    """The practice of the relative clause on a noun: "information (that) we may collect"."""
    region = {t.i for t in named.subtree}
    for cue in cues(scope.sentence.span, scope.sentence.lexicon.practices):
        if cue.token.i in region and not cue.nominal:
            who = identify(actor(cue.token), scope.phrases, scope.sentence)
            if who.role == "user":
                given = given_by_user(scope, cue)
                if given is None:
                    continue
                return Cue(cue.token, cue.last, given[0]), given[1]
            if (
                scope.under(cue.iri, COLLECT)
                or scope.under(cue.iri, SHARE)
                or scope.under(cue.iri, RETAIN)
                or scope.under(cue.iri, USE)
            ):
                return cue, who
    return None


def serving(scope: Scope) -> Iterator[Assertion]:
    """ "This information helps us to improve our service": the company uses it, for that purpose."""
    for verb in scope.sentence.span:
        if verb.lemma_.lower() not in scope.grammar["serves"] or verb.pos_ != "VERB" or verb.i in scope.speaking:
            continue
        named = subject(verb)
        served = any(t.lower_ == "us" for c in verb.children for t in (c, *c.children))
        if named is None or not served or told_only(verb) or is_passive(verb):
            continue
        if identify(named, scope.phrases, scope.sentence).role not in {"data", "means"}:
            continue
        cue = Cue(verb, verb.i, USE)
        data = [d for d in scope.phrases.named([named]) if d.concept]
        denying = negation(verb)
        roles = read_roles(Frame(cue, [named], scope.phrases, scope.sentence, denying is not None))
        us = next(t for c in verb.children for t in (c, *c.children) if t.lower_ == "us")
        who = identify(us, scope.phrases, scope.sentence)
        yield from assertions(scope, cue, USE, who, data, roles, denying, modality(verb))
