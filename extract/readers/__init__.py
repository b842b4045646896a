r"""Reading: files and texts of any known format into ``Document``s.

>>> read_text("# Privacy\n\nWe collect your name.").passages[1].text
'We collect your name.'
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path, PurePath

from ..company import find_company
from ..document import Document, Passage
from .dates import as_datetime, find_dates
from .decoding import decode
from .language import check_language
from .markdown import blank_out, parse_markdown
from .naming import SUFFIXES, Naming, read_name
from .plain import parse_plain
from .provenance import Provenance, domain_of, page_of, read_provenance
from .refusal import RefusedInput

__all__ = ["MAX_BYTES", "RefusedInput", "find_policies", "read_document", "read_file", "read_text"]

MAX_BYTES = 10_000_000
"""Size above which a file is refused: the longest policies known are below one megabyte."""
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_TAGS = re.compile(r"<(?:p|div|li|ul|h[1-6]|br|table|section|span)\b[^<>]{0,300}>", re.IGNORECASE)
_MARKDOWN = re.compile(
    r"^#{1,6} \S|^[^\n]+\r?\n(?:={3,}|-{3,})\s*$|\*\*\S|\[[^\]\n]{1,200}\]\([^)\s]+\)|^ {0,3}[*+] {1,3}\S|^\|.+\|\s*$",
    re.MULTILINE,
)


def find_policies(paths: Iterable[Path | str]) -> Iterator[Path]:
    """The policies among ``paths``: files as they are given, and in folders each file with a known ending, sorted.

    Hidden files and folders in a folder are passed over. A path that does not exist is yielded: reading refuses it.
    """
    for given in paths:
        path = Path(given)
        if not path.is_dir():
            yield path
            continue
        for found in sorted(path.rglob("*")):
            inside = found.relative_to(path).parts
            if (
                found.suffix.lower() in SUFFIXES
                and not any(part.startswith(".") for part in inside)
                and found.is_file()
            ):
                yield found


def read_file(path: Path | str, *, max_bytes: int = MAX_BYTES) -> bytes:
    """The bytes of a file. Raises RefusedInput where it is missing, a folder, not readable or above ``max_bytes``."""
    path = Path(path)
    try:
        if path.is_dir():
            raise RefusedInput(str(path), "is a folder; give a file")
        if not path.is_file() and path.exists():
            raise RefusedInput(str(path), "is not a regular file; give a file")
        _check_size(path.stat().st_size, str(path), max_bytes)
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
        _check_size(len(data), str(path), max_bytes)
        return data
    except FileNotFoundError:
        raise RefusedInput(str(path), "does not exist; check the path") from None
    except PermissionError:
        raise RefusedInput(str(path), "may not be read; check its permissions") from None
    except OSError as error:
        raise RefusedInput(str(path), f"cannot be read ({error.strerror or error})") from None


def _check_size(size: int, name: str, max_bytes: int) -> None:
    if size > max_bytes:
        raise RefusedInput(
            name,
            f"is too large ({size / 1e6:.1f} MB; the limit is {max_bytes / 1e6:.0f} MB); a policy is below 1 MB: "
            "give the policy alone",
        )


def read_document(
    path: Path | None,
    data: bytes | None = None,
    *,
    name: str | None = None,
    company: str | None = None,
    date: str | date | datetime | None = None,
    max_bytes: int = MAX_BYTES,
) -> Document:
    """The policy in a file (``path``; read here unless its bytes are given as ``data``) or in ``data`` alone.

    ``name`` names it in messages (default: the path). ``company`` (a name or a domain) and ``date`` go before what
    provenance line, names and text say. Raises RefusedInput for what is no readable English policy.
    """
    shown = name or (str(path) if path else "input")
    if data is None:
        if path is None:
            raise TypeError("read_document needs a path or data")
        data = read_file(path, max_bytes=max_bytes)
    _check_size(len(data), shown, max_bytes)
    if not data.strip():
        raise RefusedInput(shown, "is empty; give a file with the text of a policy")
    naming = read_name(PurePath(path or shown)) if path or PurePath(shown).suffix else Naming()
    media_type = naming.media_type
    if data.startswith(b"%PDF-"):
        media_type = "application/pdf"
    elif media_type == "application/pdf":
        raise RefusedInput(shown, "is not a PDF although its name says so; check the file")
    if media_type == "application/pdf":
        from .pdf import pdf_text

        text, title = pdf_text(data, shown)
    else:
        text, title = decode(data, shown, html=media_type == "text/html" or media_type is None), None
    return _document(text, shown, media_type or guess_format(text), naming, company, date, title)


def read_text(text: str, *, name: str = "text", media_type: str | None = None) -> Document:
    """The policy in ``text``. ``media_type`` is text/plain, text/markdown or text/html; None: guessed from the text."""
    if not text.strip():
        raise RefusedInput(name, "is empty; give the text of a policy")
    if "/" not in (media_type or "/"):  # a file name ending or a short name will do
        media_type = SUFFIXES.get(f".{media_type}", f"text/{media_type}")
    return _document(text, name, media_type or guess_format(text), Naming(), None, None, None)


def guess_format(text: str) -> str:
    """The media type of a text: HTML, Markdown or plain."""
    if _HTML.match(text) or (text.lstrip("\ufeff \t\r\n").startswith("<") and len(_TAGS.findall(text[:5000])) > 2):
        return "text/html"
    return "text/markdown" if _MARKDOWN.search(text[:50_000]) else "text/plain"


def _document(
    text: str,
    name: str,
    media_type: str,
    naming: Naming,
    company: str | None,
    when: str | date | datetime | None,
    title: str | None,
) -> Document:
    """Text and all that is known around it as one Document."""
    provenance = Provenance() if media_type == "text/html" else read_provenance(text)
    html_passages: tuple[Passage, ...] = ()
    if media_type == "text/html":
        from .html import read_html

        page = read_html(text, name)
        text, html_passages, title = page.text, page.passages, page.title
        provenance = Provenance(domain=domain_of(page.address), source=page.address)
    if not any(map(str.isalnum, text[provenance.end :])):
        raise RefusedInput(name, "holds no words; give a file with the text of a policy")
    language = check_language(text[provenance.end :], name)
    effective, modified = find_dates(text[provenance.end :])
    given = domain_of(company)
    domain = given or (None if company else provenance.domain or naming.domain or domain_of(page_of(provenance.source)))
    document = Document(
        name=name,
        text=text,
        media_type=media_type,
        company=None if given else company,
        domain=domain,
        source=provenance.source,
        terms_type=naming.terms_type or "Privacy Policy",
        issued=as_datetime(when) or provenance.archived or naming.issued or as_datetime(modified or effective),
        effective=effective,
        modified=modified,
        language=language,
        title=title,
    )
    document = _named(document, naming.hint, provenance.end)
    passages = html_passages or _passages(document, provenance.end)
    return replace(document, passages=passages)


def _named(document: Document, hint: str | None, start: int) -> Document:
    """The document with its company's names; ``hint`` is taken where the text bears it out or names nobody."""
    body = replace(document, text=document.text[start:])
    found, names = find_company(body, hint=hint)
    company = document.company or found or hint
    return replace(document, company=company, company_names=names)


def _passages(document: Document, start: int) -> tuple[Passage, ...]:
    if document.media_type == "text/markdown":
        return parse_markdown(document.text, start)
    return parse_plain(blank_out(document.text), start, document.company_names)
