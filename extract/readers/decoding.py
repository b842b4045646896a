"""Bytes into text: the encodings in which policies are found; what is no text is refused."""

import codecs
import re

from .refusal import RefusedInput

_BINARY = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"PK\x03\x04": "a ZIP archive or office document",
    b"PK\x05\x06": "an empty ZIP archive",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"SQLite format 3": "a database",
    b"# v2 git bundle": "a git bundle",
    b"RIFF": "a media file",
    b"OggS": "a media file",
    b"ID3": "a media file",
    b"{\\rtf": "an RTF document",
}
_REMEDY = "save the policy as Markdown, plain text, HTML or PDF"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes, name: str, *, html: bool = False) -> str:
    """The text of a file: UTF-8, UTF-16 or -32 with a byte order mark, HTML's declared charset, else Windows-1252.

    A byte order mark stays in the text, as U+FEFF. Raises RefusedInput where the bytes are no text.
    """
    for magic, what in _BINARY.items():
        if data.startswith(magic):
            raise RefusedInput(name, f"is {what}, not text; {_REMEDY}")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError as error:
                raise RefusedInput(
                    name, f"begins as {encoding.upper()} but is broken at byte {error.start}; save it again as UTF-8"
                ) from None
            return _checked("\ufeff" + text if encoding == "utf-32" else text, name)
    if b"\x00" in data:
        raise RefusedInput(name, f"is a binary file (it holds NUL bytes), not text; {_REMEDY}")
    declared = _DECLARED.search(data[:4096]) if html else None
    for encoding in (*([declared.group(1).decode("ascii")] if declared else []), "utf-8"):
        try:
            return _checked(data.decode(encoding), name)
        except (UnicodeDecodeError, LookupError):
            continue
    # Bytes that Windows-1252 leaves undefined are read as the C1 controls of Latin-1, as browsers do.
    table = {code: chr(code) for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
    text = "".join(
        table[part[0]] if len(part) == 1 and part[0] in table else part.decode("cp1252")
        for part in re.split(rb"([\x81\x8d\x8f\x90\x9d])", data)
    )
    return _checked(text, name)


def _checked(text: str, name: str) -> str:
    """The text, unless it looks like a binary file that happens to decode."""
    sample = text[:20_000]
    odd = len(_CONTROL.findall(sample)) + sum("\x80" <= sign <= "\x9f" for sign in sample)
    if "\x00" in text or odd * 20 > len(sample):
        raise RefusedInput(name, f"is a binary file, not text; {_REMEDY}")
    return text
