"""Practices and rights that the learned tagger finds in a sentence, worded as the rules word theirs."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

from ...ontology.namespaces import DATA, PRACTICE
from ..chunks import stripped
from ..claims import RIGHT, Claim, alike, coarse
from ..clauses import actor, subject
from ..cues import Cue, cues
from ..grammar import load_grammar
from ..model import Assertion
from ..modifiers import read_roles
from ..parties import NOBODY, Party, identify
from ..phrases import GENERIC, DataPhrase, DataPhrases
from ..polarity import modality, negation
from ..roles import Frame
from ..sentence import Sentence
from ..standing import disclaimed, ordered, supposed
from .entitlement import Grant, Licence
from .frames import load_frames
from .right_words import Act, acts
from .rights import indexed, word_right
from .wording import Scope, assertions

_OF_COMPANY = frozenset({"Share", "Sell", "Retain", "Delete", "Transfer"})
"""Practices that the company does not have by what the person does."""


def worded(sentence: Sentence, claim: Claim) -> Iterator[Assertion]:
    """The assertions that a claim comes to; none where the words that it needs cannot be found.

    The clause around the data gives cue, actor, polarity's word and roles, as for what the rules find themselves.
    """
    phrases = DataPhrases(sentence.span, sentence.lexicon)
    data = _phrase(phrases, sentence.span, claim)
    if data is None:
        return
    if claim.practice == RIGHT:
        yield from _right(sentence, data, claim)
        return
    scope = Scope(sentence, phrases)
    cue = _cue(scope, data, claim)
    if _without_word(scope, cue, claim) or (claim.practice == "Protect" and supposed(cue.token)):
        return
    if disclaimed(cue.token) or (claim.denied and any(ordered(t) for t in _verbs_above(sentence, data))):
        return
    denying = _denying(cue, sentence.span) if claim.denied else None
    if claim.denied and denying is None:
        return
    who = _actor(scope, cue, claim, data)
    if who is None:
        return
    roles = read_roles(Frame(cue, [sentence.span.doc[data.head]], phrases, sentence, claim.denied))
    yield from assertions(scope, cue, cue.iri, who, [data], roles, denying, modality(cue.token))


def _phrase(phrases: DataPhrases, span: Span, claim: Claim) -> DataPhrase | None:
    """The data phrase of a claim: that of the rules where it is about the same words, else the claim's words."""
    doc = span.doc
    for chunk in phrases.chunks:
        if claim.start <= chunk.head < claim.end:
            found = phrases.phrase(phrases.lists.measured(chunk) or chunk)
            if found is not None and (found.concept or found.broader):
                return found
            break
    start, end = stripped(doc, claim.start, claim.end)
    words = doc[start:end]
    head = words.root.i
    if len(words) == 1 and words[0].pos_ == "PRON":
        concept = DATA + "ContactData" if words[0].lower_ in phrases.grammar["reached"] else GENERIC
        return DataPhrase(start, end, head, concept)
    if not any(t.pos_ in {"NOUN", "PROPN"} for t in words):
        return None
    named = [m for m in phrases.matches if start <= m.start and m.end <= end]
    whole = next((m.iri for m in named if m.start == start and m.end == end), None)
    last = max((m for m in named if m.end == end), key=lambda m: m.end - m.start, default=None)
    return DataPhrase(start, end, head, whole or (last.iri if last else None))


def _cue(scope: Scope, data: DataPhrase, claim: Claim) -> Cue:
    """The word that names such a practice nearest to the data, else the verb that governs it."""
    head = scope.sentence.span.doc[data.head]
    iri = PRACTICE + claim.practice
    known = list(cues(scope.sentence.span, scope.sentence.lexicon.practices))
    fitting = [c for c in known if scope.under(c.iri, iri)]
    above = {t.i for t in (head, *head.ancestors)}
    if fitting:
        return min(fitting, key=lambda c: (c.token.i not in above, abs(c.token.i - head.i)))
    verb = next(iter(_verbs_above(scope.sentence, data)), head)
    own = next((c for c in known if c.token.i == verb.i and not c.nominal), None)
    return own if own is not None and _says_other(scope, own, head, claim) else Cue(verb, verb.i, iri)


