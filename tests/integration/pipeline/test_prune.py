"""Pruning: what is old goes, a little at a time; what it is known by stays."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.dedupe import Titles, identify
from monitor.manage.why import explain
from monitor.model import AlertKind, Holding
from monitor.pipeline.prune import BREATH, REST
from monitor.store import Store
from tests.support.builders import digest, make_draft, make_poll, make_topic
from tests.support.clockwork import TOPIC, at, wind_up
from tests.support.scenes import lease_feed, store_articles

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from monitor.model import Article, SavedPoll
    from tests.support.clockwork import Clockwork

YEAR = timedelta(days=365)
URL = "https://times.example/arrival"
FEED = "https://times.example/world.xml"
OTHER = "https://post.example/rss"


@pytest.fixture
async def clockwork(store: Store) -> AsyncIterator[Clockwork]:
    async with wind_up(store) as wound:
        store.save_catalog(topics=[make_topic(TOPIC)], now=at(-400))
        yield wound


async def prune(clockwork: Clockwork, **spans: timedelta) -> None:
    """Let the pass run until it rests."""
    pruner = clockwork.pruner(**(spans or {"articles": YEAR}))
    for _ in range(5):
        await pruner.step()
        clockwork.clock.now += BREATH


def find(clockwork: Clockwork, url: str = URL) -> Article:
    found = clockwork.store.find_article(url)
    assert found is not None
    return found


async def test_an_old_article_loses_its_texts_and_keeps_its_name(clockwork: Clockwork) -> None:
    clockwork.report("arrival", at=at(-366), text="The minister was met.")
    clockwork.report("talks", at=at(-364), text="They talked.")

    await prune(clockwork)

    arrival, talks = find(clockwork), find(clockwork, "https://times.example/talks")
    assert (arrival.title, arrival.summary, arrival.text) == ("Report about arrival", "", "")
    assert arrival.topics == ()
    assert (talks.text, talks.topics) == ("They talked.", (TOPIC,))


async def test_why_says_that_nobody_can_tell_any_more(clockwork: Clockwork) -> None:
    clockwork.report("arrival", at=at(-366))

    await prune(clockwork)

    (verdict,) = explain(clockwork.store, URL, now=at()).verdicts
    assert verdict.reason == (
        "nobody can say: its texts were dropped 2026-11-24T09:00:00Z ([prune])"
    )


async def test_what_was_told_of_it_can_still_be_read(clockwork: Clockwork) -> None:
    clockwork.report("arrival", at=at(-366))

    await prune(clockwork)

    (alert,) = clockwork.alerts(AlertKind.FIRST)
    assert (alert.title, alert.url) == ("Report about arrival", URL)
    (story,) = clockwork.store.iter_stories(limit=5)
    assert story.title == "Report about arrival"


def offer(clockwork: Clockwork, url: str, **values: object) -> SavedPoll:
    """Let a feed show the article as it is told now; as the poll pass does it."""
    draft = make_draft("arrival", **values)
    feed = lease_feed(clockwork.store, url, now=clockwork.clock.now)
    known = clockwork.store.find_known(
        feed_id=feed.id, keys={draft.key}, urls={draft.canonical_url or ""}
    )
    entries = identify(
        [draft],
        by_key=known.by_key,
        by_url=known.by_url,
        titles=Titles(key_of={}, known={}, now=clockwork.clock.now),
    )
    poll = make_poll(feed, *entries, finished_at=clockwork.clock.now)
    (saved,) = clockwork.store.save_polls([poll])
    return saved


@pytest.mark.parametrize("url", [FEED, OTHER])
@pytest.mark.parametrize(
    "values",
    [{}, {"text": "Another text, and a longer one than there was.", "content_hash": digest("x")}],
    ids=["as it was", "edited"],
)
async def test_a_pruned_article_offered_again_by_a_feed_is_no_news(
    clockwork: Clockwork, url: str, values: dict[str, object]
) -> None:
    number = clockwork.report("arrival", at=at(-366))
    clockwork.pass_over("other", at=at(-1))
    await prune(clockwork)
    pruned = find(clockwork)

    saved = offer(clockwork, url, **values)

    assert (saved.new, saved.changed) == ((), ())
    assert not clockwork.store.has_unevaluated()
    assert (find(clockwork).id, find(clockwork).text) == (number, "")
    assert find(clockwork).evaluated_at == pruned.evaluated_at


async def test_an_old_article_is_not_searched_any_more(clockwork: Clockwork) -> None:
    number = clockwork.report("arrival", at=at(-366))
    evaluator = clockwork.store.take_lease(
        "evaluate", owner="evaluator", now=at(), lease_for=timedelta(minutes=5)
    )
    assert evaluator is not None
    clockwork.store.save_terms(
        {number: frozenset({7})}, edition=1, lease="evaluate", fence=evaluator, down_to=0
    )
    needed = Holding(terms=frozenset({7}))
    before = [one.id for one in clockwork.store.iter_candidates(needed, edition=1)]

    await prune(clockwork)

    assert before == [number]
    assert list(clockwork.store.iter_candidates(needed, edition=1)) == []
    assert list(clockwork.store.iter_candidates(needed, edition=2)) == []


async def test_earlier_texts_go_sooner_than_the_last_one(clockwork: Clockwork) -> None:
    clockwork.report("arrival", at=at(-100))
    clockwork.clock.now = at(-99)
    offer(clockwork, FEED, text="They met again.", content_hash=digest("again"))
    clockwork.clock.now = at()
    before = find(clockwork)

    await prune(clockwork, revisions=timedelta(days=90))

    versions = clockwork.store.list_versions([before.id])[before.id]
    assert [version.text for version in versions] == ["They met again."]


async def test_the_history_of_polls_is_kept_for_a_time(clockwork: Clockwork) -> None:
    for days in (-40, -31, -29, -1):
        clockwork.pass_over(f"day{days}", at=at(days))

    await prune(clockwork, polls=timedelta(days=30))

    assert len(clockwork.store.list_polls(FEED)) == 2


async def test_nothing_is_pruned_that_is_kept_for_ever(clockwork: Clockwork) -> None:
    clockwork.report("arrival", at=at(-4000), text="The minister was met.")
    pruner = clockwork.pruner()

    await pruner.step()

    assert find(clockwork).text == "The minister was met."
    assert len(clockwork.store.list_polls(FEED)) == 1


async def test_a_step_is_small_and_the_next_one_goes_on(clockwork: Clockwork) -> None:
    for number in range(5):
        clockwork.report(f"day-{number}", at=at(-400 + number), text="Long.")
    fence = clockwork.store.take_lease(
        "prune", owner="pruner", now=at(), lease_for=timedelta(minutes=5)
    )
    assert fence is not None

    steps = [
        clockwork.store.prune_articles(at(-397), limit=2, fence=fence, now=at()) for _ in range(4)
    ]

    assert steps == [2, 1, 0, 0]
    left = [one.title for one in clockwork.store.iter_articles()]
    assert left == ["Report about day-4", "Report about day-3"]


async def test_a_database_file_has_room_for_new_articles_afterwards(
    migrated_file: Path, tmp_path: Path
) -> None:
    path = shutil.copy(migrated_file, tmp_path / "monitor.db")
    with Store(f"sqlite:///{path}") as store:
        drafts = [make_draft(f"day-{number}", text="Long. " * 500) for number in range(200)]
        store_articles(store, *drafts, finished_at=at(-400))
        fence = store.take_lease("prune", owner="pruner", now=at(), lease_for=YEAR)
        assert fence is not None

        store.prune_articles(at(-365), limit=200, fence=fence, now=at())

        with store._database.reading() as connection:
            free = connection.exec_driver_sql("PRAGMA freelist_count").scalar_one()
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            faults = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        assert free > pages / 3
        assert faults == []


async def test_the_pass_rests_when_nothing_is_old(clockwork: Clockwork) -> None:
    pruner = clockwork.pruner(articles=YEAR)
    await pruner.step()
    clockwork.report("arrival", at=at(-366), text="The minister was met.")

    clockwork.clock.now = at() + REST / 2
    await pruner.step()
    resting = find(clockwork).text
    clockwork.clock.now = at() + REST
    await pruner.step()

    assert (resting, find(clockwork).text) == ("The minister was met.", "")
