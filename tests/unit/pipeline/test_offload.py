"""Calls of the store from the passes are finished once they were begun."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from monitor.pipeline import Offload

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def offload() -> Iterator[Offload]:
    made = Offload()
    yield made
    made.close()


async def test_gives_what_the_method_gives(offload: Offload) -> None:
    assert await offload.call(divmod, 7, 2) == (3, 1)


async def test_raises_what_the_method_raises(offload: Offload) -> None:
    with pytest.raises(ZeroDivisionError):
        await offload.call(divmod, 7, 0)


async def test_runs_outside_the_loops_thread_and_one_call_at_a_time(offload: Offload) -> None:
    threads = await asyncio.gather(*(offload.call(threading.get_ident) for _ in range(5)))

    assert set(threads) == {threads[0]}
    assert threads[0] != threading.get_ident()


async def test_a_cancelled_pass_does_not_cut_a_transaction_in_two(offload: Offload) -> None:
    begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()

    def transaction() -> None:
        begun.set()
        may_end.wait(5)
        ended.set()

    calling = asyncio.create_task(offload.call(transaction))
    await asyncio.to_thread(begun.wait, 5)

    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling
    may_end.set()
    offload.close()

    assert ended.is_set()
