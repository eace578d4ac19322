"""Open a connection to a name, but only to an address that was judged.

Network. Resolves once, judges every address, and dials exactly one of those that were judged:
a name that resolves differently a moment later changes nothing. One bad address refuses the
whole name. Host header and TLS server name stay those of the URL.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from monitor.outbound.address import refuse_address
from monitor.outbound.target import Refused
from monitor.outbound.wire import Wire, make_buffer, open_wire

#: Gives the addresses of a host, as text.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
#: Opens a connection to an address: (address, port, TLS settings or None, TLS server name).
Connect = Callable[[str, int, ssl.SSLContext | None, str], Awaitable[Wire]]

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
        allow_networks: Collection[IPv4Network | IPv6Network],
        resolve: Resolve | None,
        connect: Connect | None,
        make_tls: Callable[[], ssl.SSLContext],
    ) -> None:
        self._refuse = partial(
            refuse_address, allow_private=allow_private, allow_networks=tuple(allow_networks)
        )
        self._threads: ThreadPoolExecutor | None = None
        self._resolve = resolve or self._ask_system
        self._connect = connect or partial(open_wire, buffer=make_buffer())
        self._make_tls = make_tls
        self._tls: ssl.SSLContext | None = None

    async def open(self, scheme: str, host: str, port: int) -> Wire:
        """Connect to `host`.

        Raises:
            Refused: one of its addresses must not be called. OSError: no connection.
        """
        addresses = await self._judged(host, port)
        tls = self._tls_settings() if scheme == "https" else None
        return await self._first_open(addresses, port, tls, host)

    def close(self) -> None:
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)

    async def _judged(self, host: str, port: int) -> Sequence[str]:
        literal = _literal(host)
        addresses = [host] if literal is not None else await self._resolve(host, port)
        for address in addresses:
            reason = self._refuse(literal or address)
            if reason is not None:
                raise Refused(f"{address} ({reason})", transient=literal is None)
        if not addresses:
            raise OSError("the name has no address")
        return addresses

    async def _first_open(
        self, addresses: Sequence[str], port: int, tls: ssl.SSLContext | None, host: str
    ) -> Wire:
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


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    if not (host[-1:].isdigit() or ":" in host):
        return None  # The last label of a name is never a number (target.py).
    try:
        return ip_address(host)
    except ValueError:
        return None
