"""Read documents in worker processes that can be killed.

Process. A hostile document can hold a parser for hours and no thread can stop it; here it
costs one worker, which is killed at the deadline and replaced. Each worker may use a
bounded amount of memory.
"""

from __future__ import annotations

import resource
from functools import partial
from typing import TYPE_CHECKING

import anyio
from anyio import to_process

from monitor.errors import ParseLimit
from monitor.pipeline import read_document

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from monitor.model import Document, Fetched, LeasedFeed

#: What a worker may map. The parser and its libraries need about 0.3 GB of it.
MAX_WORKER_BYTES = 1 << 30


class ProcessReader:
    """Parses and normalizes in up to `workers` processes, each document within `deadline`."""

    def __init__(self, *, workers: int, deadline: timedelta) -> None:
        self._turns = anyio.CapacityLimiter(workers)
        #: Never the bottleneck: a document waits for its turn before its deadline begins.
        self._processes = anyio.CapacityLimiter(workers + 1)
        self._deadline = deadline

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
        )
        seconds = self._deadline.total_seconds()
        async with self._turns:
            try:
                with anyio.fail_after(seconds):
                    return await to_process.run_sync(
                        work, cancellable=True, limiter=self._processes
                    )
            except TimeoutError as error:
                raise ParseLimit(feed.url, limit=f"{seconds:g} s") from error
            except (anyio.BrokenWorkerProcess, MemoryError) as error:
                raise ParseLimit(feed.url, limit=f"{MAX_WORKER_BYTES >> 20} MiB") from error


def _read(
    url: str,
    body: bytes,
    *,
    content_type: str | None,
    now: datetime,
    default_language: str | None,
) -> Document:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MAX_WORKER_BYTES, hard))
    return read_document(
        url, body, content_type=content_type, now=now, default_language=default_language
    )
