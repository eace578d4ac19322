"""See what is learned of feeds that do what feeds do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.feeds import entries_a_day, has_overflowed, learn
from monitor.feeds.rhythm import HOURS, expected_wait, is_known

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.model import Rhythm

MIDNIGHT = datetime(2026, 11, 5, tzinfo=UTC)
USUAL = timedelta(minutes=15)
A_DAY = timedelta(days=1)


def watch(
    fresh: Callable[[datetime], int],
    *,
    days: float,
    every: timedelta = USUAL,
    shown: int | None = 30,
    rhythm: Rhythm | None = None,
) -> Rhythm:
    """Poll a feed for some days; `fresh` says what each poll finds."""
    now = MIDNIGHT if rhythm is None else rhythm.observed_at
    end = now + timedelta(days=days)
    while now < end:
        rhythm = learn(rhythm, now=now, fresh=fresh(now), shown=shown)
        now += every
    assert rhythm is not None
    return rhythm


def wait_at(rhythm: Rhythm, hour: int) -> float:
    """How many minutes the feed is left alone from this hour of a day on."""
    now = rhythm.observed_at.replace(hour=hour, minute=0) + A_DAY
    wait = expected_wait(rhythm, now=now, usual=USUAL, longest=A_DAY)
    return wait / timedelta(minutes=1)


def test_the_first_document_says_nothing_of_when_its_entries_came() -> None:
    rhythm = learn(None, now=MIDNIGHT, fresh=30, shown=30)

    assert sum(rhythm.counts) == sum(rhythm.hours) == 0
    assert not is_known(rhythm)


def test_a_feed_is_known_after_an_hour() -> None:
    rhythm = watch(lambda _: 0, days=1 / 24 + 0.02)

    assert is_known(rhythm)


def test_a_feed_with_one_entry_an_hour_keeps_the_usual_interval() -> None:
    rhythm = watch(lambda now: now.minute == 0, days=14)

    assert wait_at(rhythm, 12) == pytest.approx(15, rel=0.05)


def test_a_silent_feed_is_left_alone_for_longer_every_day() -> None:
    waits = [wait_at(watch(lambda _: 0, days=days), 12) for days in (1, 7, 28)]

    assert 15 < waits[0] < waits[1] < waits[2]
    assert waits[2] > 120


def test_a_feed_that_wakes_up_is_polled_faster_at_once() -> None:
    asleep = watch(lambda _: 0, days=14)

    awake = watch(lambda _: 1, days=0.1, rhythm=asleep)

    now = awake.observed_at
    before, after = (
        expected_wait(rhythm, now=now, usual=USUAL, longest=A_DAY) for rhythm in (asleep, awake)
    )
    assert after < before / 4


def test_the_hours_of_the_day_are_told_apart() -> None:
    rhythm = watch(lambda now: 8 <= now.hour < 18, days=14)

    assert wait_at(rhythm, 12) < 10
    assert wait_at(rhythm, 2) > 4 * wait_at(rhythm, 12)


def test_nobody_sleeps_through_the_morning() -> None:
    rhythm = watch(lambda now: 4 * (8 <= now.hour < 18), days=14)

    assert 7 * 60 < 7 * 60 + wait_at(rhythm, 7) < 8 * 60 + 10


def test_entries_that_came_together_count_for_less_than_one_by_one() -> None:
    together = watch(lambda now: 20 * (now.hour == 6 and now.minute == 0), days=14)
    apart = watch(lambda now: now.minute == 0 and now.hour < 20, days=14)

    assert entries_a_day(together) < entries_a_day(apart) / 2


def test_what_a_feed_did_long_ago_fades() -> None:
    once_busy = watch(lambda _: 1, days=7)

    silent_since = watch(lambda _: 0, days=60, rhythm=once_busy)

    assert entries_a_day(silent_since) < entries_a_day(once_busy) / 5


def test_a_clock_that_goes_back_or_far_ahead_teaches_nothing_absurd() -> None:
    rhythm = watch(lambda now: now.minute == 0, days=7)

    ahead = learn(rhythm, now=rhythm.observed_at + timedelta(days=365), fresh=0, shown=None)
    back = learn(ahead, now=rhythm.observed_at, fresh=1, shown=30)

    assert sum(back.hours) <= sum(rhythm.hours) + 48
    assert wait_at(back, 12) == pytest.approx(15, rel=0.5)


@pytest.mark.parametrize(
    ("fresh", "shown", "left_out", "verdict"),
    [
        (30, 30, 0, True),
        (29, 30, 0, False),
        (30, 32, 2, False),
        (5, 5, 0, True),
        (4, 4, 0, False),
        (0, 0, 0, False),
    ],
)
def test_a_document_without_anything_known_may_have_lost_entries(
    fresh: int, shown: int, left_out: int, verdict: bool
) -> None:
    assert has_overflowed(fresh=fresh, shown=shown, left_out=left_out) is verdict


def test_a_document_that_turns_over_is_remembered_until_it_is_seen_to_be_slower() -> None:
    rhythm = watch(lambda _: 0, days=1)

    rhythm = learn(rhythm, now=rhythm.observed_at + USUAL, fresh=30, shown=30)
    fast = rhythm.turnover
    rhythm = watch(lambda _: 0, days=1, rhythm=rhythm)

    assert fast == USUAL / 2
    assert rhythm.turnover is None


def test_a_document_of_few_entries_turns_over_by_its_nature() -> None:
    rhythm = watch(lambda _: 1, days=1, shown=1)

    assert rhythm.turnover is None


def test_the_hours_are_those_of_utc() -> None:
    tokyo = MIDNIGHT + timedelta(hours=3)

    rhythm = learn(learn(None, now=tokyo, fresh=0, shown=9), now=tokyo + USUAL, fresh=1, shown=9)

    assert [hour for hour in range(HOURS) if rhythm.counts[hour]] == [3]
