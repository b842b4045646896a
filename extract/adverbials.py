"""Clauses that modify a practice: purposes, conditions, exceptions, scope, retention."""

from spacy.tokens import Span, Token

from ..ontology.namespaces import CONDITION
from .clauses import SUBJECTS, is_infinitive
from .purposes import purposes
from .roles import Frame

OCCASIONS = frozenset({CONDITION + "AccountRegistration"})
"""What a person does with the service: "when you register" names the occasion, "if you register" a condition."""


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
        if verb.dep_ in {"xcomp", "ccomp"} and verb.head.lemma_.lower() in grammar["asks_user"] - {"need", "require"}:
            return  # "our form asks users to enter X"
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
        roles.conditions.append(frame.sentence.mention(_given(span, verb), CONDITION + "UserProvides"))
    elif verb.tag_ == "VBG" and verb.dep_ == "advcl" and verb.lower_ == "using":
        frame.means(verb)


def as_long_as(span: Span) -> bool:
    """True for a phrase that bounds a time by a state: "as long as …"."""
    return "as long as" in span.text.lower() or "so long as" in span.text.lower()


def _given(span: Span, verb: Token) -> Span:
    """ "(That) you give us" without the purpose that the parse hangs on it."""
    chain = {verb.i, *(c.i for c in verb.children if c.dep_ == "xcomp")}
    end = next((t.i for t in span if t.tag_ == "TO" and t.i > verb.i and t.head.i not in chain), span.end)
    return span.doc[span.start : end]


def _user_gives(frame: Frame, verb: Token) -> bool:
    who = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if who is None or who.lower_ not in frame.grammar["user"]:
        return False
    chain = [verb, *(c for c in verb.children if c.dep_ == "xcomp")]
    gives = any(v.lemma_.lower() in frame.grammar["user_gives"] for v in chain)
    if frame.collects:
        return gives  # "we collect what you give us"
    # "we use the information you give us" only says which; what the person need not give is a condition
    free = {w for v in chain for t in (v, *v.children) for w in (t.lemma_.lower(), t.lower_)}
    return gives and bool(free & frame.grammar["of_free_will"])


def _condition(frame: Frame, span: Span) -> None:
    if len(span) == 2 and span[0].lower_ == "if" and span[1].lower_ in frame.grammar["if_there"]:
        return
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
    if words & {"when", "whenever", "while", "whilst", "upon", "as"} and (
        uses or concept in OCCASIONS or (concept is None and _of_person(frame, span))
    ):
        frame.roles.scopes.append(frame.sentence.mention(span, concept))
    elif "after" in words or "before" in words:
        if frame.retains:
            frame.roles.retention.append(frame.classified(span, "retention"))
        elif concept:
            frame.add_condition(frame.sentence.mention(span, concept), span)
    else:
        frame.add_condition(frame.sentence.mention(span, concept), span)


def _of_person(frame: Frame, span: Span) -> bool:
    """True for "when travelling" and "when you return to us": what the person does, at no limit that is known."""
    verb = span.root
    if any(t.lower_ in frame.grammar["only_words"] for t in frame.doc[max(0, span.start - 1) : verb.i]):
        return False
    who = next((c for c in verb.children if c.dep_ in SUBJECTS), None)
    return who.lower_ in frame.grammar["user"] if who is not None else verb.tag_ == "VBG"


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
