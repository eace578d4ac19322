"""Say when a topic may disturb: `mon-fri 07:00-22:00 Europe/Berlin`.

Pure. Hours are those of a clock on the wall in their zone; what instants they are, on the days too
when that clock is put forward or back, is asked of `monitor.alert`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from monitor.model.digest import WEEKDAYS

#: Minutes of a day.
DAY = 24 * 60
_HOURS = re.compile(r"([0-9]{1,2}):([0-9]{2})-([0-9]{1,2}):([0-9]{2})")
_EVERY_DAY = tuple(range(7))


class OutsideHours(StrEnum):
    """What becomes of an alert that is due outside of the active hours."""

    #: It is sent when they begin.
    WAIT = "wait"
    #: It goes into the topic's next digest.
    DIGEST = "digest"
    #: It is sent all the same.
    TELL = "tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveHours:
    """A span of the day, on some days of the week, by the clocks of a zone."""

    #: Minutes after midnight.
    opens: int
    #: The same; what is not after `opens` is on the next day.
    closes: int
    #: A name of the IANA time zone database.
    zone: str = "UTC"
    #: On which days it opens; 0 is Monday.
    days: tuple[int, ...] = _EVERY_DAY

    def __str__(self) -> str:
        days = "" if self.days == _EVERY_DAY else f"{_write_days(self.days)} "
        return f"{days}{_write_time(self.opens)}-{_write_time(self.closes)} {self.zone}"


def read_active_hours(text: str) -> ActiveHours:
    """Read `07:00-22:00 Europe/Berlin` or `mon-fri,sun 22:00-06:00`; without a zone it is UTC.

    Raises:
        ValueError: it is written otherwise. Whether there is such a zone is not asked here.
    """
    words = text.split()
    days = _EVERY_DAY
    if words and not words[0][0].isdigit():
        days = _read_days(words.pop(0).lower())
    found = _HOURS.fullmatch(words.pop(0)) if words else None
    zone = words.pop(0) if words else "UTC"
    if found is None or words:
        raise ValueError("must be hours such as 07:00-22:00 Europe/Berlin")
    opens, closes = _read_time(found[1], found[2]), _read_time(found[3], found[4])
    if opens in {closes, DAY}:
        raise ValueError("the hours must begin before they end")
    return ActiveHours(opens=opens, closes=closes, zone=zone, days=days)


def _read_time(hour: str, minute: str) -> int:
    at = int(hour) * 60 + int(minute)
    if int(minute) >= 60 or at > DAY:  # noqa: PLR2004 - minutes of an hour
        raise ValueError(f"there is no {hour}:{minute} in a day")
    return at


def _read_days(text: str) -> tuple[int, ...]:
    found: set[int] = set()
    for part in text.split(","):
        names = part.split("-")
        if len(names) > 2 or any(name not in WEEKDAYS for name in names):  # noqa: PLR2004 - a pair
            raise ValueError(f"must be days such as mon-fri or sat,sun, not {part}")
        first, last = WEEKDAYS.index(names[0]), WEEKDAYS.index(names[-1])
        # From Friday to Monday goes over the end of the week.
        found.update((first + day) % 7 for day in range((last - first) % 7 + 1))
    return tuple(sorted(found))


def _write_days(days: tuple[int, ...]) -> str:
    """Write days as `mon-fri,sun`."""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = [[WEEKDAYS[run[0]], WEEKDAYS[run[-1]]] for run in runs]
    return ",".join(first if first == last else f"{first}-{last}" for first, last in names)


def _write_time(at: int) -> str:
    return f"{at // 60:02}:{at % 60:02}"
