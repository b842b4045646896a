"""The ontology's labels as matchers over spaCy docs: the only lexicon that extraction has."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span, Token

from ..ontology import Vocabulary
from .clauses import index_practices
from .wordforms import variants

CONTIGUOUS = ("data", "party", "technology", "location", "framework", "subject", "source")
"""Schemes whose labels are noun phrases, matched word for word."""
SEQUENCES = ("purpose", "condition", "right", "safeguard", "threat", "legal-basis", "retention", "topic")
"""Schemes whose labels are lemmas that occur in this order, gaps allowed."""
MAX_GAP = 6
"""Tokens that may stand between two words of a sequence label."""

_KEPT = "practicegraph matches of "
"""Start of a key in ``Doc.user_data``; the scheme follows."""
_BRITISH = ((re.compile(r"is(e|er|ation)$"), r"iz\1"), (re.compile(r"our$"), "or"), (re.compile(r"yse$"), "yze"))


@lru_cache(maxsize=65_536)
def spelling(word: str) -> str:
    """Lower case with British endings made American, so that one label serves both."""
    word = word.lower()
    if len(word) > 5:
        for pattern, ending in _BRITISH:
            word = pattern.sub(ending, word)
    return word


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
        self._phrases: dict[str, PhraseMatcher] = {}
        self._labels: dict[str, dict[str, str]] = {}
        for scheme in CONTIGUOUS:
            matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
            owners: dict[str, str] = {}
            for label, iri in vocabulary.wordings(scheme):
                for form in variants(label.lower()):
                    owners.setdefault(form, iri)
            by_iri: dict[str, list[Doc]] = {}
            for form, iri in owners.items():
                # the tokenizer reads a lower-case "id" as "I'd"
                written = {form, re.sub(r"\bid\b", "ID", form)}
                by_iri.setdefault(iri, []).extend(nlp.make_doc(f) for f in sorted(written))
            for iri, docs in by_iri.items():
                matcher.add(iri, docs)
            self._phrases[scheme] = matcher
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
            strings = doc.vocab.strings
            found = [Match(s, e, strings[key]) for key, s, e in self._phrases[scheme](doc)]
            found.sort(key=lambda m: (m.start, -m.end))
            kept = doc.user_data[_KEPT + scheme] = found, [m.start for m in found]
        return kept

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
        """The concept that has exactly this wording (case and plural aside)."""
        return self._labels[scheme].get(phrase.lower())

    def sequence(self, tokens: Iterable[Token], scheme: str) -> str | None:
        """The concept whose label's lemmas occur in order among the tokens: most words first, then the tightest."""
        found = self.sequences(tokens, scheme)
        return found[0].iri if found else None

    def sequences(self, tokens: Iterable[Token], scheme: str) -> list[Match]:
        """All sequence matches among the tokens, best first; ``start`` and ``end`` are token indices in the doc."""
        row = list(tokens)
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
