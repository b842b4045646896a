"""``pg:Disclosure``: what else laws ask a policy to say, by topic."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from spacy.tokens import Span, Token

from ...ontology.namespaces import AFFIRMED, DENIED, STATED, TOPIC
from ..clauses import agent, is_passive, subject
from ..contacts import find_contacts
from ..datafiles import load_yaml
from ..durations import find_durations
from ..model import Assertion, Mention
from ..parties import Party, identify
from ..phrases import DataPhrases
from ..polarity import modality, negation
from ..sentence import Sentence
from ..standing import told_only
from .right_words import denial

Found = tuple[Token, Span, Token | None]
"""The verb that discloses, the words that name the topic, and the word that denies it."""


@cache
def _frames() -> Mapping[str, Any]:
    raw: dict[str, Any] = load_yaml(__package__, "disclosures.yaml")
    return {k: v if isinstance(v, dict) else frozenset(str(w) for w in v) for k, v in raw.items()}


@cache
def _named(topic: str) -> re.Pattern[str]:
    """The noun phrases of a topic, longest first, as whole words."""
    nouns = sorted(_frames()[topic]["nouns"], key=len, reverse=True)
    return re.compile(
        r"(?<!\w)(?:" + "|".join(re.escape(n).replace(r"\-", r"[-\s]") for n in nouns) + r")(?!\w)", re.IGNORECASE
    )


def read_disclosures(sentence: Sentence) -> Iterator[Assertion]:
    """One assertion for each topic on which the sentence discloses something."""
    place = _Place(sentence)
    told: set[str] = set()
    for topic, read in _READERS:
        found = read(place, topic)
        if found is None or (topic == "RoleOfCompany" and "ControllerIdentity" in told):
            continue
        told.add(topic)
        verb, words, denied = found
        who, named = place.who(verb), sentence.mention(words, TOPIC + topic)
        yield Assertion(
            kind="Disclosure",
            asserted_by=sentence.asserted_by,
            evidence=sentence.evidence,
            section=sentence.section,
            polarity=AFFIRMED if denied is None else DENIED,
            modality=modality(verb) if verb.pos_ in {"VERB", "AUX"} else STATED,
            actor=who.mention if who.role == "first" and not _overlap(who.mention, named) else None,
            cue=sentence.mention(verb),
            negation=sentence.mention(denied) if denied is not None else None,
            topics=(named,),
            contacts=find_contacts(sentence) if topic != "ScopeOfPolicy" else (),
            deadlines=place.deadlines() if topic == "BreachNotice" else (),
            confidence=0.8,
        )


def _overlap(one: Mention | None, other: Mention) -> bool:
    return one is not None and one.start < other.end and other.start < one.end


class _Place:
    """A sentence with what the readers of topics ask of it."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence, self.span, self.doc = sentence, sentence.span, sentence.span.doc

    @property
    def phrases(self) -> DataPhrases:
        """The sentence's noun phrases, found when first asked for."""
        return self.sentence.phrases

    def who(self, verb: Token) -> Party:
        """Who does what the verb says; nobody for a passive without agent."""
        return identify(agent(verb) if is_passive(verb) else subject(verb), self.phrases, self.sentence)

    def named(self, topic: str) -> Iterator[Span]:
        """The words that name a topic."""
        for match in _named(topic).finditer(self.sentence.text):
            words = self.doc.char_span(
                self.span.start_char + match.start(), self.span.start_char + match.end(), alignment_mode="expand"
            )
            if words is not None:
                yield words

    def governed(self, topic: str) -> Iterator[tuple[Token, Span]]:
        """Each named phrase with the nearest verb of its topic above it."""
        verbs = set(_frames()[topic]["verbs"])
        for words in self.named(topic):
            for verb in (words.root, *words.root.ancestors):
                if (
                    verb.i not in range(words.start, words.end)
                    and verb.lemma_.lower() in verbs
                    and verb.pos_ in {"VERB", "AUX"}
                ):
                    if not told_only(verb) and not self.purpose(verb):
                        yield verb, words
                    break

    def purpose(self, verb: Token) -> bool:
        """True for a "to …" clause that only says why something else is done."""
        infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)
        promised = verb.head.lemma_.lower() in _frames()["promising"] and verb.dep_ == "xcomp"
        return infinitive and not promised and verb.dep_ in {"advcl", "acl", "relcl", "conj", "xcomp"}

    def policy_before(self) -> bool:
        """True where the sentence before this one is about the policy, so that "it" is the policy."""
        if self.span.start == 0:
            return False
        root = self.doc[self.span.start - 1].sent.root
        about = subject(root)
        return about is not None and about.lower_ in _frames()["policies"]

    def deadlines(self) -> tuple[Mention, ...]:
        """Within what time."""
        return tuple(self.sentence.mention(self.doc[a:b], iso) for a, b, iso in find_durations(self.span))

    def words(self) -> frozenset[str]:
        """All words in lower case."""
        return self.sentence.words


