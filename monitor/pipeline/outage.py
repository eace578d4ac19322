"""Notice an outage on our side, say so once, and take back what feeds were blamed for.

Process. What an outage is, `feeds` decides; this remembers the visits of the last minutes.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from monitor.feeds import OUTAGE_RETRY, Arrival, Horizon, is_of_network

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from monitor.model import FeedId
    from monitor.pipeline.visiting import Visit

logger = logging.getLogger(__name__)


class OutageWatch:
    """Watches whether hosts can be reached at all."""

    def __init__(self, jitter: Callable[[], float]) -> None:
        self._jitter = jitter
        self._horizon = Horizon()

    @property
    def since(self) -> datetime | None:
        """Since when there is an outage; None when there is none."""
        return self._horizon.since

    def observe(self, visits: Sequence[Visit], now: datetime) -> dict[FeedId, datetime]:
        """Take in visits before they are settled.

        Returns the feeds that were blamed before anybody knew of the outage that begins with
        these visits, and when to poll them again.
        """
        before, self._horizon = self._horizon, self._horizon.after(map(_arrival, visits), now)
        if before.since is None and self._horizon.since is not None:
            _tell("network outage: no feed is blamed for it", self._horizon, now)
            blamed = set(before.missed()) - {visit.feed.id for visit in visits}
            return {number: now + OUTAGE_RETRY * (1 + self._jitter()) for number in blamed}
        if before.since is not None and self._horizon.since is None:
            _tell("network outage is over", before, now)
        return {}


def _arrival(visit: Visit) -> Arrival:
    return Arrival(
        at=visit.finished_at,
        host=visit.feed.host,
        feed_id=visit.feed.id,
        reached=visit.error is None or not is_of_network(visit.error),
    )


def _tell(message: str, horizon: Horizon, now: datetime) -> None:
    since = horizon.since or now
    logger.warning(
        message,
        extra={
            "hosts": horizon.hosts,
            "unreached": horizon.unreached,
            "lasted_s": round((now - since).total_seconds()),
        },
    )
