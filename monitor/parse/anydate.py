"""Read dates in the forms that real feeds have, whatever they were told to use.

Pure, but for the tables of time zones that come with Python. feedparser reads the common forms;
here are those that it gives up or misreads: months named in other languages, numbers alone, named
zones, seconds since 1970. A date that could be two days is no date: a wrong one does more harm
than none, since what we saw first counts anyway.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from monitor.parse.datewords import MONTHS, ZONE_MINUTES

_MAX_CHARS: Final = 100
_MAX_OFFSET: Final = timedelta(hours=14)
#: Two-digit years below it are of this century (RFC 2822 §4.3).
_CENTURY_TURNS: Final = 50

_NOON: Final = 12
_MONTHS: Final = 12
_MINUTES: Final = 60
#: `24:00` is the end of a day.
_WHOLE_DAY: Final = timedelta(days=1)
_YEAR_DIGITS: Final = 4

_EPOCH: Final = re.compile(r"([0-9]{9,10})(?:\.[0-9]+|[0-9]{3})?\Z")
_CLOCK: Final = re.compile(
    r"(?P<half_before>午前|午後|오전|오후|上午|下午)?\s*"
    r"(?<![0-9])(?P<hour>[0-9]{1,2})\s*[:h時时시]\s*(?P<minute>[0-9]{2})(?:\s*[:分분]\s*(?P<second>[0-9]{1,2}))?"
    r"(?:[.,][0-9]+)?\s*[秒초분分]?\s*(?P<half>[ap]\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_COMPACT: Final = re.compile(
    r"([0-9]{4})-?([01][0-9])-?([0-3][0-9])(?:[T ]?([0-2][0-9]):?([0-5][0-9]):?([0-5][0-9])?"
    r"(?:[.,][0-9]+)?((?!\s*[ap]\.?m).*))?\Z",
    re.IGNORECASE,
)
_WEEK: Final = re.compile(r"([0-9]{4})-?W([0-9]{2})(?:-?([1-7]))?(?=T|\s|\Z)")
_ORDINAL: Final = re.compile(r"([0-9]{4})-([0-9]{3})(?=T|\s|\Z)")
_YEAR_FIRST: Final = re.compile(
    r"(?<![0-9])([0-9]{4})(?:[-/.]|\s*[年년]\s*)([0-9]{1,2})(?:[-/.]|\s*[月월]\s*)([0-9]{1,2})(?![0-9])"
)
_YEAR_AND_MONTH: Final = re.compile(r"([0-9]{4})-([01][0-9])\s*\Z")
_YEAR_LAST: Final = re.compile(
    r"(?<![0-9])([0-9]{1,2})\s?([-/. ])\s?([0-9]{1,2})\s?\2\s?([0-9]{4}|[0-9]{2})(?![0-9])"
)
#: Vietnamese, folded.
_NUMBERED_MONTH: Final = re.compile(r"thang\s*([0-9]{1,2})")
_NUMBER: Final = re.compile(r"(?<![0-9])([0-9]{1,4})(?:st|nd|rd|th|er|\.|º|ª|日)?(?![0-9])")
_WORD: Final = re.compile(r"[^\W\d_]+")
_OFFSET: Final = re.compile(r"(?:gmt|utc|z)?\s*([+-])([0-9]{1,2})(?::?([0-9]{2}))?")
_PLACE: Final = re.compile(r"[A-Za-z]+(?:[_-][A-Za-z]+)*(?:/[A-Za-z]+(?:[_-][A-Za-z]+)*){1,2}")
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_AFTERNOON: Final = ("午後", "오후", "下午", "p")
_MORNING: Final = ("午前", "오전", "上午", "a")


def read_any_date(text: str) -> datetime | None:
    """Give the instant that `text` names, in UTC; without a zone it is taken for UTC.

    None where it names none, or could name two.
    """
    text = text.strip()
    if not text or len(text) > _MAX_CHARS:
        return None
    try:
        return _instant(text)
    except (ValueError, OverflowError, KeyError):
        return None


def _instant(text: str) -> datetime | None:
    if (epoch := _EPOCH.match(text)) is not None:
        return datetime.fromtimestamp(int(epoch[1]), UTC)
    if (compact := _COMPACT.match(text)) is not None:
        return _compact(compact)
    clock = _CLOCK.search(text)
    day = _day(text if clock is None else f"{text[: clock.start()]} {_after(text, clock)}")
    if day is None:
        return None
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    if clock is None:
        return midnight
    return _in_utc(midnight + _time_of(clock), text[clock.end() :])


def _compact(found: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    moment = datetime(year, month, day, tzinfo=UTC) + _since_midnight(hour, minute, second)
    return _in_utc(moment, found[7] or "")


def _after(text: str, clock: re.Match[str]) -> str:
    """Give what follows the time, its zone taken away: a year may stand there."""
    rest = text[clock.end() :]
    return _OFFSET.sub(" ", rest.casefold(), count=1)


def _time_of(clock: re.Match[str]) -> timedelta:
    hour, minute, second = int(clock["hour"]), int(clock["minute"]), int(clock["second"] or 0)
    half = (clock["half_before"] or clock["half"] or "").lower()
    if half.startswith(_AFTERNOON) and hour < _NOON:
        hour += _NOON
    elif half.startswith(_MORNING) and hour == _NOON:
        hour = 0
    return _since_midnight(hour, minute, second)


def _since_midnight(hour: int, minute: int, second: int) -> timedelta:
    # A leap second counts as the one before it.
    time = timedelta(hours=hour, minutes=minute, seconds=min(second, _MINUTES - 1))
    if minute >= _MINUTES or second > _MINUTES or time > _WHOLE_DAY:
        raise ValueError
    return time


def _in_utc(moment: datetime, rest: str) -> datetime:
    """Take the zone into account that stands after the time."""
    rest = rest.strip(" ,-")[:40] if not re.match(r"\s*[+-]\s?[0-9]", rest) else rest.strip()
    if (offset := _OFFSET.match(rest.casefold())) is not None:
        minutes = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        if minutes > _MAX_OFFSET:
            return moment
        return moment + minutes if offset[1] == "-" else moment - minutes
    if (place := _PLACE.match(rest)) is not None:
        return _from_place(moment, place.group())
    word = _WORD.match(rest.casefold())
    return moment - timedelta(minutes=ZONE_MINUTES.get(word.group() if word else "", 0))


def _from_place(moment: datetime, name: str) -> datetime:
    try:
        return moment.replace(tzinfo=ZoneInfo(name)).astimezone(UTC)
    except (KeyError, ValueError, OSError):
        return moment


def _day(text: str) -> date | None:
    if (week := _WEEK.search(text)) is not None:
        return date.fromisocalendar(int(week[1]), int(week[2]), int(week[3] or 1))
    if (ordinal := _ORDINAL.search(text)) is not None:
        first = date(int(ordinal[1]), 1, 1)
        return first + timedelta(days=int(ordinal[2]) - 1)
    if (found := _YEAR_FIRST.search(text)) is not None:
        return date(int(found[1]), int(found[2]), int(found[3]))
    if (found := _YEAR_AND_MONTH.match(text)) is not None:
        return date(int(found[1]), int(found[2]), 1)
    folded = _fold(text)
    return _with_named_month(folded) or _in_numbers(folded)


def _fold(text: str) -> str:
    """Fold case and take marks away, as in the table of months."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def _with_named_month(folded: str) -> date | None:
    """Read `5 nov 2026`, `Nov. 5, 2026`, `5-Nov-26`, `Nov 2026`."""
    named = _NUMBERED_MONTH.search(folded)
    if named is not None:
        folded = folded[: named.start()] + folded[named.end() :]
    month = int(named[1]) if named is not None else _month(folded)
    numbers = [number[1] for number in _NUMBER.finditer(folded)]
    match month, numbers:
        case int(), [year] if len(year) == _YEAR_DIGITS:
            return date(int(year), month, 1)
        case int(), [year, day] if len(year) == _YEAR_DIGITS:
            return date(int(year), month, int(day))
        case int(), [day, year]:
            return date(_year(year), month, int(day))
    return None


