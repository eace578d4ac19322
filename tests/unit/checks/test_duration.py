from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.checks import format_duration, parse_duration


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("0s", timedelta()),
        ("30s", timedelta(seconds=30)),
        ("15m", timedelta(minutes=15)),
        ("2h", timedelta(hours=2)),
        ("7d", timedelta(days=7)),
        ("2w", timedelta(days=14)),
        ("250ms", timedelta(milliseconds=250)),
        ("1.5h", timedelta(minutes=90)),
        (" 5m ", timedelta(minutes=5)),
    ],
)
def test_reads_a_number_and_a_unit(text: str, span: timedelta) -> None:
    assert parse_duration(text) == span


@pytest.mark.parametrize(
    "text", ["", "15", "m", "-5m", "5 m", "1h30m", "5y", "5M", "٥m", "nan s", "99999999d", "1e3s"]
)
def test_refuses_what_is_no_span(text: str) -> None:
    with pytest.raises(ValueError, match="must be a duration"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(), "0s"),
        (timedelta(minutes=90), "90m"),
        (timedelta(hours=24), "1d"),
        (timedelta(days=14), "14d"),
        (timedelta(seconds=1), "1s"),
        (timedelta(milliseconds=1500), "1500ms"),
        (timedelta(milliseconds=12345678), "12345678ms"),
    ],
)
def test_writes_the_largest_unit_that_leaves_a_whole_number(span: timedelta, text: str) -> None:
    assert format_duration(span) == text
    assert parse_duration(text) == span
