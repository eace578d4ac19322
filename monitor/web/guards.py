"""Let in who may read, and let nobody do anything by another site's hand.

Pure. Two middlewares. `LoginGuard` asks for the password of the settings, where there is one.
`WriteGuard` refuses what would change something when a page of another site sent it (CSRF), and
when anybody on the network might: pages that listen beyond this machine need a password first.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

#: They read only.
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
#: What browsers call a request of our own pages, and one that a person typed.
OWN_SITES: Final = frozenset({"same-origin", "none"})


class LoginGuard:
    """ASGI middleware that asks for a password: HTTP Basic with any name, or a bearer token."""

    def __init__(self, app: ASGIApp, *, password: str, free_paths: tuple[str, ...]) -> None:
        self._app = app
        self._password = password
        self._free_paths = free_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(self._free_paths):
            await self._app(scope, receive, send)
            return
        said = read_password(Headers(scope=scope).get("authorization", ""))
        is_right = hmac.compare_digest(said.encode(), self._password.encode())
        await (self._app if is_right else _NO_PASSWORD)(scope, receive, send)


def read_password(authorization: str) -> str:
    """Give the password of an Authorization header (RFC 7617, RFC 6750); empty when it has none."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    return _read_basic(authorization)[1]


def read_name(authorization: str) -> str:
    """Give the name that somebody typed beside the password; empty when there is none."""
    return _read_basic(authorization)[0]


def _read_basic(authorization: str) -> tuple[str, str]:
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        pair = base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    name, _, password = pair.partition(":")
    return name, password


class WriteGuard:
    """ASGI middleware that refuses what changes something and is not wished here."""

    def __init__(self, app: ASGIApp, *, may_write: bool, free_paths: tuple[str, ...]) -> None:
        self._app = app
        self._may_write = may_write
        self._free_paths = free_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            app = self._judge(scope)
        await app(scope, receive, send)

    def _judge(self, scope: Scope) -> ASGIApp:
        if scope["path"].startswith(self._free_paths):
            return self._app
        if not self._may_write:
            return _READ_ONLY
        return self._app if is_from_here(Headers(scope=scope)) else _FOREIGN


def is_from_here(headers: Headers) -> bool:
    """Say whether a request comes from our own pages, or from no page at all."""
    if (site := headers.get("sec-fetch-site")) is not None:
        return site in OWN_SITES
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _refuse(status: int, error: str, headers: dict[str, str] | None = None) -> ASGIApp:
    return JSONResponse({"error": error, "problems": []}, status_code=status, headers=headers)


_NO_PASSWORD: Final = _refuse(
    401,
    "the password of [web] is asked for",
    {"WWW-Authenticate": 'Basic realm="monitor", charset="UTF-8"'},
)
_READ_ONLY: Final = _refuse(
    403, "nothing is changed from here: set password_file under [web], or bind to 127.0.0.1"
)
_FOREIGN: Final = _refuse(403, "a page of another site sent this")
