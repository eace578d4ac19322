"""The conformance kit of leases: what every leased thing must do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import pytest

from monitor.errors import LeaseLost
from monitor.model import DeliveryState, Outcome
from tests.support.builders import (
    NOW,
    make_draft,
    make_feed_spec,
    make_poll,
    make_result,
    make_unmatched,
)
from tests.support.scenes import EVALUATE, LEASE_FOR, alert_about, store_articles
from tests.support.subscriptions import lease_hubs, make_request, name_hub

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import LeasedDelivery, LeasedFeed, LeasedSubscription
    from monitor.store import Store

RAN_OUT = NOW + LEASE_FOR


class LeaseKit(Protocol):
    """How a test leases, saves and gives back one kind of thing."""

    def prepare(self, store: Store) -> None: ...
    def lease(self, store: Store, owner: str, now: datetime, limit: int) -> list[object]: ...
    def identify(self, leased: object) -> object: ...
    def save(self, store: Store, leased: object) -> bool: ...
    def release(self, store: Store, owner: str) -> None: ...


class FeedKit:
    #: How many there are.
    amount = 4

    def prepare(self, store: Store) -> None:
        store.save_feeds(
            [make_feed_spec(f"https://times.example/{n}") for n in range(self.amount)], now=NOW
        )

    def lease(self, store: Store, owner: str, now: datetime, limit: int) -> list[LeasedFeed]:
        return list(store.lease_feeds(owner=owner, now=now, lease_for=LEASE_FOR, limit=limit))

    def identify(self, leased: LeasedFeed) -> object:
        return leased.id

    def save(self, store: Store, leased: LeasedFeed) -> bool:
        (saved,) = store.save_polls([make_poll(leased, make_draft(str(leased.id)))])
        is_stored = store.list_polls(leased.url, limit=1) != ()
        assert is_stored is not saved.lease_lost
        return is_stored

    def release(self, store: Store, owner: str) -> None:
        store.release_feeds(owner)


class DeliveryKit:
    amount = 4

    def prepare(self, store: Store) -> None:
        alert_about(store, make_draft("one"), make_draft("two"))

    def lease(self, store: Store, owner: str, now: datetime, limit: int) -> list[LeasedDelivery]:
        return list(store.lease_deliveries(owner=owner, now=now, lease_for=LEASE_FOR, limit=limit))

    def identify(self, leased: LeasedDelivery) -> object:
        return leased.delivery.id

    def save(self, store: Store, leased: LeasedDelivery) -> bool:
        recorded = store.save_attempts([make_result(leased)])
        sent = {delivery.id for delivery in store.list_deliveries(DeliveryState.SENT)}
        assert (leased.delivery.id in sent) is (recorded == 1)
        return recorded == 1

    def release(self, store: Store, owner: str) -> None:
        store.release_deliveries(owner)


class NamedKit:
    """A lease that there is one of; the leased thing is its fencing number."""

    amount = 1

    def prepare(self, store: Store) -> None:
        store_articles(store, make_draft())

    def lease(self, store: Store, owner: str, now: datetime, limit: int) -> list[int]:
        assert limit > 0
        fence = store.take_lease(EVALUATE, owner=owner, now=now, lease_for=LEASE_FOR)
        return [] if fence is None else [fence]

    def identify(self, leased: int) -> object:
        return EVALUATE if leased else None

    def save(self, store: Store, leased: int) -> bool:
        evaluated = [make_unmatched(article.id) for article in store.list_unevaluated(limit=9)]
        try:
            store.save_evaluation(evaluated, lease=EVALUATE, fence=leased, now=NOW)
        except LeaseLost:
            assert len(store.list_unevaluated(limit=9)) == len(evaluated) == 1
            return False
        return True

    def release(self, store: Store, owner: str) -> None:
        store.release_lease(EVALUATE, owner=owner)


class SubscriptionKit:
    amount = 4

    def prepare(self, store: Store) -> None:
        for number in range(self.amount):
            name_hub(store, f"https://times.example/{number}", f"https://hub{number}.example/")

    def lease(self, store: Store, owner: str, now: datetime, limit: int) -> list[object]:
        return list(lease_hubs(store, owner=owner, now=now, limit=limit))

    def identify(self, leased: LeasedSubscription) -> object:
        return leased.subscription.feed_id

    def save(self, store: Store, leased: LeasedSubscription) -> bool:
        store.save_requests([make_request(leased, error="no answer")], now=NOW)
        kept = store.find_subscription(leased.subscription.feed_id)
        return kept is not None and kept.last_error == "no answer"

    def release(self, store: Store, owner: str) -> None:
        store.release_subscriptions(owner)


@pytest.fixture(
    params=[FeedKit(), DeliveryKit(), NamedKit(), SubscriptionKit()],
    ids=lambda kit: type(kit).__name__,
)
def kit(request: pytest.FixtureRequest, store: Store) -> LeaseKit:
    request.param.prepare(store)
    return request.param


def identities(kit: LeaseKit, leased: list[object]) -> list[object]:
    return [kit.identify(one) for one in leased]


def test_two_owners_never_hold_the_same(store: Store, kit: LeaseKit) -> None:
    mine = kit.lease(store, "a", NOW, limit=3)
    theirs = kit.lease(store, "b", NOW, limit=99)

    assert len(mine) == min(3, kit.amount)
    assert not set(identities(kit, mine)) & set(identities(kit, theirs))
    assert len(mine) + len(theirs) == kit.amount


def test_a_lease_that_ran_out_is_anybodys(store: Store, kit: LeaseKit) -> None:
    mine = kit.lease(store, "a", NOW, limit=99)

    just_before = kit.lease(store, "b", RAN_OUT - timedelta(microseconds=1), limit=99)
    ran_out = kit.lease(store, "b", RAN_OUT, limit=99)

    assert just_before == []
    assert identities(kit, ran_out) == identities(kit, mine)


def test_what_is_saved_after_the_lease_was_lost_is_refused(store: Store, kit: LeaseKit) -> None:
    mine = kit.lease(store, "a", NOW, limit=99)[0]
    theirs = kit.lease(store, "b", RAN_OUT, limit=99)[0]

    assert kit.save(store, mine) is False
    assert kit.save(store, theirs) is True


def test_what_is_saved_late_but_before_another_took_over_counts(
    store: Store, kit: LeaseKit
) -> None:
    mine = kit.lease(store, "a", NOW, limit=1)[0]

    assert kit.save(store, mine) is True


def test_what_is_given_back_is_free_at_once(store: Store, kit: LeaseKit) -> None:
    mine = kit.lease(store, "a", NOW, limit=99)

    kit.release(store, "a")

    assert identities(kit, kit.lease(store, "b", NOW, limit=99)) == identities(kit, mine)


def test_nothing_is_saved_under_a_lease_that_was_given_back_and_taken(
    store: Store, kit: LeaseKit
) -> None:
    mine = kit.lease(store, "a", NOW, limit=99)[0]
    kit.release(store, "a")
    kit.lease(store, "b", NOW, limit=99)

    assert kit.save(store, mine) is False


def test_giving_back_touches_nobody_elses(store: Store, kit: LeaseKit) -> None:
    kit.lease(store, "a", NOW, limit=99)

    kit.release(store, "b")

    assert kit.lease(store, "b", NOW, limit=99) == []


@pytest.mark.parametrize("rows", [FeedKit(), DeliveryKit()], ids=["feeds", "deliveries"])
def test_an_owner_does_not_get_twice_what_it_still_holds(
    store: Store, rows: FeedKit | DeliveryKit
) -> None:
    rows.prepare(store)

    first = rows.lease(store, "a", NOW, limit=99)

    assert len(first) == rows.amount
    assert rows.lease(store, "a", NOW, limit=99) == []


def test_a_named_lease_prolonged_in_time_keeps_its_fencing_number(store: Store) -> None:
    first = store.take_lease(EVALUATE, owner="a", now=NOW, lease_for=LEASE_FOR)

    later = RAN_OUT - timedelta(seconds=1)
    again = store.take_lease(EVALUATE, owner="a", now=later, lease_for=LEASE_FOR)

    assert again == first
    assert store.take_lease(EVALUATE, owner="b", now=RAN_OUT, lease_for=LEASE_FOR) is None


@pytest.mark.parametrize("owner", ["a", "b"])
def test_a_named_lease_taken_after_it_ran_out_has_a_higher_number(store: Store, owner: str) -> None:
    first = store.take_lease(EVALUATE, owner="a", now=NOW, lease_for=LEASE_FOR)

    again = store.take_lease(EVALUATE, owner=owner, now=RAN_OUT, lease_for=LEASE_FOR)

    assert first is not None
    assert again is not None
    assert again > first


def test_a_poll_ends_its_lease_so_it_is_saved_once(store: Store) -> None:
    FeedKit().prepare(store)
    (leased, *_) = FeedKit().lease(store, "a", NOW, limit=1)
    poll = make_poll(leased, outcome=Outcome.NOT_MODIFIED)

    first, second = store.save_polls([poll, poll])
    (third,) = store.save_polls([poll])

    assert (first.lease_lost, second.lease_lost, third.lease_lost) == (False, True, True)
    assert len(store.list_polls(leased.url)) == 1


def test_the_only_daemon_ends_the_leases_of_one_that_died(store: Store, kit: LeaseKit) -> None:
    died = kit.lease(store, "a", NOW, limit=99)

    store.release_all()

    taken = kit.lease(store, "b", NOW, limit=99)
    assert identities(kit, taken) == identities(kit, died)
    assert kit.save(store, died[0]) is False
    assert kit.save(store, taken[0]) is True


def test_an_attempt_that_a_dead_daemon_began_counts(store: Store) -> None:
    DeliveryKit().prepare(store)
    DeliveryKit().lease(store, "a", NOW, limit=1)

    store.release_all()

    (again, *_) = store.lease_deliveries(owner="b", now=NOW, lease_for=LEASE_FOR, limit=1)
    assert again.attempt == 2
