"""Subscriptions in each database: what a feed names, what its hub is asked, what the hub tells."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.model import FailureKind, HubNews, Outcome, SubscriptionMode, SubscriptionState
from tests.support.builders import FEED_URL, NOW, OTHER_FEED_URL, make_poll
from tests.support.scenes import LEASE_FOR, lease_feed
from tests.support.subscriptions import HUB, lease_hubs, make_request, name_hub

if TYPE_CHECKING:
    from monitor.model import FeedId, LeasedSubscription, PushTarget, Subscription
    from monitor.store import Store

State = SubscriptionState
DAY = timedelta(days=1)
SOON = NOW + timedelta(seconds=10)
OTHER_HUB = "https://other.example/hub"


def get(store: Store, feed_id: FeedId) -> Subscription:
    found = store.find_subscription(feed_id)
    assert found is not None
    return found


def target(store: Store, leased: LeasedSubscription) -> PushTarget:
    found = store.find_push_target(leased.token)
    assert found is not None
    return found


def subscribe(store: Store, url: str = FEED_URL, hub: str = HUB) -> LeasedSubscription:
    """Name a hub, ask it, and have it confirm."""
    name_hub(store, url, hub)
    (leased,) = lease_hubs(store)
    confirm(store, leased)
    store.save_requests([make_request(leased)], now=NOW)
    return leased


def confirm(store: Store, leased: LeasedSubscription, **values: object) -> None:
    facts = {
        "state": State.ACTIVE,
        "expires_at": NOW + 10 * DAY,
        "next_request_at": NOW + 8 * DAY,
        "poll_at": None,
        "error": None,
        "now": NOW,
        **values,
    }
    store.note_intent(target(store, leased).subscription, **facts)  # type: ignore[arg-type]


def push(store: Store, leased: LeasedSubscription, **values: object) -> None:
    facts = {"due_at": SOON, "busy_until": None, "now": SOON, **values}
    store.note_push(target(store, leased).subscription, **facts)  # type: ignore[arg-type]


# -- what a feed names ----------------------------------------------------------------------------


def test_a_feed_that_names_a_hub_is_to_be_subscribed_to(store: Store) -> None:
    feed_id = name_hub(store)

    wanted = get(store, feed_id)
    assert (wanted.hub, wanted.topic, wanted.state) == (HUB, FEED_URL, State.WANTED)
    assert (wanted.token, wanted.next_request_at) == (None, NOW)
    assert lease_feed(store).subscription == wanted


def test_a_feed_that_names_none_has_no_subscription(store: Store) -> None:
    feed_id = name_hub(store, hub=None)

    assert store.find_subscription(feed_id) is None
    assert lease_hubs(store) == ()


def test_another_hub_is_asked_anew_and_the_old_one_knows_us_no_more(store: Store) -> None:
    old = subscribe(store)

    feed_id = name_hub(store, hub=OTHER_HUB, now=SOON)

    kept = get(store, feed_id)
    assert (kept.hub, kept.state, kept.expires_at) == (OTHER_HUB, State.WANTED, None)
    assert store.find_push_target(old.token) is None
    (new,) = lease_hubs(store, now=SOON)
    assert new.token != old.token
    assert new.secret != old.secret


def test_a_hub_that_is_named_no_more_is_told_and_then_forgotten(store: Store) -> None:
    active = subscribe(store)

    feed_id = name_hub(store, hub=None, now=SOON)
    (leaving,) = lease_hubs(store, now=SOON)
    store.save_requests([make_request(leaving, state=State.ENDED, next_request_at=None)], now=SOON)

    assert leaving.mode is SubscriptionMode.UNSUBSCRIBE
    assert leaving.token == active.token
    assert get(store, feed_id).state is State.ENDED
    assert store.find_push_target(active.token) is None
    assert lease_hubs(store, now=NOW + 100 * DAY) == ()


def test_a_hub_that_was_never_asked_need_not_be_told(store: Store) -> None:
    name_hub(store)

    feed_id = name_hub(store, hub=None)

    assert get(store, feed_id).state is State.ENDED
    assert lease_hubs(store) == ()


def test_a_hub_that_is_named_again_is_asked_again(store: Store) -> None:
    subscribe(store)
    name_hub(store, hub=None)

    feed_id = name_hub(store, now=SOON)

    assert get(store, feed_id).state is State.WANTED
    (leased,) = lease_hubs(store, now=SOON)
    assert leased.mode is SubscriptionMode.SUBSCRIBE


def test_a_feed_that_is_removed_takes_its_subscription_along(store: Store) -> None:
    leased = subscribe(store)

    store.remove_feeds([FEED_URL])

    assert store.find_push_target(leased.token) is None


# -- asking ---------------------------------------------------------------------------------------


def test_who_is_asked_counts_as_asked_before_it_answers(store: Store) -> None:
    feed_id = name_hub(store)

    (leased,) = lease_hubs(store)

    kept = get(store, feed_id)
    assert (kept.state, kept.requested_at) == (State.REQUESTED, NOW)
    assert kept.token == leased.token
    assert leased.secret not in {None, "", leased.token}


def test_an_answer_that_comes_after_the_hub_called_back_changes_nothing(store: Store) -> None:
    name_hub(store)
    (leased,) = lease_hubs(store)

    confirm(store, leased)
    store.save_requests([make_request(leased, error="timed out")], now=NOW)

    kept = get(store, leased.subscription.feed_id)
    assert (kept.state, kept.failures, kept.last_error) == (State.ACTIVE, 0, None)
    assert kept.next_request_at == NOW + 8 * DAY
    assert lease_hubs(store, now=NOW + 8 * DAY) != ()


def test_a_denial_that_came_before_the_answer_stands(store: Store) -> None:
    name_hub(store)
    (leased,) = lease_hubs(store)

    confirm(
        store, leased, state=State.REFUSED, expires_at=None, next_request_at=NOW + DAY, error="no"
    )
    store.save_requests([make_request(leased)], now=NOW)

    kept = get(store, leased.subscription.feed_id)
    assert (kept.state, kept.next_request_at) == (State.REFUSED, NOW + DAY)
    assert (kept.last_error, kept.failures) == ("no", 1)


def test_what_came_of_asking_is_kept(store: Store) -> None:
    feed_id = name_hub(store)
    (leased,) = lease_hubs(store)

    store.save_requests(
        [make_request(leased, state=State.REFUSED, failures=3, error="status 404")], now=NOW
    )

    kept = get(store, feed_id)
    assert (kept.state, kept.failures, kept.last_error) == (State.REFUSED, 3, "status 404")
    assert kept.next_request_at == NOW + timedelta(minutes=10)


def test_an_answer_about_what_the_feed_names_no_more_is_dropped(store: Store) -> None:
    name_hub(store)
    (leased,) = lease_hubs(store)

    feed_id = name_hub(store, hub=OTHER_HUB)
    store.save_requests([make_request(leased, state=State.REFUSED)], now=NOW)

    assert get(store, feed_id).state is State.WANTED


def test_a_hub_in_trouble_is_asked_for_nothing_until_it_had_its_rest(store: Store) -> None:
    for number in range(8):
        name_hub(store, f"https://times.example/{number}")
    name_hub(store, OTHER_FEED_URL, OTHER_HUB)
    rested = NOW + timedelta(minutes=15)

    leased = lease_hubs(store, limit=20)
    in_trouble = [one for one in leased if one.subscription.hub == HUB]
    rest = {"next_request_at": rested, "hub_rests_until": rested}
    store.save_requests(
        [
            make_request(one, **(rest if one in in_trouble else {"next_request_at": NOW + DAY}))
            for one in leased
        ],
        now=NOW,
    )

    assert len(in_trouble) == 5
    assert len(leased) == 6
    assert lease_hubs(store, now=rested - timedelta(seconds=1)) == ()
    assert len(lease_hubs(store, now=rested, limit=20)) == 5


def test_a_hub_that_is_being_asked_is_asked_by_nobody_else(store: Store) -> None:
    for number in range(8):
        name_hub(store, f"https://times.example/{number}")

    first = lease_hubs(store, owner="a", limit=3)
    second = lease_hubs(store, owner="b", limit=20)

    assert len(first) == 3
    assert second == ()


def test_no_hub_is_asked_about_a_feed_that_is_not_polled(store: Store) -> None:
    name_hub(store)
    store.pause_feed(FEED_URL, now=NOW)

    assert lease_hubs(store) == ()

    store.resume_feed(FEED_URL, now=NOW)

    assert len(lease_hubs(store)) == 1


def test_a_clock_that_was_wrong_silences_no_hub(store: Store) -> None:
    name_hub(store, now=NOW + 400 * DAY)

    assert len(lease_hubs(store)) == 1


def test_hubs_are_told_when_we_move(store: Store) -> None:
    leased = subscribe(store)

    at_home = store.move_subscriptions("https://monitor.example", now=SOON)
    moved = store.move_subscriptions("https://elsewhere.example", now=SOON)

    assert (at_home, moved) == (0, 1)
    (again,) = lease_hubs(store, now=SOON, public_url="https://elsewhere.example")
    assert again.token == leased.token
    assert store.move_subscriptions("https://elsewhere.example", now=SOON) == 0
    # Until it has called back it calls where we were.
    assert get(store, leased.subscription.feed_id).state is State.ACTIVE


def test_hubs_that_cannot_reach_us_any_more_are_not_relied_on(store: Store) -> None:
    leased = subscribe(store)

    assert store.move_subscriptions(None, now=SOON) == 1

    kept = get(store, leased.subscription.feed_id)
    assert (kept.state, kept.expires_at) == (State.WANTED, None)
    assert store.find_push_target(leased.token) is None
    assert store.move_subscriptions(None, now=SOON) == 0


# -- being told -----------------------------------------------------------------------------------


def test_nobody_is_found_by_a_token_that_was_never_given(store: Store) -> None:
    subscribe(store)

    assert store.find_push_target("") is None
    assert store.find_push_target("None") is None
    assert store.find_push_target("guessed") is None


def test_a_push_makes_its_feed_due(store: Store) -> None:
    leased = subscribe(store)

    push(store, leased, busy_until=SOON + timedelta(seconds=10))

    assert store.get_feed(FEED_URL).next_poll_at == SOON
    kept = get(store, leased.subscription.feed_id)
    assert (kept.pushed_at, kept.looks) == (SOON, 0)
    assert kept.busy_until == SOON + timedelta(seconds=10)


def test_a_push_never_puts_a_poll_off(store: Store) -> None:
    leased = subscribe(store)
    before = store.get_feed(FEED_URL).next_poll_at

    push(store, leased, due_at=before + DAY)

    assert store.get_feed(FEED_URL).next_poll_at == before


def test_a_push_that_is_only_noted_changes_no_poll(store: Store) -> None:
    leased = subscribe(store)
    before = store.get_feed(FEED_URL).next_poll_at

    push(store, leased, due_at=None)

    assert store.get_feed(FEED_URL).next_poll_at == before
    assert get(store, leased.subscription.feed_id).looks == 0


def poll_during(store: Store, *pushes: LeasedSubscription, **values: object) -> None:
    """Poll the feed, with pushes that come between its lease and its save."""
    feed = lease_feed(store, now=SOON)
    assert feed.subscription is not None
    for leased in pushes:
        push(store, leased)
    seen = feed.subscription
    news = HubNews(seen_push_at=seen.pushed_at, looks=None, proven=7, idle=1)
    facts = {"finished_at": SOON, "next_poll_at": NOW + DAY, "outcome": Outcome.UNCHANGED}
    store.save_polls([make_poll(feed, hub_news=news, **{**facts, **values})])


def test_a_push_during_a_poll_leads_to_another_poll(store: Store) -> None:
    leased = subscribe(store)

    poll_during(store, leased)

    assert store.get_feed(FEED_URL).next_poll_at == SOON
    kept = get(store, leased.subscription.feed_id)
    assert (kept.looks, kept.proven, kept.idle) == (0, 7, 1)


def test_a_push_before_a_poll_leads_to_no_second_one(store: Store) -> None:
    leased = subscribe(store)
    push(store, leased)

    poll_during(store)

    assert store.get_feed(FEED_URL).next_poll_at == NOW + DAY
    assert get(store, leased.subscription.feed_id).looks is None


def test_says_of_the_feed_what_decides_about_a_push(store: Store) -> None:
    leased = subscribe(store)
    feed = lease_feed(store, now=SOON)

    busy = target(store, leased)
    store.save_polls(
        [make_poll(feed, finished_at=SOON, outcome=Outcome.FAILED, failure_kind=FailureKind.SOFT)]
    )
    failed = target(store, leased)
    store.pause_feed(FEED_URL, now=SOON)
    paused = target(store, leased)

    assert (busy.is_leased, busy.failure_kind, busy.is_polled) == (True, None, True)
    assert (failed.is_leased, failed.failure_kind) == (False, FailureKind.SOFT)
    assert failed.last_polled_at == SOON
    assert not paused.is_polled


@pytest.mark.parametrize(
    ("state", "token_is_kept"),
    [(State.ACTIVE, True), (State.REFUSED, True), (State.ENDED, False)],
)
def test_keeps_what_a_hub_said(store: Store, state: State, token_is_kept: bool) -> None:
    leased = subscribe(store)

    confirm(store, leased, state=state, expires_at=SOON, poll_at=NOW)

    kept = get(store, leased.subscription.feed_id)
    assert (kept.state, kept.expires_at) == (state, SOON)
    assert (store.find_push_target(leased.token) is not None) is token_is_kept
    assert store.get_feed(FEED_URL).next_poll_at == NOW


def test_an_answer_to_an_old_question_changes_nothing(store: Store) -> None:
    leased = subscribe(store)
    asked = target(store, leased).subscription
    feed_id = name_hub(store, hub=OTHER_HUB)

    store.note_push(asked, due_at=None, busy_until=None, now=NOW)

    assert get(store, feed_id).pushed_at is None


def test_a_renewal_is_due_when_its_lease_says(store: Store) -> None:
    subscribe(store)

    assert lease_hubs(store, now=NOW + 8 * DAY - timedelta(seconds=1)) == ()
    (renewed,) = lease_hubs(store, now=NOW + 8 * DAY)
    assert renewed.subscription.state is State.ACTIVE
    assert lease_hubs(store, now=NOW + 8 * DAY + LEASE_FOR) != ()
