"""Look at addresses and examine feeds on request: `feeds add`, `feeds check`.

Process. Beside the daemon and never in it; nothing is stored. Several sites are looked at at the
same time, each of them politely.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.daemon.clock import utc_now
from monitor.daemon.logs import set_up_logging
from monitor.daemon.parts import READ_DEADLINE, build_client
from monitor.daemon.readers import ProcessReader
from monitor.feeds import Look, Verdict
from monitor.fetch import HostGate, Robots
from monitor.pipeline import LookTools, examine, look_over

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Sequence

    from monitor.config import Config
    from monitor.feeds import Checkup

#: Sites looked at at the same time.
LOOKS_AT_ONCE = 8
#: A person waits for it; a poll has more patience.
LONGEST_ANSWER = timedelta(seconds=15)
#: Longest that anybody waits for one site: ten requests, a pause after each, and a slow server.
LOOK_SECONDS = 60.0


def look_at(config: Config, urls: Sequence[str], *, bare: Collection[str] = ()) -> tuple[Look, ...]:
    """Say what is at these addresses; see `monitor.daemon.look_at`."""
    set_up_logging(level=config.log.level, json_lines=config.log.format == "json")
    return asyncio.run(_look_at(config, urls, bare))


def examine_feed(config: Config, url: str, *, is_bare: bool = False) -> Checkup:
    """See all that a checkup of this feed is made of; see `monitor.daemon.examine_feed`."""

    async def see() -> Checkup:
        async with _tools(config) as tools:
            return await examine(tools, url, or_http=is_bare)

    set_up_logging(level=config.log.level, json_lines=config.log.format == "json")
    return asyncio.run(see())


async def _look_at(config: Config, urls: Sequence[str], bare: Collection[str]) -> tuple[Look, ...]:
    fetching = config.fetch
    hasty = fetching.model_copy(update={"timeout": min(fetching.timeout, LONGEST_ANSWER)})
    config = config.model_copy(update={"fetch": hasty})
    turns = asyncio.Semaphore(LOOKS_AT_ONCE)
    async with _tools(config) as tools:

        async def look(url: str) -> Look:
            try:
                async with turns, asyncio.timeout(LOOK_SECONDS):
                    return await look_over(tools, url, or_http=url in bare)
            except TimeoutError:
                note = f"it did not answer within {LOOK_SECONDS:g} s"
                return Look(url=url, verdict=Verdict.UNREACHABLE, note=note)

        return tuple(await asyncio.gather(*(look(url) for url in urls)))


@asynccontextmanager
async def _tools(config: Config) -> AsyncIterator[LookTools]:
    fetching = config.fetch
    async with build_client(config) as client:
        gate = HostGate(concurrency=fetching.per_host_concurrency, delay=fetching.per_host_delay)
        workers = config.poll.workers or os.cpu_count() or 1
        yield LookTools(
            client=client,
            gate=gate,
            robots=Robots(client, gate),
            inspector=ProcessReader(workers=workers, deadline=READ_DEADLINE),
            clock=utc_now,
        )
