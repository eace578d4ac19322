"""Carry one httpx request over one connection that the dialer opened.

Network. No pool: feeds are polled minutes apart, so a kept connection is of no use, and
httpcore's pool costs time that grows with the square of its size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import httpcore
import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator

    from monitor.outbound.dial import Dialer


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx's way to the network, through the dialer."""

    def __init__(self, dialer: Dialer) -> None:
        self._dialer = dialer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and give its answer, the body still on the wire."""
        question = _to_httpcore(request)
        origin = question.url.origin
        host = request.url.raw_host.decode("ascii")  # What DNS and certificates know: xn--…
        wire = await self._dialer.open(request.url.scheme, host, origin.port)
        connection = httpcore.AsyncHTTP11Connection(origin=origin, stream=wire)
        try:
            answer = await connection.handle_async_request(question)
        except BaseException:
            await wire.aclose()
            raise
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(cast("AsyncIterable[bytes]", answer.stream), connection),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        self._dialer.close()


class _Body(httpx.AsyncByteStream):
    """The rest of an answer; closing it closes the connection."""

    def __init__(
        self, chunks: AsyncIterable[bytes], connection: httpcore.AsyncHTTP11Connection
    ) -> None:
        self._chunks = chunks
        self._connection = connection

    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(self._chunks)

    async def aclose(self) -> None:
        await self._connection.aclose()


def _to_httpcore(request: httpx.Request) -> httpcore.Request:
    url = request.url
    return httpcore.Request(
        method=request.method,
        url=httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        ),
        headers=request.headers.raw,
        content=cast("AsyncIterable[bytes]", request.stream),
        extensions=request.extensions,
    )
