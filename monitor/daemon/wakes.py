"""Wake passes of this process, and of others that share the database.

Process. A thread listens where there is a server; when it goes away the thread comes back after
a pause, and until then the ticks find the work.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from typing import TYPE_CHECKING, Final

from monitor.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.pipeline import Offload
    from monitor.store import Store

logger = logging.getLogger(__name__)

#: How soon a listener notices that it shall stop.
LOOK_SECONDS: Final = 0.5
#: How long it waits before it tries a server again.
PAUSE_SECONDS: Final = 5.0


class Wakes:
    """Knows whom to wake, here and elsewhere."""

    def __init__(self, store: Store, offload: Offload) -> None:
        self._store = store
        self._offload = offload
        #: Called when there is work for a pass of this process, by its name.
        self.here: dict[str, Callable[[], None]] = {}
        self._unsaid: set[str] = set()
        self._saying: asyncio.Task[None] | None = None
        self._stop = threading.Event()
        self._listener: threading.Thread | None = None

    def wake(self, *names: str) -> None:
        """Wake these passes: those of this process at once, others by a word."""
        for name in names:
            if name in self.here:
                self.here[name]()
        if self._store.is_exclusive:
            return
        self._unsaid.update(name for name in names if name not in self.here)
        if self._unsaid and (self._saying is None or self._saying.done()):
            self._saying = asyncio.get_running_loop().create_task(self._say())

    async def _say(self) -> None:
        while self._unsaid:
            names = sorted(self._unsaid)
            self._unsaid.clear()
            with contextlib.suppress(StoreError):
                await self._offload.call(self._store.call_passes, names)

    def listen(self) -> None:
        """Hear, from now on, what other processes say."""
        if self._store.is_exclusive:
            return
        loop = asyncio.get_running_loop()
        self._listener = threading.Thread(
            target=self._hear, args=[loop], name="hear wakes", daemon=True
        )
        self._listener.start()

    def _hear(self, loop: asyncio.AbstractEventLoop) -> None:
        while not self._stop.is_set():
            try:
                self._hear_until_stop(loop)
            except StoreError as error:
                logger.info("hears no wake-ups for a while", extra={"problem": str(error)})
                self._stop.wait(PAUSE_SECONDS)

    def _hear_until_stop(self, loop: asyncio.AbstractEventLoop) -> None:
        with contextlib.closing(self._store.hear_passes(wait_seconds=LOOK_SECONDS)) as words:
            for word in words:
                if self._stop.is_set():
                    return
                if word in self.here:
                    loop.call_soon_threadsafe(self.here[word])

    async def close(self) -> None:
        """Say no more and hear no more."""
        self._stop.set()
        if self._saying is not None:
            await self._saying
        if self._listener is not None:
            await asyncio.to_thread(self._listener.join)
