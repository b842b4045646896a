"""The graph at rest: generations on disk, or any SPARQL server."""

from .errors import StoreBusyError, StoreError, StoreRefusedError, StoreUnreachableError
from .local import Draft, Generation, LocalStore, Manifest, VersionEntry, Writer, open_draft
from .remote import RemoteStore


def open_store(target: str, token: str | None = None) -> LocalStore | RemoteStore:
    """The store that ``--store`` names: a folder, or the address of a SPARQL server, which gets the ``token``.

    Raises StoreError for no name.
    """
    if target.lower().startswith(("http://", "https://")):
        return RemoteStore(target, token=token)
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
    "StoreRefusedError",
    "StoreUnreachableError",
    "VersionEntry",
    "Writer",
    "open_draft",
    "open_store",
]
