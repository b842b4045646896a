"""Questions that a word answers: "Do we sell your data?" with "No." below says "we do not sell your data"."""

import re
from dataclasses import replace
from functools import cache

from .document import Passage
from .grammar import load_grammar

_QUESTION = re.compile(
    r"^\s*(?:Q[.:]\s*|\d+[.)]\s*)?(?P<aux>do|does|did|will|would|can|could|may|might|is|are|was|were|has|have)\s+"
    r"(?P<rest>[^?.!]{3,300})\?\s*$",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?P<subject>we|you|they|it|third parties|our\s+[\w-]+(?:\s+[\w-]+)?|[A-Z][\w&.-]*(?:\s+[A-Z][\w&.-]*){0,3})\s+"
)
_OF_READER = re.compile(r"\b(?:i|me|my|mine)\b", re.IGNORECASE)
_TURNED = {"you": "we", "your": "our", "i": "you", "me": "you", "my": "your", "mine": "yours"}


@cache
def _answer() -> re.Pattern[str]:
    grammar = load_grammar()
    no, yes = (
        "|".join(re.escape(w) for w in sorted(grammar[n], key=len, reverse=True)) for n in ("says_no", "says_yes")
    )
    return re.compile(rf"^\s*(?:A[.:]\s*)?(?:(?P<no>{no})|(?P<yes>{yes}))\b(?=[\s,.;:!–-]|$)", re.IGNORECASE)


@cache
def _passive() -> re.Pattern[str]:
    participles = "|".join(sorted(load_grammar()["asked_participles"]))
    return re.compile(rf"(?P<subject>.{{3,200}}?)\s+(?=(?:{participles}|\w{{2,}}ed)\b)", re.IGNORECASE)


def answered(question: Passage, answer: Passage) -> tuple[Passage, int] | None:
    """The question as the statement that its answer makes of it, gone on with by the answer, and where that starts.

    None where the question is none of yes or no, or the answer begins with neither. A question in the reader's own
    words ("Do you share my name?") is turned round.
    """
    asked = _QUESTION.match(question.text)
    said = _answer().match(answer.text)
    if asked is None or said is None:
        return None
    auxiliary = asked["aux"].lower()
    pattern = _passive() if auxiliary in {"is", "are", "was", "were"} else _SUBJECT
    who = pattern.match(question.text, asked.start("rest"))
    if who is None:
        return None
    turned = bool(_OF_READER.search(asked["rest"]))
    word = said.start("no") if said["no"] else said.start("yes")
    built = _Built(question)
    built.words(*who.span("subject"), turned)
    built.words(*asked.span("aux"), False)
    if said["no"]:
        built.inserted("not", answer.offsets[word], answer.offsets[said.end("no") - 1])
    built.words(who.end(), asked.end("rest"), turned)
    text, offsets = f"{built.text.strip()}, ", [*built.offsets[: len(built.text.rstrip())]]
    offsets += [answer.offsets[word]] * 2
    body = answer.text[word:]
    body = body[0].lower() + body[1:]
    made = replace(
        answer,
        text=text + body,
        offsets=(*offsets, *answer.offsets[word:]),
        wide=(*question.wide, *answer.wide),
        cells=(),
    )
    return made, len(text)


class _Built:
    """A statement that is put together from pieces of a question, with the way back of each character."""

    def __init__(self, source: Passage) -> None:
        self.source, self.text = source, ""
        self.offsets: list[int] = []

    def words(self, start: int, end: int, turned: bool) -> None:
        """The source's characters, the persons turned round where the reader asks."""
        at = start
        for found in re.finditer(r"\b\w+\b", self.source.text[start:end]) if turned else ():
            other = _TURNED.get(found[0].lower())
            if other is not None:
                self._copied(at, start + found.start())
                last = self.source.offsets[start + found.end() - 1]
                self.inserted(other, self.source.offsets[start + found.start()], last, blank=False)
                at = start + found.end()
        self._copied(at, end)
        self._blank()

    def inserted(self, word: str, first: int, last: int, blank: bool = True) -> None:
        """A word that stands for the document's characters from ``first`` to ``last``."""
        self.text += word
        self.offsets += [first] * (len(word) - 1) + [last]
        if blank:
            self._blank()

    def _copied(self, start: int, end: int) -> None:
        self.text += self.source.text[start:end]
        self.offsets += self.source.offsets[start:end]

    def _blank(self) -> None:
        if self.text and not self.text.endswith(" "):
            self.text += " "
            self.offsets.append(self.offsets[-1])
