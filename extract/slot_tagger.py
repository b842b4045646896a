"""The spaCy component of the learned tagger: slots into ``doc.spans``, sentence classes onto the sentences."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span

from .tagger import Tagger

SLOTS = "slots"
"""Key of the slots in ``doc.spans``; their scores are in ``doc.spans[SLOTS].attrs["scores"]``, in the same order."""

if not Span.has_extension("intents"):
    Span.set_extension("intents", default=None)


@Language.factory("slot_tagger", default_config={"folder": None, "threads": 1})
def make_slot_tagger(nlp: Language, name: str, folder: str | None, threads: int) -> "SlotTagger":
    """spaCy factory of :class:`SlotTagger`.

    Args:
        nlp: the pipeline, unused.
        name: the component's name, unused.
        folder: of another model than the package's own.
        threads: batches computed at the same time.
    """
    del nlp, name
    return SlotTagger(Tagger(Path(folder) if folder else None, threads))


class SlotTagger:
    """Sets ``doc.spans["slots"]`` and, on each sentence, ``sentence._.intents`` (probability of each class)."""

    def __init__(self, tagger: Tagger) -> None:
        self.tagger = tagger

    def __call__(self, doc: Doc) -> Doc:
        """Tag one document, whose sentences are set.

        Raises:
            ValueError: its sentences are not set.
            FileNotFoundError: the model is not there.
        """
        self._tag([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Tag many documents; the sentences of `batch_size` of them are computed together."""
        rest = iter(stream)
        while docs := list(islice(rest, batch_size)):
            self._tag(docs)
            yield from docs

    def _tag(self, docs: list[Doc]) -> None:
        # White space is a token to spaCy, and no word to the encoder.
        words = [[[t.i for t in sentence if not t.is_space] for sentence in doc.sents] for doc in docs]
        texts = [[doc[i].text for i in sentence] for doc, all_ in zip(docs, words, strict=True) for sentence in all_]
        tagged = iter(self.tagger.tag(texts))
        for doc, places in zip(docs, words, strict=True):
            spans, scores = [], []
            for sentence, at in zip(doc.sents, places, strict=True):
                result = next(tagged)
                sentence._.intents = result.intents
                for slot in result.slots:
                    spans.append(Span(doc, at[slot.start], at[slot.end - 1] + 1, label=slot.label))
                    scores.append(slot.score)
            doc.spans[SLOTS] = spans
            doc.spans[SLOTS].attrs["scores"] = np.array(scores, dtype=np.float32)
