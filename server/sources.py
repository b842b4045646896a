"""The files behind the texts of versions, so that reports name lines and columns in them."""

from pathlib import Path

from ..extract.readers import RefusedInput, read_file
from ..extract.readers.decoding import decode
from ..shapes.place import Source

_AS_READ = (".md", ".markdown", ".txt", ".text")


def source_of(name: str, text: str) -> Source:
    """The file at ``name``, which ``text`` was read from.

    Markdown and plain text are their own text. Of HTML the page goes with it, so that what is found in the text can be
    found in the page. Of a PDF, and of a file that is gone by now, no lines are known.
    """
    try:
        data = read_file(name)
        page = "" if data.startswith(b"%PDF-") else decode(data, name, html=Path(name).suffix.lower() not in _AS_READ)
    except RefusedInput:
        page = ""
    return Source(name, text) if page == text else Source(name, text, page)
