"""Keep what is wrong with feeds and the network, and what was told of it.

Database. A trouble has one open row at most; it is told when it began, and when it ended if that
was told. What is still to be told is marked, and the marks go in the transaction that stores the
alert.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select, update

from monitor.model import (
    MOMENTARY,
    AlertKind,
    CoverageReport,
    EndedTrouble,
    FeedId,
    Trouble,
    TroubleKind,
)
from monitor.store.feedrows import FEED_COLUMNS, feed_of
from monitor.store.leases import demand_fence
from monitor.store.part import Part, chunks
from monitor.store.scheduled import ScheduledAlert, insert_alert
from monitor.store.tables import FeedRow, PollRow, TroubleRow, troubles

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from monitor.model import AlertId, Feed
    from monitor.store.part import AnyRow

#: The named right to look after feeds.
LEASE = "coverage"
#: What happened longer ago is old news.
LATELY = timedelta(days=1)
#: Troubles told by name in one report.
MOST_TOLD = 50


class Coverage(Part):
    """The store's part for coverage."""

    def list_doubtful_feeds(self, now: datetime) -> tuple[Feed, ...]:
        """Give the feeds that something may be wrong with; none that are paused."""
        is_doubtful = or_(
            FeedRow.failing_since.is_not(None),
            FeedRow.gone_at.is_not(None),
            FeedRow.overflowed_at > now - LATELY,
            FeedRow.rekeyed_at > now - LATELY,
            FeedRow.last_changed_at < now - LATELY,
        )
        wanted = select(*FEED_COLUMNS).where(FeedRow.paused_at.is_(None), is_doubtful)
        with self._database.reading() as connection:
            return tuple(feed_of(row) for row in connection.execute(wanted.order_by(FeedRow.id)))

    def measure_gaps(
        self, feed_ids: Collection[FeedId], *, since: datetime
    ) -> dict[FeedId, tuple[timedelta, timedelta]]:
        """Give the longest time between polls that brought something, and how long is known of.

        Of feeds whose history shows no two such polls there is nothing to say.
        """
        found: dict[FeedId, tuple[timedelta, timedelta]] = {}
        with self._database.reading() as connection:
            for feed_id in feed_ids:
                rows = connection.execute(
                    select(PollRow.finished_at, PollRow.new)
                    .where(PollRow.feed_id == feed_id, PollRow.finished_at >= since)
                    .order_by(PollRow.id)
                ).all()
                news = [row.finished_at for row in rows if row.new]
                gaps = [later - earlier for earlier, later in pairwise(news)]
                if gaps:
                    found[feed_id] = max(gaps), news[-1] - rows[0].finished_at
        return found

    def save_troubles(
        self, found: Sequence[Trouble], *, outage: bool, fence: int, now: datetime
    ) -> None:
        """Note what began and what is over.

        Args:
            found: All that is wrong now.
            outage: Hosts cannot be reached: of feeds nothing new is known.
            fence: The number of the right to look after feeds.
            now: The present instant.
        """
        with self._database.writing() as connection:
            demand_fence(connection, LEASE, fence)
            rows = connection.execute(_OPEN).all()
            known = {(row.kind, row.feed_id) for row in rows}
            there = {(trouble.kind.value, trouble.feed_id) for trouble in found}
            fresh = [one for one in found if (one.kind.value, one.feed_id) not in known]
            if fresh:
                statement = self._database.insert(troubles).on_conflict_do_nothing()
                connection.execute(statement, [_values(trouble, now) for trouble in fresh])
            gone = [row for row in rows if (row.kind, row.feed_id) not in there]
            over = [row for row in gone if row.feed_id is None or not outage]
            # What fails now is not well again because it is no longer quiet.
            troubled = {one.feed_id for one in found if one.kind not in MOMENTARY}
            _end(connection, over, troubled=troubled, now=now)

    def oldest_untold(self) -> datetime | None:
        """Say since when something is to be told; None when nothing is."""
        at = func.min(func.coalesce(TroubleRow.ended_at, TroubleRow.noted_at))
        with self._database.reading() as connection:
            return connection.scalars(select(at).where(TroubleRow.untold)).one()

    def save_coverage_report(self, receiver: str, *, fence: int, now: datetime) -> AlertId | None:
        """Store one alert of all that is to be told; None when that is nothing."""
        with self._database.writing() as connection:
            demand_fence(connection, LEASE, fence)
            rows = connection.execute(_UNTOLD).all()
            if not rows:
                return None
            report = _report(rows, feeds=connection.scalars(_POLLED).one())
            alert = ScheduledAlert(
                kind=AlertKind.COVERAGE,
                reason=_tell(rows),
                receivers=(receiver,),
                topic_title="Coverage",
                content=report,
            )
            number = insert_alert(connection, alert, now=now)
            for some in chunks([row.id for row in rows]):
                connection.execute(
                    update(troubles)
                    .where(troubles.c.id.in_(some))
                    .values(untold=False, told_at=func.coalesce(troubles.c.told_at, now))
                )
            return number

    def forget_untold(self, *, fence: int) -> None:
        """Count all as told: there is nobody to tell."""
        with self._database.writing() as connection:
            demand_fence(connection, LEASE, fence)
            connection.execute(update(troubles).where(troubles.c.untold).values(untold=False))

    def list_troubles(self) -> tuple[Trouble, ...]:
        """Give what is wrong now, the oldest first."""
        wanted = _WITH_FEED.where(TroubleRow.ended_at.is_(None)).order_by(TroubleRow.since)
        with self._database.reading() as connection:
            return tuple(_trouble(row) for row in connection.execute(wanted))


