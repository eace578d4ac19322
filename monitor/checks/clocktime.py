"""Check times of the clock on the wall: `daily 08:00 Europe/Berlin`, `07:00-22:00`.

Pure, but for the time zones, which Python reads from its own files.
"""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field

from monitor.checks.judge import BadValueError, suggest
from monitor.model import read_active_hours, read_digest_rule

_REMEDY = "write daily 08:00 Europe/Berlin or weekly mon 08:00 Europe/Berlin"


def check_zone(name: str) -> None:
    """Make sure that there is such a time zone.

    Raises:
        BadValueError: there is none.
    """
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        remedy = suggest(name, available_timezones()) or "write a name such as Europe/Berlin"
        raise BadValueError(f"names no time zone: {name}", remedy=remedy) from None


def _check_rule(value: str) -> str:
    try:
        rule = read_digest_rule(value)
    except ValueError:
        raise BadValueError("is no time of a digest", remedy=_REMEDY) from None
    check_zone(rule.zone)
    return str(rule)


#: When digests come; read it with `read_digest_rule`.
DigestTime = Annotated[
    str,
    Field(examples=["daily 08:00 Europe/Berlin", "weekly mon 08:00 Europe/Berlin"]),
    AfterValidator(_check_rule),
]


def _check_hours(value: str) -> str:
    try:
        hours = read_active_hours(value)
    except ValueError as error:
        remedy = "write 07:00-22:00 Europe/Berlin, or mon-fri 07:00-22:00 Europe/Berlin"
        raise BadValueError(str(error), remedy=remedy) from None
    check_zone(hours.zone)
    return str(hours)


#: When a topic may disturb; read it with `read_active_hours`.
HoursText = Annotated[
    str, Field(examples=["mon-fri 07:00-22:00 Europe/Berlin"]), AfterValidator(_check_hours)
]
