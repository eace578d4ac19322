"""List and show stories, and give back what the window of them remembers.

Database. A listing costs two statements for a page of stories, whatever their size; restoring the
window reads the placements alone, in the order of articles.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select, update

from monitor.errors import NotFound
from monitor.model import ArticleId, Member, PlacedBy, Remembered, Story, StoryId
from monitor.store.part import Part, chunks
from monitor.store.tables import (
    ArticleRow,
    CatalogRow,
    MatchRow,
    PlacementRow,
    StoryRow,
    placements,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Select

    from monitor.store.part import AnyRow

#: Rows of the window read at once: some megabytes.
CHUNK = 2000
#: Stories loaded at once for a listing.
PAGE = 200


class Stories(Part):
    """The store's part for stories."""

    def stories_version(self) -> int:
        """Give the number that grows with every change by hand."""
        with self._database.reading() as connection:
            return connection.scalars(select(CatalogRow.stories_version)).first() or 0

    def iter_remembered(self, since: datetime) -> Iterator[Remembered]:
        """Give what the window remembers, in the order of articles; no connection is held."""
        last = 0
        while True:
            with self._database.reading() as connection:
                rows = connection.execute(_window(last, since)).all()
            yield from (_remembered(row) for row in rows)
            if len(rows) < CHUNK:
                return
            last = rows[-1].article_id

    def forget_signatures(self, before: datetime) -> int:
        """Let articles first seen before this leave the window for good; returns how many."""
        forget = (
            update(placements)
            .where(placements.c.signature.is_not(None), placements.c.first_seen_at < before)
            .values(signature=None)
        )
        with self._database.writing() as connection:
            return connection.execute(forget).rowcount

    def iter_stories(
        self, *, topic: str | None = None, since: datetime | None = None, limit: int
    ) -> Iterator[Story]:
        """Give stories, the one with the latest article first.

        Only those with an article that matches the topic, or an article since, where asked.
        """
        wanted = _wanted(topic, since)
        last: AnyRow | None = None
        while limit > 0:
            page = min(limit, PAGE)
            with self._database.reading() as connection:
                rows = connection.execute(_after(wanted, last).limit(page)).all()
                found = _load(connection, rows)
            yield from found
            if len(rows) < page:
                return
            limit -= page
            last = rows[-1]

    def get_story(self, story_id: StoryId) -> Story:
        """Give a story with all its articles; raises NotFound."""
        with self._database.reading() as connection:
            return get_story(connection, story_id)


def load_members(
    connection: Connection, story_ids: Collection[int]
) -> dict[int, tuple[Member, ...]]:
    """Load the articles of stories, in the order of first sight."""
    found: dict[int, list[Member]] = defaultdict(list)
    for some in chunks(story_ids):
        rows = connection.execute(
            select(*_MEMBER_COLUMNS)
            .join_from(
                ArticleRow,
                PlacementRow,
                PlacementRow.article_id == ArticleRow.id,
                isouter=True,
            )
            .where(ArticleRow.story_id.in_(some))
            .order_by(ArticleRow.first_seen_at, ArticleRow.id)
        )
        for row in rows:
            found[row.story_id].append(_member(row))
    return {number: tuple(members) for number, members in found.items()}


def locked_stories_version(connection: Connection) -> int:
    """Give the version and let nobody change stories by hand until the commit."""
    return connection.scalars(select(CatalogRow.stories_version).with_for_update()).first() or 0


def _window(last: int, since: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(*_WINDOW_COLUMNS)
        .where(
            PlacementRow.article_id > last,
            PlacementRow.signature.is_not(None),
            PlacementRow.first_seen_at >= since,
        )
        .order_by(PlacementRow.article_id)
        .limit(CHUNK)
    )


