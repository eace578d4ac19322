"""Poll made-up feeds for simulated days: how late are entries found, and for how many polls?

Held constant: the feeds (fixed seeds), no network, no wall clock; each schedule polls the same
entries. `fixed` polls every feed every 15 minutes; `learned` is `feeds.next_poll` with what it
learns; `even` spends as many polls as `learned`, the same on each feed.
The first simulated week is for learning; the weeks after it are counted. A delay is the time from
an entry's appearance to the poll that finds it. An entry that left the window of its document
before a poll is lost.

Pure but for what it prints; a run takes some seconds.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import fmean, quantiles
from typing import TYPE_CHECKING

from monitor.feeds import Habit, PollLimits, has_overflowed, learn, next_poll
from monitor.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.model import Rhythm

START = datetime(2026, 11, 2, tzinfo=UTC)
LEARNING = timedelta(days=7)
COUNTED = timedelta(days=21)
LIMITS = PollLimits(
    default_interval=timedelta(minutes=15),
    min_interval=timedelta(minutes=1),
    max_interval=timedelta(hours=24),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A feed: when its entries appear, and how many of them its document shows."""

    name: str
    entries: tuple[datetime, ...]
    window: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a schedule made of a feed."""

    polls: int
    delays: tuple[float, ...]
    lost: int


def arrivals(rate: Callable[[datetime], float], *, seed: int, most: float) -> tuple[datetime, ...]:
    """Draw instants at which entries appear: `rate` entries an hour, `most` at most."""
    chance = random.Random(seed)
    at, end, drawn = START, START + LEARNING + COUNTED, []
    while (at := at + timedelta(hours=chance.expovariate(most))) < end:
        if chance.random() < rate(at) / most:
            drawn.append(at)
    return tuple(drawn)


def by_day(low: float, high: float) -> Callable[[datetime], float]:
    """Much from 6 to 20 UTC on workdays, little else."""
    return lambda at: high if 6 <= at.hour < 20 and at.weekday() < 5 else low


def breaking(usual: float, peak: float) -> Callable[[datetime], float]:
    """Usual, but for two days with three hours of breaking news."""
    return lambda at: peak if at.day in {12, 20} and 13 <= at.hour < 16 else usual


def bundles(size: int, hour: int) -> tuple[datetime, ...]:
    """So many entries at once, every day at this hour."""
    days = (LEARNING + COUNTED).days
    first = START + timedelta(hours=hour, minutes=17)
    return tuple(first + timedelta(days=day, seconds=n) for day in range(days) for n in range(size))


def worlds() -> tuple[World, ...]:
    """Make the feeds."""
    return (
        World(name="live ticker, 30 an hour", entries=arrivals(lambda _: 30, seed=1, most=30)),
        World(name="wire, 60 an hour, shows 20", window=20,
              entries=arrivals(by_day(20, 60), seed=2, most=60)),
        World(name="daily paper, 8 an hour by day",
              entries=arrivals(by_day(0.5, 8), seed=3, most=8)),
        World(name="breaking news: 1, then 20 an hour",
              entries=arrivals(breaking(1, 20), seed=4, most=20)),
        World(name="hourly", entries=arrivals(lambda _: 1, seed=5, most=1)),
        World(name="ministry, 4 a workday",
              entries=arrivals(by_day(0.01, 0.28), seed=6, most=0.28)),
        World(name="morning bundle of 20", entries=bundles(20, 6)),
        World(name="blog, 2 a week", entries=arrivals(lambda _: 2 / 168, seed=7, most=2 / 168)),
        World(name="dead", entries=()),
    )  # fmt: skip


def run_learned(world: World) -> Score:
    """Poll as the program does."""
    rhythm: Rhythm | None = None

    def plan(now: datetime, fresh: int, shown: int, jitter: float) -> timedelta:
        nonlocal rhythm
        overflowed = rhythm is not None and has_overflowed(fresh=fresh, shown=shown, left_out=0)
        rhythm = learn(rhythm, now=now, fresh=fresh, shown=shown if fresh else None)
        upcoming = next_poll(
            outcome=Outcome.CHANGED,
            now=now,
            interval=None,
            limits=LIMITS,
            failures=0,
            jitter=jitter,
            habit=Habit(rhythm=rhythm, overflowed=overflowed),
        )
        return upcoming.at - now

    return run(world, plan)


def run_fixed(world: World, interval: timedelta) -> Score:
    """Poll at one interval."""
    return run(world, lambda _now, _fresh, _shown, _jitter: interval)


def run(world: World, plan: Callable[[datetime, int, int, float], timedelta]) -> Score:
    """Walk through the days from poll to poll."""
    chance = random.Random(world.name)
    at, end, counted_from = START, START + LEARNING + COUNTED, START + LEARNING
    found = polls = lost = 0
    delays: list[float] = []
    while at < end:
        upto = found
        while upto < len(world.entries) and world.entries[upto] <= at:
            upto += 1
        missed = max(upto - found - world.window, 0)
        if at >= counted_from:
            polls += 1
            lost += missed
            late = [(at - entry) / timedelta(minutes=1) for entry in world.entries[found:upto]]
            delays += late[missed:]
        fresh = min(upto - found, world.window)
        at += plan(at, fresh, min(upto, world.window), chance.random())
        found = upto
    return Score(polls=polls, delays=tuple(delays), lost=lost)


def tell(score: Score) -> str:
    """Write polls a day, mean and 95th percentile of the delay, and what was lost."""
    a_day = score.polls / COUNTED.days
    if not score.delays:
        return f"{a_day:7.1f} |      – |      – | {score.lost:5}"
    late = quantiles(score.delays, n=20)[-1]
    return f"{a_day:7.1f} | {fmean(score.delays):6.1f} | {late:6.1f} | {score.lost:5}"


def main() -> None:
    """Print the table."""
    print(__doc__)
    print(f"{'feed':36}| polls a day, delay in minutes: mean, p95, lost")
    feeds = worlds()
    learned = [run_learned(world) for world in feeds]
    fixed = [run_fixed(world, timedelta(minutes=15)) for world in feeds]
    # What the same number of polls is worth when every feed gets the same of them.
    even = COUNTED * len(feeds) / sum(score.polls for score in learned)
    spread = [run_fixed(world, even) for world in feeds]
    for number, world in enumerate(feeds):
        print(f"{world.name:36}| fixed   | {tell(fixed[number])}")
        print(f"{'':36}| learned | {tell(learned[number])}")
    for name, scores in (("fixed", fixed), ("even", spread), ("learned", learned)):
        print(f"{'all':36}| {name:7} | {tell(add(scores))}")


def add(scores: Sequence[Score]) -> Score:
    """Give the score of all feeds together."""
    return Score(
        polls=sum(score.polls for score in scores),
        delays=tuple(delay for score in scores for delay in score.delays),
        lost=sum(score.lost for score in scores),
    )


if __name__ == "__main__":
    main()
