"""Base noun phrases by part of speech, and what is left of them without determiners."""

from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from .grammar import load_grammar

_JOINERS = {"-", "/", "'s", "'", "&"}
_FINITE = {"VB", "VBP", "VBZ", "VBD", "MD"}


@dataclass(frozen=True, slots=True)
class Chunk:
    """A base noun phrase: tokens ``start:end`` of the doc, determiner included, and its head's index."""

    start: int
    end: int
    head: int


def chunks(span: Span, starts: frozenset[int] = frozenset()) -> list[Chunk]:
    """Base noun phrases by part of speech, which long lists disturb less than the parse.

    ``starts`` are tokens at which a label begins, such as "referring" in "referring site".
    """
    found: list[Chunk] = []
    doc, i, stop = span.doc, span.start, span.end
    while i < stop:
        j = i
        last_noun = -1
        while j < stop:
            token = doc[j]
            if last_noun >= 0 and _speaks(doc, j, stop):
                break
            if token.pos_ in {"NOUN", "PROPN"} or (token.tag_ == "VBG" and token.dep_ in {"compound", "amod"}):
                last_noun = j
            elif (close := _acronym(doc, j, stop)) and last_noun >= 0:
                j = close
                continue
            elif last_noun < 0 and j > i and token.pos_ == "CCONJ" and _coordinated_modifiers(doc, j, stop):
                pass
            elif _modifier(token, j, i, stop, doc) or (last_noun < 0 and j in starts):
                if last_noun >= 0 and token.pos_ in {"DET", "PRON"} and token.text not in _JOINERS:
                    break
            else:
                break
            j += 1
        if last_noun >= 0:
            found.append(Chunk(i, last_noun + 1, last_noun))
            i = last_noun + 1
        elif doc[i].pos_ == "PRON" or (doc[i].pos_ == "DET" and doc[i].dep_ in {"dobj", "nsubj", "nsubjpass", "pobj"}):
            found.append(Chunk(i, i + 1, i))
            i += 1
        else:
            i += 1
    return found


def _speaks(doc: Doc, index: int, stop: int) -> bool:
    """True for the "users" of "information users share with us": a verb of its own follows it."""
    if index + 1 >= stop or doc[index].tag_ not in {"NNS", "NNP", "NNPS"}:
        return False
    grammar = load_grammar()
    people = doc[index].lower_ in grammar["user"] or doc[index].pos_ == "PROPN"
    return people and doc[index - 1].lower_ in grammar["told"] and doc[index + 1].tag_ in {"VBP", "VBZ", "MD"}


def _acronym(doc: Doc, index: int, stop: int) -> int:
    """Index after a parenthesised short form that its noun follows: "Internet Protocol (IP) address"; 0 for none."""
    if doc[index].text == "(" and index + 3 < stop and doc[index + 2].text == ")":
        return index + 3 if doc[index + 1].is_upper and doc[index + 3].pos_ in {"NOUN", "PROPN"} else 0
    return 0


def _coordinated_modifiers(doc: Doc, index: int, stop: int) -> bool:
    """True for the "or" of "aggregated or anonymous information"."""
    before, after = doc[index - 1], doc[min(index + 1, stop - 1)]
    return before.pos_ in {"ADJ", "VERB"} and (after.pos_ in {"ADJ"} or after.tag_ == "VBN" or after.lower_ == "de")


def _modifier(token: Token, index: int, start: int, stop: int, doc: Doc) -> bool:
    """True where the token can stand inside a noun phrase before its head."""
    if token.pos_ in {"ADJ", "NUM", "DET"} or token.tag_ in {"PRP$", "POS", "VBN", "JJ", "WP$"}:
        if token.tag_ == "VBN":
            return token.dep_ in {"amod", "compound", "nmod"} or (token.dep_ == "conj" and token.head.dep_ == "amod")
        return not (token.tag_ == "WDT" or (token.dep_ == "advmod" and token.pos_ == "ADJ"))
    if token.tag_ == "VBG" and index + 1 < stop:
        return doc[index + 1].pos_ in {"NOUN", "PROPN"} and token.dep_ in {"amod", "compound", "nmod", "conj", "appos"}
    if token.pos_ == "ADV":
        return (
            token.dep_ == "advmod"
            and token.head.pos_ in {"ADJ", "VERB"}
            and token.head.i == index + 1
            and token.tag_ == "RB"
        )
    if token.text in _JOINERS and index > start and index + 1 < stop:
        tight = not doc[index - 1].whitespace_ and not token.whitespace_
        return tight or token.text in {"'s", "'"}
    return False


def _set_term(doc: Doc, index: int) -> bool:
    """True for the apostrophe of "driver's licence" or "mother's maiden name", which is no possessor's."""
    return doc[index - 1].lower_ in {
        "driver",
        "drivers",
        "mother",
        "men",
        "women",
        "child",
        "children",
        "friend",
        "friends",
    }


def parted(doc: Doc, start: int, end: int) -> bool:
    """True where a verb of a clause of its own stands between, not one of "the pages that you visit"."""
    return any(
        t.tag_ in _FINITE and not any(a.dep_ in {"relcl", "acl"} for a in (t, *t.ancestors)) for t in doc[start:end]
    )


def stripped(doc: Doc, start: int, end: int, fillers: bool = True) -> tuple[int, int]:
    """The phrase without leading determiners, possessives and punctuation ("your", "the", "any").

    ``fillers`` strips words such as "other" and "certain" too, which say nothing of data but something of parties.
    """
    grammar = load_grammar()
    owner = max((i for i in range(start, end - 1) if doc[i].tag_ == "POS" and not _set_term(doc, i)), default=-1)
    start = max(start, owner + 1)
    while start < end - 1:
        token = doc[start]
        determiner = token.pos_ == "DET" and token.lower_ not in grammar["demonstratives"]
        function = token.tag_ in {"PRP$", "POS", "WP$", "PDT", "CC"} or token.is_punct
        if not (determiner or function or (fillers and token.lower_ in grammar["fillers"])):
            break
        start += 1
    return start, end
