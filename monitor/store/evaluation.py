"""Keep what evaluation decided: stories, matches, alerts, deliveries.

Database. One transaction for a batch: either an article counts as evaluated and its alerts
and deliveries are there, or it waits in the queue as before. Saving the same decisions
again changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, case, delete, or_, select, update

from monitor.model import ArticleId, HeldBack
from monitor.store.answers import EvaluationSaved
from monitor.store.catalog import locked_version
from monitor.store.caught import save_caught
from monitor.store.columns import storable
from monitor.store.leases import demand_fence
from monitor.store.matches import pack_evidence
from monitor.store.part import Part, chunks
from monitor.store.placing import settle_stories
from monitor.store.planned import save_alerts, save_deliveries, tell_of_company
from monitor.store.stories import locked_stories_version
from monitor.store.tables import (
    ArticleRow,
    FeedRow,
    MatchRow,
    SightingRow,
    TopicRow,
    articles,
    feeds,
    matches,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from monitor.model import EvaluatedArticle, Match
    from monitor.store.dialect import Database
    from monitor.store.part import AnyRow


class Evaluations(Part):
    """The store's part for evaluation."""

    def save_evaluation(
        self,
        articles: Sequence[EvaluatedArticle],
        *,
        lease: str,
        fence: int,
        now: datetime,
        version: int | None = None,
        stories_version: int | None = None,
        hot_until: datetime | None = None,
    ) -> EvaluationSaved:
        """Store decisions about articles; raises LeaseLost when another evaluator took over.

        An article that was edited meanwhile stays in the queue for its new text. With
        `version`, nothing is stored when the catalog has another one by now: an article must
        not count as evaluated without a topic that was there before it. The same goes for
        `stories_version` and what somebody did to stories. With `hot_until`, the feeds that
        showed news of a topic are polled faster until then.
        """
        with self._database.writing() as connection:
            demand_fence(connection, lease, fence)
            if version is not None and version != locked_version(connection):
                return EvaluationSaved(stale=True)
            if stories_version not in (None, locked_stories_version(connection)):
                return EvaluationSaved(stale=True)
            kept = _lock_articles(connection, [article.article_id for article in articles])
            fresh = [article for article in articles if _is_open(article, kept)]
            if not fresh:
                return EvaluationSaved(left_out=len(articles))
            settled = settle_stories(self._database, connection, fresh, kept, now)
            story_of = settled.story_of
            _mark_evaluated(connection, fresh, story_of, now)
            _drop_stale_matches(connection, fresh, kept)
            matched = _save_matches(self._database, connection, fresh, now)
            save_caught(self._database, connection, *_caught_by(fresh, kept))
            waiting = tell_of_company(connection, settled.joined)
            planned = save_alerts(self._database, connection, fresh, story_of, waiting, now)
            delivered = save_deliveries(self._database, connection, planned, kept, now)
        if hot_until is not None:
            self._heat_feeds([one.article_id for one in fresh if _is_news(one, kept)], hot_until)
        return EvaluationSaved(
            matches=matched,
            alerts=len(planned),
            deliveries=delivered,
            left_out=len(articles) - len(fresh),
        )

    def _heat_feeds(self, numbers: Sequence[ArticleId], until: datetime) -> None:
        """Note which feeds are worth a faster poll.

        In a transaction of its own: it may be lost, and polls lock feeds before articles.
        """
        if not numbers:
            return
        with self._database.writing() as connection:
            for some in chunks(numbers):
                showed = select(SightingRow.feed_id).where(SightingRow.article_id.in_(some))
                cold = or_(FeedRow.hot_until.is_(None), FeedRow.hot_until < until)
                locked = select(FeedRow.id).where(FeedRow.id.in_(showed), cold)
                found = connection.scalars(
                    locked.order_by(FeedRow.id).with_for_update(key_share=True)
                ).all()
                connection.execute(
                    update(feeds).where(feeds.c.id.in_(found)).values(hot_until=until)
                )


def _is_news(article: EvaluatedArticle, kept: Mapping[ArticleId, AnyRow]) -> bool:
    return bool(article.matches) and not kept[article.article_id].baseline


