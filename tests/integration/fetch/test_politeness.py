"""See that requests at one host take turns, and that other hosts do not wait for them."""

from __future__ import annotations

import asyncio
import itertools
from datetime import timedelta

import pytest

from monitor.fetch import HostGate
from monitor.fetch.politeness import is_loopback


async def visit(gate: HostGate, url: str, seconds: float, log: list[tuple[float, float]]) -> None:
    async with gate.turn(url):
        started = asyncio.get_running_loop().time()
        await asyncio.sleep(seconds)
        log.append((started, asyncio.get_running_loop().time()))


def most_at_once(log: list[tuple[float, float]]) -> int:
    return max(sum(start <= begin < end for start, end in log) for begin, _ in log)


async def test_lets_no_more_requests_run_at_a_host_than_allowed() -> None:
    gate = HostGate(concurrency=2, delay=timedelta(0))
    log: list[tuple[float, float]] = []

    await asyncio.gather(*(visit(gate, f"http://a.example/{n}", 0.05, log) for n in range(6)))

    assert most_at_once(log) == 2


async def test_keeps_a_pause_between_two_requests_at_a_host() -> None:
    gate = HostGate(concurrency=2, delay=timedelta(seconds=0.1))
    log: list[tuple[float, float]] = []

    await asyncio.gather(*(visit(gate, "http://A.example:80/x", 0, log) for _ in range(3)))

    starts = sorted(start for start, _ in log)
    assert all(later - earlier > 0.09 for earlier, later in itertools.pairwise(starts))


async def test_hosts_do_not_wait_for_each_other() -> None:
    gate = HostGate(concurrency=1, delay=timedelta(seconds=5))
    log: list[tuple[float, float]] = []

    await asyncio.gather(*(visit(gate, f"http://{n}.example/", 0.05, log) for n in range(5)))

    assert most_at_once(log) == 5


async def test_loopback_needs_no_pause_by_default() -> None:
    gate = HostGate(concurrency=1, delay=None)
    log: list[tuple[float, float]] = []

    await asyncio.gather(*(visit(gate, "http://127.0.0.1:8000/", 0, log) for _ in range(5)))

    starts = [start for start, _ in log]
    assert max(starts) - min(starts) < 0.5


@pytest.mark.parametrize(
    ("host", "verdict"),
    [
        ("localhost", True),
        ("feeds.localhost.", True),
        ("127.0.0.9", True),
        ("::1", True),
        ("localhost.example", False),
        ("10.0.0.1", False),
        ("example.org", False),
    ],
)
def test_knows_this_machine(host: str, verdict: bool) -> None:
    assert is_loopback(host) is verdict


async def test_forgets_hosts_that_nobody_visits_or_waits_for() -> None:
    gate = HostGate(concurrency=1, delay=timedelta(seconds=0.05), most_hosts=3)
    log: list[tuple[float, float]] = []
    for name in ("a", "b", "c"):
        await visit(gate, f"http://{name}.example/", 0, log)
    await asyncio.sleep(0.06)

    async with gate.turn("http://d.example/"):
        remembered = gate.known_hosts

    assert remembered == 1
