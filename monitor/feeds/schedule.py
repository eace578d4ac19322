"""Decide when a feed is polled next.

Pure. Who has a say, strongest first:

    gone          never again
    Retry-After   the server, between a minute and a day
    outage        nobody's fault: soon
    failures      our own patience, growing
    interval      the operator, for this feed, within or outside the general limits
    turnover      a document that loses entries faster than we come
    ttl, max-age  the document and its server, when they ask for more than we would wait
    skipHours     the document, for hours and days at which it never brought anything
    hot           one of the feed's topics is in the news: three times as often
    pushed        a hub that has proved to tell of every change: at most once an hour
    learned       what the feed does
    default       the settings, for a feed that is not known yet

Feeds are spread: a poll comes up to a tenth early, but never earlier than a document or server
asked for; what they asked for is only ever stretched. Retries spread over their whole wait, so
that the end of an outage is no stampede.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from monitor.feeds.rhythm import TARGET_SHARE, expected_wait, is_known
from monitor.model import FailureKind, Outcome, Rhythm, Skips

#: A wait that no daemon outlives.
FOREVER: Final = timedelta(days=36_525)
#: The first retry comes after this, or after the feed's interval if that is shorter.
FIRST_RETRY: Final = timedelta(minutes=5)
SHORTEST_RETRY_AFTER: Final = timedelta(seconds=60)
#: Values of 88 h were seen in the wild; a day is long enough for any maintenance.
LONGEST_RETRY_AFTER: Final = timedelta(hours=24)
#: In an outage there is nobody to be polite to, and its end must not be missed.
OUTAGE_RETRY: Final = timedelta(minutes=1)
#: So rarely is a feed polled whose hub can be relied on: what a hub misses is found within an hour.
SAFETY_INTERVAL: Final = timedelta(hours=1)
#: A feed with a hot topic is polled so many times as often.
HOT_FACTOR: Final = 3
#: Hotter than this no topic stays: the clock was wrong when it was written.
LONGEST_HEAT: Final = timedelta(days=2)

SPREAD: Final = 0.1
#: 2**15 minutes are three weeks; beyond that only overflow is to be won.
_MOST_STEPS: Final = 15


class Reason(StrEnum):
    """Why a poll is planned for when it is."""

    DEFAULT = "default"
    LEARNED = "learned"
    HOT = "hot"
    #: A hub that can be relied on tells of changes: this one is for safety.
    PUSHED = "pushed"
    #: A hub told of a change that is not to be seen yet.
    LOOK_AGAIN = "look_again"
    #: Its entries are replaced so fast that some would be missed.
    OVERFLOW = "overflow"
    INTERVAL = "interval"
    TTL = "ttl"
    MAX_AGE = "max_age"
    #: The document asks not to be looked at before that hour.
    SKIPPED = "skipped"
    #: It failed and may recover soon.
    BACKOFF = "backoff"
    #: It failed in a way that waiting rarely mends.
    LONG_BACKOFF = "long_backoff"
    RETRY_AFTER = "retry_after"
    #: Hardly any feed can be reached.
    OUTAGE = "outage"
    GONE = "gone"


#: Polls that nobody waits for but us.
_MAY_SKIP: Final = frozenset({Reason.DEFAULT, Reason.LEARNED, Reason.TTL, Reason.MAX_AGE})
#: So much observed at an hour of the day is more than a memory of long ago.
_NEWS: Final = 0.1

#: What a failure weighs: how many times each wait is the one before it, and what it is called.
#: The first retry comes soon whatever it was, for a slip of a publisher or of the settings.
WEIGHTS: Final = {
    FailureKind.HARD: (4, Reason.LONG_BACKOFF),
    FailureKind.SOFT: (2, Reason.BACKOFF),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PollLimits:
    """What the settings say about polling."""

    default_interval: timedelta
    min_interval: timedelta
    max_interval: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """What is known of a feed that may make it due sooner or later."""

    rhythm: Rhythm | None = None
    hot_until: datetime | None = None
    #: Everything in the document that came was new.
    overflowed: bool = False
    #: A hub tells of its changes, and has proved that it does.
    pushed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPoll:
    """When to poll next, and why then."""

    at: datetime
    reason: str
    #: Failed polls in a row, this one included where it weighs.
    failures: int
    #: The interval that the feed is given by what it does, before anybody else has a say.
    learned: timedelta | None = None


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
    kind: FailureKind = FailureKind.SOFT,
    habit: Habit | None = None,
) -> NextPoll:
    """Decide when a feed is polled after a poll that ended at `now`.

    Args:
        outcome: How the poll ended.
        now: When it ended.
        interval: The operator's word for this feed; None to let it learn.
        limits: The settings.
        failures: Failed polls in a row before this one.
        jitter: Chance, from 0 to 1.
        ttl: What the document asked for.
        max_age: What the server asked for.
        retry_after: How long an overloaded server wants to be left alone.
        kind: What a failure says against the feed.
        habit: What is known of it.
    """
    if outcome is Outcome.GONE:
        return NextPoll(at=now + FOREVER, reason=Reason.GONE, failures=failures)
    if outcome is Outcome.FAILED:
        return _after_failure(
            now, interval, limits, failures, jitter, kind=kind, retry_after=retry_after
        )
    habit = habit or Habit()
    learned = _learned(habit, limits, now)
    if interval is not None:
        wait = max(_early(interval, jitter), _floor(interval, limits))
        return NextPoll(at=now + wait, reason=Reason.INTERVAL, failures=0, learned=learned)
    wait, reason = _own_wish(habit, limits, now, learned)
    wait, reason = _others_wishes(wait, reason, limits, jitter, ttl=ttl, max_age=max_age)
    at, reason = _unskipped(now + wait, reason, habit.rhythm, now + limits.max_interval)
    return NextPoll(at=at, reason=reason, failures=0, learned=learned)


def patience(retry_after: timedelta | None, jitter: float) -> timedelta:
    """Give how long a server that asked for it is left alone: a little late, never early."""
    asked = min(max(retry_after or SHORTEST_RETRY_AFTER, SHORTEST_RETRY_AFTER), LONGEST_RETRY_AFTER)
    return min(asked * (1 + SPREAD * jitter), LONGEST_RETRY_AFTER)


def _learned(habit: Habit, limits: PollLimits, now: datetime) -> timedelta | None:
    """Give the interval that fits what the feed does; None when it is not known yet."""
    if habit.rhythm is None or not is_known(habit.rhythm):
        return None
    wait = expected_wait(
        habit.rhythm, now=now, usual=limits.default_interval, longest=limits.max_interval
    )
    return _clamp(wait, limits)


def _own_wish(
    habit: Habit, limits: PollLimits, now: datetime, learned: timedelta | None
) -> tuple[timedelta, Reason]:
    """Say when we would come if nobody asked for anything."""
    wait = limits.default_interval if learned is None else learned
    reason = Reason.DEFAULT if learned is None else Reason.LEARNED
    if habit.hot_until is not None and now < habit.hot_until <= now + LONGEST_HEAT:
        wait, reason = min(wait, limits.default_interval) / HOT_FACTOR, Reason.HOT
    elif habit.pushed and wait < SAFETY_INTERVAL:
        wait, reason = SAFETY_INTERVAL, Reason.PUSHED
    turnover = None if habit.rhythm is None else habit.rhythm.turnover
    if turnover is not None and turnover * TARGET_SHARE < wait:
        return turnover * TARGET_SHARE, Reason.OVERFLOW
    return (wait / 2, Reason.OVERFLOW) if habit.overflowed else (wait, reason)


def _others_wishes(
    wait: timedelta,
    reason: Reason,
    limits: PollLimits,
    jitter: float,
    *,
    ttl: timedelta | None,
    max_age: timedelta | None,
) -> tuple[timedelta, Reason]:
    """Let document and server ask for more time, unless entries would be lost by it."""
    if reason is Reason.OVERFLOW:
        return _clamp(_early(wait, jitter), limits), reason
    asked, asker = max((ttl or timedelta(), Reason.TTL), (max_age or timedelta(), Reason.MAX_AGE))
    if asked > wait:
        return _clamp(_clamp(asked, limits) * (1 + SPREAD * jitter), limits), asker
    return _clamp(max(_early(wait, jitter), asked), limits), reason


def _unskipped(
    at: datetime, reason: Reason, rhythm: Rhythm | None, latest: datetime
) -> tuple[datetime, Reason]:
    """Move a poll out of the hours that the document asks us to skip.

    It is believed where it did what it says: an hour at which it brought news is not skipped.
    """
    if rhythm is None or rhythm.skips is None or reason not in _MAY_SKIP:
        return at, reason
    moved = at
    # Whole hours are added, so that the minute, which spreads the feeds, stays.
    while moved < latest and _is_skipped(moved, rhythm, rhythm.skips):
        moved += timedelta(hours=1)
    return (at, reason) if moved == at else (min(moved, latest), Reason.SKIPPED)


def _is_skipped(at: datetime, rhythm: Rhythm, skips: Skips) -> bool:
    utc = at.astimezone(UTC)
    named = utc.hour in skips.hours or utc.weekday() in skips.days
    return named and rhythm.counts[utc.hour] < _NEWS


def _after_failure(
    now: datetime,
    interval: timedelta | None,
    limits: PollLimits,
    failures: int,
    jitter: float,
    *,
    kind: FailureKind,
    retry_after: timedelta | None,
) -> NextPoll:
    first = min(interval or limits.default_interval, FIRST_RETRY)
    floor = min(_floor(interval, limits), limits.max_interval)
    if kind is FailureKind.OUTAGE:
        wait = max(OUTAGE_RETRY * (1 + jitter), floor)
        return NextPoll(at=now + wait, reason=Reason.OUTAGE, failures=failures)
    if retry_after is not None:
        wait = max(patience(retry_after, jitter), first, floor)
        return NextPoll(at=now + wait, reason=Reason.RETRY_AFTER, failures=failures)
    growth, reason = WEIGHTS.get(kind, WEIGHTS[FailureKind.SOFT])
    longest = min(first * growth ** min(failures, _MOST_STEPS), limits.max_interval)
    wait = max(longest - (longest - floor) * jitter, floor)
    return NextPoll(at=now + wait, reason=reason, failures=failures + 1)


def _floor(interval: timedelta | None, limits: PollLimits) -> timedelta:
    """The operator may ask for more haste than the settings allow, for one feed."""
    return limits.min_interval if interval is None else min(interval, limits.min_interval)


def _clamp(span: timedelta, limits: PollLimits) -> timedelta:
    return max(min(span, limits.max_interval), limits.min_interval)


def _early(span: timedelta, jitter: float) -> timedelta:
    return span * (1 - SPREAD * jitter)
