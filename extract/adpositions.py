"""Prepositional phrases that modify a practice: recipients, sources, purposes, means, places, conditions."""

from collections.abc import Iterable

from spacy.tokens import Span, Token

from ..ontology.namespaces import (
    AGGREGATE,
    ANONYMOUS,
    CONDITION,
    IDENTIFIABLE,
    PSEUDONYMOUS,
    SUBJECT,
)
from .adverbials import OCCASIONS, as_long_as
from .chunks import stripped
from .clauses import is_infinitive
from .durations import find_durations
from .lexicon import Match
from .parties import identify
from .purposes import note_purposes, purposes
from .roles import Frame

FORMS = {"Aggregate": AGGREGATE, "Anonymous": ANONYMOUS, "Pseudonymous": PSEUDONYMOUS, "Identifiable": IDENTIFIABLE}
_CONDITIONAL = {"with", "upon", "under", "in", "at", "subject", "following", "pursuant", "after", "during"}
_EXCEPT = {"except", "unless", "excluding", "barring", "save"}
_VAGUE = frozenset(
    CONDITION + name
    for name in (
        "UseOfFeature", "ContactCompany", "UserProvides", "DescribedInPolicy", "AnonymisedForm",
        "TechnicallyPossible", "PurposeLimited",
    )
)  # fmt: skip
"""Conditions that a prepositional phrase names too loosely to limit the statement."""


def read_preposition(frame: Frame, prep: Token) -> None:
    """Read one prepositional phrase into the frame's roles."""
    word, grammar = prep.lower_, frame.grammar
    span = frame.span(prep)
    text = span.text.lower()
    if text.startswith(("such as", "including", "like ")):
        return
    if any(a.lower_ in _EXCEPT and a.i > frame.sentence.span.start - 1 for a in prep.ancestors if a.pos_ != "VERB"):
        return  # part of an exception
    if word in _EXCEPT or text.startswith("other than"):
        if any(len(t) > 3 for t in span[1:]):  # not the "except (i)" of a numbered run
            frame.roles.exceptions += [frame.classified(s, "condition") for s in frame.alternatives(span)]
        return
    complement = next(
        (c for c in prep.children if c.dep_ in {"pobj", "pcomp"} or c.pos_ in {"NOUN", "PROPN", "VERB"}), None
    )
    if complement is None:
        if text.startswith(("based on", "based upon")):
            _ground(frame, span)
        return
    if word == "on" and any(c.lower_ == "voluntary" for c in complement.children):
        frame.add_condition(frame.sentence.mention(span, CONDITION + "UserProvides"), span)
        return
    if word == "without":
        concept = frame.lexicon.sequence(span, "condition")
        if concept and frame.denied:
            frame.roles.exceptions.append(frame.sentence.mention(span, concept))
        elif concept is None and frame.denied and any(t.lower_ in frame.grammar["telling"] for t in span):
            frame.roles.exceptions.append(frame.sentence.mention(span, None))
        return
    if word == "in" and complement.lower_ == "order":
        for child in complement.children:
            if child.dep_ in {"acl", "relcl", "xcomp"} or is_infinitive(child):
                purposes(frame, child)
        return
    if text.startswith(
        (
            "as required",
            "as permitted",
            "as necessary",
            "as needed",
            "subject to",
            "in accordance",
            "based on",
            "on the basis",
            "on the grounds",
        )
    ):
        _ground(frame, span)
        return
    if word == "to" and complement.pos_ in {"VERB", "AUX"}:
        purposes(frame, complement)
        return
    if word == "for":
        _for(frame, complement, span)
        return
    if word == "with" and complement.lemma_.lower() in frame.grammar["aims"]:
        for child in complement.children:
            for inner in child.children if child.lower_ == "of" else ():
                _for(frame, inner, span)
        return
    if word in {"with", "to"} and frame.combines:
        found = frame.phrases.named([complement])
        frame.roles.combined_with += [frame.sentence.mention(frame.doc[p.start : p.end], p.concept) for p in found]
        if found:
            return
    condition = _condition_of(frame, span) if word in _CONDITIONAL else None
    if condition == CONDITION + "AgeBelow":
        frame.roles.data_subject = frame.sentence.mention(span, SUBJECT + "Child")
        return
    if condition in OCCASIONS and word == "during":
        frame.roles.scopes.append(frame.sentence.mention(span, condition))
        return
    if condition and not (word in grammar["recipient_prepositions"] and _is_recipient(frame, complement)):
        _condition_at(frame, span, condition)
        return
    if frame.shares and word in grammar["recipient_prepositions"]:
        recipients(frame, complement)
        if word != "to" or frame.roles.recipients:
            _locations(frame, span)
            return
    if word in {"to", "with"} and complement.lower_ in {"us"}:
        frame.roles.to_company = True
    if word in {"to", "with"} and complement.lower_ in {"you", "yourself"}:
        frame.roles.to_user = True
    if word == "from" and complement.pos_ != "VERB":
        _sources(frame, complement)
    if word in {"via", "through", "by", "with", "using", "on"}:
        frame.means(prep)
    if word in {"in", "to", "outside", "within", "into", "at", "from", "across"}:
        _locations(frame, span)
        if word in {"in", "on"} and not frame.roles.locations:
            _form(frame, span)
    if word in {"against", "from"}:
        threats(frame, span)
    if word in {"about", "of", "on", "from"} and frame.roles.data_subject is None:
        _subject_of(frame, complement)


