"""Wind up the passes that the clock starts, around a store, with a clock that tests move.

Process. The passes are the real ones.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.alert import CoverageLimits
from monitor.model import AlertKind, read_digest_rule
from monitor.pipeline import CoverageWatch, Digester, Offload, Pruner, SpikeWatch
from monitor.pipeline.coverage import CoverageTools
from monitor.pipeline.digest import DigestTools
from monitor.pipeline.prune import PruneTools, Retention
from monitor.pipeline.spike import SpikeTools
from tests.support.builders import (
    NOW,
    make_draft,
    make_evaluated,
    make_feed_spec,
    make_planned_alert,
    make_poll,
    make_source,
    make_unmatched,
)
from tests.support.clock import FakeClock
from tests.support.scenes import evaluate, lease_feed
from tests.support.telling import make_placement

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from monitor.model import Alert, ArticleId, HeldBack
    from monitor.store import Store

TOPIC = "shoigu-in-pyongyang"
DAY = timedelta(days=1)
KEEP_ALL = Retention(articles=None, revisions=None, polls=None)


@dataclass(kw_only=True)
class Clockwork:
    """The passes around one store."""

    store: Store
    offload: Offload
    clock: FakeClock = field(default_factory=FakeClock)
    #: How often somebody was woken to send.
    woken: int = 0
    outage_since: datetime | None = None

    def wake(self) -> None:
        self.woken += 1

    def digester(self, *, owner: str = "digester", send_empty: bool = False) -> Digester:
        tools = DigestTools(
            store=self.store,
            offload=self.offload,
            clock=self.clock,
            owner=owner,
            by_default=read_digest_rule("daily 08:00 UTC"),
            send_empty=send_empty,
            pages_url="https://monitor.example",
        )
        return Digester(tools, on_made=self.wake)

    def spikes(self, *, owner: str = "counter") -> SpikeWatch:
        tools = SpikeTools(store=self.store, offload=self.offload, clock=self.clock, owner=owner)
        return SpikeWatch(tools, on_told=self.wake)

    def coverage(self, *, report_to: str | None = "ops-mail") -> CoverageWatch:
        tools = CoverageTools(
            store=self.store,
            offload=self.offload,
            clock=self.clock,
            owner="watcher",
            limits=CoverageLimits(),
            report_to=report_to,
            outage_since=lambda: self.outage_since,
        )
        return CoverageWatch(tools, on_told=self.wake)

    def pruner(self, retention: Retention = KEEP_ALL, **spans: timedelta) -> Pruner:
        tools = PruneTools(
            store=self.store,
            offload=self.offload,
            clock=self.clock,
            owner="pruner",
            retention=replace(retention, **spans),
        )
        return Pruner(tools)

    def alerts(self, kind: AlertKind) -> list[Alert]:
        """Give the alerts of a kind, oldest first."""
        found = self.store.list_alerts(None, limit=500)
        return [alert for alert in reversed(found) if alert.kind is kind]

    def report(
        self,
        slug: str,
        *,
        at: datetime,
        url: str = "https://times.example/world.xml",
        held_back: HeldBack | None = None,
        tells: bool = True,
        beside: ArticleId | None = None,
        copy_of: ArticleId | None = None,
        **draft: object,
    ) -> ArticleId:
        """Store an article at a time, and evaluate it: it matches the topic, and is told.

        It opens a story, or joins that of another. Each feed is of another publisher.
        """
        if self.store.find_feed(url) is None:
            spec = make_feed_spec(url, source=make_source(name=urlsplit(url).hostname))
            self.store.save_feeds([spec], now=at)
        feed = lease_feed(self.store, url, now=at)
        told = make_draft(slug, published_at=at, **draft)
        (saved,) = self.store.save_polls(
            [make_poll(feed, told, finished_at=at, started_at=at, next_poll_at=at)]
        )
        (number,) = saved.new
        alerts = (make_planned_alert(number, held_back=held_back, deliver_at=at),)
        placement = make_placement(number, beside=beside or copy_of, copy_of=copy_of)
        evaluated = make_evaluated(number, alerts=alerts if tells else (), placement=placement)
        evaluate(self.store, evaluated, now=at)
        return number

    def pass_over(self, slug: str, *, at: datetime) -> ArticleId:
        """Store an article that no topic matches."""
        feed = lease_feed(self.store, now=at)
        (saved,) = self.store.save_polls([make_poll(feed, make_draft(slug), finished_at=at)])
        (number,) = saved.new
        evaluate(self.store, make_unmatched(number), now=at)
        return number


@asynccontextmanager
async def wind_up(store: Store) -> AsyncIterator[Clockwork]:
    """Make the passes around a store; the time is NOW."""
    offload = Offload()
    try:
        yield Clockwork(store=store, offload=offload)
    finally:
        offload.close()


def at(days: float = 0, **parts: float) -> datetime:
    """Give an instant so long after NOW."""
    return NOW + timedelta(days=days, **parts)
