"""Read how long a server asks us to wait.

Pure. `Retry-After` in seconds or as any of the three date forms of RFC 9110 §5.6.7, and how
long an answer stays fresh: `max-age` of `Cache-Control`, else `Expires`. Unreadable values are
None: a server's slip is no reason to fail.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

_MAX_AGE: Final = re.compile(r'(?:^|[\s,])max-age\s*=\s*"?(\d+)', re.IGNORECASE)
_SECONDS: Final = re.compile(r"\s*(\d+)(?:\.\d+)?\s*\Z")
#: RFC 9111 §1.2.2: larger numbers count as this one.
_MOST_SECONDS: Final = 2**31


def read_max_age(
    cache_control: str | None, expires: str | None = None, date: str | None = None
) -> timedelta | None:
    """Give how long an answer is fresh: `max-age`, else `Expires` less `Date` (RFC 9111 §5.3)."""
    found = _MAX_AGE.search(cache_control or "")
    if found:
        return _span(found.group(1))
    until, since = _instant(expires or ""), _instant(date or "")
    return None if until is None or since is None or until <= since else until - since


def read_retry_after(value: str | None, date: str | None) -> timedelta | None:
    """Give how long after its answer a server wants to be left alone.

    A point in time is compared with the server's own clock, which it states in `date`;
    without that it says nothing that could be told from a clock that is wrong.
    """
    if value is None:
        return None
    found = _SECONDS.match(value)
    if found:
        return _span(found.group(1))
    until, since = _instant(value), _instant(date or "")
    if until is None or since is None:
        return None
    return max(until - since, timedelta())


def _span(digits: str) -> timedelta:
    return timedelta(seconds=min(int(digits[:12]), _MOST_SECONDS))


def _instant(value: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant
