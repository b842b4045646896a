"""``pg:DataPractice``: somebody does, or does not do, something with a data type."""

from collections.abc import Iterator
from typing import Any

from spacy.tokens import Token

from ...ontology.namespaces import LOCATION, PRACTICE
from ..clauses import actor, agent, is_infinitive, is_passive, objects, subject
from ..cues import Cue, cues
from ..model import Assertion
from ..modifiers import read_roles
from ..parties import NOBODY, Party, identify
from ..phrases import GENERIC, DataPhrase
from ..polarity import modality, negation
from ..reference import NEAR, is_acted_on
from ..roles import Frame, Roles
from ..sentence import Sentence
from ..standing import added, presupposed, told_only
from .contacting import CONTACT, mailing, purposes_told, reached, received
from .giving import given_by_user, given_objects
from .inclusion import inclusion, serving
from .wording import Scope, assertions, is_data

COLLECT, SHARE, PROTECT, TRANSFER = (PRACTICE + n for n in ("Collect", "Share", "Protect", "Transfer"))
_PLACES_OF_STORAGE = frozenset(LOCATION + n for n in ("UserDevice", "CompanyServers", "Cloud"))


def read_practices(sentence: Sentence) -> Iterator[Assertion]:
    """The data practices that a sentence states, one for each actor, practice, polarity and data type."""
    scope = Scope(sentence, sentence.phrases)
    seen: set[tuple[Any, ...]] = set()
    found = [*cues(sentence.span, sentence.lexicon.practices), *_telling(scope)]
    for cue in sorted(found, key=lambda c: (_depth(c.token), c.token.i)):
        for assertion in _clause(scope, cue):
            key = (assertion.practice, assertion.polarity, assertion.data_type, assertion.actor)
            if key not in seen:
                seen.add(key)
                scope.speaking.add(cue.token.i)
                yield assertion
    if not scope.speaking:
        yield from inclusion(scope)
        yield from serving(scope)


def _clause(scope: Scope, cue: Cue) -> Iterator[Assertion]:
    verb = cue.token
    if cue.nominal and cue.last == verb.i and not _governed(scope, verb):
        return
    if told_only(verb) or _nested_in_practice(scope, verb):
        return
    heads = objects(cue)
    if presupposed(verb):
        return
    who = identify(actor(verb), scope.phrases, scope.sentence)
    if verb.lemma_.lower() not in scope.sentence.lexicon.practices and who.role != "user":
        return
    practice = cue.iri
    extra: dict[str, Any] = {}
    giver = means = NOBODY
    if (
        who.role in {"means", "data", "none"}
        and verb.dep_ == "xcomp"
        and verb.head.lemma_.lower() in scope.grammar["employs"]
    ):
        means, who = who, identify(subject(verb.head), scope.phrases, scope.sentence)
    if who.role == "user" and (used := received(scope, cue)):
        roles = read_roles(Frame(cue, [], scope.phrases, scope.sentence, negation(verb) is not None))
        purposes_told(scope, cue, roles)
        yield from assertions(scope, cue, CONTACT, NOBODY, used, roles, negation(verb), modality(verb))
        return
    if who.role == "user" or (who.role == "third" and _to_us(verb)):
        given = given_by_user(scope, cue)
        if given is None:
            return
        giver = who if who.role == "third" else NOBODY
        practice, who, extra = given
        heads = given_objects(verb, heads)
    asks = scope.under(practice, PRACTICE + "Request")
    if (who.role == "data" and not asks) or (who.role == "none" and _document(scope, actor(verb))):
        return
    if not heads and not is_passive(verb):
        heads = _adjacent(scope, cue) or (_shifted(scope, cue) if scope.under(practice, SHARE) else [])
    if not heads and verb.dep_ == "ROOT" and any(c.dep_ == "auxpass" for c in verb.children):
        heads = _before(scope, verb)
    if verb.dep_ == "ROOT" and verb.tag_ == "VBG" and who.role == "none":
        return  # a heading: "Sharing information with partners"
    keeps = any(scope.under(practice, PRACTICE + p) for p in ("Collect", "Share", "Retain", "Delete"))
    data = [d for d in scope.phrases.named(heads, owned=keeps) if is_data(scope, d, practice)] or _pronouns(
        scope, heads
    )
    data = _own(scope, data)
    mark, left_out = scope.phrases.left_out(data)
    data = [d for d in data if all(d.head != out.head for out in left_out)]
    if who.role == "first" and (used := reached(scope, cue)):
        data, practice = used, CONTACT
    if not data:
        return
    denying = negation(verb)
    if extra and denying is not None:
        return  # "you may choose not to provide X"
    roles = read_roles(Frame(cue, heads, scope.phrases, scope.sentence, denying is not None))
    if practice == CONTACT and denying is None:
        purposes_told(scope, cue, roles)
    resolved = _practice(scope, cue, practice, who, roles)
    if resolved is None:
        yield from mailing(scope, cue, who, data, roles)
        return
    practice, who = resolved
    if roles.to_company and not roles.recipients and scope.under(practice, SHARE) and who.role != "first":
        practice = COLLECT
    can = any(c.dep_ == "aux" and c.lower_ in {"can", "could"} for c in verb.children)
    if denying is not None and can and (scope.under(practice, PROTECT) or (is_passive(verb) and agent(verb) is None)):
        return  # "we cannot safeguard X", "cookies cannot be used to …": what is possible, not what is done
    if scope.under(practice, PROTECT) and denying is not None and verb.lemma_.lower() in scope.grammar["disclaims"]:
        return  # a disclaimer
    means = who if who.role == "means" else means
    if means.role == "means" and means.mention is not None:
        roles.technologies.insert(0, means.mention)
    if giver.mention is not None:
        roles.data_sources.append(giver.mention)
    elif extra.get("condition"):
        roles.conditions.append(extra["condition"])
    mode = extra.get("modality") or modality(verb)
    for party in (who, *_fellows(scope, verb, who)):
        yield from assertions(scope, cue, practice, party, data, roles, denying, mode)
        if mark is not None and denying is None:
            yield from assertions(scope, cue, practice, party, left_out, roles, mark, mode)


