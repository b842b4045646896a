"""A graph that is made when somebody looks at it: most formats of a report need none, and rdflib's take much memory."""

from collections.abc import Callable, Iterator
from typing import Any

from rdflib import Graph
from rdflib.plugins.stores.memory import SimpleMemory


class _Later(SimpleMemory):  # type: ignore[misc]  # rdflib's stores have no types
    def __init__(self, make: Callable[[], Graph]) -> None:
        super().__init__()
        self._make: Callable[[], Graph] | None = make

    def _made(self) -> None:
        make, self._make = self._make, None
        if make is not None:
            found = make()
            for prefix, namespace in found.namespaces():
                self.bind(prefix, namespace)
            for triple in found:
                super().add(triple, None)

    def triples(self, *arguments: Any, **options: Any) -> Iterator[Any]:
        self._made()
        yield from super().triples(*arguments, **options)

    def add(self, *arguments: Any, **options: Any) -> None:
        self._made()
        super().add(*arguments, **options)

    def namespaces(self) -> Iterator[Any]:
        self._made()
        yield from super().namespaces()

    def __len__(self, context: Any = None) -> int:
        self._made()
        return int(super().__len__(context))


def lazy_graph(make: Callable[[], Graph]) -> Graph:
    """The graph that ``make`` gives; it is called once, when the first triple is asked for."""
    return Graph(store=_Later(make), bind_namespaces="none")
