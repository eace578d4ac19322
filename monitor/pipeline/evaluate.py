"""Walk the evaluate pass: load new articles, place them in stories, match, plan alerts, save.

Process. One evaluator at a time, by a named lease with a fencing number: a story must be
opened once. What an evaluation decided (stories, matches, alerts, deliveries, `evaluated_at`)
is saved in one transaction.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.errors import DatabaseUnavailable, LeaseLost
from monitor.match import compile_topics
from monitor.pipeline import indexing
from monitor.pipeline.deciding import (
    Batch,
    Looked,
    Past,
    Rules,
    decide,
    look,
    needs_members,
    needs_spoken,
)
from monitor.pipeline.placing import Window
from monitor.store import EvaluationSaved

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import datetime

    from monitor.alert import AlertLimits
    from monitor.dedupe import Stories
    from monitor.match import Matcher
    from monitor.model import Catalog, EvaluatedArticle, Spoken, Topic
    from monitor.pipeline.offload import Offload
    from monitor.store import Store

logger = logging.getLogger(__name__)

LEASE = "evaluate"
#: Articles in one transaction: what an evaluator may lose in a crash and do again.
BATCH = 500
#: So long a feed is polled faster after it brought news of a topic: what follows comes soon.
HOT_FOR = timedelta(hours=2)
#: A local day has 25 hours where the clock is set back.
LONG_DAY = timedelta(hours=25)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluateTools:
    """What the evaluate pass works with."""

    store: Store
    offload: Offload
    limits: AlertLimits
    clock: Callable[[], datetime]
    owner: str
    lease_for: timedelta


class Evaluator:
    """Evaluates articles while it holds the evaluate lease."""

    def __init__(self, tools: EvaluateTools, *, on_planned: Callable[[], None]) -> None:
        self._tools = tools
        self._on_planned = on_planned
        self._rules: Rules | None = None
        self._window = Window(tools.store, tools.offload)

    async def step(self) -> int:
        """Evaluate one batch; returns how many articles were done, 0 when none waits."""
        tools = self._tools
        if not await tools.offload.call(tools.store.has_unevaluated):
            return await self._fill()
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
        batch = await tools.offload.call(_load, tools.store)
        if not batch.articles:
            return 0
        return await self._evaluate(batch, rules, fence)

    async def _evaluate(self, batch: Batch, rules: Rules, fence: int) -> int:
        """Decide and save; an article that cannot be evaluated must not hold up the others."""
        tools = self._tools
        now = tools.clock()
        stories = await self._current_stories(fence, now)
        try:
            looked = await asyncio.to_thread(look, batch, rules, stories, now)
            decided = await self._decide(looked, batch, rules, now)
            saved = await self._save_each(decided, rules, fence, now)
        except BaseException:
            self._window.drop()
            raise
        if saved.stale or saved.left_out:
            self._window.drop()
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

    async def _current_stories(self, fence: int, now: datetime) -> Stories:
        """Give the stories; restoring them may take longer than the lease, which is prolonged."""
        tools = self._tools
        restoring = asyncio.ensure_future(self._window.current(fence, now))
        try:
            while not await _done(restoring, within=tools.lease_for / 3):
                await tools.offload.call(
                    tools.store.take_lease,
                    LEASE,
                    owner=tools.owner,
                    now=tools.clock(),
                    lease_for=tools.lease_for,
                )
        finally:
            restoring.cancel()
        return await restoring

    async def _decide(
        self, looked: Sequence[Looked], batch: Batch, rules: Rules, now: datetime
    ) -> tuple[EvaluatedArticle, ...]:
        tools = self._tools
        topics = {topic.name: topic for topic in rules.catalog.topics}
        past = Past()
        if any(one.matches for one in looked):
            past = await tools.offload.call(_recall, tools.store, looked, topics, now)
        decided = await asyncio.to_thread(
            decide, looked, batch, rules, past, limits=tools.limits, now=now
        )
        for article_id, fault in decided.faults.items():
            extra = {"article_id": article_id}
            logger.error("article cannot be evaluated", exc_info=fault, extra=extra)
        return decided.articles

    async def _save_each(
        self, decided: Sequence[EvaluatedArticle], rules: Rules, fence: int, now: datetime
    ) -> EvaluationSaved:
        """Save what was decided; one after the other when one of them cannot be saved."""
        try:
            return await self._save(decided, rules, fence, now)
        except (DatabaseUnavailable, LeaseLost):
            raise
        except Exception as fault:
            self._window.drop()
            if len(decided) > 1:
                alone = [await self._save_each((one,), rules, fence, now) for one in decided]
                return _add_up(alone)
            [one] = decided
            logger.exception("article cannot be saved", extra={"article_id": one.article_id})
            return await self._save((_undecided(one, fault),), rules, fence, now)

    async def _save(
        self, decided: Sequence[EvaluatedArticle], rules: Rules, fence: int, now: datetime
    ) -> EvaluationSaved:
        tools = self._tools
        await tools.offload.call(
            indexing.file_evaluated, tools.store, decided, lease=LEASE, fence=fence
        )
        return await tools.offload.call(
            tools.store.save_evaluation,
            decided,
            lease=LEASE,
            fence=fence,
            version=rules.catalog.version,
            stories_version=self._window.version,
            now=now,
            hot_until=now + HOT_FOR,
        )

    async def _fill(self) -> int:
        """File some old articles for searches, while no new one waits."""
        tools = self._tools
        if not tools.limits.waits or not await tools.offload.call(
            indexing.has_unfilled, tools.store
        ):
            return 0
        now = tools.clock()
        fence = await tools.offload.call(
            tools.store.take_lease, LEASE, owner=tools.owner, now=now, lease_for=tools.lease_for
        )
        unfilled = await tools.offload.call(indexing.list_unfilled, tools.store)
        if fence is None or unfilled is None:
            return 0
        terms = await asyncio.to_thread(indexing.terms_of, unfilled.articles, now)
        is_filed = await tools.offload.call(
            indexing.file_old,
            tools.store,
            terms,
            down_to=unfilled.down_to,
            lease=LEASE,
            fence=fence,
        )
        return len(terms) if is_filed else 0

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
            matcher = await asyncio.to_thread(_make_ready, catalog, earlier)
            for topic, error in matcher.broken.items():
                logger.error(
                    "topic cannot be compiled", extra={"topic": topic, "error": str(error)}
                )
            self._rules = Rules(catalog=catalog, matcher=matcher)
        return self._rules


def _make_ready(catalog: Catalog, earlier: Matcher | None) -> Matcher:
    """Compile the topics, and tell the garbage collector that they are no garbage.

    It would look through all of them again and again: a third of the time that compiling takes,
    and then a pause of a quarter of a second for every 1,500 persons.
    """
    gc.disable()
    try:
        matcher = compile_topics(catalog, earlier=earlier)
    finally:
        gc.enable()
    gc.collect()
    gc.freeze()
    return matcher


async def _done(work: asyncio.Future[Stories], *, within: timedelta) -> bool:
    """Wait for it so long at most, and say whether it is done."""
    await asyncio.wait({work}, timeout=within.total_seconds())
    return work.done()


def _load(store: Store) -> Batch:
    articles = store.list_unevaluated(limit=BATCH)
    edited = [article.id for article in articles if article.revision > 1]
    return Batch(articles=articles, earlier=store.previous_text(edited) if edited else {})


def _recall(
    store: Store, looked: Sequence[Looked], topics: Mapping[str, Topic], now: datetime
) -> Past:
    """Load what is known of the stories of matched articles, and of their topics."""
    matched = [one for one in looked if one.matches]
    known = store.list_told({one.root for one in matched})
    counted = {
        known.story_of[one.root]
        for one in matched
        if one.root in known.story_of and needs_members(one, topics)
    }
    members = {story: store.get_story(story).members for story in counted}
    named = {match.topic for one in matched for match in one.matches}
    spoken = _recall_spoken(store, [topics[name] for name in named], now)
    return Past(story_of=known.story_of, told=known.told, members=members, spoken=spoken)


def _recall_spoken(
    store: Store, matched: Collection[Topic], now: datetime
) -> Mapping[str, tuple[Spoken, ...]]:
    """Load what topics told lately, of those that have a cooldown or a cap."""
    asking = [topic for topic in matched if needs_spoken(topic)]
    if not asking:
        return {}
    spans = (topic.notify.cooldown or timedelta(0) for topic in asking)
    return store.list_spoken([topic.name for topic in asking], since=now - max(LONG_DAY, *spans))


def _add_up(saved: Sequence[EvaluationSaved]) -> EvaluationSaved:
    return EvaluationSaved(
        matches=sum(one.matches for one in saved),
        alerts=sum(one.alerts for one in saved),
        deliveries=sum(one.deliveries for one in saved),
        stale=any(one.stale for one in saved),
        left_out=sum(one.left_out for one in saved),
    )


def _undecided(article: EvaluatedArticle, fault: Exception) -> EvaluatedArticle:
    """Let an article count as evaluated, with the fault, so that it holds up no other."""
    error = f"{type(fault).__name__}: {fault}"
    return replace(article, matches=(), alerts=(), placement=None, error=error)