def _own(scope: Scope, data: list[DataPhrase]) -> list[DataPhrase]:
    """Of an item under a lead-in only what the item names, where it names anything."""
    seam = scope.sentence.seam
    inside = [d for d in data if scope.sentence.span.doc[d.head].idx >= seam]
    return inside or data


def _fellows(scope: Scope, verb: Token, who: Party) -> Iterator[Party]:
    """Those who act beside the first: "we and our partners may collect"."""
    first = actor(verb)
    if first is None or who.role not in {"first", "third"} or who.mention is None:
        return
    for conjunct in first.conjuncts:
        if conjunct.i > first.i and conjunct.pos_ in {"NOUN", "PROPN", "PRON"}:
            party = identify(conjunct, scope.phrases, scope.sentence)
            if party.role in {"first", "third"} and party.mention is not None:
                yield party


def _after_infinitive(head: Token, verb: Token) -> bool:
    """True for the "send" of "share data to help us analyse it, send you e-mail": it goes on with the purposes."""
    bare = not any(c.dep_ in {"aux", "nsubj", "nsubjpass", "cc"} for c in verb.children)
    return bare and any(is_infinitive(c) and head.i < c.i < verb.i for c in head.children)


def _telling(scope: Scope) -> Iterator[Cue]:
    """Verbs of giving that name no practice themselves: "we ask you to describe your symptoms"."""
    known = scope.sentence.lexicon.practices
    for token in scope.sentence.span:
        lemma = token.lemma_.lower()
        if token.pos_ == "VERB" and lemma in scope.grammar["user_gives"] and lemma not in known:
            yield Cue(token, token.i, COLLECT)


def _before(scope: Scope, verb: Token) -> list[Token]:
    """The subject of a passive that the parser gave to the phrase before it: the first data after the last comma."""
    doc, start = verb.doc, scope.sentence.span.start
    comma = max((t.i for t in doc[start : verb.i] if t.text == ","), default=start - 1)
    for chunk in scope.phrases.chunks:
        if comma < chunk.start and chunk.end <= verb.i:
            phrase = scope.phrases.phrase(chunk)
            return [doc[chunk.head]] if phrase is not None and phrase.concept is not None else []
    return []


def _adjacent(scope: Scope, cue: Cue) -> list[Token]:
    """The phrase right after the verb, where the parser made something else of it: "share aggregated information"."""
    after = next((c for c in scope.phrases.chunks if c.start == cue.last + 1), None)
    return [scope.sentence.span.doc[after.head]] if after is not None else []


def _shifted(scope: Scope, cue: Cue) -> list[Token]:
    """The object that stands after its recipient: "we do not disclose to any partner information about you"."""
    doc = scope.sentence.span.doc
    if not any(c.dep_ == "prep" and c.i > cue.token.i for c in cue.token.children):
        return []
    for chunk in scope.phrases.chunks:
        if chunk.start <= cue.last:
            continue
        if any(t.pos_ == "AUX" or t.dep_ == "mark" for t in doc[cue.last + 1 : chunk.start]):
            return []
        phrase = scope.phrases.phrase(chunk)
        if phrase is not None and phrase.concept is not None:
            return [doc[chunk.head]]
    return []


def _to_us(verb: Token) -> bool:
    """True for "partners provide us with X"."""
    return any(c.dep_ in {"dobj", "dative"} and c.lower_ == "us" for c in verb.children)


