"""Words to the word pieces that the tagger's encoder reads."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from tokenizers import Tokenizer

PIECES_A_WORD = 12
"""More pieces than this of one word are dropped, so that a word without end costs no more than a long one."""
LETTERS_A_WORD = 100
"""Letters of a word that are read: more than twice the longest English word."""


class WordPieces:
    """Turns words into piece numbers; remembers words, since policies repeat them."""

    def __init__(self, file: Path, remembered: int = 50_000) -> None:
        """Read a `tokenizer.json`.

        Args:
            file: path of the tokenizer.
            remembered: words whose pieces are kept (about 200 bytes each).
        """
        tokenizer = Tokenizer.from_file(str(file))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self.pad: int = tokenizer.token_to_id("[PAD]")
        self.first: int = tokenizer.token_to_id("[CLS]")
        self.last: int = tokenizer.token_to_id("[SEP]")
        self.unknown: int = tokenizer.token_to_id("[UNK]")
        self.of_word = lru_cache(maxsize=remembered)(self._of_word)

    def _of_word(self, word: str) -> tuple[int, ...]:
        """Pieces of a word: at least one, at most :data:`PIECES_A_WORD`."""
        # A lone surrogate is no Unicode text, and the tokenizer refuses it.
        readable = word[:LETTERS_A_WORD].encode("utf-8", "replace").decode("utf-8")
        pieces = self._tokenizer.encode(readable, add_special_tokens=False).ids[:PIECES_A_WORD]
        # A word of control characters has no piece at all, but keeps its place.
        return tuple(pieces) or (self.unknown,)

    def of_words(self, words: Sequence[str]) -> list[tuple[int, ...]]:
        """Pieces of each word of a sentence."""
        of_word = self.of_word
        return [of_word(word) for word in words]
