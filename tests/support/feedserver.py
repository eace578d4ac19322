"""Serve feeds on loopback, well or badly, as a script per path says.

Network. A real HTTP/1.1 server on 127.0.0.1 with an event loop in a thread of its own, so that
it serves synchronous and asynchronous tests, and child processes, alike:

    with FeedServer() as server:
        url = server.set("/feed.xml", body=b"<rss ...>", etag='"1"')

A path answers conditional requests when it has an ETag or Last-Modified. `requests` records
what was asked, in order. Misbehavior is a keyword of `set`: `delay`, `trickle`, `endless`,
`redirect_to`, `raw` (bytes instead of an HTTP answer), `status`, `headers`, `gzip`.
"""

from __future__ import annotations

import asyncio
import gzip as gzip_module
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import ssl

_HEAD_END = b"\r\n\r\n"
_CHUNK = b"x" * 65536
_NO_BODY = frozenset({204, 304})


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it came; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    #: `time.monotonic()` when the request was complete.
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """How a path answers."""

    body: bytes = b""
    content_type: str | None = "application/rss+xml"
    etag: str | None = None
    last_modified: str | None = None
    status: int = 200
    #: Additional header lines, sent as they are.
    headers: Sequence[tuple[str, str]] = ()
    #: Seconds before the answer begins.
    delay: float = 0.0
    #: Compress the body, with Content-Encoding.
    gzip: bool = False
    #: Seconds between two bytes of the body.
    trickle: float | None = None
    #: Send a body that never ends.
    endless: bool = False
    redirect_to: str | None = None
    #: Send these bytes and hang up, instead of an HTTP answer.
    raw: bytes | None = None


@dataclass(slots=True)
class _Script:
    page: Page
    head_and_body: bytes | None = field(default=None)


class FeedServer:
    """A scripted HTTP server; `tls` makes it an HTTPS server."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, port: int = 0) -> None:
        self.requests: list[Request] = []
        self.port = port
        self._tls = tls
        self._scripts: dict[str, _Script] = {}
        self._loop = asyncio.new_event_loop()
        self._thread: threading.Thread | None = None
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    # What tests say.

    @property
    def url(self) -> str:
        """Address of the server, without a slash at its end."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def set(self, path: str, body: bytes | str | None = None, **script: Any) -> str:
        """Script `path` with the fields of `Page` and give its URL; unnamed fields are default."""
        if body is not None:
            script["body"] = body.encode() if isinstance(body, str) else body
        if isinstance(script.get("headers"), Mapping):
            script["headers"] = tuple(script["headers"].items())
        self._scripts[path] = _Script(Page(**script))
        return self.url + path

    def change(self, path: str, **script: Any) -> str:
        """Change some fields of a scripted path and give its URL."""
        page = self._scripts[path].page
        self._scripts[path] = _Script(replace(page, **script))
        return self.url + path

    def remove(self, path: str) -> None:
        """Let `path` answer 404 again."""
        self._scripts.pop(path, None)

    def requests_for(self, path: str) -> list[Request]:
        """Requests for `path`, in order."""
        return [request for request in self.requests if request.path == path]

    # How it runs.

    def start(self) -> Self:
        """Listen."""
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        started.wait()
        return self

    def stop(self) -> None:
        """Close every connection and wait for the thread to end."""
        if self._thread is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        return self.start()

    async def __aexit__(self, *_: object) -> None:
        self.stop()

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(
            self._loop.create_server(
                lambda: _Connection(self), "127.0.0.1", self.port, ssl=self._tls, backlog=1024
            )
        )
        self.port = self._server.sockets[0].getsockname()[1]
        started.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._close())
        self._loop.close()

    async def _close(self) -> None:
        assert self._server is not None
        self._server.close()
        for connection in tuple(_open_connections(self)):
            connection.abort()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)  # Lets the loop tell the connections that they are lost.

    # What it answers.

    def _answer(self, connection: _Connection, request: Request) -> None:
        self.requests.append(request)
        script = self._scripts.get(request.path)
        if script is None:
            connection.send(_message(Page(status=404, content_type="text/plain"), b"not here"))
            return
        page = script.page
        if page.delay or page.trickle is not None or page.endless:
            task = self._loop.create_task(self._misbehave(connection, request, page))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif page.raw is not None:
            connection.send(page.raw, hang_up=True)
        elif _is_unchanged(page, request):
            connection.send(_message(replace(page, status=304), b""))
        else:
            if script.head_and_body is None:
                script.head_and_body = _message(page, page.body)
            connection.send(script.head_and_body, head_only=request.method == "HEAD")

    async def _misbehave(self, connection: _Connection, request: Request, page: Page) -> None:
        await asyncio.sleep(page.delay)
        if page.endless:
            await _send_endlessly(connection, page)
        elif page.raw is not None and page.trickle is None:
            connection.send(page.raw, hang_up=True)
        elif page.trickle is None:
            unchanged = _is_unchanged(page, request)
            connection.send(
                _message(replace(page, status=304), b"") if unchanged else _message(page, page.body)
            )
        else:
            await _send_slowly(connection, page)


