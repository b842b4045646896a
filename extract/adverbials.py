"""Clauses that modify a practice: purposes, conditions, exceptions, scope, retention."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from ..ontology.namespaces import CONDITION
from .clauses import SUBJECTS, is_infinitive
from .lexicon import Match
from .roles import Frame


def read_clause(frame: Frame, verb: Token) -> None:
    """Read one modifying clause into the frame's roles."""
    roles, grammar = frame.roles, frame.grammar
    lefts = [c for c in verb.children if c.i < verb.i]
    marks = [
        c
        for c in lefts
        if c.dep_ in {"mark", "advmod", "prep"}
        and (c.dep_ == "mark" or c.lower_ in {"when", "where", "whenever", "once", "how"})
    ]
    words = {m.lower_ for m in marks}
    span = frame.span(verb)
    if is_infinitive(verb):
        if verb.dep_ == "relcl" and not any(c.lower_ == "to" for c in lefts):
            return
        purposes(frame, verb)
    elif words & grammar["exception_marks"]:
        roles.exceptions += [frame.classified(s, "condition") for s in frame.alternatives(span)]
    elif "so" in words or (verb.i > 1 and any(c.lower_ == "so" for c in lefts)):
        purposes(frame, verb, whole=True)
    elif "until" in words or "till" in words or as_long_as(span):
        frame.roles.retention.append(frame.classified(span, "retention"))
    elif words & {"if", "where", "provided", "once", "assuming"} or span.text.lower().startswith(
        ("provided", "only if", "in case")
    ):
        _condition(frame, span)
    elif words & {"because", "since"}:
        if basis := frame.lexicon.sequence(span, "legal-basis"):
            roles.legal_bases.append(frame.sentence.mention(span, basis))
    elif words & grammar["time_marks"]:
        _when(frame, span, words)
    elif verb.dep_ == "relcl" and _user_gives(frame, verb):
        roles.conditions.append(frame.sentence.mention(span, CONDITION + "UserProvides"))
    elif verb.tag_ == "VBG" and verb.dep_ == "advcl" and verb.lower_ == "using":
        frame.means(verb)


def as_long_as(span: Span) -> bool:
    """True for a phrase that bounds a time by a state: "as long as …"."""
    return "as long as" in span.text.lower() or "so long as" in span.text.lower()


def _user_gives(frame: Frame, verb: Token) -> bool:
    who = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if who is None or who.lower_ not in frame.grammar["user"]:
        return False
    chain = [verb, *(c for c in verb.children if c.dep_ == "xcomp")]
    return any(v.lemma_.lower() in frame.grammar["user_gives"] for v in chain)


def _condition(frame: Frame, span: Span) -> None:
    for part in frame.alternatives(span):
        frame.add_condition(frame.classified(part, "condition"), part)
    if span.start > 0 and frame.doc[span.start - 1].lower_ in frame.grammar["only_words"]:
        frame.roles.exclusive = True


def _when(frame: Frame, span: Span, words: set[str]) -> None:
    """ "When required by law" is a condition, "when you use our app" the part of the service."""
    concept = frame.lexicon.sequence(span, "condition")
    verb = span.root
    if "as" in words and (concept is None or any(t.lower_ in frame.grammar["elsewhere"] for t in span)):
        return
    uses = verb.lemma_.lower() in frame.grammar["uses_service"]
    if words & {"when", "whenever", "while", "whilst", "upon", "as"} and uses:
        frame.roles.scopes.append(frame.sentence.mention(span, concept))
    elif "after" in words or "before" in words:
        if frame.retains:
            frame.roles.retention.append(frame.classified(span, "retention"))
        elif concept:
            frame.add_condition(frame.sentence.mention(span, concept), span)
    else:
        frame.add_condition(frame.sentence.mention(span, concept), span)


