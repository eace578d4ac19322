"""Walk the evaluate pass: load new articles, match, plan alerts, save.

Process. One evaluator at a time, by a named lease with a fencing number: a story must be
opened once. What an evaluation decided (matches, alerts, deliveries, `evaluated_at`) is
saved in one transaction.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.alert import plan
from monitor.errors import DatabaseUnavailable, LeaseLost
from monitor.match import compile_topics
from monitor.model import EvaluatedArticle, Trigger

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from monitor.alert import AlertLimits
    from monitor.match import Matcher
    from monitor.model import Article, ArticleId, Catalog, Match, PlannedAlert, Revision, StoryId
    from monitor.pipeline.offload import Offload
    from monitor.store import EvaluationSaved, Store

logger = logging.getLogger(__name__)

LEASE = "evaluate"
#: Articles in one transaction: what an evaluator may lose in a crash and do again.
BATCH = 500
#: So long a feed is polled faster after it brought news of a topic: what follows comes soon.
HOT_FOR = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluateTools:
    """What the evaluate pass works with."""

    store: Store
    offload: Offload
    limits: AlertLimits
    clock: Callable[[], datetime]
    owner: str
    lease_for: timedelta
    #: False when nobody stays to wait for `group_wait` (`run --once`): deliver at once.
    waits: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The catalog with its compiled topics."""

    catalog: Catalog
    matcher: Matcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Articles to evaluate with what must be known of them."""

    articles: tuple[Article, ...]
    #: The text before the last edit, for articles that were evaluated before.
    earlier: Mapping[ArticleId, Revision]
    alerted: frozenset[tuple[str, StoryId]]


class Evaluator:
    """Evaluates articles while it holds the evaluate lease."""

    def __init__(self, tools: EvaluateTools, *, on_planned: Callable[[], None]) -> None:
        self._tools = tools
        self._on_planned = on_planned
        self._rules: Rules | None = None

    async def step(self) -> int:
        """Evaluate one batch; returns how many articles were done, 0 when none waits."""
        tools = self._tools
        if not await tools.offload.call(tools.store.has_unevaluated):
            return 0
        fence = await tools.offload.call(
            tools.store.take_lease,
            LEASE,
            owner=tools.owner,
            now=tools.clock(),
            lease_for=tools.lease_for,
        )
        if fence is None:
            return 0
        rules = await self._current_rules()
        batch = await tools.offload.call(_load, tools.store, rules)
        if not batch.articles:
            return 0
        return await self._evaluate(batch, rules, fence)

    async def _evaluate(self, batch: Batch, rules: Rules, fence: int) -> int:
        """Decide and save; an article that cannot be evaluated must not hold up the others."""
        tools = self._tools
        now = tools.clock()
        try:
            decided = await asyncio.to_thread(decide, batch, rules, tools.limits, now)
            if not tools.waits:
                decided = tuple(_without_wait(article, now) for article in decided)
            saved = await self._save(decided, rules, fence, now)
        except (DatabaseUnavailable, LeaseLost):
            raise
        except Exception as fault:
            if len(batch.articles) > 1:
                alone = [replace(batch, articles=(article,)) for article in batch.articles]
                return sum([await self._evaluate(one, rules, fence) for one in alone])
            [article] = batch.articles
            logger.exception("article cannot be evaluated", extra={"article_id": article.id})
            saved = await self._save((_unmatched(article, fault),), rules, fence, now)
        if saved.deliveries:
            self._on_planned()
        logger.info(
            "articles evaluated",
            extra={
                "articles": len(batch.articles),
                "matches": saved.matches,
                "alerts": saved.alerts,
                "deliveries": saved.deliveries,
                "stale": saved.stale or None,
                "took_ms": round((tools.clock() - now).total_seconds() * 1000),
            },
        )
        return len(batch.articles)

    async def _save(
        self, decided: Sequence[EvaluatedArticle], rules: Rules, fence: int, now: datetime
    ) -> EvaluationSaved:
        tools = self._tools
        return await tools.offload.call(
            tools.store.save_evaluation,
            decided,
            lease=LEASE,
            fence=fence,
            version=rules.catalog.version,
            now=now,
            hot_until=now + HOT_FOR,
        )

    async def release(self) -> None:
        """Let another evaluator take over at once."""
        tools = self._tools
        await tools.offload.call(tools.store.release_lease, LEASE, owner=tools.owner)

    async def _current_rules(self) -> Rules:
        tools = self._tools
        version = await tools.offload.call(tools.store.catalog_version)
        if self._rules is None or self._rules.catalog.version != version:
            catalog = await tools.offload.call(tools.store.load_catalog)
            earlier = self._rules.matcher if self._rules is not None else None
            matcher = await asyncio.to_thread(compile_topics, catalog, earlier=earlier)
            for topic, error in matcher.broken.items():
                logger.error(
                    "topic cannot be compiled", extra={"topic": topic, "error": str(error)}
                )
            self._rules = Rules(catalog=catalog, matcher=matcher)
        return self._rules


def _load(store: Store, rules: Rules) -> Batch:
    articles = store.list_unevaluated(limit=BATCH)
    edited = [article.id for article in articles if article.revision > 1]
    stories = {article.story_id for article in articles if article.story_id is not None}
    pairs = {(topic.name, story) for story in stories for topic in rules.catalog.topics}
    return Batch(
        articles=articles,
        earlier=store.previous_text(edited) if edited else {},
        alerted=store.alerted_stories(pairs) if pairs else frozenset(),
    )


def decide(
    batch: Batch, rules: Rules, limits: AlertLimits, now: datetime
) -> tuple[EvaluatedArticle, ...]:
    """Match every article and plan what to tell about it. Pure."""
    topics = {topic.name: topic for topic in rules.catalog.topics}
    decided = []
    for article in batch.articles:
        matches = rules.matcher.match(article, now=now)
        before = _matched_before(article, batch.earlier, rules.matcher, now) if matches else ()
        alerts: list[PlannedAlert] = []
        for match in matches:
            planned = plan(
                topic=topics[match.topic],
                article=article,
                evidence=match.evidence,
                trigger=_trigger(match, article, batch.earlier, before),
                already_alerted=(match.topic, article.story_id) in batch.alerted,
                silences=rules.catalog.silences,
                publishers=1,
                limits=limits,
                now=now,
            )
            if planned is not None:
                alerts.append(planned)
        decided.append(
            EvaluatedArticle(
                article_id=article.id,
                revision=article.revision,
                page_revision=article.page_revision,
                matches=matches,
                alerts=tuple(alerts),
            )
        )
    return tuple(decided)


def _matched_before(
    article: Article, earlier: Mapping[ArticleId, Revision], matcher: Matcher, now: datetime
) -> Sequence[str]:
    """Name the topics that the text before the last edit matched."""
    text = earlier.get(article.id)
    if text is None:
        return ()
    former = replace(article, title=text.title, summary=text.summary, text=text.text)
    return tuple(match.topic for match in matcher.match(former, now=now))


def _trigger(
    match: Match, article: Article, earlier: Mapping[ArticleId, Revision], before: Sequence[str]
) -> Trigger:
    """Say why it is evaluated.

    An edit of what nobody evaluated yet is simply its arrival, and so is the text of its page.
    """
    if article.id not in earlier:
        return Trigger.ARRIVED
    return Trigger.EDITED if match.topic in before else Trigger.EDITED_INTO


def _unmatched(article: Article, fault: Exception) -> EvaluatedArticle:
    return EvaluatedArticle(
        article_id=article.id,
        revision=article.revision,
        page_revision=article.page_revision,
        matches=(),
        alerts=(),
        error=f"{type(fault).__name__}: {fault}",
    )


def _without_wait(article: EvaluatedArticle, now: datetime) -> EvaluatedArticle:
    return replace(
        article, alerts=tuple(replace(alert, deliver_at=now) for alert in article.alerts)
    )
