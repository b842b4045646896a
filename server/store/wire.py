"""HTTP requests to a SPARQL server: one connection each, no redirection followed, answers read as they come."""

import http.client
import ssl
from collections.abc import Mapping
from functools import cache
from types import TracebackType
from typing import Self
from urllib.parse import SplitResult

from .errors import StoreError, StoreRefusedError, StoreUnreachableError

WORDS = 2000
"""Bytes of a server's complaint that are read."""


class Reply:
    """The answer of a server that did what it was asked; a binary file to read from, once."""

    def __init__(self, url: str, connection: http.client.HTTPConnection, response: http.client.HTTPResponse) -> None:
        self.url, self._connection, self._response = url, connection, response
        length = response.headers.get("Content-Length", "")
        self._missing = int(length) if length.isdigit() and not response.headers.get("Transfer-Encoding") else None
        self.headers: Mapping[str, str] = {name.lower(): value for name, value in response.headers.items()}
        self.media_type = response.headers.get_content_type()

    def read(self, size: int = -1) -> bytes:
        """Bytes of the body, none at its end. Raises StoreUnreachableError where it breaks off."""
        try:
            content = self._response.read(None if size < 0 else size)
        except TimeoutError as error:
            raise StoreUnreachableError(f"{self.url} stopped answering.", late=True) from error
        except (OSError, http.client.HTTPException) as error:
            raise self._broken() from error
        if self._missing is not None:
            self._missing -= len(content)
            if self._missing > 0 and (size < 0 or (size > 0 and not content)):
                raise self._broken()
        return content

    def _broken(self) -> StoreUnreachableError:
        return StoreUnreachableError(f"{self.url} ended its answer before it was complete.")

    def close(self) -> None:
        """End the connection, and with it the answer."""
        self._response.close()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def post(address: SplitResult, body: bytes, headers: Mapping[str, str], timeout: float) -> Reply:
    """Send a body; ``timeout`` is in seconds, for each wait.

    Raises StoreUnreachableError, or StoreRefusedError with the server's words for every status but 2xx.
    """
    url = address.geturl()
    host = address.hostname or ""
    if address.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, address.port, timeout=timeout, context=_tls()
        )
    else:
        connection = http.client.HTTPConnection(host, address.port, timeout=timeout)
    path = (address.path or "/") + (f"?{address.query}" if address.query else "")
    try:
        try:
            connection.connect()
        except OSError as error:
            raise StoreUnreachableError(f"{url} cannot be reached: {_reason(error)}. Is the server running?") from error
        try:
            connection.request("POST", path, body, dict(headers))
            response = connection.getresponse()
            if 200 <= response.status < 300:
                return Reply(url, connection, response)
            words = " ".join(response.read(WORDS).decode("utf-8", "replace").split())
        except TimeoutError as error:
            raise StoreUnreachableError(f"{url} gave no answer within {timeout:g} s.", late=True) from error
        except (OSError, http.client.HTTPException) as error:
            raise StoreUnreachableError(f"{url} cannot be reached: {_reason(error)}. Is the server running?") from error
    except StoreError:
        connection.close()
        raise
    connection.close()
    if 300 <= response.status < 400:
        words = f"It has moved to {response.headers.get('Location', 'another address')[:200]}; name that address."
    raise StoreRefusedError(
        f"{url} answered {response.status} {response.reason}: {words[:400]}", response.status, words[:400]
    )


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error or type(error).__name__)
