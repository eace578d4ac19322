"""Decide when a page that could not be had is tried again.

Pure. A page is worth a few attempts within a day: after that its story is told elsewhere.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

#: How long to wait after each attempt; after the last one there is no other.
PAUSES: Final = (
    timedelta(minutes=2),
    timedelta(minutes=15),
    timedelta(hours=2),
    timedelta(hours=12),
)
#: A server that asks for more patience than that is not waited for longer.
LONGEST_PAUSE: Final = timedelta(hours=24)
#: Share of a pause by which it is made longer at most, so that not all come back at once.
JITTER: Final = 0.2


def next_fetch_at(
    *, attempt: int, now: datetime, transient: bool, retry_after: timedelta | None, jitter: float
) -> datetime | None:
    """Give the time of the next attempt; None when there is to be none.

    Args:
        attempt: Which one just failed, from 1.
        now: When it did.
        transient: Trying again may help.
        retry_after: How long the server asks to be left alone.
        jitter: Chance, from 0 to 1.
    """
    if not transient or attempt > len(PAUSES):
        return None
    pause = PAUSES[attempt - 1] * (1 + JITTER * jitter)
    return now + min(max(pause, retry_after or timedelta()), LONGEST_PAUSE)
