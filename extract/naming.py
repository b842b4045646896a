"""The company's own name made a pronoun before parsing: the parser knows "we", not "Orrery Labs, Inc."."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from .document import Passage
from .grammar import load_grammar

_NEAR = 40
"""Characters before a name that can decide how it is read."""
_FOLLOWING = re.compile(r"\s*([\w'-]+|[,.;:)!?]|$)")
_AFTER_WE = re.compile(r"(\s+(?:\w+ly\s+|also\s+)?)(\w+)")
_PREPOSITION = re.compile(r"\b(?:to|by|from|with|of|for|on|about|against|upon|through)\s+$", re.IGNORECASE)


@lru_cache(maxsize=256)
def _pattern(names: frozenset[str]) -> re.Pattern[str] | None:
    words = [re.escape(n) for n in sorted(names, key=len, reverse=True) if len(n) > 2]
    if not words:
        return None
    return re.compile(rf"(?<![\w@./-])(?:{'|'.join(words)})(?![\w@-]|\.\w)(?P<own>['’]s?(?!\w))?", re.IGNORECASE)


def speak_for_company(passage: Passage, names: frozenset[str], verbs: Iterable[str]) -> Passage:
    """The passage with the company's name as "we", "us" or "our" wherever that reads as English.

    ``names`` are lower case; ``verbs`` are lemmas after which the name is a subject. Offsets stay true: the pronoun's
    first and last character map to those of the name, so that a mention of the pronoun is a mention of the name.
    A name that stands before a noun ("the Orrery app") is left as it is.
    """
    pattern = _pattern(names)
    if pattern is None or not pattern.search(passage.text):
        return passage
    known = _finite(frozenset(verbs))
    text, last = "", 0
    offsets: list[int] = []
    for found in pattern.finditer(passage.text):
        word = _pronoun(passage.text, found, known)
        if word is None:
            continue
        start, end = found.span()
        text += passage.text[last:start] + word
        offsets += passage.offsets[last:start]
        offsets += [passage.offsets[start]] * (len(word) - 1) + [passage.offsets[end - 1]]
        last = end
        if word.lower() == "we" and (verb := _AFTER_WE.match(passage.text, end)):
            lead, form = verb[1], verb[2]
            plural = _plural_form(form, known)
            if plural:
                here = end + len(lead)
                text += lead + plural
                offsets += passage.offsets[end:here]
                offsets += [*passage.offsets[here : here + len(plural) - 1], passage.offsets[here + len(form) - 1]]
                last = here + len(form)
    if not last:
        return passage
    return replace(passage, text=text + passage.text[last:], offsets=(*offsets, *passage.offsets[last:]), cells=())


def _pronoun(text: str, found: re.Match[str], verbs: frozenset[str]) -> str | None:
    # not all that stands before, which would be looked through again at each name
    before = text[max(0, found.start() - _NEAR) : found.start()]
    if re.search(r"\b(?:the|this|a|an|our|your)\s+$", before, re.IGNORECASE):
        return None
    opens = not before.strip() or before.rstrip()[-1] in ".!?:"
    if found["own"]:
        return "Our" if opens else "our"
    following = _FOLLOWING.match(text, found.end())
    word = following[1].lower() if following else ""
    if word in verbs:
        return "We" if opens else "we"
    if _PREPOSITION.search(before) and (not word or not word[0].isalnum() or word in {"and", "or", "in", "for", "to"}):
        return "us"
    return None


def _plural_form(form: str, known: frozenset[str]) -> str | None:
    """The verb as it follows "we": "collects" as "collect"; None where nothing changes."""
    irregular = {"is": "are", "has": "have", "does": "do", "was": "were"}.get(form)
    if irregular:
        return irregular if len(irregular) <= len(form) + 1 else None
    for ending, stem in (("ies", "y"), ("es", ""), ("s", "")):
        base = form[: -len(ending)] + stem
        if form.endswith(ending) and form in known and base in known and len(base) > 2:
            return base
    return None


@lru_cache(maxsize=8)
def _finite(lemmas: frozenset[str]) -> frozenset[str]:
    """Forms that follow a subject: the verbs in the third person and in the base form, auxiliaries, adverbs."""
    grammar = load_grammar()
    forms = set(grammar["after_subject"])
    for lemma in (*lemmas, *grammar["transparent"], *grammar["object_control"], *grammar["reporting"]):
        third = re.sub(r"(?<=[^aeiou])y$", "ie", lemma) + ("es" if re.search(r"(s|x|z|ch|sh|o)$", lemma) else "s")
        forms |= {lemma, third}
    return frozenset(forms)
