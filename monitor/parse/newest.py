"""Choose which entries of a long document are read: those at its newer end.

Pure. Nearly all feeds put the newest entry first, but some put it last, and what is not read is
lost. The dates of the entries at both ends decide; where they say nothing, the first ones are read.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

from monitor.parse.clip import MAX_ENTRIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Found = TypeVar("Found")

#: How many entries at an end are asked for their date.
_ASKED: Final = 100
#: Earlier dates are mistakes.
_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)


def take_newest(entries: list[Found], date_of: Callable[[Found], datetime | None]) -> list[Found]:
    """Give as many entries as are read, from the newer end, in the order of the document."""
    if len(entries) <= MAX_ENTRIES:
        return entries
    first = _first_date(map(date_of, entries))
    last = _first_date(map(date_of, reversed(entries)))
    is_newest_last = first is not None and last is not None and first < last
    return entries[-MAX_ENTRIES:] if is_newest_last else entries[:MAX_ENTRIES]


def drop_middle(entries: list[Found]) -> int:
    """Let go of entries that will be at neither end, and say of how many."""
    if len(entries) < 3 * MAX_ENTRIES:
        return 0
    del entries[MAX_ENTRIES : 2 * MAX_ENTRIES]
    return MAX_ENTRIES


def _first_date(dates: Iterable[datetime | None]) -> datetime | None:
    asked = islice(dates, _ASKED)
    return next((date for date in asked if date is not None and date >= _EARLIEST), None)
