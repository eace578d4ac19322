"""Fetch from 1,000 hosts, next to httpx's own client at its best and to others if installed.

Held constant: the machine, the server (a process of its own on loopback), the answers (200 with
55 kB in 13.5 kB of gzip; 304), plain HTTP/1.1, one process and one core per client. Counted is
the processor time of the client's process per request, start-up left out; the
median of seven turns, which the clients take one after the other.
Every host was asked once before, as in a newsroom that runs. All read the body, unpacked.
"monitor" is our client, which also judges the address; "fetch" is the way a poll goes, which
also hashes the body and says what changed. "httpx default" is its client with the settings it
comes with; "httpx" has keep-alive off and no more connections than requests in flight, which is
when it is quickest (its pool is searched at every request) and what the others are held against.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import resource
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Any, Final

import httpx

from monitor.fetch import fetch
from monitor.model import Validators
from monitor.outbound import OutboundClient

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

ORIGINS: Final = 1_000
ROUNDS: Final = 7
ETAG: Final = '"5f3a-1c"'
#: (client, requests in flight)
RUNS: Final = (
    ("monitor", 100),
    ("monitor", 1_000),
    ("fetch", 100),
    ("httpx", 20),
    ("httpx", 100),
    ("httpx default", 20),
    ("httpx default", 100),
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
        await work(httpx_get(client))


async def run_httpx_default(in_flight: int, work: Callable[[Any], Awaitable[None]]) -> None:
    """Drive httpx's own client with the settings it comes with; only patience is added."""
    del in_flight
    async with httpx.AsyncClient(timeout=60) as client:
        await work(httpx_get(client))


def httpx_get(client: httpx.AsyncClient) -> Callable[[str], Awaitable[None]]:
    """Give the question that all clients of httpx ask."""

    async def get(url: str) -> None:
        answer = await client.get(url, headers={"If-None-Match": ETAG})
        assert answer.status_code == 304 or answer.content

    return get


async def run_httpx_aiohttp(in_flight: int, work: Callable[[Any], Awaitable[None]]) -> None:
    """Drive httpx over aiohttp's connections."""
    from httpx_aiohttp import HttpxAiohttpClient

    limits = httpx.Limits(max_connections=in_flight, max_keepalive_connections=0)
    async with HttpxAiohttpClient(limits=limits, timeout=60, trust_env=False) as client:
        await work(httpx_get(client))


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


async def drive(run: Any, urls: list[str], in_flight: int) -> None:
    """Get all URLs at every line of standard input; say what one request cost."""

    async def work(get: Any) -> None:
        await all_of(get, urls, in_flight)
        for _ in sys.stdin:
            began = time.process_time()
            await all_of(get, urls, in_flight)
            print((time.process_time() - began) / len(urls), flush=True)

    await run(in_flight, work)


async def all_of(get: Any, urls: list[str], in_flight: int) -> None:
    """Get all of them, so many at a time."""
    waiting = iter(urls)

    async def worker() -> None:
        for url in waiting:
            await get(url)

    async with asyncio.TaskGroup() as group:
        for _ in range(in_flight):
            group.create_task(worker())


def drive_pycurl(urls: list[str], in_flight: int) -> None:
    """Do the same with libcurl, which has a loop of its own."""
    get_with_curl(urls, in_flight)
    for _ in sys.stdin:
        began = time.process_time()
        get_with_curl(urls, in_flight)
        print((time.process_time() - began) / len(urls), flush=True)


def get_with_curl(urls: list[str], in_flight: int) -> None:
    """Get all of them with libcurl, so many at a time."""
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
    waiting = iter(urls)
    for _, url in zip(range(in_flight), waiting, strict=False):
        start(url)
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


def run_client(name: str, path: str, in_flight: int) -> None:
    """Drive one client in this process; the origins come on the first line."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    urls = [f"{origin}{path}" for origin in json.loads(sys.stdin.readline())]
    if name == "pycurl":
        drive_pycurl(urls, in_flight)
        return
    run = {
        "monitor": run_monitor,
        "fetch": run_fetch,
        "httpx": run_httpx,
        "httpx default": run_httpx_default,
        "httpx-aiohttp": run_httpx_aiohttp,
        "aiohttp": run_aiohttp,
    }[name]
    asyncio.run(drive(run, urls, in_flight))


@contextmanager
def fetch_world() -> Iterator[str]:
    """Run the server; gives its origins as a line of JSON."""
    command = [sys.executable, "-m", "tests.bench.fetchworld", str(ORIGINS)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline()
    finally:
        process.kill()
        process.wait()


@contextmanager
def started(run: tuple[str, int], path: str, origins: str) -> Iterator[Callable[[], float]]:
    """Start a client; gives what measures it once more."""
    name, in_flight = run
    command = [sys.executable, "-m", "tests.bench.bench_fetch", name, path, str(in_flight)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, bufsize=1) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        told, said = process.stdin, process.stdout
        told.write(origins)

        def measure() -> float:
            told.write("again\n")
            return float(said.readline())

        yield measure
        told.close()


def measure_all(path: str, runs: list[tuple[str, int]], origins: str) -> None:
    """Let all clients take turns, so that what else the machine does hits all of them alike."""
    with ExitStack() as stack:
        clients = {run: stack.enter_context(started(run, path, origins)) for run in runs}
        costs: dict[tuple[str, int], list[float]] = {run: [] for run in runs}
        for _ in range(ROUNDS):
            for run, measure in clients.items():
                costs[run].append(measure())
    report(path, {run: median(cost) for run, cost in costs.items()})


def main() -> None:
    """Measure all that are installed and print the ratios."""
    print(__doc__)
    runs = [run for run in RUNS if importlib.util.find_spec(NEEDS.get(run[0], "httpx"))]
    with fetch_world() as origins:
        for path in ("/200", "/304"):
            measure_all(path, runs, origins)


def report(path: str, costs: dict[tuple[str, int], float]) -> None:
    """Print one table, next to httpx at its best."""
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
        run_client(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    else:
        main()