#: A record of the handshake (RFC 8446 §5.1).
_HELLO_OF_TLS = b"\x16\x03"


class _Connection(asyncio.Protocol):
    """One connection: cuts bytes into requests, keeps the connection alive between them."""

    open: set[_Connection] = set()  # noqa: RUF012 - emptied by connection_lost

    def __init__(self, server: FeedServer) -> None:
        self.server = server
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._close_after = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's interface
        self.open.discard(self)
        self._transport = None
        self._writable.set()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._buffer.startswith(_HELLO_OF_TLS) and self._transport is not None:
            # As servers do that speak no TLS: an answer in words, and the end.
            self._transport.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
            self._transport.close()
            return
        while (end := self._buffer.find(_HEAD_END)) >= 0:
            head = bytes(self._buffer[:end]).decode("latin-1")
            first, *lines = head.split("\r\n")
            headers = {
                name.lower(): value.strip()
                for name, _, value in (line.partition(":") for line in lines)
            }
            length = int(headers.get("content-length", "0"))
            whole = end + len(_HEAD_END) + length
            if len(self._buffer) < whole:
                return
            body = bytes(self._buffer[whole - length : whole])
            del self._buffer[:whole]
            method, path, _ = first.split(" ", 2)
            self._close_after = headers.get("connection", "").lower() == "close"
            self.server._answer(
                self,
                Request(method=method, path=path, headers=headers, body=body, at=time.monotonic()),
            )

    @property
    def lost(self) -> bool:
        return self._transport is None or self._transport.is_closing()

    def send(self, message: bytes, *, hang_up: bool = False, head_only: bool = False) -> None:
        if self._transport is None:
            return
        self._transport.write(message.partition(_HEAD_END)[0] + _HEAD_END if head_only else message)
        if hang_up or self._close_after:
            self._transport.close()

    async def write(self, piece: bytes) -> None:
        if self._transport is not None:
            self._transport.write(piece)
        await self._writable.wait()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()


def _open_connections(server: FeedServer) -> list[_Connection]:
    return [connection for connection in _Connection.open if connection.server is server]


def _is_unchanged(page: Page, request: Request) -> bool:
    if page.status != HTTPStatus.OK:
        return False
    if "if-none-match" in request.headers:
        return page.etag is not None and request.headers["if-none-match"] == page.etag
    since = request.headers.get("if-modified-since")
    return page.last_modified is not None and since == page.last_modified


def _message(page: Page, body: bytes) -> bytes:
    if page.gzip:
        body = gzip_module.compress(body, compresslevel=1)
    return _head(page, len(body)) + (b"" if page.status in _NO_BODY else body)


def _head(page: Page, length: int | None) -> bytes:
    status = page.status if page.redirect_to is None or page.status != HTTPStatus.OK else 302
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Made Up"
    lines = [f"HTTP/1.1 {status} {phrase}"]
    if page.content_type is not None:
        lines.append(f"Content-Type: {page.content_type}")
    if page.etag is not None:
        lines.append(f"ETag: {page.etag}")
    if page.last_modified is not None:
        lines.append(f"Last-Modified: {page.last_modified}")
    if page.gzip:
        lines.append("Content-Encoding: gzip")
    if page.redirect_to is not None:
        lines.append(f"Location: {page.redirect_to}")
    lines += [f"{name}: {value}" for name, value in page.headers]
    if length is not None and status not in _NO_BODY:
        lines.append(f"Content-Length: {length}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


async def _send_endlessly(connection: _Connection, page: Page) -> None:
    await connection.write(_head(page, None))
    while not connection.lost:
        await connection.write(_CHUNK)
        await asyncio.sleep(0)


async def _send_slowly(connection: _Connection, page: Page) -> None:
    whole = page.raw if page.raw is not None else page.body
    if page.raw is None:
        await connection.write(_head(page, len(whole)))
    with suppress(ConnectionError):
        for at in range(len(whole)):
            if connection.lost:
                return
            await connection.write(whole[at : at + 1])
            await asyncio.sleep(page.trickle or 0.0)
