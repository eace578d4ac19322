"""Ask one question over HTTP, within one deadline, and read the answer whole.

Network. Redirects are walked here, hop by hop, each judged like the first URL. Libraries'
errors end here: what leaves is a FetchError.
"""

from __future__ import annotations

import asyncio
import json as json_module
import logging
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING, Final, Self

import httpcore
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
from monitor.outbound.response import Headers, Response
from monitor.outbound.target import Refused, Target, read_target
from monitor.outbound.transport import GuardedTransport

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Mapping
    from datetime import timedelta
    from types import TracebackType

MAX_REDIRECTS: Final = 5
#: Four times what common servers send at most; h11 gives up at 100 KiB anyway.
MAX_HEADER_BYTES: Final = 64 * 1024
#: Of an error page only the beginning is of use.
MAX_ERROR_BODY_BYTES: Final = 64 * 1024
#: Chunk framing and headers that may come on top of the body, besides twice its size.
WIRE_ALLOWANCE_BYTES: Final = 1024 * 1024

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
#: The body goes along only where the status says so (RFC 9110 §15.4).
_KEEPS_METHOD: Final = frozenset({307, 308})
_FIRST_ERROR_STATUS: Final = 400
#: Never carried to another origin.
_CREDENTIALS: Final = frozenset({"authorization", "cookie", "proxy-authorization"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    method: str
    target: Target
    headers: Mapping[str, str]
    content: bytes | None


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
            wire_limit=2 * max_bytes + WIRE_ALLOWANCE_BYTES,
            resolve=resolve,
            connect=connect,
            make_tls=_default_tls if tls is None else lambda: tls,
        )
        self._http = httpx.AsyncClient(
            transport=GuardedTransport(dialer),
            headers={
                b"User-Agent": user_agent.encode("ascii", "replace"),
                b"Accept-Encoding": b"gzip, deflate",
                b"Connection": b"close",
            },
            timeout=None,  # noqa: S113 - one deadline for all of it, in _ask
            trust_env=False,
            cookies=_NoCookies(),
        )

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
        await self._http.aclose()

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Response:
        """Get a document, following redirects.

        Raises:
            FetchError: no answer could be read. An error status is an answer.
        """
        return await self._ask("GET", url, headers or {}, None, follow=True)

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
            question = _Question(method=method, target=target, headers=headers, content=content)
            async with self._slots, asyncio.timeout(self._seconds):
                answer = await self._walk(_with_user(question), follow=follow)
        return replace(answer, url=url)

    async def _walk(self, question: _Question, *, follow: bool) -> Response:
        visited = set()
        for _ in range(MAX_REDIRECTS + 1):
            visited.add((question.method, question.target.url))
            answer, location = await self._send(question, follow=follow)
            if location is None:
                return answer
            question = _next_question(question, answer.status_code, location)
            if (question.method, question.target.url) in visited:
                break
        raise _Circle

    async def _send(self, question: _Question, *, follow: bool) -> tuple[Response, str | None]:
        """Send one request; give its answer and, when it is to be followed, where it leads."""
        request = self._http.build_request(
            question.method,
            question.target.url,
            headers=[
                (k.encode("latin-1"), v.encode("latin-1")) for k, v in question.headers.items()
            ],
            content=question.content,
        )
        reply = await self._http.send(request, stream=True)
        try:
            _check_headers(reply)
            location = _location(reply) if follow and reply.status_code in _REDIRECTS else None
            body = b"" if location is not None else await self._read(reply)
        finally:
            await reply.aclose()
        answer = Response(
            url=question.target.url,
            final_url=question.target.url,
            status_code=reply.status_code,
            headers=Headers(reply.headers.raw),
            body=body,
        )
        return answer, location

    async def _read(self, reply: httpx.Response) -> bytes:
        coding = reply.headers.get("content-encoding", "")
        if reply.status_code >= _FIRST_ERROR_STATUS:
            limit = min(MAX_ERROR_BODY_BYTES, self._max_bytes)
            return await read_start(reply.aiter_raw(), coding=coding, limit=limit)
        announced = reply.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > self._max_bytes:
            raise OverLimit(self._max_bytes)
        return await read_body(reply.aiter_raw(), coding=coding, limit=self._max_bytes)


class _Circle(Exception):  # noqa: N818 - becomes TooManyRedirects at the door
    """Redirects go on or come back."""


class _NoCookies(CookieJar):
    """Keeps nothing, sends nothing."""

    def extract_cookies(self, response: object, request: object) -> None:
        pass


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
    except (httpcore.LocalProtocolError, httpx.LocalProtocolError):
        # Its message quotes the header, which may be a token.
        raise FetchError(url, transient=False) from ValueError("a header that cannot be sent")
    except TimeoutError as error:
        raise FetchTimeout(url) from error
    except (OSError, httpcore.NetworkError) as error:
        raise ConnectFailed(url) from error
    except (httpx.HTTPError, httpcore.ProtocolError) as error:
        raise FetchError(url) from error


def _with_user(question: _Question) -> _Question:
    authorization = question.target.authorization
    if authorization is None or any(name.lower() == "authorization" for name in question.headers):
        return question
    return replace(question, headers={**question.headers, "Authorization": authorization})


def _next_question(question: _Question, status_code: int, location: str) -> _Question:
    target = question.target.follow(location)
    headers = question.headers
    if target.origin != question.target.origin:
        headers = {k: v for k, v in headers.items() if k.lower() not in _CREDENTIALS}
    question = replace(question, target=target, headers=headers)
    if question.method == "GET" or status_code in _KEEPS_METHOD:
        return question
    kept = {k: v for k, v in headers.items() if not k.lower().startswith("content-")}
    return replace(question, method="GET", content=None, headers=kept)


def _check_headers(reply: httpx.Response) -> None:
    if sum(len(name) + len(value) + 4 for name, value in reply.headers.raw) > MAX_HEADER_BYTES:
        raise OverLimit(MAX_HEADER_BYTES)


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
