"""Gather the stories that a digest tells.

Database. Within a transaction that reads: one digest is one moment of the archive.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from monitor.model import (
    DIGESTED,
    TELLS_STORY,
    HeldBack,
    RankedStory,
    StoryId,
    Volume,
    stand,
)
from monitor.store.part import chunks
from monitor.store.stories import load_members
from monitor.store.tables import AlertRow, ArticleRow, MatchRow, PlacementRow, VolumeRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.model import DigestTask, Member
    from monitor.store.part import AnyRow

#: Charts of up to so long show hours, longer ones days.
LONGEST_HOURLY = timedelta(hours=49)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What there is to tell in a digest."""

    stories: tuple[RankedStory, ...]
    #: Independent reports, and all articles with their copies.
    reports: int
    articles: int
    volume: Volume
    #: The last alert that was held back for it.
    held_to: int


def gather(
    connection: Connection, task: DigestTask, *, until: datetime, only_held: bool
) -> Gathered:
    """Give the stories of a topic that a digest tells, in no order."""
    found = _matched(connection, task, until)
    held, held_to = _held(connection, task)
    if only_held:
        found = {story: rows for story, rows in found.items() if story in held}
    # One that was held back earlier, or stored late.
    found |= _first_reports(connection, held.keys() - found.keys())
    told = _told(connection, task, found)
    silenced = _silenced(connection, task.topic, found) - told - held.keys()
    members = load_members(connection, found.keys() - silenced)
    stories = tuple(
        _ranked(story, found[story], of_story, held.get(story), told=story in told)
        for story, of_story in ((StoryId(number), some) for number, some in members.items())
    )
    kept = [row for story in stories for row in found[story.story_id]]
    return Gathered(
        stories=stories,
        reports=sum(row.copy_of is None for row in kept),
        articles=len(kept),
        volume=load_volume(connection, task.topic, task.since, until),
        held_to=held_to,
    )


def load_volume(connection: Connection, topic: str, since: datetime, until: datetime) -> Volume:
    """Count a topic's independent reports, hour by hour, or day by day from the beginning on."""
    span = HOUR if until - since <= LONGEST_HOURLY else DAY
    first = since.replace(minute=0, second=0, microsecond=0)
    rows = connection.execute(
        select(VolumeRow.hour, VolumeRow.reports).where(
            VolumeRow.topic == topic, VolumeRow.hour >= first, VolumeRow.hour < until
        )
    )
    places = max(1, -((first - until) // span))
    counts = [0] * places
    for row in rows:
        counts[min((row.hour - first) // span, places - 1)] += row.reports
    return Volume(since=first, span=span, counts=tuple(counts))


def _matched(
    connection: Connection, task: DigestTask, until: datetime
) -> dict[StoryId, list[AnyRow]]:
    """Give what matched in the time of a digest and was news, by story, as it was seen."""
    rows = connection.execute(
        select(*_REPORT_COLUMNS)
        .join(MatchRow, MatchRow.article_id == ArticleRow.id)
        .outerjoin(PlacementRow, PlacementRow.article_id == ArticleRow.id)
        .where(
            MatchRow.topic == task.topic,
            MatchRow.matched_at >= task.since,
            MatchRow.matched_at < until,
            ArticleRow.baseline.is_(False),
            ArticleRow.backfill.is_(None),
            ArticleRow.story_id.is_not(None),
        )
        .order_by(ArticleRow.first_seen_at, ArticleRow.id)
    )
    return _by_story(rows)


def _first_reports(
    connection: Connection, story_ids: Collection[StoryId]
) -> dict[StoryId, list[AnyRow]]:
    found: dict[StoryId, list[AnyRow]] = {}
    for some in chunks(story_ids):
        rows = connection.execute(
            select(*_REPORT_COLUMNS)
            .outerjoin(PlacementRow, PlacementRow.article_id == ArticleRow.id)
            .where(ArticleRow.story_id.in_(some))
            .order_by(ArticleRow.first_seen_at, ArticleRow.id)
        )
        found |= {story: of_story[:1] for story, of_story in _by_story(rows).items()}
    return found


def _by_story(rows: Iterable[AnyRow]) -> dict[StoryId, list[AnyRow]]:
    found: dict[StoryId, list[AnyRow]] = {}
    for row in rows:
        found.setdefault(StoryId(row.story_id), []).append(row)
    return found


def _held(connection: Connection, task: DigestTask) -> tuple[dict[StoryId, HeldBack], int]:
    """Give the stories that were held back for a digest, where they stand by now."""
    rows = connection.execute(
        select(AlertRow.id, AlertRow.held_back, ArticleRow.story_id)
        .join(ArticleRow, ArticleRow.id == AlertRow.article_id)
        .where(AlertRow.topic == task.topic, AlertRow.id > task.held_after, *WAS_DIGESTED)
        .order_by(AlertRow.id)
    ).all()
    held = {StoryId(row.story_id): HeldBack(row.held_back) for row in rows if row.story_id}
    return held, max((row.id for row in rows), default=task.held_after)


def _told(connection: Connection, task: DigestTask, story_ids: Collection[StoryId]) -> set[StoryId]:
    """Give those stories that somebody was told of: alone, or held back for an earlier digest."""
    was_in_digest = and_(AlertRow.id <= task.held_after, *WAS_DIGESTED)
    is_told = (AlertRow.kind.in_(_STORY_KINDS), or_(AlertRow.held_back.is_(None), was_in_digest))
    return set(_stories_with(connection, task.topic, story_ids, is_told))


def _silenced(connection: Connection, topic: str, story_ids: Collection[StoryId]) -> set[StoryId]:
    """Give those stories that somebody wished not to be told of."""
    is_silenced = (AlertRow.held_back == HeldBack.SILENCED.value,)
    return set(_stories_with(connection, topic, story_ids, is_silenced))


def _stories_with(
    connection: Connection, topic: str, story_ids: Collection[StoryId], conditions: Iterable[object]
) -> Iterator[StoryId]:
    for some in chunks(story_ids):
        rows = connection.scalars(
            select(AlertRow.story_id)
            .where(AlertRow.topic == topic, AlertRow.story_id.in_(some), *conditions)  # type: ignore[arg-type] # conditions of SQL
            .distinct()
        )
        yield from (StoryId(number) for number in rows if number is not None)


def _ranked(
    story: StoryId,
    reports: Sequence[AnyRow],
    members: Sequence[Member],
    held_back: HeldBack | None,
    told: bool,
) -> RankedStory:
    first = next((row for row in reports if row.copy_of is None), reports[0])
    return RankedStory(
        story_id=story,
        title=first.title,
        url=first.url,
        source=first.source_name,
        language=first.language,
        standing=stand(members),
        fresh=len(reports),
        held_back=held_back,
        told=told,
    )


#: Selects alerts that were held back for a digest.
WAS_DIGESTED = (AlertRow.held_back.in_([one.value for one in DIGESTED]),)
_STORY_KINDS = [kind.value for kind in TELLS_STORY]
_REPORT_COLUMNS = (
    ArticleRow.id,
    ArticleRow.story_id,
    ArticleRow.title,
    ArticleRow.url,
    ArticleRow.source_name,
    ArticleRow.language,
    PlacementRow.copy_of,
)
