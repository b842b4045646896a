"""Words to the word pieces that the tagger's encoder reads: BERT's uncased WordPiece (Devlin et al. 2019).

Written out in these few lines because the library for it brings a client of a model hub with it.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

PIECES_A_WORD = 12
"""More pieces than this of one word are dropped, so that a word without end costs no more than a long one."""
LETTERS_A_WORD = 100
"""Letters of a word that are read: more than twice the longest English word."""
_HAN = re.compile(
    "([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002a6df\U0002a700-\U0002ceaf\U0002f800-\U0002fa1f])"
)
_DROPPED = {"Cc", "Cf", "Co", "Cs"}  # control, format and private characters, and half surrogate pairs


class WordPieces:
    """Turns words into piece numbers; remembers words, since policies repeat them."""

    def __init__(self, file: Path, remembered: int = 50_000) -> None:
        """Read a vocabulary.

        Args:
            file: a `vocab.txt`: one piece a line, pieces that do not begin a word after ``##``.
            remembered: words whose pieces are kept (about 200 bytes each).
        """
        lines = file.read_text(encoding="utf-8").splitlines()
        self._numbers = {piece: number for number, piece in enumerate(lines)}
        self.pad, self.first = self._numbers["[PAD]"], self._numbers["[CLS]"]
        self.last, self.unknown = self._numbers["[SEP]"], self._numbers["[UNK]"]
        self.of_word = lru_cache(maxsize=remembered)(self._of_word)

    def _of_word(self, word: str) -> tuple[int, ...]:
        """Pieces of a word: at least one, at most :data:`PIECES_A_WORD`."""
        pieces = [n for part in _parts(word[:LETTERS_A_WORD]) for n in self._of_part(part)]
        # A word of control characters has no piece at all, but keeps its place.
        return tuple(pieces[:PIECES_A_WORD]) or (self.unknown,)

    def _of_part(self, part: str) -> list[int]:
        """The longest known piece from the left, again and again; one unknown piece where some rest has none."""
        found, start = [], 0
        while start < len(part):
            prefix = "##" if start else ""
            for end in range(len(part), start, -1):
                number = self._numbers.get(prefix + part[start:end])
                if number is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return [self.unknown]
        return found

    def of_words(self, words: Sequence[str]) -> list[tuple[int, ...]]:
        """Pieces of each word of a sentence."""
        of_word = self.of_word
        return [of_word(word) for word in words]


def _parts(word: str) -> list[str]:
    """A word cleaned, without case and accents, cut at white space, around punctuation and around Han characters."""
    if word.isascii() and word.isalpha():  # nearly all of them
        return [word.lower()]
    clean = "".join(" " if c.isspace() else c for c in word if c.isspace() or unicodedata.category(c) not in _DROPPED)
    split = unicodedata.normalize("NFD", _HAN.sub(r" \1 ", clean.replace("\ufffd", "")))
    plain = "".join(c for c in split if unicodedata.category(c) != "Mn").lower()
    return "".join(f" {c} " if _is_mark(c) else c for c in plain).split()


def _is_mark(c: str) -> bool:
    """Whether BERT sets a character apart: punctuation, and all ASCII characters that are no letter, digit or space."""
    if c.isascii():
        return not c.isalnum() and c > " "
    return unicodedata.category(c)[0] == "P"
