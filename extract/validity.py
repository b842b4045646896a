"""When a statement stands: unbroken runs of the versions that make it."""

from collections.abc import Iterator, Sequence


def unbroken(present: Sequence[bool]) -> Iterator[tuple[int, int | None]]:
    """(first index, index of the first one after the run or None) of each run of True.

    >>> list(unbroken([True, False, True, True]))
    [(0, 1), (2, None)]
    """
    start: int | None = None
    for index, here in enumerate(present):
        if here and start is None:
            start = index
        elif not here and start is not None:
            yield start, index
            start = None
    if start is not None:
        yield start, None
