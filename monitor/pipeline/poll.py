"""Walk the poll pass: lease due feeds, fetch, parse, normalize, identify, save.

Process. Feeds are visited side by side and saved in batches as they come in, so a slow
publisher delays nobody else. What a poll learned is saved with its articles in one
transaction; a crash before it costs one more visit and nothing else.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from monitor.dedupe import identify
from monitor.errors import (
    BadStatus,
    DatabaseUnavailable,
    FeedError,
    FetchError,
    StoreError,
    Unstorable,
)
from monitor.feeds import next_poll
from monitor.fetch import fetch
from monitor.model import Document, Fetched, Gone, Newness, NotModified, Outcome, Poll

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, timedelta

    from monitor.feeds import NextPoll, PollLimits
    from monitor.fetch import HostGate
    from monitor.model import LeasedFeed, SavedPoll, Validators
    from monitor.outbound import OutboundClient
    from monitor.pipeline.offload import Offload
    from monitor.store import Store

logger = logging.getLogger(__name__)

#: Polls saved in one transaction: large enough to share a disk flush, small enough to be quick.
SAVE_BATCH = 50


class Reader(Protocol):
    """Something that reads a document, in this process or in another."""

    async def __call__(self, feed: LeasedFeed, fetched: Fetched, now: datetime) -> Document:
        """Parse and normalize; raises ParseError."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One feed visited: what came over the wire, before anything is compared or saved."""

    feed: LeasedFeed
    started_at: datetime
    finished_at: datetime
    answer: Fetched | NotModified | Gone | None = None
    document: Document | None = None
    error: FeedError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PollTools:
    """What the poll pass works with."""

    store: Store
    offload: Offload
    client: OutboundClient
    gate: HostGate
    reader: Reader
    limits: PollLimits
    clock: Callable[[], datetime]
    jitter: Callable[[], float]
    owner: str
    lease_for: timedelta
    concurrency: int


class Poller:
    """Visits due feeds, `concurrency` at a time."""

    def __init__(self, tools: PollTools, *, on_stored: Callable[[], None]) -> None:
        self._tools = tools
        self._on_stored = on_stored
        self._visits: set[asyncio.Task[None]] = set()
        #: Visits, and faults of ours that ended one: its feed stays leased for a while.
        self._finished: asyncio.Queue[Visit | BaseException] = asyncio.Queue()

    @property
    def in_flight(self) -> int:
        """Feeds leased and not yet saved."""
        return len(self._visits) + self._finished.qsize()

    @property
    def room(self) -> int:
        """How many visits may be started now."""
        return self._tools.concurrency - self.in_flight

    async def step(self, urls: Sequence[str] | None = None) -> int:
        """Lease as many due feeds as there is room for and start visiting them.

        With `urls`, only these feeds, due or not. Returns how many visits were started.
        """
        tools, room = self._tools, self.room
        if room <= 0:
            return 0
        leased = await tools.offload.call(
            tools.store.lease_feeds,
            owner=tools.owner,
            now=tools.clock(),
            lease_for=tools.lease_for,
            limit=room,
            urls=urls,
            due_only=urls is None,
        )
        for feed in leased:
            task = asyncio.create_task(self._visit(feed), name=f"visit feed {feed.id}")
            self._visits.add(task)
            task.add_done_callback(self._end_visit)
        return len(leased)

    def _end_visit(self, task: asyncio.Task[None]) -> None:
        self._visits.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            self._finished.put_nowait(fault)

    async def _visit(self, feed: LeasedFeed) -> None:
        self._finished.put_nowait(await visit(feed, self._tools))

    async def save_finished(self) -> tuple[tuple[Poll, SavedPoll], ...]:
        """Wait for visits to finish and save them, a batch in one transaction.

        A visit that a fault of ours ended raises it, once.
        """
        batch = await self._gather()
        settled = await self._settle(batch)
        for poll, saved in settled:
            _log(poll, saved)
        if any(saved.new or saved.changed for _, saved in settled):
            self._on_stored()
        return settled

    async def _gather(self) -> list[Visit]:
        """Wait for a visit and take those that are finished by then; raises faults of ours."""
        first = await self._finished.get()
        if isinstance(first, BaseException):
            raise first
        batch = [first]
        while len(batch) < SAVE_BATCH and not self._finished.empty():
            another = self._finished.get_nowait()
            if isinstance(another, BaseException):
                self._finished.put_nowait(another)
                break
            batch.append(another)
        return batch

    async def _settle(self, batch: list[Visit]) -> tuple[tuple[Poll, SavedPoll], ...]:
        """Compare and save; what cannot be saved now is kept for the next try.

        One visit that the database refuses for what is in it must not hold up the others:
        a batch that fails is tried one by one, and such a visit ends as a failed poll.
        """
        tools = self._tools
        jitters = [tools.jitter() for _ in batch]
        try:
            return await tools.offload.call(settle, tools.store, batch, jitters, tools.limits)
        except DatabaseUnavailable:
            self._keep(batch)
            raise
        except StoreError as refused:
            if len(batch) > 1:
                return await self._settle_singly(batch)
            if batch[0].document is None:
                raise
            return await self._settle([_refused(batch[0], refused)])

    async def _settle_singly(self, batch: list[Visit]) -> tuple[tuple[Poll, SavedPoll], ...]:
        settled: list[tuple[Poll, SavedPoll]] = []
        for number, visited in enumerate(batch, start=1):
            try:
                settled += await self._settle([visited])
            except StoreError:
                self._keep(batch[number:])
                raise
        return tuple(settled)

    def _keep(self, visits: Sequence[Visit]) -> None:
        for visited in visits:
            self._finished.put_nowait(visited)

    async def finish(self) -> None:
        """Wait until every visit that was started is fetched and saved."""
        while self.in_flight:
            await self.save_finished()

    async def abandon(self) -> None:
        """Drop what is in flight; the leases run out or are released by the caller."""
        for task in tuple(self._visits):
            task.cancel()
        await asyncio.gather(*self._visits, return_exceptions=True)


