"""See that an outage of our own network is nobody's fault."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.errors import DatabaseUnavailable
from monitor.model import FailureKind
from tests.support.builders import NOW, make_feed_spec
from tests.support.daemon import free_port
from tests.support.documents import make_item, write_rss
from tests.support.feedserver import FeedServer
from tests.support.line import poll_all
from tests.support.trouble import outage

if TYPE_CHECKING:
    from tests.support.line import Line

HOSTS = 12


def add_papers(line: Line, port: int) -> list[str]:
    """Add one feed each of a dozen hosts; all of them are this machine."""
    urls = [f"http://paper{number}.example:{port}/feed.xml" for number in range(HOSTS)]
    line.store.save_feeds([make_feed_spec(url) for url in urls], now=line.clock())
    return urls


async def test_no_feed_is_blamed_for_an_outage_and_all_are_polled_soon_after(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    port = free_port()
    urls = add_papers(line, port)
    # So few at once that the first ones fail before anybody knows.
    poller = line.poller(concurrency=4)
    with caplog.at_level(logging.WARNING):
        for _ in range(HOSTS // 4):
            await poll_all(poller)
        dark = [line.store.get_feed(url) for url in urls]
        unreached = line.store.get_status(line.clock()).feeds_unreached
        began = poller.outage_since

        with FeedServer(port=port) as publisher:
            publisher.set("/feed.xml", write_rss(make_item()))
            line.clock.advance(minutes=3)
            for _ in range(HOSTS // 4):
                await poll_all(poller)
            light = [line.store.get_feed(url) for url in urls]

    assert began == NOW
    assert unreached == HOSTS
    for feed in dark:
        assert (feed.failures, feed.failing_since) == (0, None)
        assert feed.failure_kind is FailureKind.OUTAGE
        assert feed.next_poll_at - NOW < timedelta(minutes=2, seconds=1)
    assert all(feed.failure_kind is None and feed.last_error is None for feed in light)
    assert poller.outage_since is None
    told = [record.message for record in caplog.records if "outage" in record.message]
    assert told == ["network outage: no feed is blamed for it", "network outage is over"]


async def test_what_feeds_were_blamed_for_is_forgiven_when_the_database_is_back(
    line: Line,
) -> None:
    urls = add_papers(line, free_port())
    poller = line.poller(concurrency=4)
    await poll_all(poller)
    await poll_all(poller)
    await poller.step()
    async with asyncio.timeout(5):
        while poller._visits:
            await asyncio.sleep(0.005)

    with outage(line.store):
        with pytest.raises(DatabaseUnavailable):
            await poller.save_finished()
        assert poller.in_flight == 4
    await poller.finish()

    feeds = [line.store.get_feed(url) for url in urls]
    assert {feed.failure_kind for feed in feeds} == {FailureKind.OUTAGE}
    assert {feed.failures for feed in feeds} == {0}


async def test_one_host_that_is_down_is_at_fault_itself(line: Line, publisher: FeedServer) -> None:
    publisher.set("/feed.xml", write_rss(make_item()))
    add_papers(line, publisher.port)
    down = [f"http://127.0.0.1:{free_port()}/{number}.xml" for number in range(HOSTS)]
    line.store.save_feeds([make_feed_spec(url) for url in down], now=line.clock())
    poller = line.poller(concurrency=50)

    await poll_all(poller)

    for url in down:
        feed = line.store.get_feed(url)
        assert (feed.failures, feed.failing_since) == (1, NOW)
        assert feed.failure_kind is FailureKind.SOFT
    assert poller.outage_since is None


async def test_the_failures_of_an_old_sinner_stay_when_an_outage_is_forgiven(
    line: Line,
) -> None:
    urls = add_papers(line, free_port())
    sinner = line.poller(concurrency=1)
    await poll_all(sinner, urls[:1])
    await poll_all(sinner, urls[:1])

    await poll_all(line.poller(), urls)

    feed = line.store.get_feed(urls[0])
    assert (feed.failures, feed.failing_since) == (2, NOW)
