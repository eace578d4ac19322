"""Deliveries: leased, sent, recorded; tried again, given up, pushed by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.errors import NotFound
from monitor.model import DeliveryId, DeliveryState
from tests.support.builders import (
    NOW,
    make_draft,
    make_evaluated,
    make_planned_alert,
    make_result,
)
from tests.support.database import count_statements
from tests.support.scenes import (
    LEASE_FOR,
    alert_about,
    evaluate,
    get_article,
    lease_deliveries,
    store_articles,
)

if TYPE_CHECKING:
    from monitor.model import Delivery
    from monitor.store import Store

LATER = NOW + timedelta(hours=1)
RETRY = {
    "state": DeliveryState.RETRYING,
    "next_attempt_at": LATER,
    "error": "451 try later",
    "detail": None,
}
DEAD = {"state": DeliveryState.DEAD, "error": "550 no such user", "detail": None}


def find_delivery(store: Store, receiver: str = "desk-mail") -> Delivery:
    (delivery,) = [one for one in store.list_deliveries() if one.receiver == receiver]
    return delivery


def test_a_lease_carries_all_that_is_to_be_said(store: Store) -> None:
    (article_id,) = alert_about(store, make_draft())

    mail, slack = lease_deliveries(store)

    assert (mail.delivery.receiver, slack.delivery.receiver) == ("desk-mail", "desk-slack")
    assert mail.alert == slack.alert == store.list_alerts()[0]
    assert mail.alert.article == get_article(store, article_id)
    assert (mail.lease_owner, mail.attempt, mail.first_due_at) == ("sender", 1, NOW)
    assert (mail.delivery.state, mail.delivery.attempts) == (DeliveryState.LEASED, 1)
    assert find_delivery(store) == mail.delivery


def test_a_delivery_is_not_leased_before_it_is_due(store: Store) -> None:
    (article_id,) = store_articles(store, make_draft())
    alert = make_planned_alert(article_id, deliver_at=NOW + timedelta(seconds=30))
    evaluate(store, make_evaluated(article_id, alerts=(alert,)))

    early = lease_deliveries(store, now=NOW + timedelta(seconds=29))
    in_time = lease_deliveries(store, now=NOW + timedelta(seconds=30))

    assert (len(early), len(in_time)) == (0, 2)


def test_the_delivery_that_is_due_longest_is_leased_first(store: Store) -> None:
    one, other = store_articles(store, make_draft("one"), make_draft("other"))
    late = make_planned_alert(one, receivers=("late",), deliver_at=NOW)
    early = make_planned_alert(other, receivers=("early",), deliver_at=NOW - timedelta(seconds=1))
    evaluate(store, make_evaluated(one, alerts=(late,)), make_evaluated(other, alerts=(early,)))

    leased = lease_deliveries(store, limit=1) + lease_deliveries(store, limit=1)

    assert [one.delivery.receiver for one in leased] == ["early", "late"]


def test_leasing_more_deliveries_takes_no_more_statements(store: Store) -> None:
    alert_about(store, *(make_draft(f"entry {number}") for number in range(20)))
    with count_statements(store) as for_one:
        lease_deliveries(store, limit=1)

    with count_statements(store) as for_many:
        leased = lease_deliveries(store, limit=30)

    assert len(leased) == 30
    assert for_many.total == for_one.total <= 9


def test_what_was_sent_is_recorded_and_never_leased_again(store: Store) -> None:
    alert_about(store, make_draft())
    leased = lease_deliveries(store)

    recorded = store.save_attempts([make_result(one, finished_at=LATER) for one in leased])

    delivery = find_delivery(store)
    assert recorded == 2
    assert (delivery.state, delivery.sent_at, delivery.attempts) == (DeliveryState.SENT, LATER, 1)
    assert (delivery.next_attempt_at, delivery.last_error) == (None, None)
    assert lease_deliveries(store, now=LATER + timedelta(days=99)) == ()


@pytest.mark.parametrize("is_reversed", [False, True])
def test_what_was_sent_is_recorded_as_the_next_turn_is_taken(
    store: Store, is_reversed: bool
) -> None:
    alert_about(store, make_draft())
    leased = lease_deliveries(store)
    sent, following = reversed(leased) if is_reversed else leased

    turn = store.take_delivery_turn(
        following, now=NOW, until=LATER, every=timedelta(0), ended=make_result(sent)
    )

    assert turn is not None
    assert turn.taken
    assert find_delivery(store, sent.delivery.receiver).state is DeliveryState.SENT
    assert find_delivery(store, following.delivery.receiver).state is DeliveryState.LEASED


def test_what_was_sent_is_recorded_though_another_has_the_next_delivery(store: Store) -> None:
    alert_about(store, make_draft())
    (sent, lost) = lease_deliveries(store)
    store.release_deliveries("sender", ids=[lost.delivery.id])

    turn = store.take_delivery_turn(
        lost, now=NOW, until=LATER, every=timedelta(0), ended=make_result(sent)
    )

    assert turn is None
    assert find_delivery(store, sent.delivery.receiver).state is DeliveryState.SENT
    assert find_delivery(store, lost.delivery.receiver).state is DeliveryState.DUE


def test_a_result_recorded_twice_counts_once(store: Store) -> None:
    alert_about(store, make_draft())
    (leased, _) = lease_deliveries(store)

    first = store.save_attempts([make_result(leased)])
    second = store.save_attempts([make_result(leased, **DEAD)])

    assert (first, second) == (1, 0)
    assert find_delivery(store).state is DeliveryState.SENT


def test_a_failed_attempt_is_tried_again_when_its_time_has_come(store: Store) -> None:
    alert_about(store, make_draft())
    (leased, _) = lease_deliveries(store)
    store.save_attempts([make_result(leased, **RETRY)])

    waiting = find_delivery(store)
    early = lease_deliveries(store, owner="b", now=LATER - timedelta(seconds=1))
    (again,) = [
        one
        for one in lease_deliveries(store, owner="c", now=LATER)
        if one.delivery.id == leased.delivery.id
    ]

    assert (waiting.state, waiting.last_error) == (DeliveryState.RETRYING, "451 try later")
    assert leased.delivery.id not in {one.delivery.id for one in early}
    assert (again.attempt, again.delivery.key) == (2, leased.delivery.key)


def test_an_attempt_whose_sender_died_is_made_again_under_the_same_key(store: Store) -> None:
    alert_about(store, make_draft())
    (leased, *_) = lease_deliveries(store)

    again = lease_deliveries(store, owner="other", now=NOW + LEASE_FOR)[0]

    assert (again.delivery.key, again.attempt) == (leased.delivery.key, 2)


def test_a_stale_result_does_not_overwrite_that_of_the_new_sender(store: Store) -> None:
    alert_about(store, make_draft())
    stale = lease_deliveries(store, owner="sender")[0]
    current = lease_deliveries(store, owner="other", now=NOW + LEASE_FOR)[0]

    recorded = store.save_attempts([make_result(stale, **DEAD)])

    assert recorded == 0
    assert find_delivery(store).state is DeliveryState.LEASED
    assert store.save_attempts([make_result(current)]) == 1


def test_a_lease_that_ran_out_is_not_given_again_to_the_owner_who_has_it(store: Store) -> None:
    alert_about(store, make_draft())
    lease_deliveries(store, owner="sender")

    again = lease_deliveries(store, owner="sender", now=NOW + 2 * LEASE_FOR)

    assert not again


def test_a_dead_delivery_is_listed_and_left_alone(store: Store) -> None:
    alert_about(store, make_draft())
    (leased, _) = lease_deliveries(store)

    store.save_attempts([make_result(leased, **DEAD)])

    (dead,) = store.list_deliveries(DeliveryState.DEAD)
    assert (dead.id, dead.last_error, dead.next_attempt_at) == (
        leased.delivery.id,
        "550 no such user",
        None,
    )
    assert dead.id not in {
        one.delivery.id for one in lease_deliveries(store, now=NOW + timedelta(days=99))
    }


@pytest.mark.parametrize("ended", [DEAD, RETRY], ids=["dead", "retrying"])
def test_a_delivery_pushed_by_hand_is_due_at_once_and_counts_anew(
    store: Store, ended: dict[str, object]
) -> None:
    alert_about(store, make_draft())
    (leased, _) = lease_deliveries(store)
    store.save_attempts([make_result(leased, **ended)])
    pushed_at = NOW + timedelta(minutes=1)

    store.retry_delivery(leased.delivery.id, now=pushed_at)

    assert find_delivery(store).state is DeliveryState.DUE
    (again,) = lease_deliveries(store, owner="b", now=pushed_at)
    assert (again.delivery.id, again.attempt, again.first_due_at, again.delivery.key) == (
        leased.delivery.id,
        1,
        pushed_at,
        leased.delivery.key,
    )


@pytest.mark.parametrize("step", ["due", "leased", "sent", "unknown"])
def test_only_a_dead_or_retrying_delivery_can_be_pushed(store: Store, step: str) -> None:
    alert_about(store, make_draft())
    number = find_delivery(store).id if step != "unknown" else DeliveryId(999)
    if step in {"leased", "sent"}:
        leased = lease_deliveries(store)
        if step == "sent":
            store.save_attempts([make_result(one) for one in leased])
    before = store.list_deliveries()

    with pytest.raises(NotFound, match=f"there is no dead or retrying delivery {number}"):
        store.retry_delivery(number, now=LATER)

    assert store.list_deliveries() == before


def test_a_receiver_that_asked_to_be_left_alone_gets_nothing_until_then(store: Store) -> None:
    alert_about(store, make_draft("one"), make_draft("other"))
    mail = next(one for one in lease_deliveries(store) if one.delivery.receiver == "desk-mail")
    store.save_attempts([make_result(mail, **RETRY, receiver_blocked_until=LATER)])
    store.release_deliveries("sender")

    during = lease_deliveries(store, owner="b", now=LATER - timedelta(seconds=1))
    after = lease_deliveries(store, owner="c", now=LATER)

    assert {one.delivery.receiver for one in during} == {"desk-slack"}
    assert [one.delivery.receiver for one in after] == ["desk-mail", "desk-mail"]


def test_the_longest_wish_to_be_left_alone_counts(store: Store) -> None:
    alert_about(store, *(make_draft(str(number)) for number in range(3)))
    mails = [one for one in lease_deliveries(store) if one.delivery.receiver == "desk-mail"]
    for leased, minutes in zip(mails, (10, 30, 20), strict=True):
        until = NOW + timedelta(minutes=minutes)
        store.save_attempts([make_result(leased, receiver_blocked_until=until)])
    alert_about(store, make_draft("next"))

    early = lease_deliveries(store, owner="b", now=NOW + timedelta(minutes=29))
    in_time = lease_deliveries(store, owner="b", now=NOW + timedelta(minutes=30))

    assert "desk-mail" not in {one.delivery.receiver for one in early}
    assert "desk-mail" in {one.delivery.receiver for one in in_time}


def test_what_is_given_back_without_an_attempt_does_not_count_as_one(store: Store) -> None:
    alert_about(store, make_draft())
    first, second = lease_deliveries(store)

    released = store.release_deliveries("sender", ids=[first.delivery.id])

    delivery = find_delivery(store, first.delivery.receiver)
    assert released == 1
    assert (delivery.state, delivery.attempts) == (DeliveryState.DUE, 0)
    assert store.save_attempts([make_result(first), make_result(second)]) == 1


def test_a_second_attempt_given_back_waits_for_its_retry_again(store: Store) -> None:
    alert_about(store, make_draft())
    (leased, _) = lease_deliveries(store)
    store.save_attempts([make_result(leased, **RETRY)])
    lease_deliveries(store, owner="b", now=LATER)

    store.release_deliveries("b")

    delivery = find_delivery(store)
    assert (delivery.state, delivery.attempts) == (DeliveryState.RETRYING, 1)


def test_deliveries_are_listed_newest_first(store: Store) -> None:
    alert_about(store, make_draft("one"), make_draft("other"))

    numbers = [delivery.id for delivery in store.list_deliveries()]

    assert numbers == sorted(numbers, reverse=True)
    assert [one.id for one in store.list_deliveries(limit=1)] == numbers[:1]
    assert store.list_deliveries(DeliveryState.SENT) == ()


def test_a_lease_that_was_renewed_runs_out_later(store: Store) -> None:
    alert_about(store, make_draft())
    ids = [one.delivery.id for one in lease_deliveries(store)]

    renewed = store.renew_deliveries("sender", ids=ids, until=LATER)

    assert sorted(renewed) == sorted(ids)
    assert lease_deliveries(store, owner="b", now=NOW + LEASE_FOR) == ()
    assert len(lease_deliveries(store, owner="b", now=LATER)) == 2


def test_a_lease_that_another_has_now_is_not_renewed(store: Store) -> None:
    alert_about(store, make_draft())
    ids = [one.delivery.id for one in lease_deliveries(store)]
    lease_deliveries(store, owner="b", now=NOW + LEASE_FOR, limit=1)

    renewed = store.renew_deliveries("sender", ids=ids, until=LATER)

    assert renewed == (ids[1],)
