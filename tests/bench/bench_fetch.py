"""Fetch from 1,000 hosts, next to httpx's own client at its best and to others if installed.

Held constant: the machine, the server (a process of its own on loopback), the answers (200 with
55 kB in 13.5 kB of gzip; 304), plain HTTP/1.1, one process and one core per client. Counted is
the processor time of the client's process per request, start-up left out; the best of three.
Every host was asked once before, as in a newsroom that runs. All read the body, unpacked.
"monitor" is our client, which also judges the address; "fetch" is the way a poll goes, which
also hashes the body and says what changed. httpx's client has keep-alive off and no more
connections than requests in flight, which is when it is quickest: its pool is searched at every
request.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import resource
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import httpx

from monitor.fetch import fetch
from monitor.model import Validators
from monitor.outbound import OutboundClient

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

ORIGINS: Final = 1_000
REQUESTS: Final = 2_000
WARM_UP: Final = ORIGINS
ROUNDS: Final = 3
ETAG: Final = '"5f3a-1c"'
#: (client, requests in flight)
RUNS: Final = (
    ("monitor", 100),
    ("monitor", 1_000),
    ("fetch", 100),
    ("httpx", 20),
    ("httpx", 100),
    ("httpx-aiohttp", 100),
    ("aiohttp", 100),
    ("pycurl", 100),
)
NEEDS: Final = {"httpx-aiohttp": "httpx_aiohttp", "aiohttp": "aiohttp", "pycurl": "pycurl"}


def make_client(in_flight: int) -> OutboundClient:
    return OutboundClient(
        user_agent="monitor/bench",
        allow_private=True,
        timeout=timedelta(seconds=60),
        max_bytes=10_000_000,
        concurrency=in_flight,
    )


async def run_monitor(in_flight: int, work: Callable[[Any], Awaitable[None]]) -> None:
    """Drive our client."""
    async with make_client(in_flight) as client:

        async def get(url: str) -> None:
            answer = await client.get(url, headers={"If-None-Match": ETAG})
            assert answer.status_code == 304 or answer.body

        await work(get)


async def run_fetch(in_flight: int, work: Callable[[Any], Awaitable[None]]) -> None:
    """Drive `fetch`."""
    validators = Validators(etag=ETAG, last_modified=None)
    async with make_client(in_flight) as client:

        async def get(url: str) -> None:
            await fetch(client, url, validators)

        await work(get)


async def run_httpx(in_flight: int, work: Callable[[Any], Awaitable[None]]) -> None:
    """Drive httpx's own client."""
    limits = httpx.Limits(max_connections=in_flight, max_keepalive_connections=0)
    async with httpx.AsyncClient(limits=limits, timeout=60, trust_env=False) as client:

        async def get(url: str) -> None:
            answer = await client.get(url, headers={"If-None-Match": ETAG})
            assert answer.status_code == 304 or answer.content

        await work(get)


async def run_httpx_aiohttp(in_flight: int, work: Callable[[Any], Awaitable[None]]) -> None:
    """Drive httpx over aiohttp's connections."""
    from httpx_aiohttp import HttpxAiohttpClient

    limits = httpx.Limits(max_connections=in_flight, max_keepalive_connections=0)
    async with HttpxAiohttpClient(limits=limits, timeout=60, trust_env=False) as client:

        async def get(url: str) -> None:
            answer = await client.get(url, headers={"If-None-Match": ETAG})
            assert answer.status_code == 304 or answer.content

        await work(get)


async def run_aiohttp(in_flight: int, work: Callable[[Any], Awaitable[None]]) -> None:
    """Drive aiohttp's own client."""
    import aiohttp

    connector = aiohttp.TCPConnector(limit=in_flight, force_close=True)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def get(url: str) -> None:
            async with session.get(url, headers={"If-None-Match": ETAG}) as answer:
                body = await answer.read()
                assert answer.status == 304 or body

        await work(get)


async def drive(run: Any, urls: list[str], in_flight: int) -> float:
    """Give the processor seconds that one request costs."""
    cost = 0.0

    async def work(get: Any) -> None:
        nonlocal cost
        await all_of(get, urls[:WARM_UP], in_flight)
        began = time.process_time()
        await all_of(get, urls, in_flight)
        cost = time.process_time() - began

    await run(in_flight, work)
    return cost / len(urls)


