"""A pass that failed is tried again after a pause."""

from __future__ import annotations

import asyncio

from monitor.daemon.worker import Worker


async def test_goes_on_after_a_failure_and_says_that_it_is_well_again() -> None:
    stop, answers = asyncio.Event(), iter([True, False, False])

    async def step() -> int:
        if next(answers):
            raise ZeroDivisionError
        return 0

    worker = Worker("poll", step, stop)
    running = asyncio.create_task(worker.run())

    async with asyncio.timeout(3):
        while worker.succeeded_at is None:
            await asyncio.sleep(0.01)

    stop.set()
    await running