def _nested_in_practice(scope: Scope, verb: Token) -> bool:
    """True inside a purpose of a clause that already speaks of data: "we use your name to send you …"."""
    token, crossed = verb, False
    for _ in range(12):
        head = token.head
        if head.i == token.i or (token.dep_ == "relcl" and added(token)):
            return False
        if token.dep_ == "conj" and head.i in scope.speaking and _after_infinitive(head, token):
            return True
        crossed = crossed or token.dep_ in {"advcl", "xcomp", "acl", "relcl", "pcomp", "ccomp"}
        if crossed and head.i in scope.speaking:
            permits = head.lemma_ in scope.grammar["permits"]
            return not permits and not _data_of_means(scope, head)
        token = head
    return False


def _data_of_means(scope: Scope, head: Token) -> bool:
    """True where what is used is a means, so that its purpose is a practice of its own: "use cookies to collect X"."""
    for child in head.children:
        if child.dep_ in {"dobj", "nsubjpass"}:
            chunk = scope.phrases.chunk_at(child)
            if chunk and scope.sentence.lexicon.longest(child.doc[chunk.start : chunk.end], "technology"):
                return True
    return False


def _governed(scope: Scope, noun: Token) -> bool:
    """True for "we do not authorize the use of X": a noun that a verb lets happen or not."""
    governor = noun.head if noun.dep_ == "dobj" else noun.head.head if noun.dep_ == "pobj" else None
    return governor is not None and governor.lemma_.lower() in scope.grammar["lets_happen"]


def _document(scope: Scope, token: Token | None) -> bool:
    """True where the subject is a law or a text, which does nothing with data."""
    return token is not None and token.lower_ in scope.grammar["documents"]


def _pronouns(scope: Scope, heads: list[Token]) -> list[DataPhrase]:
    """ "It" and "them" as data, where the statement or the clause before speaks of data."""
    practised = scope.speaking or any(a.kind == "DataPractice" for a in scope.sentence.before)
    return [
        DataPhrase(h.i, h.i + 1, h.i, GENERIC)
        for h in heads
        if h.pos_ == "PRON"
        and (h.lower_ in {"it", "them", "they"} or (h.lower_ == "this" and h.dep_ == "dobj"))
        and (practised or _given_before(scope, h))
    ]


def _given_before(scope: Scope, pronoun: Token) -> bool:
    """True after "if you give us your age, …": the person gives data, or it is acted on, earlier in the sentence."""
    earlier = [c for c in scope.phrases.chunks if c.end <= pronoun.i][-NEAR:]
    named = (c for c in earlier if is_acted_on(c, scope.sentence))
    return any(phrase is not None and phrase.concept is not None for phrase in map(scope.phrases.phrase, named))


def _practice(scope: Scope, cue: Cue, practice: str, who: Party, roles: Roles) -> tuple[str, Party] | None:
    """The practice that the verb has with these roles; None where it is none ("provide you with information")."""
    verb, lemma = cue.token, cue.token.lemma_.lower()
    nobody = not roles.recipients and not _abroad(scope, roles)
    if lemma in scope.grammar["needs_recipient"] and scope.under(practice, SHARE) and nobody:
        return None
    if scope.under(practice, SHARE) and roles.to_user and not roles.recipients:
        return None
    if scope.under(practice, TRANSFER) and not _abroad(scope, roles):
        practice = SHARE
    if (
        scope.under(practice, SHARE)
        and lemma in scope.grammar["moves"]
        and _abroad(scope, roles)
        and not roles.recipients
    ):
        practice = TRANSFER
    reaches = lemma == "access" or (
        scope.under(practice, PRACTICE + "GrantAccess") and lemma in scope.grammar["reaches"]
    )
    if reaches and who.role == "first":
        practice = COLLECT if lemma != "access" else practice
    if who.role == "third" and (reaches or (scope.under(practice, COLLECT) and _from_company(scope, verb))):
        # who gets to data that the company holds is given it by the company
        if who.mention is not None:
            roles.recipients.append(who.mention)
        return (PRACTICE + "GrantAccess" if reaches else SHARE), NOBODY
    return practice, who


def _from_company(scope: Scope, verb: Token) -> bool:
    """True for "receive X from us"."""
    sources = [p for c in verb.subtree if c.lower_ == "from" and c.i > verb.i for p in c.children if p.dep_ == "pobj"]
    return any(identify(s, scope.phrases, scope.sentence).role == "first" for s in sources)


def _abroad(scope: Scope, roles: Roles) -> bool:
    """True where the clause names a country or region, not only "our servers"."""
    ancestors = scope.sentence.lexicon.vocabulary.ancestors
    return any(m.concept and not ancestors(m.concept) & _PLACES_OF_STORAGE for m in roles.locations)


def _depth(token: Token) -> int:
    depth = 0
    while token.head.i != token.i and depth < 60:
        token = token.head
        depth += 1
    return depth
