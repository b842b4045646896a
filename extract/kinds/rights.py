"""``pg:UserRight``: what the person may do about data held of them, one right and one data type each."""

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from ...ontology.namespaces import AFFIRMED, DENIED, STATED
from ..contacts import find_contacts
from ..lexicon import Lexicon
from ..model import Assertion, Mention
from ..sentence import Sentence
from .entitlement import Grant, Licence
from .right_objects import RightObjects
from .right_roles import RightRoles
from .right_words import Act, Labels, acts, index_rights

_CUE_LENGTH = 8
"""Tokens between the first and last word of a right that are still quoted together."""

_INDEX: WeakKeyDictionary[Lexicon, Labels] = WeakKeyDictionary()


def indexed(lexicon: Lexicon) -> Labels:
    """The labels of rights, indexed once a lexicon."""
    found = _INDEX.get(lexicon)
    if found is None:
        found = _INDEX[lexicon] = index_rights(lexicon.vocabulary)
    return found


def read_rights(sentence: Sentence) -> Iterator[Assertion]:
    """The rights that a sentence grants or withholds, one assertion for each right and data type."""
    found = list(acts(sentence.span, indexed(sentence.lexicon)))
    if found:
        yield from _RightReader(sentence).read(found)


def word_right(sentence: Sentence, act: Act, grant: Grant, data: Mention) -> Assertion:
    """One right about ``data``, with what the sentence says of channel, deadline and conditions."""
    return _RightReader(sentence).assertion(act, grant, data)


class _RightReader:
    """One sentence while its rights are read."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.doc = sentence.span.doc
        phrases = sentence.phrases
        self.licence = Licence(sentence.first_party)
        self.objects = RightObjects(sentence, phrases)
        self.roles = RightRoles(sentence, phrases)
        self.words: set[int] = set()

    def read(self, found: list[Act]) -> Iterator[Assertion]:
        """The assertions of the acts that are granted; a right named twice is read once."""
        granted = [(act, grant) for act in found if (grant := self.licence.grant(act, self.sentence.span)) is not None]
        self.objects.later = frozenset(h.i for act, _ in granted for h in self.objects.heads(act))
        rows: list[tuple[Act, Grant, Mention | None]] = []
        claimed: set[int] = set()
        for act, grant in granted:
            about = self.objects.data(act) if act.token.i not in claimed else None
            if about is None:
                continue
            self.words.add(act.token.i)
            if act.via is not None:
                claimed.update(range(act.token.i, act.via.i + 1))
            rows += [(act, grant, mention) for mention in about or (None,)]
        seen: set[tuple[str, Mention | None]] = set()
        given: list[tuple[str, Mention | None]] = []
        named = {act.iri for act, _, mention in rows if mention is not None}
        for act, grant, mention in rows:
            if (act.iri, mention) in seen or (mention is None and any(self._alike(act.iri, i) for i in named)):
                continue
            seen.add((act.iri, mention))
            if any(m == mention and self._alike(i, act.iri) for i, m in given):
                continue
            given.append((act.iri, mention))
            yield self.assertion(act, grant, mention)

    def _alike(self, one: str, other: str) -> bool:
        """True where one right is the other or a narrower form of it."""
        vocabulary = self.sentence.lexicon.vocabulary
        return vocabulary.same_or_narrower(one, other) or vocabulary.same_or_narrower(other, one)

    def assertion(self, act: Act, grant: Grant, data: Mention | None) -> Assertion:
        """The right of an act about the data (None: it names none), as granted."""
        sentence = self.sentence
        conditions, exceptions, scopes = self.roles.limits(act, grant, self.words)
        close = act.last - act.token.i < _CUE_LENGTH
        first = act.token.i if close or act.via is None else act.last
        words = self.doc[first : (act.last if close else first) + 1]
        withheld = grant.negation
        return Assertion(
            kind="UserRight",
            asserted_by=sentence.asserted_by,
            evidence=sentence.evidence,
            section=sentence.section,
            polarity=DENIED if withheld is not None else AFFIRMED,
            modality=STATED,
            actor=self.roles.person(grant.person),
            cue=sentence.mention(words),
            negation=sentence.mention(withheld) if withheld is not None else None,
            data_type=data,
            data_subject=self.roles.owner(self.objects.heads(act), self.objects.about(act)),
            rights=(sentence.mention(words, act.iri),),
            channels=self.roles.channels(act, grant),
            contacts=find_contacts(sentence),
            deadlines=self.roles.deadlines(),
            conditions=conditions,
            exceptions=exceptions,
            scopes=scopes,
        )