async def all_of(get: Any, urls: list[str], in_flight: int) -> None:
    """Get all of them, so many at a time."""
    waiting = iter(urls)

    async def worker() -> None:
        for url in waiting:
            await get(url)

    async with asyncio.TaskGroup() as group:
        for _ in range(in_flight):
            group.create_task(worker())


def drive_pycurl(urls: list[str], in_flight: int) -> float:
    """Give what one request costs libcurl, which has a loop of its own."""
    import pycurl

    def start(url: str) -> None:
        handle = pycurl.Curl()
        handle.body = bytearray()
        handle.setopt(pycurl.URL, url)
        handle.setopt(pycurl.ENCODING, "gzip")
        handle.setopt(pycurl.HTTPHEADER, [f"If-None-Match: {ETAG}", "Connection: close"])
        handle.setopt(pycurl.WRITEFUNCTION, handle.body.extend)
        multi.add_handle(handle)
        running.add(handle)

    multi, running = pycurl.CurlMulti(), set()
    began, waiting = time.process_time(), iter(urls)
    for url in urls[:in_flight]:
        start(next(waiting, url))
    while running:
        multi.perform()
        _, done, failed = multi.info_read()
        assert not failed, failed
        for handle in done:
            multi.remove_handle(handle)
            running.remove(handle)
            if (url := next(waiting, None)) is not None:
                start(url)
        multi.select(1.0)
    return (time.process_time() - began) / len(urls)


def run_client(name: str, path: str, in_flight: int) -> float:
    """Measure one client in this process; the origins come on standard input."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    origins = json.load(sys.stdin)
    urls = [f"{origins[at % len(origins)]}{path}" for at in range(REQUESTS)]
    if name == "pycurl":
        return drive_pycurl(urls, in_flight)
    run = {
        "monitor": run_monitor,
        "fetch": run_fetch,
        "httpx": run_httpx,
        "httpx-aiohttp": run_httpx_aiohttp,
        "aiohttp": run_aiohttp,
    }[name]
    return asyncio.run(drive(run, urls, in_flight))


@contextmanager
def fetch_world() -> Iterator[str]:
    """Run the server; gives its origins as JSON."""
    command = [sys.executable, "-m", "tests.bench.fetchworld", str(ORIGINS)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline()
    finally:
        process.kill()
        process.wait()


def measure(name: str, path: str, in_flight: int, origins: str) -> float:
    """Run one client in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.bench_fetch", name, path, str(in_flight)]
    done = subprocess.run(command, input=origins, capture_output=True, text=True, check=True)
    return float(done.stdout)


def main() -> None:
    """Measure all that are installed and print the ratios."""
    print(__doc__)
    runs = [run for run in RUNS if importlib.util.find_spec(NEEDS.get(run[0], "httpx"))]
    with fetch_world() as origins:
        for path in ("/200", "/304"):
            costs = {run: measure(run[0], path, run[1], origins) for run in runs}
            for _ in range(ROUNDS - 1):
                costs = {
                    run: min(cost, measure(run[0], path, run[1], origins))
                    for run, cost in costs.items()
                }
            report(path, costs)


def report(path: str, costs: dict[tuple[str, int], float]) -> None:
    """Print one table: the better of the rounds, next to httpx at its best."""
    best = min(cost for (name, _), cost in costs.items() if name == "httpx")
    for (name, in_flight), cost in costs.items():
        print(
            f"{path[1:]}  {name:<14} {in_flight:5} in flight  {1 / cost:7.0f} requests/CPU s "
            f"{cost * 1e6:6.0f} us  {best / cost:5.2f} x httpx at its best"
        )
    few, many = costs["monitor", 100], costs["monitor", 1_000]
    print(f"{path[1:]}  monitor at 1,000 in flight costs {many / few:.2f} of what it does at 100\n")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(run_client(sys.argv[1], sys.argv[2], int(sys.argv[3])))
    else:
        main()
