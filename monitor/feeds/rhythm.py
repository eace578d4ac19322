"""Learn when a feed brings new entries, and how long it may be left alone.

Pure. A feed is asked when the entries that we expect to have come by then have waited together
for as long as a poll is worth. For even arrivals this is the square root rule: a feed that
brings four times as much is asked twice as often, which for a given number of polls keeps the
sum of all delays least. `default_interval` is the price: it is right for a feed that brings
one new entry an hour.

What is observed is what we saw ourselves, poll after poll. Dates in documents are claims, and
intervals made of them were what users of other readers complained about most.
"""

from __future__ import annotations

from datetime import timedelta
from math import log2, sqrt
from typing import TYPE_CHECKING, Final

from monitor.model import Rhythm

if TYPE_CHECKING:
    from datetime import datetime

HOURS: Final = 24
HOUR: Final = timedelta(hours=1)
#: New entries an hour for which `default_interval` is the right interval.
USUAL_RATE: Final = 1.0
#: A new feed is taken for a usual one, and this belief weighs as much as so many hours.
PRIOR_HOURS: Final = 6.0
#: What an hour of the day knows better than the whole day weighs less below so many hours.
HOUR_PRIOR: Final = 1.5
#: Observations count half after this.
HALF_LIFE: Final = timedelta(days=21)
#: How fast "lately" ends.
RECENT_HALF_LIFE: Final = timedelta(minutes=90)
#: How many entries more or less than expected it takes to be called busy or quiet.
RECENT_PRIOR: Final = 0.5
#: A feed that slept for weeks and wakes up may be so many times busier than its habit.
BUSIEST: Final = 50.0
QUIETEST: Final = 0.5
#: Nobody watched longer than that between two polls: the daemon was off.
LONGEST_WATCH: Final = timedelta(days=2)
#: Of a document's entries no more than this share should be new at a poll.
TARGET_SHARE: Final = 1 / 3
#: A document with fewer entries turns over by its nature (a weather report).
SMALLEST_WINDOW: Final = 5
#: A poll that found less than half of that share lets us believe in a turnover so much slower:
#: a bundle of entries is forgotten after a few polls, a feed that goes on is not.
RELAXING: Final = 1.5
#: Slower than this it does not matter.
LONGEST_TURNOVER: Final = timedelta(days=4)
#: Observed for less than this, a feed has no history.
SHORTEST_HISTORY: Final = 1.0


def learn(rhythm: Rhythm | None, *, now: datetime, fresh: int, shown: int | None) -> Rhythm:
    """Add what a good poll at `now` showed.

    Args:
        rhythm: What was known; None for the first document, which says nothing of when.
        now: When the answer came.
        fresh: Entries that this feed had not shown before.
        shown: Entries in the document; None when it was not read or is not the whole list.
    """
    if rhythm is None:
        return Rhythm(observed_at=now)
    since = max(min(rhythm.observed_at, now), now - LONGEST_WATCH)
    watched = _hours_between(since, now)
    expected = sum(_habit(rhythm, hour) * span for hour, span in watched)
    news = 1 + log2(fresh) if fresh else 0.0
    faded = 0.5 ** ((now - since) / RECENT_HALF_LIFE)
    counts, hours = _add(rhythm, watched, news, 0.5 ** ((now - since) / HALF_LIFE))
    return Rhythm(
        observed_at=now,
        counts=counts,
        hours=hours,
        recent=round(rhythm.recent * faded + news, 3),
        expected=round(rhythm.expected * faded + expected, 3),
        turnover=_turnover(rhythm.turnover, now - since, fresh=fresh, shown=shown),
        ttl=rhythm.ttl,
        skips=rhythm.skips,
        wait=rhythm.wait,
    )


def is_known(rhythm: Rhythm | None) -> bool:
    """Say whether the feed was observed for long enough to have a history."""
    return rhythm is not None and sum(rhythm.hours) >= SHORTEST_HISTORY


