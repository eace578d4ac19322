"""Read documents in worker processes that can be killed.

Process. A hostile document can hold a parser for hours and no thread can stop it; here it
costs one worker, which is killed at the deadline and replaced. `monitor.daemon.confined` is
what the worker runs.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import anyio
from anyio import to_process

from monitor.daemon.confined import inspect, processor_seconds, read, read_page
from monitor.errors import FeedError, ParseError, ParseLimit, redact_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime, timedelta

    from monitor.fetch import Visited
    from monitor.model import Document, Fetched, FetchedPage, LeasedFeed, Page
    from monitor.pipeline import Inspection

#: What a worker may map. The parser and its libraries need about 0.3 GB of it.
MAX_WORKER_BYTES = 1 << 30

#: A document that takes longer gives its turn to the next and goes on beside it, as long as
#: there is room: hostile documents come in flocks, and their neighbors must not wait for them.
PATIENCE_SECONDS = 1.0
#: While workers start, which takes its time on a busy machine, more of them would be no help.
FIRST_PATIENCE_SECONDS = 5.0
#: So many may go on beside the others.
SLOW_LANES = 4

#: How a worker that died shows: while it worked, before it was ready, by a Ctrl-C in between.
_DIED = (anyio.BrokenWorkerProcess, ProcessLookupError, KeyboardInterrupt)

logger = logging.getLogger(__name__)

T = TypeVar("T")


class ProcessReader:
    """Parses and normalizes in up to `workers` processes, each document within `deadline`."""

    def __init__(
        self,
        *,
        workers: int,
        deadline: timedelta,
        max_bytes: int = MAX_WORKER_BYTES,
        lanes: int = SLOW_LANES,
    ) -> None:
        self._turns = asyncio.Semaphore(workers)
        self._lanes = lanes
        #: Documents to be read until the workers can be taken for started.
        self._starting = workers
        #: Never the bottleneck: a document waits for its turn before its deadline begins.
        self._processes = anyio.CapacityLimiter(workers + lanes + 1)
        self._deadline = deadline
        self._max_bytes = max_bytes

    async def __call__(self, feed: LeasedFeed, fetched: Fetched, now: datetime) -> Document:
        """Read one document.

        Raises:
            ParseError: it is no feed; ParseLimit when it took too much time or memory.
        """
        work = partial(
            read,
            fetched.final_url,
            fetched.body,
            content_type=fetched.content_type,
            now=now,
            default_language=feed.source.language,
            known_marks=feed.marks,
            ids_rotate=feed.ids_rotate,
            deadline=self._deadline,
            max_bytes=self._max_bytes,
        )
        return await self._take_turn(feed.url, work)

    async def read_page(self, page: FetchedPage, now: datetime) -> Page:
        """Read one page.

        Raises:
            ParseError: it cannot be read; ParseLimit when it took too much time or memory.
        """
        work = partial(
            read_page,
            page.final_url,
            page.body,
            content_type=page.content_type,
            now=now,
            deadline=self._deadline,
            max_bytes=self._max_bytes,
        )
        return await self._take_turn(page.url, work)

    async def inspect(self, visited: Visited, now: datetime) -> Inspection:
        """Say what a document is that nobody has asked for yet.

        Raises:
            ParseLimit: that took too much time or memory.
        """
        work = partial(
            inspect,
            visited.final_url,
            visited.body,
            content_type=visited.headers.get("content-type"),
            link_header=visited.headers.get("link"),
            now=now,
            deadline=self._deadline,
            max_bytes=self._max_bytes,
        )
        return await self._take_turn(visited.final_url, work)

    async def _take_turn(self, url: str, work: Callable[[], T]) -> T:
        async with self._turn():
            try:
                return await self._run(work)
            except TimeoutError as error:
                limit = f"{self._deadline.total_seconds():g} s"
                raise ParseLimit(url, limit=limit) from error
            except (*_DIED, MemoryError) as error:
                limit = f"{self._max_bytes >> 20} MiB, {processor_seconds(self._deadline):g} s"
                raise ParseLimit(url, limit=limit) from error
            except FeedError:
                raise
            except Exception as error:
                # A fault of ours that this document brought to light is its own failure only.
                logger.exception("document broke the reader", extra={"url": redact_url(url)})
                raise ParseError(url) from error

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Hold a turn, or after a while one of the lanes for slow documents."""
        await self._turns.acquire()
        is_aside = False

        def step_aside() -> None:
            nonlocal is_aside
            if self._lanes:
                self._lanes -= 1
                is_aside = True
                self._turns.release()

        patience = FIRST_PATIENCE_SECONDS if self._starting else PATIENCE_SECONDS
        timer = asyncio.get_running_loop().call_later(patience, step_aside)
        try:
            yield
        finally:
            timer.cancel()
            self._starting = max(self._starting - 1, 0)
            if is_aside:
                self._lanes += 1
            else:
                self._turns.release()

    async def _run(self, work: Callable[[], T]) -> T:
        clock = asyncio.get_running_loop().time
        started = clock()
        try:
            return await self._attempt(work)
        except _DIED:
            if clock() - started >= processor_seconds(self._deadline):
                raise  # its processor time is spent; it would be so again
            # It may have died of something else than this document: a Ctrl-C while it
            # started, somebody's kill. A document that kills it does so again.
            return await self._attempt(work)

    async def _attempt(self, work: Callable[[], T]) -> T:
        with anyio.fail_after(self._deadline.total_seconds()):
            return await to_process.run_sync(work, cancellable=True, limiter=self._processes)
