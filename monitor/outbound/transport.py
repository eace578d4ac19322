"""Carry one httpx request over one connection that the dialer opened.

Network. No pool: feeds are polled minutes apart, so a kept connection is of no use, and
httpcore's pool costs time that grows with the square of its size. It fits under httpx's own
client; ours does without that one, whose cookies, hooks and redirects we do not want (ADR 9).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import httpx

from monitor.outbound.target import DEFAULT_PORTS
from monitor.outbound.wire import CONTROLS

if TYPE_CHECKING:
    from monitor.outbound.dial import Dialer

_IS_NAME: Final = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+").fullmatch


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx's way to the network, through the dialer.

    No answer may send more than `wire_limit` bytes in all.
    """

    def __init__(self, dialer: Dialer, *, wire_limit: int) -> None:
        self._dialer = dialer
        self._wire_limit = wire_limit

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request and give its answer, the body still on the wire."""
        question = _written(request, await request.aread())
        url = request.url
        host = url.raw_host.decode("ascii")  # What DNS and certificates know: xn--…
        wire = await self._dialer.open(url.scheme, host, url.port or DEFAULT_PORTS[url.scheme])
        try:
            await wire.ask(question, limit=self._wire_limit)
        except BaseException:
            wire.close()
            raise
        return httpx.Response(status_code=wire.status_code, headers=wire.headers, stream=wire)

    async def aclose(self) -> None:
        self._dialer.close()


def _written(request: httpx.Request, content: bytes) -> bytes:
    """Write the request out.

    Raises:
        httpx.LocalProtocolError: it has a header that cannot be sent.
    """
    fields = request.headers.raw
    values = b"".join([value for _, value in fields])
    if values.translate(None, CONTROLS) != values or not all(_IS_NAME(name) for name, _ in fields):
        raise httpx.LocalProtocolError("a header that cannot be sent")
    first = b"%s %s HTTP/1.1" % (request.method.encode("ascii"), request.url.raw_path)
    return b"\r\n".join([first, *[b"%s: %s" % field for field in fields], b"", content])