def _refused(visited: Visit, refusal: StoreError) -> Visit:
    """Turn a visit whose document the database does not take into a failed one."""
    error = Unstorable(visited.feed.url)
    error.__cause__ = refusal
    return replace(visited, document=None, error=error)


async def visit(feed: LeasedFeed, tools: PollTools) -> Visit:
    """Fetch one feed and read its document when it changed; errors become part of the visit."""
    started_at = tools.clock()
    answer: Fetched | NotModified | Gone | None = None
    document: Document | None = None
    error: FeedError | None = None
    try:
        async with tools.gate.turn(feed.url):
            answer = await fetch(tools.client, feed.url, feed.validators)
        if isinstance(answer, Fetched) and answer.body_hash != feed.body_hash:
            document = await tools.reader(feed, answer, started_at)
    except FeedError as problem:
        error = problem
    return Visit(
        feed=feed,
        started_at=started_at,
        finished_at=tools.clock(),
        answer=answer,
        document=document,
        error=error,
    )


def settle(
    store: Store, visits: Sequence[Visit], jitters: Sequence[float], limits: PollLimits
) -> tuple[tuple[Poll, SavedPoll], ...]:
    """Compare what the visits brought with what we keep, and save it all in one transaction."""
    polls = [
        _poll_of(store, visit, jitter, limits)
        for visit, jitter in zip(visits, jitters, strict=True)
    ]
    return tuple(zip(polls, store.save_polls(polls), strict=True))


def _poll_of(store: Store, visit: Visit, jitter: float, limits: PollLimits) -> Poll:
    feed, document = visit.feed, visit.document
    poll = Poll(
        feed_id=feed.id,
        lease_owner=feed.lease_owner,
        started_at=visit.started_at,
        finished_at=visit.finished_at,
        outcome=_outcome(visit),
        status_code=_status_code(visit),
        error=None if visit.error is None else str(visit.error),
        validators=_validators(visit),
        body_hash=_body_hash(visit),
        next_poll_at=visit.finished_at,
        next_poll_reason="",
        failures=feed.failures,
        feed_title=None if document is None else document.title,
        baseline=feed.baseline_at is None and document is not None,
    )
    if document is not None:
        known = store.find_known(
            feed_id=feed.id,
            keys={draft.key for draft in document.drafts},
            urls={draft.canonical_url for draft in document.drafts if draft.canonical_url},
        )
        entries = identify(document.drafts, by_key=known.by_key, by_url=known.by_url)
        fresh = any(entry.newness is not Newness.SEEN for entry in entries)
        outcome = Outcome.CHANGED if fresh or poll.baseline else Outcome.UNCHANGED
        poll = replace(poll, entries=entries, outcome=outcome)
    upcoming = _schedule(visit, poll, jitter, limits)
    return replace(
        poll,
        next_poll_at=upcoming.at,
        next_poll_reason=upcoming.reason,
        failures=upcoming.failures,
    )


def _outcome(visit: Visit) -> Outcome:
    if visit.error is not None:
        return Outcome.FAILED
    if isinstance(visit.answer, Gone):
        return Outcome.GONE
    return Outcome.NOT_MODIFIED if isinstance(visit.answer, NotModified) else Outcome.UNCHANGED


def _status_code(visit: Visit) -> int | None:
    match visit.answer:
        case Fetched(status_code=status_code):
            return status_code
        case NotModified():
            return 304
        case Gone():
            return 410
        case None:
            return visit.error.status_code if isinstance(visit.error, BadStatus) else None


def _validators(visit: Visit) -> Validators:
    """Keep the old validators unless a document was read whole: its articles come with them."""
    if visit.error is None and isinstance(visit.answer, Fetched | NotModified):
        return visit.answer.validators
    return visit.feed.validators


def _body_hash(visit: Visit) -> str | None:
    if visit.error is None and isinstance(visit.answer, Fetched):
        return visit.answer.body_hash
    return visit.feed.body_hash


def _schedule(visit: Visit, poll: Poll, jitter: float, limits: PollLimits) -> NextPoll:
    error = visit.error if isinstance(visit.error, FetchError) else None
    return next_poll(
        outcome=poll.outcome,
        now=visit.finished_at,
        interval=visit.feed.interval,
        limits=limits,
        failures=visit.feed.failures,
        jitter=jitter,
        ttl=None if visit.document is None else visit.document.ttl,
        max_age=visit.answer.max_age if isinstance(visit.answer, Fetched) else None,
        retry_after=None if error is None else error.retry_after,
        transient=True if error is None else error.transient,
    )


def _log(poll: Poll, saved: SavedPoll) -> None:
    level = logging.WARNING if poll.outcome is Outcome.FAILED else logging.DEBUG
    logger.log(
        level,
        "feed polled",
        extra={
            "feed_id": poll.feed_id,
            "outcome": poll.outcome.value,
            "status_code": poll.status_code,
            "new": len(saved.new),
            "changed": len(saved.changed),
            "error": poll.error,
            "took_ms": round((poll.finished_at - poll.started_at).total_seconds() * 1000),
        },
    )