def _without_word(scope: Scope, cue: Cue, claim: Claim) -> bool:
    """True where nothing in the sentence names a deletion or a transfer, which are not told in other words."""
    if claim.practice not in {"Delete", "Transfer"} or cue.iri != PRACTICE + claim.practice:
        return False
    lemma = cue.token.lemma_.lower()
    named = any(c.token.i == cue.token.i for c in cues(scope.sentence.span, scope.sentence.lexicon.practices))
    return not named or (lemma in scope.grammar["rests"] and claim.practice == "Transfer")


def _says_other(scope: Scope, cue: Cue, head: Token, claim: Claim) -> bool:
    """True where the data is the object of a verb of quite another practice: that is what is done, then.

    What is given to the company is collected all the same, what others get it shares, who may reach it is a matter of
    protection, and letters use an address.
    """
    verb, grammar = cue.token, scope.grammar
    lemma = verb.lemma_.lower()
    first = next((t for t in (head, *head.ancestors) if t.dep_ not in {"conj", "appos"}), head)
    own = coarse(cue.iri, scope.sentence.lexicon.vocabulary.ancestors(cue.iri))
    if first.head.i != verb.i or first.pos_ == "PRON" or alike(claim.practice, own) or claim.practice == "Transfer":
        return False
    if lemma in grammar["user_gives"] | grammar["sends"] | grammar["contact_verbs"] | {"access"}:
        return False
    return identify(actor(verb), scope.phrases, scope.sentence).role != "third"


def _verbs_above(sentence: Sentence, data: DataPhrase) -> list[Token]:
    """The verbs that govern the data, nearest first."""
    head = sentence.span.doc[data.head]
    return [t for t in (head, *head.ancestors) if t.pos_ in {"VERB", "AUX"}]


def _denying(cue: Cue, span: Span) -> Token | None:
    """The word that denies: that of the clause, else the nearest one before the cue, or any in the sentence."""
    found = negation(cue.token)
    if found is not None:
        return found
    words = [t for t in span if t.dep_ == "neg" or t.lower_ in load_grammar()["denies"]]
    return min(words, key=lambda t: (t.i > cue.token.i, abs(t.i - cue.token.i)), default=None)


def _actor(scope: Scope, cue: Cue, claim: Claim, data: DataPhrase) -> Party | None:
    """Who does it; None where somebody else than the company does and the sentence does not say who."""
    found = identify(actor(cue.token), scope.phrases, scope.sentence)
    if claim.by_company:
        if found.role == "user" and claim.practice == "Delete":
            return None  # "even after you delete our app"
        if found.role == "user" and claim.practice in _OF_COMPANY and cue.token in _verbs_above(scope.sentence, data):
            return None  # "if you store X with us": what the person does
        return found if found.role in {"first", "means"} else NOBODY
    if found.role == "third" and found.mention is not None:
        return found
    for chunk in scope.phrases.chunks:
        party = identify(scope.sentence.span.doc[chunk.head], scope.phrases, scope.sentence)
        if party.role == "third" and party.mention is not None and party.mention.concept is not None:
            return party
    return None


def _right(sentence: Sentence, data: DataPhrase, claim: Claim) -> Iterator[Assertion]:
    """What kind of right it is say the words for rights nearest to the data."""
    found = [a for a in acts(sentence.span, indexed(sentence.lexicon)) if a.via is not None or _held_out(sentence, a)]
    if not found:
        return
    act = min(found, key=lambda a: abs(a.token.i - data.head))
    if supposed(act.token):
        return
    withheld = _denying(Cue(act.token, act.last, PRACTICE), sentence.span) if claim.denied else None
    person = next((t for t in sentence.span if t.lower_ == "you"), None)
    words = sentence.mention(sentence.span.doc[data.start : data.end], data.concept)
    yield word_right(sentence, act, Grant(person, act.token, negation=withheld), words)


def _held_out(sentence: Sentence, act: Act) -> bool:
    """False for "you provide", "when you receive": what people hand over, or get, is no right by itself."""
    frames, lemma = load_frames("rights"), act.token.lemma_.lower()
    if lemma not in frames["supplying"] | frames["getting"]:
        return True
    if Licence(sentence.first_party).grant(act, sentence.span) is not None:
        return True
    about = subject(act.token)
    return lemma in frames["supplying"] and about is not None and about.lower_ not in frames["persons"]
