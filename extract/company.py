"""The company's own name in its policy, and the names by which the text calls it.

Cheap on purpose (patterns and counts, no parse): extraction needs the names before it parses anything.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from .datafiles import load_yaml
from .document import Document

_DATA = load_yaml(__package__, "company.yaml")
_GENERIC = frozenset(_DATA["generic"].split())
_NEVER_INSIDE = frozenset(_DATA["never_inside"].split())
_NOT_NAMES = tuple(_DATA["not_names"])
_FORM = "|".join(_DATA["forms"])
_PRACTICE = rf"(?:{'|'.join(_DATA['verbs'])})"

_LONGEST = 200_000  # characters looked at: names come early and often
_WORD = r"[A-Z0-9][\w’'&-]*(?:\.(?:com|org|net|io|gov|edu|co|ai|app|tv|info))?"
_SMALL = r"(?:of|for|and|the|&|de|du)"
_NAME = rf"(?:The\s)?{_WORD}(?:\s(?:{_SMALL}\s)?(?:the\s)?{_WORD}){{0,6}}(?:,?\s(?:{_FORM})\b\.?)?"
_POLICY = (
    r"(?:[Oo]nline\s)?(?:[Pp]rivacy|PRIVACY)(?:\sand\s\w+|\s&\s\w+)?\s"
    r"(?:[Pp]olic|[Ss]tatement|[Nn]otice|POLICY|STATEMENT|NOTICE)"
)
_SMALL_LETTERS = re.compile(rf"(?<![\w.@/-])([a-z][\w-]{{1,20}},?\s(?:{_FORM})\b\.?)")
_EVIDENCE: tuple[tuple[int, re.Pattern[str]], ...] = (
    (6, _SMALL_LETTERS),  # "orrery, Inc."
    (
        5,
        re.compile(rf"\b(?:operated|owned|run|provided|published|maintained|offered)\s(?:and\s\w+\s)?by\s({_NAME})"),
    ),
    (3, re.compile(rf"\b(?:services?|property|web\s?sites?|site|behalf|product|brand|division)\sof\s({_NAME})")),
    (5, re.compile(rf"\b(?:privacy\spractices|practices|Privacy\s\w+)\s(?:of|for|at)\s({_NAME})")),
    (4, re.compile(rf"\b({_NAME})(?:['’]s)?\s(?:[Ww]eb\s?[Ss]ite\s)?{_POLICY}")),
    (
        3,
        re.compile(
            rf"\b(?:Welcome\sto|Here\sat|[Aa]t|[Tt]hank\syou\sfor\s(?:visiting|using))\s({_NAME})(?:,|\.|\sweb|\swe\b)"
        ),
    ),
    (4, re.compile(rf"\b({_NAME})\s(?:is\scommitted|respects|cares|values|knows\sthat|takes\syour)\b")),
)
_COPYRIGHT = re.compile(
    rf"(?:©|\([Cc]\)|[Cc]opyright(?:\s©)?)\s(?:(?:19|20)\d\d(?:\s?[-–,]\s?(?:19|20)\d\d)?,?\s)?(?:by\s)?({_NAME})|"
    rf"\b(?:19|20)\d\d,?\s({_NAME})[.,]?\sAll\s[Rr]ights\s[Rr]eserved"
)
_SUBJECT = re.compile(rf"\b({_NAME})(?:\sand\sits\saffiliates)?\s(?:also\s|never\s)?{_PRACTICE}\b")
_DEFINED = re.compile(rf"\b({_NAME})(?:,?\s[^().;“”\"]{{0,80}}?)?\s?\(([^()]{{1,200}})\)")
_QUOTED = re.compile(r"[\"“”‘']+\s?([^\"“”‘’',;]{2,50}?),?[\"“”’']+")
_OURSELVES = re.compile(r"\b(?:we|us|our)\b", re.IGNORECASE)
_FORM_END = re.compile(rf",?\s(?:{_FORM})\.?$")
_LEAST_SCORE = 3
_BEGINNING = 400  # characters in which a policy speaks of its author
_DETERMINER = re.compile(r"\b(?:an?|the|any|this|that|your|our|each|every)\s$", re.IGNORECASE)


def find_company(document: Document, *, hint: str | None = None) -> tuple[str | None, tuple[str, ...]]:
    """The company's name as its text mostly writes it, and all names that the text uses for it, longest first.

    ``document.company`` (where known), ``domain``, ``title`` and ``text`` are read; ``hint`` is a name that may be
    the company's (a folder's). (None, ()) where the text names nobody as its author.

    >>> find_company(Document("d", "Orrery Labs, Inc. (“Orrery”, “we”) collects data. Orrery sells none."))
    ('Orrery', ('Orrery Labs, Inc.', 'Orrery'))
    """
    text = " ".join(document.text[:_LONGEST].split())
    label = _label(document.domain)
    hint = _squash(document.company or hint or "")
    scores: defaultdict[str, float] = defaultdict(float)
    aliases: defaultdict[str, set[str]] = defaultdict(set)
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)  # squashed name → as written

    def note(found: str, weight: float) -> None:
        for name in _candidates(found, label or hint):
            key = _key(name)
            forms[key][name] += 1
            scores[key] += weight

    for name, alias, weight in _definitions(text):
        note(name, weight)
        for trimmed in _candidates(name, label or hint):
            aliases[_key(trimmed)].update(alias)
        for other in alias:
            note(other, weight)
    for weight, pattern in _EVIDENCE:
        for found in list(pattern.finditer(text))[:20]:
            note(found.group(1), weight * (1.5 if found.start() < len(text) / 10 else 0.5))
    for found in _COPYRIGHT.finditer(text):
        note(found.group(1) or found.group(2), 3)
    seen: Counter[str] = Counter()
    for found in _SUBJECT.finditer(text):
        for name in _candidates(found.group(1), label or hint):
            seen[_key(name)] += 1 if found.start() > _BEGINNING else 3
            forms[_key(name)][name] += 1
    for key, count in seen.items():
        scores[key] += min(count, 10)
    for name in _title_names(document.title):
        note(name, 2)
    for key in list(scores):
        scores[key] += _likeness(key, forms[key], label, hint)
    for said in sorted({label, hint} - {""}):
        for name, count in _spelled(text, said).items():  # named, but not as somebody who acts: perhaps a product
            scores[_key(name)] += min(3 + count, 8)
            forms[_key(name)][name] += count
    if document.company:
        scores[_key(document.company)] += 1000
        forms[_key(document.company)][document.company] += 1
    for key in [key for key in scores if _ordinary(text, forms[key], {label, hint})]:
        del scores[key]
    if not scores:
        return None, ()
    best, score = max(scores.items(), key=lambda scored: (scored[1], len(scored[0])))
    if score < _LEAST_SCORE:
        return None, ()
    best = _whole(text, best, forms)
    return _names(text, best, scores, aliases, forms, label)


def _names(
    text: str,
    best: str,
    scores: Mapping[str, float],
    aliases: defaultdict[str, set[str]],
    forms: defaultdict[str, Counter[str]],
    label: str,
) -> tuple[str, tuple[str, ...]]:
    """The name to show, and all variants of the company with the key ``best``."""
    keys = {best, *map(_key, aliases[best])}
    for key, other in aliases.items():
        if best in map(_key, other) and _related(key, best, forms[key]):
            keys |= {key, *map(_key, other)}
    words = {name for name in forms[best] if len(name) > 3}
    for key, other in aliases.items():  # "American Orrery Motor Co. (American Orrery)" of Orrery
        if any(_within(word, name) for name in forms[key] for word in words):
            keys |= {key, *map(_key, other)}
    keys |= {key for key in scores if _related(key, best, forms[key]) or (label and key == label)}
    names = {name for key in keys for name in forms[key]}
    names |= aliases[best]
    names |= {stripped for name in names if (stripped := _FORM_END.sub("", name)) and _key(stripped) in keys}
    ordered = sorted({_trim(name) for name in names if name}, key=lambda name: (-len(name), name))
    counts = _count(text, ordered)
    total: Counter[str] = Counter()
    for name, count in counts.items():
        total[name.casefold()] += count
    shown = max(
        ordered or [best],
        key=lambda name: (
            total[name.casefold()],
            not name.isupper(),
            counts[name],
            len(name),
        ),
    )
    kept = [n for n in ordered if n == shown or (counts[n] and (n[0].isupper() or not shown[0].isupper()))]
    # "The" is part of the name only where it mostly stands there.
    kept = [n for n in kept if n == shown or n[:4] != "The " or 2 * counts[n] > counts[n[4:]]]
    return shown, tuple(kept)


def _ordinary(text: str, written: Counter[str], known: set[str]) -> bool:
    """Whether a name is only a legal form, or one word that the text also writes in small letters."""
    if any(_squash(name) in known for name in written):
        return False
    if all(re.fullmatch(_FORM, name.rstrip(".")) for name in written):
        return True
    words = {name.casefold() for name in written if name[0].isupper()}
    if not words or any(" " in name for name in written):
        return False
    small = sum(len(re.findall(rf"(?<![\w@./-]){re.escape(word)}(?![\w@-]|\.\w)", text)) for word in words)
    return small > 1 and 4 * small >= sum(written.values())


def _within(word: str, name: str) -> bool:
    return f" {word} " in f" {name} ".replace(",", " ")


def _whole(text: str, best: str, forms: defaultdict[str, Counter[str]]) -> str:
    """The longer name of which ``best`` is mostly a part ("Public Orrery" where the domain is orrery.org)."""
    part = forms[best].most_common(1)[0][0]
    for key, written in forms.items():
        for name in written:
            if name.endswith(f" {part}") and not name.lower().startswith("the ") and len(name.split()) < 5:
                counts = _count(text, [name, part])
                if counts[name] > counts[part] and counts[name] > 1:
                    return key
    return best


def _spelled(text: str, said: str) -> Counter[str]:
    """How the text spells the squashed name ``said`` ("opencollective" → "Open Collective"), if it does."""
    if len(said) < 3:
        return Counter()
    pattern = re.compile(r"(?<![\w@./-])" + r"[\s&'’-]{0,2}".join(map(re.escape, said)) + r"(?![\w@/-])", re.IGNORECASE)
    found: Counter[str] = Counter()
    bare = 0
    for hit in pattern.finditer(text):
        name = hit.group()
        if name[0].islower():  # an ordinary word? then articles and prepositions stand before it
            bare += 1 if not _DETERMINER.search(text[max(0, hit.start() - 8) : hit.start()]) else -3
        found[name] += 1
    return Counter({name: count for name, count in found.items() if not name[0].islower() or bare > 4})


def _count(text: str, names: list[str]) -> Counter[str]:
    """How often each name stands in the text, a longer name not counted for the shorter one in it."""
    counts: Counter[str] = Counter()
    if not names:
        return counts
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names))
    counts.update(found.group() for found in pattern.finditer(text))
    return counts


def _definitions(text: str) -> Iterator[tuple[str, set[str], float]]:
    """Defined names: the name, its aliases in the brackets, and how much that says."""
    for found in _DEFINED.finditer(text):
        name, inside = found.groups()
        quoted = [alias.strip() for alias in _QUOTED.findall(inside)]
        ours = any(_OURSELVES.fullmatch(alias) for alias in quoted) or bool(
            re.fullmatch(r"(?:[A-Z][\w ]{1,30}\s)?(?:or\s)?(?:we|us|our)(?:,?\s(?:or|and)\s(?:we|us|our))*", inside)
        )
        bare = re.fullmatch(r"(?:collectively,?\s|the\s)?([A-Z][\w&. -]{1,30}?)(?:\sor\swe)?", inside)
        proposed = quoted or ([bare.group(1)] if bare else [])
        alias = {
            part
            for part in proposed
            if part[:1].isupper() and not _is_generic(part) and not _OURSELVES.fullmatch(part) and "." not in part[:-4]
        }
        trimmed = next(_candidates(name, ""), name)
        related = {part for part in alias if _part_of(part, trimmed)}
        if ours:
            yield name, alias, 8 if found.start() < len(text) / 4 else 4
        elif related:
            yield name, related, 5 if found.start() < len(text) / 6 else 1


def _title_names(title: str | None) -> list[str]:
    parts = re.split(r"\s[|–—:·-]\s|\s?[|•]\s?", title or "")
    return [part.strip() for part in parts if part.strip() and not _is_generic(part) and part.strip()[0].isupper()]


def _candidates(found: str, label: str) -> Iterator[str]:
    """The name in a run of capitalised words: the last part of it that words of policies leave."""
    words = _trim(found).split()
    for place in range(len(words) - 2, 0, -1):  # "Acme Privacy Notice Acme collects": headings are often glued on
        if words[place].lower().strip(",.") in _NEVER_INSIDE:
            words = words[place + 1 :]
            break
    for place in range(len(words) - 1, 0, -1):
        if (
            label
            and words[place] != words[0]
            and _squash(words[place]) == label
            and label in map(_squash, words[:place])
        ):
            words = words[place:]
            break
    while words and (words[0].lower().strip(",.") in _GENERIC or words[0].isdigit()):
        if words[0] in ("The", "THE") and len(words) > 1 and words[1].lower() not in _GENERIC:
            break
        words.pop(0)
    while (
        words
        and (words[-1].lower().strip(",") in _GENERIC or words[-1].isdigit())
        and not _FORM_END.search(" " + words[-1])
    ):
        words.pop()
    name = " ".join(words)
    if label and _squash(found) == label:
        yield _trim(found)
        return
    if sum(map(str.isalpha, name)) < 2 or _is_generic(name) or re.match(r"\d+-", name):
        return
    if name.lower().removeprefix("the ").startswith(_NOT_NAMES):
        return
    yield name
    if label and len(words) > 1:
        for start in range(1, len(words)):
            part = " ".join(words[start:])
            if _squash(_FORM_END.sub("", part)).startswith(label) or _key(part) == label:
                yield part
                break


def _trim(name: str) -> str:
    name = re.sub(r"['’][sS]$|['’]$", "", name.strip(" ,;:-"))
    return name if _FORM_END.search(name) else name.rstrip(".")


def _is_generic(name: str) -> bool:
    words = [word.strip(".,'’&").lower() for word in name.split()]
    return all(not word or word in _GENERIC or word.isdigit() for word in words)


def _squash(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _key(name: str) -> str:
    """A name without legal form, article and domain ending: what its variants share."""
    bare = _FORM_END.sub("", _trim(name))
    bare = re.sub(r"^(?:the)\s(?=\S)", "", bare, flags=re.IGNORECASE)
    bare = re.sub(r"\.(?:com|org|net|io|gov|edu|co|ai|app|tv|info)$", "", bare, flags=re.IGNORECASE)
    return _squash(bare)


def _label(domain: str | None) -> str:
    """The part of a domain that names somebody: ``velaro`` of ``www.velaro.co.uk``."""
    parts = (domain or "").lower().split(".")[:-1]
    while len(parts) > 1 and len(parts[-1]) <= 3 and parts[-1] in ("co", "com", "org", "net", "gov", "ac", "edu"):
        parts.pop()
    return _squash(parts[-1]) if parts else ""


def _acronym(name: str) -> str:
    return "".join(
        word[0] for word in re.findall(r"[A-Za-z0-9]+", _FORM_END.sub("", name)) if word[0].isupper()
    ).lower()


def _part_of(alias: str, name: str) -> bool:
    """Whether an alias is made of its name: some of its words, or its initials."""
    if _related(_key(alias), _key(name), Counter([name])):
        return True
    return {word.casefold() for word in alias.split()} <= {word.casefold().strip(",.") for word in name.split()} | {
        "the"
    }


def _related(key: str, other: str, names: Counter[str]) -> bool:
    """Whether two keys are names of one company: the same, one the other's acronym, or its first words.

    ``names`` are what is written for ``key``; the first words count where a legal form ends the longer name.
    """
    if key == other:
        return True
    short, long = sorted((key, other), key=len)
    if len(short) > 3 and long.startswith(short):
        return long == other or any(_FORM_END.search(name) for name in names)
    return any(
        len(short) > 1 and _acronym(name).endswith(short) and len(_acronym(name)) <= len(short) + 1 for name in names
    )


def _likeness(key: str, written: Counter[str], label: str, hint: str) -> float:
    """How much a name is like the domain's label or the name that the file suggests."""
    best = 0.0
    for said in (label, hint):
        if len(said) < 2:
            continue
        full = {_squash(name) for name in written}
        if key == said or said in full:
            best = max(best, 20)
        elif _overlaps(key, said) or any(_acronym(name) == said for name in written):
            best = max(best, 10)
    return best


def _overlaps(key: str, said: str) -> bool:
    """Whether a name begins or ends what is said, or holds it."""
    return len(key) >= 4 and (said.startswith(key) or said.endswith(key) or (len(said) >= 4 and said in key))
