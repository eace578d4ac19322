"""Decide what may keep us from hearing the news, and when it is told.

Pure. `LOOKS` is the table of what may be wrong with a feed. A trouble is told when it has lasted,
so that a server's restart is none, and together with the others that began about then. While no
host at all can be reached, no feed is judged.

A feed is quiet when it brings nothing for twice as long as it ever did in the history that is kept
of it, and it should have brought `MUCH_EXPECTED` by its rate: a feed that rests at weekends has
shown so, and one whose history is too short for a weekend gets four days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.alert.sentences import tell_instant, tell_span
from monitor.model import FailureKind, Trouble, TroubleKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from monitor.model import Feed, FeedId

#: A feed that should have brought so many is not quiet by chance: e^-10 is one in 22,000.
MUCH_EXPECTED = 10.0
#: Nobody is called quiet sooner.
SHORTEST_QUIET = timedelta(days=1)
#: One whose history shows no weekend is given one.
LONG_WEEKEND = timedelta(days=4)
#: From so long a history on, its longest gap is known.
LONG_HISTORY = timedelta(days=14)
#: So many times its longest gap.
LONGER = 2
#: What happened is told while it is so young.
LATELY = timedelta(days=1)
#: The rhythm says little before so many hours were watched.
FEWEST_HOURS = 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageLimits:
    """The settings that this obeys."""

    #: So long a feed may fail before it is told.
    failing_after: timedelta = timedelta(hours=1)
    #: So long the first trouble waits for others to be told with.
    wait: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """How long a feed brought nothing before."""

    #: Longest time between two polls that brought something.
    longest: timedelta
    #: Over so long a history.
    history: timedelta


def may_be_quiet(feed: Feed, now: datetime) -> bool:
    """Say whether it is worth asking for the history of a feed: it should have brought much."""
    if not _is_polled_well(feed) or feed.last_changed_at is None:
        return False
    gap = now - feed.last_changed_at
    return gap >= SHORTEST_QUIET and _expected(feed, gap) >= MUCH_EXPECTED


def find_troubles(
    feeds: Iterable[Feed],
    *,
    gaps: Mapping[FeedId, Gaps],
    limits: CoverageLimits,
    now: datetime,
) -> tuple[Trouble, ...]:
    """Say what is wrong with these feeds.

    Args:
        feeds: Feeds that are polled, or were until they were gone.
        gaps: The history of those that `may_be_quiet`.
        limits: The settings.
        now: The present instant.
    """
    return tuple(
        trouble
        for feed in feeds
        for look in LOOKS
        if (trouble := look(feed, gaps.get(feed.id), limits, now)) is not None
    )


def find_outage(since: datetime | None) -> Iterator[Trouble]:
    """Say that the network is out, where it is."""
    if since is not None:
        reason = "hardly any host can be reached: the fault is on our side, no feed is blamed"
        yield Trouble(kind=TroubleKind.OUTAGE, feed_id=None, since=since, reason=reason)


def is_report_due(oldest: datetime | None, *, limits: CoverageLimits, now: datetime) -> bool:
    """Say whether what is untold since then is to be told now."""
    # One from the future was noted before the clock was set back.
    return oldest is not None and (oldest + limits.wait <= now or oldest > now)


def _is_polled_well(feed: Feed) -> bool:
    return feed.gone_at is None and feed.failing_since is None and feed.last_polled_at is not None


def _failing(
    feed: Feed, _gaps: Gaps | None, limits: CoverageLimits, now: datetime
) -> Trouble | None:
    since = feed.failing_since
    if feed.gone_at is not None or since is None or now - since < limits.failing_after:
        return None
    # It was only asked for patience, or nobody could be reached.
    if feed.failure_kind in (FailureKind.TEMPORARY, FailureKind.OUTAGE):
        return None
    error = feed.last_error or "no reason known"
    return _trouble(TroubleKind.FAILING, feed, since, f"fails: {error}")


def _gone(
    feed: Feed, _gaps: Gaps | None, _limits: CoverageLimits, _now: datetime
) -> Trouble | None:
    if feed.gone_at is None:
        return None
    reason = "its server says that it is gone for good; it is not polled any more"
    return _trouble(TroubleKind.GONE, feed, feed.gone_at, reason)


def _quiet(feed: Feed, gaps: Gaps | None, _limits: CoverageLimits, now: datetime) -> Trouble | None:
    since = feed.last_changed_at
    if gaps is None or since is None or not may_be_quiet(feed, now):
        return None
    least = max(SHORTEST_QUIET, LONGER * gaps.longest)
    if gaps.history < LONG_HISTORY:
        least = max(least, LONG_WEEKEND)
    if now - since < least:
        return None
    reason = (
        f"brought nothing for {tell_span(now - since)}; it brings {_a_day(feed):.0f} entries a day "
        f"and never paused for more than {tell_span(gaps.longest)} before"
    )
    return _trouble(TroubleKind.QUIET, feed, since, reason)


def _overflowed(
    feed: Feed, _gaps: Gaps | None, _limits: CoverageLimits, now: datetime
) -> Trouble | None:
    at = feed.overflowed_at
    if at is None or not now - LATELY < at <= now:
        return None
    reason = (
        f"showed nothing that we knew at {tell_instant(at)}: entries may have been missed before; "
        "it is polled more often now"
    )
    return _trouble(TroubleKind.OVERFLOWED, feed, at, reason)


def _rekeyed(
    feed: Feed, _gaps: Gaps | None, _limits: CoverageLimits, now: datetime
) -> Trouble | None:
    at = feed.rekeyed_at
    if at is None or not now - LATELY < at <= now:
        return None
    reason = f"gave its entries other ids at {tell_instant(at)}; none of them is told again"
    return _trouble(TroubleKind.REKEYED, feed, at, reason)


def _trouble(kind: TroubleKind, feed: Feed, since: datetime, reason: str) -> Trouble:
    return Trouble(
        kind=kind,
        feed_id=feed.id,
        since=since,
        reason=reason,
        feed_title=feed.title or "",
        feed_url=feed.url,
        source=feed.source.name,
    )


def _expected(feed: Feed, gap: timedelta) -> float:
    return _a_day(feed) * (gap / timedelta(days=1))


def _a_day(feed: Feed) -> float:
    """Give how many entries a day the feed brings by what was seen of it."""
    rhythm = feed.rhythm
    if rhythm is None or sum(rhythm.hours) < FEWEST_HOURS:
        return 0.0
    return 24 * sum(rhythm.counts) / sum(rhythm.hours)


LOOKS: tuple[Callable[[Feed, Gaps | None, CoverageLimits, datetime], Trouble | None], ...] = (
    _failing,
    _gone,
    _quiet,
    _overflowed,
    _rekeyed,
)
