"""What can go wrong with a store, in words for the person who asked."""


class StoreError(Exception):
    """The store cannot be used; the message names it and says what to do."""


class StoreBusyError(StoreError):
    """Another process writes to the store just now."""
