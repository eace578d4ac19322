"""Merge and split stories by hand.

Database. A change raises the version of stories in its own transaction, so that an evaluator that
remembers an older window knows. What somebody put together or apart is marked on its articles:
why they stand where they do stays on record. Alerts stay with the story that they told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, or_, update

from monitor.errors import NotFound
from monitor.model import PlacedBy, StoryId
from monitor.store.part import Part, chunks
from monitor.store.stories import get_story
from monitor.store.tables import articles, catalog, placements, stories

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.model import ArticleId, Member, Story
    from monitor.store.dialect import Database


class Merging(Part):
    """The store's part for changes of stories by hand."""

    def merge_stories(
        self, into: StoryId, others: Collection[StoryId], *, by: str, now: datetime
    ) -> Story:
        """Let a story have the articles of others; raises NotFound.

        The others are kept without articles, for alerts name them, and say where theirs went.
        """
        with self._database.writing() as connection:
            _raise_version(self._database, connection)
            kept = _get_open(connection, into)
            gone = [_get_open(connection, other) for other in others if other != into]
            for other in gone:
                note = f"merged with story {into} by {by}; was in story {other.id}"
                _move(connection, other.members, into, note=note, now=now)
                _redirect(connection, other.id, into)
            latest = max(one.first_seen_at for story in (kept, *gone) for one in story.members)
            _date(connection, into, latest)
            return get_story(connection, into)

    def split_story(
        self, story_id: StoryId, article_ids: Collection[ArticleId], *, by: str, now: datetime
    ) -> Story:
        """Give these articles of a story one of their own.

        Raises NotFound for what is not in the story, and when none would be left in it.
        """
        with self._database.writing() as connection:
            _raise_version(self._database, connection)
            story = _get_open(connection, story_id)
            moved = _pick(story, set(article_ids))
            rest = [one for one in story.members if one not in moved]
            if not rest:
                raise NotFound("article that would be left in story", story_id)
            latest = max(one.first_seen_at for one in moved)
            opened = connection.scalars(
                insert(stories).values(opened_at=now, last_seen_at=latest).returning(stories.c.id)
            ).one()
            note = f"split from story {story_id} by {by}"
            _move(connection, moved, opened, note=note, now=now)
            note = f"kept here when story {opened} was split off by {by}"
            _move(connection, rest, story_id, note=note, now=now)
            _date(connection, story_id, max(one.first_seen_at for one in rest))
            return get_story(connection, StoryId(opened))


def _raise_version(database: Database, connection: Connection) -> None:
    first = database.insert(catalog).values(id=1, version=0, stories_version=1)
    raised = {"stories_version": catalog.c.stories_version + 1}
    connection.execute(first.on_conflict_do_update(index_elements=["id"], set_=raised))


def _get_open(connection: Connection, story_id: StoryId) -> Story:
    """Give a story that has articles."""
    story = get_story(connection, story_id)
    if not story.members:
        error = NotFound("story with articles", story_id)
        if story.merged_into is not None:
            error.add_note(f"its articles are in story {story.merged_into}")
        raise error
    return story


def _pick(story: Story, numbers: set[ArticleId]) -> list[Member]:
    picked = [one for one in story.members if one.article_id in numbers]
    absent = numbers.difference(one.article_id for one in picked)
    if absent or not picked:
        named = ", ".join(map(str, sorted(absent))) or "none"
        raise NotFound(f"article {named} in story", story.id)
    return picked


def _move(
    connection: Connection, members: Collection[Member], story_id: int, *, note: str, now: datetime
) -> None:
    """Put articles into a story by hand, and mark them so that nothing else moves them."""
    bare = [one for one in members if one.placed_at is None]
    if bare:
        connection.execute(insert(placements), [_bare_values(one, story_id, now) for one in bare])
    for some in chunks([one.article_id for one in members]):
        connection.execute(
            update(articles).where(articles.c.id.in_(some)).values(story_id=story_id)
        )
        connection.execute(
            update(placements)
            .where(placements.c.article_id.in_(some))
            .values(story_id=story_id, hand=note, hand_at=now)
        )


def _bare_values(member: Member, story_id: int, now: datetime) -> dict[str, object]:
    """Give the placement of an article that was stored before there were any."""
    return {
        "article_id": member.article_id,
        "story_id": story_id,
        "reason": PlacedBy.OPENED.value,
        "shared": (),
        "score": 0.0,
        "family": member.family,
        "language": member.language,
        "first_seen_at": member.first_seen_at,
        "placed_at": now,
    }


def _redirect(connection: Connection, story_id: StoryId, into: StoryId) -> None:
    """Say where the articles of a story went, of those merged with it before, too."""
    is_here = or_(stories.c.id == story_id, stories.c.merged_into == story_id)
    connection.execute(update(stories).where(is_here).values(merged_into=into))


def _date(connection: Connection, story_id: int, latest: datetime) -> None:
    connection.execute(update(stories).where(stories.c.id == story_id).values(last_seen_at=latest))
