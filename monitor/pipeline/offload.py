"""Call the synchronous store from the asynchronous passes.

Process. One thread for a database with a single writer, several for a server. A call that
was begun is always finished: cancelling the pass does not cut a transaction in two.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


class Offload:
    """The threads that database calls run in."""

    def __init__(self, threads: int = 1) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="store")

    async def call(self, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `method` in a store thread and wait for what it gives."""
        running = asyncio.get_running_loop().run_in_executor(
            self._threads, partial(method, *args, **kwargs)
        )
        return await asyncio.shield(running)

    def close(self) -> None:
        """Wait for the calls that run and end the threads."""
        self._threads.shutdown(wait=True)