def _remembered(row: AnyRow) -> Remembered:
    return Remembered(
        article_id=ArticleId(row.article_id),
        story_id=StoryId(row.story_id),
        copy_of=None if row.copy_of is None else ArticleId(row.copy_of),
        family=row.family,
        language=row.language,
        first_seen_at=row.first_seen_at,
        signature=row.signature,
    )


def _wanted(topic: str | None, since: datetime | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [
        StoryRow.merged_into.is_(None),
        StoryRow.last_seen_at.is_not(None),
    ]
    if since is not None:
        wanted.append(StoryRow.last_seen_at >= since)
    if topic is not None:
        matching = (
            select(ArticleRow.story_id)
            .join(MatchRow, MatchRow.article_id == ArticleRow.id)
            .where(MatchRow.topic == topic, ArticleRow.story_id.is_not(None))
        )
        wanted.append(StoryRow.id.in_(matching))
    return wanted


def _after(wanted: Sequence[ColumnElement[bool]], last: AnyRow | None) -> Select[*tuple[Any, ...]]:
    """Select the stories that follow `last` in a listing."""
    found = select(StoryRow.id, StoryRow.last_seen_at, StoryRow.merged_into).where(*wanted)
    if last is not None:
        same = and_(StoryRow.last_seen_at == last.last_seen_at, StoryRow.id < last.id)
        found = found.where(or_(StoryRow.last_seen_at < last.last_seen_at, same))
    return found.order_by(StoryRow.last_seen_at.desc(), StoryRow.id.desc())


def _load(connection: Connection, rows: Sequence[AnyRow]) -> tuple[Story, ...]:
    members = load_members(connection, [row.id for row in rows])
    return tuple(_story(row, members[row.id]) for row in rows if row.id in members)


def _story(row: AnyRow, members: tuple[Member, ...]) -> Story:
    merged = None if row.merged_into is None else StoryId(row.merged_into)
    return Story(id=StoryId(row.id), members=members, merged_into=merged)


def get_story(connection: Connection, story_id: StoryId) -> Story:
    found = select(StoryRow.id, StoryRow.merged_into).where(StoryRow.id == story_id)
    row = connection.execute(found).first()
    if row is None:
        raise NotFound("story", story_id)
    return _story(row, load_members(connection, [story_id]).get(story_id, ()))


def _member(row: AnyRow) -> Member:
    member = Member(
        article_id=ArticleId(row.id),
        title=row.title,
        url=row.url,
        source=row.source_name,
        family=row.known_family,
        language=row.language,
        published_at=row.published_at,
        first_seen_at=row.first_seen_at,
    )
    if row.reason is None:
        return member
    return replace(
        member,
        reason=PlacedBy.HAND if row.hand is not None else PlacedBy(row.reason),
        beside=None if row.beside is None else ArticleId(row.beside),
        copy_of=None if row.copy_of is None else ArticleId(row.copy_of),
        shared=row.shared,
        score=row.score,
        agency=row.agency,
        placed_at=row.placed_at,
        hand=row.hand,
        hand_at=row.hand_at,
    )


_WINDOW_COLUMNS = (
    PlacementRow.article_id,
    PlacementRow.story_id,
    PlacementRow.copy_of,
    PlacementRow.family,
    PlacementRow.language,
    PlacementRow.first_seen_at,
    PlacementRow.signature,
)
_MEMBER_COLUMNS = (
    ArticleRow.id,
    ArticleRow.story_id,
    ArticleRow.title,
    ArticleRow.url,
    ArticleRow.source_name,
    func.coalesce(PlacementRow.family, ArticleRow.source_family, ArticleRow.source_name).label(
        "known_family"
    ),
    ArticleRow.language,
    ArticleRow.published_at,
    ArticleRow.first_seen_at,
    PlacementRow.reason,
    PlacementRow.beside,
    PlacementRow.copy_of,
    PlacementRow.shared,
    PlacementRow.score,
    PlacementRow.agency,
    PlacementRow.placed_at,
    PlacementRow.hand,
    PlacementRow.hand_at,
)
