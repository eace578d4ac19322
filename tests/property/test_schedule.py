"""Hold the schedule to its bounds, whatever is asked of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds import Habit, PollLimits, learn, next_poll
from monitor.feeds.schedule import LONGEST_RETRY_AFTER, SHORTEST_RETRY_AFTER
from monitor.model import FailureKind, Outcome

NOW = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
LIMITS = PollLimits(
    default_interval=timedelta(minutes=15),
    min_interval=timedelta(minutes=2),
    max_interval=timedelta(hours=24),
)
spans = st.none() | st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=1000))
jitters = st.floats(min_value=0, max_value=1)
endings = st.sampled_from([outcome for outcome in Outcome if outcome is not Outcome.GONE])


@given(endings, spans, spans, jitters, st.integers(0, 10**9), st.sampled_from(FailureKind))
def test_without_an_explicit_interval_a_poll_keeps_within_the_limits(
    outcome: Outcome,
    ttl: timedelta | None,
    max_age: timedelta | None,
    jitter: float,
    failures: int,
    kind: FailureKind,
) -> None:
    upcoming = next_poll(
        outcome=outcome,
        now=NOW,
        interval=None,
        limits=LIMITS,
        failures=failures,
        jitter=jitter,
        ttl=ttl,
        max_age=max_age,
        kind=kind,
    )

    assert NOW + LIMITS.min_interval <= upcoming.at <= NOW + LIMITS.max_interval


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=1000)), spans, jitters)
def test_a_server_that_asks_for_patience_gets_it_for_up_to_a_day(
    retry_after: timedelta, interval: timedelta | None, jitter: float
) -> None:
    upcoming = next_poll(
        outcome=Outcome.FAILED,
        now=NOW,
        interval=interval,
        limits=LIMITS,
        failures=0,
        jitter=jitter,
        retry_after=retry_after,
    )

    assert upcoming.at >= NOW + min(max(retry_after, SHORTEST_RETRY_AFTER), LONGEST_RETRY_AFTER)
    assert upcoming.at <= NOW + LONGEST_RETRY_AFTER


@given(spans, spans, jitters)
def test_nobody_is_asked_earlier_than_document_and_server_allow(
    ttl: timedelta | None, max_age: timedelta | None, jitter: float
) -> None:
    upcoming = next_poll(
        outcome=Outcome.CHANGED,
        now=NOW,
        interval=None,
        limits=LIMITS,
        failures=0,
        jitter=jitter,
        ttl=ttl,
        max_age=max_age,
    )

    asked = max(ttl or timedelta(), max_age or timedelta())
    assert upcoming.at >= NOW + min(asked, LIMITS.max_interval)


polls = st.lists(
    st.tuples(
        st.timedeltas(min_value=timedelta(days=-400), max_value=timedelta(days=400)),
        st.integers(0, 200),
        st.none() | st.integers(0, 200),
    ),
    max_size=30,
)


@given(polls, st.none() | st.datetimes(timezones=st.just(UTC)), jitters)
def test_whatever_a_feed_does_it_is_polled_within_the_limits(
    seen: list[tuple[timedelta, int, int | None]], hot_until: datetime | None, jitter: float
) -> None:
    now, rhythm = NOW, None
    for passed, fresh, shown in seen:
        now += passed  # Clocks go back, and a year ahead.
        rhythm = learn(rhythm, now=now, fresh=fresh, shown=shown)

    upcoming = next_poll(
        outcome=Outcome.CHANGED,
        now=now,
        interval=None,
        limits=LIMITS,
        failures=0,
        jitter=jitter,
        habit=Habit(rhythm=rhythm, hot_until=hot_until),
    )

    assert now + LIMITS.min_interval <= upcoming.at <= now + LIMITS.max_interval
