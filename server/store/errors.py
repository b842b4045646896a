"""What can go wrong with a store, in words for the person who asked."""


class StoreError(Exception):
    """The store cannot be used; the message names it and says what to do."""


class StoreBusyError(StoreError):
    """Another process writes to the store just now."""


class StoreUnreachableError(StoreError):
    """The server that holds the graph does not answer. ``late``: it was reached, and said nothing in time."""

    def __init__(self, message: str, *, late: bool = False) -> None:
        super().__init__(message)
        self.late = late


class StoreRefusedError(StoreError):
    """The server that holds the graph answered with an error: its HTTP ``status``, and its ``words`` in one line."""

    def __init__(self, message: str, status: int, words: str) -> None:
        super().__init__(message)
        self.status, self.words = status, words
