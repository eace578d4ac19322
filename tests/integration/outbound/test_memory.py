"""See that bombs cost less than 20 MB, measured by the kernel in a process of its own."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zlib
from typing import TYPE_CHECKING

import pytest

from tests.support.feedserver import FeedServer

if TYPE_CHECKING:
    from collections.abc import Iterator

MEGABYTES = 1024 * 1024
#: Fetches with the settings of a fresh installation, first something small, then the bomb.
FETCH = """
import asyncio, resource, sys
from datetime import timedelta
from monitor.errors import FetchError
from monitor.outbound import OutboundClient

def peak():
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size if sys.platform == "darwin" else size * 1024

async def main():
    async with OutboundClient(
        user_agent="monitor-test", allow_private=True, timeout=timedelta(seconds=20),
        max_bytes=10 * 1024 * 1024, concurrency=4,
    ) as client:
        await client.get(sys.argv[1])
        before = peak()
        try:
            await client.get(sys.argv[2])
        except FetchError as error:
            print(type(error).__name__, peak() - before)

asyncio.run(main())
"""


def zeros(megabytes: int) -> bytes:
    """Pack so many megabytes of nothing into a thousandth."""
    compressor = zlib.compressobj(9, wbits=31)
    packed = [compressor.compress(bytes(MEGABYTES)) for _ in range(megabytes)]
    return b"".join(packed) + compressor.flush()


@pytest.fixture(scope="module")
def server() -> Iterator[FeedServer]:
    with FeedServer() as server:
        server.set("/small", body=b"news" * 20_000, gzip=True)
        yield server


BOMBS = {
    "gzip to 256 MB": ("gzip", lambda: zeros(256), "BodyTooLarge"),
    "gzip in gzip": ("gzip, gzip", lambda: gzip.compress(zeros(64)), "BadEncoding"),
    "gzip in gzip, said once": ("gzip", lambda: gzip.compress(zeros(64)), ""),
    "brotli": ("br", lambda: bytes(421), "BadEncoding"),
    "zstd": ("zstd", lambda: bytes(421), "BadEncoding"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_costs_less_than_20_megabytes(server: FeedServer, bomb: str) -> None:
    coding, make, error = BOMBS[bomb]
    url = server.set("/bomb", body=make(), headers={"Content-Encoding": coding})

    said = fetch_apart(f"{server.url}/small", url)

    assert said[:1] == ([error] if error else [])
    assert all(int(cost) < 20 * MEGABYTES for cost in said[1:])


def test_a_body_without_end_costs_less_than_40_megabytes(server: FeedServer) -> None:
    name, cost = fetch_apart(f"{server.url}/small", server.set("/endless", endless=True))

    assert name == "BodyTooLarge"
    assert int(cost) < 40 * MEGABYTES


def fetch_apart(small: str, bomb: str) -> list[str]:
    """Fetch both in a process of its own; gives the error and the bytes it took, if any."""
    command = [sys.executable, "-c", FETCH, small, bomb]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.split()
