"""Read the clock: the only file that does.

Process. Everything else takes `now` as an argument, so that what is decided can be tested
as a table and replayed.
"""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Give the present instant, aware and in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one file
