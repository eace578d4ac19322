"""Keep the feeds that topics publish, and load what stands in them.

Database. A handful of statements, however many entries there are. Copies of a text are left out:
they say nothing that the text has not said, and are counted with its story.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from monitor.errors import NotFound
from monitor.model import ArticleId, FedMatch, TopicFeed, stand
from monitor.store.loading import load_articles
from monitor.store.matches import unpack_evidence
from monitor.store.part import Part
from monitor.store.stories import load_members
from monitor.store.tables import (
    AlertRow,
    MatchRow,
    PlacementRow,
    TopicFeedRow,
    TopicRow,
    topic_feeds,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.model import Article, Standing
    from monitor.store.part import AnyRow


class TopicFeeds(Part):
    """The store's part for the feeds of topics."""

    def find_topic_feed(self, topic: str) -> TopicFeed | None:
        """Give the feed of a topic; None where it publishes none."""
        wanted = (
            select(TopicFeedRow.topic, TopicRow.title, TopicFeedRow.token, TopicFeedRow.created_at)
            .join(TopicRow, TopicRow.name == TopicFeedRow.topic)
            .where(TopicFeedRow.topic == topic)
        )
        with self._database.reading() as connection:
            row = connection.execute(wanted).one_or_none()
        if row is None:
            return None
        return TopicFeed(
            topic=row.topic, title=row.title, token=row.token, created_at=row.created_at
        )

    def save_topic_feed(self, topic: str, token: str, *, now: datetime) -> None:
        """Let a topic publish a feed under this token; a former one opens it no more.

        Raises:
            NotFound: there is no such topic.
        """
        values = {"token": token, "created_at": now}
        with self._database.writing() as connection:
            if connection.scalar(select(TopicRow.name).where(TopicRow.name == topic)) is None:
                raise NotFound("topic", topic)
            insertion = self._database.insert(topic_feeds).values({"topic": topic, **values})
            connection.execute(
                insertion.on_conflict_do_update(index_elements=["topic"], set_=values)
            )

    def remove_topic_feed(self, topic: str) -> None:
        """Let a topic publish its feed no more; raises NotFound where it published none."""
        with self._database.writing() as connection:
            gone = connection.execute(delete(topic_feeds).where(topic_feeds.c.topic == topic))
            if gone.rowcount == 0:
                raise NotFound("feed of topic", topic)

    def list_fed_matches(self, topic: str, *, limit: int) -> tuple[FedMatch, ...]:
        """Give the latest matches of a topic, newest first, copies of a text left out."""
        wanted = (
            select(MatchRow.article_id, MatchRow.matched_at, MatchRow.evidence)
            .outerjoin(PlacementRow, PlacementRow.article_id == MatchRow.article_id)
            .where(MatchRow.topic == topic, PlacementRow.copy_of.is_(None))
            .order_by(MatchRow.matched_at.desc(), MatchRow.article_id.desc())
            .limit(limit)
        )
        with self._database.reading() as connection:
            rows = connection.execute(wanted).all()
            numbers = [row.article_id for row in rows]
            articles = {one.id: one for one in load_articles(connection, numbers)}
            reasons = _load_reasons(connection, topic, numbers)
            standings = _load_standings(connection, articles.values())
        return tuple(
            _fed(row, articles[row.article_id], reasons, standings)
            for row in rows
            if row.article_id in articles
        )


def _fed(
    row: AnyRow,
    article: Article,
    reasons: dict[ArticleId, str],
    standings: dict[int, Standing],
) -> FedMatch:
    return FedMatch(
        article=article,
        evidence=unpack_evidence(row.evidence),
        matched_at=row.matched_at,
        reason=reasons.get(article.id),
        standing=None if article.story_id is None else standings.get(article.story_id),
    )


def _load_reasons(
    connection: Connection, topic: str, numbers: Collection[int]
) -> dict[ArticleId, str]:
    """Give the reason of the last alert about each article."""
    rows = connection.execute(
        select(AlertRow.article_id, AlertRow.reason)
        .where(AlertRow.topic == topic, AlertRow.article_id.in_(numbers))
        .order_by(AlertRow.id)
    )
    return {ArticleId(row.article_id): row.reason for row in rows}


def _load_standings(connection: Connection, articles: Collection[Article]) -> dict[int, Standing]:
    stories = {one.story_id for one in articles if one.story_id is not None}
    members = load_members(connection, stories)
    return {number: stand(found) for number, found in members.items() if found}
