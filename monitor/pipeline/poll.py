"""Walk the poll pass: lease due feeds, visit them, settle what the visits brought.

Process. Feeds are visited side by side and saved in batches as they come in, so a slow
publisher delays nobody else, and a host with a thousand feeds takes no place that another
host's feed could have. What a poll learned is saved with its articles in one transaction; a
crash before it costs one more visit and nothing else.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from monitor.errors import DatabaseUnavailable, StoreError, Unpollable, Unstorable, redact_url
from monitor.feeds import LONGEST_RETRY_AFTER
from monitor.model import Outcome
from monitor.pipeline.outage import OutageWatch
from monitor.pipeline.settling import Circumstances, block_of, settle
from monitor.pipeline.turns import Turns
from monitor.pipeline.visiting import Visit, visit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, timedelta

    from monitor.errors import FeedError
    from monitor.feeds import PollLimits
    from monitor.fetch import HostGate
    from monitor.model import FeedId, LeasedFeed, Poll, SavedPoll
    from monitor.outbound import OutboundClient
    from monitor.pipeline.offload import Offload
    from monitor.pipeline.visiting import Reader
    from monitor.store import Store

logger = logging.getLogger(__name__)

#: Polls saved in one transaction: large enough to share a disk flush, small enough to be quick.
SAVE_BATCH: Final = 50
#: Leases in one step, when most of what is due belongs to hosts that have no room.
MOST_LEASES: Final = 40
#: How often to look for feeds that a clock which was wrong put off for too long.
PULL_BACK_SECONDS: Final = 60.0


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

    def __init__(
        self,
        tools: PollTools,
        *,
        on_stored: Callable[[], None],
        on_turn: Callable[[], None] | None = None,
    ) -> None:
        self._tools = tools
        self._on_stored = on_stored
        #: Called when a feed that waits for its host may have its turn.
        self._on_turn = on_turn
        self._turns = Turns(tools.gate)
        self._outage = OutageWatch(tools.jitter)
        #: Feeds to be forgiven for an outage, and when to poll them again.
        self._blamed: dict[FeedId, datetime] = {}
        self._visits: set[asyncio.Task[None]] = set()
        self._finished: asyncio.Queue[Visit] = asyncio.Queue()
        self._pull_back_at = 0.0

    @property
    def in_flight(self) -> int:
        """Feeds leased and not yet saved."""
        return len(self._visits) + self._finished.qsize()

    @property
    def room(self) -> int:
        """How many visits may be started now."""
        return self._tools.concurrency - self.in_flight

    @property
    def outage_since(self) -> datetime | None:
        """Since when hardly any host can be reached; None when there is no outage."""
        return self._outage.since

    @property
    def seconds_to_last_turn(self) -> float:
        """How long until every feed that was told its turn has it; 0 when none waits."""
        last = self._turns.last
        return 0.0 if last is None else max((last - self._tools.clock()).total_seconds(), 0.0)

    async def step(self, urls: Sequence[str] | None = None) -> int:
        """Lease as many due feeds as there is room for and start visiting them.

        With `urls`, only these feeds, due or not. Returns how many visits were started.
        """
        if urls is not None:
            leased = await self._lease(urls)
            for feed in leased:
                self._turns.begin(feed)
            return self._start(leased)
        await self._pull_back()
        started = 0
        for _ in range(MOST_LEASES):
            leased = await self._lease()
            begun, later = self._turns.share(leased, self._tools.clock())
            started += self._start(begun)
            if not later:
                break
            await self._postpone(later)
        return started

    async def _lease(self, urls: Sequence[str] | None = None) -> Sequence[LeasedFeed]:
        tools, room = self._tools, self.room
        if room <= 0:
            return ()
        return await tools.offload.call(
            tools.store.lease_feeds,
            owner=tools.owner,
            now=tools.clock(),
            lease_for=tools.lease_for,
            limit=room,
            urls=urls,
            due_only=urls is None,
        )

    def _start(self, feeds: Sequence[LeasedFeed]) -> int:
        for feed in feeds:
            task = asyncio.create_task(self._visit(feed), name=f"visit feed {feed.id}")
            self._visits.add(task)
            task.add_done_callback(self._visits.discard)
        return len(feeds)

    async def _postpone(self, turns: Mapping[FeedId, datetime]) -> None:
        tools = self._tools
        await tools.offload.call(tools.store.postpone_feeds, turns, owner=tools.owner)
        if self._on_turn is not None:
            wait = (min(turns.values()) - tools.clock()).total_seconds()
            asyncio.get_running_loop().call_later(max(wait, 0.0), self._on_turn)

    async def _pull_back(self) -> None:
        now = asyncio.get_running_loop().time()
        if now < self._pull_back_at:
            return
        self._pull_back_at = now + PULL_BACK_SECONDS
        tools = self._tools
        late = await tools.offload.call(
            tools.store.pull_back_feeds,
            now=tools.clock(),
            longest=max(tools.limits.max_interval, LONGEST_RETRY_AFTER),
            spread=tools.limits.default_interval,
        )
        if late:
            logger.warning("feeds were put off by a clock that was wrong", extra={"feeds": late})

    async def _visit(self, feed: LeasedFeed) -> None:
        try:
            visited = await visit(feed, self._tools, self._turns)
        finally:
            self._turns.end(feed)
        if (block := block_of(visited, jitter=1.0)) is not None:
            self._turns.block(block.host, block.until)
        self._finished.put_nowait(visited)

    async def save_finished(self) -> tuple[tuple[Poll, SavedPoll], ...]:
        """Wait for visits to finish and save them, a batch in one transaction."""
        batch = await self._give_back(await self._gather())
        self._blamed |= self._outage.observe(batch, self._tools.clock())
        await self._forgive(batch)
        settled = await self._settle(batch) if batch else ()
        for poll, saved in settled:
            _log(poll, saved)
        if any(saved.new or saved.changed for _, saved in settled):
            self._on_stored()
        return settled

    async def _gather(self) -> list[Visit]:
        """Wait for a visit and take those that are finished by then."""
        batch = [await self._finished.get()]
        while len(batch) < SAVE_BATCH and not self._finished.empty():
            batch.append(self._finished.get_nowait())
        return batch

    async def _give_back(self, batch: list[Visit]) -> list[Visit]:
        """Put off the feeds that were not asked after all; gives the visits."""
        later = {
            visited.feed.id: visited.put_off_until
            for visited in batch
            if visited.put_off_until is not None
        }
        visits = [visited for visited in batch if visited.put_off_until is None]
        if later:
            try:
                await self._postpone(later)
            except StoreError:
                self._keep(batch)
                raise
        return visits

    async def _forgive(self, batch: list[Visit]) -> None:
        """Take back what feeds were blamed for; when that cannot be stored, the visits wait."""
        if not self._blamed:
            return
        try:
            await self._tools.offload.call(self._tools.store.forgive_feeds, self._blamed)
        except StoreError:
            self._keep(batch)
            raise
        self._blamed = {}

    async def _settle(self, batch: list[Visit]) -> tuple[tuple[Poll, SavedPoll], ...]:
        """Compare and save; what cannot be saved now is kept for the next try.

        One visit that the database refuses for what is in it, or that brings a fault of ours
        to light, must not hold up the others: a batch that fails is tried one by one, and such
        a visit ends as a failed poll.
        """
        tools = self._tools
        circumstances = Circumstances(
            limits=tools.limits,
            jitters=[tools.jitter() for _ in batch],
            outage=self._outage.since is not None,
        )
        try:
            return await tools.offload.call(settle, tools.store, batch, circumstances)
        except DatabaseUnavailable:
            self._keep(batch)
            raise
        except Exception as fault:
            if len(batch) > 1:
                return await self._settle_singly(batch)
            if batch[0].document is None:
                raise
            return await self._settle([_refused(batch[0], fault)])

    async def _settle_singly(self, batch: list[Visit]) -> tuple[tuple[Poll, SavedPoll], ...]:
        settled: list[tuple[Poll, SavedPoll]] = []
        for number, visited in enumerate(batch, start=1):
            try:
                settled += await self._settle([visited])
            except Exception:
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


def _refused(visited: Visit, fault: Exception) -> Visit:
    """Turn a visit whose document cannot be stored into a failed one."""
    if isinstance(fault, StoreError):
        error: FeedError = Unstorable(visited.feed.url)
        error.__cause__ = fault
    else:
        logger.error("a poll cannot be settled", exc_info=fault)
        error = Unpollable(visited.feed.url)
    return replace(visited, document=None, error=error)


def _log(poll: Poll, saved: SavedPoll) -> None:
    level = logging.WARNING if poll.outcome in _WORTH_A_WARNING else logging.DEBUG
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
    if poll.overflowed:
        logger.warning(
            "all entries of a feed are new: some may have been missed",
            extra={"feed_id": poll.feed_id, "entries": len(poll.entries)},
        )
    if poll.new_url is not None:
        logger.warning(
            "feed moved for good" if saved.moved else "feed moved to another feed's address",
            extra={"feed_id": poll.feed_id, "url": redact_url(poll.new_url)},
        )


_WORTH_A_WARNING = frozenset({Outcome.FAILED, Outcome.GONE})
