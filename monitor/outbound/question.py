"""Say what is asked: method, target, headers, body; and what is asked next after a redirect.

Pure. Credentials go to the origin they were given for and to no other. The httpx request is
built from its finished parts: letting httpx find out the headers costs twice as much.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import httpx

from monitor.outbound.target import KEPT_URLS

if TYPE_CHECKING:
    from monitor.outbound.target import Target

#: Header fields as they are sent, by their names in lower case.
Fields = Mapping[str, tuple[bytes, bytes]]

#: The body goes along only where the status says so (RFC 9110 §15.4).
_KEEPS_METHOD: Final = frozenset({307, 308})
#: Never carried to another origin.
_CREDENTIALS: Final = frozenset({"authorization", "cookie", "proxy-authorization"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One request."""

    method: str
    target: Target
    headers: Mapping[str, str]
    content: bytes | None

    def to_request(self, own: Fields) -> httpx.Request:
        """Write it as httpx has it; `own` headers stand where the question says nothing else.

        Raises:
            httpx.InvalidURL: the URL is none. httpx.LocalProtocolError: nor is a header one.
        """
        url = _parse(self.target.url)
        fields = {"host": (b"Host", url.netloc), **own, **_encoded(self.headers)}
        if self.content is not None:
            fields["content-length"] = (b"Content-Length", b"%d" % len(self.content))
        return httpx.Request(
            self.method,
            url,
            headers=list(fields.values()),
            stream=httpx.ByteStream(self.content or b""),
        )

    def with_user(self) -> Question:
        """Give the question with the user of its URL in a header, unless it has one."""
        authorization = self.target.authorization
        if authorization is None or any(name.lower() == "authorization" for name in self.headers):
            return self
        return replace(self, headers={**self.headers, "Authorization": authorization})

    def follow(self, location: str, *, status_code: int) -> Question:
        """Give the question that a redirect asks for.

        Raises:
            Refused: it leads where we do not go.
        """
        target = self.target.follow(location)
        headers = self.headers
        if target.origin != self.target.origin:
            headers = {k: v for k, v in headers.items() if k.lower() not in _CREDENTIALS}
        if self.method == "GET" or status_code in _KEEPS_METHOD:
            return replace(self, target=target, headers=headers)
        kept = {k: v for k, v in headers.items() if not k.lower().startswith("content-")}
        return Question(method="GET", target=target, headers=kept, content=None)


_parse = lru_cache(maxsize=KEPT_URLS)(httpx.URL)


def _encoded(headers: Mapping[str, str]) -> Fields:
    try:
        return {
            name.lower(): (name.encode("latin-1"), value.encode("latin-1"))
            for name, value in headers.items()
        }
    except UnicodeEncodeError:
        # Its message quotes the header, which may be a token.
        raise httpx.LocalProtocolError("a header that cannot be sent") from None
