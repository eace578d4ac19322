"""Read and write spans of time as people write them: `30s`, `15m`, `2h`, `7d`.

Pure. One number and one unit; `0s` is a span too. The same pattern stands in the JSON Schemas.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

PATTERN = r"^[0-9]+(\.[0-9]+)?(ms|s|m|h|d|w)$"
_UNITS = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
    "ms": timedelta(milliseconds=1),
}
#: Longer spans are slips of the pen, and overflow dates when added to one.
_LONGEST = timedelta(days=36_500)


def parse_duration(text: str) -> timedelta:
    """Read `15m` as fifteen minutes.

    Raises:
        ValueError: with what was expected, in words.
    """
    written = text.strip()
    if not re.match(PATTERN, written):
        msg = "must be a duration such as 30s, 15m, 2h or 7d"
        raise ValueError(msg)
    number, unit = re.findall(r"[0-9.]+|[a-z]+", written)
    if float(number) > _LONGEST / _UNITS[unit]:
        msg = "must be a duration of at most 36500d"
        raise ValueError(msg)
    return float(number) * _UNITS[unit]


def format_duration(span: timedelta) -> str:
    """Write fifteen minutes as `15m`, in the largest unit that leaves a whole number."""
    if not span:
        return "0s"
    for unit, length in _UNITS.items():
        if not span % length and unit != "w":
            return f"{span // length}{unit}"
    return f"{span / _UNITS['ms']:.3f}".rstrip("0").rstrip(".") + "ms"


def _read(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    if isinstance(value, bool) or not isinstance(value, str):
        msg = "must be a duration with its unit, such as 30s, 15m, 2h or 7d"
        raise ValueError(msg)  # noqa: TRY004 - pydantic gathers ValueError only
    return parse_duration(value)


#: A span of time in a settings model; its JSON form is text.
Duration = Annotated[
    timedelta,
    BeforeValidator(_read),
    PlainSerializer(format_duration, return_type=str),
    WithJsonSchema({"type": "string", "pattern": PATTERN, "examples": ["30s", "15m", "2h", "7d"]}),
]
