"""IRIs of instances, and the hashes that they are made of: a pure function each (design, section 2)."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import quote

import pyoxigraph as ox

SLUG_LENGTH = 60
"""Characters of a slug at most; longer ones are cut and end in a digest of the whole."""

_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
STEERING = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""What would steer a terminal, turn the reading order, or is no character of XML."""
_EMPHASIS = re.compile(r"[*`]{1,3}(?=\S)|(?<=\S)[*`]{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|\\(?=[^\w\s])")


def canonical_json(value: object) -> str:
    """JSON with sorted keys, no blanks, no needless escapes (as in RFC 8785, for str, list and dict).

    >>> canonical_json({"b": ["ä"], "a": "x"})
    '{"a":"x","b":["ä"]}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, 64 lower-case hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def collapse(text: str) -> str:
    """NFC, each run of white space one blank, none at the ends.

    >>> collapse("  We\\n\\tcollect  data. ")
    'We collect data.'
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def plain(text: str) -> str:
    """A mention as a label: link and emphasis marks of Markdown and control characters gone, white space collapsed.

    >>> plain("**e-mail** [address](https://a.example/x)"), plain("Pelarium\\x1b[0m")
    ('e-mail address', 'Pelarium[0m')
    """
    return collapse(STEERING.sub("", _EMPHASIS.sub("", _LINK.sub(r"\1", text))))


def checked_base(base: str) -> str:
    """A base IRI for instances, with a slash at its end where it has no separator.

    Raises ValueError where it is no absolute IRI.

    >>> checked_base("https://policies.example/kg")
    'https://policies.example/kg/'
    """
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s#?]+#?$", base):
        raise ValueError(f"{base!r} is not an absolute IRI; give one like https://policies.example/id/")
    try:
        ox.NamedNode(base)
    except ValueError as error:
        raise ValueError(f"{base!r} is not an IRI ({error}); give one like https://policies.example/id/") from None
    return base if base.endswith(("/", "#", ":")) else f"{base}/"


def slug(text: str) -> str:
    """A readable part of an IRI: lower case, accents dropped, everything but letters and digits one hyphen.

    Never empty: text without a letter or digit gives ``x-`` and a digest of it.

    >>> slug("Privacy Policy"), slug("Société  Générale"), slug("c/o")
    ('privacy-policy', 'societe-generale', 'c-o')
    """
    decomposed = unicodedata.normalize("NFKD", text)
    letters = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    words = re.sub(r"[^\w]|_", " ", unicodedata.normalize("NFKC", letters)).split()
    made = "-".join(words)
    if not made:
        return f"x-{digest(collapse(text))[:8]}"
    if len(made) > SLUG_LENGTH:
        return f"{made[: SLUG_LENGTH - 9].rstrip('-')}-{digest(made)[:8]}"
    return made


def host(domain: str) -> str:
    """A domain as it stands in IRIs: lower case, ASCII, without ``www.`` and port.

    >>> host("WWW.Orrery.example."), host("bücher.example:443")
    ('orrery.example', 'xn--bcher-kva.example')
    """
    name = domain.strip().lower().removeprefix("http://").removeprefix("https://").partition("/")[0]
    name = name.partition(":")[0].strip(".").removeprefix("www.")
    try:
        return quote(name.encode("idna").decode("ascii"), safe=".-")
    except UnicodeError:
        return slug(name)


def company_key(*, name: str | None = None, domain: str | None = None) -> str:
    """What identifies a company: its domain where known, else the slug of its name.

    Raises ValueError where neither is given.
    """
    if domain:
        return host(domain)
    if name:
        return slug(name)
    raise ValueError("a company needs a name or a domain")


def company_iri(base: str, *, name: str | None = None, domain: str | None = None) -> str:
    """The IRI of a company.

    >>> company_iri("https://w3id.org/practicegraph/id/", name="Orrery Labs")
    'https://w3id.org/practicegraph/id/company/orrery-labs'
    """
    return f"{base}company/{company_key(name=name, domain=domain)}"


def policy_iri(base: str, key: str, terms_type: str = "Privacy Policy") -> str:
    """The IRI of a policy, and of its named graph; ``key`` as of `company_key`.

    >>> policy_iri("https://w3id.org/practicegraph/id/", "orrery.example")
    'https://w3id.org/practicegraph/id/policy/orrery.example/privacy-policy'
    """
    return f"{base}policy/{key}/{slug(terms_type)}"


def version_labels(issued: Iterable[datetime]) -> list[str]:
    """The last part of each version's IRI, for the issue times of all versions of one policy in order.

    The date; from the second of a day on with the time, moved on by seconds where two have the same.

    >>> at = datetime(2020, 1, 2, 9, 30)
    >>> version_labels([at, at, at])
    ['2020-01-02', '2020-01-02T093000Z', '2020-01-02T093001Z']
    """
    labels: list[str] = []
    for time in issued:
        label = time.strftime("%Y-%m-%d")
        while label in labels:
            label = time.strftime("%Y-%m-%dT%H%M%SZ")
            time += timedelta(seconds=1)
        labels.append(label)
    return labels


def catalogue_iri(base: str) -> str:
    """The IRI of the catalogue graph."""
    return f"{base}catalogue"


def report_iri(base: str) -> str:
    """The IRI of the report of validation, and of the named graph that it stands in."""
    return f"{base}validation"


def content_key(policy: str, kind: str, properties: Iterable[tuple[str, str]]) -> str:
    """What a statement says, whatever its words: 32 hex digits.

    ``properties`` are pairs of a property's IRI and the value's IRI or lexical form, in any order.
    """
    return digest(canonical_json([policy, kind, sorted(set(properties))]))[:32]


def assertion_hash(policy: str, kind: str, properties: Iterable[tuple[str, str]], sentence: str) -> str:
    """The same with the sentence, collapsed: equal statements in equal words have equal hashes."""
    return digest(canonical_json([policy, kind, sorted(set(properties)), collapse(sentence)]))[:32]


def assertion_iri(base: str, hash_: str) -> str:
    """The IRI of an assertion."""
    return f"{base}assertion/{hash_}"


def safe_iri(text: str) -> str | None:
    """An address from a text as an IRI, its forbidden characters percent-encoded; None where it is no web address.

    >>> safe_iri("https://a.example/x y|z"), safe_iri("see our site")
    ('https://a.example/x%20y%7Cz', None)
    """
    text = text.strip()
    if not re.match(r"https?://[^\s/]", text, re.IGNORECASE):
        return None
    encoded = quote(text, safe="%/:=&?~#+!$,;'@()*-._", errors="replace")
    try:
        return ox.NamedNode(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", encoded)).value
    except ValueError:
        return None
