"""Read documents in worker processes that can be killed.

Process. A hostile document can hold a parser for hours and no thread can stop it; here it
costs one worker, which is killed at the deadline and replaced. Each worker may use a
bounded amount of memory, and of processor time should nobody be left to kill it. Signals
are for the daemon: a worker finishes its document and ends with it.
"""

from __future__ import annotations

import asyncio
import logging
import resource
import signal
from contextlib import asynccontextmanager
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, TypeVar

import anyio
from anyio import to_process

from monitor.errors import FeedError, ParseError, ParseLimit, redact_url
from monitor.pipeline import inspect, read_document, read_page

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
            _read,
            fetched.final_url,
            fetched.body,
            content_type=fetched.content_type,
            now=now,
            default_language=feed.source.language,
            known_marks=feed.marks,
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
            _read_page,
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
            _inspect,
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
                limit = f"{self._max_bytes >> 20} MiB, {_processor_seconds(self._deadline):g} s"
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

        timer = asyncio.get_running_loop().call_later(PATIENCE_SECONDS, step_aside)
        try:
            yield
        finally:
            timer.cancel()
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
            if clock() - started >= _processor_seconds(self._deadline):
                raise  # its processor time is spent; it would be so again
            # It may have died of something else than this document: a Ctrl-C while it
            # started, somebody's kill. A document that kills it does so again.
            return await self._attempt(work)

    async def _attempt(self, work: Callable[[], T]) -> T:
        with anyio.fail_after(self._deadline.total_seconds()):
            return await to_process.run_sync(work, cancellable=True, limiter=self._processes)


def _read(
    url: str,
    body: bytes,
    *,
    content_type: str | None,
    now: datetime,
    default_language: str | None,
    known_marks: bytes,
    deadline: timedelta,
    max_bytes: int,
) -> Document:
    _confine(deadline, max_bytes)
    return read_document(
        url,
        body,
        content_type=content_type,
        now=now,
        default_language=default_language,
        known_marks=known_marks,
    )


def _read_page(
    url: str,
    body: bytes,
    *,
    content_type: str | None,
    now: datetime,
    deadline: timedelta,
    max_bytes: int,
) -> Page:
    _confine(deadline, max_bytes)
    # The libraries complain about pages; nobody here could do anything about it.
    logging.disable()
    return read_page(url, body, content_type=content_type, now=now)


def _inspect(
    url: str,
    body: bytes,
    *,
    content_type: str | None,
    link_header: str | None,
    now: datetime,
    deadline: timedelta,
    max_bytes: int,
) -> Inspection:
    _confine(deadline, max_bytes)
    return inspect(url, body, content_type=content_type, link_header=link_header, now=now)


def _confine(deadline: timedelta, max_bytes: int) -> None:
    # A terminal sends Ctrl-C to every process of the group, a supervisor may do so too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (max_bytes, hard))
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = used.ru_utime + used.ru_stime + _processor_seconds(deadline)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (ceil(seconds), hard))


def _processor_seconds(deadline: timedelta) -> float:
    """Give half of the deadline: on a busy machine a document takes twice its own time."""
    return deadline.total_seconds() / 2
