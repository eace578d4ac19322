"""Serve the pages and the API over a store, on a real socket."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx

from monitor.web import build_app, open_listener, serve
from tests.support.builders import NOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from monitor.store import Store


@asynccontextmanager
async def served(
    store: Store,
    *,
    problems: Sequence[str] = (),
    password: str | None = None,
    may_write: bool = True,
) -> AsyncIterator[httpx.AsyncClient]:
    """Serve until the block ends, which must happen at once then."""
    listener = open_listener("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    stop = asyncio.Event()

    def look_at_passes() -> Sequence[str]:
        asyncio.get_running_loop()  # as the daemon does: it asks its own loop for the time
        return problems

    app = build_app(
        store,
        problems=look_at_passes,
        clock=lambda: NOW,
        password=password,
        may_write=may_write,
    )
    serving = asyncio.create_task(serve(app, listener, stop))
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        yield client
        stop.set()
        async with asyncio.timeout(3):
            await serving
