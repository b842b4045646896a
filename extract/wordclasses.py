"""Parts of speech and lemmas looked up again: the model's rules for them run once for each word as it was tagged.

The model maps tags to parts of speech by a matcher with some 180 patterns, and finds lemmas by rule; both together take
as long as the parser. What they say of a token follows from its form, tag and dependency, but for a few patterns of two
tokens ("gon na", "there is"); where one of these can begin, the model's own rules run.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
from spacy.attrs import DEP, LEMMA, ORTH, POS, TAG
from spacy.language import Language
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc, Token
from spacy.vocab import Vocab

WORDS = 100_000
"""Tagged words that are remembered; when there are more, all are forgotten."""

_Key = tuple[int, int, int]
_Pattern = dict[Any, Any]


@Language.factory("word_classes")
def make_word_classes(nlp: Language, name: str) -> "WordClasses":
    """spaCy factory of :class:`WordClasses`, which takes the place of the model's own components."""
    del name
    ruler, lemmatizer = nlp.get_pipe("attribute_ruler"), nlp.get_pipe("lemmatizer")
    nlp.disable_pipes("attribute_ruler", "lemmatizer")
    return WordClasses(nlp.vocab, ruler, lemmatizer)  # type: ignore[arg-type]


class WordClasses:
    """Gives each token part of speech and lemma. Morphology is left out, since no rule reads it."""

    def __init__(self, vocab: Vocab, ruler: AttributeRuler, lemmatizer: Lemmatizer) -> None:
        self.vocab, self.ruler, self.lemmatizer = vocab, ruler, lemmatizer
        rules: Any = ruler.patterns
        patterns = [p for rule in rules for p in rule["patterns"]]
        self._pairs = [p for p in patterns if len(p) > 1]
        self._on_dependencies = [p[0] for p in patterns if "DEP" in p[0]]
        self._telling: dict[tuple[int, int], frozenset[int]] = {}
        self._known: dict[_Key, tuple[int, int]] = {}
        self._openers: set[_Key] = set()

    def __call__(self, doc: Doc) -> Doc:
        """Set part of speech and lemma of every token."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = 256) -> Iterator[Doc]:
        """The same for many docs; what is not known yet is asked for once a batch."""
        stream = iter(docs)
        while batch := list(islice(stream, batch_size)):
            rows = [[self._key(*token) for token in doc.to_array([ORTH, TAG, DEP]).tolist()] for doc in batch]
            self._learn({key for row in rows for key in row})
            for doc, row in zip(batch, rows, strict=True):
                if not self._openers.isdisjoint(row) and self._paired(doc):
                    self._apply(doc)
                elif row:
                    _set(doc, [POS, LEMMA], [self._known[key] for key in row])
            yield from batch

    def _apply(self, doc: Doc) -> Doc:
        return self.lemmatizer(self.ruler(doc))

    def _key(self, orth: int, tag: int, dep: int) -> _Key:
        """Form, tag, and the dependency where a pattern asks for it."""
        telling = self._telling.get((orth, tag))
        if telling is None:
            telling = self._telling[orth, tag] = self._asked_for(orth, tag)
        return orth, tag, dep if dep in telling else 0

    def _asked_for(self, orth: int, tag: int) -> frozenset[int]:
        """The dependencies that a pattern names which such a token may fit."""
        strings, lower = self.vocab.strings, self.vocab[orth].lower_
        fitting = [
            p for p in self._on_dependencies if _allows(p.get("LOWER"), lower) and _allows(p.get("TAG"), strings[tag])
        ]
        return frozenset(strings.add(name) for p in fitting for name in _named(p["DEP"]))

    def _learn(self, seen: set[_Key]) -> None:
        """Ask the model's rules about the words not known yet, all at once in a doc of their own."""
        if len(self._known) + len(seen) > WORDS:
            for memory in (self._known, self._telling, self._openers):
                memory.clear()
        fresh = sorted(seen - self._known.keys())
        if not fresh:
            return
        strings = self.vocab.strings
        stop = (strings.add("."), strings.add("punct"))
        # a full stop after each, so that no two of them make a pair
        alone = Doc(self.vocab, words=[word for orth, _, _ in fresh for word in (strings[orth], ".")])
        told = [row for _, tag, dep in fresh for row in ((tag, dep or stop[1]), stop)]
        _set(alone, [TAG, DEP], told)
        may_open = [any(_fits(p[0], token) for p in self._pairs) for token in list(alone)[::2]]
        self._openers.update(key for key, opens in zip(fresh, may_open, strict=True) if opens)
        answers = self._apply(alone).to_array([POS, LEMMA]).tolist()[::2]
        self._known.update(zip(fresh, map(tuple, answers), strict=True))

    def _paired(self, doc: Doc) -> bool:
        """True where a pattern of two tokens fits somewhere, or where white space is a token."""
        return any(
            token.is_space
            or any(token.i + 1 < len(doc) and _fits(p[0], token) and _fits(p[1], token.nbor(1)) for p in self._pairs)
            for token in doc
        )


def _set(doc: Doc, attributes: list[int | str], rows: Sequence[tuple[int, ...]]) -> None:
    values: Any = np.array(rows, dtype="uint64")
    doc.from_array(attributes, values)


def _fits(pattern: _Pattern, token: Token) -> bool:
    """True unless the pattern's form or dependency rules the token out; white space is always told apart."""
    return token.is_space or (_allows(pattern.get("LOWER"), token.lower_) and _allows(pattern.get("DEP"), token.dep_))


def _allows(wanted: str | _Pattern | None, value: str) -> bool:
    if isinstance(wanted, str):
        return value == wanted
    wanted = wanted or {}
    listed = value in wanted.get("IN", (value,)) and value not in wanted.get("NOT_IN", ())
    return listed and re.search(wanted.get("REGEX", ""), value) is not None


def _named(wanted: str | _Pattern) -> set[str]:
    return {wanted} if isinstance(wanted, str) else {name for names in wanted.values() for name in names}
