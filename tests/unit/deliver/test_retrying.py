from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.deliver import plan_attempt
from monitor.deliver.retrying import FEWEST_ATTEMPTS
from monitor.errors import DeliveryError
from monitor.model import DeliveryState, Receipt, Thread
from tests.support.deliveries import NOON, make_leased


def fail(*, attempt=1, since_due=timedelta(0), jitter=1.0, retry_after=None, permanent=False):
    error = DeliveryError(reason="451 busy", permanent=permanent, retry_after=retry_after)
    leased = make_leased(attempt=attempt, first_due_at=NOON - since_due)
    return plan_attempt(leased, error, receipt=None, now=NOON, jitter=jitter)


def test_a_taken_message_is_sent_with_what_the_server_said():
    leased = make_leased(attempt=3)

    result = plan_attempt(leased, None, receipt=Receipt(detail="250 ok"), now=NOON, jitter=0.5)

    assert result.state is DeliveryState.SENT
    assert (result.detail, result.error, result.next_attempt_at) == ("250 ok", None, None)


def test_every_result_carries_the_fence_of_its_lease():
    result = fail(attempt=4)

    assert (result.delivery_id, result.lease_owner, result.attempt) == (11, "worker-1", 4)
    assert result.finished_at == NOON


@pytest.mark.parametrize(
    ("attempt", "longest"),
    [
        (1, timedelta(seconds=30)),
        (2, timedelta(minutes=1)),
        (3, timedelta(minutes=2)),
        (4, timedelta(minutes=4)),
        (5, timedelta(minutes=8)),
        (6, timedelta(minutes=16)),
        (7, timedelta(minutes=30)),
        (8, timedelta(minutes=30)),
        (5_000, timedelta(minutes=30)),
    ],
)
def test_waits_twice_as_long_after_each_failure_up_to_half_an_hour(attempt, longest):
    result = fail(attempt=attempt, jitter=1.0)

    assert result.state is DeliveryState.RETRYING
    assert result.next_attempt_at == NOON + longest


@pytest.mark.parametrize(
    ("jitter", "wait"),
    [
        (0.0, timedelta(seconds=5)),
        (0.5, timedelta(seconds=17.5)),
        (1.0, timedelta(seconds=30)),
    ],
)
def test_jitter_spreads_attempts_over_the_whole_wait_above_a_floor(jitter, wait):
    assert fail(jitter=jitter).next_attempt_at == NOON + wait


@pytest.mark.parametrize("attempt", [1, 7, 100])
@pytest.mark.parametrize("jitter", [0.0, 1.0])
def test_never_tries_before_the_receiver_wants_to_be_asked(attempt, jitter):
    result = fail(attempt=attempt, jitter=jitter, retry_after=timedelta(hours=2))

    assert result.next_attempt_at == NOON + timedelta(hours=2)
    assert result.receiver_blocked_until == NOON + timedelta(hours=2)


def test_a_short_retry_after_does_not_shorten_the_back_off():
    result = fail(attempt=7, retry_after=timedelta(seconds=1))

    assert result.next_attempt_at == NOON + timedelta(minutes=30)
    assert result.receiver_blocked_until == NOON + timedelta(seconds=1)


def test_leaves_the_receiver_open_when_it_did_not_ask_for_a_pause():
    assert fail().receiver_blocked_until is None


def test_a_permanent_failure_is_dead_at_once():
    result = fail(permanent=True)

    assert result.state is DeliveryState.DEAD
    assert (result.error, result.next_attempt_at) == ("451 busy", None)


@pytest.mark.parametrize(
    ("since_due", "state"),
    [
        (timedelta(hours=71, minutes=59), DeliveryState.RETRYING),
        (timedelta(hours=72) - timedelta(microseconds=1), DeliveryState.RETRYING),
        (timedelta(hours=72), DeliveryState.DEAD),
        (timedelta(days=30), DeliveryState.DEAD),
    ],
)
def test_gives_up_three_days_after_it_was_first_due(since_due, state):
    assert fail(attempt=150, since_due=since_due).state is state


def test_a_clock_that_jumped_ahead_gives_up_nothing_that_was_hardly_tried():
    waits, attempt = timedelta(0), 1

    result = fail(attempt=attempt, jitter=0.5, since_due=timedelta(days=365))
    while result.state is DeliveryState.RETRYING:
        waits += result.next_attempt_at - NOON
        attempt += 1
        result = fail(attempt=attempt, jitter=0.5, since_due=timedelta(days=365))

    assert attempt == FEWEST_ATTEMPTS
    assert timedelta(hours=4) < waits < timedelta(hours=6)


def test_a_dead_letter_says_how_often_it_was_tried():
    result = fail(attempt=150, since_due=timedelta(hours=73))

    assert result.error == "451 busy (given up after 150 attempts in 72 hours)"


def test_the_last_attempt_falls_on_the_deadline():
    result = fail(attempt=150, since_due=timedelta(hours=71, minutes=50))

    assert result.next_attempt_at == NOON + timedelta(minutes=10)


def test_takes_a_breath_even_at_the_deadline():
    result = fail(attempt=150, since_due=timedelta(hours=72) - timedelta(microseconds=1))

    assert result.next_attempt_at == NOON + timedelta(seconds=5)


def test_giving_up_one_message_still_leaves_the_receiver_its_pause():
    result = fail(attempt=150, since_due=timedelta(hours=80), retry_after=timedelta(minutes=5))

    assert result.state is DeliveryState.DEAD
    assert result.receiver_blocked_until == NOON + timedelta(minutes=5)


def test_an_outage_of_one_hour_costs_few_attempts_each():
    leased_for, attempts = timedelta(0), 0

    while leased_for < timedelta(hours=1):
        attempts += 1
        result = fail(attempt=attempts, jitter=0.5, since_due=leased_for)
        leased_for += result.next_attempt_at - NOON

    assert attempts <= 10


def test_what_this_kind_of_receiver_is_not_told_is_held_with_the_reason():
    receipt = Receipt(detail="not sent: no updates here", sent=False)

    result = plan_attempt(make_leased(), None, receipt=receipt, now=NOON, jitter=0.5)

    assert (result.state, result.detail) == (DeliveryState.HELD, "not sent: no updates here")
    assert result.reached


def test_the_thread_that_a_message_opened_is_recorded():
    receipt = Receipt(detail="ok", thread=Thread(root="<a@example.org>"))

    result = plan_attempt(make_leased(), None, receipt=receipt, now=NOON, jitter=0.5)

    assert result.thread == Thread(root="<a@example.org>")


@pytest.mark.parametrize("reached", [True, False])
def test_a_failure_says_whether_the_receiver_works_all_the_same(reached):
    error = DeliveryError(reason="not yet taken by a@x; the others have it", reached=reached)

    result = plan_attempt(make_leased(), error, receipt=None, now=NOON, jitter=0.5)

    assert (result.state, result.reached) == (DeliveryState.RETRYING, reached)