def _condition_of(frame: Frame, span: Span) -> str | None:
    """The condition that a prepositional phrase opens with ("with your consent", "in the event of a merger")."""
    found = frame.lexicon.sequences(span[:12], "condition")
    return next((m.iri for m in found if m.iri not in _VAGUE and m.start - span.start < 7), None)


def _is_recipient(frame: Frame, complement: Token) -> bool:
    return identify(complement, frame.phrases, frame.sentence).role in {"third"}


def _condition_at(frame: Frame, span: Span, concept: str) -> None:
    frame.add_condition(frame.sentence.mention(span, concept), span)
    if span.start > 0 and frame.doc[span.start - 1].lower_ in frame.grammar["only_words"]:
        frame.roles.exclusive = True


def _ground(frame: Frame, span: Span) -> None:
    basis = frame.lexicon.sequence(span, "legal-basis")
    if basis:
        frame.roles.legal_bases.append(frame.sentence.mention(span, basis))
    concept = _condition_of(frame, span)
    if concept:
        frame.roles.conditions.append(frame.sentence.mention(span, concept))


def _for(frame: Frame, complement: Token, span: Span) -> None:
    durations = find_durations(span)
    retains = frame.retains
    rule = next((m.iri for m in frame.lexicon.sequences(span, "retention") if m.words > 1), None)
    if durations and (retains or len(span) <= 5):
        for start, end, value in durations:
            frame.roles.retention.append(frame.sentence.mention(frame.doc[start:end], value))
        return
    if rule and (retains or as_long_as(span)):
        frame.roles.retention.append(frame.sentence.mention(span, rule))
        return
    if complement.lemma_.lower() in frame.grammar["no_purpose"]:
        return
    if complement.pos_ in {"VERB", "AUX"}:
        purposes(frame, complement)
        return
    if complement.lower_ in {"you", "us", "them"}:
        return
    if {"no", "other"} <= {t.lower_ for t in span} and complement.lemma_.lower() in frame.grammar["purpose_nouns"]:
        frame.roles.exclusive = True  # "and for no other purpose"
        return
    members = [complement, *(c for c in complement.conjuncts if c.i > complement.i)]
    for index, member in enumerate(members):
        start = min(t.i for t in member.subtree)
        end = max(t.i for t in frame.trimmed(member)) + 1
        if index + 1 < len(members):
            end = min(end, members[index + 1].left_edge.i)
        examples = [t for t in member.subtree if t.dep_ == "pcomp" and t.head.lower_ in {"as", "including", "like"}]
        if examples:
            end = min(end, examples[0].head.left_edge.i)
        if end > start:
            part = frame.tidy(frame.doc[start:end])
            named = frame.lexicon.sequences(part, "purpose")
            if named or any(t.lemma_.lower() in frame.grammar["purpose_nouns"] for t in part):
                note_purposes(frame, [part.start], part.end)
        for example in examples:
            purposes(frame, example)


