"""The ontology's labels as matchers over spaCy docs: the only lexicon that extraction has."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Span, Token

from ..ontology import Vocabulary
from ..ontology.namespaces import CONDITION, DATA
from .cues import index_practices
from .wordforms import restated, variants
from .wordings import Wordings

CONTIGUOUS = ("data", "party", "technology", "location", "framework", "subject", "source")
"""Schemes whose labels are noun phrases, matched word for word."""
SEQUENCES = ("purpose", "condition", "right", "safeguard", "threat", "legal-basis", "retention", "topic")
"""Schemes whose labels are lemmas that occur in this order, gaps allowed."""
MAX_GAP = 6
"""Tokens that may stand between two words of a sequence label."""
SAYS_DATA = frozenset({DATA + "UnspecifiedData", DATA + "PersonalData"})
"""Concepts that say no more than that it is data."""

_SAYS_NOTHING = frozenset({CONDITION + "OtherCondition"})

_KEPT = "practicegraph matches of "
"""Start of a key in ``Doc.user_data``; the scheme follows."""
_WORDS = "practicegraph words"
"""Key in ``Doc.user_data``."""
_BRITISH = ((re.compile(r"is(e|er|ation)$"), r"iz\1"), (re.compile(r"our$"), "or"), (re.compile(r"yse$"), "yze"))
_COMPLEMENTS = {"dobj", "prep", "ccomp", "xcomp", "acomp", "advcl", "prt", "dative", "oprd", "nsubjpass", "relcl"}
_INITIALS = re.compile(r"[A-Z]{2,}")
_ID = re.compile(r"\bid\b")


@lru_cache(maxsize=65_536)
def spelling(word: str) -> str:
    """Lower case with British endings made American, so that one label serves both."""
    word = word.lower()
    if len(word) > 5:
        for pattern, ending in _BRITISH:
            word = pattern.sub(ending, word)
    return word


def forms(vocabulary: Vocabulary, scheme: str) -> dict[str, str]:
    """The forms of a scheme's noun labels with the concept of each, lower case.

    What is written out as a label goes before what only follows from another one: its plural, and "payment details"
    from "payment data". Initials ("PIN") keep their capitals: they are no everyday word ("pins").
    """
    owners: dict[str, str] = {}
    wordings = [(w if _INITIALS.fullmatch(w) else w.lower(), iri) for w, iri in vocabulary.wordings(scheme)]
    for label, iri in wordings:
        owners.setdefault(label, iri)
    for label, iri in wordings:
        for form in variants(label):
            owners.setdefault(form, iri)
    for label, iri in wordings:
        for form in restated(label):
            owners.setdefault(form, iri)
    return owners


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens ``start:end`` of a doc that a label of concept ``iri`` names; ``words`` of them are the label's."""

    start: int
    end: int
    iri: str
    words: int = 1


