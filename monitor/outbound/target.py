"""Read a URL before it is called: scheme, port, host, and no tricks.

Pure. What two parsers could understand differently (backslashes, control characters, numbers
written as hosts) is refused here; which address a name stands for is judged when it is dialed.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, field, replace
from functools import lru_cache
from ipaddress import ip_address
from typing import Final
from urllib.parse import unquote_to_bytes, urldefrag, urljoin, urlsplit, urlunsplit

DEFAULT_PORTS: Final = {"http": 80, "https": 443}
#: Below it live the services of the machine itself (mail, file shares, remote login).
FIRST_FREE_PORT: Final = 1024
MAX_URL_CHARS: Final = 8192
#: Feeds are asked again and again; so many of their URLs are not read anew; 850 bytes each.
KEPT_URLS: Final = 10_000

_FORBIDDEN: Final = re.compile(r"[\x00-\x1f\x7f\\]")
_FORBIDDEN_IN_AUTHORITY: Final = re.compile(r"\s")
#: WHATWG: a host whose last label is a number is an IPv4 address, however it is written.
_NUMBER: Final = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\Z", re.IGNORECASE)


class Refused(Exception):  # noqa: N818 - becomes AddressRefused at the door
    """A place that must not be called; `what` says which and why.

    `transient` where a name server said so, which may be a hotel's, and not the URL itself.
    """

    def __init__(self, what: str, *, transient: bool = False) -> None:
        super().__init__(what)
        self.what = what
        self.transient = transient


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A URL that may be tried."""

    #: Without fragment and without user.
    url: str
    scheme: str
    host: str
    port: int
    #: The user and password of the URL, as written.
    userinfo: str = field(default="", repr=False)

    @property
    def authorization(self) -> str | None:
        """The Authorization header of a URL that names a user."""
        return _basic(self.userinfo) if self.userinfo else None

    @property
    def full_url(self) -> str:
        """The URL with its user."""
        scheme, _, rest = self.url.partition("//")
        return f"{scheme}//{self.userinfo}@{rest}" if self.userinfo else self.url

    @property
    def origin(self) -> tuple[str, str, int]:
        return (self.scheme, self.host, self.port)

    def follow(self, location: str) -> Target:
        """Give the target of a redirect from here.

        Raises:
            Refused: it leads from https to http, or carries a user to another origin.
        """
        try:
            led = urljoin(self.url, location.strip())
        except ValueError as error:
            raise Refused("malformed URL") from error
        target = read_target(led)
        if self.scheme == "https" and target.scheme == "http":
            raise Refused("redirect from https to http")
        if target.origin == self.origin:
            return replace(target, userinfo=self.userinfo)
        if target.userinfo:
            raise Refused("redirect with a user in the URL")
        return target


@lru_cache(maxsize=KEPT_URLS)
def read_target(url: str) -> Target:
    """Check everything about `url` that can be checked without resolving its host.

    Raises:
        Refused: with the reason.
    """
    bare = url.strip()
    try:
        if "#" in bare:
            bare = urldefrag(bare).url
    except ValueError as error:
        raise Refused("malformed URL") from error
    if len(bare) > MAX_URL_CHARS or _FORBIDDEN.search(bare):
        raise Refused("malformed URL")
    try:
        parts = urlsplit(bare)
        port = parts.port
    except ValueError as error:
        raise Refused("malformed URL") from error
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme not in DEFAULT_PORTS:
        raise Refused(f"scheme {scheme[:20] or 'missing'}")
    _check_host(host, parts.netloc)
    port = DEFAULT_PORTS[scheme] if port is None else port
    if port not in DEFAULT_PORTS.values() and port < FIRST_FREE_PORT:
        raise Refused(f"port {port}")
    userinfo, _, authority = parts.netloc.rpartition("@")
    return Target(
        url=urlunsplit((scheme, authority, parts.path or "/", parts.query, "")),
        scheme=scheme,
        host=host,
        port=port,
        userinfo=userinfo,
    )


def _check_host(host: str, authority: str) -> None:
    if not host or _FORBIDDEN_IN_AUTHORITY.search(authority):
        raise Refused("malformed host")
    if "%" in host:
        raise Refused("host with a zone id or percent signs")
    last = host.rstrip(".").rpartition(".")[2]
    if _NUMBER.match(last) and not _is_address(host):
        raise Refused("host written as a number")


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _basic(userinfo: str) -> str:
    user, _, password = userinfo.partition(":")
    pair = unquote_to_bytes(user) + b":" + unquote_to_bytes(password)
    return f"Basic {b64encode(pair).decode('ascii')}"
