"""Read documents in worker processes that can be killed.

Process. A hostile document can hold a parser for hours and no thread can stop it; here it
costs one worker, which is killed at the deadline and replaced. Each worker may use a
bounded amount of memory, and of processor time should nobody be left to kill it. Signals
are for the daemon: a worker finishes its document and ends with it.
"""

from __future__ import annotations

import logging
import resource
import signal
from functools import partial
from typing import TYPE_CHECKING

import anyio
from anyio import to_process

from monitor.errors import FeedError, ParseError, ParseLimit
from monitor.pipeline import read_document

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, timedelta

    from monitor.model import Document, Fetched, LeasedFeed

#: What a worker may map. The parser and its libraries need about 0.3 GB of it.
MAX_WORKER_BYTES = 1 << 30

#: How a worker that died shows: while it worked, before it was ready, by a Ctrl-C in between.
_DIED = (anyio.BrokenWorkerProcess, ProcessLookupError, KeyboardInterrupt)

logger = logging.getLogger(__name__)


class ProcessReader:
    """Parses and normalizes in up to `workers` processes, each document within `deadline`."""

    def __init__(
        self, *, workers: int, deadline: timedelta, max_bytes: int = MAX_WORKER_BYTES
    ) -> None:
        self._turns = anyio.CapacityLimiter(workers)
        #: Never the bottleneck: a document waits for its turn before its deadline begins.
        self._processes = anyio.CapacityLimiter(workers + 1)
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
            deadline=self._deadline,
            max_bytes=self._max_bytes,
        )
        async with self._turns:
            try:
                return await self._run(work)
            except TimeoutError as error:
                limit = f"{self._deadline.total_seconds():g} s"
                raise ParseLimit(feed.url, limit=limit) from error
            except (*_DIED, MemoryError) as error:
                raise ParseLimit(feed.url, limit=f"{self._max_bytes >> 20} MiB") from error
            except FeedError:
                raise
            except Exception as error:
                # A fault of ours that this document brought to light fails its feed only.
                logger.exception("document broke the reader", extra={"feed_id": feed.id})
                raise ParseError(feed.url) from error

    async def _run(self, work: Callable[[], Document]) -> Document:
        try:
            return await self._attempt(work)
        except _DIED:
            # It may have died of something else than this document: a Ctrl-C while it
            # started, somebody's kill. A document that kills it does so again.
            return await self._attempt(work)

    async def _attempt(self, work: Callable[[], Document]) -> Document:
        with anyio.fail_after(self._deadline.total_seconds()):
            return await to_process.run_sync(work, cancellable=True, limiter=self._processes)


def _read(
    url: str,
    body: bytes,
    *,
    content_type: str | None,
    now: datetime,
    default_language: str | None,
    deadline: timedelta,
    max_bytes: int,
) -> Document:
    _confine(deadline, max_bytes)
    return read_document(
        url, body, content_type=content_type, now=now, default_language=default_language
    )


def _confine(deadline: timedelta, max_bytes: int) -> None:
    # A terminal sends Ctrl-C to every process of the group, a supervisor may do so too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (max_bytes, hard))
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = used.ru_utime + used.ru_stime + deadline.total_seconds()
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 2, hard))
