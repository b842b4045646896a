"""The modifiers of a clause, each handed to what reads its kind; and the words that stand alone by the cue."""

from collections.abc import Iterator

from spacy.tokens import Token

from ..ontology.namespaces import CONDITION, SAFEGUARD, SUBJECT
from .adpositions import FORMS, disjoint, read_preposition, recipients_further_on, threats
from .adverbials import opening_condition, read_clause
from .chunks import stripped
from .clauses import is_infinitive
from .durations import find_durations
from .model import Mention
from .parties import identify
from .purposes import purposes_further_on
from .roles import Frame, Roles

_UNSAID = frozenset(SAFEGUARD + name for name in ("SecurityMeasure", "AccessControl", "Authentication"))
"""Safeguards that a single word such as "security" does not yet name."""


def read_roles(frame: Frame) -> Roles:
    """All roles of the clause."""
    for token in _modifiers(frame):
        _modifier(frame, token)
    _cut_off(frame)
    _words(frame)
    if frame.shares and not frame.roles.recipients and not frame.roles.to_user:
        recipients_further_on(frame)
    purposes_further_on(frame)
    opening_condition(frame)
    excepted = [(e.start, e.end) for e in frame.roles.exceptions]
    frame.roles.conditions = [
        c
        for c in frame.roles.conditions
        if not any(a <= c.start and c.end <= b for a, b in excepted + _wider(frame, c))
    ]
    return frame.roles


def _wider(frame: Frame, condition: Mention) -> list[tuple[int, int]]:
    """The other conditions that hold one inside: "in emergencies where life is at risk" is one condition."""
    size = condition.end - condition.start
    return [(c.start, c.end) for c in frame.roles.conditions if c.end - c.start > size]


def _cut_off(frame: Frame) -> None:
    """The conditions that stood inside another phrase: "to send you offers if you ask us to"."""
    for mark in list(frame.cut.values()):
        at = frame.sentence.mention(mark).start
        if not any(m.start <= at < m.end for m in (*frame.roles.conditions, *frame.roles.exceptions)):
            _modifier(frame, mark if mark.dep_ == "prep" else mark.head)


_OF_CUE = {"prep", "dative", "advcl", "xcomp", "npadvmod", "agent", "advmod", "ccomp", "acl", "conj"}
_OF_OBJECT = {"prep", "acl", "relcl", "amod", "advcl"}


def _modifiers(frame: Frame) -> list[Token]:
    """The dependents of cue, coordinated verbs that share them, governing verbs, and objects, in text order."""
    cue = frame.cue
    carriers = [cue.token, *_sharing_conjuncts(frame), *_governors(frame), *frame.doc[cue.token.i + 1 : cue.last + 1]]
    found = {c.i: c for carrier in carriers for c in carrier.children if c.dep_ in _OF_CUE}
    for head in frame.heads:
        chunk = frame.phrases.chunk_at(head)
        inside = frame.doc[chunk.start : frame.phrases.extent(chunk)] if chunk else ()
        for member in (head, *head.conjuncts, *inside):
            found |= {c.i: c for c in member.children if c.dep_ in _OF_OBJECT and c.i > member.i}
    # a modifier that the parser hung on another modifier's noun: "with partners for marketing"
    nouns = [n for t in found.values() if t.dep_ in {"prep", "dative", "agent"} for n in t.children if n.dep_ == "pobj"]
    for noun in nouns:
        for member in (noun, *noun.conjuncts):
            found |= {c.i: c for c in member.children if c.i > member.i and _detachable(frame, c)}
    found.pop(cue.token.i, None)
    return [found[i] for i in sorted(found)]


def _detachable(frame: Frame, child: Token) -> bool:
    """True where a modifier of a modifier's noun may belong to the clause: a purpose, condition or exception."""
    if child.dep_ == "acl":
        return child.tag_ == "VB" and is_infinitive(child)
    if child.dep_ in {"relcl", "advcl"}:
        return any(c.lower_ in {"where", "if", "unless"} and c.i < child.i for c in child.children)
    if child.dep_ != "prep":
        return False
    if child.lower_ in {"for", "without", "except", "unless", "upon"}:
        return True
    return child.lower_ in {"with", "in"} and frame.lexicon.sequence(child.subtree, "condition") is not None


def _sharing_conjuncts(frame: Frame) -> Iterator[Token]:
    """Verbs coordinated with the cue after it, whose modifiers may be meant for all ("sell, rent or lease … to X")."""
    token = frame.cue.token
    for conjunct in token.conjuncts:
        own = any(c.dep_ in {"nsubj", "nsubjpass", "aux"} for c in conjunct.children)
        if conjunct.pos_ == "VERB" and conjunct.i > token.i and not own:
            between = any(c.dep_ in {"dobj"} for c in token.children)
            if not between:
                yield conjunct
        if (
            conjunct.pos_ == "VERB"
            and conjunct.i < token.i
            and not any(c.dep_ in {"nsubj", "aux"} for c in token.children)
        ):
            yield conjunct


