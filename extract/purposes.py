"""The purposes of a practice: infinitives, gerunds, "so that" clauses, lists of them, and what the parse hides."""

from collections.abc import Iterable, Iterator
from itertools import pairwise, takewhile

from spacy.tokens import Span, Token

from ..ontology.namespaces import PRACTICE
from .clauses import SUBJECTS, is_infinitive
from .cues import cues
from .lexicon import Match
from .parties import identify
from .roles import UNSAID, Frame

REQUEST = PRACTICE + "Request"
_MARKS = {",", "and", "or", ";", "and/or", "&"}


def purposes(frame: Frame, verb: Token, whole: bool = False) -> None:
    """The purposes of an infinitive, gerund or "so that" clause, one or more for each of its verbs."""
    if verb.head.lemma_.lower() in frame.grammar["disclaims"]:
        return  # "cannot be guaranteed to be secure"
    last = max(t.i for t in frame.trimmed(verb)) + 1
    heads = [verb, *(c for c in verb.conjuncts if c.i > verb.i and c.pos_ in {"VERB", "AUX"})]
    starts = {_start(head, whole) for head in heads} | set(_further(frame, verb, last))
    more, last = _runs_on(frame, verb, last)
    note_purposes(frame, sorted(starts | set(more)), last)


def note_purposes(frame: Frame, starts: list[int], last: int) -> None:
    """Note the purposes of the words from each start to the next, the last one up to ``last``.

    A bare verb of a list ("detect, investigate and prevent fraud") is classed with the object that it shares.
    """
    items = list(zip(starts, [*starts[1:], max(last, starts[-1] + 1)], strict=True))
    for start, end in items:
        span = _unled(frame.tidy(frame.doc[start:end]))
        bare = not any(t.pos_ in {"NOUN", "PROPN", "PRON", "ADJ", "NUM"} for t in span)
        found = _named(frame, _without_others(span))
        if bare and len(items) > 1:
            rest = next((r for a, b in items if a > start and (r := _object(frame, a, b))), [])
            found = [m for m in _named(frame, [*span, *rest]) if m.start < span.end]
            if not found or found[0].iri in {
                m.iri for m in _named(frame, rest and rest[0].doc[end : rest[-1].i + 1])[:1]
            }:
                continue  # what it shares an object with says it
        frame.roles.purposes.append(frame.sentence.mention(span, found[0].iri if found else None))
        for match in () if bare else _beside(frame, found, span.root):
            frame.roles.purposes.append(frame.sentence.mention(frame.doc[match.start : span.end], match.iri))


def _named(frame: Frame, words: Iterable[Token]) -> list[Match]:
    """The purposes that words name, best first; "other purposes" and the like last."""
    return sorted(frame.lexicon.sequences(words, "purpose"), key=lambda m: m.iri in UNSAID)


def _object(frame: Frame, start: int, end: int) -> list[Token]:
    """What stands after the first verb of a purpose."""
    words = frame.doc[start:end]
    verb = next((t.i for t in words if t.pos_ == "VERB"), start)
    return [t for t in words if t.i > verb] if any(t.pos_ in {"NOUN", "PROPN"} for t in words if t.i > verb) else []


def _beside(frame: Frame, found: list[Match], root: Token) -> Iterator[Match]:
    """What the words name beside their best label: "create an account and handle payments"; no kin of one before."""
    ancestors = frame.lexicon.vocabulary.ancestors
    kept = found[:1]
    for match in found[1:]:
        apart = all(match.end <= k.start or k.end <= match.start for k in kept)
        kin = any(match.iri in ancestors(k.iri) or k.iri in ancestors(match.iri) for k in kept)
        if match.words > 1 and apart and not kin and not _described(frame.doc[match.start], root):
            kept.append(match)
            yield match


def _described(token: Token, verb: Token) -> bool:
    """True inside a relative clause below the verb: "show you offers that meet your needs"."""
    while token.i != verb.i and token.head.i != token.i:
        if token.dep_ == "relcl" and not is_infinitive(token):
            return True
        token = token.head
    return False


def _start(verb: Token, whole: bool) -> int:
    """Where the verb's purpose begins: its "to", or its subject in "so that we can …"."""
    kept = {"aux", "mark", "neg", "nsubj"} if whole else {"aux", "mark", "neg"}
    return min([verb.i, *(c.i for c in verb.children if verb.i - 4 <= c.i < verb.i and c.dep_ in kept)])


