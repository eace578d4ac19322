"""Hold one connection for one question and its answer.

Network. An asyncio protocol without the layers of streams; llhttp (httptools) reads what
arrives, as leniently as browsers do: with one answer to a connection there is nothing that a
misread length could smuggle in. What is not asked for yet is kept, up to a bound, and the other
side is made to wait.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, cast

import httptools
import httpx

from monitor.outbound.body import OverLimit

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator

#: Beyond it the connection is not read from.
MOST_KEPT_BYTES: Final = 256 * 1024
#: Read at a time.
BUFFER_BYTES: Final = 64 * 1024
#: Four times what common servers send at most, hints before the answer included.
MAX_HEADER_BYTES: Final = 64 * 1024

_FIRST_FINAL_STATUS: Final = 200
#: What servers do wrong and browsers forgive.
_LENIENCIES: Final = {
    "lenient_headers": True,
    "lenient_chunked_length": True,
    "lenient_transfer_encoding": True,
    "lenient_version": True,
    "lenient_data_after_close": True,
    "lenient_optional_cr_before_lf": True,
    "lenient_spaces_after_chunk_size": True,
}
#: All but the tab. They end a header or break a database; nobody means them.
CONTROLS: Final = bytes({*range(0x20), 0x7F} - {0x09})


class Wire(asyncio.BufferedProtocol, httpx.AsyncByteStream):
    """One connection; iterating it gives the body of the answer, closing it hangs up.

    What is read passes through `buffer`, which all connections of an event loop may share.
    """

    _transport: asyncio.Transport

    def __init__(self, buffer: memoryview) -> None:
        self._buffer = buffer
        self.status_code = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self._limit = MAX_HEADER_BYTES
        self._received = 0
        self._header_bytes = 0
        self._pieces: list[bytes] = []
        self._kept = 0
        self._ended = False
        self._error: Exception | None = None
        self._arrival: asyncio.Future[None] | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(**_LENIENCIES)

    async def ask(self, question: bytes, *, limit: int) -> None:
        """Send `question` and read to the end of the answer's headers; `limit` is for all of it.

        Raises:
            OSError: the connection broke. httpx.RemoteProtocolError: this is not HTTP.
            OverLimit: too much came.
        """
        self._limit = limit
        self._transport.write(question)
        while not self.status_code:
            await self._more()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            while self._pieces:
                yield self._taken()
            if self._ended and self._error is None:
                return
            await self._more()

    async def aclose(self) -> None:
        self.close()

    def close(self) -> None:
        """Hang up; a polite TLS goodbye would wait for a server that may hang."""
        self._end(None)
        self._transport.abort()
        # It knows us and we know it: a circle that only the garbage collector would find.
        del self._parser

    async def _more(self) -> None:
        """Wait until something happened."""
        if self._error is None and not self._ended:
            self._arrival = asyncio.get_running_loop().create_future()
            await self._arrival
        if self._error is not None:
            raise self._error

    def _taken(self) -> bytes:
        data = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        self._pieces.clear()
        if self._kept > MOST_KEPT_BYTES:
            self._transport.resume_reading()
        self._kept = 0
        return data

    def _end(self, error: Exception | None) -> None:
        if not self._ended:
            self._ended, self._error = True, error
            self._wake()

    def _wake(self) -> None:
        if self._arrival is not None and not self._arrival.done():
            self._arrival.set_result(None)

    # What asyncio tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - asyncio's interface
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        if self._ended:
            return
        self._received += nbytes
        try:
            self._parser.feed_data(self._buffer[:nbytes])
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._end(httpx.RemoteProtocolError(str(error)))
        limit = self._limit if self.status_code else MAX_HEADER_BYTES
        if self._received > limit:
            self._end(OverLimit(limit))

    def connection_lost(self, error: Exception | None) -> None:
        if self._ended:
            return
        if error is None and not (self.status_code and self._ends_with_connection()):
            error = httpx.RemoteProtocolError("cut short")
        self._end(error)

    # What llhttp tells.

    def on_header(self, name: bytes, value: bytes) -> None:
        self._header_bytes += len(name) + len(value)
        if self._header_bytes > MAX_HEADER_BYTES:
            self._end(OverLimit(MAX_HEADER_BYTES))
        elif not self.status_code:
            self.headers.append((name, value.translate(None, CONTROLS)))

    def on_headers_complete(self) -> None:
        status_code = self._parser.get_status_code()
        if status_code >= _FIRST_FINAL_STATUS:
            self.status_code = status_code
            self._wake()

    def on_body(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._kept += len(piece)
        if self._kept > MOST_KEPT_BYTES:
            self._transport.pause_reading()
        self._wake()

    def on_message_complete(self) -> None:
        if self.status_code:
            self._end(None)
        else:
            self.headers.clear()

    def _ends_with_connection(self) -> bool:
        """Say whether the answer named no other end (RFC 9112 §6.3)."""
        fields = {name.lower(): value.lower() for name, value in self.headers}
        coding = fields.get(b"transfer-encoding")
        return b"content-length" not in fields if coding is None else b"chunked" not in coding


async def open_wire(
    address: str,
    port: int,
    tls: ssl.SSLContext | None,
    server_name: str,
    *,
    buffer: memoryview | None = None,
) -> Wire:
    """Connect to a literal address; no name is resolved here."""
    wire = Wire(make_buffer() if buffer is None else buffer)
    await asyncio.get_running_loop().create_connection(
        lambda: wire,
        address,
        port,
        ssl=tls,
        server_hostname=server_name if tls is not None else None,
    )
    return wire


def make_buffer() -> memoryview:
    """Give a buffer to read into; without one asyncio takes 256 kB anew for each read."""
    return memoryview(bytearray(BUFFER_BYTES))
