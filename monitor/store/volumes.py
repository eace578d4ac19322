"""Keep how many reports topics have, hour by hour, and find what is more than usual.

Database. The counts of the hours outlive the articles. An hour counts as watched by the minutes in
which feeds were polled; in all others nobody could see anything.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import distinct, exists, func, select

from monitor.model import AlertKind, ArticleId, Digest, RankedStory, StoryId, Surge, stand
from monitor.store.gathering import load_volume
from monitor.store.leases import demand_fence
from monitor.store.matches import unpack_evidence
from monitor.store.part import Part, chunks
from monitor.store.scheduled import ScheduledAlert, insert_alert
from monitor.store.stories import load_members
from monitor.store.tables import (
    ArticleRow,
    FeedRow,
    MatchRow,
    PlacementRow,
    SpikeRow,
    TopicRow,
    VolumeRow,
    WatchedHourRow,
    spikes,
    volumes,
    watched_hours,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from monitor.model import SpikeRule, Standing, Topic
    from monitor.store.part import AnyRow

#: The named right to count and to tell spikes.
LEASE = "spike"
HOUR = timedelta(hours=1)
#: An hour is watched when feeds were polled in so many minutes of it.
FEWEST_MINUTES = 30
#: Histories are at most so long.
LONGEST_HISTORY = timedelta(days=92)
#: So long into an hour the one before may still be missing some.
LATE = timedelta(minutes=10)
#: What the chart of a spike shows: the day before it.
CHARTED = timedelta(hours=24)


class Volumes(Part):
    """The store's part for volumes."""

    def count_volumes(self, *, fence: int, now: datetime) -> None:
        """Count the reports of this hour and the one before, and note this minute as watched.

        To be called once a minute; what is counted again is counted as it is by then.
        """
        this = now.replace(minute=0, second=0, microsecond=0)
        with self._database.writing() as connection:
            demand_fence(connection, LEASE, fence)
            self._count_hour(connection, this)
            if now - this < LATE:
                self._count_hour(connection, this - HOUR)
            if connection.scalar(select(_IS_POLLED.where(FeedRow.last_polled_at > now - HOUR))):
                first = self._database.insert(watched_hours).values(hour=this, minutes=1)
                more = {"minutes": watched_hours.c.minutes + 1}
                connection.execute(first.on_conflict_do_update(index_elements=["hour"], set_=more))

    def _count_hour(self, connection: Connection, hour: datetime) -> None:
        rows = connection.execute(
            select(MatchRow.topic, func.count().label("reports"))
            .join(ArticleRow, ArticleRow.id == MatchRow.article_id)
            .outerjoin(PlacementRow, PlacementRow.article_id == ArticleRow.id)
            .where(MatchRow.matched_at >= hour, MatchRow.matched_at < hour + HOUR, *_IS_REPORT)
            .group_by(MatchRow.topic)
            .order_by(MatchRow.topic)
        ).all()
        if rows:
            values = [{"topic": row.topic, "hour": hour, "reports": row.reports} for row in rows]
            statement = self._database.insert(volumes)
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["topic", "hour"], set_={"reports": statement.excluded.reports}
                ),
                values,
            )

    def list_watched_hours(self, since: datetime) -> frozenset[datetime]:
        """Give the full hours from then on in which feeds were polled."""
        wanted = select(WatchedHourRow.hour).where(
            WatchedHourRow.hour >= since, WatchedHourRow.minutes >= FEWEST_MINUTES
        )
        with self._database.reading() as connection:
            return frozenset(connection.scalars(wanted))

    def list_surges(self, rules: Mapping[str, SpikeRule], *, now: datetime) -> tuple[Surge, ...]:
        """Give the volumes of those topics that have as many reports now as their rules ask for."""
        busy: dict[str, AnyRow] = {}
        with self._database.reading() as connection:
            for window in {rule.window for rule in rules.values()}:
                for row in _busy(connection, now - window, now):
                    asked = rules.get(row.topic)
                    if asked and asked.window == window and row.reports >= asked.min_reports:
                        busy[row.topic] = row
            return tuple(
                surge for some in chunks(busy) for surge in _surges(connection, some, busy, now)
            )

    def save_spike(
        self, topic: Topic, *, reason: str, window: timedelta, fence: int, now: datetime
    ) -> None:
        """Store the alert of a spike with its deliveries, and note it as the topic's last.

        It names the latest report of the story that most reports of the window are about.
        """
        with self._database.writing() as connection:
            demand_fence(connection, LEASE, fence)
            latest, stories = _latest_report(connection, topic.name, now - window, now)
            story = StoryId(latest.story_id)
            standing = stand(load_members(connection, [story])[story])
            content = Digest(
                topic=topic.name,
                topic_title=topic.title,
                since=now - window,
                until=now,
                zone="UTC",
                stories=(_as_ranked(latest, standing, stories[story]),),
                surplus=len(stories) - 1,
                reports=stories.total(),
                articles=stories.total(),
                volume=load_volume(connection, topic.name, now - CHARTED, now),
            )
            alert = ScheduledAlert(
                kind=AlertKind.SPIKE,
                reason=reason,
                receivers=topic.receivers,
                topic=topic.name,
                topic_title=topic.title,
                priority=topic.priority,
                story_id=story,
                article_id=ArticleId(latest.id),
                evidence=unpack_evidence(latest.evidence),
                standing=standing,
                content=content,
            )
            number = insert_alert(connection, alert, now=now)
            values = {"found_at": now, "alert_id": number}
            noted = self._database.insert(spikes).values(topic=topic.name, **values)
            connection.execute(noted.on_conflict_do_update(index_elements=["topic"], set_=values))


