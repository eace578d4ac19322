"""Active hours: what a clock on the wall says, on the days too when it is put forward or back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.alert.hours import are_open, day_of, next_opening
from monitor.model import read_active_hours


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "now", "opens"),
    [
        # Berlin is an hour ahead of UTC in winter and two in summer.
        ("07:00-22:00 Europe/Berlin", "2026-11-24T12:00", "2026-11-24T12:00"),
        ("07:00-22:00 Europe/Berlin", "2026-11-24T05:59", "2026-11-24T06:00"),
        ("07:00-22:00 Europe/Berlin", "2026-11-24T06:00", "2026-11-24T06:00"),
        ("07:00-22:00 Europe/Berlin", "2026-11-24T21:00", "2026-11-25T06:00"),
        ("07:00-22:00 Europe/Berlin", "2026-07-01T21:00", "2026-07-02T05:00"),
        # Friday evening waits for Monday.
        ("mon-fri 07:00-22:00 Europe/Berlin", "2026-11-27T21:30", "2026-11-30T06:00"),
        # A night watch.
        ("22:00-06:00", "2026-11-24T23:00", "2026-11-24T23:00"),
        ("22:00-06:00", "2026-11-25T05:59", "2026-11-25T05:59"),
        ("22:00-06:00", "2026-11-25T06:00", "2026-11-25T22:00"),
        # 02:30 does not exist on 29 March 2026: clocks jump from 02:00 to 03:00.
        ("02:30-05:00 Europe/Berlin", "2026-03-29T00:30", "2026-03-29T01:00"),
        # 02:30 comes twice on 25 October 2026: the first one counts.
        ("02:30-05:00 Europe/Berlin", "2026-10-25T00:00", "2026-10-25T00:30"),
        ("02:30-05:00 Europe/Berlin", "2026-10-25T01:10", "2026-10-25T01:10"),
    ],
)
def test_what_is_due_waits_for_the_hours(hours: str, now: str, opens: str) -> None:
    assert next_opening(read_active_hours(hours), at(now)) == at(opens)


def test_hours_are_open_from_their_first_minute_and_not_at_their_last() -> None:
    hours = read_active_hours("07:00-22:00")

    assert are_open(hours, at("2026-11-24T07:00"))
    assert are_open(hours, at("2026-11-24T21:59"))
    assert not are_open(hours, at("2026-11-24T22:00"))


@pytest.mark.parametrize(
    ("now", "begins", "ends"),
    [
        ("2026-11-24T12:00", "2026-11-23T23:00", "2026-11-24T23:00"),
        # The day on which the clock is put forward has 23 hours, the other one 25.
        ("2026-03-29T12:00", "2026-03-28T23:00", "2026-03-29T22:00"),
        ("2026-10-25T12:00", "2026-10-24T22:00", "2026-10-25T23:00"),
    ],
)
def test_a_day_is_a_local_one(now: str, begins: str, ends: str) -> None:
    assert day_of("Europe/Berlin", at(now)) == (at(begins), at(ends))


@pytest.mark.parametrize(
    "text", ["", "7-22", "25:00-26:00", "07:00-07:00", "07:00-22:60", "xyz 07:00-22:00", "7:00"]
)
def test_what_are_no_hours_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=r"must|there is no|no day|day"):
        read_active_hours(text)


@pytest.mark.parametrize(
    "text", ["07:00-22:00 UTC", "mon-fri 07:00-22:00 Europe/Berlin", "sat-sun 22:00-06:00 UTC"]
)
def test_hours_are_written_as_they_are_read(text: str) -> None:
    assert str(read_active_hours(text)) == text
