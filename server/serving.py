"""A store served at an address, until the server is told to stop."""

import errno
import socket
from collections.abc import Callable

from .access import log_to_stderr
from .app import close_app, create_app, warm_app
from .clients import networks
from .context import EXTENSION
from .listening import serve_until_stopped
from .options import Options
from .snapshot import base_of
from .store import LocalStore, RemoteStore


class ServingProblem(RuntimeError):  # noqa: N818 - a problem of what is asked for
    """The server cannot start; the message says why and what to do."""


def serve(
    store: LocalStore | RemoteStore,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    options: Options | None = None,
    ready: Callable[[str], None] = print,
) -> None:
    """Serve a store until SIGINT or SIGTERM. ``ready`` is called with the address once requests are answered.

    Where the options name no public address it is the one that is listened at.

    Raises StoreError where the store cannot be read, ServingProblem where the address is taken or not ours.
    """
    if options is not None and options.public_url and not options.public_url.startswith(("http://", "https://")):
        raise ServingProblem(f"The public address {options.public_url!r} must begin with http:// or https://.")
    try:
        networks(options.trusted_proxies if options is not None else ())
    except ValueError as error:
        raise ServingProblem(f"A trusted proxy is an address or a network: {error}.") from None
    base_of(store)  # say that there is no store before anything about ports
    listener = _listen(host, port)
    port = listener.getsockname()[1]
    shown = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 - compared, not bound
    address = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
    chosen = options or Options(public_url="")
    log = log_to_stderr()
    app = create_app(store, chosen, public_url=chosen.public_url or address)
    try:
        warm_app(app)
        processes = app.extensions[EXTENSION].workers.processes
        serve_until_stopped(app, listener, chosen, workers=processes, ready=lambda: ready(address))
    finally:
        listener.close()
        close_app(app)
        log.drain()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1024)
        return listener
    except (OSError, UnicodeError) as error:
        code = getattr(error, "errno", None)
        if code == errno.EADDRINUSE:
            raise ServingProblem(
                f"Port {port} on {host} is in use by another program. Stop it, or choose another with --port."
            ) from None
        if code == errno.EACCES:
            raise ServingProblem(f"Port {port} needs more rights. Choose one above 1023 with --port.") from None
        reason = getattr(error, "strerror", None) or error
        raise ServingProblem(f"This machine cannot serve at {host}:{port}: {reason}.") from None
