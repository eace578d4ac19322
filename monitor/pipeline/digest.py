"""Walk the digest pass: plan each topic's next digest, gather what is due, save it.

Process. One process at a time, by a named lease with a fencing number; what is due stands in the
rows. A digest, its deliveries and the plan of the next one are one transaction. After days without
us one digest makes up for all that were missed.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from monitor.alert import (
    covers_topic,
    last_digest_at,
    next_digest_at,
    plan_tasks,
    rank_stories,
    tell_digest,
)
from monitor.errors import LeaseLost
from monitor.model import Digest
from monitor.pipeline.catalogs import CatalogAtHand

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from monitor.model import Catalog, DigestRule, DigestTask, Topic
    from monitor.pipeline.offload import Offload
    from monitor.store import Store
    from monitor.store.gathering import Gathered

logger = logging.getLogger(__name__)

LEASE = "digest"
LEASE_FOR = timedelta(seconds=60)
#: Stories in one digest: what a person reads, and a Slack message has room for.
MOST_STORIES = 25
#: What was evaluated before a digest is due may be stored a moment later.
GRACE = timedelta(seconds=5)
#: Digests made before the pass looks at the clock again, and before it renews its lease.
MOST_AT_ONCE, MOST_IN_LEASE = 500, 25
#: Looked for so often, which costs three short statements.
LOOK_EVERY = timedelta(seconds=5)
#: All plans are gone through so often, also when nothing says that one is wrong.
PLAN_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestTools:
    """What the digest pass works with."""

    store: Store
    offload: Offload
    clock: Callable[[], datetime]
    owner: str
    #: When the digest comes of a topic that asks for none and had something held back.
    by_default: DigestRule
    #: Also when nothing was reported.
    send_empty: bool = False
    #: Where receivers open the pages; None: they have no address known outside.
    pages_url: str | None = None


class Digester:
    """Makes the digests that are due."""

    def __init__(self, tools: DigestTools, *, on_made: Callable[[], None]) -> None:
        self._tools = tools
        self._on_made = on_made
        self._catalog = CatalogAtHand(tools.store, tools.offload)
        self._looked_at: datetime | None = None
        self._planned_at: datetime | None = None
        #: The last alert held back that was seen.
        self._held_to = 0

    async def step(self) -> int:
        """Plan, make what is due; returns how many digests were made."""
        tools = self._tools
        now = tools.clock()
        if _is_young(self._looked_at, now, LOOK_EVERY):
            return 0
        self._looked_at = now
        if not await self._has_work(now):
            return 0
        fence = await tools.offload.call(
            tools.store.take_lease, LEASE, owner=tools.owner, now=now, lease_for=LEASE_FOR
        )
        if fence is None:
            return 0
        try:
            made = await self._make_due(fence, now)
        except LeaseLost:
            logger.warning("another process makes the digests")
            return 0
        self._planned_at = now
        # There may be more that are due.
        self._looked_at = None if made == MOST_AT_ONCE else now
        return made

    async def release(self) -> None:
        """Give the lease back."""
        await self._tools.offload.call(
            self._tools.store.release_lease, LEASE, owner=self._tools.owner
        )

    async def _has_work(self, now: datetime) -> bool:
        """Say whether a topic was changed, something was held back, or a digest is due."""
        tools = self._tools
        _, is_new = await self._catalog.load()
        if is_new or not _is_young(self._planned_at, now, PLAN_EVERY):
            self._planned_at = None
            return True
        if await tools.offload.call(tools.store.has_due_digest, now - GRACE):
            return True
        held, _ = await tools.offload.call(tools.store.list_held_stories)
        return bool(held)

    async def _make_due(self, fence: int, now: datetime) -> int:
        catalog, _ = await self._catalog.load()
        tasks = await self._plan(catalog, fence, now)
        topics = {topic.name: topic for topic in catalog.topics}
        due = [task for task in tasks if task.due_at + GRACE <= now and task.topic in topics]
        told = 0
        for number, task in enumerate(due[:MOST_AT_ONCE], start=1):
            topic = topics[task.topic]
            if any(covers_topic(silence, topic.name, now) for silence in catalog.silences):
                await self._put_off(task, fence, now)
                logger.info("digest put off: silenced", extra={"topic": task.topic})
            elif await self._make(task, topic, fence, now):
                told += 1
            if number % MOST_IN_LEASE == 0:
                await self._renew()
        if told:
            self._on_made()
        return told

    async def _renew(self) -> None:
        """Keep the lease, and let what was made so far be sent."""
        tools = self._tools
        now = tools.clock()
        await tools.offload.call(
            tools.store.take_lease, LEASE, owner=tools.owner, now=now, lease_for=LEASE_FOR
        )
        self._on_made()

    async def _plan(self, catalog: Catalog, fence: int, now: datetime) -> tuple[DigestTask, ...]:
        tools = self._tools
        held, held_to = await tools.offload.call(tools.store.list_held_stories)
        tasks = await tools.offload.call(tools.store.list_digest_tasks)
        changes = plan_tasks(
            catalog.topics, tasks, held=held, held_to=held_to, by_default=tools.by_default, now=now
        )
        if not changes and held_to == self._held_to:
            return tasks
        await tools.offload.call(
            tools.store.save_digest_tasks,
            opened=changes.opened,
            moved=changes.moved,
            dropped=changes.dropped,
            held_to=held_to,
            fence=fence,
        )
        self._held_to = held_to
        return await tools.offload.call(tools.store.list_digest_tasks)

    async def _put_off(self, task: DigestTask, fence: int, after: datetime) -> None:
        """Leave a digest for the next time after this: then it tells all."""
        tools = self._tools
        next_at = next_digest_at(task.rule, after)
        await tools.offload.call(tools.store.put_off_digest, task, until=next_at, fence=fence)

    async def _make(self, task: DigestTask, topic: Topic, fence: int, now: datetime) -> bool:
        """Make one digest; gives whether there was something to tell."""
        tools = self._tools
        only_held = topic.notify.digest is None
        until = last_digest_at(task.rule, now)
        if until <= task.since:
            # The clock was set back meanwhile.
            await self._put_off(task, fence, task.since)
            return False
        gathered = await tools.offload.call(
            tools.store.gather_digest, task, until=until, only_held=only_held
        )
        wanted = bool(gathered.stories) or (tools.send_empty and not only_held)
        digest = self._compose(task, topic, gathered, until, only_held=only_held)
        saved = await tools.offload.call(
            tools.store.save_digest,
            task,
            digest if wanted and topic.receivers else None,
            topic=topic,
            reason=tell_digest(digest, task.rule),
            until=until,
            next_at=None if only_held else next_digest_at(task.rule, now),
            held_to=gathered.held_to,
            fence=fence,
            now=now,
        )
        extra = {"topic": topic.name, "stories": len(digest.stories), "sent": wanted}
        logger.info("digest made", extra=extra)
        return saved and wanted

    def _compose(
        self,
        task: DigestTask,
        topic: Topic,
        gathered: Gathered,
        until: datetime,
        *,
        only_held: bool,
    ) -> Digest:
        stories, surplus = rank_stories(gathered.stories, most=MOST_STORIES)
        url = self._tools.pages_url
        return Digest(
            topic=topic.name,
            topic_title=topic.title,
            since=task.since,
            until=until,
            zone=task.rule.zone,
            stories=stories,
            surplus=surplus,
            reports=gathered.reports,
            articles=gathered.articles,
            volume=gathered.volume,
            only_held=only_held,
            link=None if url is None else f"{url}/stories?topic={quote(topic.name)}",
        )


def _is_young(at: datetime | None, now: datetime, span: timedelta) -> bool:
    """Say whether something was done so short a time ago; one of a later clock was not."""
    return at is not None and timedelta() <= now - at < span