def _controller(place: _Place, topic: str) -> Found | None:
    """ "Orrery, Inc. is the controller of your data", "the controller is …"; not the role of somebody else."""
    for verb, words in place.governed(topic):
        about = subject(verb)
        if about is None or verb.lemma_.lower() == "act":
            continue
        itself = words.start <= about.i < words.end
        who = identify(about, place.phrases, place.sentence)
        proper = any(t.pos_ == "PROPN" for t in place.span if not words.start <= t.i < words.end)
        named = who.role == "first" or (
            about.pos_ == "PROPN" and who.role != "user" and (who.mention is None or who.mention.concept is None)
        )
        if (itself and proper) or (named and words.root.dep_ in {"attr", "oprd"}):
            if not itself and not _definite(words):
                continue
            return verb, words, negation(verb)
    return None


def _definite(words: Span) -> bool:
    return any(c.lower_ in {"the", "sole"} for t in words for c in t.children) or words[0].lower_ == "the"


def _role(place: _Place, topic: str) -> Found | None:
    """ "We act as a processor", "each customer is the controller"."""
    for verb, words in place.governed(topic):
        lemma, about = verb.lemma_.lower(), subject(verb)
        if about is None or words.start <= about.i < words.end:
            continue
        complement = words.root.dep_ in {"attr", "oprd"} or (
            words.root.dep_ == "pobj" and words.root.head.lower_ == "as"
        )
        if complement and lemma in {"be", "act", "serve", "process"}:
            return verb, words, negation(verb)
    return None


def _officer(place: _Place, topic: str) -> Found | None:
    first = next(place.named(topic), None)
    if first is None:
        return None
    reachable = bool(find_contacts(place.sentence))
    for verb, words in place.governed(topic):
        if reachable or verb.lemma_.lower() in {
            "appoint",
            "designate",
            "have",
            "be",
            "leverage",
            "contact",
            "name",
            "employ",
            "use",
        }:
            return verb, words, negation(verb)
    if first.start == place.span.start or place.span.root.i in range(first.start, first.end):
        return (
            (first.root, first, None)
            if reachable or any(t.pos_ == "PROPN" for t in place.doc[first.end : place.span.end])
            else None
        )
    return None


def _breach(place: _Place, topic: str) -> Found | None:
    """ "If there is a data breach, we will notify you"."""
    words = next(iter(place.named(topic)), None)
    if words is None or (words.text.lower() in {"breach", "incident"} and not _of_data(words)):
        return None
    for verb in place.span:
        if verb.lemma_.lower() not in _frames()[topic]["verbs"] or verb.pos_ != "VERB":
            continue
        told = {t.lower_ for t in verb.subtree if t.dep_ in {"dobj", "pobj", "nsubjpass", "dative"}}
        who = place.who(verb)
        tells = who.role == "first" or is_passive(verb) or verb.dep_ in {"relcl", "xcomp"}
        if tells and told & _frames()["people"] and who.role != "user" and not told_only(verb):
            return verb, words, negation(verb)
    return None


def _of_data(words: Span) -> bool:
    after = {t.lower_ for t in words.root.subtree}
    return not after & _frames()["contractual"] and any(
        t.lower_ in {"data", "security", "information", "system", "systems"} for t in words.sent
    )


def _automated(place: _Place, topic: str) -> Found | None:
    for verb, words in place.governed(topic):
        who = identify(subject(verb), place.phrases, place.sentence)
        entitled = any(t.lower_ in {"right", "rights"} for t in place.span)
        if entitled or (who.role == "user" and not is_passive(verb)):
            continue
        denied = negation(verb) or next((c for t in words for c in t.children if c.lower_ in {"no", "not"}), None)
        if who.role in {"first", "user"} or is_passive(verb) or verb.lemma_.lower() == "be":
            return verb, words, denied
    return None


def _plain(place: _Place, topic: str) -> Found | None:
    return next(((v, w, negation(v)) for v, w in place.governed(topic)), None)


def _dispute(place: _Place, topic: str) -> Found | None:
    for verb, words in place.governed(topic):
        governing = verb.dep_ in {"ROOT", "conj", "ccomp", "xcomp", "relcl", "pcomp"}
        who = place.who(verb)
        sentence_words = place.words()
        about = bool(
            sentence_words & {"complaint", "complaints", "dispute", "disputes", "arbitration", "mediation", "recourse"}
        )
        if governing and about and (who.role != "third") and not sentence_words & {"collect", "share", "retain"}:
            return verb, words, negation(verb)
    if {"arbitration", "mechanism"} & place.words() and place.span.root.lemma_ in {"be"}:
        first = next(iter(place.named(topic)), None)
        return (place.span.root, first, negation(place.span.root)) if first is not None else None
    return None


