"""Labels found word for word in a row of words; a dictionary of them is made faster than a matcher over docs."""

from collections.abc import Iterator, Sequence


class Wordings:
    """Wordings with the IRI of what each names."""

    def __init__(self) -> None:
        self._iris: dict[tuple[str, ...], str] = {}
        self._lengths: dict[str, list[int]] = {}

    def __len__(self) -> int:
        return len(self._iris)

    def add(self, words: Sequence[str], iri: str) -> None:
        """Add a wording; one that is there already keeps what it names. Without a word it is left out."""
        if not words or self._iris.setdefault(tuple(words), iri) != iri:
            return
        lengths = self._lengths.setdefault(words[0], [])
        if len(words) not in lengths:
            lengths.append(len(words))

    def find(self, words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
        """(IRI, start, end) of each place where a wording stands, overlapping ones too; offsets count words.

        >>> known = Wordings()
        >>> known.add(["email", "address"], "urn:a")
        >>> list(known.find(["your", "email", "address"]))
        [('urn:a', 1, 3)]
        """
        for start, first in enumerate(words):
            for length in self._lengths.get(first, ()):
                end = start + length
                iri = self._iris.get(tuple(words[start:end]))
                if iri is not None and end <= len(words):
                    yield iri, start, end
