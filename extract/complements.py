"""What stands around a head noun and decides which data it names: "number for your mobile", "names of the files"."""

from collections.abc import Sequence

from spacy.tokens import Span

from .chunks import Chunk, stripped
from .grammar import load_grammar
from .lexicon import SAYS_DATA, Lexicon, Match


class Complements:
    """The complements of one sentence's head nouns. Token indices are of the doc, ends exclusive."""

    def __init__(self, span: Span, lexicon: Lexicon, matches: Sequence[Match], chunks: Sequence[Chunk]) -> None:
        self.span, self.doc, self.lexicon, self.grammar = span, span.doc, lexicon, load_grammar()
        self._chunks = {c.start: c for c in chunks}
        self._heads = {c.head for c in chunks}
        self._starting: dict[int, list[Match]] = {}
        self._ending: dict[int, list[Match]] = {}
        for match in matches:
            self._starting.setdefault(match.start, []).append(match)
            self._ending.setdefault(match.end, []).append(match)

    def measured(self, chunk: Chunk) -> Match | None:
        """The label that begins before the phrase, with the word that measures it: "type of device"."""
        for match in self._ending.get(chunk.end, ()):
            measure = self.doc[match.start].lower_ in self.grammar["measures"] and match.start in self._heads
            if match.start < chunk.start and measure and match.iri not in SAYS_DATA:
                return match
        return None

    def possessed(self, start: int, end: int) -> str | None:
        """The concept of a label with its possessive: "your company", "minors' personal data", no "person's name"."""
        whole = next((m for m in self._starting.get(start, ()) if m.end == end and m.iri not in SAYS_DATA), None)
        inner, _ = stripped(self.doc, start, end)
        if whole is None or start == inner:
            return None
        own = self._label(inner, end)
        return whole.iri if own is None or own.iri in SAYS_DATA or self.doc[start].tag_ == "PRP$" else None

    def of(self, start: int, end: int) -> tuple[int, str | None] | None:
        """Where the phrase ends, and what it names, because of its complement; None where that decides nothing.

        "Number for your mobile" names what "mobile number" does. A word such as "name" whose complement is no person
        names a thing of its own, which has no concept: "names of the files you open", "song titles".
        """
        label = self._label(start, end)
        if label is not None and (label.end - label.start > 1 or label.iri in SAYS_DATA):
            return None
        head = end - 1
        named = self.doc[head].lower_ in self.grammar["names"]
        tail = self._after(end)
        if tail is not None:
            concept = None if named and self._personal(tail) else self.turned(head, tail)
            if concept is not None or (named and end - start == 1 and self._thing(tail)):
                return tail.end, concept
        verb = self.doc[head - 1].lemma_.lower() in self.lexicon.practices  # "we request and store name and address"
        if named and end - start > 1 and not verb and self._thing(Chunk(start, head, head - 1)):
            return end, None
        return None

    def about(self, head: int, tail: Chunk) -> str | None:
        """What "information about your phone" names because "phone information" does.

        Not where the tail is the company's, or where it is itself of something: "the health of your device".
        """
        if self.doc[head].lower_ not in self.grammar["generic_heads"]:
            return None
        begins, _ = stripped(self.doc, tail.start, tail.end)
        goes_on = tail.end < self.span.end and self.doc[tail.end].lower_ in {"of", "with"}
        return None if goes_on or self.doc[begins - 1].lower_ == "our" else self.turned(head, tail)

    def turned(self, head: int, tail: Chunk) -> str | None:
        """The concept of the complement's words before the head's: "mobile number"."""
        noun = self.doc[head]
        counts = noun.lower_ in self.grammar["counts"] and self.doc[tail.head].tag_ in {"NNS", "NNPS"}
        if counts or noun.lower_ in self.grammar["measures"]:
            return None
        inside = self.doc[slice(*stripped(self.doc, tail.start, tail.end))]
        words = [t.lower_ for t in inside]
        joint = next((i for i, word in enumerate(words) if word in {"and", "or", "/"}), len(words))
        for modifier in (words, [*words[:-1], inside[-1].lemma_.lower()], words[:joint], words[joint + 1 :]):
            for form in dict.fromkeys((noun.lemma_.lower(), noun.lower_)) if modifier else ():
                concept = self.lexicon.named(" ".join([*modifier, form]), "data")
                if concept is not None and concept not in SAYS_DATA:
                    return concept
        return None

    def after_brackets(self, end: int) -> int | None:
        """Where the text goes on after an aside: "information (but not your name) about your visits"."""
        if end < self.span.end and self.doc[end].text == "(":
            close = next((t.i for t in self.doc[end : min(self.span.end, end + 24)] if t.text == ")"), None)
            return close + 1 if close is not None else None
        return None

    def _label(self, start: int, end: int) -> Match | None:
        """The longest label that ends the phrase."""
        inside = [m for m in self._ending.get(end, ()) if m.start >= start]
        return max(inside, key=lambda m: m.end - m.start, default=None)

    def _after(self, end: int) -> Chunk | None:
        """The noun phrase after "of" or "for", which words beside the head may precede: "names and sizes of files"."""
        for _ in range(3):
            if end >= self.span.end:
                return None
            member = self._chunks.get(end + 1)
            if self.doc[end].lower_ in {"of", "for"} or member is None:
                return member
            if self.doc[end].lower_ not in {"and", "or", ","} or member.end - member.start > 1:
                return None
            if any(m.end > member.end for m in self._starting.get(member.start, ())):
                return None  # "name and date of birth"
            end = member.end
        return None

    def _thing(self, chunk: Chunk) -> bool:
        return self.doc[chunk.head].pos_ == "NOUN" and not self._personal(chunk)

    def _personal(self, chunk: Chunk) -> bool:
        """True where a phrase is about people: "names of your friends"."""
        words = self.doc[chunk.start : chunk.end]
        return (
            words[-1].pos_ == "PRON"
            or words[-1].lower_ in self.grammar["user"]
            or words[-1].ent_type_ == "PERSON"
            or any(m.end == words.end for scheme in ("subject", "party") for m in self.lexicon.phrases(words, scheme))
        )
