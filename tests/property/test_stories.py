"""Stories are the same after a restart, and nearly so in another order within a minute."""

from __future__ import annotations

import asyncio
import itertools
import random
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.store import Store
from tests.support.builders import NOW
from tests.support.database import fill_memory
from tests.support.line import evaluate_all, open_line
from tests.support.newsstand import GERMAN, KOREAN, RUSSIAN, STORM, Print, copies, publish
from tests.support.newsstream import make_stream
from tests.support.sameness import group_by_stories, score
from tests.support.scenes import get_article

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PRINTS = (GERMAN, KOREAN, RUSSIAN, STORM, *copies(3))


@st.composite
def days(draw: st.DrawFn) -> tuple[list[Print], set[int]]:
    """Draw what is printed in which order, and after which of them the evaluator is restarted."""
    printed = draw(st.permutations(PRINTS))
    restarts = draw(st.sets(st.integers(0, len(printed) - 1), max_size=4))
    return list(printed), restarts


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(day=days())
def test_a_restart_in_the_middle_changes_no_story(
    migrated_file: Path, day: tuple[list[Print], set[int]]
) -> None:
    printed, restarts = day

    assert live(migrated_file, printed, restarts) == live(migrated_file, printed, set())


def live(migrated_file: Path, printed: Sequence[Print], restarts: set[int]) -> list[int]:
    """Let papers print one after the other; gives the story of each, numbered as they opened."""
    with Store("sqlite://") as store:
        fill_memory(store, migrated_file)
        return asyncio.run(_live(store, printed, restarts))


async def _live(store: Store, printed: Sequence[Print], restarts: set[int]) -> list[int]:
    owners = itertools.count()
    async with open_line(store) as line:
        evaluator = line.evaluator(owner=f"evaluator {next(owners)}")
        ids = []
        for at, one in enumerate(printed):
            line.clock.now = NOW + at * timedelta(minutes=1)
            ids += publish(store, one, at=line.clock())
            await evaluate_all(evaluator)
            if at in restarts:
                await evaluator.release()
                evaluator = line.evaluator(owner=f"evaluator {next(owners)}")
        return [int(get_article(store, number).story_id or 0) for number in ids]


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_another_order_within_a_minute_gives_nearly_the_same_stories(seed: int) -> None:
    articles = [one.article for one in make_stream(events=25, most=8)]
    # Five come within each minute, in any order.
    minutes = [articles[start : start + 5] for start in range(0, len(articles), 5)]
    chance = random.Random(seed)
    shuffled = [one for minute in minutes for one in chance.sample(minute, len(minute))]

    there = dict(zip((one.id for one in shuffled), group_by_stories(shuffled), strict=True))
    here = [str(story) for story in group_by_stories(articles)]

    assert score(here, [there[one.id] for one in articles]).f1 >= 0.9


def test_the_same_articles_in_the_same_order_give_the_same_stories() -> None:
    articles = [one.article for one in make_stream(events=25, most=8)]

    assert group_by_stories(articles) == group_by_stories(articles)