def _further(frame: Frame, verb: Token, end: int, first: Token | None = None) -> Iterator[int]:
    """Starts that the parse hides: ", to …", the gerunds of "such as …ing", and the bare verbs of a list."""
    first = first or verb
    for token in frame.doc[verb.i + 1 : end]:
        before = frame.doc[token.i - 1]
        if before.pos_ == "ADV" and token.i - 2 > verb.i:
            before = frame.doc[token.i - 2]
        after_mark = before.lower_ in _MARKS
        to = token.tag_ == "TO" and token.head.pos_ in {"VERB", "AUX"}
        further = token.lower_ == "for" and token.dep_ in {"prep", "conj"} and not _described(token, verb)
        if after_mark and (to or further):
            yield token.i
        elif token.dep_ == "pcomp" and token.head.lower_ in {"as", "including", "like"} and token.pos_ == "VERB":
            yield token.i
            yield from (c.i for c in token.conjuncts if token.i < c.i < end and c.pos_ == "VERB")
        elif (
            after_mark
            and (_alike(token, first) or _labelled(frame, token, first))
            and not (_own_clause(token) or _described(token, verb))
        ):
            yield token.i


def _alike(token: Token, verb: Token) -> bool:
    """True for a verb in the form of the first one of its list."""
    listed = token.dep_ not in {"amod", "compound", "relcl", "acl"}
    return token.pos_ == "VERB" and token.tag_ == verb.tag_ and verb.tag_ in {"VB", "VBG"} and listed


def _labelled(frame: Frame, token: Token, verb: Token) -> bool:
    """True for a bare verb that opens a known purpose, whatever the parser takes it for: ", process payments"."""
    if verb.tag_ != "VB" or token.tag_ not in {"VB", "VBP", "NN"} or token.lower_ != token.lemma_.lower():
        return False
    if token.i + 1 >= frame.sentence.span.end or (token.tag_ == "NN" and token.nbor(1).pos_ not in {"DET", "PRON"}):
        return False
    ahead = frame.doc[token.i : min(token.i + 10, frame.sentence.span.end)]
    return any(m.start == token.i and m.words > 1 for m in frame.lexicon.sequences(ahead, "purpose"))


def _runs_on(frame: Frame, verb: Token, last: int) -> tuple[list[int], int]:
    """Starts of the verbs with which a list goes on after the subtree of its first one, and where it ends."""
    starts: list[int] = []
    doc, stop = frame.doc, frame.sentence.span.end
    cue = frame.cue.token
    own = {cue.i, *(c.i for c in cue.conjuncts if c.tag_ == cue.tag_ and is_infinitive(c) <= is_infinitive(cue))}
    while last < stop:
        at = last
        while at < stop and doc[at].lower_ in _MARKS:
            at += 1
        if at == stop or (at == last and doc[at - 1].lower_ not in _MARKS):
            break
        token = next((t for t in doc[at : min(at + 3, stop)] if t.pos_ not in {"ADV", "PART"}), doc[at])
        alike = token.pos_ == "VERB" and token.tag_ == verb.tag_ and verb.tag_ in {"VB", "VBG"}
        if token.i in own or _own_clause(token) or not (alike or _labelled(frame, token, verb)):
            break
        starts.append(at)
        last = max([token.i, *(t.i for t in frame.trimmed(token))]) + 1
        starts += _further(frame, token, last, verb)
    return starts, last


def _own_clause(verb: Token) -> bool:
    """True for a verb with a subject or auxiliary of its own."""
    return any(
        c.dep_ in {"nsubj", "nsubjpass", "aux", "auxpass"} and c.i < verb.i and c.tag_ != "TO" for c in verb.children
    )


