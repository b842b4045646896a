"""Which queries and updates may reach the engine: those that make it contact no host but the allowed ones.

Oxigraph contacts any host that ``SERVICE`` or ``LOAD`` names, and its Python interface shows no parse, so the words
are found before the query runs, in every reading of the text (see `tokens`). Its parser needs no white space around
keywords: ``SERVICEex:x {`` is a SERVICE even where ``SERVICEex:`` is a declared prefix. ``FROM`` and ``USING`` name
graphs of the store; Oxigraph fetches nothing for them, and follows no redirection of a host that it does contact.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from .hosts import Origin, check_address, origin_of
from .tokens import QueryRefusedError, Token, following, position, tokens, unescaped

__all__ = [
    "QueryRefusedError",
    "Token",
    "check_query",
    "check_update",
    "dataset_graphs",
    "names_dataset",
    "position",
    "tokens",
    "unescaped",
]

_REMEMBERED = 10_000
"""Characters of a query up to which it is remembered that it can be tokenised."""
MOST_DECLARATIONS = 20
"""Meanings of one prefix that are looked into."""


def check_query(text: str, allowed_hosts: Collection[str] = ()) -> None:
    """Raise QueryRefusedError where a query makes the server contact a host not allowed, or can't be tokenised.

    ``allowed_hosts`` are origins (``https://dbpedia.org``), matched by exact scheme, host and port. An endpoint that
    is a variable is refused.
    """
    folded = text.lower() if len(text) <= _REMEMBERED else "service"
    if "service" in folded or "\\u" in folded:
        _check(text, allowed_hosts, ("service",))  # hosts are looked up anew each time
    else:
        _check_once(text)


@lru_cache(maxsize=1024)
def _check_once(text: str) -> None:
    """Whether a query that contacts nobody can be tokenised: the same ones come again and again."""
    _check(text, (), ("service",))


def check_update(text: str, allowed_hosts: Collection[str] = ()) -> None:
    """The same for an update, where LOAD contacts hosts too.

    What holds neither word, nor an escape, is left to the engine: an upload of millions of triples has no need of this.
    """
    folded = text.lower()
    if "service" in folded or "load" in folded or "\\u" in folded:
        _check(text, allowed_hosts, ("service", "load"))


def _check(text: str, allowed: Collection[str], keywords: Collection[str]) -> None:
    checked: set[Origin] = set()
    for reading in dict.fromkeys((text, unescaped(text))):
        declared: dict[str, set[str]] | None = None
        for keyword, token in _calls(reading, keywords):
            name = keyword.upper()
            if not allowed:
                place = position(reading, token.start)
                raise QueryRefusedError(f"{name} is not allowed here: this server contacts no other host.", *place)
            declared = prefixes(reading) if declared is None else declared
            try:
                if token.text.lower() != keyword:
                    raise ValueError("write it with white space around it")
                for address in _addresses(_endpoint(reading, token), declared):
                    if origin_of(address) not in checked:
                        check_address(address, allowed)
                        checked.add(origin_of(address))
            except ValueError as error:
                raise QueryRefusedError(
                    f"{name} is not allowed here: {error}.", *position(reading, token.start)
                ) from None


def _calls(text: str, keywords: Collection[str]) -> Iterator[tuple[str, Token]]:
    """(keyword, token) of each token that is, or may hold, a keyword."""
    before, depth = "", 0
    for token in tokens(text):
        for keyword in keywords:
            word = token.kind == "word" and keyword in token.text.lower()
            if word or (token.kind == "name" and _hides(keyword, token, text, before, depth)):
                yield keyword, token
        before = token.kind if token.kind != "sign" else token.text
        depth += {"{": 1, "}": -1}.get(token.text, 0)


def _hides(keyword: str, token: Token, text: str, before: str, depth: int) -> bool:
    """True where a prefixed name may be a keyword and what follows it, written without white space.

    A prefix of that name is fine wherever the grammar expects a name and no keyword.
    """
    prefix = token.text.partition(":")[0].lower()
    if keyword == "load":  # it begins an operation, so it stands outside of all braces, and behind no word
        return prefix.startswith(keyword) and (not token.sure or (depth == 0 and before != "word"))
    after = following(text, token.end)
    return keyword in prefix and after is not None and after.text == "{"


def _endpoint(text: str, token: Token) -> Token:
    """The token behind a keyword that names the endpoint; raises ValueError where there is none that can be told."""
    after = following(text, token.end)
    if after is not None and after.kind == "word" and after.text.lower() == "silent":
        after = following(text, after.end)
    if after is not None and after.kind in ("iri", "name"):
        return after
    if after is not None and after.kind == "variable":
        raise ValueError(f"the variable {after.text[:60]} may stand for any host; write the endpoint's address")
    raise ValueError("write the endpoint's address, with white space around it")


def _addresses(token: Token, declared: Mapping[str, set[str]]) -> set[str]:
    """The IRI of a token; of a prefixed name each that it may stand for, whichever declaration counts."""
    if token.kind == "iri":
        return {unescaped(token.text[1:-1])}
    prefix, _, local = token.text.partition(":")
    if prefix not in declared:
        raise ValueError(f"the prefix {prefix[:60]!r} is not declared; write the whole address")
    if len(declared[prefix]) > MOST_DECLARATIONS:
        raise ValueError(f"the prefix {prefix[:60]!r} is declared too often; write the whole address")
    return {unescaped(space) + re.sub(r"\\(.)", r"\1", local) for space in declared[prefix]}


def prefixes(text: str) -> dict[str, set[str]]:
    """Prefix → every IRI that may be declared for it: each that follows ``prefix:``, or ``PREFIXprefix:``, anywhere."""
    found: dict[str, set[str]] = {}
    for token in tokens(text):
        if token.kind == "name" and token.text.endswith(":"):
            after, prefix = following(text, token.end), token.text[:-1]
            if after is not None and after.kind == "iri":
                found.setdefault(prefix, set()).add(after.text[1:-1])
                if prefix.lower().startswith("prefix"):
                    found.setdefault(prefix[len("prefix") :], set()).add(after.text[1:-1])
    return found


def dataset_graphs(text: str) -> set[str]:
    """The graphs that the clauses FROM and USING of a query or update name.

    Raises QueryRefusedError where one can't be told: its prefix is not declared, or it is a relative IRI.
    """
    found: set[str] = set()
    for reading in dict.fromkeys((text, unescaped(text))):
        clauses = list(_dataset_clauses(reading))
        declared = prefixes(reading) if clauses else {}
        for token in clauses:
            try:
                graphs = _addresses(token, declared)
                if not all(re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", graph) for graph in graphs):
                    raise ValueError("write the whole IRI")
            except ValueError as error:
                raise QueryRefusedError(
                    f"The graph cannot be told: {error}.", *position(reading, token.start)
                ) from None
            found |= graphs
    return found


def _dataset_clauses(text: str) -> Iterator[Token]:
    """The graph of each FROM, FROM NAMED, USING and USING NAMED."""
    for token in tokens(text):
        if token.kind == "word" and token.text.lower() in ("from", "using"):
            after = following(text, token.end)
            if after is not None and after.kind == "word" and after.text.lower() == "named":
                after = following(text, after.end)
            if after is not None and after.kind in ("iri", "name"):
                yield after


def names_dataset(text: str) -> bool:
    """True where the query has a dataset clause (FROM, FROM NAMED) of its own."""
    return next(_dataset_clauses(text), None) is not None
