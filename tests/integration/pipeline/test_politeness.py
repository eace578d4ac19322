"""See that publishers are left alone when they ask for it, and never crowded."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.fetch import HostGate
from tests.support.builders import NOW, make_feed_spec
from tests.support.documents import make_item, write_rss
from tests.support.line import poll_all

if TYPE_CHECKING:
    from monitor.pipeline import Poller
    from tests.support.feedserver import FeedServer
    from tests.support.line import Line

HOUR = {"headers": {"Retry-After": "3600"}}


def at_host(url: str, host: str) -> str:
    """Give the same server under another name."""
    return url.replace("127.0.0.1", host)


def add_feeds(line: Line, *urls: str) -> None:
    line.store.save_feeds([make_feed_spec(url) for url in urls], now=line.clock())


async def poll_until_done(line: Line, poller: Poller, *, seconds: float = 60) -> None:
    """Poll while turns come, a second apart."""
    end = line.clock() + timedelta(seconds=seconds)
    while line.clock() < end:
        await poll_all(poller)
        line.clock.advance(seconds=1)


def count_requests(publisher: FeedServer) -> Counter[str]:
    return Counter(request.headers["host"].partition(":")[0] for request in publisher.requests)


# -- Retry-After ----------------------------------------------------------------------------------


async def test_a_host_that_says_429_is_left_alone_with_all_its_feeds_also_after_a_restart(
    line: Line, publisher: FeedServer
) -> None:
    busy = at_host(publisher.set("/busy.xml", "later", status=429, **HOUR), "a.times.example")
    sister = at_host(publisher.set("/sister.xml", write_rss()), "b.times.example")
    other = at_host(publisher.set("/other.xml", write_rss()), "other.example")
    add_feeds(line, busy)
    poller = line.poller()
    await poll_all(poller)
    add_feeds(line, sister, other)

    await poll_all(poller)
    for minutes in (20, 20, 19):
        line.clock.advance(minutes=minutes)
        await poll_all(poller)
        await poll_all(line.poller(owner=f"restarted after {minutes}"))
    during = count_requests(publisher)
    line.clock.advance(minutes=10)
    await poll_until_done(line, line.poller(owner="later"))

    assert during["a.times.example"] == 1
    assert during["b.times.example"] == 0
    assert during["other.example"] > 1
    assert count_requests(publisher)["b.times.example"] == 1
    assert line.store.get_feed(busy).failures == 0


async def test_a_feed_that_says_503_is_left_alone_by_itself(
    line: Line, publisher: FeedServer
) -> None:
    busy = publisher.set("/busy.xml", "later", status=503, **HOUR)
    sister = publisher.set("/sister.xml", write_rss())
    add_feeds(line, busy, sister)
    poller = line.poller()

    for _ in range(3):
        await poll_all(poller)
        line.clock.advance(minutes=19)

    assert len(publisher.requests_for("/busy.xml")) == 1
    assert len(publisher.requests_for("/sister.xml")) == 3
    assert line.store.get_feed(busy).failing_since == NOW


async def test_a_visit_that_waits_at_a_host_hears_that_it_wants_to_be_left_alone(
    line: Line, publisher: FeedServer
) -> None:
    urls = [publisher.set(f"/{n}.xml", "later", status=429, **HOUR) for n in range(2)]
    add_feeds(line, *urls)

    done = await poll_all(line.poller(gate=HostGate(concurrency=2, delay=timedelta(seconds=0.3))))

    assert len(publisher.requests) == len(done) == 1
    waiting = [line.store.get_feed(url).next_poll_at - NOW for url in urls]
    assert min(waiting) >= timedelta(hours=1)


async def test_a_host_without_an_answer_to_when_is_left_alone_for_a_minute(
    line: Line, publisher: FeedServer
) -> None:
    publisher.set("/busy.xml", "later", status=429)
    sister = publisher.set("/sister.xml", write_rss())
    add_feeds(line, publisher.url + "/busy.xml")
    poller = line.poller()
    await poll_all(poller)
    add_feeds(line, sister)

    await poll_all(poller)
    line.clock.advance(seconds=59)
    await poll_all(poller)
    before = len(publisher.requests_for("/sister.xml"))
    line.clock.advance(seconds=10)
    await poll_all(poller)

    assert before == 0
    assert len(publisher.requests_for("/sister.xml")) == 1


# -- turns ----------------------------------------------------------------------------------------


async def test_a_thousand_feeds_of_one_host_take_no_place_from_others(
    line: Line, publisher: FeedServer
) -> None:
    body = write_rss(make_item())
    crowd = [
        at_host(publisher.set(f"/{n}.xml", body, delay=1.0), f"blog{n}.crowd.example")
        for n in range(1_000)
    ]
    others = [
        at_host(publisher.set("/feed.xml", body, delay=0.05), f"paper{n}.example")
        for n in range(50)
    ]
    add_feeds(line, *crowd)
    add_feeds(line, *others)
    poller = line.poller(concurrency=60, gate=HostGate(concurrency=2, delay=timedelta(seconds=1)))

    started = await poller.step()
    in_flight = poller.in_flight
    await poller.finish()

    assert started == in_flight == 52
    assert {line.store.get_feed(url).last_polled_at for url in others} == {NOW}
    turns = sorted(
        feed.next_poll_at - NOW
        for feed in line.store.list_feeds()
        if feed.host == "crowd.example" and feed.last_polled_at is None
    )
    assert turns == [timedelta(seconds=place) for place in range(1, 999)]
    assert poller.seconds_to_last_turn == 998


async def test_feeds_that_wait_for_their_turn_have_it(line: Line, publisher: FeedServer) -> None:
    urls = [publisher.set(f"/{n}.xml", write_rss()) for n in range(20)]
    add_feeds(line, *urls)
    poller = line.poller(gate=HostGate(concurrency=2, delay=timedelta()))

    await poll_until_done(line, poller, seconds=15)

    assert all(len(publisher.requests_for(f"/{n}.xml")) == 1 for n in range(20))


async def test_feeds_asked_for_by_hand_are_polled_without_waiting_for_a_later_turn(
    line: Line, publisher: FeedServer
) -> None:
    urls = [publisher.set(f"/{n}.xml", write_rss()) for n in range(6)]
    add_feeds(line, *urls)
    poller = line.poller(gate=HostGate(concurrency=1, delay=timedelta()))

    done = await poll_all(poller, urls)

    assert len(done) == 6


# -- restarts and clocks --------------------------------------------------------------------------


async def test_twenty_restarts_poll_nothing_that_is_not_due(
    line: Line, publisher: FeedServer
) -> None:
    urls = [publisher.set(f"/{n}.xml", write_rss(), etag='"1"') for n in range(5)]
    add_feeds(line, *urls)
    await poll_all(line.poller())

    for number in range(20):
        line.clock.advance(seconds=30)
        line.store.release_all()
        await poll_all(line.poller(owner=f"start {number}"))

    assert len(publisher.requests) == 5


async def test_a_clock_that_was_a_year_ahead_keeps_no_feed_from_being_polled(
    line: Line, publisher: FeedServer
) -> None:
    often = publisher.set("/often.xml", write_rss())
    seldom = publisher.set("/seldom.xml", write_rss())
    line.store.save_feeds(
        [make_feed_spec(often), make_feed_spec(seldom, interval=timedelta(days=30))],
        now=NOW,
    )
    line.clock.advance(days=365)
    await poll_all(line.poller())
    line.clock.now = NOW

    await poll_all(line.poller(owner="set right"))
    line.clock.advance(minutes=15)
    await poll_all(line.poller(owner="a little later"))

    assert len(publisher.requests_for("/often.xml")) == 3
    assert len(publisher.requests_for("/seldom.xml")) == 2
    assert line.store.get_feed(seldom).next_poll_at < NOW + timedelta(days=31)


async def test_an_interval_longer_than_the_limits_is_no_slip_of_a_clock(
    line: Line, publisher: FeedServer
) -> None:
    url = publisher.set("/seldom.xml", write_rss())
    line.store.save_feeds([make_feed_spec(url, interval=timedelta(days=30))], now=NOW)
    await poll_all(line.poller())
    planned = line.store.get_feed(url).next_poll_at

    await poll_all(line.poller(owner="restarted"))

    assert line.store.get_feed(url).next_poll_at == planned
