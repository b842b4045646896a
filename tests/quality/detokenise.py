"""Tokens to running text, and places in that text back to tokens.

PolicyIE and PI-Extract come as tokens, which somebody's tokeniser cut. Extraction reads prose, where "policy ." is not
the end of a sentence and "do n't" is no word, so the spaces go where print has none. Each token stays a substring of
the text, whatever the guess about its spaces: only spaces are left out, never characters.
"""

from collections.abc import Sequence
from dataclasses import dataclass

_CLOSING = frozenset({".", ",", ";", ":", "?", "!", ")", "]", "}", "%", "”", "…", "...", "'s", "’s", "n't", "n’t"}) | {
    mark + ending for mark in "'’" for ending in ("s", "re", "ve", "ll", "d", "m")
}
_OPENING = frozenset({"(", "[", "{", "“", "$", "€", "£", "#"})
_JOINING = frozenset({"-", "/", "‑", "@", "_"})
_QUOTE = frozenset({'"'})


@dataclass(frozen=True, slots=True)
class Detokenised:
    """A text, and where each of its tokens stands in it."""

    text: str
    tokens: tuple[str, ...]
    starts: tuple[int, ...]

    def ends(self, index: int) -> int:
        """Where a token ends in the text."""
        return self.starts[index] + len(self.tokens[index])

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The tokens (half open) that characters ``start`` to ``end`` touch; None where they touch none."""
        touched = [i for i, at in enumerate(self.starts) if at < end and start < self.ends(i)]
        return (touched[0], touched[-1] + 1) if touched else None

    def words(self, start: int, end: int) -> str:
        """The text of tokens ``start`` to ``end``."""
        return self.text[self.starts[start] : self.ends(end - 1)] if end > start else ""


def detokenise(tokens: Sequence[str]) -> Detokenised:
    """Tokens with the spaces of print.

    >>> detokenise(["We", "do", "n't", "sell", "e", "-", "mail", "(", "or", "photos", ")", "."]).text
    "We don't sell e-mail (or photos)."
    """
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    quoted = False
    glued = True  # nothing before the first token
    for index, token in enumerate(tokens):
        closing_quote = token in _QUOTE and quoted
        hyphen = token in _JOINING and _joins(tokens, index)
        possessive = token in {"'", "’"} and index > 0 and tokens[index - 1].endswith("s")
        if not (glued or token.lower() in _CLOSING or closing_quote or hyphen or possessive):
            parts.append(" ")
            length += 1
        starts.append(length)
        parts.append(token)
        length += len(token)
        glued = token in _OPENING or hyphen or (token in _QUOTE and not quoted) or token.isspace() or not token
        quoted ^= token in _QUOTE
    return Detokenised("".join(parts), tuple(tokens), tuple(starts))


def _joins(tokens: Sequence[str], index: int) -> bool:
    """True for a hyphen or slash between two words ("third - party"), which print writes as one."""
    if index == 0 or index + 1 == len(tokens):
        return False
    before, after = tokens[index - 1], tokens[index + 1]
    return before[-1:].isalnum() and after[:1].isalnum()
