"""The words of SPARQL 1.1 and 1.2, to tell a query from one in another server's dialect.

Other servers have pragmas and clauses of their own that fetch documents or change limits (Virtuoso's ``DEFINE
get:soft``); a server behind this one gets none of them.
"""

from .tokens import QueryRefusedError, position, tokens, unescaped

FORMS = frozenset({"select", "ask", "construct", "describe"})
_OTHERS = """
base prefix version distinct reduced as where from named group by having order asc desc limit offset values
load silent into clear drop create add to move copy insert data delete with using default all graph
optional lateral service bind undef minus union filter a in not exists true false
count sum min max avg sample group_concat separator
str lang langmatches langdir haslang haslangdir strlangdir datatype bound iri uri bnode rand abs ceil floor round
concat strlen ucase lcase encode_for_uri contains strstarts strends strbefore strafter
year month day hours minutes seconds timezone tz now uuid struuid md5 sha1 sha256 sha384 sha512
coalesce if strlang strdt sameterm samevalue isiri isuri isblank isliteral isnumeric regex substr replace
triple subject predicate object istriple
"""
WORDS = FORMS | frozenset(_OTHERS.split())


def query_form(text: str) -> str | None:
    """``select``, ``ask``, ``construct`` or ``describe``; None for what is no query."""
    for token in tokens(text):
        if token.kind == "word" and token.text.lower() in FORMS:
            return token.text.lower()
    return None


def check_words(text: str) -> None:
    """Raise QueryRefusedError where a bare word is none of SPARQL."""
    for reading in dict.fromkeys((text, unescaped(text))):
        for token in tokens(reading):
            if token.first and token.kind == "word" and token.text.lower() not in WORDS:
                raise QueryRefusedError(f"{token.text[:40]!r} is no word of SPARQL.", *position(reading, token.start))


def has_relative_iri(text: str) -> bool:
    """True where an IRI may be relative, and the query itself does not say to what."""
    words = [t for t in tokens(text) if t.first]
    if any(t.kind == "word" and t.text.lower() == "base" for t in words):
        return False
    return any(t.kind == "iri" and ":" not in t.text.partition("/")[0] for t in words)
