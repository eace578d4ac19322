"""Feeds: how they are wanted, and what happens to what they have learned."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.errors import NotFound
from monitor.model import Source
from tests.support.builders import (
    FEED_URL,
    NOW,
    OTHER_FEED_URL,
    make_draft,
    make_feed_spec,
    make_poll,
)
from tests.support.scenes import LEASE_FOR, get_article, lease_feed, store_articles

if TYPE_CHECKING:
    from monitor.store import Store


def test_adds_a_feed_that_is_due_at_once(store: Store) -> None:
    spec = make_feed_spec(
        source=Source(name="Example Times", family="Example", country="GB", language="en"),
        tags=("world", "wire"),
        interval=timedelta(minutes=7),
        full_text=True,
    )

    changes = store.save_feeds([spec], now=NOW)

    feed = store.get_feed(FEED_URL)
    assert [(change.noun, change.key, change.kind) for change in changes] == [
        ("feed", FEED_URL, "added")
    ]
    assert (feed.source, feed.tags, feed.interval, feed.full_text) == (
        spec.source,
        spec.tags,
        spec.interval,
        spec.full_text,
    )
    assert (feed.next_poll_at, feed.baseline_at, feed.articles) == (NOW, None, 0)


def test_saving_the_same_feed_again_changes_nothing(store: Store) -> None:
    store.save_feeds([make_feed_spec(tags=("a",))], now=NOW)

    changes = store.save_feeds([make_feed_spec(tags=("a",))], now=NOW + timedelta(hours=1))

    assert [change.kind for change in changes] == ["unchanged"]
    assert store.get_feed(FEED_URL).created_at == NOW


@pytest.mark.parametrize(
    "values",
    [
        {"source": None},
        {"source": Source(name="Example Times", country="GB")},
        {"tags": ("wire",)},
        {"full_text": True},
    ],
)
def test_saving_a_feed_otherwise_keeps_what_it_learned(
    store: Store, values: dict[str, object]
) -> None:
    store_articles(store, make_draft())
    before = store.get_feed(FEED_URL)

    changes = store.save_feeds([make_feed_spec(**values)], now=NOW)

    after = store.get_feed(FEED_URL)
    assert [change.kind for change in changes] == ["changed"]
    assert (after.id, after.next_poll_at, after.articles) == (before.id, before.next_poll_at, 1)


def test_another_interval_holds_at_once(store: Store) -> None:
    store_articles(store, make_draft())
    assert store.get_feed(FEED_URL).next_poll_at > NOW

    store.save_feeds([make_feed_spec(interval=timedelta(minutes=1))], now=NOW)

    assert store.get_feed(FEED_URL).next_poll_at == NOW


@pytest.mark.parametrize(
    ("source", "title", "named"),
    [
        (Source(name="Example Times"), "World news", "Example Times"),
        (None, "World news", "World news"),
        (None, None, "times.example"),
    ],
)
def test_names_the_source_as_given_else_as_the_feed_does_else_by_host(
    store: Store, source: Source | None, title: str | None, named: str
) -> None:
    store.save_feeds([make_feed_spec(source=source)], now=NOW)

    (article_id,) = store_articles(store, make_draft(), feed_title=title)

    assert store.get_feed(FEED_URL).source.name == named
    assert get_article(store, article_id).source.name == named


def test_correcting_a_source_corrects_it_for_the_articles_too(store: Store) -> None:
    store.save_feeds([make_feed_spec(source=None)], now=NOW)
    (article_id,) = store_articles(store, make_draft())
    corrected = Source(name="The Example Times", family="Example", country="GB", language="en")

    store.save_feeds([make_feed_spec(source=corrected)], now=NOW)

    assert get_article(store, article_id).source == corrected


def test_lists_feeds_with_the_number_of_articles_each_showed(store: Store) -> None:
    store_articles(store, make_draft("one"), make_draft("two"))
    store_articles(store, make_draft("one"), url=OTHER_FEED_URL)
    store_articles(store, url=OTHER_FEED_URL)

    feeds = store.list_feeds()

    assert [(feed.url, feed.articles) for feed in feeds] == [(OTHER_FEED_URL, 1), (FEED_URL, 2)]


def test_articles_stay_when_their_feed_is_removed(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())

    changes = store.remove_feeds([FEED_URL])

    assert [(change.key, change.kind) for change in changes] == [(FEED_URL, "removed")]
    assert store.list_feeds() == ()
    assert get_article(store, article_id).feeds == ()


def test_a_feed_added_again_finds_its_articles_even_those_without_a_link(store: Store) -> None:
    store_articles(store, make_draft("a", url=None, canonical_url=None))
    store.remove_feeds([FEED_URL])

    again = store_articles(store, make_draft("a", url=None, canonical_url=None))

    assert again == ()
    assert store.get_status(NOW).articles == 1


def test_removing_an_unknown_feed_removes_none(store: Store) -> None:
    store.save_feeds([make_feed_spec()], now=NOW)

    with pytest.raises(NotFound, match=r"there is no feed https://nowhere\.example/"):
        store.remove_feeds([FEED_URL, "https://nowhere.example/"])

    assert len(store.list_feeds()) == 1


def test_a_paused_feed_is_not_polled_until_it_is_resumed(store: Store) -> None:
    store.save_feeds([make_feed_spec()], now=NOW)
    store.pause_feed(FEED_URL, now=NOW)

    while_paused = store.lease_feeds(owner="worker", now=NOW, lease_for=LEASE_FOR, limit=9)
    store.resume_feed(FEED_URL, now=NOW)
    resumed = store.lease_feeds(owner="worker", now=NOW, lease_for=LEASE_FOR, limit=9)

    assert while_paused == ()
    assert [feed.url for feed in resumed] == [FEED_URL]


def test_a_paused_feed_is_polled_when_asked_for_by_hand(store: Store) -> None:
    store.save_feeds([make_feed_spec(), make_feed_spec(OTHER_FEED_URL)], now=NOW)
    store.pause_feed(FEED_URL, now=NOW)

    leased = store.lease_feeds(
        owner="worker", now=NOW, lease_for=LEASE_FOR, limit=9, urls=[FEED_URL], due_only=False
    )

    assert [feed.url for feed in leased] == [FEED_URL]


def test_make_due_brings_the_next_poll_forward(store: Store) -> None:
    store_articles(store, make_draft())

    store.make_due([FEED_URL], now=NOW)

    assert store.get_feed(FEED_URL).next_poll_at == NOW


@pytest.mark.parametrize("verb", ["pause_feed", "resume_feed"])
def test_changing_an_unknown_feed_says_so(store: Store, verb: str) -> None:
    with pytest.raises(NotFound, match="there is no feed"):
        getattr(store, verb)(FEED_URL, now=NOW)


def test_leases_the_feed_that_is_due_longest_first(store: Store) -> None:
    urls = [f"https://times.example/{number}" for number in range(3)]
    for age, url in enumerate(urls):
        store.save_feeds([make_feed_spec(url)], now=NOW - timedelta(hours=age))

    leased = store.lease_feeds(owner="worker", now=NOW, lease_for=LEASE_FOR, limit=2)

    assert [feed.url for feed in leased] == [urls[2], urls[1]]


def test_leases_only_feeds_that_are_due(store: Store) -> None:
    store.save_feeds([make_feed_spec()], now=NOW)

    early = NOW - timedelta(microseconds=1)

    assert store.lease_feeds(owner="worker", now=early, lease_for=LEASE_FOR, limit=9) == ()


def test_a_lease_carries_what_the_visit_needs(store: Store) -> None:
    store.save_feeds([make_feed_spec(interval=timedelta(minutes=7), full_text=True)], now=NOW)
    poll = make_poll(lease_feed(store), make_draft(), baseline=True, failures=2)
    store.save_polls([poll])

    leased = lease_feed(store, owner="other")

    assert (leased.validators, leased.body_hash, leased.failures, leased.baseline_at) == (
        poll.validators,
        poll.body_hash,
        2,
        NOW,
    )
    assert (leased.interval, leased.full_text) == (timedelta(minutes=7), True)
    assert (leased.lease_owner, leased.lease_until) == ("other", NOW + LEASE_FOR)


def test_a_thousand_and_one_feeds_are_saved_and_removed_at_once(store: Store) -> None:
    urls = [f"https://times.example/{number}" for number in range(1001)]

    store.save_feeds([make_feed_spec(url) for url in urls], now=NOW)
    again = store.save_feeds([make_feed_spec(url) for url in urls], now=NOW)
    store.remove_feeds(urls)

    assert {change.kind for change in again} == {"unchanged"}
    assert store.list_feeds() == ()


def test_feeds_are_exported_as_they_were_asked_for(store: Store) -> None:
    specs = (
        make_feed_spec(OTHER_FEED_URL, source=None),
        make_feed_spec(tags=("a", "b"), interval=timedelta(minutes=7), full_text=True),
    )
    store.save_feeds(specs, now=NOW)
    store_articles(store, make_draft(), url=OTHER_FEED_URL, feed_title="Its own title")

    exported = store.list_feed_specs()

    assert exported == specs
    assert {change.kind for change in store.save_feeds(exported, now=NOW)} == {"unchanged"}
