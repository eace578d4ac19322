"""Say whose turn it is to be polled: lease feeds, give them back, put them off.

Database. A lease is one statement: it picks due rows that nobody else is picking and marks
them in the same breath, so two workers never get the same feed. Feeds of a host that asked to
be left alone are not picked.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, case, or_, select, update

from monitor.model import FailureKind, FeedId
from monitor.store.feedrows import LEASED_COLUMNS, leased_of
from monitor.store.hosts import blocked_hosts
from monitor.store.intake import given
from monitor.store.part import Part
from monitor.store.subscriptions import subscriptions_of
from monitor.store.tables import FeedRow, HostRow, feeds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from monitor.model import LeasedFeed

#: Clocks of machines that share a database may differ so much.
CLOCK_SLACK = timedelta(minutes=5)


class Polling(Part):
    """The store's part for turns at feeds."""

    def lease_feeds(
        self,
        *,
        owner: str,
        now: datetime,
        lease_for: timedelta,
        limit: int,
        urls: Sequence[str] | None = None,
        due_only: bool = True,
    ) -> tuple[LeasedFeed, ...]:
        """Take the right to poll feeds, longest due first.

        A feed is free when nobody holds it or the lease ran out. With `due_only=False` also
        feeds that are not due, paused, gone or of a host that wants to be left alone: somebody
        asked for them by hand.
        """
        wanted: list[ColumnElement[bool]] = [
            or_(FeedRow.lease_until.is_(None), FeedRow.lease_until <= now)
        ]
        if due_only:
            wanted += [
                FeedRow.paused_at.is_(None),
                FeedRow.gone_at.is_(None),
                FeedRow.next_poll_at <= now,
                ~_is_blocked(now),
            ]
        if urls is not None:
            wanted.append(FeedRow.url.in_(urls))
        free = (
            select(FeedRow.id)
            .where(*wanted)
            .order_by(FeedRow.next_poll_at, FeedRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("free")
        )
        lease = (
            update(feeds)
            .where(feeds.c.id.in_(select(free.c.id)))
            .values(lease_owner=owner, lease_until=now + lease_for)
            .returning(*LEASED_COLUMNS)
        )
        with self._database.writing() as connection:
            rows = connection.execute(lease).all()
            hubs = subscriptions_of(connection, [FeedId(row.id) for row in rows])
        return tuple(
            leased_of(row, hubs.get(FeedId(row.id)))
            for row in sorted(rows, key=lambda row: (row.next_poll_at, row.id))
        )

    def release_feeds(self, owner: str) -> int:
        """Give back all feeds that this owner holds; they are as due as before."""
        release = (
            update(feeds)
            .where(feeds.c.lease_owner == owner)
            .values(lease_owner=None, lease_until=None)
        )
        with self._database.writing() as connection:
            return connection.execute(release).rowcount

    def postpone_feeds(self, turns: Mapping[FeedId, datetime], *, owner: str) -> None:
        """Give back feeds that were not visited, to be polled when their turn comes."""
        if not turns:
            return
        values = [
            {"number": number, "owner": owner, "turn": turn}
            for number, turn in sorted(turns.items())
        ]
        with self._database.writing() as connection:
            connection.execute(_POSTPONE, values)

    def forgive_feeds(self, turns: Mapping[FeedId, datetime]) -> None:
        """Take back the last failure of feeds: it was an outage. They are polled again soon."""
        if not turns:
            return
        values = [{"number": number, "turn": turn} for number, turn in sorted(turns.items())]
        with self._database.writing() as connection:
            connection.execute(_FORGIVE, values)

    def pull_back_feeds(self, *, now: datetime, longest: timedelta, spread: timedelta) -> int:
        """Have feeds polled within `spread` that a clock which was wrong put off for too long.

        Nothing is put off for longer than `longest`, or the feed's own interval, and a half; and
        where the last poll lies ahead, the clock was set back, by however little.
        """
        was_set_back = FeedRow.last_polled_at > now + CLOCK_SLACK
        far = select(
            FeedRow.id, FeedRow.interval, FeedRow.next_poll_at, was_set_back.label("was_set_back")
        ).where(
            FeedRow.paused_at.is_(None),
            FeedRow.gone_at.is_(None),
            or_(
                FeedRow.next_poll_at > now + longest * 1.5,
                # Those that were pulled back already keep their turns.
                and_(was_set_back, FeedRow.next_poll_at > now + spread),
            ),
        )
        far = far.order_by(FeedRow.id)  # everybody locks feeds in this order
        with self._database.reading() as connection:
            rows = connection.execute(far).all()
        late = [
            FeedId(row.id)
            for row in rows
            if row.was_set_back
            or row.interval is None
            or row.next_poll_at > now + row.interval * 1.5
        ]
        if not late:
            return 0
        values = [
            {"number": number, "turn": now + spread * place / len(late)}
            for place, number in enumerate(late)
        ]
        with self._database.writing() as connection:
            connection.execute(_PULL_BACK, values)
        return len(late)


def _is_blocked(now: datetime) -> ColumnElement[bool]:
    return blocked_hosts(now).where(HostRow.name == FeedRow.host).exists()


_POSTPONE = (
    update(feeds)
    .where(feeds.c.id == bindparam("number"), feeds.c.lease_owner == bindparam("owner"))
    .values(
        next_poll_at=given("turn", feeds.c.next_poll_at),
        lease_owner=None,
        lease_until=None,
    )
)
_PULL_BACK = (
    update(feeds)
    .where(feeds.c.id == bindparam("number"))
    .values(next_poll_at=given("turn", feeds.c.next_poll_at))
)
_FORGIVE = (
    update(feeds)
    .where(
        feeds.c.id == bindparam("number"),
        feeds.c.failure_kind == FailureKind.SOFT.value,
        feeds.c.failures > 0,
    )
    .values(
        failures=feeds.c.failures - 1,
        failing_since=case((feeds.c.failures > 1, feeds.c.failing_since), else_=None),
        failure_kind=FailureKind.OUTAGE.value,
        next_poll_at=given("turn", feeds.c.next_poll_at),
    )
)
