"""Make trouble for a daemon: a clock that jumps, a file that is full, a server that is killed.

Process. The functions that name a file or seconds are called in a child of the zygote before the
program begins (see `Step`); the file is how the test tells the life what to do from now on.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Pool, event

from monitor.daemon import clock
from monitor.pipeline import poll
from monitor.store import dialect

if TYPE_CHECKING:
    from datetime import datetime

_HERE = "tests.support.faults"
WAIT_LESS, LIMIT_PAGES, SHIFT_CLOCK = (
    f"{_HERE}:{name}" for name in ("wait_less", "limit_pages", "shift_clock")
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

    for name, module in tuple(sys.modules.items()):
        if name.startswith("monitor") and getattr(module, "utc_now", None) is honest:
            module.utc_now = shifted  # type: ignore[attr-defined] # every module that reads the clock
