"""pySHACL, the reference implementation in Python."""

from collections.abc import Callable, Sequence

from rdflib import BNode, Graph, Literal
from rdflib.namespace import RDF, SH

from ..graphs import store_of


def prepare(parts: Sequence[Graph], *, own: bool) -> Callable[[Graph], Graph]:
    """Each part is run by itself, and the reports are put together."""
    # pySHACL parses a query anew for each focus node: rdflib takes 60 ms for that, a store of Oxigraph well below one.
    # For all else the store is much slower. Queries of users stay with rdflib, since Oxigraph's SERVICE goes out.
    in_store = [own and (None, SH.path, None) not in shapes for shapes in parts]

    def run(data: Graph) -> Graph:
        given = Graph(bind_namespaces="none")
        for triple in data:
            given.add(triple)
        store = store_of(given) if any(in_store) else None
        reports = [_report(store if queries else given, part) for part, queries in zip(parts, in_store, strict=True)]
        return reports[0] if len(reports) == 1 else _together(reports)

    return run


def _report(data: object, shapes: Graph) -> Graph:
    import pyshacl  # here, since it takes a fifth of a second, and is not often asked

    _, report, text = pyshacl.validate(data, shacl_graph=shapes, inference="none", inplace=True)
    if not isinstance(report, Graph):  # what pySHACL could not do, as an exception that it returns
        raise ValueError(str(getattr(report, "message", "")) or str(text))
    return report


def _together(reports: Sequence[Graph]) -> Graph:
    """One report with all results."""
    whole, node = Graph(), BNode()
    for report in reports:
        for subject, predicate, value in report:
            if predicate == SH.result:
                whole.add((node, predicate, value))
            elif predicate != SH.conforms and value != SH.ValidationReport:
                whole.add((subject, predicate, value))
    whole.add((node, RDF.type, SH.ValidationReport))
    whole.add((node, SH.conforms, Literal((node, SH.result, None) not in whole)))
    return whole
