"""Give each article of an evaluation its story, and keep why it stands there.

Database. A placement names the article beside which another belongs; which story that is, is
read under the lock of the transaction that saves it. An article that has a story stays in it:
only hands move it (monitor.store.stories).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, case, insert, or_, select, update

from monitor.model import ArticleId, PlacedBy
from monitor.store.part import chunks
from monitor.store.tables import ArticleRow, placements, stories

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.model import EvaluatedArticle, Placement
    from monitor.store.dialect import Database
    from monitor.store.part import AnyRow


class Settled(NamedTuple):
    """Where the articles of an evaluation stand now."""

    story_of: dict[ArticleId | None, int]
    #: Stories that were there before and have one more article.
    joined: frozenset[int]


def settle_stories(
    database: Database,
    connection: Connection,
    fresh: Sequence[EvaluatedArticle],
    kept: Mapping[ArticleId, AnyRow],
    now: datetime,
) -> Settled:
    """Give each article its story, in the order in which they were placed."""
    settled = _find_stories(connection, fresh, kept, now)
    values = [
        _placement_values(one.placement, kept[one.article_id], settled.story_of, now)
        for one in fresh
        if one.placement is not None
    ]
    if values:
        _write_placements(database, connection, values)
    return settled


def _find_stories(
    connection: Connection,
    fresh: Sequence[EvaluatedArticle],
    kept: Mapping[ArticleId, AnyRow],
    now: datetime,
) -> Settled:
    """Find the story of each article; one that stands beside nothing that is kept opens one."""
    new = [one for one in fresh if kept[one.article_id].story_id is None]
    known = _stories_beside(connection, new)
    there = {*known, *(one.article_id for one in fresh)}
    first = [one.article_id for one in new if _beside(one) not in there]
    opened = _open_stories(connection, first, kept, now)
    story_of = dict(known)
    joined: dict[int, datetime] = {}
    for one in fresh:
        row = kept[one.article_id]
        story = row.story_id or opened.get(one.article_id)
        if story is None:
            story = story_of[_beside(one)]
            joined[story] = max(row.first_seen_at, joined.get(story, row.first_seen_at))
        story_of[one.article_id] = story
    _date_stories(connection, joined)
    return Settled(story_of, frozenset(joined))


def _beside(article: EvaluatedArticle) -> ArticleId | None:
    return None if article.placement is None else article.placement.beside


def _stories_beside(
    connection: Connection, articles: Sequence[EvaluatedArticle]
) -> dict[ArticleId | None, int]:
    """Give the stories of what stands outside of this evaluation."""
    inside = {one.article_id for one in articles}
    besides = {beside for one in articles if (beside := _beside(one)) is not None}
    known: dict[ArticleId | None, int] = {}
    for some in chunks(besides - inside):
        rows = connection.execute(
            select(ArticleRow.id, ArticleRow.story_id).where(
                ArticleRow.id.in_(some), ArticleRow.story_id.is_not(None)
            )
        )
        known.update((ArticleId(row.id), row.story_id) for row in rows)
    return known


def _open_stories(
    connection: Connection,
    numbers: Sequence[ArticleId],
    kept: Mapping[ArticleId, AnyRow],
    now: datetime,
) -> dict[ArticleId, int]:
    if not numbers:
        return {}
    opened = connection.scalars(
        insert(stories).returning(stories.c.id, sort_by_parameter_order=True),
        [{"opened_at": now, "last_seen_at": kept[number].first_seen_at} for number in numbers],
    )
    return dict(zip(numbers, opened, strict=True))


def _date_stories(connection: Connection, joined: Mapping[int, datetime]) -> None:
    """Note the latest article of stories that got one more."""
    if joined:
        values = [{"number": story, "seen": joined[story]} for story in sorted(joined)]
        connection.execute(_DATE, values)


def _placement_values(
    placement: Placement, row: AnyRow, story_of: Mapping[ArticleId | None, int], now: datetime
) -> dict[str, object]:
    return {
        "article_id": placement.article_id,
        "story_id": story_of[placement.article_id],
        "reason": placement.reason.value,
        "beside": placement.beside,
        "copy_of": placement.copy_of,
        "shared": placement.shared,
        "score": placement.score,
        "agency": placement.agency,
        "family": row.source_family or row.source_name,
        "language": row.language,
        "first_seen_at": row.first_seen_at,
        "placed_at": now,
        "signature": placement.signature,
    }


def _write_placements(
    database: Database, connection: Connection, values: Sequence[dict[str, object]]
) -> None:
    """Write placements; why an article stands where it does stays, unless it is or was a copy."""
    statement = database.insert(placements)
    of_copies = or_(
        statement.excluded.reason == PlacedBy.COPY.value,
        placements.c.reason == PlacedBy.COPY.value,
    )
    renewed = {
        name: statement.excluded[name] for name in ("copy_of", "agency", "language", "signature")
    }
    why = {
        name: case((of_copies, statement.excluded[name]), else_=placements.c[name])
        for name in ("reason", "beside", "shared", "score")
    }
    connection.execute(
        statement.on_conflict_do_update(index_elements=["article_id"], set_=renewed | why), values
    )


_DATE = (
    update(stories)
    .where(
        stories.c.id == bindparam("number"),
        or_(stories.c.last_seen_at.is_(None), stories.c.last_seen_at < bindparam("seen")),
    )
    .values(last_seen_at=bindparam("seen", type_=stories.c.last_seen_at.type))
)