def _governors(frame: Frame) -> Iterator[Token]:
    """Verbs that the statement shines through, with their conditions ("if …, we may be required to disclose")."""
    token = frame.cue.token
    if token.dep_ == "csubj":  # "processing X is necessary to …"
        yield from (c for c in token.head.children if c.dep_ == "acomp")
    for _ in range(5):
        head = token.head
        if head.i == token.i or token.dep_ not in {
            "xcomp",
            "conj",
            "ccomp",
            "acl",
            "pcomp",
            "prep",
            "dobj",
            "attr",
        }:
            return
        if (
            token.dep_ == "ccomp"
            and head.lemma_.lower() not in frame.grammar["transparent"] | frame.grammar["object_control"]
        ):
            return
        token = head
        if token.pos_ in {"VERB", "AUX"}:
            yield token


def _modifier(frame: Frame, token: Token) -> None:
    if frame.cue.token.i <= token.i <= frame.cue.last or any(d.i == frame.cue.token.i for d in token.subtree):
        return
    if token.dep_ in {"prep", "dative", "agent"} or (token.pos_ == "ADP" and token.dep_ != "mark"):
        read_preposition(frame, token)
    elif token.dep_ == "conj" and not is_infinitive(token):
        return
    elif token.dep_ in {"advcl", "xcomp", "ccomp", "acl", "relcl", "conj"}:
        read_clause(frame, token)


def _words(frame: Frame) -> None:
    """What stands in the sentence without being a modifier that the parse hands over."""
    _leading_exception(frame)
    _exclusive(frame)
    for head in frame.heads:
        if frame.roles.data_subject is None:
            _owner(frame, head)
    if frame.shares and frame.cue.last > frame.cue.token.i + 1:
        _enclosed_recipients(frame)
    if frame.shares and not frame.roles.recipients:
        _given(frame)
    _provided(frame)
    _bound(frame)
    _form_of(frame)
    if (frame.shares or frame.retains) and not frame.roles.locations:
        _places(frame)
    if frame.protects:
        _protection(frame)
    if frame.retains or frame.deletes:
        _times(frame)


def _leading_exception(frame: Frame) -> None:
    """ "Except for the above, we …": the parser may take it for a noun with a relative clause."""
    first = frame.sentence.span[0]
    if frame.denied and first.lower_ in {"except", "unless"} and not frame.roles.exceptions:
        end = next((t.i for t in frame.sentence.span if t.text == "," or t.lower_ == "we"), first.i)
        if end > first.i + 1:
            span = frame.tidy(frame.doc[first.i : end])
            frame.roles.exceptions += [frame.classified(s, "condition") for s in frame.alternatives(span)]


def _provided(frame: Frame) -> None:
    """ "Provided that you have opted in", which the parse takes for anything."""
    for token in frame.sentence.span:
        if token.lower_ not in {"provided", "providing"} or token.i <= frame.cue.token.i:
            continue
        if frame.doc[token.i : token.i + 2].text.lower() in {"provided that", "providing that"}:
            span = frame.tidy(frame.doc[token.i : frame.sentence.span.end])
            frame.add_condition(frame.classified(span, "condition"), span)
            return


def _bound(frame: Frame) -> None:
    """ "Contractually obliged", "under contract with us": a contract binds those who get the data or act on it."""
    for token in frame.sentence.span:
        if token.lower_ == "contractually":
            words = frame.doc[token.i : token.i + 2]
        elif token.lemma_.lower() in frame.grammar["bonds"] and token.dep_ == "pobj" and token.head.lower_ in _BY_BOND:
            words = frame.doc[token.head.i : token.i + 1]
        else:
            continue
        mention = frame.sentence.mention(words, CONDITION + "Contract")
        taken = (*frame.roles.conditions, *frame.roles.exceptions)
        if not any(m.start < mention.end and mention.start < m.end for m in taken):
            frame.add_condition(mention, words)
        return


_BY_BOND = {"under", "through", "by"}


def _form_of(frame: Frame) -> None:
    """The form that the data phrase itself names: "aggregate statistics"."""
    for head in frame.heads:
        chunk = frame.phrases.chunk_at(head)
        words = {t.lower_ for t in frame.doc[chunk.start : chunk.end]} if chunk else set()
        for name, forms in frame.grammar.forms.items():
            if frame.roles.form is None and name != "Identifiable" and words & forms:
                frame.roles.form = FORMS[name]


