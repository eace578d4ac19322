"""Say what came of a post over HTTP: may it be tried again, and when?

Pure. What Slack and webhooks have in common. The client's own words name the address, which is
a secret at most receivers, so none of them gets into an error.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.errors import (
    AddressRefused,
    ConnectFailed,
    DeliveryError,
    FetchError,
    FetchTimeout,
)
from monitor.outbound import read_retry_after

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Above the outbound client's deadline, which does not count the wait for a free slot.
LONGEST_POST = timedelta(minutes=2)
#: What a 429 without `Retry-After` asks for.
_DEFAULT_RETRY = timedelta(seconds=30)
#: A receiver that asks for more has misread its clock.
_LONGEST_RETRY = timedelta(hours=24)
_SHORTEST_RETRY = timedelta(seconds=1)
_TOO_MANY = 429
_FIRST_FAULT = 500
#: Statuses below 500 that pass by themselves: timeout, too early, too many.
_PASSING = frozenset({408, 425, _TOO_MANY})
_OBSTACLES: Mapping[type[FetchError], str] = {
    AddressRefused: "the address guard refused to call it; check its address in the settings, and "
    "fetch.allow_private if it is meant to be inside your network",
    ConnectFailed: "no connection",
    FetchTimeout: "no answer within the deadline",
}


def explain(who: str, error: FetchError) -> DeliveryError:
    """Say why no answer came."""
    what = _OBSTACLES.get(type(error), "the connection broke before the answer was whole")
    return DeliveryError(
        reason=f"{who}: {what}", permanent=not error.transient, retry_after=error.retry_after
    )


def passes(status: int) -> bool:
    """Say whether a status is one that goes away by itself."""
    return status >= _FIRST_FAULT or status in _PASSING


def asked_pause(status: int, headers: Mapping[str, str]) -> timedelta | None:
    """Say how long a receiver wants to be left alone; None: it did not say."""
    asked = read_retry_after(headers.get("Retry-After"), headers.get("Date"))
    if asked is None:
        return _DEFAULT_RETRY if status == _TOO_MANY else None
    return min(max(asked, _SHORTEST_RETRY), _LONGEST_RETRY)
