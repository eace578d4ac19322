"""Hold the reading of waiting times to the forms that servers send."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.outbound import read_max_age, read_retry_after

NOW = "Sun, 06 Nov 1994 08:49:37 GMT"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("0", 0),
        ("30.5", 30),
        ("99999999999999999999", 2**31),
        ("Sun, 06 Nov 1994 09:49:37 GMT", 3600),
        ("Sunday, 06-Nov-94 09:49:37 GMT", 3600),
        ("Sun Nov  6 09:49:37 1994", 3600),
        ("Sun, 06 Nov 1994 07:49:37 GMT", 0),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
    ],
)
def test_reads_retry_after_as_seconds_or_as_any_form_of_date(
    value: str | None, seconds: int | None
) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)

    assert read_retry_after(value, NOW) == expected


def test_a_date_says_nothing_without_the_servers_clock() -> None:
    assert read_retry_after("Sun, 06 Nov 1994 09:49:37 GMT", None) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("max-age=300", 300),
        ("public, MAX-AGE = 300", 300),
        ('max-age="60", private', 60),
        ("s-maxage=300", None),
        ("no-cache", None),
        ("max-age=", None),
        ("max-age=99999999999999999999", 2**31),
        (None, None),
    ],
)
def test_reads_max_age(value: str | None, seconds: int | None) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)

    assert read_max_age(value) == expected


@pytest.mark.parametrize(
    ("cache_control", "expires", "date", "seconds"),
    [
        (None, "Sun, 06 Nov 1994 10:00:00 GMT", "Sun, 06 Nov 1994 09:30:00 GMT", 1800),
        ("max-age=60", "Sun, 06 Nov 1994 10:00:00 GMT", "Sun, 06 Nov 1994 09:30:00 GMT", 60),
        (None, "Sun, 06 Nov 1994 09:00:00 GMT", "Sun, 06 Nov 1994 09:30:00 GMT", None),
        (None, "0", "Sun, 06 Nov 1994 09:30:00 GMT", None),
        (None, "Sun, 06 Nov 1994 10:00:00 GMT", None, None),
    ],
)
def test_expires_counts_by_the_servers_clock_where_there_is_no_max_age(
    cache_control: str | None, expires: str, date: str | None, seconds: int | None
) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)

    assert read_max_age(cache_control, expires, date) == expected
