"""Who may write: whoever sends the operator's token (RFC 6750)."""

import hmac

from .sparql.protocol import ProblemError


def bears_token(authorization: str | None, token: str | None) -> bool:
    """True where an Authorization header bears the operator's token; the time it takes does not tell how nearly.

    >>> bears_token("Bearer a1", "a1"), bears_token("bearer  a1", "a1"), bears_token("Basic a1", "a1")
    (True, True, False)
    """
    sent = _bearer(authorization)
    return token is not None and sent is not None and hmac.compare_digest(sent.encode(), token.encode())


def require_token(authorization: str | None, token: str | None) -> None:
    """Raise ProblemError where the request may not write: 401 without a token, 403 with a wrong one, or for all."""
    if token is None:
        raise ProblemError(403, "Read-only", "This server takes no writes: its operator has set no token for them.")
    if _bearer(authorization) is None:
        raise ProblemError(
            401,
            "Token needed",
            "Writing needs the operator's token: send it as 'Authorization: Bearer TOKEN'.",
            headers={"WWW-Authenticate": 'Bearer realm="practicegraph"'},
        )
    if not bears_token(authorization, token):
        raise ProblemError(403, "Wrong token", "The token that was sent does not allow writing here.")


def _bearer(authorization: str | None) -> str | None:
    scheme, _, sent = (authorization or "").strip().partition(" ")
    return sent.strip() if scheme.lower() == "bearer" and sent.strip() else None
