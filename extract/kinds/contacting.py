"""Who is written to: the verb itself names the data that is used ("we may contact you", "we send you our offers")."""

from collections.abc import Iterator

from spacy.tokens import Token

from ...ontology.namespaces import DATA, PRACTICE, PURPOSE
from ..cues import Cue
from ..model import Assertion
from ..parties import Party, identify
from ..phrases import DataPhrase
from ..polarity import modality, negation
from ..roles import Roles
from .wording import Scope, assertions

CONTACT = PRACTICE + "Contact"
EMAIL_ADDRESS = DATA + "EmailAddress"
CONTACT_DATA = DATA + "ContactData"
COMMUNICATION, MARKETING = PURPOSE + "CommunicationManagement", PURPOSE + "Marketing"


def reached(scope: Scope, cue: Cue) -> list[DataPhrase]:
    """ "We may contact you" uses contact data, "we will e-mail you" the address."""
    verb = cue.token
    if not scope.under(cue.iri, CONTACT) and verb.lemma_.lower() not in scope.grammar["contact_verbs"]:
        return _sent(scope, verb)
    last = verb.doc[cue.last]
    if last.i > verb.i and last.lemma_.lower() in scope.grammar["mails"] and negation(verb) is None:
        return [DataPhrase(last.i, last.i + 1, last.i, EMAIL_ADDRESS)]  # "we send you e-mails"
    if verb.lemma_.lower() not in scope.grammar["contact_verbs"]:
        return []
    persons = [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}]
    persons += [p for c in verb.children if c.dep_ == "prep" and c.lower_ == "with" for p in c.children]
    if not any(_is_person(scope, p) for p in persons):
        return []
    concept = scope.sentence.lexicon.named(verb.lemma_.lower(), "data") or CONTACT_DATA
    return [DataPhrase(verb.i, verb.i + 1, verb.i, concept)]


def mailing(scope: Scope, cue: Cue, who: Party, data: list[DataPhrase], roles: Roles) -> Iterator[Assertion]:
    """ "We send you e-mails" shares nothing; it uses the address."""
    verb = cue.token
    if who.role != "first" or negation(verb) is not None or not (roles.to_user or _datives(scope, verb)):
        return
    doc = scope.sentence.span.doc
    mails = [d for d in data if doc[d.head].lemma_.lower() in scope.grammar["mails"]]
    used = [DataPhrase(d.start, d.end, d.head, EMAIL_ADDRESS) for d in mails[:1]] or _sent(scope, verb)
    purposes_told(scope, cue, roles)
    yield from assertions(scope, cue, CONTACT, who, used, roles, None, modality(verb))


def received(scope: Scope, cue: Cue) -> list[DataPhrase]:
    """ "You will receive our newsletter": somebody is written to."""
    verb = cue.token
    if verb.lemma_.lower() not in scope.grammar["gets"] or verb.dep_ in {"xcomp", "relcl", "acl", "pcomp"}:
        return []
    source = [c for c in verb.children if c.dep_ == "prep" and c.lower_ == "from"]
    names = [p for s in source for p in s.children if p.dep_ == "pobj"]
    if any(identify(n, scope.phrases, scope.sentence).role != "first" for n in names):
        return []
    return _messages(scope, [c for c in verb.children if c.dep_ == "dobj"])


def purposes_told(scope: Scope, cue: Cue, roles: Roles) -> None:
    """Note what people are written to for: as the words say ("e-mails about our work"), else to communicate."""
    if any(m.concept for m in roles.purposes):
        return
    verb, lexicon = cue.token, scope.sentence.lexicon
    words = [t for t in verb.subtree if t.i >= verb.i and t.i < scope.sentence.span.end]
    found = [m for m in lexicon.sequences(words, "purpose") if _of_message(scope, m.iri)]
    best = next((m for m in found if lexicon.vocabulary.same_or_narrower(m.iri, MARKETING)), next(iter(found), None))
    span = verb.doc[best.start : best.end] if best else cue.span
    roles.purposes.append(scope.sentence.mention(span, best.iri if best else COMMUNICATION))


def _of_message(scope: Scope, purpose: str) -> bool:
    under = scope.sentence.lexicon.vocabulary.same_or_narrower
    return under(purpose, COMMUNICATION) or under(purpose, MARKETING)


def _sent(scope: Scope, verb: Token) -> list[DataPhrase]:
    """The message of "send you a message", as contact data that is used."""
    if verb.lemma_.lower() not in scope.grammar["sends"] or not _datives(scope, verb):
        return []
    return _messages(scope, [c for c in verb.children if c.dep_ == "dobj"])


def _messages(scope: Scope, nouns: list[Token]) -> list[DataPhrase]:
    for noun in [n for first in nouns for n in (first, *first.conjuncts)]:
        lemma = noun.lemma_.lower()
        if lemma in scope.grammar["mails"]:
            return [DataPhrase(noun.i, noun.i + 1, noun.i, EMAIL_ADDRESS)]
        if lemma in scope.grammar["messages"]:
            return [DataPhrase(noun.i, noun.i + 1, noun.i, CONTACT_DATA)]
    return []


def _datives(scope: Scope, verb: Token) -> bool:
    """True where the verb's receiver is a person: "send you …", "send … to our members"."""
    given = [c for c in verb.children if c.dep_ == "dative"]
    given += [p for c in verb.children if c.dep_ in {"prep", "dative"} and c.lower_ == "to" for p in c.children]
    return any(_is_person(scope, g) for g in given)


def _is_person(scope: Scope, token: Token) -> bool:
    return token.lower_ in scope.grammar["reached"]
