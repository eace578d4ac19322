"""Walk the coverage pass: look after feeds and the network, and tell what began and what ended.

Process. One process at a time by a named lease. What is wrong, `alert` decides; what was told
stands in the rows. Many troubles that begin together are one message.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.alert import Gaps, find_outage, find_troubles, is_report_due, may_be_quiet
from monitor.errors import LeaseLost

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from monitor.alert import CoverageLimits
    from monitor.model import Trouble
    from monitor.pipeline.offload import Offload
    from monitor.store import Store

logger = logging.getLogger(__name__)

LEASE = "coverage"
LEASE_FOR = timedelta(minutes=2)
#: From so long before, the history of a feed is asked for.
HISTORY = timedelta(days=28)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageTools:
    """What the coverage pass works with."""

    store: Store
    offload: Offload
    clock: Callable[[], datetime]
    owner: str
    limits: CoverageLimits
    #: Who is told; None: only the log is.
    report_to: str | None
    #: Since when hosts cannot be reached, as far as this process knows; None: they can.
    outage_since: Callable[[], datetime | None]
    look_every: timedelta = timedelta(minutes=1)


class CoverageWatch:
    """Looks after feeds and the network."""

    def __init__(self, tools: CoverageTools, *, on_told: Callable[[], None]) -> None:
        self._tools = tools
        self._on_told = on_told
        self._looked_at: datetime | None = None

    async def step(self) -> int:
        """Look when it is time; there is never more to do at once."""
        tools = self._tools
        now = tools.clock()
        if self._looked_at is not None and timedelta() <= now - self._looked_at < tools.look_every:
            return 0
        fence = await tools.offload.call(
            tools.store.take_lease, LEASE, owner=tools.owner, now=now, lease_for=LEASE_FOR
        )
        if fence is None:
            return 0
        self._looked_at = now
        try:
            await self._look(fence, now)
            await self._tell(fence, now)
        except LeaseLost:
            logger.warning("another process looks after the feeds")
        return 0

    async def release(self) -> None:
        """Give the lease back."""
        await self._tools.offload.call(
            self._tools.store.release_lease, LEASE, owner=self._tools.owner
        )

    async def _look(self, fence: int, now: datetime) -> None:
        tools = self._tools
        since = tools.outage_since()
        found = list(find_outage(since))
        if since is None:
            found += await self._find_troubles(now)
        await tools.offload.call(
            tools.store.save_troubles, found, outage=since is not None, fence=fence, now=now
        )

    async def _find_troubles(self, now: datetime) -> tuple[Trouble, ...]:
        tools = self._tools
        feeds = await tools.offload.call(tools.store.list_doubtful_feeds, now)
        still = [feed.id for feed in feeds if may_be_quiet(feed, now)]
        measured = await tools.offload.call(tools.store.measure_gaps, still, since=now - HISTORY)
        gaps = {
            feed_id: Gaps(longest=longest, history=history)
            for feed_id, (longest, history) in measured.items()
        }
        return find_troubles(feeds, gaps=gaps, limits=tools.limits, now=now)

    async def _tell(self, fence: int, now: datetime) -> None:
        tools = self._tools
        oldest = await tools.offload.call(tools.store.oldest_untold)
        if not is_report_due(oldest, limits=tools.limits, now=now):
            return
        if tools.report_to is None:
            for trouble in await tools.offload.call(tools.store.list_troubles):
                extra = {"kind": trouble.kind.value, "feed": trouble.feed_url}
                logger.warning("coverage", extra={**extra, "reason": trouble.reason})
            await tools.offload.call(tools.store.forget_untold, fence=fence)
            return
        number = await tools.offload.call(
            tools.store.save_coverage_report, tools.report_to, fence=fence, now=now
        )
        logger.info("coverage reported", extra={"alert_id": number, "to": tools.report_to})
        self._on_told()
