"""The one error of reading: an input that is not read, and why."""


class RefusedInput(ValueError):  # noqa: N818  (the name is part of the interface)
    """An input is not read. ``name`` names it, ``reason`` says why and what to do about it."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason

    def __reduce__(self) -> tuple[type["RefusedInput"], tuple[str, str]]:
        # an exception is pickled with the arguments of its base class, which are one here
        return type(self), (self.name, self.reason)
