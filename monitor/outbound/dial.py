"""Open a connection to a name, but only to an address that was judged.

Network. Resolves once, judges every address, and dials exactly one of those that were judged:
a name that resolves differently a moment later changes nothing. One bad address refuses the
whole name. Host header and TLS server name stay those of the URL.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import Any, Final

import httpcore

from monitor.outbound.address import refuse_address
from monitor.outbound.body import OverLimit
from monitor.outbound.target import Refused

#: Gives the addresses of a host, as text.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
#: Opens a connection to an address: (address, port, TLS settings or None, TLS server name).
Connect = Callable[[str, int, ssl.SSLContext | None, str], Awaitable[Streams]]

#: Patience with one address while others are left, in seconds (RFC 8305 would race them).
NEXT_ADDRESS_AFTER_SECONDS: Final = 5.0
#: getaddrinfo blocks a thread for as long as a name server is silent.
RESOLVER_THREADS: Final = 32


class Dialer:
    """Opens judged connections."""

    def __init__(
        self,
        *,
        allow_private: bool,
        wire_limit: int,
        resolve: Resolve | None,
        connect: Connect | None,
        make_tls: Callable[[], ssl.SSLContext],
    ) -> None:
        self._allow_private = allow_private
        self._wire_limit = wire_limit
        self._threads: ThreadPoolExecutor | None = None
        self._resolve = resolve or self._ask_system
        self._connect = connect or open_streams
        self._make_tls = make_tls
        self._tls: ssl.SSLContext | None = None

    async def open(self, scheme: str, host: str, port: int) -> Wire:
        """Connect to `host`.

        Raises:
            Refused: one of its addresses must not be called. OSError: no connection.
        """
        addresses = await self._judged(host, port)
        tls = self._tls_settings() if scheme == "https" else None
        reader, writer = await self._first_open(addresses, port, tls, host)
        return Wire(reader, writer, self._wire_limit)

    def close(self) -> None:
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)

    async def _judged(self, host: str, port: int) -> Sequence[str]:
        literal = _is_literal(host)
        addresses = [host] if literal else await self._resolve(host, port)
        for address in addresses:
            reason = refuse_address(address, allow_private=self._allow_private)
            if reason is not None:
                raise Refused(f"{address} ({reason})", transient=not literal)
        if not addresses:
            raise OSError("the name has no address")
        return addresses

    async def _first_open(
        self, addresses: Sequence[str], port: int, tls: ssl.SSLContext | None, host: str
    ) -> Streams:
        *early, last = addresses
        for address in early:
            try:
                async with asyncio.timeout(NEXT_ADDRESS_AFTER_SECONDS):
                    return await self._connect(address, port, tls, host)
            except ssl.SSLError:
                raise  # Another address of the name would show the same certificate.
            except (OSError, TimeoutError):
                continue
        return await self._connect(last, port, tls, host)

    async def _ask_system(self, host: str, port: int) -> Sequence[str]:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(RESOLVER_THREADS, thread_name_prefix="resolve")
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))

    def _tls_settings(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = self._make_tls()
        return self._tls


class Wire(httpcore.AsyncNetworkStream):
    """An open connection that counts what it receives.

    The deadline of the whole request is kept outside, so the timeouts here are not used.
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limit: int
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._limit = limit
        self._received = 0

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109 - httpcore's interface
        data = await self._reader.read(max_bytes)
        self._received += len(data)
        if self._received > self._limit:
            raise OverLimit(self._limit)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002, ASYNC109 - httpcore's interface
        try:
            self._writer.write(buffer)
            await self._writer.drain()
        except OSError as error:
            # httpcore goes on after this one: a server may answer early and hang up.
            raise httpcore.WriteError(str(error)) from error

    async def aclose(self) -> None:
        # Nothing is left to say: a polite TLS goodbye would wait for a server that may hang.
        self._writer.transport.abort()

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401, ARG002 - httpcore's interface
        return None


async def open_streams(
    address: str, port: int, tls: ssl.SSLContext | None, server_name: str
) -> Streams:
    """Connect to a literal address; no name is resolved here."""
    if tls is None:
        return await asyncio.open_connection(address, port)
    return await asyncio.open_connection(address, port, ssl=tls, server_hostname=server_name)


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
