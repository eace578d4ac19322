"""Hold the schedule to its table: who has a say in when a feed is polled next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.feeds import Habit, NextPoll, PollLimits, Reason, next_poll
from monitor.model import FailureKind, Outcome, Rhythm, Skips

NOW = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
LIMITS = PollLimits(
    default_interval=timedelta(minutes=15),
    min_interval=timedelta(minutes=2),
    max_interval=timedelta(hours=24),
)


def minutes(number: float | None) -> timedelta | None:
    return None if number is None else timedelta(minutes=number)


def plan(outcome: Outcome, *, failures: int = 0, jitter: float = 0.0, **asked: object) -> NextPoll:
    spans = {
        name: minutes(value)  # type: ignore[arg-type]
        for name, value in asked.items()
        if name not in {"kind", "habit"}
    }
    return next_poll(
        outcome=outcome,
        now=NOW,
        interval=spans.pop("interval", None),
        limits=LIMITS,
        failures=failures,
        jitter=jitter,
        kind=asked.get("kind", FailureKind.SOFT),  # type: ignore[arg-type]
        habit=asked.get("habit"),  # type: ignore[arg-type]
        **spans,
    )


@pytest.mark.parametrize(
    ("situation", "after", "reason"),
    [
        ({}, 15, Reason.DEFAULT),
        ({"interval": 5}, 5, Reason.INTERVAL),
        ({"interval": 0.5}, 0.5, Reason.INTERVAL),
        ({"interval": 5, "ttl": 60, "max_age": 90}, 5, Reason.INTERVAL),
        ({"ttl": 60}, 60, Reason.TTL),
        ({"ttl": 5}, 15, Reason.DEFAULT),
        ({"max_age": 30}, 30, Reason.MAX_AGE),
        ({"ttl": 60, "max_age": 90}, 90, Reason.MAX_AGE),
        ({"ttl": 90, "max_age": 60}, 90, Reason.TTL),
        ({"max_age": 1_000_000}, 24 * 60, Reason.MAX_AGE),
        ({"jitter": 1.0}, 13.5, Reason.DEFAULT),
        ({"jitter": 0.5}, 14.25, Reason.DEFAULT),
        ({"jitter": 1.0, "ttl": 14}, 14, Reason.DEFAULT),
        ({"jitter": 1.0, "ttl": 60}, 66, Reason.TTL),
        ({"jitter": 1.0, "interval": 2}, 2, Reason.INTERVAL),
        ({"jitter": 1.0, "interval": 10}, 9, Reason.INTERVAL),
    ],
)
@pytest.mark.parametrize("outcome", [Outcome.CHANGED, Outcome.UNCHANGED, Outcome.NOT_MODIFIED])
def test_after_a_good_poll_the_strongest_word_counts(
    outcome: Outcome, situation: dict[str, float], after: float, reason: Reason
) -> None:
    upcoming = plan(outcome, failures=7, **situation)  # type: ignore[arg-type]

    assert upcoming == NextPoll(at=NOW + timedelta(minutes=after), reason=reason, failures=0)


@pytest.mark.parametrize(
    ("situation", "after", "reason"),
    [
        ({"failures": 0}, 5, Reason.BACKOFF),
        ({"failures": 1}, 10, Reason.BACKOFF),
        ({"failures": 4}, 80, Reason.BACKOFF),
        ({"failures": 9}, 24 * 60, Reason.BACKOFF),
        ({"failures": 10**6}, 24 * 60, Reason.BACKOFF),
        ({"failures": 0, "interval": 3}, 3, Reason.BACKOFF),
        ({"failures": 0, "interval": 0.5}, 0.5, Reason.BACKOFF),
        ({"failures": 0, "interval": 600}, 5, Reason.BACKOFF),
        ({"failures": 0, "jitter": 1.0}, 2, Reason.BACKOFF),
        ({"failures": 2, "jitter": 0.5}, 11, Reason.BACKOFF),
        ({"failures": 9, "jitter": 1.0}, 2, Reason.BACKOFF),
        ({"failures": 0, "kind": FailureKind.HARD}, 5, Reason.LONG_BACKOFF),
        ({"failures": 2, "kind": FailureKind.HARD}, 80, Reason.LONG_BACKOFF),
        ({"failures": 10**6, "kind": FailureKind.HARD}, 24 * 60, Reason.LONG_BACKOFF),
    ],
)
def test_after_a_failed_poll_patience_grows_or_the_server_is_obeyed(
    situation: dict[str, float], after: float, reason: Reason
) -> None:
    failures = int(situation["failures"])

    upcoming = plan(Outcome.FAILED, **situation)  # type: ignore[arg-type]

    assert upcoming == NextPoll(
        at=NOW + timedelta(minutes=after), reason=reason, failures=failures + 1
    )


def test_a_gone_feed_is_not_polled_in_this_life() -> None:
    upcoming = plan(Outcome.GONE, failures=2)

    assert upcoming.reason == Reason.GONE
    assert upcoming.at - NOW > timedelta(days=36_000)


@pytest.mark.parametrize(
    ("situation", "after", "reason"),
    [
        ({"retry_after": 60}, 60, Reason.RETRY_AFTER),
        ({"retry_after": 0.1}, 5, Reason.RETRY_AFTER),
        ({"retry_after": 0.1, "interval": 0.2}, 1, Reason.RETRY_AFTER),
        ({"retry_after": 88 * 60}, 24 * 60, Reason.RETRY_AFTER),
        ({"retry_after": 60, "jitter": 1.0}, 66, Reason.RETRY_AFTER),
        ({"kind": FailureKind.OUTAGE}, 2, Reason.OUTAGE),
        ({"kind": FailureKind.OUTAGE, "jitter": 1.0}, 2, Reason.OUTAGE),
        ({"kind": FailureKind.OUTAGE, "interval": 0.5}, 1, Reason.OUTAGE),
        ({"kind": FailureKind.OUTAGE, "interval": 0.5, "jitter": 0.5}, 1.5, Reason.OUTAGE),
    ],
)
def test_what_is_not_the_feeds_fault_is_not_counted_against_it(
    situation: dict[str, object], after: float, reason: Reason
) -> None:
    upcoming = plan(Outcome.FAILED, failures=3, **situation)  # type: ignore[arg-type]

    assert upcoming == NextPoll(at=NOW + timedelta(minutes=after), reason=reason, failures=3)


def busy(entries_an_hour: float, **values: object) -> Rhythm:
    """A feed that was watched for weeks."""
    return Rhythm(
        observed_at=NOW,
        counts=(entries_an_hour * 1000,) * 24,
        hours=(1000.0,) * 24,
        **values,  # type: ignore[arg-type]
    )


NEW = Rhythm(observed_at=NOW)
SOON = NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("habit", "asked", "after", "reason"),
    [
        # One new entry an hour is what the default interval is made for; four times as many
        # are worth twice as many polls.
        (Habit(rhythm=busy(1)), {}, 15, Reason.LEARNED),
        (Habit(rhythm=busy(4)), {}, 7.5, Reason.LEARNED),
        (Habit(rhythm=busy(1 / 16)), {}, 60, Reason.LEARNED),
        (Habit(rhythm=busy(10_000)), {}, 2, Reason.LEARNED),
        (Habit(rhythm=busy(0)), {}, 24 * 60, Reason.LEARNED),
        (Habit(rhythm=NEW), {}, 15, Reason.DEFAULT),
        (Habit(rhythm=busy(4)), {"interval": 30}, 30, Reason.INTERVAL),
        (Habit(rhythm=busy(4)), {"ttl": 60}, 60, Reason.TTL),
        (Habit(rhythm=busy(1 / 16)), {"ttl": 30}, 60, Reason.LEARNED),
        (Habit(rhythm=busy(4)), {"max_age": 20}, 20, Reason.MAX_AGE),
        (Habit(rhythm=busy(1 / 16), hot_until=SOON), {}, 5, Reason.HOT),
        (Habit(hot_until=SOON), {}, 5, Reason.HOT),
        (Habit(hot_until=SOON), {"ttl": 10}, 10, Reason.TTL),
        (Habit(hot_until=SOON), {"interval": 30}, 30, Reason.INTERVAL),
        (Habit(hot_until=NOW), {}, 15, Reason.DEFAULT),
        (Habit(hot_until=NOW + timedelta(days=300)), {}, 15, Reason.DEFAULT),
        (Habit(rhythm=NEW, overflowed=True), {}, 7.5, Reason.OVERFLOW),
        (Habit(rhythm=busy(1, turnover=minutes(30))), {}, 10, Reason.OVERFLOW),
        (Habit(rhythm=busy(1, turnover=minutes(30))), {"ttl": 60}, 10, Reason.OVERFLOW),
        (Habit(rhythm=busy(1, turnover=minutes(1))), {}, 2, Reason.OVERFLOW),
        (Habit(rhythm=busy(1, turnover=minutes(60))), {}, 15, Reason.LEARNED),
        (Habit(rhythm=busy(1, turnover=minutes(30))), {"interval": 30}, 30, Reason.INTERVAL),
    ],
)
def test_a_feed_that_is_known_is_polled_as_it_behaves(
    habit: Habit, asked: dict[str, float], after: float, reason: Reason
) -> None:
    upcoming = plan(Outcome.UNCHANGED, habit=habit, **asked)

    assert upcoming.reason == reason
    assert (upcoming.at - NOW) / timedelta(minutes=1) == pytest.approx(after, rel=0.01)


def skipping(*hours: int, days: tuple[int, ...] = (), news_at: int | None = None) -> Habit:
    counts = tuple(3.0 if hour == news_at else 0.0 for hour in range(24))
    skips = Skips(hours=frozenset(hours), days=frozenset(days))
    return Habit(rhythm=Rhythm(observed_at=NOW, counts=counts, skips=skips))


@pytest.mark.parametrize(
    ("situation", "after", "reason"),
    [
        ({"habit": skipping(12, 13)}, 120 + 15, Reason.SKIPPED),
        ({"habit": skipping(13, 14)}, 15, Reason.DEFAULT),
        ({"habit": skipping(13, 14), "ttl": 70}, 70 + 120, Reason.SKIPPED),
        ({"habit": skipping(days=(3,))}, 15 + 12 * 60, Reason.SKIPPED),
        ({"habit": skipping(days=(3, 4, 5))}, 24 * 60, Reason.SKIPPED),
        ({"habit": skipping(12, news_at=12)}, 15, Reason.DEFAULT),
        ({"habit": skipping(12), "interval": 10}, 10, Reason.INTERVAL),
    ],
)
def test_hours_that_a_document_asks_to_skip_are_skipped_where_it_keeps_its_word(
    situation: dict[str, object], after: float, reason: Reason
) -> None:
    upcoming = plan(Outcome.UNCHANGED, **situation)

    assert (upcoming.at - NOW, upcoming.reason) == (timedelta(minutes=after), reason)
