"""Read when a document asks not to be looked at.

Pure. `skipHours` and `skipDays` of RSS (RSS 2.0 specification, "skipHours and skipDays"): hours
and days in UTC. feedparser leaves them out. A list that names every hour, or every day, means
nothing.
"""

from __future__ import annotations

import re
from typing import Final

from monitor.model import Skips

_BLOCK: Final = re.compile(rb"<skip(Hours|Days)>(.{0,2000}?)</skip\1>", re.IGNORECASE | re.DOTALL)
_HOUR: Final = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_DAY: Final = re.compile(rb"<day>\s*(\w{3})\w*\s*</day>", re.IGNORECASE)
_DAYS: Final = {name: n for n, name in enumerate(b"mon tue wed thu fri sat sun".split())}
_HOURS_OF_A_DAY: Final = 24


def read_skips(body: bytes) -> Skips | None:
    """Give the hours and days that `body`, in any encoding with ASCII in it, asks us to skip."""
    hours: set[int] = set()
    days: set[int] = set()
    for kind, block in _BLOCK.findall(body):
        if kind.lower() == b"hours":
            # Midnight is 0 in one version of the specification and 24 in another.
            hours.update(int(hour) % _HOURS_OF_A_DAY for hour in _HOUR.findall(block))
        else:
            days.update(_DAYS[day.lower()] for day in _DAY.findall(block) if day.lower() in _DAYS)
    skips = Skips(
        hours=frozenset(hours) if len(hours) < _HOURS_OF_A_DAY else frozenset(),
        days=frozenset(days) if len(days) < len(_DAYS) else frozenset(),
    )
    return skips if skips.hours or skips.days else None
