"""What "this information", "such data", "it" and a policy's own terms stand for, where one reading is near and safe."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ..ontology.namespaces import DATA, PRACTICE
from .chunks import Chunk, parted
from .clauses import SUBJECTS
from .document import Passage
from .grammar import load_grammar
from .model import Assertion, Mention
from .sentence import Sentence

REACH = 3
"""Sentences back beyond which "this information" is left unresolved; "it" and "they" reach one sentence back."""

NEAR = 30
"""Noun phrases back beyond which a sentence is not searched."""

_POINTING = re.compile(
    r"(?:(?:all|any|some|most|none|each|parts?|portions?)(?: or (?:all|any))?(?: of)? )?"
    r"(?:(?P<pronoun>it|they|them|this|that|these|those|the above|the foregoing)"
    r"|(?:this|that|these|those|such|same|above|foregoing|aforementioned) \S.*)",
    re.IGNORECASE | re.DOTALL,
)
_DETERMINER = re.compile(r"(?:this|that|these|those|such|same) ", re.IGNORECASE)
_GENERIC = frozenset({DATA + "UnspecifiedData", DATA + "PersonalData", DATA + "Data"})
_CONTACT = PRACTICE + "Contact"
"""Its data are implied by what is sent, "this information" is not."""
_QUOTES = frozenset("\"“”‘’'")
_PLURAL = re.compile(r"(?:[^suai]|[aeiou]e)s$", re.IGNORECASE)
_NUMBERED = re.compile(r"^[\s\W\d]*(?:[a-z]\))?\s*", re.IGNORECASE)

Iris = frozenset[str]


@dataclass(frozen=True, slots=True)
class Named:
    """Words that name data, and the data types that they stand for: none for "your personal information"."""

    text: str
    iris: Iris

    @property
    def plural(self) -> bool:
        """True for "cookies"."""
        return bool(_PLURAL.search(self.text))

    @property
    def mass(self) -> bool:
        """True for words that are taken up by "it" though they cover much: "contact information"."""
        return self.text.lower().endswith(tuple(load_grammar()["uncounted"]))


@dataclass(frozen=True, slots=True)
class Told:
    """What one sentence, or one item of a list that its lead-in makes a sentence, said of data."""

    position: int
    end: int
    named: tuple[Named, ...]
    listed: int | None
    """The passage that leads into the list; None for what is no item."""
    led: bool
    """True where the words that carry the practice are the lead-in's."""
    people: bool
    """True where persons or companies are spoken of after the data."""


