"""Content-addressed files beside the graph: texts of versions, and what extraction found in them."""

import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from ...extract.identity import canonical_json, digest
from ...extract.model import Assertion, Mention

_DEFAULTS = {f.name: f.default for f in fields(Assertion) if f.default is not MISSING}


class Archive:
    """Texts under ``texts/SHA256`` and extractions under ``assertions/KEY.json`` of a folder, made when first needed.

    Files are written whole under another name and then renamed, so several processes may write at once.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put_text(self, text: str) -> str:
        """Keep the text of a version; returns its digest (64 hex digits)."""
        name = digest(text)
        path = self.folder / "texts" / name
        if not path.exists():
            write_whole(path, text.encode("utf-8", "surrogatepass"))
        return name

    def text(self, name: str) -> str | None:
        """The text with this digest, None where it is not kept."""
        if not name.isalnum():
            return None
        try:
            return (self.folder / "texts" / name).read_bytes().decode("utf-8", "surrogatepass")
        except OSError:
            return None

    def has_text(self, name: str) -> bool:
        """True where the text with this digest is kept."""
        return name.isalnum() and (self.folder / "texts" / name).exists()

    def put_assertions(self, key: str, assertions: Iterable[Assertion]) -> None:
        """Keep what was found in a text."""
        rows = [_row(a) for a in assertions]
        write_whole(self.folder / "assertions" / f"{key}.json", canonical_json(rows).encode("utf-8", "surrogatepass"))

    def has_assertions(self, key: str) -> bool:
        """True where there is an extraction under this key."""
        return (self.folder / "assertions" / f"{key}.json").exists()

    def assertions(self, key: str, text: str) -> tuple[Assertion, ...] | None:
        """What was found in ``text``, None where that is not kept (or no longer readable)."""
        try:
            rows = json.loads((self.folder / "assertions" / f"{key}.json").read_bytes())
            return tuple(_assertion(row, text) for row in rows)
        except (OSError, ValueError, TypeError, KeyError):
            return None


def write_whole(path: Path, content: bytes, *, durable: bool = False) -> None:
    """Write a file so that it is there whole or not at all; ``durable``: after a power cut too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            if durable:
                out.flush()
                os.fsync(out.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    if durable:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _row(assertion: Assertion) -> dict[str, Any]:
    row = {}
    for name in Assertion.__dataclass_fields__:
        value = getattr(assertion, name)
        if name not in _DEFAULTS or value != _DEFAULTS[name]:
            row[name] = _plain(value)
    return row


def _plain(value: Any) -> Any:
    if isinstance(value, Mention):
        return {"at": [value.start, value.end, value.concept]}
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    return value


def _assertion(row: dict[str, Any], text: str) -> Assertion:
    return Assertion(**{name: _value(value, text) for name, value in row.items()})


def _value(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        start, end, concept = value["at"]
        return Mention(text[start:end], start, end, concept)
    if isinstance(value, list):
        return tuple(_value(v, text) for v in value)
    return value
