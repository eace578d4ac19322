"""Hold the window of stories, and make it anew when it may be wrong.

Process. The window is what the store keeps, in memory: it is restored when the lease changed
hands, when somebody changed stories by hand, and when it holds what was not saved. The rows are
read and unpacked beside the event loop, some at a time.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from monitor.dedupe import Stories

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.pipeline.offload import Offload
    from monitor.store import Store

logger = logging.getLogger(__name__)

#: An article may join the story of another that was seen so long before.
WINDOW: Final = timedelta(days=7)
#: Signatures are kept a little longer, and what is older is dropped so often.
_SPARE: Final = timedelta(days=1)


class Window:
    """The stories of the last days, as the store has them."""

    def __init__(self, store: Store, offload: Offload) -> None:
        self._store = store
        self._offload = offload
        self._stories: Stories | None = None
        self._fence: int | None = None
        self._swept_at: datetime | None = None
        #: Of the stories when they were read.
        self.version = 0

    async def current(self, fence: int, now: datetime) -> Stories:
        """Give the stories as the store has them, without what is too old."""
        version = await self._offload.call(self._store.stories_version)
        if self._stories is None or (fence, version) != (self._fence, self.version):
            self._stories = await self._restore(now)
            self._fence, self.version = fence, version
        self._stories.forget(now - WINDOW)
        await self._sweep(now)
        return self._stories

    def drop(self) -> None:
        """Trust it no more: it holds something that was not saved."""
        self._stories = None

    async def _restore(self, now: datetime) -> Stories:
        self._stories = None
        rows = self._store.iter_remembered(now - WINDOW)
        stories = await asyncio.to_thread(Stories.restore, rows)
        logger.info("stories restored", extra={"window_days": WINDOW.days})
        return stories

    async def _sweep(self, now: datetime) -> None:
        """Drop signatures that no window reads any more."""
        if self._swept_at is not None and abs(now - self._swept_at) < _SPARE:
            return
        self._swept_at = now
        await self._offload.call(self._store.forget_signatures, now - WINDOW - _SPARE)
