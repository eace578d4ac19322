"""Ask one question over HTTP, within one deadline, and read the answer whole.

Network. Redirects are walked here, hop by hop, each judged like the first URL. Libraries'
errors end here: what leaves is a FetchError.
"""

from __future__ import annotations

import asyncio
import json as json_module
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple, Self, cast

import httpx

from monitor.errors import (
    AddressRefused,
    BadEncoding,
    BodyTooLarge,
    ConnectFailed,
    FetchError,
    FetchTimeout,
    TooManyRedirects,
)
from monitor.outbound.body import BrokenCoding, OverLimit, read_body, read_start
from monitor.outbound.dial import Connect, Dialer, Resolve
from monitor.outbound.question import Question
from monitor.outbound.response import Headers, Response
from monitor.outbound.target import Refused, read_target
from monitor.outbound.transport import GuardedTransport

if TYPE_CHECKING:
    import ssl
    from collections.abc import Collection, Iterator, Mapping
    from datetime import timedelta
    from ipaddress import IPv4Network, IPv6Network
    from types import TracebackType

MAX_REDIRECTS: Final = 5
#: Of an error page only the beginning is of use.
MAX_ERROR_BODY_BYTES: Final = 64 * 1024
#: Chunk framing and headers that may come on top of the body, besides twice its size.
WIRE_ALLOWANCE_BYTES: Final = 1024 * 1024

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PERMANENT: Final = frozenset({301, 308})
_FIRST_ERROR_STATUS: Final = 400


class OutboundClient:
    """The one HTTP client. Use as `async with`; share it, it is made for many requests at once.

    `concurrency` requests run at the same time, the rest waits; `timeout` counts from the
    moment a request starts to run. `resolve`, `connect` and `tls` are for tests and for
    installations with a certificate authority of their own.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        allow_private: bool,
        timeout: timedelta,
        max_bytes: int,
        concurrency: int,
        allow_networks: Collection[IPv4Network | IPv6Network] = (),
        resolve: Resolve | None = None,
        connect: Connect | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        _quieten_libraries()
        self._seconds = timeout.total_seconds()
        self._max_bytes = max_bytes
        self._slots = asyncio.Semaphore(concurrency)
        dialer = Dialer(
            allow_private=allow_private,
            allow_networks=allow_networks,
            resolve=resolve,
            connect=connect,
            make_tls=_default_tls if tls is None else lambda: tls,
        )
        self._transport = GuardedTransport(dialer, wire_limit=2 * max_bytes + WIRE_ALLOWANCE_BYTES)
        self._own = {
            "user-agent": (b"User-Agent", user_agent.encode("ascii", "replace")),
            "accept": (b"Accept", b"*/*"),
            "accept-encoding": (b"Accept-Encoding", b"gzip, deflate"),
            "connection": (b"Connection", b"close"),
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        await self._transport.aclose()

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        follow_redirects: bool = True,
    ) -> Response:
        """Get a document, following redirects unless they are what is asked for.

        Raises:
            FetchError: no answer could be read. An error status is an answer.
        """
        return await self._ask("GET", url, headers or {}, None, follow=follow_redirects)

    async def post(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        json: object | None = None,
        follow_redirects: bool = False,
    ) -> Response:
        """Post `content`, or `json` as JSON.

        Raises:
            FetchError: no answer could be read. An error status is an answer.
        """
        headers = dict(headers or {})
        if json is not None:
            content = json_module.dumps(json, ensure_ascii=False).encode("utf-8", "replace")
            headers.setdefault("Content-Type", "application/json")
        return await self._ask("POST", url, headers, content or b"", follow=follow_redirects)

    async def _ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        content: bytes | None,
        *,
        follow: bool,
    ) -> Response:
        with _translated(url):
            target = read_target(url)
            question = Question(method=method, target=target, headers=headers, content=content)
            async with self._slots, asyncio.timeout(self._seconds):
                return await self._walk(url, question.with_user(), follow=follow)

    async def _walk(self, url: str, question: Question, *, follow: bool) -> Response:
        visited = set()
        moved = True
        for _ in range(MAX_REDIRECTS + 1):
            visited.add((question.method, question.target.url))
            answer = await self._send(question, follow=follow)
            if answer.location is None:
                moved = moved and len(visited) > 1
                return Response(
                    url=url,
                    final_url=question.target.url,
                    status_code=answer.status_code,
                    headers=answer.headers,
                    body=answer.body,
                    moved_to=question.target.full_url if moved else None,
                )
            moved = moved and answer.status_code in _PERMANENT
            question = question.follow(answer.location, status_code=answer.status_code)
            if (question.method, question.target.url) in visited:
                break
        raise _Circle

    async def _send(self, question: Question, *, follow: bool) -> _Answer:
        request = question.to_request(self._own)
        reply = await self._transport.handle_async_request(request)
        status_code = reply.status_code
        try:
            headers = Headers(reply.headers.raw)
            location = _location(reply) if follow and status_code in _REDIRECTS else None
            body = b"" if location is not None else await self._read(reply, headers)
        finally:
            await reply.aclose()
        return _Answer(status_code, headers, body, location)

    async def _read(self, reply: httpx.Response, headers: Headers) -> bytes:
        chunks = cast("httpx.AsyncByteStream", reply.stream)
        coding = headers.get("content-encoding", "")
        if reply.status_code >= _FIRST_ERROR_STATUS:
            limit = min(MAX_ERROR_BODY_BYTES, self._max_bytes)
            return await read_start(chunks, coding=coding, limit=limit)
        announced = headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > self._max_bytes:
            raise OverLimit(self._max_bytes)
        return await read_body(chunks, coding=coding, limit=self._max_bytes)


class _Answer(NamedTuple):
    status_code: int
    headers: Headers
    body: bytes
    #: Where it leads, when it is to be followed.
    location: str | None


class _Circle(Exception):  # noqa: N818 - becomes TooManyRedirects at the door
    """Redirects go on or come back."""


@contextmanager
def _translated(url: str) -> Iterator[None]:
    """Turn what libraries and the other files here raise into FetchError."""
    try:
        yield
    except Refused as error:
        raise AddressRefused(url, address=error.what, transient=error.transient) from None
    except OverLimit as error:
        raise BodyTooLarge(url, limit=error.limit) from None
    except BrokenCoding as error:
        raise BadEncoding(url, encoding=error.coding) from error.__cause__
    except _Circle:
        raise TooManyRedirects(url, transient=False) from None
    except (httpx.InvalidURL, UnicodeError) as error:
        raise AddressRefused(url, address="malformed URL") from error
    except httpx.LocalProtocolError:
        # Its message quotes the header, which may be a token.
        raise FetchError(url, transient=False) from ValueError("a header that cannot be sent")
    except TimeoutError as error:
        raise FetchTimeout(url) from error
    except OSError as error:
        raise ConnectFailed(url) from error
    except httpx.HTTPError as error:
        raise FetchError(url) from error


def _location(reply: httpx.Response) -> str | None:
    """Give the Location header, in UTF-8 where it is that (browsers read it so)."""
    for name, value in reply.headers.raw:
        if name.lower() == b"location":
            try:
                return value.decode("utf-8")
            except UnicodeDecodeError:
                return value.decode("latin-1")
    return None


def _default_tls() -> ssl.SSLContext:
    context = httpx.create_ssl_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def _quieten_libraries() -> None:
    """Keep URLs, which may hold secrets, out of the log whatever its level is."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