def purposes(frame: Frame, verb: Token, whole: bool = False) -> None:
    """The purposes of an infinitive, gerund or "so that" clause, one or more for each of its verbs."""
    last = max(t.i for t in frame.trimmed(verb)) + 1
    heads = [verb, *(c for c in verb.conjuncts if c.i > verb.i and c.pos_ in {"VERB", "AUX"})]
    starts = {_start(head, whole) for head in heads} | set(_further(frame, verb, last))
    note_purposes(frame, sorted(starts), last)


def note_purposes(frame: Frame, starts: list[int], last: int) -> None:
    """Note the purposes of the words from each start to the next, the last one up to ``last``.

    A bare verb of a list ("detect, investigate and prevent fraud") is classed with the object that it shares.
    """
    for start, end in zip(starts, [*starts[1:], max(last, starts[-1] + 1)], strict=True):
        span = _unled(frame.tidy(frame.doc[start:end]))
        bare = not any(t.pos_ in {"NOUN", "PROPN", "PRON", "ADJ", "NUM"} for t in span)
        found = frame.lexicon.sequences(frame.doc[span.start : last] if bare else span, "purpose")
        if bare and found and found[0].start >= span.end:
            continue  # what it shares an object with says it
        if bare and not found and len(starts) > 1:
            continue
        frame.roles.purposes.append(frame.sentence.mention(span, found[0].iri if found else None))
        for match in () if bare else _beside(frame, found):
            frame.roles.purposes.append(frame.sentence.mention(frame.doc[match.start : span.end], match.iri))


def _beside(frame: Frame, found: list[Match]) -> Iterator[Match]:
    """What the words name beside their best label: "create an account and handle payments"; no kin of one before."""
    ancestors = frame.lexicon.vocabulary.ancestors
    kept = found[:1]
    for match in found[1:]:
        apart = all(match.end <= k.start or k.end <= match.start for k in kept)
        kin = any(match.iri in ancestors(k.iri) or k.iri in ancestors(match.iri) for k in kept)
        if match.words > 1 and apart and not kin:
            kept.append(match)
            yield match


def _start(verb: Token, whole: bool) -> int:
    """Where the verb's purpose begins: its "to", or its subject in "so that we can …"."""
    kept = {"aux", "mark", "neg", "nsubj"} if whole else {"aux", "mark", "neg"}
    return min([verb.i, *(c.i for c in verb.children if verb.i - 4 <= c.i < verb.i and c.dep_ in kept)])


def _further(frame: Frame, verb: Token, end: int) -> Iterator[int]:
    """Starts that the parse hides: ", to …", the gerunds of "such as …ing", and the bare verbs of a list."""
    for token in frame.doc[verb.i + 1 : end]:
        before = frame.doc[token.i - 1]
        if before.pos_ == "ADV" and token.i - 2 > verb.i:
            before = frame.doc[token.i - 2]
        after_mark = before.lower_ in {",", "and", "or", ";", "and/or", "&"}
        if token.tag_ == "TO" and token.head.pos_ in {"VERB", "AUX"} and after_mark:
            yield token.i
        elif token.dep_ == "pcomp" and token.head.lower_ in {"as", "including", "like"} and token.pos_ == "VERB":
            yield token.i
            yield from (c.i for c in token.conjuncts if token.i < c.i < end and c.pos_ == "VERB")
        elif after_mark and _alike(token, verb) and not _own_clause(token):
            yield token.i


def _alike(token: Token, verb: Token) -> bool:
    """True for a verb in the form of the first one of its list."""
    listed = token.dep_ not in {"amod", "compound", "relcl", "acl"}
    return token.pos_ == "VERB" and token.tag_ == verb.tag_ and verb.tag_ in {"VB", "VBG"} and listed


def _own_clause(verb: Token) -> bool:
    """True for a verb with a subject or auxiliary of its own."""
    return any(c.dep_ in {"nsubj", "nsubjpass", "aux", "auxpass"} and c.i < verb.i for c in verb.children)