def purposes_further_on(frame: Frame) -> None:
    """Infinitives, gerunds and "so that" clauses that name a known purpose, wherever the parse hangs them."""
    known = {m.concept for m in frame.roles.purposes}
    others = (*frame.roles.conditions, *frame.roles.exceptions)
    taken = [(m.start, m.end) for m in (*frame.roles.purposes, *others)]
    for start, verb in _openings(frame):
        at = frame.sentence.mention(frame.doc[start]).start
        inside = any(a <= at < b for a, b in taken) and not _needed(frame.doc[start], verb)
        if inside or _wanted(frame, verb, frame.doc[start]) or _of_other_cue(frame, verb):
            continue
        last = max((t.i for t in frame.trimmed(verb)), default=verb.i) + 1
        more, last = _runs_on(frame, verb, last)
        starts = sorted({start, *_further(frame, verb, last), *more})
        named = {iri for a, b in pairwise([*starts, last]) if (iri := _opened(frame, a, b, verb))}
        if not named - known - UNSAID:
            continue
        note_purposes(frame, starts, last)
        known |= {m.concept for m in frame.roles.purposes}
        taken += [(m.start, m.end) for m in frame.roles.purposes]


def _opened(frame: Frame, start: int, end: int, first: Token) -> str | None:
    """The purpose that the words from ``start`` open with."""
    verb = next((t.i for t in frame.doc[start:end] if t.pos_ == "VERB"), first.i)
    return next((m.iri for m in _named(frame, frame.doc[start:end]) if m.start <= verb + 4), None)


def _openings(frame: Frame) -> Iterator[tuple[int, Token]]:
    """Where words open a purpose, with its verb: "to improve", "for improving", "so we can improve"."""
    doc, first, end = frame.doc, frame.sentence.span.start, frame.sentence.span.end
    above = {frame.cue.token.i, *(a.i for a in frame.cue.token.ancestors)}
    asks = REQUEST in frame.lexicon.vocabulary.ancestors(frame.cue.iri)
    for token in doc[first:end]:
        verb = token.head if token.tag_ == "TO" else None
        if token.lower_ == "for" or (
            token.lower_ == "of" and doc[token.i - 1].lemma_.lower() in frame.grammar["aiming"]
        ):
            verb = next((t for t in doc[token.i + 1 : min(token.i + 3, end)] if t.tag_ == "VBG"), None)
            verb = verb or _noun_after(frame, token)
        elif token.lower_ == "so":
            verb = _enabled(frame, token)
        elif token.lower_ == "as" and doc[token.i : token.i + 3].text.lower() == "as part of":
            verb = next((c for c in doc[token.i + 2].children if c.dep_ == "pobj"), None)
        elif token.lemma_.lower() in frame.grammar["serves"]:
            verb = _served(token)
        elif asks and token.lemma_.lower() in frame.grammar["registers"] and token.i not in above:
            yield token.i, token
        if verb is None or verb.i <= token.i or (token.tag_ == "TO" and verb.tag_ != "VB"):
            continue
        if token.i > frame.cue.last or _fronted(verb, above):
            yield token.i, verb


def _noun_after(frame: Frame, preposition: Token) -> Token | None:
    """The noun of a "for …" that stands in a list: "…, for fraud prevention", "such as for marketing"."""
    before = preposition.nbor(-1).lower_ if preposition.i > frame.sentence.span.start else ","
    noun = next((c for c in preposition.children if c.dep_ == "pobj" and c.pos_ in {"NOUN", "PROPN"}), None)
    if preposition.lower_ != "for" or noun is None or noun.lemma_.lower() in frame.grammar["no_purpose"]:
        return None
    listed = before in _MARKS | {"as", "including"}
    return noun if listed or noun.lemma_.lower() in frame.grammar["purpose_nouns"] else None


def _served(verb: Token) -> Token | None:
    """The verb of "which helps us improve …", without a "to"."""
    done = next((c for c in verb.children if c.dep_ in {"ccomp", "xcomp"} and c.tag_ == "VB" and c.i > verb.i), None)
    if done is None or is_infinitive(done) or verb.dep_ not in {"relcl", "advcl"}:
        return None
    return done if any(t.lower_ in {"us", "we"} for t in verb.doc[verb.i + 1 : done.i]) else None


def _enabled(frame: Frame, so: Token) -> Token | None:
    """The verb of "so (that) we can provide …"; none for "to do so"."""
    ahead = frame.doc[so.i + 1 : min(so.i + 7, frame.sentence.span.end)]
    if not len(ahead) or ahead[0].lower_ not in {"that", "we", "you", "they", "it", "our", "users"}:
        return None
    modal = next((t for t in ahead if t.tag_ == "MD"), None)
    return modal.head if modal is not None and modal.head.i > modal.i else None


