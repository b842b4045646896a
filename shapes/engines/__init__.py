"""The engines that run shapes over a graph: pySHACL is the reference, pyshacl-turbo the fast one.

A test holds that both give the same report (messages apart) on the W3C's suite, on the examples and on broken graphs.
``auto`` takes the fast one wherever that test speaks for the shapes in use, and the reference for all others.
"""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Final

from rdflib import Graph

from . import reference, turbo
from .proved import unproved

ENGINES: Final = ("auto", "pyshacl", "turbo")
"""What can be asked for."""

Run = Callable[[Graph], Graph]
"""From a graph of data, which stays as it is, to its SHACL validation report."""


class UnknownEngine(ValueError):  # noqa: N818 - named for what it says
    """No such engine, or it is not installed; the message says what to do."""


def chosen(engine: str, shapes: Graph, *, own: bool) -> str:
    """``pyshacl`` or ``turbo``: the engine that runs the shapes where ``engine`` is asked for.

    ``own`` says that they are a profile of ours, which the tests cover as it is. Raises `UnknownEngine`.
    """
    if engine not in ENGINES:
        raise UnknownEngine(f"there is no engine {engine!r}; choose from {', '.join(ENGINES)}")
    if engine == "pyshacl":
        return engine
    installed = find_spec("pyshacl_turbo") is not None
    if engine == "turbo" and not installed:
        raise UnknownEngine("the engine turbo is not installed: install pyshacl-turbo, or choose the engine pyshacl")
    return "turbo" if installed and (engine == "turbo" or own or not unproved(shapes)) else "pyshacl"


def prepare(engine: str, parts: Sequence[Graph], *, own: bool) -> Run:
    """The shapes of all parts, made ready to be run over many graphs by an engine that `chosen` named.

    ``own`` says that no query in them can reach beyond the data. Raises what the engine raises for shapes that are
    malformed; the engine may also do so when it runs them.
    """
    return turbo.prepare(parts) if engine == "turbo" else reference.prepare(parts, own=own)
