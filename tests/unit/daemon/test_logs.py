"""Log lines that people and programs can read."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

import pytest

from monitor.daemon.clock import utc_now
from monitor.daemon.logs import HumanFormatter, JSONFormatter


def make_record(message: str = "feed polled", **facts: object) -> logging.LogRecord:
    return logging.makeLogRecord(
        {
            "name": "monitor.pipeline.poll",
            "msg": message,
            "levelname": "INFO",
            "created": datetime(2026, 11, 24, 9, 0, tzinfo=UTC).timestamp(),
            **facts,
        }
    )


def make_failure() -> logging.LogRecord:
    try:
        raise ValueError("of all things")
    except ValueError as error:
        return make_record(exc_info=(type(error), error, error.__traceback__))


def test_a_line_for_people_has_time_level_room_message_and_facts() -> None:
    line = HumanFormatter().format(make_record(feed_id=3, outcome="changed", error=None))

    assert line == (
        "2026-11-24T09:00:00Z INFO    pipeline.poll: feed polled  feed_id=3 outcome=changed"
    )


def test_a_line_without_facts_ends_with_the_message() -> None:
    assert HumanFormatter().format(make_record("monitor stopped")).endswith(": monitor stopped")


def test_a_line_of_json_holds_the_facts_as_they_are() -> None:
    record = make_record(feed_id=3, title="Пхеньян\n{", at_all=datetime(2026, 11, 24, tzinfo=UTC))

    line = JSONFormatter().format(record)

    assert "\n" not in line
    assert json.loads(line) == {
        "at": "2026-11-24T09:00:00+00:00",
        "level": "info",
        "logger": "monitor.pipeline.poll",
        "message": "feed polled",
        "feed_id": 3,
        "title": "Пхеньян\n{",
        "at_all": "2026-11-24 00:00:00+00:00",
    }


def test_a_failure_brings_its_traceback_within_its_one_line_of_json() -> None:
    line = JSONFormatter().format(make_failure())

    assert "\n" not in line
    assert "of all things" in json.loads(line)["traceback"]


def test_a_failure_brings_its_traceback_after_the_line_for_people() -> None:
    first, *rest = HumanFormatter().format(make_failure()).splitlines()

    assert first.endswith("feed polled")
    assert rest[0].startswith("Traceback")
    assert rest[-1] == "ValueError: of all things"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("changed", "error=changed"),
        ("Пхеньян", "error=Пхеньян"),
        ("not a feed", "error='not a feed'"),
        ("", "error=''"),
        ("x\n2026-11-24T09:00:00Z INFO forged", r"error='x\n2026-11-24T09:00:00Z INFO forged'"),
        ("\x1b[31mred\u2028\u202e", r"error='\x1b[31mred\u2028\u202e'"),
    ],
)
def test_what_a_feed_wrote_stays_within_its_fact(written: str, shown: str) -> None:
    line = HumanFormatter().format(make_record(error=written))

    assert line.endswith(f"  {shown}")


def test_the_clock_is_aware_and_in_utc() -> None:
    now = utc_now()

    assert now.tzinfo is UTC
    assert abs(now.timestamp() - datetime.now(UTC).timestamp()) < 5
