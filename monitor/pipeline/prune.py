"""Walk the prune pass: drop what is too old, a little at a time.

Process. One process at a time by a named lease. A step is one short transaction of each kind, and
between two that found something is a pause: what polls, evaluates and sends goes first.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.errors import LeaseLost

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from monitor.pipeline.offload import Offload
    from monitor.store import Store

logger = logging.getLogger(__name__)

LEASE = "prune"
LEASE_FOR = timedelta(minutes=5)
#: Rows in one transaction: some ten milliseconds, in which no other may write to a file.
BATCH = 100
#: After a step that found something, and after one that found nothing.
BREATH = timedelta(seconds=1)
REST = timedelta(minutes=10)
#: What spikes are measured by, and charts drawn from.
COUNTS_KEPT = timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long things are kept; None: for ever."""

    articles: timedelta | None
    revisions: timedelta | None
    polls: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PruneTools:
    """What the prune pass works with."""

    store: Store
    offload: Offload
    clock: Callable[[], datetime]
    owner: str
    retention: Retention


class Pruner:
    """Drops what is too old."""

    def __init__(self, tools: PruneTools) -> None:
        self._tools = tools
        self._rests_until: datetime | None = None

    async def step(self) -> int:
        """Drop some of each kind when it is time; returns nothing to go on with at once."""
        tools = self._tools
        now = tools.clock()
        if self._rests_until is not None and now < self._rests_until <= now + REST:
            return 0
        fence = await tools.offload.call(
            tools.store.take_lease, LEASE, owner=tools.owner, now=now, lease_for=LEASE_FOR
        )
        dropped = 0 if fence is None else await self.drop_some(fence, now)
        self._rests_until = now + (BREATH if dropped else REST)
        return 0

    async def release(self) -> None:
        """Give the lease back."""
        await self._tools.offload.call(
            self._tools.store.release_lease, LEASE, owner=self._tools.owner
        )

    async def drop_some(self, fence: int, now: datetime) -> int:
        """Drop some of each kind; returns how many rows."""
        tools = self._tools
        call, store, keep = tools.offload.call, tools.store, tools.retention
        known = {"limit": BATCH, "fence": fence}
        found = {"articles": 0, "revisions": 0, "polls": 0}
        try:
            if keep.articles:
                before = now - keep.articles
                found["articles"] = await call(store.prune_articles, before, now=now, **known)
            if keep.revisions:
                before = now - keep.revisions
                found["revisions"] = await call(store.prune_revisions, before, **known)
            if keep.polls:
                found["polls"] = await call(store.prune_polls, now - keep.polls, **known)
            counts = await call(store.prune_counts, now - COUNTS_KEPT, **known)
        except LeaseLost:
            logger.warning("another process prunes")
            return 0
        if any(found.values()):
            logger.info("pruned", extra=found)
        return sum(found.values()) + counts
