"""pyshacl-turbo: SHACL in Rust. It knows no SERVICE and reads what it is given from memory."""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import add

from rdflib import Graph


def prepare(parts: Sequence[Graph]) -> Callable[[Graph], Graph]:
    """Compile all parts into one program: the data is handed over once, however many profiles there are."""
    import pyshacl_turbo  # here, since a machine that it is not made for can do without

    program = pyshacl_turbo.compile_shapes(reduce(add, parts))

    def run(data: Graph) -> Graph:
        _, report, _ = program.validate(data)
        return report

    return run
