"""Decide when a feed is polled next.

Pure. Who has a say, strongest first:

    gone          never again
    Retry-After   the server, between a minute and a day
    failures      our own patience, doubling
    interval      the operator, for this feed, within or outside the general limits
    ttl, max-age  the document and its server, when they ask for more than the default
    default       the settings

Feeds are spread: a poll comes up to a tenth early, but never earlier than a document or server
asked for; what they asked for is only ever stretched. Retries spread over half of their wait,
so that the end of an outage is no stampede.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from monitor.model import Outcome

#: A wait that no daemon outlives.
FOREVER: Final = timedelta(days=36_525)
#: The first retry comes after this, or after the feed's interval if that is shorter.
FIRST_RETRY: Final = timedelta(minutes=5)
#: Where trying again soon is of little use (404, too large, refused), each wait is so many times
#: the one before; the first is short all the same, for a slip of a publisher or of the settings.
GROWTH: Final = 2
HOPELESS_GROWTH: Final = 4
SHORTEST_RETRY_AFTER: Final = timedelta(seconds=60)
#: Values of 88 h were seen in the wild; a day is long enough for any maintenance.
LONGEST_RETRY_AFTER: Final = timedelta(hours=24)

SPREAD: Final = 0.1
RETRY_SPREAD: Final = 0.5
#: 2**15 minutes are three weeks; beyond that only overflow is to be won.
_MOST_STEPS: Final = 15


class Reason(StrEnum):
    """Why a poll is planned for when it is."""

    DEFAULT = "default"
    INTERVAL = "interval"
    TTL = "ttl"
    MAX_AGE = "max_age"
    #: It failed and may recover soon.
    BACKOFF = "backoff"
    #: It failed in a way that waiting rarely mends.
    LONG_BACKOFF = "long_backoff"
    RETRY_AFTER = "retry_after"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class PollLimits:
    """What the settings say about polling."""

    default_interval: timedelta
    min_interval: timedelta
    max_interval: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPoll:
    """When to poll next, and why then."""

    at: datetime
    reason: str
    #: Failed polls in a row, this one included.
    failures: int


def next_poll(
    *,
    outcome: Outcome,
    now: datetime,
    interval: timedelta | None,
    limits: PollLimits,
    failures: int,
    jitter: float,
    ttl: timedelta | None = None,
    max_age: timedelta | None = None,
    retry_after: timedelta | None = None,
    transient: bool = True,
) -> NextPoll:
    """Decide when a feed is polled after a poll that ended at `now`.

    Args:
        outcome: How the poll ended.
        now: When it ended.
        interval: The operator's word for this feed; None for the default.
        limits: The settings.
        failures: Failed polls in a row before this one.
        jitter: Chance, from 0 to 1.
        ttl: What the document asked for.
        max_age: What the server asked for.
        retry_after: How long an overloaded server wants to be left alone.
        transient: Whether trying again soon may help a failed poll.
    """
    if outcome is Outcome.GONE:
        return NextPoll(at=now + FOREVER, reason=Reason.GONE, failures=failures)
    if outcome is not Outcome.FAILED:
        wait, reason = _after_success(interval, limits, jitter, ttl=ttl, max_age=max_age)
        return NextPoll(at=now + wait, reason=reason, failures=0)
    if retry_after is not None:
        wait, reason = _patience(retry_after, interval, limits, jitter), Reason.RETRY_AFTER
    else:
        wait, reason = _after_failure(interval, limits, failures, jitter, transient=transient)
    return NextPoll(at=now + wait, reason=reason, failures=failures + 1)


def _after_success(
    interval: timedelta | None,
    limits: PollLimits,
    jitter: float,
    *,
    ttl: timedelta | None,
    max_age: timedelta | None,
) -> tuple[timedelta, Reason]:
    if interval is not None:
        return max(_early(interval, SPREAD * jitter), _floor(interval, limits)), Reason.INTERVAL
    wishes = [(limits.default_interval, Reason.DEFAULT)]
    wishes += [
        (span, reason)
        for span, reason in ((ttl, Reason.TTL), (max_age, Reason.MAX_AGE))
        if span is not None
    ]
    wished, reason = max(wishes, key=lambda wish: wish[0])
    if reason is Reason.DEFAULT:
        asked = max((span for span, _ in wishes[1:]), default=timedelta())
        return _clamp(max(_early(wished, SPREAD * jitter), asked), limits), reason
    return _clamp(_clamp(wished, limits) * (1 + SPREAD * jitter), limits), reason


def _after_failure(
    interval: timedelta | None,
    limits: PollLimits,
    failures: int,
    jitter: float,
    *,
    transient: bool,
) -> tuple[timedelta, Reason]:
    first = min(interval or limits.default_interval, FIRST_RETRY)
    growth, reason = (
        (GROWTH, Reason.BACKOFF) if transient else (HOPELESS_GROWTH, Reason.LONG_BACKOFF)
    )
    wait = min(first * growth ** min(failures, _MOST_STEPS), limits.max_interval)
    floor = min(_floor(interval, limits), limits.max_interval)
    return max(_early(wait, RETRY_SPREAD * jitter), floor), reason


def _patience(
    retry_after: timedelta, interval: timedelta | None, limits: PollLimits, jitter: float
) -> timedelta:
    """Obey the server; come a little late rather than early."""
    asked = min(max(retry_after, SHORTEST_RETRY_AFTER), LONGEST_RETRY_AFTER)
    late = min(asked * (1 + SPREAD * jitter), LONGEST_RETRY_AFTER)
    return max(late, _floor(interval, limits))


def _floor(interval: timedelta | None, limits: PollLimits) -> timedelta:
    """The operator may ask for more haste than the settings allow, for one feed."""
    return limits.min_interval if interval is None else min(interval, limits.min_interval)


def _clamp(span: timedelta, limits: PollLimits) -> timedelta:
    return max(min(span, limits.max_interval), limits.min_interval)


def _early(span: timedelta, share: float) -> timedelta:
    return span * (1 - share)
