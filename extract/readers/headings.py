"""What a heading looks like when no markup says so, and where one runs into the text that follows it."""

import re
from collections.abc import Collection

from ..datafiles import load_yaml
from .clean import Clean

_DATA = load_yaml(__package__.rpartition(".")[0], "headings.yaml")

_SMALL = frozenset(_DATA["small"].split())
_STARTERS = frozenset(_DATA["starters"].split())
_NOT_LAST = frozenset(_DATA["not_last"].split())
_OPENS_CLAUSE = frozenset(_DATA["opens_clause"].split())
_CLAUSE = re.compile(
    r"(?:^|,\s)(?:we|you|they)\s(?:\w+ly\s|also\s)?(?:may|might|can|could|will|shall|must|do|does|have|are|collect\w*|"
    r"use|process|share|receive|ask)\b",
    re.IGNORECASE,
)
_ANY_NEXT = frozenset(_DATA["any_next"].split())
_CONTACT = re.compile(r"@|https?:|www\.|\d{5}|\(\d{3}\)|\d{3}[-.]\d{4}|\d[/.]\d{1,2}[/.]\d\d|\b(?:19|20)\d\d$")
_NO_TITLE = re.compile(rf"(?:{'|'.join(_DATA['no_title'])})$", re.IGNORECASE)
_ENTITY_END = re.compile(
    r"(?:\b(?:inc|llc|ltd|corp|co|no|st|u\.s|e\.g|i\.e|vs|dr|mr|ms|s\.r\.o)|\b[a-z])\.$", re.IGNORECASE
)
_PHRASES = frozenset(("with", "for", "when", "to"))
_OPENING = "\"'“‘«("
LONGEST = 15
"""Words that a heading has at most."""


def is_caps(text: str) -> bool:
    """Whether the letters are all capitals, and there are words of them."""
    return text.isupper() and sum(map(str.isalpha, text)) > 3


def is_title_case(text: str) -> bool:
    """Whether every word but the small ones begins with a capital (or a digit)."""
    words = [word.strip("\"'“”‘’«»()[].,:;?!") for word in text.split()]
    named = [word for word in words if word and word.lower() not in _SMALL]
    first = next((word for word in words if word), "")
    if not named or not any(map(str.isalpha, first or "")):
        return False
    return not first[0].islower() and all(not word[0].islower() for word in named)


def is_clause(text: str) -> bool:
    """Whether a short text says something itself ("When you visit us, we may collect") and so is no title."""
    return bool(_CLAUSE.search(text)) and not re.match(r"(?:how|what|why|who|where|which|do|does|is|are)\b", text, re.I)


def is_bold(clean: Clean) -> bool:
    """Whether all letters and digits are in bold."""
    return bool(clean.bold) and bold_prefix(clean) == len(clean.text)


def bold_prefix(clean: Clean) -> int:
    """Length of the beginning that is in bold; punctuation and spaces take part on either side."""
    if not clean.bold:
        return 0
    spans = iter(clean.bold)
    start, end = next(spans)
    for place, sign in enumerate(clean.text):
        if not sign.isalnum():
            continue
        offset = clean.offsets[place]
        while offset >= end:
            following = next(spans, None)
            if following is None:
                return place
            start, end = following
        if offset < start:
            return place
    return len(clean.text)


def is_bold_heading(clean: Clean, *, before_list: bool = False) -> bool:
    """Whether a paragraph that stands alone is a heading in disguise: short, all of it in bold."""
    text = clean.text
    if not is_bold(clean) or len(text.split()) > LONGEST + 5:
        return False
    if text.endswith(":"):
        return not before_list and not is_clause(text)
    if text.endswith((".", ";", ",")) and not is_caps(text) and not is_title_case(text):
        return False
    return not _CONTACT.search(text)


def is_plain_heading(text: str) -> bool:
    """Whether a line of plain text looks like a heading by itself (what follows must agree)."""
    words = text.split()
    if not words or len(words) > LONGEST or len(text) > 110 or not any(map(str.isalpha, text)):
        return False
    if text[0].islower() or text[-1] in ";,…" or _CONTACT.search(text):
        return False
    if text[-1] == ".":
        return (is_caps(text) or (len(words) > 2 and is_title_case(text))) and not _ENTITY_END.search(text)
    if text[-1] == ":":
        return len(words) < 9 and (is_title_case(text) or is_caps(text)) and not is_clause(text)
    if text[-1] == "?" or is_caps(text) or is_title_case(text):
        return True
    return len(words) <= 10 and words[-1].lower() not in _NOT_LAST and not is_clause(text)