def recipients(frame: Frame, complement: Token) -> None:
    """The parties of "to …" or "with …", each of a coordination one."""
    heads = [
        complement,
        *(c for c in complement.conjuncts if c.i > complement.i and c.pos_ in {"NOUN", "PROPN", "PRON"}),
    ]
    for head in heads:
        party = identify(head, frame.phrases, frame.sentence)
        if party.role == "user":
            frame.roles.to_user = True
        elif party.role == "first":
            frame.roles.to_company = True
        elif party.role in {"third", "none"} and party.mention is not None and not _place(frame, head):
            frame.roles.recipients.append(party.mention)


def _place(frame: Frame, head: Token) -> bool:
    """True for "servers" and "the cloud", which receive nothing."""
    return bool(frame.lexicon.longest(frame.doc[head.i : head.i + 1], "location"))


def recipients_further_on(frame: Frame) -> None:
    """The first party after "to" or "with" that the parser hung elsewhere: "data relating to you to partners"."""
    for token in frame.doc[frame.cue.last + 1 : frame.sentence.span.end]:
        clause = next((a for a in (token, *token.ancestors) if a.dep_ == "relcl"), None)
        if clause is not None and token.nbor(-1).text != ",":
            gives = clause.lemma_.lower() in frame.grammar["gives_anybody"]
            if gives or token.lower_ != "to" or token.pos_ != "ADP":
                continue  # "data that you send to friends"
        if token.dep_ in {"mark", "aux"} or token.lower_ in {"if", "unless", "when", "because", "for", "except", "but"}:
            return
        if token.pos_ == "VERB" and token.tag_ not in {"VBN", "VBG"}:
            return
        if token.lower_ in {"to", "with"} and token.pos_ == "ADP":
            chunk = next((c for c in frame.phrases.chunks if c.start in {token.i + 1, token.i + 2}), None)
            if chunk and identify(frame.doc[chunk.head], frame.phrases, frame.sentence).role == "third":
                recipients(frame, frame.doc[chunk.head])
                return


def _sources(frame: Frame, complement: Token) -> None:
    if frame.shares:
        return
    for head in (complement, *(c for c in complement.conjuncts if c.i > complement.i)):
        chunk = frame.phrases.chunk_at(head)
        if chunk is None or (head.pos_ == "PRON" and head.lower_ not in {"you", "them"}):
            continue
        start, end = stripped(frame.doc, chunk.start, chunk.end)
        found = frame.lexicon.longest(frame.doc[chunk.start : chunk.end], "source")
        if found or identify(head, frame.phrases, frame.sentence).role in {"third", "user"}:
            frame.roles.data_sources.append(
                frame.sentence.mention(frame.doc[start:end], found[-1].iri if found else None)
            )


def _locations(frame: Frame, span: Span) -> None:
    for match in frame.lexicon.longest(span, "location"):
        frame.roles.locations.append(frame.sentence.mention(frame.doc[match.start : match.end], match.iri))


def threats(frame: Frame, span: Span, words: int = 1) -> None:
    """The threats that a span names, in labels of at least ``words`` words."""
    found = [m for m in frame.lexicon.sequences(span, "threat") if m.words >= words]
    for match in disjoint(found):
        frame.roles.threats.append(frame.sentence.mention(frame.doc[match.start : match.end], match.iri))


def _form(frame: Frame, span: Span) -> None:
    words = {t.lower_ for t in span}
    for name, forms in frame.grammar.forms.items():
        if words & forms:
            nobody = name == "Identifiable" and words & {"nobody", "not", "no", "cannot", "never", "n't"}
            frame.roles.form = ANONYMOUS if nobody else FORMS[name]
            return


def _subject_of(frame: Frame, complement: Token) -> None:
    chunk = frame.phrases.chunk_at(complement)
    if chunk is None:
        return
    start, end = stripped(frame.doc, chunk.start, chunk.end)
    found = [m for m in frame.lexicon.longest(frame.doc[start:end], "subject") if m.end == end]
    if found or complement.lower_ == "you":
        frame.roles.data_subject = frame.sentence.mention(
            frame.doc[start:end], found[-1].iri if found else SUBJECT + "User"
        )


def disjoint(matches: Iterable[Match]) -> list[Match]:
    """Best matches first, leaving out those that overlap a better one."""
    taken: set[int] = set()
    kept = []
    for match in matches:
        here = set(range(match.start, match.end))
        if not here & taken:
            taken |= here
            kept.append(match)
    return sorted(kept, key=lambda m: m.start)
