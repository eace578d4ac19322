"""Receivers: whose turn it is, who is broken, what is reported, what is answered in a thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.model import (
    AlertKind,
    Circuit,
    DeliveryState,
    OutageKind,
    ReceiverStanding,
    Thread,
)
from tests.support.builders import (
    NOW,
    make_draft,
    make_evaluated,
    make_planned_alert,
    make_result,
    make_topic,
)
from tests.support.scenes import LEASE_FOR, evaluate, lease_deliveries, store_articles
from tests.support.telling import make_placement

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import LeasedDelivery, Turn
    from monitor.store import Store

SLACK = "desk-slack"
SECOND = timedelta(seconds=1)


def alert_slack(store: Store, *slugs: str, kind: AlertKind = AlertKind.FIRST) -> None:
    """Alert one receiver about articles of these names."""
    store.save_catalog(topics=[make_topic()], now=NOW)
    numbers = store_articles(store, *[make_draft(slug) for slug in slugs])
    for number in numbers:
        planned = make_planned_alert(number, receivers=(SLACK,), kind=kind)
        evaluate(store, make_evaluated(number, alerts=(planned,)))


def take(
    store: Store, leased: LeasedDelivery, *, now: datetime = NOW, every: timedelta = SECOND
) -> Turn | None:
    return store.take_delivery_turn(leased, now=now, until=now + LEASE_FOR, every=every)


def fail(store: Store, leased: LeasedDelivery, **values: object) -> None:
    """Record a failed attempt at a delivery that is due again at once."""
    result = {
        "state": DeliveryState.RETRYING,
        "reached": False,
        "error": "no connection",
        "next_attempt_at": NOW,
        "detail": None,
    }
    store.save_attempts([make_result(leased, **{**result, **values})], report_to="desk-mail")


def break_down(store: Store, times: int = 5, **values: object) -> None:
    """Let attempts at the receiver fail in a row."""
    for number in range(times):
        (leased,) = lease_deliveries(store, owner=f"sender {number}", limit=1)
        fail(store, leased, **values)


def standing_of(store: Store) -> ReceiverStanding:
    (standing,) = store.list_receivers()
    return standing


# -- turns -----------------------------------------------------------------------------------------


def test_turns_at_a_receiver_are_one_after_the_other(store: Store) -> None:
    taken = [store.take_receiver_turn(SLACK, now=NOW, every=SECOND) for _ in range(3)]
    late = store.take_receiver_turn(SLACK, now=NOW + timedelta(minutes=1), every=SECOND)

    assert taken == [NOW, NOW + SECOND, NOW + 2 * SECOND]
    assert late == NOW + timedelta(minutes=1)


def test_turns_are_never_given_twice_however_many_ask_at_once(store: Store) -> None:
    def ask(_: int) -> datetime | None:
        return store.take_receiver_turn(SLACK, now=NOW, every=timedelta(milliseconds=100))

    with ThreadPoolExecutor(4) as threads:
        taken = list(threads.map(ask, range(20)))

    assert len(set(taken)) == 20


def test_a_turn_that_is_far_away_is_not_taken(store: Store) -> None:
    minute = timedelta(minutes=1)
    store.take_receiver_turn(SLACK, now=NOW, every=minute)

    refused = [store.take_receiver_turn(SLACK, now=NOW, every=minute) for _ in range(3)]
    in_time = store.take_receiver_turn(SLACK, now=NOW + minute, every=minute)

    assert refused == [None, None, None]
    assert in_time == NOW + minute


def test_a_receiver_without_a_rate_has_a_turn_at_once_and_leaves_no_trace(store: Store) -> None:
    taken = [store.take_receiver_turn("desk-mail", now=NOW, every=timedelta()) for _ in range(3)]

    assert taken == [NOW] * 3
    assert store.list_receivers() == ()


def test_a_clock_that_was_set_back_a_day_holds_up_nobody(store: Store) -> None:
    store.take_receiver_turn(SLACK, now=NOW + timedelta(days=1), every=SECOND)

    assert store.take_receiver_turn(SLACK, now=NOW, every=SECOND) == NOW


def test_a_delivery_that_another_has_by_now_gets_no_turn(store: Store) -> None:
    alert_slack(store, "one")
    (mine,) = lease_deliveries(store)
    (theirs,) = lease_deliveries(store, owner="other", now=NOW + LEASE_FOR)

    assert take(store, mine, now=NOW + LEASE_FOR) is None
    assert take(store, theirs, now=NOW + LEASE_FOR) is not None


# -- what may have arrived -------------------------------------------------------------------------


def test_what_began_to_be_sent_and_was_not_recorded_is_uncertain(store: Store) -> None:
    alert_slack(store, "begun", "waiting")
    begun, waiting = lease_deliveries(store)
    take(store, begun)

    again = lease_deliveries(store, owner="heir", now=NOW + LEASE_FOR)

    assert (begun.uncertain, waiting.uncertain) == (False, False)
    assert [one.uncertain for one in again] == [True, False]


def test_what_began_to_be_sent_and_was_given_back_is_uncertain_too(store: Store) -> None:
    alert_slack(store, "begun", "waiting")
    begun, _ = lease_deliveries(store)
    take(store, begun)

    store.release_deliveries("sender")

    listed = {one.id: one for one in store.list_deliveries()}
    assert listed[begun.delivery.id].attempts == 1
    assert listed[begun.delivery.id].state is DeliveryState.RETRYING
    assert [(one.uncertain, one.attempt) for one in lease_deliveries(store, owner="heir")] == [
        (True, 2),
        (False, 1),
    ]


def test_what_is_pushed_by_hand_stays_uncertain(store: Store) -> None:
    alert_slack(store, "one")
    (leased,) = lease_deliveries(store)
    take(store, leased)
    fail(store, leased, state=DeliveryState.DEAD, next_attempt_at=None)

    store.retry_delivery(leased.delivery.id, now=NOW)

    (again,) = lease_deliveries(store, owner="other")
    assert (again.uncertain, again.attempt) == (True, 1)


# -- broken ----------------------------------------------------------------------------------------


def test_a_receiver_that_failed_five_times_is_probed_once_a_minute(store: Store) -> None:
    alert_slack(store, *map(str, range(10)))
    break_down(store)

    early = lease_deliveries(store, owner="early", now=NOW + timedelta(seconds=50))
    probes = lease_deliveries(store, owner="probe", now=NOW + timedelta(seconds=60))
    turns = [take(store, one, now=NOW + timedelta(seconds=60)) for one in probes[:2]]

    assert early == ()
    assert [turn.taken for turn in turns if turn is not None] == [True, False]


def test_a_failure_that_reached_some_recipients_is_none_of_the_receivers(store: Store) -> None:
    alert_slack(store, "one")
    break_down(store, 9, reached=True)

    assert standing_of(store).circuit == Circuit()


def test_what_waited_out_an_outage_is_due_when_it_ends_in_its_old_order(store: Store) -> None:
    alert_slack(store, *map(str, range(8)))
    later = NOW + timedelta(minutes=20)
    break_down(store, next_attempt_at=later)
    probe_at = NOW + timedelta(seconds=60)
    (probe,) = lease_deliveries(store, owner="probe", now=probe_at, limit=1)

    store.save_attempts([make_result(probe, finished_at=probe_at)])

    after = lease_deliveries(store, owner="after", now=probe_at + 2 * SECOND)
    numbers = [one.delivery.id for one in after]
    assert numbers == sorted(numbers)
    assert len(numbers) == 7
    assert standing_of(store).circuit == Circuit()


def test_a_receiver_that_fares_well_or_ill_is_listed_with_what_waits(store: Store) -> None:
    alert_slack(store, "one", "two")
    (leased,) = lease_deliveries(store, limit=1)
    fail(store, leased)

    assert standing_of(store) == ReceiverStanding(
        name=SLACK, circuit=Circuit(failures=1, error="no connection"), waiting=2
    )


# -- reports ---------------------------------------------------------------------------------------


def lease_reports(
    store: Store, *, owner: str = "reporter", now: datetime = NOW
) -> list[OutageKind]:
    leased = store.lease_outage_reports(owner=owner, now=now, lease_for=LEASE_FOR)
    return [report.kind for report in leased]


def test_an_outage_is_reported_once_and_its_end_once(store: Store) -> None:
    alert_slack(store, *map(str, range(9)))
    break_down(store)

    (report,) = store.lease_outage_reports(owner="reporter", now=NOW, lease_for=LEASE_FOR)
    assert store.save_outage_report(report, told_at=NOW)
    (probe,) = lease_deliveries(store, owner="probe", now=NOW + timedelta(seconds=60), limit=1)
    ended_at = NOW + timedelta(seconds=60)
    store.save_attempts([make_result(probe, finished_at=ended_at)], report_to="desk-mail")

    assert (report.receiver, report.kind, report.waiting) == (SLACK, OutageKind.BROKEN, 9)
    assert report.error == "no connection"
    assert lease_reports(store, now=ended_at) == [OutageKind.MENDED]
    assert lease_reports(store, now=ended_at + LEASE_FOR - SECOND) == []


def test_a_refusal_for_good_is_reported_at_once(store: Store) -> None:
    alert_slack(store, "one")
    break_down(store, 1, state=DeliveryState.DEAD, next_attempt_at=None)

    assert lease_reports(store) == [OutageKind.BROKEN]


def test_nothing_is_reported_through_the_broken_receiver_itself(store: Store) -> None:
    alert_slack(store, *map(str, range(6)))
    for number in range(6):
        (leased,) = lease_deliveries(store, owner=f"sender {number}", limit=1)
        result = make_result(
            leased, state=DeliveryState.DEAD, reached=False, error="gone", next_attempt_at=None
        )
        store.save_attempts([result], report_to=SLACK)
        if number == 4:
            break

    assert lease_reports(store) == []


def test_a_report_whose_teller_died_is_told_by_another_under_the_same_key(store: Store) -> None:
    alert_slack(store, "one")
    break_down(store, 1, state=DeliveryState.DEAD, next_attempt_at=None)
    (first,) = store.lease_outage_reports(owner="dead", now=NOW, lease_for=LEASE_FOR)

    (again,) = store.lease_outage_reports(owner="heir", now=NOW + LEASE_FOR, lease_for=LEASE_FOR)

    assert (again.key, again.attempt) == (first.key, 2)
    assert not store.save_outage_report(first, told_at=NOW)
    assert store.save_outage_report(again, told_at=NOW)


# -- threads ---------------------------------------------------------------------------------------


def tell_again(store: Store) -> Turn:
    """Alert the receiver about another article of the first one's story, and take the turn."""
    first = min(article.id for article in store.iter_articles())
    (number,) = store_articles(store, make_draft("later"))
    planned = make_planned_alert(number, receivers=(SLACK,), kind=AlertKind.UPDATE)
    placement = make_placement(number, beside=first)
    evaluate(store, make_evaluated(number, alerts=(planned,), placement=placement))
    leased = lease_deliveries(store, owner="next", now=NOW + timedelta(minutes=1))[-1]
    turn = take(store, leased, now=NOW + timedelta(minutes=1))
    assert turn is not None
    return turn


