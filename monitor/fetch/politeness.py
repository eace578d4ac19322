"""Take turns at a host: how many requests at once, and how long between them.

Process. Waits, and never decides whether to fetch. A host is a registered domain: the names
under it lead to the same people's machines. Loopback addresses need no pause unless the operator
asks for one: nobody is bothered by them.

The turns are this process's: two processes that poll may each hold `concurrency` of them.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections import Counter, defaultdict
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from monitor.text import domain_of_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import timedelta

#: The pause between two requests to one host when the settings name none, in seconds.
DEFAULT_DELAY_SECONDS = 1.0
#: With so many hosts known it is time to forget those that nobody visits: pages lead anywhere.
MOST_HOSTS = 10_000


class HostGate:
    """Lets at most `concurrency` requests at a host run at once, `delay` apart."""

    def __init__(
        self, *, concurrency: int, delay: timedelta | None, most_hosts: int = MOST_HOSTS
    ) -> None:
        self.concurrency = concurrency
        self._most_hosts = most_hosts
        self._delay = delay
        self._slots: dict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(self.concurrency)
        )
        self._free_at: dict[str, float] = {}
        #: Requests at the host, waiting ones included.
        self._visits: Counter[str] = Counter()

    @property
    def known_hosts(self) -> int:
        """Count the hosts that are remembered."""
        return len(self._visits)

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Wait for a turn at the host of `url` and hold it for the length of the block."""
        host = domain_of_url(url)
        if self.known_hosts >= self._most_hosts:
            self._forget_the_idle()
        self._visits[host] += 1
        try:
            async with self._slots[host]:
                await self._pause(host)
                yield
        finally:
            self._visits[host] -= 1

    async def _pause(self, host: str) -> None:
        delay = self.seconds_between(host)
        if not delay:
            return
        now = asyncio.get_running_loop().time()
        start = max(now, self._free_at.get(host, now))
        self._free_at[host] = start + delay
        if start > now:
            await asyncio.sleep(start - now)

    def _forget_the_idle(self) -> None:
        """Forget hosts that nobody visits and that nobody has to wait for."""
        now = asyncio.get_running_loop().time()
        for host in [host for host, visits in self._visits.items() if not visits]:
            if self._free_at.get(host, now) <= now:
                del self._visits[host], self._slots[host]
                self._free_at.pop(host, None)

    def seconds_between(self, host: str) -> float:
        """Give the pause between two requests at a host."""
        if self._delay is not None:
            return self._delay.total_seconds()
        return 0.0 if is_loopback(host) else DEFAULT_DELAY_SECONDS


def is_loopback(host: str) -> bool:
    """Say whether `host` (a name or an address, without port) is this machine."""
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
