"""Whose turn it is: blocked hosts, later turns, forgiven failures, what is remembered of a feed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.model import (
    Block,
    FailureKind,
    Move,
    Outcome,
    Rhythm,
    Skips,
    Trust,
    Validators,
)
from tests.support.builders import FEED_URL, NOW, OTHER_FEED_URL, make_feed_spec, make_poll
from tests.support.scenes import LEASE_FOR, lease_feed

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import LeasedFeed
    from monitor.store import Store

HOUR = timedelta(hours=1)


def lease_due(store: Store, now: datetime = NOW, owner: str = "worker") -> list[LeasedFeed]:
    return list(store.lease_feeds(owner=owner, now=now, lease_for=LEASE_FOR, limit=99))


def fail(store: Store, url: str = FEED_URL, *, failures: int = 1, **values: object) -> LeasedFeed:
    leased = lease_feed(store, url)
    failed = {"failures": failures, "failing_since": NOW, "failure_kind": FailureKind.SOFT}
    store.save_polls([make_poll(leased, outcome=Outcome.FAILED, **{**failed, **values})])
    return leased


@pytest.mark.parametrize(
    ("until", "now", "is_free"),
    [
        (NOW + HOUR, NOW + HOUR / 2, False),
        (NOW + HOUR, NOW + HOUR, True),
        # No host is blocked for months: a clock was wrong.
        (NOW + timedelta(days=90), NOW + HOUR, True),
    ],
)
def test_feeds_of_a_blocked_host_are_not_leased(
    store: Store, until: datetime, now: datetime, is_free: bool
) -> None:
    sister = "https://feeds.times.example/sister"
    store.save_feeds([make_feed_spec(sister), make_feed_spec("https://b.example/")], now=NOW)
    fail(store, block=Block(host="times.example", until=until), next_poll_at=NOW + 9 * HOUR)

    leased = lease_due(store, now)

    assert (sister in {feed.url for feed in leased}) is is_free
    assert "https://b.example/" in {feed.url for feed in leased}


@pytest.mark.parametrize(
    ("said", "asked", "stands"),
    [
        (9 * HOUR, HOUR, 9 * HOUR),
        (HOUR, 9 * HOUR, 9 * HOUR),
        (25 * HOUR, HOUR, 25 * HOUR),
        # Longer than any host may ask for: a clock was wrong.
        (26 * HOUR, HOUR, HOUR),
    ],
)
def test_the_longest_time_that_a_host_asked_for_stands(
    store: Store, said: timedelta, asked: timedelta, stands: timedelta
) -> None:
    for until in (NOW + said, NOW + asked):
        fail(store, block=Block(host="times.example", until=until))

    assert lease_due(store, NOW + stands - timedelta(seconds=1)) == []
    assert len(lease_due(store, NOW + stands)) == 1


def test_two_feeds_of_a_host_that_are_told_different_times_heed_the_longer(store: Store) -> None:
    leased = [lease_feed(store, url) for url in (FEED_URL, "https://feeds.times.example/sister")]
    blocks = [Block(host="times.example", until=NOW + hours * HOUR) for hours in (9, 1)]

    store.save_polls(
        [make_poll(feed, block=block) for feed, block in zip(leased, blocks, strict=True)]
    )

    assert lease_due(store, NOW + 8 * HOUR) == []
    assert len(lease_due(store, NOW + 9 * HOUR)) == 2


def test_a_blocked_host_is_asked_by_hand_all_the_same(store: Store) -> None:
    fail(store, block=Block(host="times.example", until=NOW + HOUR))

    assert lease_feed(store).url == FEED_URL


def test_a_feed_that_is_put_off_is_free_when_its_turn_comes(store: Store) -> None:
    store.save_feeds([make_feed_spec()], now=NOW)
    (leased,) = lease_due(store)

    store.postpone_feeds({leased.id: NOW + HOUR}, owner=leased.lease_owner)

    assert lease_due(store, NOW + HOUR / 2) == []
    assert [feed.id for feed in lease_due(store, NOW + HOUR)] == [leased.id]


def test_only_who_holds_a_feed_puts_it_off(store: Store) -> None:
    store.save_feeds([make_feed_spec()], now=NOW)
    (leased,) = lease_due(store, owner="slow")

    store.postpone_feeds({leased.id: NOW + HOUR}, owner="another")

    assert store.get_feed(FEED_URL).next_poll_at == NOW
    assert lease_due(store) == []


@pytest.mark.parametrize(("failures", "left", "since"), [(1, 0, None), (3, 2, NOW)])
def test_a_forgiven_failure_is_taken_back_and_no_other(
    store: Store, failures: int, left: int, since: datetime | None
) -> None:
    leased = fail(store, failures=failures)

    store.forgive_feeds({leased.id: NOW + HOUR})

    feed = store.get_feed(FEED_URL)
    assert (feed.failures, feed.failing_since) == (left, since)
    assert (feed.failure_kind, feed.next_poll_at) == (FailureKind.OUTAGE, NOW + HOUR)


def test_a_hard_failure_is_not_forgiven(store: Store) -> None:
    leased = fail(store, failure_kind=FailureKind.HARD)

    store.forgive_feeds({leased.id: NOW + HOUR})

    assert store.get_feed(FEED_URL).failures == 1


def test_feeds_put_off_beyond_all_limits_are_pulled_back_and_spread(store: Store) -> None:
    urls = [f"https://times.example/{number}" for number in range(4)]
    store.save_feeds([make_feed_spec(url) for url in urls], now=NOW + timedelta(days=365))
    longest = timedelta(days=1)

    first = store.pull_back_feeds(now=NOW, longest=longest, spread=HOUR)
    second = store.pull_back_feeds(now=NOW, longest=longest, spread=HOUR)

    assert (first, second) == (4, 0)
    turns = sorted(store.get_feed(url).next_poll_at - NOW for url in urls)
    assert turns == [HOUR / 4 * place for place in range(4)]


def test_what_was_learned_of_a_feed_comes_back_with_its_lease(store: Store) -> None:
    rhythm = Rhythm(
        skips=Skips(hours=frozenset({3}), days=frozenset({6})),
        observed_at=NOW,
        counts=tuple(float(hour) for hour in range(24)),
        hours=(1.5,) * 24,
        recent=0.25,
        expected=0.5,
        turnover=HOUR,
        ttl=2 * HOUR,
        wait=HOUR / 3,
    )
    learned = {
        "rhythm": rhythm,
        "trust": Trust(full_due_at=NOW + HOUR, span=2 * HOUR, doubts=1, lying=True),
        "move": Move(to="https://new.example/", since=NOW, sightings=2),
        "failing_since": NOW,
    }
    leased = lease_feed(store)
    store.save_polls([make_poll(leased, marks=b"marks", overflowed=True, **learned)])

    again = lease_feed(store)

    assert {name: getattr(again, name) for name in learned} == learned
    assert (again.host, again.marks) == ("times.example", b"marks")
    feed = store.get_feed(FEED_URL)
    assert (feed.rhythm, feed.overflowed_at) == (rhythm, NOW)


@pytest.mark.parametrize(("marks", "kept"), [(None, b"marks"), (b"", b""), (b"new", b"new")])
def test_marks_stay_until_another_document_is_read(
    store: Store, marks: bytes | None, kept: bytes
) -> None:
    store.save_polls([make_poll(lease_feed(store), marks=b"marks")])
    store.save_polls([make_poll(lease_feed(store), marks=marks)])

    assert lease_feed(store).marks == kept


def test_a_feed_that_moves_keeps_its_history_and_forgets_the_old_server(store: Store) -> None:
    leased = lease_feed(store)
    known = make_poll(
        leased,
        new_url="https://new.example/feed",
        validators=Validators(etag='"1"'),
        trust=Trust(lying=True, full_due_at=NOW),
        move=Move(to="https://new.example/feed", since=NOW, sightings=3),
    )

    (saved,) = store.save_polls([known])

    moved = lease_feed(store, "https://new.example/feed")
    assert saved.moved
    assert (moved.id, moved.host) == (leased.id, "new.example")
    assert (moved.validators, moved.trust, moved.move) == (Validators(), Trust(), Move())
    assert store.get_feed(FEED_URL).moved_from == FEED_URL
    assert len(store.list_polls("https://new.example/feed")) == 1


def test_a_feed_may_move_back(store: Store) -> None:
    there, back = "https://new.example/feed", FEED_URL
    store.save_polls([make_poll(lease_feed(store), new_url=there)])

    (saved,) = store.save_polls([make_poll(lease_feed(store, there), new_url=back)])

    feed = store.get_feed(there)
    assert saved.moved
    assert (feed.url, feed.moved_from) == (back, there)


def test_a_feed_does_not_move_where_another_one_is(store: Store) -> None:
    store.save_feeds([make_feed_spec(OTHER_FEED_URL)], now=NOW)

    (saved,) = store.save_polls([make_poll(lease_feed(store), new_url=OTHER_FEED_URL)])

    assert not saved.moved
    assert {feed.url for feed in store.list_feeds()} == {FEED_URL, OTHER_FEED_URL}


def test_an_old_name_and_a_new_one_are_one_feed_that_the_new_one_describes(store: Store) -> None:
    new = "https://new.example/feed"
    store.save_polls([make_poll(lease_feed(store), new_url=new)])
    specs = [make_feed_spec(FEED_URL, tags=("old",)), make_feed_spec(new, tags=("new",))]

    for _ in range(2):
        changes = store.save_feeds(specs, now=NOW)

    assert [change.kind.value for change in changes] == ["unchanged", "unchanged"]
    assert [feed.tags for feed in store.list_feeds()] == [("new",)]


def test_resuming_a_feed_forgets_its_failures(store: Store) -> None:
    fail(store)

    store.resume_feed(FEED_URL, now=NOW)

    feed = store.get_feed(FEED_URL)
    assert (feed.failures, feed.failing_since, feed.failure_kind) == (0, None, None)


def test_the_status_counts_what_an_operator_should_look_at(store: Store) -> None:
    fail(store, trust=Trust(lying=True), overflowed=True)
    fail(store, OTHER_FEED_URL, failures=0, failing_since=None, failure_kind=FailureKind.OUTAGE)

    status = store.get_status(NOW + HOUR)
    later = store.get_status(NOW + timedelta(days=2))

    assert (status.feeds_failing, status.feeds_unreached, status.feeds_lying) == (1, 1, 1)
    assert (status.feeds_overflowed, later.feeds_overflowed) == (1, 0)
    assert replace(status, feeds_overflowed=0) == later
