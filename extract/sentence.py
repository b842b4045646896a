"""One parsed sentence in its place: what every reader of statements is given."""

from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Span, Token

from .document import Document, Passage
from .lexicon import Lexicon
from .model import Assertion, Mention
from .phrases import DataPhrases


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage, parsed, with the way back to the document.

    ``passage`` holds the text that was parsed: a passage of the document, or a lead-in and its item composed
    into one; then ``seam`` is the character at which the item starts (0 otherwise). ``asserted_by`` is the
    company's IRI, ``first_party`` the lower-case names by which the policy calls its company. ``before`` are the
    statements read earlier in the same section, which pronouns and "this information" point back to. ``answers`` is
    true where the words before the seam are a question that the others answer.
    """

    span: Span
    passage: Passage
    document: Document
    lexicon: Lexicon
    asserted_by: str
    first_party: frozenset[str] = frozenset()
    seam: int = 0
    before: tuple[Assertion, ...] = ()
    answers: bool = False

    @property
    def section(self) -> tuple[str, ...]:
        """Heading trail, outermost first."""
        return self.passage.section

    @cached_property
    def phrases(self) -> DataPhrases:
        """The noun phrases and what data they name, found once for all readers."""
        return DataPhrases(self.span, self.lexicon)

    @cached_property
    def text(self) -> str:
        """The words as parsed; a spaCy span puts them together each time it is asked."""
        return self.span.text

    @cached_property
    def words(self) -> frozenset[str]:
        """All words in lower case."""
        return frozenset(token.lower_ for token in self.span)

    @property
    def evidence(self) -> Mention:
        """The sentence, list item or table row that is quoted for what is read here."""
        start, end = self.span.start_char, self.span.end_char
        if start < self.seam < end:
            start = self.seam
        return self.at(start, end)

    def at(self, start: int, end: int, concept: str | None = None) -> Mention:
        """The mention at characters ``start:end`` of the passage's text; of what crosses a seam the item's side."""
        text = self.passage.text
        if start < self.seam < end:
            start = self.seam
        while start < end - 1 and text[start].isspace():
            start += 1
        while end > start + 1 and text[end - 1].isspace():
            end -= 1
        first, last = self.passage.locate(start, end)
        return Mention(self.document.text[first:last], first, last, concept)

    def mention(self, words: Span | Token, concept: str | None = None) -> Mention:
        """The mention of a spaCy span or token."""
        if isinstance(words, Token):
            return self.at(words.idx, words.idx + len(words), concept)
        return self.at(words.start_char, words.end_char, concept)
