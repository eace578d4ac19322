"""Make trouble for a daemon: a clock that jumps, a file that is full, a server that is killed.

Process. The functions that name a file or seconds are called in a child of the zygote before the
program begins (see `Step`); the file is how the test tells the life what to do from now on.
"""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Pool, event

from monitor.daemon import app, clock
from monitor.pipeline import poll
from monitor.pipeline.dispatch import DispatchTools
from monitor.store import dialect

if TYPE_CHECKING:
    from collections.abc import Callable

_HERE = "tests.support.faults"
WAIT_LESS, LIMIT_PAGES, SHIFT_CLOCK, HASTEN = (
    f"{_HERE}:{name}" for name in ("wait_less", "limit_pages", "shift_clock", "hasten")
)
#: As many pages as SQLite knows.
_ALL_PAGES = 4294967294


def wait_less(*, seconds: float) -> None:
    """Wait only so long for a database file that somebody else has locked."""
    dialect.BUSY_SECONDS = seconds  # type: ignore[assignment] # shorter than anybody would set it


def limit_pages(*, file: str) -> None:
    """Let the database be full while a file exists: it may not grow by another page."""

    def limit(connection: Any, *_: object) -> None:
        most = 1 if Path(file).exists() else _ALL_PAGES
        connection.execute(f"PRAGMA max_page_count = {most}").close()

    event.listen(Pool, "checkout", limit)


def shift_clock(*, file: str) -> None:
    """Set the clock ahead by the seconds that stand in a file, or back; it is noticed soon."""
    poll.PULL_BACK_SECONDS = 0.2  # type: ignore[misc] # a minute is long for a test
    honest = clock.utc_now

    def shifted() -> datetime:
        return honest() + timedelta(seconds=float(Path(file).read_text(encoding="utf-8")))

    _set_clock(shifted)


def hasten(*, speed: float, since: float) -> None:
    """Let the clock run so many times as fast since an instant, and what waits by it."""
    began = datetime.fromtimestamp(since, UTC)

    def hastened() -> datetime:
        return began + timedelta(seconds=(time.time() - since) * speed)

    async def doze(seconds: float) -> None:
        await asyncio.sleep(seconds / speed)

    _set_clock(hastened)
    cast("dict[str, Any]", DispatchTools.__init__.__kwdefaults__)["sleep"] = doze
    # A tick each ten seconds of that clock, which is coarser than in life.
    app.TICK_SECONDS = 10 / speed  # type: ignore[assignment] # whole seconds as a rule


def _set_clock(reading: Callable[[], datetime]) -> None:
    honest = clock.utc_now
    for name, module in tuple(sys.modules.items()):
        if name.startswith("monitor") and getattr(module, "utc_now", None) is honest:
            module.utc_now = reading  # type: ignore[attr-defined] # every module that reads the clock
