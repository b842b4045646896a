"""The line at the top of an archived policy that says where and when it was archived."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from .dates import as_datetime, parse_date

_LINE = re.compile(r"\ufeff?\s*(?P<block>(?:>[^\r\n]*(?:\r\n|\r|\n|$)){1,6})")
_ARCHIVED = re.compile(r"(?:archived|captured|retrieved|crawled|snapshot(?:ted)?|saved)\s+(?:on|at|of)?\s*(?=\w)", re.I)
_DOMAIN = re.compile(r"\b((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24})\b", re.IGNORECASE)
_ADDRESS = re.compile(r"\]\((\S+?)\)|<(https?://[^>\s]+)>|(https?://[^\s>)\]]+)")
_WAYBACK = re.compile(r"https?://web\.archive\.org/web/\d{4,14}(?:[a-z]{2}_)?/(?P<page>.+)")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a text was archived from. ``end`` is the offset at which the policy itself begins."""

    domain: str | None = None
    archived: datetime | None = None
    source: str | None = None
    end: int = 0


def read_provenance(text: str) -> Provenance:
    """What the block quote at the top of ``text`` says of its origin; nothing where there is no such line."""
    found = _LINE.match(text)
    if not found:
        return Provenance()
    line = " ".join(part.lstrip("> ") for part in found["block"].splitlines())
    when = _ARCHIVED.search(line)
    if not when:
        return Provenance()
    day = parse_date(line[when.end() :])
    address = _ADDRESS.search(line)
    source = next((part for part in address.groups() if part), None) if address else None
    before = line[: when.start()]
    domain = _DOMAIN.search(before)
    return Provenance(
        domain=domain_of(domain.group(1) if domain else page_of(source)),
        archived=as_datetime(day),
        source=source,
        end=found.end(),
    )


def page_of(source: str | None) -> str | None:
    """The address of the page itself where ``source`` is a snapshot in the Wayback Machine."""
    snapshot = _WAYBACK.match(source or "")
    return unquote(snapshot["page"]) if snapshot else source


def domain_of(address: str | None) -> str | None:
    """The domain in an address or host name, in lower case and without ``www.``; None where there is none."""
    host = re.sub(r"^[a-z]+://", "", (address or "").lower()).split("/")[0].split(":")[0].split("@")[-1]
    return host.removeprefix("www.") if _DOMAIN.fullmatch(host) else None
