"""What has been parsed lately: a text that comes again, in the next version or in a footer, is not parsed again."""

from collections.abc import Iterable

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

TOKENS = 100_000
"""Tokens of docs that are remembered, some 30 MB; the docs that were not asked for longest go first."""


class Parses:
    """The docs of texts, parsed in batches, and remembered. A doc that is given out may be in use elsewhere."""

    def __init__(self, nlp: Language, tokens: int = TOKENS, batch_size: int = 64) -> None:
        self._nlp, self._limit, self._batch_size = nlp, tokens, batch_size
        self._docs: dict[str, Doc] = {}
        self._tokens = 0

    def of(self, texts: Iterable[str]) -> list[Doc]:
        """The doc of each text."""
        wanted = list(texts)
        found = {text: doc for text in wanted if (doc := self._docs.get(text)) is not None}
        fresh = [text for text in dict.fromkeys(wanted) if text not in found]
        for text, doc in zip(fresh, self._nlp.pipe(fresh, batch_size=self._batch_size), strict=True):
            doc.tensor = np.zeros((0, 0), dtype="f")  # of use to the parser only, and larger than all else
            found[text] = doc
            self._tokens += len(doc)
        for text, doc in found.items():  # those that came again go to the end
            self._docs.pop(text, None)
            self._docs[text] = doc
        while self._tokens > self._limit and self._docs:
            self._tokens -= len(self._docs.pop(next(iter(self._docs))))
        return [found[text] for text in wanted]
