"""The graph at rest: generations on disk, or any SPARQL server."""

from .errors import StoreBusyError, StoreError
from .local import Draft, Generation, LocalStore, Manifest, VersionEntry, Writer, open_draft
from .remote import RemoteStore


def open_store(target: str) -> LocalStore | RemoteStore:
    """The store that ``--store`` names: a folder, or the address of a SPARQL server. Raises StoreError for no name."""
    if target.startswith(("http://", "https://")):
        return RemoteStore(target)
    if not target.strip():
        raise StoreError("The name of the store is empty. Name a folder, or the address of a SPARQL server.")
    return LocalStore(target)


__all__ = [
    "Draft",
    "Generation",
    "LocalStore",
    "Manifest",
    "RemoteStore",
    "StoreBusyError",
    "StoreError",
    "VersionEntry",
    "Writer",
    "open_draft",
    "open_store",
]
