"""Hold the schedule to its table: who has a say in when a feed is polled next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.feeds import NextPoll, PollLimits, Reason, next_poll
from monitor.model import Outcome

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
        if name != "transient"
    }
    return next_poll(
        outcome=outcome,
        now=NOW,
        interval=spans.pop("interval", None),
        limits=LIMITS,
        failures=failures,
        jitter=jitter,
        transient=bool(asked.get("transient", True)),
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
        ({"failures": 0, "jitter": 1.0}, 2.5, Reason.BACKOFF),
        ({"failures": 2, "jitter": 0.5}, 15, Reason.BACKOFF),
        ({"failures": 0, "transient": False}, 5, Reason.LONG_BACKOFF),
        ({"failures": 2, "transient": False}, 80, Reason.LONG_BACKOFF),
        ({"failures": 0, "retry_after": 60}, 60, Reason.RETRY_AFTER),
        ({"failures": 3, "retry_after": 60}, 60, Reason.RETRY_AFTER),
        ({"failures": 0, "retry_after": 0.1}, 2, Reason.RETRY_AFTER),
        ({"failures": 0, "retry_after": 0.1, "interval": 0.2}, 1, Reason.RETRY_AFTER),
        ({"failures": 0, "retry_after": 88 * 60}, 24 * 60, Reason.RETRY_AFTER),
        ({"failures": 0, "retry_after": 60, "jitter": 1.0}, 66, Reason.RETRY_AFTER),
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
