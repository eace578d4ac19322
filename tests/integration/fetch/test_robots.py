"""Sites are asked once a day what they ask of robots."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.errors import AddressRefused
from monitor.fetch import Answer, HostGate, Robots
from monitor.outbound import OutboundClient
from tests.support.builders import NOW
from tests.support.feedserver import FeedServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

FORBID = "User-agent: *\nDisallow: /private/\nCrawl-delay: 3"
ROBOTS = "/robots.txt"


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


@pytest.fixture
async def robots() -> AsyncIterator[Robots]:
    async with OutboundClient(
        user_agent="monitor/1.0 (tests)",
        allow_private=True,
        timeout=timedelta(seconds=1),
        max_bytes=1 << 20,
        concurrency=4,
    ) as client:
        yield Robots(client, HostGate(concurrency=2, delay=None))


async def test_part_of_a_site_may_be_forbidden(server: FeedServer, robots: Robots) -> None:
    server.set(ROBOTS, FORBID, content_type="text/plain")

    private = await robots.ask(f"{server.url}/private/page", NOW)
    public = await robots.ask(f"{server.url}/page", NOW)

    assert private.answer is Answer.REFUSED
    assert public.answer is Answer.ALLOWED
    assert public.delay == timedelta(seconds=3)


async def test_nobody_waits_while_an_endless_robots_txt_is_judged(
    server: FeedServer, robots: Robots
) -> None:
    rules = "".join(f"Disallow: /*{number}*b*c$\n" for number in range(22_000))
    server.set(ROBOTS, f"User-agent: *\n{rules}", content_type="text/plain")
    page = f"{server.url}/{'ab' * 500}"
    await robots.ask(page, NOW)
    turns = 0

    judging = asyncio.create_task(robots.ask(page, NOW))
    while not judging.done():
        await asyncio.sleep(0.001)
        turns += 1

    assert (await judging).answer is Answer.ALLOWED
    assert turns > 5


async def test_asks_a_site_once_a_day(server: FeedServer, robots: Robots) -> None:
    server.set(ROBOTS, FORBID)
    page = f"{server.url}/private/page"
    for hours in (0, 1, 23.9):
        await robots.ask(page, NOW + timedelta(hours=hours))
    assert len(server.requests_for(ROBOTS)) == 1

    server.set(ROBOTS, "")
    permission = await robots.ask(page, NOW + timedelta(hours=24))

    assert permission.answer is Answer.ALLOWED
    assert len(server.requests_for(ROBOTS)) == 2


@pytest.mark.parametrize(
    ("script", "answer"),
    [
        ({"status": 404}, Answer.ALLOWED),
        ({"status": 403}, Answer.ALLOWED),
        ({"status": 410, "body": FORBID}, Answer.ALLOWED),
        ({"redirect_to": ROBOTS}, Answer.ALLOWED),
        ({"status": 204}, Answer.ALLOWED),
        ({"status": 429}, Answer.UNREACHABLE),
        ({"status": 500}, Answer.UNREACHABLE),
        ({"status": 503, "body": FORBID}, Answer.UNREACHABLE),
        ({"raw": b""}, Answer.UNREACHABLE),
        ({"delay": 30.0}, Answer.UNREACHABLE),
        ({"endless": True}, Answer.UNREACHABLE),
    ],
)
async def test_no_file_allows_all_and_a_file_that_cannot_be_had_forbids_all(
    server: FeedServer, robots: Robots, script: dict[str, object], answer: Answer
) -> None:
    server.set(ROBOTS, **script)

    permission = await robots.ask(f"{server.url}/private/page", NOW)

    assert permission.answer is answer
    assert (permission.error is not None) == (answer is Answer.UNREACHABLE)


async def test_a_site_that_could_not_be_asked_is_asked_again_soon(
    server: FeedServer, robots: Robots
) -> None:
    server.set(ROBOTS, status=500)
    page = f"{server.url}/page"
    for minutes in (0, 9):
        permission = await robots.ask(page, NOW + timedelta(minutes=minutes))
        assert permission.answer is Answer.UNREACHABLE
    assert len(server.requests_for(ROBOTS)) == 1

    server.set(ROBOTS, FORBID)

    permission = await robots.ask(page, NOW + timedelta(minutes=10))
    assert permission.answer is Answer.ALLOWED


async def test_what_was_read_before_holds_while_the_site_is_in_trouble(
    server: FeedServer, robots: Robots
) -> None:
    server.set(ROBOTS, FORBID)
    await robots.ask(f"{server.url}/page", NOW)

    server.set(ROBOTS, status=500)
    later = NOW + timedelta(hours=25)

    assert (await robots.ask(f"{server.url}/page", later)).answer is Answer.ALLOWED
    assert (await robots.ask(f"{server.url}/private/x", later)).answer is Answer.REFUSED


async def test_follows_where_the_file_has_moved(server: FeedServer, robots: Robots) -> None:
    server.set("/moved.txt", FORBID)
    server.set(ROBOTS, redirect_to="/moved.txt", status=301)

    permission = await robots.ask(f"{server.url}/private/page", NOW)

    assert permission.answer is Answer.REFUSED


async def test_each_port_is_a_site_of_its_own(server: FeedServer, robots: Robots) -> None:
    server.set(ROBOTS, "User-agent: *\nDisallow: /")
    with FeedServer() as other:
        there = await robots.ask(f"{other.url}/page", NOW)
        here = await robots.ask(f"{server.url}/page", NOW)

    assert there.answer is Answer.ALLOWED
    assert here.answer is Answer.REFUSED


async def test_an_address_that_may_not_be_called_is_not_asked() -> None:
    async with OutboundClient(
        user_agent="monitor/1.0",
        allow_private=False,
        timeout=timedelta(seconds=1),
        max_bytes=1 << 20,
        concurrency=4,
    ) as client:
        robots = Robots(client, HostGate(concurrency=2, delay=None))

        with pytest.raises(AddressRefused):
            await robots.ask("http://127.0.0.1/page", NOW)