def _lock_articles(connection: Connection, numbers: Iterable[ArticleId]) -> dict[ArticleId, AnyRow]:
    kept: dict[ArticleId, AnyRow] = {}
    for some in chunks(sorted(numbers)):
        locked = select(
            ArticleRow.id,
            ArticleRow.identity,
            ArticleRow.story_id,
            ArticleRow.evaluated_at,
            ArticleRow.evaluated_revision,
            ArticleRow.baseline,
            ArticleRow.first_seen_at,
            ArticleRow.language,
            ArticleRow.source_name,
            ArticleRow.source_family,
        ).where(ArticleRow.id.in_(some))
        rows = connection.execute(locked.order_by(ArticleRow.id).with_for_update())
        kept.update((ArticleId(row.id), row) for row in rows)
    return kept


def _is_open(article: EvaluatedArticle, kept: Mapping[ArticleId, AnyRow]) -> bool:
    """Is the article there, waiting, and still what this evaluation took it for?"""
    row = kept.get(article.article_id)
    if row is None or row.evaluated_at is not None:
        return False
    held_as_baseline = any(alert.held_back is HeldBack.BASELINE for alert in article.alerts)
    return bool(row.baseline) or not held_as_baseline


def _mark_evaluated(
    connection: Connection,
    fresh: Sequence[EvaluatedArticle],
    story_of: Mapping[ArticleId | None, int],
    now: datetime,
) -> None:
    values = [
        {
            "number": article.article_id,
            "looked_at": article.revision,
            "page_looked_at": article.page_revision,
            "fault": article.error,
            "story": story_of[article.article_id],
            "now": now,
        }
        for article in sorted(fresh, key=lambda article: article.article_id)
    ]
    connection.execute(_MARK, values)


def _drop_stale_matches(
    connection: Connection,
    fresh: Sequence[EvaluatedArticle],
    kept: Mapping[ArticleId, AnyRow],
) -> None:
    """Forget matches that an edit ended; a paused topic was not asked and keeps its own."""
    again = [
        article.article_id
        for article in fresh
        if kept[article.article_id].evaluated_revision is not None
    ]
    if not again:
        return
    holding = {(match.topic, match.article_id) for article in fresh for match in article.matches}
    paused = select(TopicRow.name).where(TopicRow.paused_at.is_not(None))
    rows = connection.execute(
        select(MatchRow.topic, MatchRow.article_id).where(
            MatchRow.article_id.in_(again), MatchRow.topic.not_in(paused)
        )
    )
    stale = [
        {"of_topic": row.topic, "number": row.article_id}
        for row in rows
        if (row.topic, row.article_id) not in holding
    ]
    if stale:
        connection.execute(_DROP_MATCH, stale)


def _save_matches(
    database: Database, connection: Connection, fresh: Sequence[EvaluatedArticle], now: datetime
) -> int:
    values = [
        {
            "topic": match.topic,
            "article_id": match.article_id,
            "revision": article.revision,
            "matched_at": now,
            "evidence": pack_evidence(match.evidence),
            "branch": storable(match.branch) or None,
        }
        for article in fresh
        for match in article.matches
    ]
    if values:
        statement = database.insert(matches)
        # A topic that still matches after an edit has matched since the first time.
        renew = {name: statement.excluded[name] for name in ("revision", "evidence", "branch")}
        connection.execute(
            statement.on_conflict_do_update(index_elements=["topic", "article_id"], set_=renew),
            values,
        )
    return len(values)


def _caught_by(
    fresh: Sequence[EvaluatedArticle], kept: Mapping[ArticleId, AnyRow]
) -> tuple[list[Match], list[ArticleId]]:
    """Give the matches, and the articles that had some before."""
    matched = [match for article in fresh for match in article.matches]
    again = {
        match.article_id
        for match in matched
        if kept[match.article_id].evaluated_revision is not None
    }
    return matched, sorted(again)


_SAW_THE_PAGE = articles.c.page_revision == bindparam("page_looked_at")
_MARK = (
    update(articles)
    .where(articles.c.id == bindparam("number"))
    .values(
        story_id=bindparam("story"),
        evaluation_error=bindparam("fault"),
        # What was evaluated without its page counts no more: all in the page is news.
        evaluated_revision=case((_SAW_THE_PAGE, bindparam("looked_at")), else_=0),
        evaluated_at=case(
            (
                and_(articles.c.revision == bindparam("looked_at"), _SAW_THE_PAGE),
                bindparam("now", type_=articles.c.evaluated_at.type),
            ),
            else_=None,
        ),
    )
)
_DROP_MATCH = delete(matches).where(
    matches.c.topic == bindparam("of_topic"), matches.c.article_id == bindparam("number")
)