def _values(trouble: Trouble, now: datetime) -> dict[str, object]:
    return {
        "kind": trouble.kind.value,
        "feed_id": trouble.feed_id,
        "since": trouble.since,
        "reason": trouble.reason,
        "noted_at": now,
        "untold": True,
    }


def _end(
    connection: Connection,
    rows: Iterable[AnyRow],
    *,
    troubled: Collection[FeedId | None],
    now: datetime,
) -> None:
    """End troubles; it is told of those that were told, unless they are over by nature.

    An outage is told in any case: what was missed in it was missed.
    """
    for row in rows:
        is_over = row.kind not in _MOMENTARY and row.paused_at is None
        is_told = is_over and row.told_at is not None and row.feed_id not in troubled
        is_outage = row.kind == TroubleKind.OUTAGE.value
        keeps = row.untold and row.kind in _MOMENTARY
        connection.execute(
            update(troubles)
            .where(troubles.c.id == row.id)
            .values(ended_at=now, untold=is_told or is_outage or keeps)
        )


def _report(rows: Sequence[AnyRow], *, feeds: int) -> CoverageReport:
    told = rows[:MOST_TOLD]
    began = [row for row in told if row.ended_at is None or row.kind in _MOMENTARY]
    return CoverageReport(
        began=tuple(_trouble(row) for row in began),
        ended=tuple(
            EndedTrouble(trouble=_trouble(row), ended_at=row.ended_at)
            for row in told
            if row not in began
        ),
        surplus=len(rows) - len(told),
        feeds=feeds,
    )


def _trouble(row: AnyRow) -> Trouble:
    return Trouble(
        kind=TroubleKind(row.kind),
        feed_id=None if row.feed_id is None else FeedId(row.feed_id),
        since=row.since,
        reason=row.reason,
        feed_title=row.title or "",
        feed_url=row.url or "",
        source=row.source_name or row.title or "",
    )


def _tell(rows: Sequence[AnyRow]) -> str:
    """Say in one sentence what a report is about: `2 feeds failing, 1 quiet; 3 well again`."""
    began = [row for row in rows if row.ended_at is None or row.kind in _MOMENTARY]
    parts = []
    for kind in TroubleKind:
        number = sum(row.kind == kind.value for row in began)
        if number:
            what = "network outage" if kind is TroubleKind.OUTAGE else f"{number} {kind.value}"
            parts.append(what)
    if len(rows) > len(began):
        ended = [row for row in rows if row not in began]
        only_outage = all(row.kind == TroubleKind.OUTAGE.value for row in ended)
        parts.append("network outage is over" if only_outage else f"{len(ended)} well again")
    return f"coverage: {', '.join(parts)}"


_MOMENTARY = frozenset(kind.value for kind in MOMENTARY)
_IS_POLLED: ColumnElement[bool] = and_(FeedRow.paused_at.is_(None), FeedRow.gone_at.is_(None))
_POLLED = select(func.count()).select_from(FeedRow).where(_IS_POLLED)
_OPEN = (
    select(
        TroubleRow.id,
        TroubleRow.kind,
        TroubleRow.feed_id,
        TroubleRow.told_at,
        TroubleRow.untold,
        FeedRow.paused_at,
    )
    .outerjoin(FeedRow, FeedRow.id == TroubleRow.feed_id)
    .where(TroubleRow.ended_at.is_(None))
)
_WITH_FEED = select(
    TroubleRow.id,
    TroubleRow.kind,
    TroubleRow.feed_id,
    TroubleRow.since,
    TroubleRow.reason,
    TroubleRow.ended_at,
    FeedRow.title,
    FeedRow.url,
    FeedRow.source_name,
).outerjoin(FeedRow, FeedRow.id == TroubleRow.feed_id)
_UNTOLD = _WITH_FEED.where(TroubleRow.untold).order_by(TroubleRow.id)