def _month(folded: str) -> int | None:
    """Give the last word's that names one: abbreviated weekdays look alike (`mar., 01 déc.`)."""
    months = (_month_named(word.group()) for word in _WORD.finditer(folded))
    return next((month for month in reversed(list(months)) if month), None)


def _month_named(word: str) -> int | None:
    lengths = range(min(len(word), 8), 1, -1)
    return next((MONTHS[word[:n]] for n in lengths if word[:n] in MONTHS), None)


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == _YEAR_DIGITS:
        return year
    return year + (2000 if year < _CENTURY_TURNS else 1900)


def _in_numbers(folded: str) -> date | None:
    """Read `30.10.23`, `26/06/2020`, `03/30/2020`; where both orders fit, the weekday decides."""
    found = _YEAR_LAST.search(folded)
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[3]), _year(found[4])
    if found[2] == ".":
        return date(year, second, first)
    if found[2] == "-" and len(found[4]) < _YEAR_DIGITS:
        return None  # Or does it begin with the year?
    orders = dict.fromkeys(((first, second), (second, first)))
    readings = [date(year, month, day) for day, month in orders if month <= _MONTHS]
    if len(readings) == 1:
        return readings[0]
    matching = [day for day in readings if _WEEKDAYS[day.weekday()] in folded]
    return matching[0] if len(matching) == 1 else None
