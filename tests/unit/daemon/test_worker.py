"""A pass goes on whatever happens, and ends when it is told to."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest

from monitor.daemon.worker import Worker
from monitor.errors import DatabaseUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable


class Pass:
    """Counts its steps; says what each gives, or raises it."""

    def __init__(self, *answers: int | Exception, then: Callable[[], None] | None = None) -> None:
        self.steps = 0
        self._answers = list(answers)
        self._then = then

    async def step(self) -> int:
        self.steps += 1
        answer = self._answers.pop(0) if self._answers else 0
        if not self._answers and self._then is not None:
            self._then()
        if isinstance(answer, Exception):
            raise answer
        return answer


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_steps_while_there_is_work_and_then_waits() -> None:
    work, stop = Pass(3, 1, 0), asyncio.Event()
    worker = Worker("poll", work.step, stop)
    running = asyncio.create_task(worker.run())

    await settle()

    assert work.steps == 3
    stop.set()
    await running


async def test_a_wake_up_begins_another_step() -> None:
    work, stop = Pass(0), asyncio.Event()
    worker = Worker("poll", work.step, stop)
    running = asyncio.create_task(worker.run())
    await settle()

    worker.wake()
    await settle()

    assert work.steps == 2
    stop.set()
    await running


async def test_a_wake_up_during_a_step_is_not_lost() -> None:
    stop = asyncio.Event()
    work = Pass(0, then=lambda: worker.wake() if work.steps == 1 else None)
    worker = Worker("poll", work.step, stop)
    running = asyncio.create_task(worker.run())

    await settle()

    assert work.steps == 2
    stop.set()
    await running


async def test_stops_after_the_step_that_runs() -> None:
    stop = asyncio.Event()
    work = Pass(5, 5, 5, 5, then=stop.set)
    worker = Worker("poll", work.step, stop)

    await asyncio.wait_for(worker.run(), 1)

    assert work.steps == 4


async def test_a_step_that_fails_is_logged_and_makes_it_wait(
    caplog: pytest.LogCaptureFixture,
) -> None:
    work, stop = Pass(ZeroDivisionError("of all things")), asyncio.Event()
    worker = Worker("poll", work.step, stop)
    running = asyncio.create_task(worker.run())

    await settle()

    [record] = caplog.records
    assert (record.levelno, vars(record)["pass_name"]) == (logging.ERROR, "poll")
    assert "of all things" in caplog.text
    assert work.steps == 1
    assert worker.succeeded_at is None
    stop.set()
    await asyncio.wait_for(running, 0.5)


class Hasty(Worker):
    """Notes how long it would wait, and does not."""

    def __init__(self, *failures: Exception) -> None:
        stop = asyncio.Event()
        super().__init__("poll", Pass(*failures, 0, then=stop.set).step, stop)
        self.waits: list[float] = []

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.mark.parametrize(
    ("failure", "waits"),
    [
        pytest.param(ZeroDivisionError(), [1, 2, 4, 8, 16, 32, 60, 60], id="a fault of ours"),
        pytest.param(
            DatabaseUnavailable("sqlite:///monitor.db", problem="away"),
            [1, 2, 2, 2, 2, 2, 2, 2],
            id="a database that is away",
        ),
    ],
)
async def test_waits_longer_and_longer_but_not_for_a_database(
    failure: Exception, waits: list[float]
) -> None:
    worker = Hasty(*[failure] * 8)

    await asyncio.wait_for(worker.run(), 1)

    assert worker.waits == waits
    assert not worker.is_failing


async def test_a_database_that_stays_away_is_spoken_of_ever_more_seldom(
    caplog: pytest.LogCaptureFixture,
) -> None:
    worker = Hasty(*[DatabaseUnavailable("sqlite:///monitor.db", problem="away")] * 20)

    await asyncio.wait_for(worker.run(), 1)

    assert len(caplog.records) == 5  # the first, second, fourth, eighth and sixteenth time
    assert {vars(record)["problem"] for record in caplog.records} == {
        "the database sqlite:///monitor.db cannot be used: away"
    }
