from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.alert import decide_spike
from monitor.model import SpikeRule, SpikeVerdict, Surge

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
#: A Tuesday.
NOW = datetime(2026, 11, 24, 9, 20, tzinfo=UTC)
LONG_AGO = NOW - 60 * DAY
RULE = SpikeRule()


def history(count: Callable[[datetime], int], days: int = 30) -> dict[datetime, int]:
    """Make the counts of all hours of so many days."""
    first = NOW.replace(minute=0) - days * DAY
    hours = [first + step * HOUR for step in range(days * 24)]
    return {hour: count(hour) for hour in hours}


def steady(number: int, days: int = 30) -> dict[datetime, int]:
    return history(lambda _: number, days)


def hours_of(days: int) -> set[datetime]:
    this = NOW.replace(minute=0)
    return {this - step * HOUR for step in range(days * 24 + 3)}


def surge(reports: int, hourly: Mapping[datetime, int], **values: object) -> Surge:
    defaults = {
        "topic": "visit",
        "reports": reports,
        "publishers": 9,
        "hourly": hourly,
        "last_spike_at": None,
        "since": LONG_AGO,
    }
    return Surge(**{**defaults, **values})


def decide(one: Surge, *, rule: SpikeRule = RULE, watched: set[datetime] | None = None):
    watched = hours_of(29) if watched is None else watched
    return decide_spike(rule, one, watched=watched, now=NOW)


def test_a_spike_says_how_many_came_and_what_is_usual():
    decision = decide(surge(41, steady(3)))

    assert decision.verdict is SpikeVerdict.SPIKE
    assert decision.reason == (
        "41 reports in the last hour; usual for this hour is 3.0 over 28 days"
    )


@pytest.mark.parametrize(
    ("reports", "usual", "verdict"),
    [
        (9, 0, SpikeVerdict.TOO_FEW_REPORTS),
        # What never came: ten at once are clear.
        (10, 0, SpikeVerdict.SPIKE),
        (11, 4, SpikeVerdict.USUAL),
        (12, 4, SpikeVerdict.CHANCE),
        (13, 4, SpikeVerdict.SPIKE),
        (40, 14, SpikeVerdict.USUAL),
        (42, 14, SpikeVerdict.SPIKE),
    ],
)
def test_what_is_a_spike_depends_on_what_is_usual(reports: int, usual: int, verdict: SpikeVerdict):
    assert decide(surge(reports, steady(usual))).verdict is verdict


@pytest.mark.parametrize(
    ("reports", "verdict"), [(20, SpikeVerdict.CHANCE), (24, SpikeVerdict.SPIKE)]
)
def test_a_low_factor_is_kept_from_telling_of_chance(reports: int, verdict: SpikeVerdict):
    rule = SpikeRule(factor=1.5)

    assert decide(surge(reports, steady(11)), rule=rule).verdict is verdict


def test_many_reports_of_two_publishers_are_none():
    decision = decide(surge(41, steady(3), publishers=2))

    assert decision.verdict is SpikeVerdict.TOO_FEW_PUBLISHERS


@pytest.mark.parametrize(
    ("ago", "verdict"),
    [
        (timedelta(hours=5, minutes=59), SpikeVerdict.COOLDOWN),
        (timedelta(hours=6), SpikeVerdict.SPIKE),
        # Found by a clock that was ahead: it counts no more.
        (-DAY, SpikeVerdict.SPIKE),
    ],
)
def test_a_spike_is_told_once_in_its_cooldown(ago: timedelta, verdict: SpikeVerdict):
    assert decide(surge(41, steady(3), last_spike_at=NOW - ago)).verdict is verdict


@pytest.mark.parametrize(
    ("days", "verdict"), [(0, SpikeVerdict.COLD_START), (2, SpikeVerdict.COLD_START),
                          (4, SpikeVerdict.SPIKE)]
)  # fmt: skip
def test_nothing_is_a_spike_before_some_days_were_watched(days: int, verdict: SpikeVerdict):
    assert decide(surge(41, steady(3)), watched=hours_of(days)).verdict is verdict


def test_days_before_the_topic_was_made_are_no_days_without_reports():
    young = surge(41, {}, since=NOW - 2 * DAY)

    assert decide(young).verdict is SpikeVerdict.COLD_START


def test_hours_without_a_poll_are_no_hours_without_reports():
    # Down every second day: had those counted as empty, 8 would be usual and 30 a spike.
    hourly = history(lambda hour: 0 if hour.toordinal() % 2 else 16)
    down = {hour for hour in hourly if hour.toordinal() % 2}
    watched = hours_of(29) - {hour for hour in down if NOW - hour > DAY}

    assert decide(surge(30, hourly), watched=watched).verdict is SpikeVerdict.USUAL
    assert decide(surge(30, hourly)).verdict is SpikeVerdict.SPIKE


def test_what_comes_at_once_after_a_pause_is_no_spike():
    this = NOW.replace(minute=0)

    decision = decide(surge(41, steady(3)), watched=hours_of(29) - {this - HOUR})

    assert decision.verdict is SpikeVerdict.JUST_BACK


def test_a_spike_of_last_week_does_not_hide_this_one():
    # All of one day had 300 an hour, one in 28; the plain mean would be 13.6.
    hourly = history(lambda hour: 300 if 6 <= (NOW - hour).days < 7 else 3)

    assert decide(surge(20, hourly)).verdict is SpikeVerdict.SPIKE


def test_a_press_conference_each_tuesday_is_usual_on_tuesdays():
    hourly = history(lambda hour: 40 if hour.weekday() == 1 else 2)

    assert decide(surge(40, hourly)).verdict is SpikeVerdict.USUAL
    assert decide(surge(90, hourly)).verdict is SpikeVerdict.SPIKE


def test_what_tuesdays_bring_is_a_spike_on_wednesdays():
    hourly = history(lambda hour: 40 if hour.weekday() == 2 else 2)

    assert decide(surge(40, hourly)).verdict is SpikeVerdict.SPIKE


def test_what_is_usual_by_day_is_a_spike_by_night():
    hourly = history(lambda hour: 1 if hour.hour in (8, 9) else 50)

    assert decide(surge(40, hourly)).verdict is SpikeVerdict.SPIKE


def test_a_longer_window_is_compared_with_windows_as_long():
    rule = SpikeRule(window=timedelta(hours=6))

    usual = decide(surge(40, steady(3)), rule=rule)
    spike = decide(surge(54, steady(3)), rule=rule)

    assert usual.verdict is SpikeVerdict.USUAL
    assert spike.reason == (
        "54 reports in the last 6 hours; usual for this time of day is 18.0 over 28 days"
    )
