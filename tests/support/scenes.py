"""Walk a store to where a test begins, one named step at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.support.builders import (
    FEED_URL,
    NOW,
    make_evaluated,
    make_feed_spec,
    make_poll,
    make_topic,
)

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import (
        Article,
        ArticleId,
        Draft,
        EvaluatedArticle,
        Identified,
        LeasedDelivery,
        LeasedFeed,
    )
    from monitor.store import EvaluationSaved, Store

LEASE_FOR = timedelta(minutes=5)
EVALUATE = "evaluate"


def lease_feed(
    store: Store, url: str = FEED_URL, *, owner: str = "worker", now: datetime = NOW
) -> LeasedFeed:
    """Add the feed when there is none, and lease it."""
    if store.find_feed(url) is None:
        store.save_feeds([make_feed_spec(url)], now=now)
    (leased,) = store.lease_feeds(
        owner=owner, now=now, lease_for=LEASE_FOR, limit=1, urls=[url], due_only=False
    )
    return leased


def store_articles(
    store: Store, *drafts: Draft | Identified, url: str = FEED_URL, **values: object
) -> tuple[ArticleId, ...]:
    """Poll a feed that brings these drafts; gives the articles that are new."""
    (saved,) = store.save_polls([make_poll(lease_feed(store, url), *drafts, **values)])
    return saved.new


def get_article(store: Store, article_id: ArticleId) -> Article:
    return store.get_trace(article_id).article


def take_fence(store: Store, *, owner: str = "evaluator", now: datetime = NOW) -> int:
    fence = store.take_lease(EVALUATE, owner=owner, now=now, lease_for=LEASE_FOR)
    assert fence is not None
    return fence


def evaluate(store: Store, *articles: EvaluatedArticle, now: datetime = NOW) -> EvaluationSaved:
    fence = take_fence(store, now=now)
    return store.save_evaluation(articles, lease=EVALUATE, fence=fence, now=now)


def alert_about(store: Store, *drafts: Draft) -> tuple[ArticleId, ...]:
    """Store these articles, and alert both receivers about each of them."""
    store.save_catalog(topics=[make_topic()], now=NOW)
    article_ids = store_articles(store, *drafts)
    evaluate(store, *(make_evaluated(article_id) for article_id in article_ids))
    return article_ids


def lease_deliveries(
    store: Store, *, owner: str = "sender", now: datetime = NOW, limit: int = 10
) -> tuple[LeasedDelivery, ...]:
    return store.lease_deliveries(owner=owner, now=now, lease_for=LEASE_FOR, limit=limit)
