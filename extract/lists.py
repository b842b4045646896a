"""The lists that noun phrases stand in: which phrase comes first, and which ones go on after it."""

from collections.abc import Callable, Iterator, Sequence

from spacy.tokens import Span, Token

from .chunks import Chunk
from .grammar import load_grammar

_ENDS = frozenset({",", ";", ":", "(", ")", "and", "or", "and/or"})
"""Marks that part the members of a list."""


class Lists:
    """The lists of one sentence; ``extent`` tells where a chunk ends with what belongs to it ("of …", "about …")."""

    def __init__(self, span: Span, chunks: Sequence[Chunk], extent: Callable[[Chunk], int]) -> None:
        self.span, self.doc, self.chunks, self._extent = span, span.doc, chunks, extent
        self.grammar = load_grammar()

    def measured(self, chunk: Chunk | None) -> Chunk | None:
        """What "some or all of …" and "types of …" are about, from which the list goes on."""
        for _ in range(3):
            if (
                chunk is None
                or chunk.end >= self.span.end
                or self.doc[chunk.head].lower_ not in self.grammar["measures"]
            ):
                return chunk
            after = self.doc[chunk.end].lower_
            inner = next((c for c in self.chunks if c.start == chunk.end + 1), None)
            quantifier = self.doc[chunk.head].lower_ in {"some", "any", "all", "most", "none", "each"}
            if inner is None or (after != "of" and not (quantifier and after in {"or", "and"})):
                return chunk
            chunk = inner
        return chunk

    def leading(self, chunk: Chunk | None) -> Chunk | None:
        """The first of a list whose last member the parser takes for its head: "your name and shoe size"."""
        while chunk is not None:
            position = self.chunks.index(chunk)
            before = self.chunks[position - 1] if position else None
            if before is None or before.end == chunk.start:
                return chunk
            token = self.doc[before.head]
            gap = [t.lower_ for t in self.doc[before.end : chunk.start]]
            shares = token.dep_ in {"nmod", "compound"} and chunk.start <= token.head.i < chunk.end
            if not shares or not all(w in self.grammar["separators"] for w in gap):
                return chunk
            chunk = before
        return None

    def members(self, first: Chunk) -> Iterator[tuple[Chunk, bool]]:
        """The chunk and those that continue its list; False for members that only the parse coordinates with it."""
        position = self.chunks.index(first)
        yield first, True
        members = {first.head}
        introduced = self.doc[first.start - 1].lower_ if first.start > self.span.start else ""
        current = first
        for following in self.chunks[position + 1 :]:
            if following.start < self._extent(current):
                continue
            following = self.measured(following) or following
            strict = self._continues(current, following, introduced)
            if strict or self._coordinated(current, following, members):
                yield following, strict
                members.add(following.head)
                current = following
            elif following.start - current.end > 12:
                return
            elif self._belongs(current, following) or self._digression(current, following):
                continue
            else:
                return

    def _belongs(self, current: Chunk, following: Chunk) -> bool:
        """True where the next chunk stands inside a modifier of the current one, which the list may outlast."""
        token = self.doc[following.head]
        for _ in range(8):
            if token.i == current.head or current.start <= token.head.i < current.end:
                return token.dep_ not in {"ROOT"}
            if token.head.i == token.i:
                return False
            token = token.head
        return False

    def _continues(self, current: Chunk, following: Chunk, introduced: str) -> bool:
        """True where only separators, or words such as "including", stand between the two.

        ``introduced`` is the word before the list, which may come again: "for X and for Y".
        """
        begin = self._extent(current)
        gap = [
            t for t in self.doc[begin if begin <= following.start else current.end : following.start] if not t.is_space
        ]
        words = [t.lower_ for t in gap]
        while gap and self._tail_of(gap[0], begin):
            words, gap = words[1:], gap[1:]  # "pages you visit, links clicked, …": what the parser makes of it varies
        if not gap or (words == ["("] and self._glosses(following)):
            return False
        marks = {"(", ")", ":", "-", '"', introduced if words[0] in {"and", "or", ",", ")"} else ""}
        if all(w in self.grammar["separators"] or w in marks for w in words):
            return not self._new_clause(following)
        return self._exemplified(" ".join(words)) and not any(
            t.pos_ in {"VERB", "AUX"} and t.lower_ not in self.grammar["exemplifiers"] and not _inside_relative(t)
            for t in gap
        )

    def _glosses(self, chunk: Chunk) -> bool:
        """True for "your IP address (the number of your connection)": one phrase that says what the other means."""
        end = self._extent(chunk)
        close = next((t for t in self.doc[end : end + 4] if t.text in _ENDS), None)
        articles = {"the", "a", "an"}
        return self.doc[chunk.start].lower_ in articles and close is not None and close.text == ")"

    def _tail_of(self, token: Token, begin: int) -> bool:
        """True for a word of a short relative clause at ``begin``: "you visit", "viewed", "you arrived from"."""
        clause = self.doc[begin : token.i + 1]
        if len(clause) > 6 or any(t.text in _ENDS for t in clause):
            return False
        if clause[0].tag_ in {"VBN", "VBD"}:
            return token.i == begin or token.pos_ in {"ADP", "ADV"}
        if clause[0].lower_ not in {"you", "we", "they", "users"}:
            return False
        return token.i == begin or token.pos_ in {"VERB", "AUX", "ADP", "ADV"}

    def _digression(self, current: Chunk, following: Chunk) -> bool:
        """True where a list goes on past a member that is no plain noun phrase: no verb takes the word up."""
        gap = self.doc[current.end : following.start]
        if not any(t.text in _ENDS for t in gap) or len(gap) > 12:
            return False
        says_more = self.grammar["says_more"]
        speaks = (t.pos_ == "AUX" or t.tag_ in {"TO", "MD"} or t.dep_ == "mark" or t.lower_ in says_more for t in gap)
        return not any(speaks) and self.doc[following.head].dep_ not in {"nsubj", "nsubjpass"}

    def _coordinated(self, current: Chunk, chunk: Chunk, members: set[int]) -> bool:
        """True where the parse alone coordinates the two, and no verb stands between them."""
        head = self.doc[chunk.head]
        between = self.doc[current.end : chunk.start]
        return head.dep_ == "conj" and head.head.i in members and not any(t.pos_ in {"VERB", "AUX"} for t in between)

    def _exemplified(self, gap: str) -> bool:
        """True where "such as" and the like stand in the gap, and after it only separators."""
        padded = f" {gap} "
        for words in self.grammar["exemplifiers"]:
            position = padded.rfind(f" {words} ")
            if position >= 0 and not padded[:position].endswith((" not", " but")):
                rest = padded[position + len(words) + 1 :].split()
                if all(
                    w in self.grammar["separators"] or w in {"(", ":", "but", "not", "limited", "to", "without"}
                    for w in rest
                ):
                    return True
        return False

    def _new_clause(self, chunk: Chunk) -> bool:
        """True where the chunk is the subject of a verb to its right: "…, and we use cookies"."""
        token = self.doc[chunk.head]
        after = self.doc[chunk.end] if chunk.end < self.span.end else None
        own = self.doc[chunk.start].tag_ == "PRP$"
        if (
            after is not None
            and after.tag_ in {"VBN", "VBD"}
            and not (own or any(c.dep_ == "dobj" for c in after.children))
        ):
            return False  # "links clicked" in a list: a participle, whatever the parser makes of it
        while token.dep_ in {"compound", "amod", "poss", "nmod"} and token.head.i != token.i:
            token = token.head
        return token.dep_ in {"nsubj", "nsubjpass"} and token.head.i > token.i and token.head.pos_ in {"VERB", "AUX"}


def _inside_relative(token: Token) -> bool:
    return any(a.dep_ in {"relcl", "acl"} for a in (token, *token.ancestors))