def _fronted(verb: Token, above: set[int]) -> bool:
    """True for what stands before the statement and belongs to it: "such as to send you gifts, we may collect …"."""
    for _ in range(8):
        if verb.dep_ in {"nsubj", "nsubjpass", "relcl", "csubj", "dobj"} or verb.i in above:
            return False
        if verb.head.i in above:
            return verb.dep_ in {"advcl", "prep", "npadvmod", "xcomp", "conj", "pcomp"}
        verb = verb.head
    return False


def _needed(to: Token, verb: Token) -> bool:
    """True for a purpose that a condition names: "if there is a reason – to do X –", "when needed to comply"."""
    before = to.doc[max(0, to.i - 3) : to.i].text.lower().rstrip(" ,")
    if before.endswith(("–", "—", "--", ":", "(", "such as", "including", "for example", "for instance")):
        return True
    return verb.head.lemma_.lower() in {"need", "require", "necessary"} and verb.head.tag_ in {"VBN", "JJ"}


def _of_other_cue(frame: Frame, verb: Token) -> bool:
    """True for the purpose of another practice: "data that cannot be used to identify you"."""
    own = {frame.cue.token.i, *(c.i for c in frame.cue.token.conjuncts)}
    own |= {a.i for a in frame.cue.token.ancestors}
    between = list(takewhile(lambda a: a.i not in own, verb.ancestors))
    if not any(a.pos_ == "VERB" and a.lemma_.lower() in frame.lexicon.practices for a in between):
        return False
    others = {c.token.i for c in cues(frame.sentence.span, frame.lexicon.practices)}
    return any(a.i in others and not is_infinitive(a) and not _about_object(frame, a) for a in between)


def _about_object(frame: Frame, verb: Token) -> bool:
    """True for a verb whose purpose is that of the statement: "use X you gave us to …", "to vendors who help to …"."""
    if verb.lemma_.lower() in frame.grammar["employs"] and verb.tag_ == "VBG" and verb.dep_ in {"xcomp", "advcl"}:
        return True
    if verb.dep_ != "relcl":
        return False
    who = next((c for c in verb.children if c.dep_ in SUBJECTS), None)
    if who is not None and who.lower_ in {"that", "who", "which"}:
        return frame.shares and identify(verb.head, frame.phrases, frame.sentence).role == "third"
    return who is not None and who.dep_ == "nsubj" and (who.lower_ in frame.grammar["user"] or who.lower_ == "we")


def _wanted(frame: Frame, verb: Token, opening: Token) -> bool:
    """True for an infinitive that its governor asks for or grants: "the right to", "you may choose to"."""
    if opening.tag_ != "TO":
        return False
    head = verb.head
    governs = verb.dep_ in {"xcomp", "ccomp", "acl", "relcl", "pcomp"}
    lemma, grammar = head.lemma_.lower(), frame.grammar
    served = (
        t for c in head.children if c.i > head.i for t in (c, *c.children) if t.dep_ in {"nsubj", "dobj", "dative"}
    )
    if lemma in grammar["serves"] and any(_is_company(frame, t) for t in served):
        return False  # "which allows us to …"
    if head.tag_ == "VBN" and lemma in {"need", "require"}:
        return False  # "is needed to comply with the law"
    if governs and lemma in grammar["unbound"]:
        return True  # "may be able to", "is obliged to"
    held = grammar["choices"] | grammar["transparent_nouns"] | grammar["wishes"] | grammar["transparent"]
    return governs and lemma in held | grammar["object_control"] - grammar["employs"]


def _is_company(frame: Frame, token: Token) -> bool:
    """True for "us" and the company's name."""
    if token.lower_ in {"us", "we"}:
        return True
    return token.pos_ == "PROPN" and identify(token, frame.phrases, frame.sentence).role == "first"


def _without_others(span: Span) -> Span:
    """The span before an "other than …": "purposes other than marketing" are not marketing."""
    at = next(
        (t.i for t in span[1:] if t.lower_ == "other" and t.i + 1 < span.end and t.nbor(1).lower_ == "than"), span.end
    )
    return span.doc[span.start : at]


def _unled(span: Span) -> Span:
    """The span without a "such as" or "for example" that leads on to the next one."""
    end = span.end
    while end > span.start + 1 and (
        span.doc[end - 1].lower_ in {"such", "as", "including", "example", "instance", "for", "e.g.", "by"}
        or span.doc[end - 1].is_punct
    ):
        end -= 1
    return span.doc[span.start : end]