def _busy(connection: Connection, since: datetime, now: datetime) -> Sequence[AnyRow]:
    """Give every topic with reports since then, their number and that of their publishers."""
    return connection.execute(
        select(
            MatchRow.topic,
            func.count().label("reports"),
            func.count(distinct(_FAMILY)).label("publishers"),
        )
        .join(ArticleRow, ArticleRow.id == MatchRow.article_id)
        .outerjoin(PlacementRow, PlacementRow.article_id == ArticleRow.id)
        .where(MatchRow.matched_at > since, MatchRow.matched_at <= now, *_IS_REPORT)
        .group_by(MatchRow.topic)
        .order_by(MatchRow.topic)
    ).all()


def _surges(
    connection: Connection, topics: Sequence[str], busy: Mapping[str, AnyRow], now: datetime
) -> Iterator[Surge]:
    """Give the volumes of these topics with what came before."""
    hourly: dict[str, dict[datetime, int]] = defaultdict(dict)
    counted = select(VolumeRow.topic, VolumeRow.hour, VolumeRow.reports)
    for row in connection.execute(
        counted.where(VolumeRow.topic.in_(topics), VolumeRow.hour >= now - LONGEST_HISTORY)
    ):
        hourly[row.topic][row.hour] = row.reports
    found = select(SpikeRow.topic, SpikeRow.found_at).where(SpikeRow.topic.in_(topics))
    last = {row.topic: row.found_at for row in connection.execute(found)}
    made = select(TopicRow.name, TopicRow.created_at).where(TopicRow.name.in_(topics))
    for name, created_at in connection.execute(made):
        yield Surge(
            topic=name,
            reports=busy[name].reports,
            publishers=busy[name].publishers,
            hourly=hourly[name],
            last_spike_at=last.get(name),
            since=created_at,
        )


def _as_ranked(report: AnyRow, standing: Standing, reports: int) -> RankedStory:
    return RankedStory(
        story_id=StoryId(report.story_id),
        title=report.title,
        url=report.url,
        source=report.source_name,
        language=report.language,
        standing=standing,
        fresh=reports,
        # A spike tells of the volume; whether somebody knows the story is not its matter.
        told=True,
    )


def _latest_report(
    connection: Connection, topic: str, since: datetime, now: datetime
) -> tuple[AnyRow, Counter[StoryId]]:
    """Give the latest report of the story that most reports are about, and how many each has."""
    rows = connection.execute(
        select(
            ArticleRow.id,
            ArticleRow.story_id,
            ArticleRow.title,
            ArticleRow.url,
            ArticleRow.source_name,
            ArticleRow.language,
            MatchRow.evidence,
        )
        .join(MatchRow, MatchRow.article_id == ArticleRow.id)
        .outerjoin(PlacementRow, PlacementRow.article_id == ArticleRow.id)
        .where(
            MatchRow.topic == topic,
            MatchRow.matched_at > since,
            MatchRow.matched_at <= now,
            *_IS_REPORT,
        )
        .order_by(MatchRow.matched_at, ArticleRow.id)
    ).all()
    sizes = Counter(StoryId(row.story_id) for row in rows)
    story = max(sizes, key=lambda number: (sizes[number], number))
    return next(row for row in reversed(rows) if row.story_id == story), sizes


#: What counts: news, with a text of its own.
_IS_REPORT: tuple[ColumnElement[bool], ...] = (
    ArticleRow.baseline.is_(False),
    ArticleRow.backfill.is_(None),
    ArticleRow.story_id.is_not(None),
    PlacementRow.copy_of.is_(None),
)
_FAMILY = func.coalesce(PlacementRow.family, ArticleRow.source_family, ArticleRow.source_name)
_IS_POLLED = exists().where(FeedRow.failing_since.is_(None), FeedRow.failures == 0)