def test_a_later_report_finds_where_the_first_was_told_and_what_was_said(store: Store) -> None:
    alert_slack(store, "one")
    (leased,) = lease_deliveries(store)
    thread = Thread(root="1795521601.000000", place="C0123456789")
    store.save_attempts([make_result(leased, thread=thread)])

    turn = tell_again(store)

    assert turn.thread == thread
    assert turn.opening is not None
    assert turn.opening.id == leased.alert.id


def test_what_was_never_told_has_no_thread(store: Store) -> None:
    alert_slack(store, "one")
    (leased,) = lease_deliveries(store)
    fail(store, leased, state=DeliveryState.DEAD, next_attempt_at=None)

    turn = tell_again(store)

    assert (turn.thread, turn.opening) == (None, None)


def test_the_thread_of_a_story_that_was_merged_into_another_goes_on(store: Store) -> None:
    alert_slack(store, "one", "two")
    one, two = lease_deliveries(store)
    store.save_attempts([make_result(two, thread=Thread(root="<two@example.org>"))])
    store.save_attempts([make_result(one)])

    store.merge_stories(one.alert.story_id, [two.alert.story_id], by="desk", now=NOW)
    turn = tell_again(store)

    assert turn.thread == Thread(root="<two@example.org>")


# -- digests ---------------------------------------------------------------------------------------

