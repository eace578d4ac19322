"""Answer only to the names that are ours.

Pure. A page somewhere in the web can let its own name point to our address and would then be
allowed to read what we answer (DNS rebinding); the Host header still says its name. An address
in figures cannot be such a name. Under the public address only hubs are heard: the pages have
no login, and a proxy that forwards everything must not show them to the world, whether it
keeps the name that it was asked for or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.types import ASGIApp, Receive, Scope, Send

#: Asked by machines that watch whether we live, by whatever name; tells nothing else.
FREE_PATHS: Final = frozenset({"/healthz"})
#: What a proxy says of whom it asks for.
FORWARDING: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
LOCAL: Final = "localhost"


class Entry(StrEnum):
    """Whether a request is let in."""

    WELCOME = "welcome"
    #: It came by the public address, where this is not shown.
    NOT_PUBLIC = "not_public"
    STRANGE_NAME = "strange_name"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRules:
    """By which names the pages are asked for."""

    names: frozenset[str]
    #: Those of the names that the operator allowed: also through a proxy.
    allowed: frozenset[str] = frozenset()
    public_name: str | None = None
    #: Paths that are heard under the public name.
    public_paths: tuple[str, ...] = ()

    def judge(self, host: str, path: str, *, forwarded: bool = False) -> Entry:
        """Decide about a request.

        Args:
            host: Its Host header.
            path: Its path.
            forwarded: A proxy sent it on, so it may come from anywhere.
        """
        name = read_name(host)
        if path in FREE_PATHS or name in self.allowed:
            return Entry.WELCOME
        is_ours = name in self.names or is_address(name)
        if is_ours and not (forwarded and self.public_name is not None):
            return Entry.WELCOME
        if not is_ours and (not name or name != self.public_name):
            return Entry.STRANGE_NAME
        is_public = path.startswith(self.public_paths)
        return Entry.WELCOME if is_public else Entry.NOT_PUBLIC


def make_rules(
    *,
    bind_host: str,
    public_url: str | None = None,
    allowed: Collection[str] = (),
    public_paths: tuple[str, ...] = (),
) -> HostRules:
    """Make the rules of the settings."""
    return HostRules(
        names=frozenset(read_name(name) for name in (LOCAL, bind_host, *allowed)),
        allowed=frozenset(map(read_name, allowed)),
        public_name=None if public_url is None else read_name(urlsplit(public_url).netloc),
        public_paths=public_paths,
    )


def read_name(host: str) -> str:
    """Give the name of a Host header: without its port, in small letters."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    name, _, port = host.rpartition(":")
    return (name if name and ":" not in name and port.isdecimal() else host).rstrip(".")


def is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


class HostGuard:
    """ASGI middleware that turns away requests for other names."""

    def __init__(self, app: ASGIApp, rules: HostRules) -> None:
        self._app = app
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        forwarded = any(name in headers for name in FORWARDING)
        entry = self._rules.judge(headers.get("host", ""), scope["path"], forwarded=forwarded)
        app = self._app if entry is Entry.WELCOME else _REFUSALS[entry]
        await app(scope, receive, send)


_REFUSALS: Final[dict[Entry, ASGIApp]] = {
    Entry.NOT_PUBLIC: PlainTextResponse(
        "not here: at this address only hubs are heard, and feeds of topics read\n", 404
    ),
    Entry.STRANGE_NAME: PlainTextResponse(
        "these pages do not answer to that name; where it is yours, name it in `allowed_hosts` "
        "under [web]\n",
        400,
    ),
}
