"""Who asks: the bearer of the token, or an address, as a proxy that is trusted tells it."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from flask import Request

from .options import Options
from .tokens import bears_token

Network = IPv4Network | IPv6Network


@lru_cache(maxsize=16)
@lru_cache(maxsize=8)
def networks(names: tuple[str, ...]) -> tuple[Network, ...]:
    """Addresses and networks (``10.0.0.0/8``); raises ValueError for what is neither."""
    return tuple(ip_network(name.strip(), strict=False) for name in names)


def client_of(request: Request, options: Options) -> str:
    """The client of a request, for bounds that are each client's own.

    A token counts only where it is the right one: with any other a client could be somebody new each time. An
    IPv6 client is its /64 network, which is what one subscriber has.
    """
    if bears_token(request.headers.get("Authorization"), options.token):
        return "token"
    client = address_of(request, options)
    if isinstance(client, IPv6Address):
        return str(ip_network((client, 64), strict=False))
    return str(client or request.remote_addr)


def address_of(request: Request, options: Options) -> IPv4Address | IPv6Address | None:
    """The address that a request comes from; None where neither socket nor proxy tells one.

    The addresses of ``X-Forwarded-For`` count only as far as trusted proxies wrote them: from the right, the first one
    that is no trusted proxy.
    """
    trusted = networks(options.trusted_proxies)
    client = _address(request.remote_addr or "")
    if trusted:
        forwarded = ",".join(request.headers.getlist("X-Forwarded-For")).split(",")
        while client is not None and forwarded and _among(client, trusted):
            before = _address(forwarded.pop())
            if before is None:  # "unknown", or no address at all: the proxy itself is all that is known
                break
            client = before
    return client


@lru_cache(maxsize=4096)
def _address(text: str) -> IPv4Address | IPv6Address | None:
    """The address, without brackets and port, an IPv4 address in IPv6 as what it is."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def _among(client: IPv4Address | IPv6Address, trusted: tuple[Network, ...]) -> bool:
    return any(client in network for network in trusted)
