"""See that no server can hold the client longer, or fill it fuller, than it allows."""

from __future__ import annotations

import asyncio
import gzip
import time
import tracemalloc
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.errors import BadEncoding, BodyTooLarge, FetchError, FetchTimeout
from monitor.outbound import OutboundClient
from tests.support.feedserver import FeedServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

DEADLINE_SECONDS = 0.6
CAP = 1_000_000


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


@pytest.fixture
async def client() -> AsyncIterator[OutboundClient]:
    async with OutboundClient(
        user_agent="monitor-test",
        allow_private=True,
        timeout=timedelta(seconds=DEADLINE_SECONDS),
        max_bytes=CAP,
        concurrency=8,
    ) as client:
        yield client


@pytest.mark.parametrize(
    "script",
    [
        {"body": b"x" * 1000, "trickle": 0.05},
        {"raw": b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1000, "trickle": 0.05},
        {"body": b"x", "delay": 30.0},
    ],
    ids=["body by the byte", "headers by the byte", "silence"],
)
async def test_aborts_a_slow_answer_at_the_deadline(
    server: FeedServer, client: OutboundClient, script: dict[str, object]
) -> None:
    started = time.monotonic()

    with pytest.raises(FetchTimeout) as failure:
        await client.get(server.set("/slow", **script))

    assert DEADLINE_SECONDS - 0.05 <= time.monotonic() - started <= DEADLINE_SECONDS + 1
    assert failure.value.transient


async def test_redirects_share_one_deadline(server: FeedServer, client: OutboundClient) -> None:
    for at in range(4):
        server.set(f"/{at}", redirect_to=f"/{at + 1}", delay=0.25)
    started = time.monotonic()

    with pytest.raises(FetchTimeout):
        await client.get(f"{server.url}/0")

    assert time.monotonic() - started <= DEADLINE_SECONDS + 1


async def test_a_slow_server_delays_nobody_else(server: FeedServer, client: OutboundClient) -> None:
    slow = server.set("/slow", body=b"x" * 1000, trickle=0.05)
    fast = server.set("/fast", body=b"news")
    waiting = asyncio.create_task(client.get(slow))
    await asyncio.sleep(0.1)

    answer = await client.get(fast)

    assert answer.body == b"news"
    assert not waiting.done()
    with pytest.raises(FetchTimeout):
        await waiting


async def test_stops_reading_an_endless_body(server: FeedServer, client: OutboundClient) -> None:
    url = server.set("/endless", endless=True)
    tracemalloc.start()

    with pytest.raises(BodyTooLarge) as failure:
        await client.get(url)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert failure.value.limit == CAP
    assert peak < 8 * CAP


async def test_refuses_a_large_body_by_its_announcement(
    server: FeedServer, client: OutboundClient
) -> None:
    url = server.set("/large", raw=b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")

    with pytest.raises(BodyTooLarge):
        await client.get(url)


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """250 MB of nothing in about 250 kB."""
    deflated = bytearray()
    compressor = gzip.zlib.compressobj(9, wbits=31)
    block = bytes(1_000_000)
    for _ in range(250):
        deflated += compressor.compress(block)
    return bytes(deflated + compressor.flush())


async def test_a_gzip_bomb_costs_no_more_than_the_cap(
    server: FeedServer, client: OutboundClient, bomb: bytes
) -> None:
    url = server.set("/bomb", body=bomb, headers={"Content-Encoding": "gzip"})
    tracemalloc.start()

    with pytest.raises(BodyTooLarge):
        await client.get(url)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(bomb) < 300_000
    assert peak < 8 * CAP


@pytest.mark.parametrize("coding", ["gzip, gzip", "br", "zstd"])
async def test_refuses_codings_that_were_not_offered(
    server: FeedServer, client: OutboundClient, coding: str
) -> None:
    body = gzip.compress(gzip.compress(bytes(100_000)))

    with pytest.raises(BadEncoding) as failure:
        await client.get(server.set("/coded", body=body, headers={"Content-Encoding": coding}))

    assert failure.value.encoding == coding


async def test_refuses_a_body_that_is_not_gzip_though_it_says_so(
    server: FeedServer, client: OutboundClient
) -> None:
    url = server.set("/coded", body=b"<rss/>", headers={"Content-Encoding": "gzip"})

    with pytest.raises(BadEncoding):
        await client.get(url)


@pytest.mark.parametrize("count", [2, 20, 200])
async def test_refuses_huge_headers(server: FeedServer, client: OutboundClient, count: int) -> None:
    headers = {f"X-{at}": "y" * 40_000 for at in range(count)}

    with pytest.raises(FetchError):
        await client.get(server.set("/headers", body=b"x", headers=headers))


async def test_stops_a_server_that_never_comes_to_the_point(
    server: FeedServer, client: OutboundClient
) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nX: " + b"y" * 10_000 + b"\r\n\r\n"

    with pytest.raises(BodyTooLarge):
        await client.get(server.set("/hints", raw=hints * 1000))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut short",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nX\x00: 1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nx",
        b"HTTP/1.1 103 Early Hints\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Len",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nnews\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nnews!",
    ],
    ids=[
        *("nothing", "nonsense", "cut", "negative", "bad chunk", "bad header", "tls"),
        *("another protocol", "hints only", "cut head", "cut chunks", "two lengths"),
    ],
)
async def test_a_broken_answer_is_an_error_of_ours(
    server: FeedServer, client: OutboundClient, raw: bytes
) -> None:
    with pytest.raises(FetchError) as failure:
        await client.get(server.set("/broken", raw=raw))

    assert failure.value.transient


