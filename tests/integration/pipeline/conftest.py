from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.feedserver import FeedServer
from tests.support.line import open_line

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from monitor.store import Store
    from tests.support.line import Line


@pytest.fixture
async def line(shared_store: Store) -> AsyncIterator[Line]:
    async with open_line(shared_store) as line:
        yield line


@pytest.fixture
def publisher() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


@pytest.fixture
def elsewhere() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server