def _exclusive(frame: Frame) -> None:
    """ "Only" and the like by the cue, or before a purpose or condition of it."""
    words = frame.grammar["only_words"]
    if any(c.dep_ == "advmod" and c.lower_ in words for c in frame.cue.token.children):
        frame.roles.exclusive = True
    for token in frame.sentence.span:
        if token.lower_ in words and token.i + 1 < frame.sentence.span.end:
            following = token.nbor(1)
            if following.lower_ in {"to", "for", "if", "when", "where", "in", "with", "as", "on", "upon"}:
                frame.roles.exclusive |= token.i > frame.cue.token.i


def _owner(frame: Frame, head: Token) -> None:
    """Whose data it is, by the possessive of the phrase: "your", "our customers'"."""
    owner = next((c for c in head.children if c.dep_ == "poss"), None)
    if owner is not None and owner.lower_ != "your":
        start, end = stripped(frame.doc, owner.left_edge.i, owner.i + 1)
        found = [m for m in frame.lexicon.longest(frame.doc[start:end], "subject") if m.end == end]
        if found:
            frame.roles.data_subject = frame.sentence.mention(frame.doc[start:end], found[-1].iri)
            return
    chunk = frame.phrases.chunk_at(head)
    tokens = frame.doc[chunk.start : chunk.end] if chunk else frame.doc[head.i : head.i + 1]
    your = next((t for t in tokens if t.lower_ == "your"), None)
    if your is not None:
        frame.roles.data_subject = frame.sentence.mention(your, SUBJECT + "User")


def _enclosed_recipients(frame: Frame) -> None:
    """ "Give consultants access to X": who stands between the words of the cue receives."""
    between = {t.i for t in frame.doc[frame.cue.token.i + 1 : frame.cue.last] if t.pos_ in {"NOUN", "PROPN"}}
    for chunk in frame.phrases.chunks:
        if chunk.start > frame.cue.token.i and (heads := between & set(range(chunk.start, chunk.end))):
            party = identify(frame.doc[max(heads)], frame.phrases, frame.sentence)
            if party.role == "third" and party.mention is not None:
                frame.roles.recipients.append(party.mention)


def _given(frame: Frame) -> None:
    """ "Give consultants and auditors temporary access to X": whom the verb names beside what it gives."""
    heads = {h.i for h in frame.heads}
    for child in frame.cue.token.children:
        if child.dep_ not in {"dobj", "dative"} or child.i in heads or child.i < frame.cue.token.i:
            continue
        for head in (child, *(c for c in child.conjuncts if c.i > child.i and c.i not in heads)):
            party = identify(head, frame.phrases, frame.sentence)
            if party.role == "third" and party.mention is not None and head.pos_ in {"NOUN", "PROPN"}:
                frame.roles.recipients.append(party.mention)


def _places(frame: Frame) -> None:
    """Places named after the cue, wherever the parse hangs them: "to servers in Germany"."""
    after = frame.doc[frame.cue.last + 1 : frame.sentence.span.end]
    if len(after) and not any(t.dep_ == "mark" for t in after):
        for match in frame.lexicon.longest(after, "location"):
            frame.roles.locations.append(frame.sentence.mention(frame.doc[match.start : match.end], match.iri))


def _protection(frame: Frame) -> None:
    """The safeguards that a sentence of protection names, and the threats."""
    data = {i for h in frame.heads if (c := frame.phrases.chunk_at(h)) for i in range(c.start, c.end)}
    for match in disjoint(frame.lexicon.sequences(frame.sentence.span, "safeguard")):
        apart = not data & set(range(match.start, match.end))
        if apart and (match.words > 1 or match.iri not in _UNSAID):
            frame.roles.safeguards.append(frame.sentence.mention(frame.doc[match.start : match.end], match.iri))
    if not frame.roles.threats:
        threats(frame, frame.sentence.span, words=2)


def _times(frame: Frame) -> None:
    """How long, said anywhere in the sentence: a duration, or a rule such as "as long as necessary"."""
    if frame.roles.retention:
        return
    for start, end, value in find_durations(frame.sentence.span):
        before = frame.doc[start - 1].lower_ if start else ""
        if before in {"for", "than", "least", "to", "of", "after", "within", "every"}:
            frame.roles.retention.append(frame.sentence.mention(frame.doc[start:end], value))
    if frame.denied:
        return
    bounds = frame.grammar["bounds"]
    rules = [
        m
        for m in frame.lexicon.sequences(frame.sentence.span, "retention")
        if m.words > 1 and any(t.lemma_.lower() in bounds for t in frame.doc[max(0, m.start - 3) : m.end])
    ]
    if rules and not frame.roles.retention:
        best = rules[0]
        frame.roles.retention.append(frame.sentence.mention(frame.doc[best.start : best.end], best.iri))
