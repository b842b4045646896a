"""Engine output as well-formed XML: Oxigraph writes characters that XML 1.0 does not have as they are.

https://www.w3.org/TR/xml/#charsets
"""

import re
from typing import BinaryIO, Protocol

_NO_CHARACTER = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_REPLACEMENT = "\ufffd".encode()


class Sink(Protocol):
    """What is written to."""

    def write(self, content: bytes, /) -> int:
        """Take the bytes; returns their number."""

    def flush(self) -> None:
        """Pass on what was taken."""


def well_formed(content: bytes) -> bytes:
    r"""UTF-8 XML with U+FFFD for what is no character of XML; carriage returns survive being read.

    >>> well_formed(b"<p>a\x1bb</p>").decode()
    '<p>a\ufffdb</p>'
    """
    return _NO_CHARACTER.sub(_REPLACEMENT, content).replace(b"\r", b"&#13;")


class XmlWriter:
    """Passes on what is written to it, well-formed."""

    def __init__(self, out: Sink | BinaryIO) -> None:
        self._out = out

    def write(self, content: bytes) -> int:
        """Take bytes that end between characters, as the engine's do; returns their number."""
        self._out.write(well_formed(content))
        return len(content)

    def flush(self) -> None:
        """Pass on what was taken."""
        self._out.flush()


def is_xml(media_type: str) -> bool:
    """True for media types of XML.

    >>> is_xml("application/rdf+xml"), is_xml("text/csv")
    (True, False)
    """
    return media_type.endswith(("/xml", "+xml"))