class Lexicon:
    """Finds concepts of the vocabulary in parsed text. Built once a pipeline; read-only afterwards."""

    def __init__(self, nlp: Language, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.practices = index_practices(vocabulary)
        self._phrases: dict[str, Wordings] = {}
        self._labels: dict[str, dict[str, str]] = {}
        self._initials: dict[str, Wordings] = {}
        tokens = _Tokens(nlp)
        for scheme in CONTIGUOUS:
            owners = forms(vocabulary, scheme)
            phrases, initials = self._phrases[scheme], self._initials[scheme] = Wordings(), Wordings()
            for form, iri in owners.items():
                if form != form.lower():
                    initials.add(tokens.of(form), iri)
                    continue
                phrases.add(tokens.of(form), iri)
                if "id" in form:  # the tokenizer reads a lower-case "id" as "I'd"
                    phrases.add([w.lower() for w in tokens.of(_ID.sub("ID", form))], iri)
            self._labels[scheme] = owners
        self._sequences: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = {}
        for scheme in SEQUENCES:
            index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
            for label, iri in vocabulary.wordings(scheme):
                words = tuple(spelling(w) for w in re.findall(r"[^\W_]+", label))
                if words:
                    index.setdefault(words[0], []).append((words, iri))
            self._sequences[scheme] = index

    def phrases(self, words: Doc | Span, scheme: str) -> list[Match]:
        """All contiguous matches of a scheme's labels, overlapping ones too, by position; offsets are of the doc."""
        if isinstance(words, Doc):
            return list(self._in_doc(words, scheme)[0])
        found, starts = self._in_doc(words.doc, scheme)
        first = bisect_left(starts, words.start)
        return [m for m in found[first : bisect_left(starts, words.end, first)] if m.end <= words.end]

    def _in_doc(self, doc: Doc, scheme: str) -> tuple[list[Match], list[int]]:
        """The matches in a whole doc, and where they start; sought once and kept with the doc."""
        kept: tuple[list[Match], list[int]] | None = doc.user_data.get(_KEPT + scheme)
        if kept is None:
            found = self._matched(doc, scheme)
            hyphens = _hyphens(doc)
            if hyphens and scheme == "data":
                words = [t.i for t in doc if t.i not in hyphens]
                blank = Doc(doc.vocab, words=[doc[i].text for i in words])
                found += (
                    Match(words[m.start], words[m.end - 1] + 1, m.iri)
                    for m in self._matched(blank, scheme)
                    if words[m.end - 1] - words[m.start] >= m.end - m.start
                )
                found = [m for m in found if m.start - 1 not in hyphens or m.iri in SAYS_DATA]
                found = list(dict.fromkeys(found))
            found.sort(key=lambda m: (m.start, -m.end))
            kept = doc.user_data[_KEPT + scheme] = found, [m.start for m in found]
        return kept

    def _matched(self, doc: Doc, scheme: str) -> list[Match]:
        lowered, written = _words(doc)
        found = [Match(s, e, iri) for iri, s, e in self._phrases[scheme].find(lowered)]
        if initials := self._initials[scheme]:
            found += [Match(s, e, iri) for iri, s, e in initials.find(written)]
        return found

    def longest(self, words: Doc | Span, scheme: str) -> list[Match]:
        """The matches that no longer one covers, longest first where they overlap, by position."""
        taken: set[int] = set()
        kept = []
        for match in sorted(self.phrases(words, scheme), key=lambda m: (m.start - m.end, m.start)):
            if not taken.intersection(range(match.start, match.end)):
                taken.update(range(match.start, match.end))
                kept.append(match)
        return sorted(kept, key=lambda m: m.start)

    def named(self, phrase: str, scheme: str) -> str | None:
        """The concept that has exactly this wording (plural aside, and case but for initials)."""
        return self._labels[scheme].get(phrase) or self._labels[scheme].get(phrase.lower())

    def sequence(self, tokens: Iterable[Token], scheme: str) -> str | None:
        """The concept whose label's lemmas occur in order among the tokens: most words first, then the tightest."""
        found = self.sequences(tokens, scheme)
        return found[0].iri if found else None

    def sequences(self, tokens: Iterable[Token], scheme: str) -> list[Match]:
        """All sequence matches among the tokens, best first; ``start`` and ``end`` are token indices in the doc."""
        row = list(tokens)
        found = self._found(row, scheme)
        shared = _shared_object(row) if scheme == "purpose" and (not found or found[0].words == 1) else []
        if shared:
            inside = {t.i for t in row}
            longer = self._found(row + shared, scheme)
            found = [m for m in longer if m.words > 1 and m.start in inside] or found or longer
        # "in the event of a merger": what says only that there is a condition yields to what says which
        return sorted(found, key=lambda match: match.iri in _SAYS_NOTHING)

    def _found(self, row: Sequence[Token], scheme: str) -> list[Match]:
        forms = [{spelling(t.lemma_), spelling(t.lower_)} for t in row]
        index = self._sequences[scheme]
        found: list[tuple[int, int, int, Match]] = []
        for i, keys in enumerate(forms):
            for key in keys:
                for words, iri in index.get(key, ()):
                    last = _follow(words, forms, i)
                    if last is not None:
                        match = Match(row[i].i, row[last].i + 1, iri, len(words))
                        found.append((-len(words), last - i, i, match))
        found.sort(key=lambda f: (f[:3], f[3].iri))
        return [f[3] for f in found]


def _words(doc: Doc) -> tuple[list[str], list[str]]:
    """The words in lower case and as they are written; read once, and kept with the doc."""
    kept: tuple[list[str], list[str]] | None = doc.user_data.get(_WORDS)
    if kept is None:
        kept = doc.user_data[_WORDS] = [t.lower_ for t in doc], [t.text for t in doc]
    return kept


def _hyphens(doc: Doc) -> set[int]:
    """Where a hyphen joins two words: "user-information" reads as "user information", "counter-notice" as no notice."""
    return {
        t.i
        for t in doc[1:-1]
        if t.text == "-" and not t.whitespace_ and not doc[t.i - 1].whitespace_ and doc[t.i - 1].is_alpha
    }


class _Tokens(dict[str, list[str]]):
    """The tokens of words between blanks, as the tokenizer reads them; for plain words it need not be asked."""

    def __init__(self, nlp: Language) -> None:
        self._nlp, self._rules = nlp, cast(Tokenizer, nlp.tokenizer).rules or {}

    def __missing__(self, word: str) -> list[str]:
        plain = word.isalpha() and word.islower() and word not in self._rules
        found = self[word] = [word] if plain else [t.text for t in self._nlp.make_doc(word)]
        return found

    def of(self, form: str) -> list[str]:
        """Those of a form of several words."""
        if "  " in form:  # more than one blank is a token
            return [t.text for t in self._nlp.make_doc(form)]
        return [token for word in form.split() for token in self[word]]


def _shared_object(row: Sequence[Token]) -> list[Token]:
    """What the verb of a purpose shares with the verbs after it: "detect", where the text goes on "and stop fraud"."""
    inside = {t.i for t in row}
    verb = next((t for t in row if t.dep_ == "ROOT" or t.head.i not in inside), None)
    if verb is None or verb.pos_ != "VERB" or any(c.dep_ in _COMPLEMENTS for c in verb.children):
        return []
    for other in verb.conjuncts:
        if other.i > verb.i and (thing := next((c for c in other.children if c.dep_ == "dobj"), None)) is not None:
            return [t for t in thing.subtree if t.i <= thing.i and t.i not in inside]
    return []


def _follow(words: Sequence[str], forms: Sequence[set[str]], start: int) -> int | None:
    """Index of the last word of a label whose first stands at ``start``; None where it does not go on."""
    position = start
    for word in words[1:]:
        for nxt in range(position + 1, min(position + 2 + MAX_GAP, len(forms))):
            if word in forms[nxt]:
                position = nxt
                break
        else:
            return None
    return position