def opening_condition(frame: Frame) -> None:
    """What a sentence begins with before its first clause: "In the event of a merger, …", wherever the parse hangs it.

    It counts where its words name a known condition and nothing was read of them.
    """
    span = frame.sentence.span
    first = next((t for t in span if not t.is_space and t.idx >= frame.sentence.seam), None)
    if first is None:
        return
    opening = " ".join(t.lower_ for t in frame.doc[first.i : min(first.i + 4, span.end)])
    if not any(opening.startswith(f"{words} ") for words in frame.grammar["opens_condition"]):
        return
    who = next((c for c in frame.cue.token.children if c.dep_ in SUBJECTS and c.i < frame.cue.token.i), None)
    limit = who.left_edge.i if who is not None else frame.cue.token.i
    commas = [t.i for t in frame.doc[first.i : limit] if t.text == ","]
    if not commas:
        return
    words = frame.doc[first.i : commas[-1]]
    concept = frame.lexicon.sequence(words, "condition")
    mention = frame.sentence.mention(words, concept)
    taken = (*frame.roles.conditions, *frame.roles.exceptions, *frame.roles.scopes)
    if concept and not any(m.start < mention.end and mention.start < m.end for m in taken):
        frame.roles.conditions.append(mention)


def purposes_further_on(frame: Frame) -> None:
    """Infinitives after the cue that name a known purpose, wherever the parse hangs them."""
    known = {m.concept for m in frame.roles.purposes}
    taken = [(m.start, m.end) for m in (*frame.roles.purposes, *frame.roles.conditions, *frame.roles.exceptions)]
    stop = frame.sentence.span.end
    for token in frame.doc[frame.cue.last + 1 : stop]:
        verb = token.head
        if token.tag_ != "TO" or verb.i < token.i or verb.tag_ not in {"VB"} or _wanted(frame, verb):
            continue
        at = frame.sentence.mention(token).start
        if any(a <= at < b for a, b in taken) or _of_other_cue(frame, verb):
            continue
        last = max((t.i for t in frame.trimmed(verb)), default=verb.i) + 1
        best = next(iter(frame.lexicon.sequences(frame.doc[token.i : last], "purpose")), None)
        if best is None or best.iri in known or best.start > verb.i + 4:
            continue
        starts = sorted({token.i, *_further(frame, verb, last)})
        note_purposes(frame, starts, last)
        known |= {m.concept for m in frame.roles.purposes}
        taken += [(m.start, m.end) for m in frame.roles.purposes]


def _of_other_cue(frame: Frame, verb: Token) -> bool:
    """True for the purpose of another practice: "data that cannot be used to identify you"."""
    own = {frame.cue.token.i, *(c.i for c in frame.cue.token.conjuncts)}
    for ancestor in verb.ancestors:
        if ancestor.i in own:
            return False
        if ancestor.pos_ == "VERB" and ancestor.lemma_.lower() in frame.lexicon.practices:
            return True
    return False


def _wanted(frame: Frame, verb: Token) -> bool:
    """True for an infinitive that its governor asks for or grants: "the right to", "you may choose to"."""
    head = verb.head
    governs = verb.dep_ in {"xcomp", "ccomp", "acl", "relcl", "pcomp"}
    lemma, grammar = head.lemma_.lower(), frame.grammar
    held = grammar["choices"] | grammar["transparent_nouns"] | grammar["wishes"] | grammar["transparent"]
    return governs and lemma in held | grammar["object_control"] - grammar["employs"]


def _unled(span: Span) -> Span:
    """The span without a "such as" or "for example" that leads on to the next one."""
    end = span.end
    while end > span.start + 1 and (
        span.doc[end - 1].lower_ in {"such", "as", "including", "example", "instance", "for", "e.g.", "by"}
        or span.doc[end - 1].is_punct
    ):
        end -= 1
    return span.doc[span.start : end]
