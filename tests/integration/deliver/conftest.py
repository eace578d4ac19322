from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.outbound import OutboundClient


@pytest.fixture
async def client():
    async with OutboundClient(
        user_agent="monitor/test",
        allow_private=True,
        timeout=timedelta(seconds=0.5),
        max_bytes=100_000,
        concurrency=4,
    ) as client:
        yield client
