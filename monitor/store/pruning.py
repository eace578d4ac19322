"""Drop what is too old to be kept, a little at a time.

Database. Each step goes on where the last one ended, in the order of the rows, and is one short
transaction. Of an article the row stays, with its title, its address and the keys that it is known
by: a feed that offers it again brings nothing new. What a database file frees is used again by what
comes; the file itself does not shrink by that (docs/coverage.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update

from monitor.store.leases import demand_fence
from monitor.store.part import Part
from monitor.store.tables import (
    ArticleRow,
    CursorRow,
    DigestRow,
    PollRow,
    TroubleRow,
    VolumeRow,
    WatchedHourRow,
    articles,
    cursors,
    digests,
    matches,
    pages,
    placements,
    polls,
    revisions,
    troubles,
    volumes,
    watched_hours,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.store.part import AnyRow

#: The named right to prune.
LEASE = "prune"
ARTICLES, REVISIONS = "pruned articles", "pruned revisions"


class Pruning(Part):
    """The store's part for what is kept."""

    def prune_articles(self, before: datetime, *, limit: int, fence: int, now: datetime) -> int:
        """Empty articles first seen before then; gives how many rows were looked at.

        Their texts, revisions, pages and matches go; where they stand in stories, and what was
        told of them, stays.
        """
        with self._database.writing() as connection:
            demand_fence(connection, LEASE, fence)
            numbers = self._go_on(connection, ARTICLES, before, limit)
            for table in (revisions, matches, pages):
                connection.execute(delete(table).where(table.c.article_id.in_(numbers)))
            connection.execute(
                update(placements)
                .where(placements.c.article_id.in_(numbers))
                .values(signature=None, shared=())
            )
            self._database.terms.remove(connection, numbers)
            connection.execute(
                update(articles)
                .where(articles.c.id.in_(numbers))
                .values(
                    summary="",
                    text="",
                    page_text=None,
                    author=None,
                    categories=(),
                    pruned_at=now,
                    evaluated_at=func.coalesce(articles.c.evaluated_at, now),
                )
            )
            self._database.repack(connection, placements.c.article_id, numbers)
            self._database.repack(connection, articles.c.id, numbers)
        return len(numbers)

    def prune_revisions(self, before: datetime, *, limit: int, fence: int) -> int:
        """Drop the earlier texts of articles first seen before then; gives how many articles."""
        with self._database.writing() as connection:
            demand_fence(connection, LEASE, fence)
            numbers = self._go_on(connection, REVISIONS, before, limit)
            connection.execute(delete(revisions).where(revisions.c.article_id.in_(numbers)))
        return len(numbers)

    def prune_polls(self, before: datetime, *, limit: int, fence: int) -> int:
        """Drop the records of polls that ended before then; gives how many."""
        oldest = select(PollRow.id, PollRow.finished_at).order_by(PollRow.id).limit(limit)
        with self._database.writing() as connection:
            demand_fence(connection, LEASE, fence)
            rows = connection.execute(oldest).all()
            numbers = [row.id for row in rows if row.finished_at < before]
            connection.execute(delete(polls).where(polls.c.id.in_(numbers)))
        return len(numbers)

    def prune_counts(self, before: datetime, *, limit: int, fence: int) -> int:
        """Drop volumes, digests without a message, and troubles that were over by then."""
        with self._database.writing() as connection:
            demand_fence(connection, LEASE, fence)
            hours = select(VolumeRow.hour).where(VolumeRow.hour < before).order_by(VolumeRow.hour)
            last = connection.scalars(hours.limit(limit)).all()
            if last:
                connection.execute(delete(volumes).where(volumes.c.hour <= last[-1]))
            for table, old in (
                (watched_hours, WatchedHourRow.hour < before),
                (troubles, TroubleRow.ended_at < before),
                (digests, DigestRow.made_at < before),
            ):
                connection.execute(delete(table).where(old))
        return len(last)

    def _go_on(
        self, connection: Connection, name: str, before: datetime, limit: int
    ) -> Sequence[int]:
        """Give the next articles that are old enough, and note how far that went."""
        done = connection.scalar(select(CursorRow.number).where(CursorRow.name == name)) or 0
        rows: Sequence[AnyRow] = connection.execute(
            select(ArticleRow.id, ArticleRow.first_seen_at)
            .where(ArticleRow.id > done)
            .order_by(ArticleRow.id)
            .limit(limit)
        ).all()
        numbers: list[int] = []
        for row in rows:
            if row.first_seen_at >= before:
                break
            numbers.append(row.id)
        if numbers:
            noted = self._database.insert(cursors).values(name=name, number=numbers[-1])
            connection.execute(
                noted.on_conflict_do_update(index_elements=["name"], set_={"number": numbers[-1]})
            )
        return numbers
