from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.deliver.times import count, tell_clock, tell_instant, tell_lag, tell_span

AT = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        (None, "2026-11-24 22:30 UTC"),
        ("UTC", "2026-11-24 22:30 UTC (22:30 UTC)"),
        ("Europe/London", "2026-11-24 22:30 UTC (22:30 GMT)"),
        ("Europe/Berlin", "2026-11-24 22:30 UTC (23:30 CET)"),
        ("Asia/Seoul", "2026-11-24 22:30 UTC (2026-11-25 07:30 KST)"),
        ("Asia/Tehran", "2026-11-24 22:30 UTC (2026-11-25 02:00 UTC+0330)"),
    ],
)
def test_an_instant_is_told_in_utc_and_beside_it_in_the_zone(zone, said):
    assert tell_instant(AT, None if zone is None else ZoneInfo(zone)) == said


def test_a_clock_names_day_and_zone():
    assert tell_clock(AT) == "24 Nov 22:30 UTC"
    assert tell_clock(AT, ZoneInfo("Asia/Seoul")) == "25 Nov 07:30 KST"


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(days=2, hours=5), "2 days"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(minutes=3, seconds=59), "3 minutes"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=-5), "0 seconds"),
    ],
)
def test_a_span_is_told_in_its_largest_unit(span, said):
    assert tell_span(span) == said


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (None, None),
        (AT, None),
        (AT + timedelta(hours=1), None),
        (AT - timedelta(seconds=59), None),
        (AT - timedelta(minutes=7), "7 minutes later"),
    ],
)
def test_a_lag_is_told_where_there_is_one(before, said):
    assert tell_lag(before, AT) == said


def test_large_numbers_are_grouped():
    assert count(12_345, "copy", "copies") == "12,345 copies"
