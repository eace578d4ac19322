"""Counts, and when something is due next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.model import DeliveryState, HeldBack, Outcome
from tests.support.builders import (
    FEED_URL,
    NOW,
    OTHER_FEED_URL,
    make_draft,
    make_evaluated,
    make_feed_spec,
    make_held_back,
    make_planned_alert,
    make_result,
    make_topic,
)
from tests.support.scenes import (
    LEASE_FOR,
    alert_about,
    evaluate,
    lease_deliveries,
    lease_feed,
    store_articles,
)

if TYPE_CHECKING:
    from monitor.store import Store

SOON = NOW + timedelta(minutes=1)
LATER = NOW + timedelta(hours=1)


def alert_at(store: Store, deliver_at: datetime) -> None:
    """Store an alert to one receiver that is due then."""
    (article_id,) = store_articles(store, make_draft(), next_poll_at=NOW + timedelta(days=1))
    alert = make_planned_alert(article_id, receivers=("desk-mail",), deliver_at=deliver_at)
    evaluate(store, make_evaluated(article_id, alerts=(alert,)))


def test_an_empty_newsroom_counts_nothing(store: Store) -> None:
    status = store.get_status(NOW)

    assert (status.feeds, status.articles, status.topics, status.alerts) == (0, 0, 0, 0)
    assert (status.next_poll_at, status.last_polled_at) == (None, None)
    assert status.deliveries == dict.fromkeys([state.value for state in DeliveryState], 0)
    assert status.schema == store.schema_state().expected


def test_counts_feeds_by_how_they_are_doing(store: Store) -> None:
    urls = [f"https://times.example/{number}" for number in range(6)]
    store.save_feeds([make_feed_spec(url) for url in urls], now=NOW)
    store_articles(store, url=urls[0], outcome=Outcome.FAILED, failures=2, next_poll_at=LATER)
    store_articles(store, url=urls[1], outcome=Outcome.GONE, finished_at=SOON)
    store_articles(store, url=urls[2], next_poll_at=SOON)
    store.pause_feed(urls[3], now=NOW)

    status = store.get_status(NOW)

    assert (status.feeds, status.feeds_due, status.feeds_failing) == (6, 2, 1)
    assert (status.feeds_paused, status.feeds_gone) == (1, 1)
    assert (status.next_poll_at, status.last_polled_at) == (NOW, SOON)


def test_counts_what_became_of_articles(store: Store) -> None:
    store.save_catalog(topics=[make_topic(), make_topic("another")], now=NOW)
    told, held, *_ = store_articles(store, *(make_draft(str(number)) for number in range(4)))
    evaluate(store, make_evaluated(told), make_held_back(held, HeldBack.BACKFILL))
    store.save_attempts([make_result(lease_deliveries(store)[0])])

    status = store.get_status(NOW)

    assert (status.articles, status.articles_unevaluated, status.topics) == (4, 2, 2)
    assert (status.matches, status.alerts, status.alerts_held_back) == (2, 2, 1)
    assert (status.deliveries["sent"], status.deliveries["leased"]) == (1, 1)


def test_nothing_is_ever_due_in_an_empty_newsroom(store: Store) -> None:
    assert store.next_due_at(NOW) is None


def test_the_earliest_poll_is_due_next(store: Store) -> None:
    store_articles(store, url=FEED_URL, next_poll_at=LATER)
    store_articles(store, url=OTHER_FEED_URL, next_poll_at=SOON)

    assert store.next_due_at(NOW) == SOON


def test_what_is_overdue_is_due_since_then(store: Store) -> None:
    store.save_feeds([make_feed_spec()], now=NOW)

    assert store.next_due_at(LATER) == NOW


def test_paused_and_gone_feeds_are_never_due(store: Store) -> None:
    store_articles(store, url=FEED_URL, outcome=Outcome.GONE)
    store.save_feeds([make_feed_spec(OTHER_FEED_URL)], now=NOW)
    store.pause_feed(OTHER_FEED_URL, now=NOW)

    assert store.next_due_at(NOW) is None


def test_a_leased_feed_is_due_when_the_lease_runs_out(store: Store) -> None:
    lease_feed(store)

    assert store.next_due_at(NOW) == NOW + LEASE_FOR


def test_a_delivery_that_waits_is_due_next(store: Store) -> None:
    alert_at(store, SOON)

    assert store.next_due_at(NOW) == SOON


def test_a_leased_delivery_is_due_when_the_lease_runs_out(store: Store) -> None:
    alert_at(store, NOW)
    lease_deliveries(store)

    assert store.next_due_at(NOW) == NOW + LEASE_FOR


def test_a_sent_delivery_is_never_due(store: Store) -> None:
    alert_at(store, NOW)
    store.save_attempts([make_result(one) for one in lease_deliveries(store)])

    assert store.next_due_at(NOW) == NOW + timedelta(days=1)


def test_a_delivery_is_not_due_before_its_receiver_may_be_called(store: Store) -> None:
    alert_about(store, make_draft())
    for leased in lease_deliveries(store):
        retry = make_result(
            leased,
            state=DeliveryState.RETRYING,
            next_attempt_at=SOON,
            receiver_blocked_until=NOW + timedelta(minutes=10),
        )
        store.save_attempts([retry])

    assert store.next_due_at(NOW) == NOW + timedelta(minutes=10)