LATER = NOW + timedelta(minutes=10)


def bundle(store: Store, *, more_than: int = 3, now: datetime = LATER) -> int:
    return store.bundle_deliveries([SLACK], now=now, late_since=NOW, more_than=more_than)


def test_what_waits_too_long_goes_out_in_one_message(store: Store) -> None:
    alert_slack(store, *map(str, range(5)))

    made = bundle(store)
    (carrier,) = lease_deliveries(store, now=LATER)
    turn = take(store, carrier, now=LATER)

    assert made == 1
    assert turn is not None
    assert [alert.id for alert in turn.bundle] == [one.id for one in reversed(store.list_alerts())]
    assert lease_deliveries(store, owner="other", now=LATER) == ()


@pytest.mark.parametrize(
    ("state", "error"), [(DeliveryState.SENT, None), (DeliveryState.DEAD, "is_archived")]
)
def test_what_came_of_a_digest_is_recorded_with_each_in_it(
    store: Store, state: DeliveryState, error: str | None
) -> None:
    alert_slack(store, *map(str, range(5)))
    bundle(store)
    (carrier,) = lease_deliveries(store, now=LATER)

    store.save_attempts([make_result(carrier, state=state, error=error, finished_at=LATER)])

    listed = store.list_deliveries()
    assert {(one.state, one.last_error) for one in listed} == {(state, error)}
    assert {one.sent_at for one in listed} == {LATER if error is None else None}
    assert lease_deliveries(store, owner="next", now=LATER + timedelta(days=9)) == ()


