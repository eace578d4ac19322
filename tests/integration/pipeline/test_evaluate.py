"""The evaluate pass: which articles become alerts, and which do not, and why."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from monitor.alert import AlertLimits
from monitor.errors import LeaseLost
from monitor.model import DeliveryState, HeldBack, Newness, NotifyPolicy, Priority
from monitor.pipeline.evaluate import HOT_FOR
from monitor.store.tables import FeedRow
from tests.support.builders import (
    NOW,
    make_concept,
    make_draft,
    make_identified,
    make_silence,
    make_topic,
)
from tests.support.clock import FakeClock
from tests.support.line import evaluate_all
from tests.support.scenes import EVALUATE, LEASE_FOR, store_articles

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from monitor.model import Alert, ArticleId, Topic
    from monitor.store import Store
    from tests.support.line import Line

VISIT = "Schoigu in Pjöngjang"


def watch(line: Line, *topics: Topic) -> None:
    line.store.save_catalog(topics=topics or [make_visit()], now=line.clock())


def make_visit(name: str = "visit", **values: object) -> Topic:
    return make_topic(name, **{"query": "Schoigu AND Pjöngjang", **values})


def publish(line: Line, title: str = VISIT, slug: str | None = None, **values: object) -> ArticleId:
    [article_id] = store_articles(
        line.store, make_draft(slug or title, title=title, summary="", language="de"), **values
    )
    return article_id


def edit(line: Line, article_id: ArticleId, slug: str, title: str) -> None:
    draft = make_draft(slug, title=title, summary="", language="de")
    entry = make_identified(
        draft, newness=Newness.CHANGED, reason="another text", article_id=article_id
    )
    store_articles(line.store, entry)


def alerts_of(line: Line, topic: str | None = None) -> list[Alert]:
    return list(reversed(line.store.list_alerts(topic)))


# -- what is told ---------------------------------------------------------------------------------


async def test_tells_every_receiver_of_the_topic_once(line: Line) -> None:
    watch(line, make_visit(receivers=("desk-mail", "desk-slack")))
    article_id = publish(line)

    assert await evaluate_all(line.evaluator()) == 1
    assert await evaluate_all(line.evaluator()) == 0

    [alert] = alerts_of(line)
    assert (alert.topic, alert.article.id, alert.held_back) == ("visit", article_id, None)
    assert [(one.receiver, one.state) for one in alert.deliveries] == [
        ("desk-mail", DeliveryState.DUE),
        ("desk-slack", DeliveryState.DUE),
    ]
    assert {found.text for found in alert.evidence} == {"Schoigu", "Pjöngjang"}
    assert "Schoigu" in alert.reason


async def test_says_nothing_about_what_no_topic_asks_for(line: Line) -> None:
    watch(line)
    publish(line, "Schoigu in Teheran")

    assert await evaluate_all(line.evaluator()) == 1

    assert not alerts_of(line)
    assert not line.woken


async def test_wakes_the_dispatcher_when_somebody_must_be_told(line: Line) -> None:
    watch(line)
    publish(line)

    await evaluate_all(line.evaluator())

    assert line.woken == ["dispatch"]


async def test_an_article_that_two_topics_ask_for_is_told_under_each(line: Line) -> None:
    watch(line, make_visit("one"), make_visit("two"))
    publish(line)

    await evaluate_all(line.evaluator())

    assert [alert.topic for alert in alerts_of(line)] == ["one", "two"]


async def test_finds_concepts_by_the_names_they_have_in_the_catalog(line: Line) -> None:
    line.store.save_catalog(
        topics=[make_topic(query="@shoigu")], concepts=[make_concept("shoigu")], now=NOW
    )
    publish(line, "쇼이구가 평양에 도착했다")

    await evaluate_all(line.evaluator())

    [alert] = alerts_of(line)
    assert [(found.text, found.concept) for found in alert.evidence] == [("쇼이구", "shoigu")]


async def test_evaluates_more_articles_than_one_batch_holds(line: Line) -> None:
    watch(line)
    store_articles(
        line.store,
        *[
            make_draft(f"{number}", title=f"{VISIT} {number}", language="de")
            for number in range(130)
        ],
    )

    assert await evaluate_all(line.evaluator()) == 130

    assert line.store.get_status(NOW).matches == 130


@pytest.mark.parametrize(
    ("priority", "policy", "waits", "seconds"),
    [
        (Priority.URGENT, None, True, 0),
        (Priority.NORMAL, None, True, 45),
        (Priority.NORMAL, timedelta(seconds=5), True, 5),
        (Priority.NORMAL, None, False, 0),
        (Priority.NORMAL, timedelta(seconds=5), False, 0),
    ],
)
async def test_delivers_after_the_group_wait_unless_nobody_stays_to_wait(
    line: Line, priority: Priority, policy: timedelta | None, waits: bool, seconds: int
) -> None:
    watch(line, make_visit(priority=priority, notify=NotifyPolicy(group_wait=policy)))
    publish(line)

    limits = AlertLimits(group_wait=timedelta(seconds=45))
    await evaluate_all(line.evaluator(limits=limits, waits=waits))

    [delivery] = line.store.list_deliveries()
    assert delivery.next_attempt_at == NOW + timedelta(seconds=seconds)


# -- what is held back ----------------------------------------------------------------------------


async def test_the_baseline_matches_and_is_told_to_nobody(line: Line) -> None:
    watch(line)
    publish(line, baseline=True)

    await evaluate_all(line.evaluator())

    [alert] = alerts_of(line)
    assert alert.held_back is HeldBack.BASELINE
    assert "first poll" in alert.reason
    assert not alert.deliveries
    assert len(line.store.list_matches("visit", limit=9)) == 1
    assert not line.woken


async def test_a_silence_holds_back_until_it_ends(line: Line) -> None:
    silence = make_silence(topics=("visit",), until=NOW + timedelta(hours=1))
    line.store.save_catalog(topics=[make_visit()], silences=[silence], now=NOW)
    publish(line, slug="one")
    await evaluate_all(line.evaluator())

    line.clock.advance(hours=1)
    publish(line, slug="two")
    await evaluate_all(line.evaluator())

    assert [alert.held_back for alert in alerts_of(line)] == [HeldBack.SILENCED, None]
    assert "night desk" in alerts_of(line)[0].reason


async def test_a_paused_topic_is_not_asked(line: Line) -> None:
    watch(line, make_visit("paused"), make_visit("awake"))
    line.store.set_topic_paused("paused", NOW)
    publish(line)

    await evaluate_all(line.evaluator())

    assert [alert.topic for alert in alerts_of(line)] == ["awake"]


# -- what was edited ------------------------------------------------------------------------------


async def test_an_edit_that_makes_a_topic_match_is_told(line: Line) -> None:
    watch(line)
    article_id = publish(line, "Schoigu auf Reisen", slug="one")
    await evaluate_all(line.evaluator())
    assert not alerts_of(line)

    edit(line, article_id, "one", VISIT)
    await evaluate_all(line.evaluator())

    [alert] = alerts_of(line)
    assert alert.held_back is None
    assert "edit" in alert.reason


async def test_an_edit_of_what_was_told_is_not_told_again(line: Line) -> None:
    watch(line)
    article_id = publish(line, VISIT, slug="one")
    await evaluate_all(line.evaluator())

    edit(line, article_id, "one", f"{VISIT} eingetroffen")
    await evaluate_all(line.evaluator())

    assert len(alerts_of(line)) == 1
    assert len(line.store.list_deliveries()) == 1


async def test_an_edit_is_no_news_for_a_topic_that_matched_the_text_before_it(line: Line) -> None:
    article_id = publish(line, VISIT, slug="one")
    await evaluate_all(line.evaluator())

    watch(line)
    edit(line, article_id, "one", f"{VISIT} eingetroffen")
    await evaluate_all(line.evaluator())

    [alert] = alerts_of(line)
    assert alert.held_back is HeldBack.EDITED
    assert not alert.deliveries


async def test_an_edit_before_the_first_evaluation_does_not_hide_the_article(line: Line) -> None:
    watch(line)
    article_id = publish(line, VISIT, slug="one")
    edit(line, article_id, "one", f"{VISIT} eingetroffen")

    await evaluate_all(line.evaluator())

    [alert] = alerts_of(line)
    assert alert.held_back is None


async def test_an_edit_that_ends_a_match_leaves_none(line: Line) -> None:
    watch(line)
    article_id = publish(line, VISIT, slug="one")
    await evaluate_all(line.evaluator())

    edit(line, article_id, "one", "Schoigu in Teheran")
    await evaluate_all(line.evaluator())

    assert not line.store.list_matches("visit", limit=9)


# -- topics that change or break ------------------------------------------------------------------


async def test_a_changed_topic_is_heeded_without_a_restart(line: Line) -> None:
    watch(line)
    evaluator = line.evaluator()
    publish(line, "Schoigu in Teheran", slug="one")
    await evaluate_all(evaluator)

    watch(line, make_visit(query="Schoigu AND Teheran"))
    publish(line, "Schoigu in Teheran", slug="two")
    publish(line, VISIT, slug="three")
    await evaluate_all(evaluator)

    assert [alert.article.url for alert in alerts_of(line)] == [make_draft("two").url]


async def test_a_topic_that_cannot_be_compiled_stops_no_other(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    watch(line, make_visit("broken", query="Schoigu AND ("), make_visit("whole"))
    publish(line)

    with caplog.at_level(logging.ERROR):
        await evaluate_all(line.evaluator())

    assert [alert.topic for alert in alerts_of(line)] == ["whole"]
    [record] = caplog.records
    assert record.message == "topic cannot be compiled"
    assert vars(record)["topic"] == "broken"


# -- two evaluators -------------------------------------------------------------------------------


async def test_one_of_two_evaluators_works_and_the_other_follows_when_it_leaves(line: Line) -> None:
    watch(line)
    first, second = line.evaluator(owner="first"), line.evaluator(owner="second")
    publish(line, slug="one")
    assert await first.step() == 1

    publish(line, slug="two")
    assert await second.step() == 0
    await first.release()
    assert await second.step() == 1

    assert len(line.store.list_matches()) == 2


async def test_another_evaluator_takes_over_when_one_dies(line: Line) -> None:
    watch(line)
    publish(line, slug="one")
    await line.evaluator(owner="dead").step()
    publish(line, slug="two")

    line.clock.now += LEASE_FOR

    assert await line.evaluator(owner="heir").step() == 1


async def test_an_evaluator_that_slept_through_its_lease_saves_nothing(line: Line) -> None:
    watch(line)
    publish(line)
    sleeper = line.evaluator(owner="sleeper", clock=OversleptClock(lambda: take_over(line.store)))

    with pytest.raises(LeaseLost):
        await sleeper.step()

    assert not alerts_of(line)
    line.clock.advance(hours=1)
    assert await line.evaluator(owner="heir").step() == 1
    assert len(alerts_of(line)) == 1


class OversleptClock(FakeClock):
    """Is read once when the lease is taken, and for the second time an hour later."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        super().__init__()
        self._meanwhile = meanwhile
        self._read = 0

    def __call__(self) -> datetime:
        self._read += 1
        if self._read == 2:
            self.advance(hours=1)
            self._meanwhile()
        return self.now