def run_in(clean: Clean, *, plain: bool = False) -> tuple[Clean, Clean] | None:
    """Title and body of a paragraph or item that begins with its own title ("**Cookies:** We use …"), or None.

    A title in bold needs a colon, full stop or dash after it; one in plain text (``plain``) a colon or full stop
    and a body that is a sentence.
    """
    text = clean.text
    bold = bold_prefix(clean)
    if 0 < bold < len(text):
        title, body = text[:bold].rstrip(), text[bold:]
        mark = re.match(r"[\s:.?!–—-]*", body)
        joint = title[-1:] + body[: mark.end() if mark else 0]
        if not re.search(r"[:.?!–—]|\s-\s", joint) or len(title.split()) > LONGEST:
            return None
        head = clean.slice(0, len(title.rstrip(" :–—-")))
        rest = clean.slice(bold + (mark.end() if mark else 0))
        if not rest.text or is_clause(head.text) or _NO_TITLE.match(head.text) or not any(map(str.isalpha, head.text)):
            return None
        if ":" not in joint and _ENTITY_END.search(head.text):
            return None
        return head, rest
    if not plain and ":" not in text[:90]:
        return None
    return _plain_run_in(clean, plain)


_TITLE_AND_BODY = re.compile(r"(?P<title>[^:.;!?]{3,90}?)\s?(?P<mark>[:.])\s+(?P<body>[\"“‘']?[A-Z]\S*\s)")


def _plain_run_in(clean: Clean, plain: bool) -> tuple[Clean, Clean] | None:
    text = clean.text
    found = _TITLE_AND_BODY.match(text)
    if not found:
        return None
    title = found["title"]
    words = title.split()
    body = text[found.start("body") :]
    if len(words) > 9 or len(body.split(None, 6)) < 6 or _CONTACT.search(body[:60]):
        return None
    if words[-1].lower() in _NOT_LAST or _NO_TITLE.match(title) or is_clause(title):
        return None
    if not (is_caps(title) or is_title_case(title)) and not (
        found["mark"] == ":" and len(words) < 6 and title[0].isupper() and _begins_sentence(body)
    ):
        return None
    if found["mark"] == "." and (
        not plain or len(words) < 2 or _ENTITY_END.search(title + ".") or not _begins_sentence(body)
    ):
        return None
    if found["mark"] == ":" and not (
        _begins_sentence(body) or body.split()[1][0].islower() or re.match(r"[A-Z]\.\s", body)
    ):
        return None
    return clean.slice(0, found.end("title")), clean.slice(found.start("body"))


def _begins_sentence(body: str) -> bool:
    return body.split(None, 1)[0].strip(_OPENING).lower() in _STARTERS


def glued(clean: Clean, names: Collection[str] = ()) -> tuple[Clean, Clean] | None:
    """Title and body where a heading was glued to its paragraph without a mark, or None.

    "Sharing of Data We share …": a word that begins sentences, capitalised, with a word in lower case after it,
    in the midst of what would otherwise be one. ``names`` are names of the company, which begin sentences too.
    """
    text = clean.text
    words = [(word.group(), word.start()) for word in re.finditer(r"\S+", text[:200])][: LONGEST + 2]
    if len(words) < 5 or len(text.split(None, 9)) < 8:
        return None
    for number in range(1, len(words) - 1):
        word, start = words[number]
        previous = words[number - 1][0]
        if previous[-1] in ".:;!" and not (number == 1 and previous[:-1].isdigit()):
            return None
        if previous[-1] in ",&/-–—(" or previous.lower().strip(_OPENING) in _NOT_LAST | {"&"}:
            continue
        title = text[:start].rstrip()
        first = words[0][0].strip(_OPENING).lower()
        named = first not in _OPENS_CLAUSE and _begins_with_name(text, start, names)
        if not named and not _can_begin(word, words[number + 1][0], title):
            continue
        if not title[0].isupper() and not title[0].isdigit():
            return None
        says = first in ("we", "you", "they", "it") and words[1][0].islower()
        if says or is_clause(title) or _NO_TITLE.match(title):
            return None
        # "With your consent We share" is a title and a sentence, "By using it You agree" is not.
        opens = first in _OPENS_CLAUSE and not is_title_case(title)
        if opens and (first not in _PHRASES or word.lower() in ("you", "your") or " you " in title):
            return None
        if sum(sign in _OPENING[:1] + "“”" for sign in title) % 2 or title.count("(") != title.count(")"):
            continue
        return clean.slice(0, len(title)), clean.slice(start)
    return None


def _begins_with_name(text: str, start: int, names: Collection[str]) -> bool:
    """Whether a sentence about the company can begin here: its name, and a word in lower case or a possessive."""
    for name in names:
        if text.startswith(name, start):
            rest = text[start + len(name) : start + len(name) + 3]
            return rest[:1] in ("'", "’") or (rest[:1] == " " and rest[1:2].islower())
    return False


def _can_begin(word: str, following: str, before: str) -> bool:
    """Whether a sentence can begin at ``word``; ``before`` is what stands before it."""
    bare = word.strip(_OPENING)
    low = bare.lower()
    if not bare[:1].isupper() or not (following[0].islower() or low in _ANY_NEXT):
        return False
    if word[0] in '"“' or low in _STARTERS:
        return True
    said = before.lower().split()  # "Use of personal data Personal data is used …"
    return len(bare) > 4 and low in said and (before.split()[-1][0].islower() or following in said)
