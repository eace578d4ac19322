from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.errors import ConfigError, NotFound, QuerySyntaxError
from monitor.manage import feeds, health, outbox, searching, silences, topics
from monitor.manage.concepts import get_concept
from monitor.store import Store
from tests.support.builders import (
    FEED_URL,
    NOW,
    make_concept,
    make_draft,
    make_silence,
    make_topic,
)
from tests.support.scenes import alert_about, store_articles

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def memory() -> Iterator[Store]:
    with Store("sqlite://") as store:
        store.upgrade(now=NOW)
        yield store


def find(store: Store, query: str, **options: object) -> list[str]:
    given = {"since": None, "now": NOW, **options}
    return [one.article.title for one in searching.search(store, query, **given)]


def test_adds_feeds_with_what_was_said_of_them(memory: Store) -> None:
    options = {"source": "A", "country": "de", "tags": ["x"], "interval": "5m"}

    feeds.add_feeds(memory, [FEED_URL], options=options, now=NOW)

    feed, polls = feeds.show_feed(memory, FEED_URL)
    assert (feed.source.name, feed.source.country) == ("A", "DE")
    assert (feed.tags, feed.interval, polls) == (("x",), timedelta(minutes=5), ())


def test_adding_a_feed_again_with_one_option_keeps_what_was_said_of_it(memory: Store) -> None:
    said = {"source": "A", "family": "F", "country": "DE", "language": "de"}
    feeds.add_feeds(memory, [FEED_URL], options={**said, "tags": ["x"], "interval": "5m"}, now=NOW)
    (before,) = memory.list_feed_specs()

    feeds.add_feeds(memory, [FEED_URL], options={"full_text": True}, now=NOW)

    assert memory.list_feed_specs() == (replace(before, full_text=True),)


def test_adds_no_feed_when_one_address_is_wrong(memory: Store) -> None:
    with pytest.raises(ConfigError, match="is no address of a feed"):
        feeds.add_feeds(memory, [FEED_URL, "gopher://x"], options={}, now=NOW)

    assert feeds.list_feeds(memory) == ()


def test_pauses_resumes_and_removes_feeds(memory: Store) -> None:
    feeds.add_feeds(memory, [FEED_URL], options={}, now=NOW)

    feeds.pause_feeds(memory, [FEED_URL], now=NOW)
    paused = memory.get_feed(FEED_URL).paused_at
    feeds.resume_feeds(memory, [FEED_URL], now=NOW)
    resumed = memory.get_feed(FEED_URL).paused_at
    feeds.remove_feeds(memory, [FEED_URL])

    assert (paused, resumed) == (NOW, None)
    assert feeds.list_feeds(memory) == ()


def test_names_the_nearest_thing_for_one_that_does_not_exist(memory: Store) -> None:
    feeds.add_feeds(memory, [FEED_URL], options={}, now=NOW)
    memory.save_catalog(topics=[make_topic()], concepts=[make_concept()], now=NOW)

    for ask, near in (
        (lambda: feeds.pause_feeds(memory, [FEED_URL + "x"], now=NOW), FEED_URL),
        (lambda: topics.get_topic(memory, "shoigu"), "shoigu-in-pyongyang"),
        (lambda: get_concept(memory, "@shogu"), "shoigu"),
    ):
        with pytest.raises(NotFound) as caught:
            ask()
        assert caught.value.__notes__ == [f"did you mean {near}?"]


def test_finds_articles_newest_first_within_span_and_limit(memory: Store) -> None:
    store_articles(memory, *(make_draft(f"day {n}", title=f"Missile {n}") for n in (1, 2)))
    store_articles(memory, make_draft("other", title="Weather"))

    assert sorted(find(memory, "missile")) == ["Missile 1", "Missile 2"]
    assert len(find(memory, "missile", limit=1)) == 1
    assert find(memory, "missile", since=timedelta(days=1), now=NOW + timedelta(days=2)) == []


def test_finds_articles_by_a_stored_concept(memory: Store) -> None:
    memory.save_catalog(concepts=[make_concept()], now=NOW)
    store_articles(memory, make_draft("a", title="쇼이구, 평양 도착", language="ko"))

    assert find(memory, "@shoigu") == ["쇼이구, 평양 도착"]


def test_says_what_is_wrong_with_a_query_before_it_searches(memory: Store) -> None:
    with pytest.raises(QuerySyntaxError):
        searching.search(memory, "a AND (", since=None, now=NOW)


def test_pauses_resumes_and_removes_topics(memory: Store) -> None:
    memory.save_catalog(topics=[make_topic("t")], now=NOW)

    topics.pause_topic(memory, "t", now=NOW)
    paused = topics.get_topic(memory, "t").paused_at
    topics.resume_topic(memory, "t")
    resumed = topics.get_topic(memory, "t").paused_at
    topics.remove_topic(memory, "t", now=NOW)

    assert (paused, resumed) == (NOW, None)
    assert topics.list_topics(memory) == ()


def test_tells_a_topic_without_matches_from_one_that_does_not_exist(memory: Store) -> None:
    memory.save_catalog(topics=[make_topic("t")], now=NOW)

    assert outbox.list_matches(memory, topic="t", limit=5) == ()
    with pytest.raises(NotFound):
        outbox.list_alerts(memory, topic="absent", limit=5)


def test_lists_silences_that_are_not_over(memory: Store) -> None:
    memory.save_catalog(topics=[make_topic()], silences=[make_silence()], now=NOW)

    now = silences.list_silences(memory, now=NOW)
    later = silences.list_silences(memory, now=NOW + timedelta(days=1))

    assert (len(now), len(later)) == (1, 0)


def states(store: Store, now=NOW) -> dict[str, str]:
    found = health.examine(store, receivers=["desk-mail", "desk-slack"], now=now)
    return {symptom.name: symptom.state for symptom in found}


def test_the_doctor_finds_a_new_newsroom_doubtful_and_a_working_one_fine(memory: Store) -> None:
    new = states(memory)
    alert_about(memory, make_draft())
    working = states(memory)

    assert new == {
        "schema": "fine",
        "clock": "fine",
        "feeds": "doubtful",
        "topics": "doubtful",
        "deliveries": "fine",
    }
    assert set(working.values()) == {"fine"}


def test_the_doctor_sees_a_clock_that_went_back_and_a_receiver_that_is_gone(memory: Store) -> None:
    alert_about(memory, make_draft())

    found = {
        symptom.name: symptom.state
        for symptom in health.examine(memory, receivers=(), now=NOW - timedelta(days=1))
    }

    assert (found["clock"], found["topics"]) == ("broken", "broken")


def test_the_doctor_sees_a_database_without_tables() -> None:
    with Store("sqlite://") as store:
        (symptom,) = health.examine(store, receivers=(), now=NOW)

    assert (symptom.name, symptom.state) == ("schema", "broken")
    assert "monitor db upgrade" in symptom.detail
