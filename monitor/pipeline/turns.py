"""Share this process's visits among hosts: what exceeds a host's room is told its turn.

Process. A visit that only waits at a host would hold a place that another host's feed needs.
So no more visits are begun at a host than may run there; the feeds beyond that are given back
with the instant at which their turn comes. Hosts that asked to be left alone are remembered
here at once; the database knows it a moment later.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from monitor.fetch import HostGate
    from monitor.model import FeedId, LeasedFeed

#: Where there is no pause between requests, a turn is expected to take so long.
SHORTEST_TURN: Final = timedelta(milliseconds=50)
#: A feed that has not come so long after its turn waits no more.
LONGEST_CALL: Final = timedelta(seconds=10)
#: A turn further away than this was given by a clock that was wrong.
LAST_TURN: Final = timedelta(hours=24)


class Turns:
    """Who is visited at which host, and when the next one may be."""

    def __init__(self, gate: HostGate) -> None:
        self._gate = gate
        self._visits: Counter[str] = Counter()
        self._next_turn: dict[str, datetime] = {}
        self._blocked: dict[str, datetime] = {}
        #: For each host the feeds that were told their turn and not visited since.
        self._waiting: defaultdict[str, dict[FeedId, datetime]] = defaultdict(dict)
        #: The latest turn that was given: feeds that are due in truth are waiting until then.
        self.last: datetime | None = None

    def share(
        self, leased: Iterable[LeasedFeed], now: datetime
    ) -> tuple[list[LeasedFeed], dict[FeedId, datetime]]:
        """Say which of these feeds are visited now, and when the others are."""
        begun: list[LeasedFeed] = []
        later: dict[FeedId, datetime] = {}
        for feed in leased:
            if (until := self.blocked_until(feed.host, now)) is not None:
                later[feed.id] = until
            elif self._has_room(feed, now):
                self.begin(feed)
                begun.append(feed)
            else:
                later[feed.id] = turn = self._turn(feed, now)
                self.last = turn if self.last is None else max(turn, self.last)
        return begun, later

    def begin(self, feed: LeasedFeed) -> None:
        """Count a visit that begins."""
        self._visits[feed.host] += 1
        if feed.host in self._waiting:
            self._waiting[feed.host].pop(feed.id, None)

    def end(self, feed: LeasedFeed) -> None:
        """Count it no more."""
        self._visits[feed.host] -= 1
        if not self._visits[feed.host]:
            del self._visits[feed.host]

    def block(self, host: str, until: datetime) -> None:
        """Leave a host alone."""
        self._blocked[host] = max(until, self._blocked.get(host, until))

    def blocked_until(self, host: str, now: datetime) -> datetime | None:
        """Say until when a host is left alone; None when it is not."""
        until = self._blocked.get(host)
        if until is None:
            return None
        if now < until <= now + LAST_TURN:
            return until
        del self._blocked[host]
        return None

    def _has_room(self, feed: LeasedFeed, now: datetime) -> bool:
        """Say whether a feed may be visited now: nobody overtakes those that wait."""
        if self._visits[feed.host] >= self._gate.concurrency:
            return False
        waiting = self._waiting.get(feed.host)
        if not waiting or feed.id in waiting:
            return True
        # One that does not come when it is called (paused, removed) holds up nobody.
        self._waiting[feed.host] = {
            other: turn for other, turn in waiting.items() if turn > now - LONGEST_CALL
        }
        return not self._waiting[feed.host]

    def _turn(self, feed: LeasedFeed, now: datetime) -> datetime:
        pause = max(timedelta(seconds=self._gate.seconds_between(feed.host)), SHORTEST_TURN)
        waiting = self._waiting[feed.host]
        if feed.id in waiting:
            waiting[feed.id] = now + pause
            return now + pause  # Its turn has come; it goes not to the end of the queue again.
        last = self._next_turn.get(feed.host, now)
        if not now <= last <= now + LAST_TURN:
            last = now
        self._next_turn[feed.host] = waiting[feed.id] = last + pause
        return last + pause