@dataclass
class References:
    """Resolves what points back, sentence by sentence through a document."""

    passages: Sequence[Passage]
    """The passages in which ``lead_in`` counts."""
    section: tuple[str, ...] | None = None
    position: int = 0
    told: list[Told] = field(default_factory=list)
    resolved: dict[tuple[int, int], Iris] = field(default_factory=dict)
    """What the mentions of this section stand for; those of a lead-in are met again with each item."""
    defined: dict[str, Iris] = field(default_factory=dict)
    """The terms that the policy defined so far, as written and in lower case."""

    def resolve(self, sentence: Sentence, found: Iterable[Assertion]) -> list[Assertion]:
        """The sentence's assertions, those with a referring data type or a defined term given ``refers_to``."""
        assertions = list(found)
        if sentence.section != self.section:
            self.section, self.position = sentence.section, 0
            self.told.clear()
            self.resolved.clear()
        self.position += 1
        mentions = {a.data_type for a in assertions if a.data_type is not None}
        told = frozenset(m.start for m in mentions)
        for mention in sorted(mentions, key=lambda m: (m.start, m.end)):
            if (mention.start, mention.end) not in self.resolved:
                self.resolved[mention.start, mention.end] = self._stands_for(mention, sentence, told)
        for assertion in assertions:
            self._define(assertion, sentence)
        done = [self._with_referents(a) for a in assertions]
        self._remember(sentence, done)
        return done

    def _with_referents(self, assertion: Assertion) -> Assertion:
        mention = assertion.data_type
        iris = self.resolved.get((mention.start, mention.end)) if mention is not None else None
        return replace(assertion, refers_to=tuple(sorted(iris))) if iris else assertion

    def _list_of(self, passage: Passage) -> int | None:
        """The passage that leads into the outermost list around an item."""
        lead = passage.lead_in if passage.kind == "item" else None
        while lead is not None and self.passages[lead].kind == "item" and self.passages[lead].lead_in is not None:
            lead = self.passages[lead].lead_in
        return lead

    # -- one mention

    def _stands_for(self, mention: Mention, sentence: Sentence, told: frozenset[int]) -> Iris:
        generic = mention.concept is None or mention.concept in _GENERIC
        defined = self._defined(mention)
        if not generic:
            return defined - {mention.concept or ""}
        if not refers(mention, sentence):
            return defined
        return self._local(mention, sentence, told) or defined

    def _defined(self, mention: Mention) -> Iris:
        """What the policy's own definition includes; a term that the ontology knows must be written alike."""
        words = _DETERMINER.sub("", _words(mention.text))
        generic = mention.concept is None or mention.concept in _GENERIC
        known_alike = generic or words != words.lower()
        return self.defined.get(words.lower() if generic else words, frozenset()) if known_alike else frozenset()

    def _local(self, mention: Mention, sentence: Sentence, told: frozenset[int]) -> Iris:
        pointing = _POINTING.fullmatch(_words(mention.text))
        pronoun = (pointing["pronoun"] or "").lower() if pointing else ""
        inside = self._inside(mention, sentence, told)
        if inside is not None:
            named, people = inside
        else:
            named, people = self._before(mention, sentence, pronoun)
        if pronoun and people and _either(pronoun):
            return frozenset()
        return _union(named) if _agrees(pronoun, named) else frozenset()

    def _inside(self, mention: Mention, sentence: Sentence, told: frozenset[int]) -> tuple[list[Named], bool] | None:
        """What an earlier clause of the sentence names, and whether people are named after it; None for nothing."""
        run: list[Named] = []
        people = False
        here = _chunk_of(mention, sentence)
        if here is None:
            return None
        before = [c for c in sentence.phrases.chunks if c.end <= here.start][-NEAR:]
        following = here.start
        ran = sentence.span.doc[here.head].dep_ in SUBJECTS  # "if you post your age, it may be read by others"
        for chunk in reversed(before):
            cut = parted(sentence.span.doc, chunk.end, following)
            if run and cut:
                break
            ran = ran or cut
            following = chunk.start
            named = self._named(chunk, sentence, told)
            if named is None:
                people = people or (not run and _people(chunk, sentence))
            elif ran:
                run.append(named)
        return (run[::-1], people) if run else None

    def _named(self, chunk: Chunk, sentence: Sentence, told: frozenset[int]) -> Named | None:
        """What a noun phrase names: of data that is known only what is stated (at ``told``), given or acted on."""
        phrase = sentence.phrases.phrase(chunk)
        if phrase is None or sentence.phrases.in_name_only(phrase):
            return None
        mention = sentence.mention(sentence.span.doc[phrase.start : phrase.end], phrase.concept)
        known = self.resolved.get((mention.start, mention.end))
        if known is not None and (not phrase.concept or phrase.concept in _GENERIC):
            return Named(mention.text, known)
        if phrase.concept is None:
            return None
        if phrase.concept in _GENERIC:
            return Named(mention.text, self._defined(mention))
        if mention.start not in told and not is_acted_on(chunk, sentence):
            return None
        return Named(mention.text, frozenset({phrase.concept}))

    def _before(self, mention: Mention, sentence: Sentence, pronoun: str) -> tuple[list[Named], bool]:
        """What the statement before names; all items of a list that ended; the heading where nothing is told."""
        at = len(self.told) - 1
        while at >= 0 and self.told[at].end > mention.start:
            at -= 1
        if at < 0:
            return self._heading(sentence), False
        last = self.told[at]
        if self.position - last.position > (1 if pronoun else REACH):
            return [], False
        named = list(last.named)
        if pronoun != "it" and last.listed is not None and last.led and last.listed != self._list_of(sentence.passage):
            for told in reversed(self.told[:at]):
                if told.listed != last.listed:
                    break
                named += told.named if told.led else ()
        return named, last.people

    def _heading(self, sentence: Sentence) -> list[Named]:
        """The data that the heading names, where it names nothing else: "IP address and cookies"."""
        if not sentence.section or self.position > REACH:
            return []
        heading = _NUMBERED.sub("", sentence.section[-1])
        found = []
        for part in re.split(r",|&|/|\band\b", heading):
            words = re.sub(r"^(?:your|the|our)\s+", "", part.strip(), flags=re.IGNORECASE)
            concept = sentence.lexicon.named(words, "data") if words else None
            if words and (concept is None or concept in _GENERIC):
                return []
            if concept:
                found.append(Named(words, frozenset({concept})))
        return found

    # -- what later sentences may point to

    def _define(self, assertion: Assertion, sentence: Sentence) -> None:
        """Remember what a term includes that is defined by a verb or in quotes; examples alone define nothing."""
        term = assertion.term
        if assertion.kind != "TermDefinition" or term is None:
            return
        before = sentence.document.text[max(0, term.start - 4) : term.start].rstrip("*_")
        quoted = before[-1:] in _QUOTES
        if not quoted and assertion.cue is None:
            return
        iris = frozenset(m.concept for m in assertion.includes if m.concept in sentence.lexicon.vocabulary) - _GENERIC
        words = _words(term.text)
        for key in {words.lower(), *((words,) if quoted and words != words.lower() else ())}:
            self.defined[key] = self.defined.get(key, frozenset()) | {i for i in iris if i}

    def _remember(self, sentence: Sentence, assertions: list[Assertion]) -> None:
        named: dict[Mention, Named] = {}
        for assertion in assertions:
            for mention in (assertion.data_type, *assertion.includes):
                if mention is not None:
                    iris = frozenset() if assertion.practice == _CONTACT else self._iris(mention, sentence)
                    named[mention] = Named(mention.text, iris)
        evidence = sentence.evidence
        if not named and not sentence.words.isdisjoint(load_grammar()["uncounted"]):
            named[evidence] = Named("", frozenset())  # other data is spoken of, which none can name
        if not named:
            return
        cues = [a.cue for a in assertions if a.cue is not None]
        last = max(m.end for m in named)
        people = any(
            _people(c, sentence) and sentence.mention(sentence.span.doc[c.start : c.end]).start > last
            for c in sentence.phrases.chunks
        )
        self.told.append(
            Told(
                self.position,
                evidence.end,
                tuple(named[m] for m in sorted(named, key=lambda m: m.start)),
                self._list_of(sentence.passage),
                all(c.start < evidence.start for c in cues),
                people,
            )
        )

    def _iris(self, mention: Mention, sentence: Sentence) -> Iris:
        concept = mention.concept
        if concept is not None and concept not in _GENERIC:
            return frozenset({concept}) if concept in sentence.lexicon.vocabulary else frozenset()
        return self.resolved.get((mention.start, mention.end), frozenset())