def expected_wait(
    rhythm: Rhythm, *, now: datetime, usual: timedelta, longest: timedelta
) -> timedelta:
    """Give how long a feed may be left alone from `now` on.

    Args:
        rhythm: What is known of it.
        now: The present instant.
        usual: The interval of a feed that brings `USUAL_RATE` entries an hour.
        longest: The end of all patience.
    """
    price = USUAL_RATE * (usual / HOUR) ** 2 / 2
    excess = _excess(rhythm, now)
    waiting = pending = passed = 0.0
    for hour, span in _hours_between(now, now + longest):
        faded: float = 0.5 ** (passed * HOUR / RECENT_HALF_LIFE)
        rate = _habit(rhythm, hour) * (1 + (excess - 1) * faded)
        left = price - waiting
        if left <= pending * span + rate * span**2 / 2:
            return (passed + _until(left, pending, rate)) * HOUR
        waiting += pending * span + rate * span**2 / 2
        pending += rate * span
        passed += span
    return longest


def entries_a_day(rhythm: Rhythm) -> float:
    """Give how many new entries a day the feed brings by its habit."""
    return sum(_habit(rhythm, hour) for hour in range(HOURS))


def has_overflowed(*, fresh: int, shown: int, left_out: int) -> bool:
    """Say whether a document shows nothing that we knew: something may have been missed."""
    return left_out == 0 and fresh == shown >= SMALLEST_WINDOW


def _hours_between(start: datetime, end: datetime) -> list[tuple[int, float]]:
    """Cut a span at the full hours: the hour of the day, and how much of an hour is in it."""
    pieces = []
    while start < end:
        next_hour = start.replace(minute=0, second=0, microsecond=0) + HOUR
        stop = min(next_hour, end)
        pieces.append((start.hour, (stop - start) / HOUR))
        start = stop
    return pieces


def _add(
    rhythm: Rhythm, watched: list[tuple[int, float]], news: float, kept: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Let old observations fade and add the new one, spread evenly over its time."""
    counts = [count * kept for count in rhythm.counts]
    hours = [hour * kept for hour in rhythm.hours]
    total = sum(span for _, span in watched)
    for hour, span in watched:
        counts[hour] += news * span / total
        hours[hour] += span
    return tuple(round(count, 4) for count in counts), tuple(round(hour, 4) for hour in hours)


def _habit(rhythm: Rhythm, hour: int) -> float:
    """Entries an hour at this hour of the day, leaning on the whole day where little is known."""
    overall = (sum(rhythm.counts) + USUAL_RATE * PRIOR_HOURS) / (sum(rhythm.hours) + PRIOR_HOURS)
    return (rhythm.counts[hour] + overall * HOUR_PRIOR) / (rhythm.hours[hour] + HOUR_PRIOR)


def _excess(rhythm: Rhythm, now: datetime) -> float:
    """Give how many times busier than usual the feed is."""
    faded: float = 0.5 ** (max(now - rhythm.observed_at, timedelta()) / RECENT_HALF_LIFE)
    excess = (rhythm.recent * faded + RECENT_PRIOR) / (rhythm.expected * faded + RECENT_PRIOR)
    return min(max(excess, QUIETEST), BUSIEST)


def _until(left: float, pending: float, rate: float) -> float:
    """Give how long until what waits, growing at `rate`, has waited for `left` more."""
    if rate <= 0:
        return left / pending if pending > 0 else 0.0
    return (sqrt(pending**2 + 2 * rate * left) - pending) / rate


def _turnover(
    known: timedelta | None, elapsed: timedelta, *, fresh: int, shown: int | None
) -> timedelta | None:
    """Learn in which time the entries of a document are replaced by others."""
    share = fresh / shown if shown is not None and shown >= SMALLEST_WINDOW else 0.0
    if share > TARGET_SHARE:
        # When all are new, it took less than the time that passed; nobody knows how much less.
        seen = elapsed / 2 if share >= 1 else elapsed / share
        known = seen if known is None else min(known, seen)
    elif known is not None and share < TARGET_SHARE / 2:
        known *= RELAXING
    return None if known is None or known > LONGEST_TURNOVER else known
