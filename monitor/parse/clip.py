"""Keep what a stranger wrote within bounds.

Pure. Lengths are counted in characters; what no encoding can carry is replaced.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

#: Entries of one document that are read; `monitor.parse.newest` says which.
MAX_ENTRIES: Final = 2_000
MAX_TITLE_CHARS: Final = 1_000
#: Of each summary and each content.
MAX_HTML_CHARS: Final = 256 * 1024
MAX_NAME_CHARS: Final = 500
MAX_ID_CHARS: Final = 4_096
MAX_CATEGORIES: Final = 100

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def clip(value: object, limit: int) -> str:
    """Give `value` if it is text, at most `limit` characters of it, else an empty text."""
    if not isinstance(value, str):
        return ""
    clipped = value[:limit]
    try:
        clipped.encode()  # much quicker than to look for surrogates
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", clipped)
    return clipped


def clip_or_none(value: object, limit: int) -> str | None:
    """As `clip`; None when nothing but white space is there."""
    return clip(value, limit).strip() or None


def span_of(seconds: float) -> timedelta | None:
    """Give a positive span of at most a year, None when there is none."""
    year = timedelta(days=365)
    if not seconds > 0:
        return None
    return year if seconds >= year.total_seconds() else timedelta(seconds=seconds)


def instant_of(fields: object) -> datetime | None:
    """Give the instant of a `struct_time` in UTC, None when it names none."""
    if not isinstance(fields, tuple):
        return None
    year, month, day, hour, minute, second = fields[:6]
    try:
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, OverflowError, TypeError):
        return None