@pytest.mark.parametrize("answer", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 ", b"\r\n"])
async def test_stops_a_line_that_never_ends(
    server: FeedServer, client: OutboundClient, answer: bytes
) -> None:
    with pytest.raises(FetchError):
        await client.get(server.set("/line", raw=answer + b"y" * 5_000_000))


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.0 200 OK\r\nContent-Type: text/xml\r\n\r\nnews",
        OK + b"\r\nnews",
        OK + b"Transfer-Encoding: identity\r\nContent-Length: 4\r\n\r\nnews",
        OK.replace(b"\r", b"") + b"Content-Length: 4\n\nnews",
        b"HTTP/1.1 200\r\nContent-Length: 4\r\n\r\nnews",
        b"HTTP/1.2 200 D\xe9j\xe0\r\nContent-Length: 4\r\n\r\nnews",
        b"\r\n" + OK + b"Content-Length: 4\r\n\r\nnews",
        OK + b"X: a\r\n b\r\nServer:\r\nContent-Length: 4\r\n\r\nnews",
        OK + b"Set-Cookie: a=\x01b\r\nX: \xff\xc3\xa9\x00\r\nContent-Length: 4\r\n\r\nnews",
        OK + b"Upgrade: h2,h2c\r\nConnection: Upgrade, close\r\nContent-Length: 4\r\n\r\nnews",
        OK + b"Content-Length: 4\r\n\r\nnews and more than announced",
        OK + b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nnews\r\n0\r\n\r\n",
        CHUNKED + b"2;a=b\r\nne\r\n2  \r\nws\r\n0\r\nContent-Encoding: br\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nContent-Encoding: br\r\n\r\n"
        + OK
        + b"Content-Length: 4\r\n\r\nnews",
    ],
    ids=[
        *(
            "1.0",
            "to the end",
            "identity",
            "line feeds",
            "no reason",
            "version 1.2",
            "leading line",
        ),
        *("folded", "control characters", "upgrade offered", "too long", "two lengths"),
        *("chunks, odd, with a trailer", "hints before"),
    ],
)
async def test_reads_what_browsers_read_too(
    server: FeedServer, client: OutboundClient, raw: bytes
) -> None:
    answer = await client.get(server.set("/odd", raw=raw))

    assert (answer.status_code, answer.body) == (200, b"news")
    assert not any(set(value) & set("\0\x01\r\n") for value in answer.headers.values())


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n",
        b"HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 204 No Content\r\n\r\n",
    ],
)
async def test_waits_for_no_body_where_none_can_come(
    server: FeedServer, client: OutboundClient, raw: bytes
) -> None:
    answer = await client.get(server.set("/empty", raw=raw))

    assert answer.status_code in {204, 304}
    assert answer.body == b""


async def test_an_error_page_without_end_is_still_its_status(
    server: FeedServer, client: OutboundClient
) -> None:
    answer = await client.get(server.set("/error", endless=True, status=503))

    assert answer.status_code == 503
    assert 0 < len(answer.body) <= 64 * 1024


async def test_cancelling_closes_the_connection_at_once(
    server: FeedServer, client: OutboundClient
) -> None:
    waiting = asyncio.create_task(client.get(server.set("/slow", body=b"x", delay=30.0)))
    await asyncio.sleep(0.1)

    waiting.cancel()
    started = time.monotonic()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert time.monotonic() - started < 1