def refers(mention: Mention, sentence: Sentence) -> bool:
    """True where the phrase points back: a demonstrative, a pronoun, or "the" before a bare generic word.

    "The information that you give us" tells by itself which it is; "the information listed above" points back.
    """
    text = sentence.document.text
    pointing = _POINTING.fullmatch(_words(mention.text))
    if pointing:
        noun = mention.text.lower().rpartition(" ")[2]
        return bool(pointing["pronoun"]) or mention.concept in _GENERIC or noun in load_grammar()["generic_heads"]
    if not text[max(0, mention.start - 4) : mention.start].lower().endswith("the "):
        return False
    if mention.concept not in _GENERIC:
        return False
    return not _restricted(mention, sentence)


def _restricted(mention: Mention, sentence: Sentence) -> bool:
    """True where words after the noun say which data is meant."""
    chunk = _chunk_of(mention, sentence)
    if chunk is None:
        return True
    doc, stop = sentence.span.doc, sentence.span.end
    after = [t.lower_ for t in doc[chunk.end : min(stop, chunk.end + 4)]]
    if any(w in load_grammar()["backward"] for w in after):
        return False
    if after and after[0] in load_grammar()["restricts"]:
        return True
    goes_to = load_grammar()["recipient_prepositions"]
    return any(
        c.i >= chunk.end and (c.dep_ in {"relcl", "acl"} or (c.dep_ == "prep" and c.lower_ not in goes_to))
        for c in doc[chunk.head].children
    )


def _agrees(pronoun: str, named: list[Named]) -> bool:
    """True where the number of a pronoun is that of what it would stand for; "this information" stands for any."""
    if pronoun == "it":
        return (len(named) == 1 and not named[0].plural) or (bool(named) and named[0].mass)
    if _either(pronoun):
        return len(named) > 1 or any(n.plural or n.mass for n in named)
    return True


def _either(pronoun: str) -> bool:
    """True for pronouns that stand for persons as well as for things."""
    return pronoun in {"they", "them", "those", "these"}


def _union(named: list[Named]) -> Iris:
    return frozenset(iri for n in named for iri in n.iris)


def _words(text: str) -> str:
    return " ".join(text.strip("*_\"“”‘’' ").split())


def _chunk_of(mention: Mention, sentence: Sentence) -> Chunk | None:
    """The noun phrase that ends where the mention ends, or holds it."""
    for chunk in sentence.phrases.chunks:
        found = sentence.mention(sentence.span.doc[chunk.start : chunk.end])
        if found.start <= mention.start < found.end:
            return chunk
    return None


def is_acted_on(chunk: Chunk, sentence: Sentence) -> bool:
    """True for what is given or acted on: "if you give us your age", "the logs that we keep"."""
    head = sentence.span.doc[chunk.head]
    while head.dep_ in {"conj", "compound", "nmod", "appos"} and head.head.i != head.i:
        head = head.head
    verbs = [c.lemma_.lower() for c in head.children if c.dep_ == "relcl"]
    if head.dep_ in {"dobj", "nsubjpass"}:
        verbs.append(head.head.lemma_.lower())
    return any(v in load_grammar()["user_gives"] or v in sentence.lexicon.practices for v in verbs)


def _people(chunk: Chunk, sentence: Sentence) -> bool:
    """True for several persons or companies: "our partners", "users"."""
    head = sentence.span.doc[chunk.head]
    if head.tag_ not in {"NNS", "NNPS"}:
        return False
    words = sentence.span.doc[chunk.start : chunk.end]
    return head.lower_ in load_grammar()["user"] or bool(sentence.lexicon.longest(words, "party"))
