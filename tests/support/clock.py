"""Be the clock: time stands still until a test moves it, or runs on from when the tests happen.

Process. These take the place of `utc_now` where a pass is handed a clock.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.support.builders import NOW

if TYPE_CHECKING:
    from datetime import datetime


class FakeClock:
    """Gives the same instant until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> datetime:
        """Move on by a span, given as `timedelta` takes it; gives the new instant."""
        self.now += timedelta(**span)
        return self.now


class RunningClock:
    """Runs as real time does, from `now` on."""

    def __init__(self, now: datetime = NOW) -> None:
        self._start = now
        self._started = time.monotonic()

    def __call__(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._started)
