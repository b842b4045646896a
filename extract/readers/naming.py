"""What file and folder names say of a policy: domain or company, date, kind of terms, format."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from .dates import as_datetime

SUFFIXES = {
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".pdf": "application/pdf",
}
"""File name ending → media type of the policies that are read."""

_DATE = re.compile(r"(?<!\d)(\d{4})[-_.]?(\d{2})[-_.]?(\d{2})(?:[T_ -](\d{2})[-:]?(\d{2})[-:]?(\d{2})?Z?)?(?!\d)")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}", re.IGNORECASE)
_FILE_WORDS = "md txt html htm pdf json text markdown orig copy new old final draft"
_NOT_TOP_LEVEL = frozenset(_FILE_WORDS.split())
_TERMS = re.compile(
    r"(?:.*\b)?(?:privacy|cookies?|terms|policy|policies|notice|statement|legal|imprint|guidelines|agreement|datenschutz)\b.*",
    re.IGNORECASE,
)
_FOLDER_WORDS = """
    policy policies privacy index readme text texts example examples corpus data doc docs document
    documents site web www public static legal src content pages tmp temp home test tests stdin input
    file download downloads archive versions snapshot snapshots terms about en us html md txt pdf latest
    current
"""
_NO_NAME = frozenset(_FOLDER_WORDS.split())


@dataclass(frozen=True, slots=True)
class Naming:
    """What a path says; ``hint`` is a name that may be the company's (the text decides)."""

    domain: str | None = None
    hint: str | None = None
    terms_type: str | None = None
    issued: datetime | None = None
    media_type: str | None = None


def read_name(path: PurePath) -> Naming:
    """What file and folder names say.

    Known: ``orrery.example/2019-01-14.md``, ``orrery.example.txt``, ``orrery.example_2019-01-14.html`` and
    ``Orrery/Privacy Policy.md`` (Open Terms Archive: service, kind of terms).
    """
    media_type = SUFFIXES.get(path.suffix.lower())
    stem = readable(path.stem if media_type else path.name)
    issued, stem = _take_date(stem)
    domain = _domain(stem)
    terms_type = hint = None
    if not domain and _TERMS.fullmatch(stem):
        words = re.sub(r"[-_\s]+", " ", stem).strip()
        if words.lower() not in ("privacy", "policy"):
            terms_type = words if words != words.lower() else words.title()
    elif not domain and stem:
        hint = stem
    folder = readable(path.parent.name)
    if not domain and not hint and folder not in ("", ".", ".."):
        if not issued:
            issued, folder = _take_date(folder)
        domain = _domain(folder)
        hint = None if domain else folder
    if hint and (hint.lower() in _NO_NAME or not re.search(r"[A-Za-z]{2}", hint)):
        hint = None
    return Naming(domain, hint, terms_type, issued, media_type)


def readable(name: str) -> str:
    """A file's name as words: control characters, and bytes that are no text, as blanks.

    >>> readable("two\\nlines"), readable("caf\\udce9")
    ('two lines', 'caf')
    """
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())


def _take_date(stem: str) -> tuple[datetime | None, str]:
    found = _DATE.search(stem)
    if not found:
        return None, stem
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        when = as_datetime(datetime(year, month, day, hour, minute, second)) if 1990 <= year <= 2100 else None
    except ValueError:
        when = None
    if when is None:
        return None, stem
    return when, (stem[: found.start()] + stem[found.end() :]).strip(" -_.,()")


def _domain(name: str) -> str | None:
    """The name, where it is an Internet domain."""
    bare = name.strip().lower().removeprefix("www.")
    if not _DOMAIN.fullmatch(bare) or bare.rsplit(".", 1)[1] in _NOT_TOP_LEVEL:
        return None
    return bare
