"""Which other hosts a query may make a server contact: those that the operator lists, by scheme, host and port.

A listed name must lead to a public address, unless the address is listed too (or the name is ``localhost``, which
means nothing else). The engine looks the name up again when it connects: whoever controls the name servers of a
*listed* host can give a public address here and a private one there. List only hosts that are trusted that far.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import idna

PORTS = {"http": 80, "https": 443}
# the part before the path; what a URL parser might read in two ways (user names, backslashes, blanks) is no match
_ADDRESS = re.compile(
    r"(?P<scheme>[A-Za-z]+)://(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|[^\x00-\x20/?#@:\\\[\]<>\"{}|^`%]+)"
    r"(?::(?P<port>[0-9]{0,5}))?(?P<rest>(?:[/?#].*)?)",
    re.DOTALL,
)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Iterable[str]]
"""The addresses of a host; raises OSError where there are none."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host (lower case, ASCII; IPv6 without brackets) and port of an address."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if PORTS[self.scheme] == self.port else f":{self.port}")


def origin_of(address: str) -> Origin:
    """The origin of an absolute http(s) address; raises ValueError, with the reason, for everything else.

    >>> str(origin_of("HTTPS://Example.org:443/sparql"))
    'https://example.org'
    """
    found = _ADDRESS.fullmatch(address)
    if found is None or found["scheme"].lower() not in PORTS or "\\" in found["rest"]:
        raise ValueError(f"{address[:200]!r} is no address that begins with http:// or https:// and a host")
    scheme = found["scheme"].lower()
    port = int(found["port"] or PORTS[scheme])
    if not 0 < port < 65536:
        raise ValueError(f"{address[:200]!r} has no port between 1 and 65535")
    return Origin(scheme, _host(found["host"]), port)


def _host(written: str) -> str:
    if written.startswith("["):
        return ipaddress.IPv6Address(written[1:-1]).compressed
    if not written.isascii():
        raise ValueError(f"the host {written[:100]!r} must be written in ASCII ({_ascii(written)})")
    host = written.lower()
    labels = host.removesuffix(".").split(".")
    if len(host) > 254 or not all(_LABEL.fullmatch(label) for label in labels):
        raise ValueError(f"{written[:100]!r} is no name of a host")
    if _NUMBER.fullmatch(labels[-1]):  # other ways of writing 127.0.0.1 are none: 127.1, 0x7f.1, 2130706433
        return str(ipaddress.IPv4Address(host))
    return host


def _ascii(host: str) -> str:
    try:
        return idna.encode(host).decode("ascii")
    except idna.IDNAError:
        return "xn--…"


@lru_cache(maxsize=256)
def listed_origin(text: str) -> Origin:
    """An entry of the operator's list: an origin, where ``https://bücher.example`` may be written as it is spoken.

    Raises ValueError where it is none, or has a path.
    """
    found = _ADDRESS.fullmatch(text.strip())
    if found is not None and found["rest"] not in ("", "/"):
        raise ValueError(f"{text[:200]!r} has a path; a host is allowed or not, whatever the path")
    if found is not None and not found["host"].isascii():
        try:
            host = idna.encode(found["host"], uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise ValueError(f"{text[:200]!r} is no host: {error}") from error
        text = text.strip().replace(found["host"], host, 1)
    return origin_of(text.strip())


def look_up(host: str, port: int) -> list[str]:
    """The addresses that this machine finds for a host."""
    return [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def check_address(address: str, allowed: Iterable[str], resolve: Resolve = look_up) -> None:
    """Raise ValueError, with the reason, unless the address is of an allowed host that leads to no private address.

    ``allowed`` are the operator's origins. A private, loopback or link-local address must be listed as such, with
    the same scheme and port.
    """
    origin, listed = origin_of(address), {listed_origin(text) for text in allowed}
    if origin not in listed:
        raise ValueError(f"{origin} is not among the hosts that this server may contact")
    if origin.host == "localhost" or origin.host.endswith(".localhost"):
        return
    literal = _literal(origin.host)
    if literal is not None:
        return  # listed as such
    try:
        found = {part.partition("%")[0] for part in resolve(origin.host, origin.port)}
    except (OSError, UnicodeError):
        found = set()
    if not found:
        raise ValueError(f"{origin} cannot be found")
    for one in sorted(found):
        ip = ipaddress.ip_address(one)
        if not is_public(ip) and Origin(origin.scheme, ip.compressed, origin.port) not in listed:
            raise ValueError(f"{origin} leads to a private address, which is not listed")


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_public(ip: Address) -> bool:
    """True for addresses of the public internet; of IPv6 addresses that stand for an IPv4 one that one counts."""
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast
