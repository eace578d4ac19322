"""Tell an outage on our side from feeds that fail.

Pure. When hardly any host can be reached at all, the fault is ours and no feed's. A host counts
once, with what its last visit came to; visits of a few minutes ago are forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from monitor.model import FeedId

WINDOW: Final = timedelta(minutes=5)
#: Fewer hosts than that may fail together by chance.
FEWEST_HOSTS: Final = 10
#: More than this share of them cannot be reached.
SHARE: Final = 0.9
#: Of the hosts visited last, so many, this share must answer again for the outage to be over.
LAST_HOSTS: Final = 10
RECOVERED_SHARE: Final = 0.5
#: More visits need not be remembered.
_MOST_VISITS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Whether a visit reached its host."""

    at: datetime
    host: str
    feed_id: FeedId
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """What the visits of the last minutes say of our own network."""

    arrivals: tuple[Arrival, ...] = ()
    #: Since when there is an outage.
    since: datetime | None = None

    def after(self, arrivals: Iterable[Arrival], now: datetime) -> Horizon:
        """Add visits; the outage begins or ends with them."""
        window = (*self.arrivals, *arrivals)
        kept = tuple(one for one in window if now - WINDOW <= one.at <= now)[-_MOST_VISITS:]
        seen = replace(self, arrivals=kept)
        if self.since is None:
            return replace(seen, since=now if _is_dark(seen) else None)
        return replace(seen, since=None if _is_light(seen) else self.since)

    @property
    def hosts(self) -> int:
        """How many hosts were visited lately."""
        return len(self.last())

    @property
    def unreached(self) -> int:
        """How many of them could not be reached."""
        return sum(not reached for reached in self.last().values())

    def missed(self) -> tuple[FeedId, ...]:
        """Give the feeds whose hosts were not reached lately."""
        return tuple(dict.fromkeys(one.feed_id for one in self.arrivals if not one.reached))

    def last(self) -> dict[str, bool]:
        """Say of each host whether its last visit reached it, in the order of these visits."""
        last: dict[str, bool] = {}
        for one in self.arrivals:
            last.pop(one.host, None)
            last[one.host] = one.reached
        return last


def _is_dark(horizon: Horizon) -> bool:
    return horizon.hosts >= FEWEST_HOSTS and horizon.unreached > SHARE * horizon.hosts


def _is_light(horizon: Horizon) -> bool:
    last = list(horizon.last().values())[-LAST_HOSTS:]
    return sum(last) >= RECOVERED_SHARE * len(last)
