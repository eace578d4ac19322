"""Feeds that were polled by a clock which was ahead and is set back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.support.builders import NOW, make_feed_spec, make_poll

if TYPE_CHECKING:
    from monitor.store import Store

HOUR = timedelta(hours=1)
SPREAD = timedelta(minutes=1)


def polled_at(store: Store, later: timedelta) -> None:
    """Poll a feed once, that much later than now."""
    store.save_feeds([make_feed_spec()], now=NOW)
    (feed,) = store.lease_feeds(owner="me", now=NOW + later, lease_for=HOUR, limit=1)
    at = NOW + later
    store.save_polls([make_poll(feed, started_at=at, finished_at=at, next_poll_at=at + HOUR)])


def pull_back(store: Store) -> int:
    return store.pull_back_feeds(now=NOW, longest=24 * HOUR, spread=SPREAD)


def test_a_feed_whose_last_poll_lies_ahead_is_due_at_once(store: Store) -> None:
    polled_at(store, 20 * HOUR)

    assert pull_back(store) == 1

    assert store.list_feeds()[0].next_poll_at <= NOW + SPREAD


def test_a_feed_that_was_pulled_back_keeps_its_turn(store: Store) -> None:
    polled_at(store, 20 * HOUR)
    pull_back(store)

    assert pull_back(store) == 0


def test_clocks_that_differ_a_little_pull_no_feed_back(store: Store) -> None:
    polled_at(store, timedelta(minutes=4))

    assert pull_back(store) == 0
