"""Walk the spike pass: count each topic's reports, and tell of what is more than usual.

Process. Once a minute, one process at a time by a named lease. What is usual, `alert` decides.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.alert import covers_topic, decide_spike
from monitor.errors import LeaseLost
from monitor.model import SpikeVerdict
from monitor.pipeline.catalogs import CatalogAtHand

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from monitor.model import Catalog, Topic
    from monitor.pipeline.offload import Offload
    from monitor.store import Store

logger = logging.getLogger(__name__)

LEASE = "spike"
LEASE_FOR = timedelta(minutes=2)
COUNT_EVERY = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpikeTools:
    """What the spike pass works with."""

    store: Store
    offload: Offload
    clock: Callable[[], datetime]
    owner: str


class SpikeWatch:
    """Watches the volumes of topics."""

    def __init__(self, tools: SpikeTools, *, on_told: Callable[[], None]) -> None:
        self._tools = tools
        self._on_told = on_told
        self._counted_at: datetime | None = None
        self._catalog = CatalogAtHand(tools.store, tools.offload)

    async def step(self) -> int:
        """Count when a minute has passed; returns how many spikes were told."""
        tools = self._tools
        now = tools.clock()
        if self._counted_at is not None and timedelta() <= now - self._counted_at < COUNT_EVERY:
            return 0
        fence = await tools.offload.call(
            tools.store.take_lease, LEASE, owner=tools.owner, now=now, lease_for=LEASE_FOR
        )
        if fence is None:
            return 0
        self._counted_at = now
        try:
            await tools.offload.call(tools.store.count_volumes, fence=fence, now=now)
            told = await self._tell(fence, now)
        except LeaseLost:
            logger.warning("another process counts the volumes")
            return 0
        if told:
            self._on_told()
        # The next count is a minute away: there is nothing more to do at once.
        return 0

    async def release(self) -> None:
        """Give the lease back."""
        await self._tools.offload.call(
            self._tools.store.release_lease, LEASE, owner=self._tools.owner
        )

    async def _tell(self, fence: int, now: datetime) -> int:
        tools = self._tools
        catalog, _ = await self._catalog.load()
        topics = _watched_topics(catalog, now)
        rules = {name: topic.notify.spike for name, topic in topics.items() if topic.notify.spike}
        if not rules:
            return 0
        surges = await tools.offload.call(tools.store.list_surges, rules, now=now)
        if not surges:
            return 0
        longest = max(rule.history + rule.window for rule in rules.values()) + 2 * HOUR
        watched = await tools.offload.call(tools.store.list_watched_hours, now - longest)
        told = 0
        for surge in surges:
            decision = decide_spike(rules[surge.topic], surge, watched=watched, now=now)
            extra = {"topic": surge.topic, "verdict": decision.verdict.value}
            if decision.verdict is not SpikeVerdict.SPIKE:
                logger.debug("no spike", extra={**extra, "reason": decision.reason})
                continue
            await tools.offload.call(
                tools.store.save_spike,
                topics[surge.topic],
                reason=decision.reason,
                window=rules[surge.topic].window,
                fence=fence,
                now=now,
            )
            logger.info("spike", extra={**extra, "reason": decision.reason})
            told += 1
        return told


def _watched_topics(catalog: Catalog, now: datetime) -> dict[str, Topic]:
    """Give the topics that are to be told of spikes: nobody wished to hear nothing of them."""
    return {
        topic.name: topic
        for topic in catalog.topics
        if topic.notify.spike is not None
        and topic.receivers
        and topic.paused_at is None
        and not any(covers_topic(silence, topic.name, now) for silence in catalog.silences)
    }