def test_a_digest_that_is_tried_again_is_the_same_digest(store: Store) -> None:
    alert_slack(store, *map(str, range(5)))
    bundle(store)
    (carrier,) = lease_deliveries(store, now=LATER)
    fail(store, carrier, next_attempt_at=LATER)
    alert_slack(store, *[f"new {number}" for number in range(2)])

    assert bundle(store) == 0
    again, *others = lease_deliveries(store, owner="other", now=LATER)
    found = {one.delivery.id: take(store, one, now=LATER) for one in (again, *others)}

    turn = found[carrier.delivery.id]
    assert turn is not None
    assert len(turn.bundle) == 5


def test_a_long_backlog_goes_out_in_many_digests_and_loses_nothing(store: Store) -> None:
    alert_slack(store, *map(str, range(120)))

    made = bundle(store)
    carriers = lease_deliveries(store, now=LATER, limit=50)
    turns = [take(store, one, now=LATER, every=timedelta()) for one in carriers]

    assert made == len(carriers) == 3
    told = [alert.id for turn in turns if turn is not None for alert in turn.bundle]
    assert len(told) == len(set(told)) == 120


def test_few_are_sent_one_by_one(store: Store) -> None:
    alert_slack(store, *map(str, range(3)))

    assert bundle(store) == 0
    assert len(lease_deliveries(store, now=LATER)) == 3


def test_what_is_not_late_is_sent_one_by_one(store: Store) -> None:
    alert_slack(store, *map(str, range(5)))

    early = store.bundle_deliveries(
        [SLACK], now=NOW, late_since=NOW - timedelta(minutes=2), more_than=3
    )

    assert early == 0


def test_nothing_is_bundled_for_a_receiver_that_is_broken(store: Store) -> None:
    alert_slack(store, *map(str, range(9)))
    break_down(store)

    assert bundle(store) == 0


def test_nothing_that_is_being_sent_is_put_into_a_digest(store: Store) -> None:
    alert_slack(store, *map(str, range(9)))
    (leased,) = lease_deliveries(store, limit=1)

    bundle(store)

    (carrier,) = lease_deliveries(store, owner="other", now=NOW)
    turn = take(store, carrier)
    assert turn is not None
    assert leased.alert.id not in {alert.id for alert in turn.bundle}
    assert len(turn.bundle) == 8


def test_a_digest_that_is_pushed_by_hand_is_taken_apart(store: Store) -> None:
    alert_slack(store, *map(str, range(5)))
    bundle(store)
    (carrier,) = lease_deliveries(store, now=LATER)
    fail(store, carrier, next_attempt_at=LATER + timedelta(hours=1))

    store.retry_delivery(carrier.delivery.id, now=LATER)

    assert len(lease_deliveries(store, owner="other", now=LATER)) == 5
