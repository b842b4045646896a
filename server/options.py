"""What the operator of a server decides: limits, who may write, which hosts may be reached, how it is known outside."""

from dataclasses import dataclass

MEGABYTE = 1 << 20
LICENSE = "https://www.apache.org/licenses/LICENSE-2.0"
"""The licence of the ontology and the examples; an operator names that of other policies' graphs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of a server; sizes in bytes, times in seconds.

    ``public_url`` begins every absolute address. ``timeout``, ``memory_limit`` and ``result_limit`` bound each query,
    ``largest_request`` the body of one, ``largest_write`` the body of an update or upload;
    ``workers`` is the number of processes that answer queries (None: chosen by the machine). At most ``queue`` queries
    wait in all, and at most ``per_client`` of one client run or wait. ``token`` lets its bearer write (None: nobody
    may). SERVICE, LOAD and remote FROM reach only ``allowed_hosts`` (origins such as ``https://dbpedia.org``).
    ``X-Forwarded-For`` counts only from ``trusted_proxies`` (addresses or networks). ``cache`` is what kept answers
    may take. ``metrics`` shows ``/metrics`` to all, not only to this machine.
    ``license`` is the address of the licence that the graph is under.
    """

    public_url: str = "http://127.0.0.1:8000"
    timeout: float = 30.0
    memory_limit: int = 4096 * MEGABYTE
    result_limit: int = 1024 * MEGABYTE
    largest_request: int = 2 * MEGABYTE
    largest_write: int = 64 * MEGABYTE
    workers: int | None = None
    queue: int = 64
    per_client: int = 8
    token: str | None = None
    allowed_hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    cache: int = 64 * MEGABYTE
    metrics: bool = False
    license: str = LICENSE
