"""Tell which instants are within active hours, and when the next ones begin.

Pure. Hours are read off a clock on the wall. A clock that is put forward jumps over a time, and
then the hours begin, or end, at the jump; one that is put back shows a time twice, and then they
begin with the first and end with the second.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.model import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.model import ActiveHours

#: An opening is found among so many days: a week, and what reaches into it.
_DAYS = 9
_DAY = timedelta(days=1)


def are_open(hours: ActiveHours, at: datetime) -> bool:
    """Say whether an instant is within the hours; that of the end is not."""
    return any(opens <= at < closes for opens, closes in _spans(hours, at))


def next_opening(hours: ActiveHours, at: datetime) -> datetime:
    """Give the instant itself when it is within the hours, else that at which they begin."""
    for opens, closes in _spans(hours, at):
        if at < closes:
            return max(opens, at)
    # Only for hours of which the jump of a clock leaves nothing for a week.
    return at


def day_of(zone: str, at: datetime) -> tuple[datetime, datetime]:
    """Give when the local day of an instant begins, and when the next one does."""
    day = at.astimezone(ZoneInfo(zone)).date()
    return wall_instant(day, 0, zone), wall_instant(day + _DAY, 0, zone)


def _spans(hours: ActiveHours, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Give the hours of the day before and of the week after, as instants."""
    first = at.astimezone(ZoneInfo(hours.zone)).date() - _DAY
    for offset in range(_DAYS):
        day = first + offset * _DAY
        if day.weekday() in hours.days:
            is_overnight = hours.closes <= hours.opens
            last = hours.closes + (DAY if is_overnight else 0)
            opens = wall_instant(day, hours.opens, hours.zone)
            closes = wall_instant(day, last, hours.zone, is_end=True)
            if opens < closes:
                yield opens, closes


@lru_cache(maxsize=1024)
def wall_instant(day: date, minutes: int, zone: str, *, is_end: bool = False) -> datetime:
    """Give the instant at which a clock on the wall shows a time, or jumps over it."""
    days, rest = divmod(minutes, DAY)
    wall = datetime.combine(day + days * _DAY, time(rest // 60, rest % 60), ZoneInfo(zone))
    early, late = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if early <= late:
        return late if is_end else early
    # There is no such time that day: the clock jumps between the two.
    return _find_jump(late, early, ZoneInfo(zone))


def _find_jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Find the second at which the offset changes."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
