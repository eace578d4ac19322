"""Keep one pass going: step while there is work, sleep until woken, survive what fails.

Process. The only place that catches every exception: a pass that failed is logged, waits
(1 s doubling to 60 s) and goes on; what it did not save is still due. A database that is away is
asked again every two seconds, however long it was: asking costs little, and waiting delays all.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from monitor.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
#: While the database is away.
LONGEST_AWAY_SECONDS = 2.0
#: A worker looks for work so often even when nobody wakes it: ticks follow the wall clock, and
#: one that was set back an hour would be silent for an hour.
LONGEST_SLEEP_SECONDS = 5.0


class Worker:
    """One pass, stepped until `stop`."""

    def __init__(self, name: str, step: Callable[[], Awaitable[int]], stop: asyncio.Event) -> None:
        self.name = name
        self._step = step
        self._stop = stop
        self._woken = asyncio.Event()
        #: Loop time of the last step that ended well; None before the first.
        self.succeeded_at: float | None = None
        #: The last step that ended did not end well.
        self.is_failing = False

    def wake(self) -> None:
        """Say that there may be work; costs nothing when there is none."""
        self._woken.set()

    async def run(self) -> None:
        """Step until `stop` is set; the step that runs then is finished first."""
        failures = 0
        while not self._stop.is_set():
            self._woken.clear()
            try:
                done = await self._step()
            except Exception as error:
                pause = self._pause(failures, error)
                told = {"pass_name": self.name, "pause_s": pause}
                if not isinstance(error, DatabaseUnavailable):
                    logger.exception("pass failed", extra=told)
                elif not failures & (failures + 1):  # ever more seldom: 1, 2, 4, 8 ...
                    logger.error("pass failed", extra={**told, "problem": str(error)})  # noqa: TRY400 - known where and why
                self.is_failing = True
                failures += 1
                await self._sleep(pause)
                continue
            failures = 0
            self.is_failing = False
            self.succeeded_at = asyncio.get_running_loop().time()
            if not done:
                await _first(self._woken, self._stop, seconds=LONGEST_SLEEP_SECONDS)

    def _pause(self, failures: int, error: Exception) -> float:
        is_away = isinstance(error, DatabaseUnavailable)
        longest = LONGEST_AWAY_SECONDS if is_away else LONGEST_PAUSE_SECONDS
        return min(FIRST_PAUSE_SECONDS * 2.0 ** min(failures, 9), longest)

    async def _sleep(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stop.wait()


async def _first(*events: asyncio.Event, seconds: float) -> None:
    """Wait until one of the events is set, or so long."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
