"""Terms that neither SHACL nor our ontology has, with the one that was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from typing import Final

from rdflib.namespace import SH

from ..ontology import load_vocabulary
from ..ontology.namespaces import PG, ROOT, SCHEMES, SHAPES
from ..ontology.schema import load_schema
from .profiles import load_terms, load_terms_of

_KEYWORDS: Final = frozenset({"and", "class", "in", "not", "or"})
"""Terms that rdflib's list of SHACL's does not have, being keywords of Python."""


def unknown_term(iri: str) -> str:
    """What is wrong with a term of SHACL's namespace or of one of ours: "" where it is declared, or somebody else's.

    >>> unknown_term("http://www.w3.org/ns/shacl#minCuont")
    'names sh:minCuont, which SHACL does not have; did you mean sh:minCount?'
    """
    for namespace, prefix, owner in _NAMESPACES:
        local = iri[len(namespace) :]
        if not iri.startswith(namespace) or not local or "/" in local or "#" in local:
            continue
        known = _known(namespace)
        if local in known:
            return ""
        close = _closest(local, known)
        hint = f"; did you mean {prefix}{close}?" if close else ""
        return f"names {prefix}{local}, which {owner} does not have{hint}"
    return ""


_NAMESPACES: Final = (
    (str(SH), "sh:", "SHACL"),
    (PG, "pg:", "the ontology"),
    (SHAPES, "shape:", "validation"),
    *((f"{ROOT}{scheme}/", f"{scheme}/", "the ontology") for scheme in sorted(SCHEMES)),
)


@cache
def _known(namespace: str) -> frozenset[str]:
    if namespace == str(SH):
        return frozenset(str(term).removeprefix(namespace) for term in dir(SH)) | _KEYWORDS
    found: Iterable[object] = load_vocabulary().concepts
    if namespace in (PG, SHAPES):
        found = load_schema() if namespace == PG else (*load_terms().subjects(), *load_terms_of("matters").subjects())
    return frozenset(str(iri).removeprefix(namespace) for iri in found if str(iri).startswith(namespace))


def _closest(local: str, known: Iterable[str]) -> str:
    by_lower = {name.lower(): name for name in sorted(known)}
    close = get_close_matches(local.lower(), by_lower, n=1, cutoff=0.7)
    return by_lower[close[0]] if close else ""