def take_over(store: Store) -> None:
    later = NOW + timedelta(hours=1)
    assert store.take_lease(EVALUATE, owner="heir", now=later, lease_for=LEASE_FOR) is not None


# -- what goes wrong ------------------------------------------------------------------------------


async def test_an_article_that_cannot_be_evaluated_says_so_and_holds_up_no_other(
    line: Line,
) -> None:
    watch(line)
    drafts = [
        make_draft(f"{days}", title=VISIT, language="de", published_at=NOW - timedelta(days=days))
        for days in (0, 2)
    ]
    store_articles(line.store, *drafts)

    await evaluate_all(line.evaluator(limits=AlertLimits(backfill_after=Fussy(days=7))))

    [alert] = alerts_of(line)
    assert alert.article.url == drafts[0].url
    odd = line.store.find_article(str(drafts[1].url))
    assert odd is not None
    assert line.store.get_trace(odd.id).evaluation_error == "ValueError: two days"
    assert not line.store.has_unevaluated()


class Fussy(timedelta):
    """Does not like to be compared with two days."""

    def __ge__(self, other: timedelta) -> bool:
        if other == timedelta(days=2):
            raise ValueError("two days")
        return super().__ge__(other)


async def test_news_of_a_topic_makes_its_feed_hot(line: Line) -> None:
    watch(line)
    publish(line)

    await evaluate_all(line.evaluator())

    with line.store._database.reading() as connection:
        [hot_until] = connection.scalars(select(FeedRow.hot_until)).all()
    assert hot_until == NOW + HOT_FOR
