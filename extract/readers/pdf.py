"""The text of a PDF, page furniture taken out and broken words joined."""

import io
import logging
import re
from collections import Counter

from .refusal import RefusedInput

_HYPHEN = re.compile(r"(?<=[a-z]{2})[-\u00ad]\n(?=[a-z]{2})")
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"\s*(?:page\s*)?[-–]?\s*\d{1,4}\s*(?:(?:/|of)\s*\d{1,4})?\s*[-–]?\s*", re.IGNORECASE)
_FEWEST_LETTERS = 40
_EDGE = 2  # lines at the top and bottom of a page that may repeat on each
_LIGATURES = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"})


def pdf_text(data: bytes, name: str) -> tuple[str, str | None]:
    """Text and title of a PDF. Raises RefusedInput where it is encrypted, broken, or scanned pages without text."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings about broken files are in our message
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileNotDecryptedError
        pages = [(page.extract_text() or "").translate(_LIGATURES) for page in reader.pages]
        title = reader.metadata.title if reader.metadata else None
    except (FileNotDecryptedError, DependencyError):
        raise RefusedInput(name, "is an encrypted PDF; remove its password") from None
    except RecursionError:
        raise RefusedInput(name, "is a broken PDF (it nests without end); save it again or give its text") from None
    except Exception as error:  # pypdf raises all kinds of errors on malformed files
        raise RefusedInput(name, f"is a broken PDF ({type(error).__name__}); save it again or give its text") from None
    text = _HYPHEN.sub("", "\n".join(_without_furniture(pages)))
    text = text.replace("\x00", "")
    if sum(map(str.isalpha, text)) < _FEWEST_LETTERS:
        raise RefusedInput(name, "is a PDF without text (scanned pages?); run text recognition (OCR) on it first")
    return text, str(title).strip() or None if title else None


def _without_furniture(pages: list[str]) -> list[str]:
    """The pages without page numbers and without the lines that repeat at the edge of most pages."""
    split = [[line.rstrip() for line in page.splitlines()] for page in pages]
    seen: Counter[str] = Counter()
    for lines in split:
        said = [line for line in lines if line.strip()]
        seen.update({_shape(line) for line in (*said[:_EDGE], *said[-_EDGE:])})
    often = {shape for shape, count in seen.items() if len(pages) > 2 and count > 0.6 * len(pages)}
    kept = []
    for lines in split:
        filled = [number for number, line in enumerate(lines) if line.strip()]
        numbered = {*filled[:_EDGE], *filled[-_EDGE:]}
        kept.append(
            "\n".join(
                line
                for number, line in enumerate(lines)
                if not (number in numbered and (_shape(line) in often or _is_page_number(line)))
            )
        )
    return kept


def _shape(line: str) -> str:
    return _NUMBER.sub("#", " ".join(line.split()))


def _is_page_number(line: str) -> bool:
    return bool(
        re.fullmatch(r"\s*(?:page\s*)?[-–]?\s*\d{1,4}\s*(?:(?:/|of)\s*\d{1,4})?\s*[-–]?\s*", line, re.IGNORECASE)
    )
