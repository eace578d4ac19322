"""When a page that could not be had is tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.fetch import next_fetch_at
from tests.support.builders import NOW

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("attempt", "transient", "retry_after", "jitter", "pause"),
    [
        (1, True, None, 0.0, 2 * MINUTE),
        (1, True, None, 1.0, 2.4 * MINUTE),
        (2, True, None, 0.0, 15 * MINUTE),
        (3, True, None, 0.0, 2 * HOUR),
        (4, True, None, 0.0, 12 * HOUR),
        (5, True, None, 0.0, None),
        (1, False, None, 0.0, None),
        (1, True, HOUR, 0.0, HOUR),
        (1, True, timedelta(seconds=1), 0.0, 2 * MINUTE),
        (1, True, timedelta(days=30), 0.0, 24 * HOUR),
        (5, True, HOUR, 0.0, None),
    ],
)
def test_waits_longer_after_each_attempt_and_gives_up_after_a_day(
    attempt: int,
    transient: bool,
    retry_after: timedelta | None,
    jitter: float,
    pause: timedelta | None,
) -> None:
    at = next_fetch_at(
        attempt=attempt, now=NOW, transient=transient, retry_after=retry_after, jitter=jitter
    )

    assert at == (None if pause is None else NOW + pause)
