"""Say instants and spans so that nobody mistakes day, month or zone.

Pure. Always in UTC; beside it in the zone of the receiver, where its settings name one.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

_SPANS = (
    ("day", timedelta(days=1)),
    ("hour", timedelta(hours=1)),
    ("minute", timedelta(minutes=1)),
)
#: Publishers' clocks differ; less than this is no delay that could be told.
_AT_ONCE = timedelta(minutes=1)


def tell_instant(at: datetime, zone: tzinfo | None = None) -> str:
    """Say an instant: `2026-11-24 05:12 UTC`, or `2026-11-24 05:12 UTC (06:12 CET)`."""
    said = f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    if zone is None:
        return said
    there = at.astimezone(zone)
    same_day = there.date() == at.astimezone(UTC).date()
    return f"{said} ({there:{'' if same_day else '%Y-%m-%d '}%H:%M} {_zone_name(there)})"


def tell_clock(at: datetime, zone: tzinfo = UTC) -> str:
    """Say an instant of the present in short: `24 Nov 05:12 UTC`."""
    there = at.astimezone(zone)
    return f"{tell_day(at, zone)} {there:%H:%M} {_zone_name(there)}"


def tell_day(at: datetime, zone: tzinfo = UTC) -> str:
    """Say a day of the present in short: `24 Nov`."""
    there = at.astimezone(zone)
    return f"{there.day} {there:%b}"


def tell_span(span: timedelta) -> str:
    """Say a span in its largest whole unit: `9 days`, `1 hour`."""
    for unit, size in _SPANS:
        if span >= size:
            return count(span // size, unit)
    return count(max(0, int(span.total_seconds())), "second")


def tell_lag(before: datetime | None, after: datetime) -> str | None:
    """Say how long after publication we saw it; None where that says nothing."""
    if before is None or after - before < _AT_ONCE:
        return None
    return f"{tell_span(after - before)} later"


def count(number: int, noun: str, nouns: str | None = None) -> str:
    """Count things: `1 copy`, `2 copies`."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def _zone_name(there: datetime) -> str:
    name = there.tzname() or ""
    # Some zones have no letters of their own, only `+03`.
    return f"UTC{name}" if name[:1] in {"+", "-"} else name
