"""Word embeddings looked up again: what the model makes of a word alone is computed once for each word form.

The first layers of the model (hashed embeddings of a word's form, prefix, suffix and shape, and the layer that mixes
them) see one token at a time, so their output is a function of the token's features. That is two fifths of the model's
arithmetic. The numbers are those of the model, bit for bit.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model

WORDS = 32_768
"""Word forms that are remembered (12 MiB); when there are more, all are forgotten."""


def remember_embeddings(nlp: Language) -> None:
    """Put the memory before the context layers of the pipeline's ``tok2vec``."""
    layers = nlp.get_pipe("tok2vec").model.layers  # type: ignore[attr-defined]
    layers[0] = remembered(layers[0])


def remembered(embed: Model[Any, Any]) -> Model[Any, Any]:
    """A layer that gives what ``embed`` gives, and asks it only for rows of features it has not seen."""
    memory = _Memory(embed)
    return Model("remembered_embeddings", memory.forward, layers=[embed], dims={"nO": embed.get_dim("nO")})


class _Memory:
    """Rows of features, as bytes, and where their vectors stand in one table."""

    def __init__(self, embed: Model[Any, Any]) -> None:
        self.extract, *self.rest = embed.layers
        self.columns = self.extract.attrs["columns"]
        self.places: dict[bytes, int] = {}
        self.table: NDArray[np.float32] = np.zeros((1024, embed.get_dim("nO")), dtype="f")

    def forward(self, model: Model[Any, Any], docs: list[Doc], is_train: bool) -> tuple[Any, Callable[..., Any]]:
        """Thinc's forward function: a matrix for each doc, and what training would call."""
        if is_train:
            trained: tuple[Any, Callable[..., Any]] = model.layers[0](docs, is_train)
            return trained
        rows = [doc.to_array(self.columns) for doc in docs]
        keys = [_keys(r) for r in rows]
        if len(self.places) > WORDS:
            self.places.clear()
        self._learn({k: row for ks, r in zip(keys, rows, strict=True) for k, row in zip(ks, r, strict=True)})
        places = self.places
        return [self.table[[places[k] for k in ks]] for ks in keys], _untrained

    def _learn(self, seen: dict[bytes, Any]) -> None:
        fresh = [key for key in seen if key not in self.places]
        if not fresh:
            return
        vectors: Any = [np.stack([seen[key] for key in fresh])]
        for layer in self.rest:
            vectors = layer.predict(vectors)
        first = len(self.places)
        while first + len(fresh) > len(self.table):
            self.table = np.concatenate([self.table, np.zeros_like(self.table)])
        self.table[first : first + len(fresh)] = vectors[0]
        self.places.update(zip(fresh, range(first, first + len(fresh)), strict=True))


def _keys(rows: Any) -> list[bytes]:
    packed: Any = np.ascontiguousarray(rows)
    found: list[bytes] = packed.view(np.dtype((np.void, packed.dtype.itemsize * packed.shape[1]))).ravel().tolist()
    return found


def _untrained(gradients: Iterable[Any]) -> list[Any]:
    del gradients
    return []