def _provision(place: _Place, topic: str) -> Found | None:  # noqa: ARG001 - all readers are called alike
    """Whether data must be given: "you are not required to provide", "providing it is voluntary", "if you do not …"."""
    frames = _frames()
    for verb in place.span:
        lemma = verb.lemma_.lower()
        if lemma in frames["obliged"] and is_passive(verb):
            who = subject(verb)
            gives = next(
                (c for c in verb.children if c.dep_ in {"xcomp", "ccomp"} and c.lemma_.lower() in frames["giving"]),
                None,
            )
            if who is not None and who.lower_ in frames["people"] and gives is not None and not told_only(verb):
                return verb, place.doc[verb.i : gives.i + 1], negation(verb)
        if lemma == "be" and verb.pos_ == "AUX":
            about = next((c for c in verb.children if c.dep_ in {"nsubj", "csubj", "nsubjpass"}), None)
            state = next((c for c in verb.children if c.dep_ in {"acomp", "attr", "oprd"}), None)
            if about is None or state is None or not {t.lower_ for t in about.subtree} & frames["given"]:
                continue
            if state.lower_ in frames["optional"]:
                return verb, place.doc[about.left_edge.i : about.i + 1], negation(verb) or state
            if state.lower_ in frames["mandatory"]:
                return verb, place.doc[about.left_edge.i : about.i + 1], negation(verb)
        if lemma in frames["giving"] | {"choose", "decline"} and (verb.dep_ == "advcl" or verb.dep_ == "xcomp"):
            clause = verb if verb.dep_ == "advcl" else verb.head
            who = subject(clause)
            refused = negation(verb) or (clause if clause.lemma_ == "decline" else None)
            if who is None or who.lower_ not in frames["people"] or refused is None or not _if(clause):
                continue
            main = clause.head
            if negation(main) is not None or any(t.lower_ in {"unable", "unavailable"} for t in main.subtree):
                return main, place.doc[clause.left_edge.i : verb.i + 1], None
    return None


def _if(verb: Token) -> bool:
    return any(c.dep_ == "mark" and c.lower_ in {"if", "unless"} for c in verb.children)


def _scope(place: _Place, topic: str) -> Found | None:  # noqa: ARG001 - all readers are called alike
    """ "This policy applies to …", "does not cover …", "is not covered by this policy"."""
    frames = _frames()
    for verb in place.span:
        applicable = verb.lemma_ == "be" and any(c.lower_ in {"applicable", "limited"} for c in verb.children)
        if not (verb.lemma_.lower() in frames["applying"] and verb.pos_ in {"VERB", "AUX"}) and not applicable:
            continue
        about = agent(verb) if is_passive(verb) and verb.lemma_ != "limit" else subject(verb)
        if about is None or told_only(verb):
            continue
        if about.lower_ not in frames["policies"] and not (about.lower_ == "it" and place.policy_before()):
            continue
        chunk = place.phrases.chunk_at(about)
        words = place.doc[chunk.start : chunk.end] if chunk else place.doc[about.i : about.i + 1]
        elsewhere = any(c.lower_ == "of" for c in about.children) and words[0].lower_ in {"the", "a", "any"}
        if (
            elsewhere
            or {t.lower_ for t in (*words, *about.subtree)} & {"their", "whose", "those"}
            or {t.lower_ for t in words} & (frames["foreign"] - {"its"})
        ):
            continue
        return verb, words, negation(verb) or denial(verb)
    return None


def _contact(place: _Place, topic: str) -> Found | None:  # noqa: ARG001 - all readers are called alike
    """ "Questions about this policy? Write to …": only with an address."""
    frames = _frames()
    words = place.words()
    if not words & frames["questions"] or not words & {
        "privacy",
        "policy",
        "statement",
        "notice",
        "data",
        "information",
        "questions",
        "us",
    }:
        return None
    if not find_contacts(place.sentence, ("email", "phone", "post")):
        return None
    verb = next((t for t in place.span if t.lemma_.lower() in frames["reaching"] and t.pos_ in {"VERB", "AUX"}), None)
    asked = words & {
        "question",
        "questions",
        "concern",
        "concerns",
        "comments",
        "inquiries",
        "enquiries",
        "inquiry",
        "complaints",
    }
    headed = bool(place.sentence.section) and any(
        w in place.sentence.section[-1].lower() for w in ("contact", "question", "reach")
    )
    if verb is None or not (asked or headed):
        return None
    return verb, place.doc[verb.i : verb.i + 1], None


_READERS: tuple[tuple[str, Callable[[_Place, str], Found | None]], ...] = (
    ("ControllerIdentity", _controller),
    ("RoleOfCompany", _role),
    ("DataProtectionOfficer", _officer),
    ("Representative", _plain),
    ("BreachNotice", _breach),
    ("AutomatedDecisions", _automated),
    ("SupervisoryAuthority", _plain),
    ("DisputeResolution", _dispute),
    ("ProvisionRequired", _provision),
    ("ScopeOfPolicy", _scope),
    ("ContactForPrivacy", _contact),
)
