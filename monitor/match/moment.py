"""Read the times of a query, and hold an article's against them.

Pure. Days are whole days in UTC: `published:>2026-01-31` begins with 1 February.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from monitor.match.syntax import Comparison, Published, Since

_PUBLISHED = re.compile(
    r"(>=|<=|>|<|)(\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?)", re.IGNORECASE
)
_SINCE = re.compile(r"(\d{1,5})([mhdw])", re.IGNORECASE)
_UNITS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}


def read_published(text: str) -> Published | str:
    """Read what stands after `published:`, or say what was expected."""
    match = _PUBLISHED.fullmatch(text)
    expected = "a day or an instant with > >= < or <= before it, as in published:>2026-01-31"
    if match is None:
        return expected
    try:
        start = datetime.fromisoformat(match.group(2).upper())
    except ValueError:
        return f"a day of the calendar, which {match.group(2)} is not"
    if start.tzinfo is None:
        start = start.replace(tzinfo=UTC)
    is_day = "t" not in match.group(2).lower()
    if start.year > 9990:  # noqa: PLR2004 - the end of the calendar must not be passed
        return "a day before the year 9990"
    return Published(
        comparison=Comparison(match.group(1)),
        text=match.group(2),
        start=start,
        stop=start + timedelta(days=1) if is_day else start,
    )


def read_since(text: str) -> Since | str:
    """Read what stands after `since:`, or say what was expected."""
    match = _SINCE.fullmatch(text)
    if match is None:
        return "a number with m, h, d or w, as in since:7d"
    return Since(text=text, span=int(match.group(1)) * _UNITS[match.group(2).lower()])


def is_within(bound: Published, instant: datetime) -> bool:
    """Whether an instant keeps to a bound."""
    match bound.comparison:
        case Comparison.AFTER:
            return instant > bound.start if bound.stop == bound.start else instant >= bound.stop
        case Comparison.SINCE:
            return instant >= bound.start
        case Comparison.BEFORE:
            return instant < bound.start
        case Comparison.UNTIL:
            return instant <= bound.start if bound.stop == bound.start else instant < bound.stop
        case Comparison.ON:
            return instant == bound.start or bound.start <= instant < bound.stop
