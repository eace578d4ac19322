"""Read the two forms of dates that feeds are told to use, exactly as feedparser does.

Pure. RFC 822 with a four-digit year, and RFC 3339; of every other form feedparser has an opinion
of its own, so it is asked.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from monitor.parse.names import DoubtError

_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_ZONES: Final = {
    **dict.fromkeys(("GMT", "UT", "UTC", "Z"), 0),
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}
_OFFSET: Final = r"([+-])([0-9]{2}):?([0-9]{2})"
_RFC822: Final = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), +)?([0-9]{1,2}) +([A-Z][a-z]{2}) +([0-9]{4}) +"
    rf"([0-9]{{1,2}}):([0-9]{{2}})(?::([0-9]{{2}}))? +(?:([A-Z]{{1,3}})|{_OFFSET})\Z"
)
_RFC3339: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?"
    r"(?:Z|([+-])([0-9]{2}):([0-9]{2}))?)?\Z"
)

#: Year, month, day, hour, minute, second in UTC.
Fields = tuple[int, int, int, int, int, int]


def read_date(text: str) -> Fields | None:
    """Give the instant, None for an empty text.

    Raises:
        DoubtError: it has another form, or names no instant.
    """
    if not text:
        return None
    try:
        moment = _moment(text)
    except (ValueError, OverflowError, KeyError) as error:
        raise DoubtError("date") from error
    return (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)


def is_plain_date(text: str) -> bool:
    """Tell whether a date has one of these forms, and names an instant."""
    try:
        read_date(text)
    except DoubtError:
        return False
    return True


def _moment(text: str) -> datetime:
    if (match := _RFC822.match(text)) is not None:
        day, month, year, hour, minute, second, zone, sign, hours, minutes = match.groups()
        moment = datetime(
            int(year),
            _MONTHS[month],
            int(day),
            int(hour),
            int(minute),
            int(second or 0),
            tzinfo=UTC,
        )
        if zone is not None:
            return moment - timedelta(hours=_ZONES[zone])
    elif (match := _RFC3339.match(text)) is not None:
        year, month, day, hour, minute, second, sign, hours, minutes = match.groups()
        moment = datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            tzinfo=UTC,
        )
        if sign is None:
            return moment
    else:
        raise DoubtError("date")
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return moment + offset if sign == "-" else moment - offset
