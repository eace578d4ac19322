"""Hold to its tables when a push leads to a poll, and what polls say of hubs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from monitor.feeds import (
    Habit,
    NextPoll,
    PollLimits,
    PushReason,
    Reason,
    is_relied_on,
    judge_hub,
    judge_push,
    look_again,
    next_poll,
)
from monitor.model import FailureKind, Outcome, Rhythm, Subscription, SubscriptionState
from tests.support.builders import NOW
from tests.support.subscriptions import make_subscription, make_target

LIMITS = PollLimits(
    default_interval=timedelta(minutes=15),
    min_interval=timedelta(minutes=1),
    max_interval=timedelta(hours=24),
)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def push_often(
    subscription: Subscription, *, every: timedelta, times: int
) -> list[tuple[PushReason, datetime]]:
    """Push again and again, each push polled at once; gives when each is heard."""
    heard = []
    for number in range(times):
        now = NOW + number * every
        one = judge_push(make_target(subscription), now)
        assert one.due_at is not None
        heard.append((one.reason, one.due_at))
        subscription = replace(subscription, busy_until=one.busy_until)
    return heard


def test_a_push_is_heard_at_once() -> None:
    heard = judge_push(make_target(), NOW)

    assert (heard.reason, heard.due_at) == (PushReason.AT_ONCE, NOW)
    assert heard.is_noted


def test_a_few_pushes_in_a_row_are_all_heard_at_once() -> None:
    heard = push_often(make_subscription(), every=seconds(1), times=5)

    assert {reason for reason, _ in heard} == {PushReason.AT_ONCE}


def test_a_hub_that_calls_a_hundred_times_a_second_is_heard_once_in_a_span() -> None:
    heard = push_often(make_subscription(), every=seconds(0.01), times=6000)

    times = {due_at for reason, due_at in heard if reason is PushReason.TOO_MANY}
    assert max(times) <= NOW + seconds(60 + 10)
    assert all(due_at - NOW <= number * seconds(0.01) + seconds(10)
               for number, (_, due_at) in enumerate(heard))  # fmt: skip
    assert sum(reason is PushReason.AT_ONCE for reason, _ in heard) <= 5


@pytest.mark.parametrize(
    ("facts", "span"),
    [
        ({}, 10),
        # All its pushes were true.
        ({"proven": 3}, 5),
        # So many were not.
        ({"idle": 4}, 10),
        ({"idle": 5}, 20),
        ({"idle": 7}, 80),
        ({"idle": 5, "proven": 9}, 20),
        ({"idle": 500}, 900),
    ],
)
def test_a_hub_that_calls_for_nothing_is_heard_more_slowly(
    facts: dict[str, int], span: float
) -> None:
    busy = make_subscription(busy_until=NOW + timedelta(hours=5), **facts)

    heard = judge_push(make_target(busy), NOW)

    assert (heard.reason, heard.due_at) == (PushReason.TOO_MANY, NOW + seconds(span))


def test_a_push_while_the_poll_for_the_last_one_is_due_changes_nothing() -> None:
    waiting = make_target(make_subscription(looks=0), next_poll_at=NOW)

    heard = judge_push(waiting, NOW)

    assert heard.reason is PushReason.ALREADY_DUE
    assert not heard.is_noted


def test_a_push_during_a_poll_is_noted_for_the_poll_may_have_come_too_early() -> None:
    being_polled = make_target(make_subscription(looks=0), next_poll_at=NOW, is_leased=True)

    heard = judge_push(being_polled, NOW)

    assert heard.reason is PushReason.AT_ONCE


@pytest.mark.parametrize(
    ("facts", "reason", "due_at"),
    [
        ({"is_polled": False}, PushReason.NOT_POLLED, None),
        ({"failure_kind": FailureKind.TEMPORARY}, PushReason.ASKED_OFF, None),
        (
            {"blocked_until": NOW + timedelta(hours=1)},
            PushReason.ASKED_OFF,
            NOW + timedelta(hours=1),
        ),
        ({"blocked_until": NOW - seconds(1)}, PushReason.AT_ONCE, NOW),
        (
            {"failure_kind": FailureKind.SOFT, "last_polled_at": NOW - timedelta(minutes=2)},
            PushReason.FAILING,
            NOW + timedelta(minutes=3),
        ),
        (
            {"failure_kind": FailureKind.HARD, "last_polled_at": NOW - timedelta(hours=2)},
            PushReason.FAILING,
            NOW,
        ),
    ],
)
def test_no_push_makes_us_rude(
    facts: dict[str, object], reason: PushReason, due_at: datetime | None
) -> None:
    heard = judge_push(make_target(**facts), NOW)

    assert (heard.reason, heard.due_at) == (reason, due_at)


def judge(
    outcome: Outcome, *, brought_new: bool = False, **facts: object
) -> tuple[int | None, int, int, timedelta | None]:
    verdict = judge_hub(
        make_subscription(**facts), outcome=outcome, brought_new=brought_new, now=NOW
    )
    again = verdict.look_again_at
    return verdict.looks, verdict.proven, verdict.idle, None if again is None else again - NOW


MINUTE, FIVE = timedelta(minutes=1), timedelta(minutes=5)


@pytest.mark.parametrize(
    ("outcome", "new", "facts", "expected"),
    [
        # A push that told the truth.
        (Outcome.CHANGED, True, {"looks": 0, "proven": 2, "idle": 3}, (None, 3, 0, None)),
        # It told of an edit.
        (Outcome.CHANGED, False, {"looks": 0, "proven": 2}, (None, 2, 0, None)),
        # Nothing to be seen yet: a cache may be slow.
        (Outcome.NOT_MODIFIED, False, {"looks": 0, "proven": 2}, (1, 2, 1, MINUTE)),
        (Outcome.UNCHANGED, False, {"looks": 1, "proven": 2, "idle": 1}, (2, 2, 1, FIVE)),
        # It was slow: the hub had told the truth.
        (Outcome.CHANGED, True, {"looks": 2, "proven": 2, "idle": 1}, (None, 3, 0, None)),
        # It told of nothing.
        (Outcome.NOT_MODIFIED, False, {"looks": 2, "proven": 2, "idle": 1}, (None, 2, 1, None)),
        # A poll that failed says nothing of the hub.
        (Outcome.FAILED, False, {"looks": 0, "proven": 2}, (0, 2, 0, None)),
        (Outcome.FAILED, False, {"proven": 2}, (None, 2, 0, None)),
        # An ordinary poll found what the hub did not tell of.
        (Outcome.CHANGED, True, {"proven": 9}, (None, 0, 0, None)),
        # It found an edit, which hubs need not tell of, or nothing.
        (Outcome.CHANGED, False, {"proven": 9}, (None, 9, 0, None)),
        (Outcome.NOT_MODIFIED, False, {"proven": 9, "idle": 1}, (None, 9, 1, None)),
    ],
)
def test_judges_a_hub_by_what_polls_find(
    outcome: Outcome,
    new: bool,
    facts: dict[str, object],
    expected: tuple[int | None, int, int, timedelta | None],
) -> None:
    assert judge(outcome, brought_new=new, **facts) == expected


@pytest.mark.parametrize(
    ("facts", "relied_on"),
    [
        ({"proven": 3}, True),
        ({"proven": 2}, False),
        ({"proven": 3, "expires_at": NOW}, False),
        # A clock that was wrong said so.
        ({"proven": 3, "expires_at": NOW + timedelta(days=400)}, False),
        ({"proven": 3, "state": SubscriptionState.REQUESTED}, False),
    ],
)
def test_relies_on_a_hub_that_proved_itself_while_its_promise_lasts(
    facts: dict[str, object], relied_on: bool
) -> None:
    assert is_relied_on(make_subscription(**facts), NOW) is relied_on


def test_relies_on_no_hub_where_there_is_none() -> None:
    assert not is_relied_on(None, NOW)


def plan(habit: Habit, **asked: object) -> NextPoll:
    return next_poll(
        outcome=Outcome.UNCHANGED,
        now=NOW,
        interval=asked.get("interval"),  # type: ignore[arg-type]
        limits=LIMITS,
        failures=0,
        jitter=0.0,
        max_age=asked.get("max_age"),  # type: ignore[arg-type]
        habit=habit,
    )


FAST = Rhythm(observed_at=NOW, turnover=timedelta(minutes=30))


@pytest.mark.parametrize(
    ("habit", "asked", "within", "reason"),
    [
        (Habit(pushed=True), {}, timedelta(hours=1), Reason.PUSHED),
        (Habit(pushed=False), {}, timedelta(minutes=15), Reason.DEFAULT),
        # More haste than a hub can save us.
        (Habit(pushed=True, hot_until=NOW + FIVE), {}, timedelta(minutes=5), Reason.HOT),
        (Habit(pushed=True, rhythm=FAST), {}, timedelta(minutes=30), Reason.OVERFLOW),
        (Habit(pushed=True), {"interval": FIVE}, FIVE, Reason.INTERVAL),
        (Habit(pushed=True), {"max_age": timedelta(hours=2)}, timedelta(hours=2), Reason.MAX_AGE),
    ],
)
def test_a_feed_whose_hub_is_relied_on_is_still_polled_for_safety(
    habit: Habit, asked: dict[str, object], within: timedelta, reason: Reason
) -> None:
    upcoming = plan(habit, **asked)

    assert upcoming.reason == reason
    assert NOW < upcoming.at <= NOW + within


@pytest.mark.parametrize(
    ("again", "at", "reason"),
    [
        (None, timedelta(minutes=15), Reason.DEFAULT),
        (timedelta(minutes=5), timedelta(minutes=5), Reason.LOOK_AGAIN),
        (timedelta(seconds=1), timedelta(minutes=1), Reason.LOOK_AGAIN),
        (timedelta(minutes=20), timedelta(minutes=15), Reason.DEFAULT),
    ],
)
def test_looks_again_before_the_next_poll_but_never_too_soon(
    again: timedelta | None, at: timedelta, reason: Reason
) -> None:
    planned = NextPoll(at=NOW + timedelta(minutes=15), reason=Reason.DEFAULT, failures=0)

    upcoming = look_again(planned, None if again is None else NOW + again, NOW + MINUTE)

    assert (upcoming.at, upcoming.reason) == (NOW + at, reason)
