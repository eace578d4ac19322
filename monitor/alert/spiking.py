"""Decide whether a topic's volume is a spike, against what is usual for it.

Pure. What is usual is asked of the same hours of the day, day by day back through the history, and
only of days on which feeds were polled in these hours, since the topic is watched. With

    c      reports in the window
    m      the median of the counts of those days; each count is cut at 3 (m + 1), so that a spike
           of last week does not make this one usual
    d      the mean of the cut counts of all days
    w, k   the same mean over the days of the same weekday alone, and how many there are
    u      what is usual: (k w + 2 d) / (k + 2), at least 1/2

it is a spike when c ≥ factor · u and 2 (√c − √u) ≥ 3. The square root makes the scatter of counts
the same at every height, so chance alone passes the second test in about one window in a thousand
or fewer, also where u is so small that the first says little.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import sqrt
from statistics import fmean, median
from typing import TYPE_CHECKING

from monitor.alert.sentences import tell_instant, tell_span
from monitor.model import SpikeVerdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from monitor.model import SpikeRule, Surge

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = 7
#: Of fewer days nobody can say what is usual.
FEWEST_DAYS = 3
#: A count is cut at so many times the median.
CUT = 3
#: All days together count as much as so many of the same weekday.
ALL_DAYS = 2
#: What never comes is taken to come every other time.
LEAST_USUAL = 0.5
#: In units of the scatter that counts have by chance.
CLEAR = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What is usual for a topic at a time."""

    usual: float
    #: Days on which the same hours were watched.
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpikeDecision:
    """Whether a volume is a spike, with the sentence that says why."""

    verdict: SpikeVerdict
    reason: str
    baseline: Baseline | None = None


def decide_spike(
    rule: SpikeRule, surge: Surge, *, watched: Collection[datetime], now: datetime
) -> SpikeDecision:
    """Decide about the window up to now.

    Args:
        rule: When the topic asks to be told.
        surge: What came lately, and before.
        watched: The full hours in which feeds were polled.
        now: The present instant.
    """
    span = "hour" if rule.window == HOUR else tell_span(rule.window)
    told = f"{_count(surge.reports, 'report')} in the last {span}"
    if surge.reports < rule.min_reports:
        return _no(SpikeVerdict.TOO_FEW_REPORTS, f"{told}, the topic asks for {rule.min_reports}")
    if surge.publishers < rule.min_publishers:
        asked = f"of {surge.publishers} publishers, the topic asks for {rule.min_publishers}"
        return _no(SpikeVerdict.TOO_FEW_PUBLISHERS, f"{told} {asked}")
    last = surge.last_spike_at
    if last is not None and last <= now < last + rule.cooldown:
        return _no(SpikeVerdict.COOLDOWN, f"{told}; a spike was told at {tell_instant(last)}")
    if not _was_watched(rule, frozenset(watched), now):
        reason = f"{told}; nobody watched before, so what came meanwhile came at once"
        return _no(SpikeVerdict.JUST_BACK, reason)
    baseline = measure(rule, surge, watched=watched, now=now)
    if baseline is None:
        return _no(
            SpikeVerdict.COLD_START,
            f"{told}; fewer than {FEWEST_DAYS} days were watched to say what is usual",
        )
    return _compare(rule, surge.reports, baseline, told)


def measure(
    rule: SpikeRule, surge: Surge, *, watched: Collection[datetime], now: datetime
) -> Baseline | None:
    """Say what is usual in a window that ends now; None when too few days were watched."""
    ends = _nearest_hour(now)
    counts = list(_comparable(rule, surge, frozenset(watched), ends))
    if len(counts) < FEWEST_DAYS:
        return None
    same = [count for days, count in counts if days % WEEK == 0]
    everyday = _cut_mean([count for _, count in counts])
    weekly = _cut_mean(same) if same else 0.0
    usual = (len(same) * weekly + ALL_DAYS * everyday) / (len(same) + ALL_DAYS)
    return Baseline(usual=max(usual, LEAST_USUAL), days=len(counts))


def _compare(rule: SpikeRule, reports: int, baseline: Baseline, told: str) -> SpikeDecision:
    usual = baseline.usual
    when = "hour" if rule.window == HOUR else "time of day"
    known = f"usual for this {when} is {usual:.1f} over {_count(baseline.days, 'day')}"
    if reports < rule.factor * usual:
        reason = f"{told}; {known}, a spike is {rule.factor:g} times that"
        return SpikeDecision(verdict=SpikeVerdict.USUAL, reason=reason, baseline=baseline)
    if 2 * (sqrt(reports) - sqrt(usual)) < CLEAR:
        reason = f"{told}; {known}, chance alone brings so many now and then"
        return SpikeDecision(verdict=SpikeVerdict.CHANCE, reason=reason, baseline=baseline)
    return SpikeDecision(verdict=SpikeVerdict.SPIKE, reason=f"{told}; {known}", baseline=baseline)


def _was_watched(rule: SpikeRule, watched: frozenset[datetime], now: datetime) -> bool:
    """Say whether the full hours that the window reaches into, and the one before, were watched."""
    this = now.replace(minute=0, second=0, microsecond=0)
    back = rule.window // HOUR + 1
    return all(this - step * HOUR in watched for step in range(1, back + 1))


def _nearest_hour(now: datetime) -> datetime:
    """Give the full hour that a window up to now ends next to."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return hour if now - hour < HOUR / 2 else hour + HOUR


def _comparable(
    rule: SpikeRule, surge: Surge, watched: frozenset[datetime], ends: datetime
) -> Iterator[tuple[int, int]]:
    """Give how many days ago, and the count of the same hours, where these were watched."""
    for back in range(1, rule.history // DAY + 1):
        end = ends - back * DAY
        hours = [end - step * HOUR for step in range(1, rule.window // HOUR + 1)]
        # In the first hour after a pause comes what nobody saw.
        if hours[-1] >= surge.since and watched.issuperset((*hours, hours[-1] - HOUR)):
            yield back, sum(surge.hourly.get(hour, 0) for hour in hours)


def _cut_mean(counts: Sequence[int]) -> float:
    most = CUT * (median(counts) + 1)
    return fmean(min(count, most) for count in counts)


def _no(verdict: SpikeVerdict, reason: str) -> SpikeDecision:
    return SpikeDecision(verdict=verdict, reason=reason)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
