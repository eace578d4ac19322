"""The poll pass: what a visit to a real server leaves in a real database."""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.errors import DatabaseUnavailable
from monitor.fetch import HostGate
from monitor.model import Outcome
from tests.support.builders import NOW, make_feed_spec, make_source
from tests.support.daemon import free_port
from tests.support.documents import make_item, write_rss
from tests.support.line import poll_all
from tests.support.trouble import outage, refusing_twice

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.model import Article
    from monitor.pipeline import Poller
    from tests.support.feedserver import FeedServer
    from tests.support.line import Line


def add_feeds(line: Line, *urls: str) -> None:
    line.store.save_feeds([make_feed_spec(url) for url in urls], now=line.clock())


async def poll_again(line: Line, poller: Poller, **later: float) -> None:
    line.clock.advance(**(later or {"minutes": 20}))
    await poll_all(poller)


def articles_of(line: Line) -> list[Article]:
    return sorted(line.store.iter_articles(), key=lambda article: article.id)


def titles_of(line: Line) -> list[str]:
    return sorted(article.title for article in articles_of(line))


def outcomes_of(line: Line, url: str) -> list[str]:
    return [record.outcome.value for record in reversed(line.store.list_polls(url))]


# -- what is new ----------------------------------------------------------------------------------


async def test_stores_each_article_once_however_often_the_feed_shows_it(
    line: Line, publisher: FeedServer
) -> None:
    one, two = make_item("one"), make_item("two")
    url = publisher.set("/feed.xml", write_rss(one))
    add_feeds(line, url)
    poller = line.poller()

    await poll_all(poller)
    publisher.set("/feed.xml", write_rss(two, one))
    await poll_again(line, poller)
    publisher.set("/feed.xml", write_rss(two, one, title="Another name"))
    await poll_again(line, poller)

    assert titles_of(line) == [one.title, two.title]
    assert outcomes_of(line, url) == ["changed", "changed", "unchanged"]
    assert line.store.get_feed(url).articles == 2


async def test_only_the_first_document_of_a_feed_is_its_baseline(
    line: Line, publisher: FeedServer
) -> None:
    url = publisher.set("/feed.xml", "out of order", status=500)
    add_feeds(line, url)
    poller = line.poller()

    await poll_all(poller)
    publisher.set("/feed.xml", write_rss(make_item("old")))
    await poll_again(line, poller, hours=2)
    publisher.set("/feed.xml", write_rss(make_item("new"), make_item("old")))
    await poll_again(line, poller, hours=2)

    assert [(article.url, article.baseline) for article in articles_of(line)] == [
        (make_item("old").url, True),
        (make_item("new").url, False),
    ]


async def test_a_page_in_two_feeds_is_one_article_with_two_sightings(
    line: Line, publisher: FeedServer
) -> None:
    item = make_item("visit", link="https://times.example/visit?utm_source=rss")
    urls = [publisher.set(path, write_rss(item)) for path in ("/world.xml", "/asia.xml")]
    add_feeds(line, *urls)

    await poll_all(line.poller())

    [article] = articles_of(line)
    assert article.canonical_url == "https://times.example/visit"
    assert sorted(article.feeds) == sorted(urls)
    assert len(line.store.get_trace(article.id).sightings) == 2


async def test_an_edited_text_is_a_revision_that_waits_for_evaluation(
    line: Line, publisher: FeedServer
) -> None:
    url = publisher.set("/feed.xml", write_rss(make_item("visit", "Visit planned")))
    add_feeds(line, url)
    poller = line.poller()

    await poll_all(poller)
    publisher.set("/feed.xml", write_rss(make_item("visit", "Visit under way")))
    await poll_again(line, poller)

    [article] = articles_of(line)
    assert (article.title, article.revision) == ("Visit under way", 2)
    [former] = [one for one in line.store.get_trace(article.id).revisions if one.number == 1]
    assert former.title == "Visit planned"
    assert article.evaluated_at is None


async def test_wakes_the_evaluator_for_what_is_new_and_for_nothing_else(
    line: Line, publisher: FeedServer
) -> None:
    url = publisher.set("/feed.xml", write_rss(make_item()), etag='"1"')
    add_feeds(line, url)
    poller = line.poller()

    await poll_all(poller)
    assert line.woken == ["evaluate"]
    await poll_again(line, poller)

    assert outcomes_of(line, url) == ["changed", "not_modified"]
    assert line.woken == ["evaluate"]


# -- what has not changed -------------------------------------------------------------------------


async def test_asks_with_the_validators_it_was_given_and_takes_304_for_an_answer(
    line: Line, publisher: FeedServer
) -> None:
    modified = "Tue, 24 Nov 2026 08:00:00 GMT"
    url = publisher.set("/feed.xml", write_rss(make_item()), etag='W/"a;b"', last_modified=modified)
    add_feeds(line, url)
    poller = line.poller()

    await poll_all(poller)
    await poll_again(line, poller)

    first, second = publisher.requests
    assert "if-none-match" not in first.headers
    assert second.headers["if-none-match"] == 'W/"a;b"'
    assert second.headers["if-modified-since"] == modified
    assert line.reader.readings == [url]
    assert [record.status_code for record in line.store.list_polls(url)] == [304, 200]


async def test_does_not_parse_a_body_that_it_has_read_before(
    line: Line, publisher: FeedServer
) -> None:
    url = publisher.set("/feed.xml", write_rss(make_item()))
    add_feeds(line, url)
    poller = line.poller()

    await poll_all(poller)
    await poll_again(line, poller)

    assert len(publisher.requests) == 2
    assert line.reader.readings == [url]
    assert outcomes_of(line, url) == ["changed", "unchanged"]


async def test_fetches_anew_what_a_crash_kept_from_being_stored(
    line: Line, publisher: FeedServer
) -> None:
    url = publisher.set("/feed.xml", write_rss(make_item()), etag='"1"')
    add_feeds(line, url)
    poller = line.poller()
    await poller.step()
    await wait_for_visits(poller, 1)

    await poller.abandon()
    line.store.release_all()
    await poll_all(line.poller(owner="after the crash"))

    assert "if-none-match" not in publisher.requests[-1].headers
    assert titles_of(line) == [make_item().title]


async def test_forgets_the_validators_of_a_document_that_was_not_stored(
    line: Line, publisher: FeedServer
) -> None:
    twins = [make_item(slug, "twin") for slug in ("one", "two")]
    url = publisher.set("/feed.xml", write_rss(*twins), etag='"1"')
    add_feeds(line, url)
    poller = line.poller()

    with refusing_twice(line.store, "twin"):
        await poll_all(poller)
    await poll_again(line, poller, hours=2)

    assert "if-none-match" not in publisher.requests[-1].headers
    assert titles_of(line) == ["twin", "twin"]


async def wait_for_visits(poller: Poller, count: int) -> None:
    """Wait until so many visits are fetched and read, and none of them saved."""
    async with asyncio.timeout(5):
        while poller._finished.qsize() < count:
            await asyncio.sleep(0.005)


# -- what goes wrong ------------------------------------------------------------------------------


async def test_a_failed_poll_says_why_and_costs_its_neighbors_nothing(
    line: Line, publisher: FeedServer
) -> None:
    good = [
        publisher.set(f"/good-{number}.xml", write_rss(make_item(str(number))))
        for number in range(3)
    ]
    bad = {
        publisher.set("/broken.xml", "sorry", status=500): "500",
        publisher.set("/page.xml", "<html><body>Hello", content_type="text/html"): "not a feed",
        publisher.url + "/absent.xml": "404",
        f"http://127.0.0.1:{free_port()}/": "No connection",
    }
    add_feeds(line, *good, *bad)

    await poll_all(line.poller())

    assert len(articles_of(line)) == 3
    for url in good:
        assert line.store.get_feed(url).failures == 0
    for url, reason in bad.items():
        feed = line.store.get_feed(url)
        assert (feed.failures, feed.last_outcome) == (1, Outcome.FAILED)
        assert reason in (feed.last_error or "")
        assert line.store.list_polls(url)[0].error == feed.last_error


async def test_waits_longer_after_each_failure_and_begins_anew_after_a_success(
    line: Line, publisher: FeedServer
) -> None:
    url = publisher.set("/feed.xml", "sorry", status=500)
    add_feeds(line, url)
    poller = line.poller(jitter=lambda: 0.0)
    waits = []
    for _ in range(4):
        await poll_all(poller)
        waits.append(line.store.get_feed(url).next_poll_at - line.clock())
        line.clock.now = line.store.get_feed(url).next_poll_at

    publisher.set("/feed.xml", write_rss(make_item()))
    await poll_all(poller)

    assert all(later >= 1.9 * earlier for earlier, later in itertools.pairwise(waits))
    assert [record.next_poll_reason for record in line.store.list_polls(url)] == [
        "default",
        *["backoff"] * 4,
    ]
    assert line.store.get_feed(url).failures == 0


async def test_comes_back_when_an_overloaded_server_asked_for_and_not_before(
    line: Line, publisher: FeedServer
) -> None:
    url = publisher.set("/feed.xml", "busy", status=503, headers={"Retry-After": "3600"})
    add_feeds(line, url)
    poller = line.poller()
    await poll_all(poller)

    await poll_again(line, poller, minutes=59)
    assert len(publisher.requests) == 1
    await poll_again(line, poller, minutes=10)

    assert len(publisher.requests) == 2
    assert line.store.list_polls(url)[-1].next_poll_reason == "retry_after"


async def test_a_feed_that_is_gone_is_not_asked_again(line: Line, publisher: FeedServer) -> None:
    url = publisher.set("/feed.xml", "", status=410)
    add_feeds(line, url)
    poller = line.poller()

    await poll_all(poller)
    await poll_again(line, poller, days=400)

    assert len(publisher.requests) == 1
    assert line.store.get_feed(url).gone_at == NOW
    assert outcomes_of(line, url) == ["gone"]


async def test_a_document_that_the_database_refuses_fails_its_own_feed_only(
    line: Line, publisher: FeedServer, caplog: pytest.LogCaptureFixture
) -> None:
    twins = write_rss(make_item("one", "twin"), make_item("two", "twin"))
    refused = publisher.set("/refused.xml", twins)
    good = [
        publisher.set(f"/good-{number}.xml", write_rss(make_item(f"good {number}")))
        for number in range(3)
    ]
    add_feeds(line, *good[:2], refused, *good[2:])
    poller = line.poller()

    with refusing_twice(line.store, "twin"), caplog.at_level(logging.WARNING):
        await poller.step()
        await wait_for_visits(poller, 4)
        await poller.finish()

    assert titles_of(line) == [f"Report about good {number}" for number in range(3)]
    feed = line.store.get_feed(refused)
    assert feed.failures == 1
    assert "database refused" in (feed.last_error or "")
    assert [record.message for record in caplog.records] == ["feed polled"]


async def test_a_fault_of_ours_that_a_feed_brings_to_light_is_its_own_failure(
    line: Line, publisher: FeedServer, caplog: pytest.LogCaptureFixture
) -> None:
    good = publisher.set("/good.xml", write_rss(make_item()))
    evil = publisher.set("/evil.xml", write_rss(make_item("evil")))
    add_feeds(line, evil, good)
    line.reader.faults[evil] = ZeroDivisionError("of all things")
    poller = line.poller()
    await poller.step()

    await poller.finish()

    feed = line.store.get_feed(evil)
    assert titles_of(line) == [make_item().title]
    assert poller.in_flight == 0
    assert (feed.last_outcome, feed.failures) == (Outcome.FAILED, 1)
    assert "A fault of this program" in str(feed.last_error)
    assert "of all things" in caplog.text


@pytest.mark.parametrize(
    "location", ["http://[::1", "//[", "http://e\uff0fx.org/", "http://\u2100.org/"]
)
async def test_a_redirect_to_nowhere_fails_its_feed_only(
    line: Line, publisher: FeedServer, location: str
) -> None:
    good = publisher.set("/good.xml", write_rss(make_item()))
    evil = publisher.set(
        "/evil.xml", status=302, headers=(("Location", location.encode().decode("latin-1")),)
    )
    add_feeds(line, evil, good)
    poller = line.poller()
    await poller.step()

    await poller.finish()

    assert titles_of(line) == [make_item().title]
    assert "malformed URL" in str(line.store.get_feed(evil).last_error)


async def test_keeps_what_it_fetched_until_the_database_is_back(
    line: Line, publisher: FeedServer
) -> None:
    urls = [
        publisher.set(f"/{number}.xml", write_rss(make_item(str(number)))) for number in range(3)
    ]
    add_feeds(line, *urls)
    poller = line.poller()
    await poller.step()
    await wait_for_visits(poller, 3)

    with outage(line.store):
        with pytest.raises(DatabaseUnavailable):
            await poller.save_finished()
        assert poller.in_flight == 3
    await poller.finish()

    assert len(articles_of(line)) == 3
    assert len(publisher.requests) == 3


async def test_keeps_the_rest_of_a_batch_when_the_database_goes_away_in_the_middle(
    line: Line, publisher: FeedServer
) -> None:
    twins = write_rss(make_item("one", "twin"), make_item("two", "twin"))
    refused = publisher.set("/refused.xml", twins)
    good = [
        publisher.set(f"/{number}.xml", write_rss(make_item(str(number)))) for number in range(3)
    ]
    add_feeds(line, refused, *good)
    with refusing_twice(line.store, "twin"), ExitStack() as trouble:
        # Asked four times for the batch that is refused, and once for each visit then.
        chance = FatefulChance(6, lambda: trouble.enter_context(outage(line.store)))
        poller = line.poller(jitter=chance)
        await poller.step()
        await wait_for_visits(poller, 4)
        with pytest.raises(DatabaseUnavailable):
            await poller.save_finished()

        trouble.close()
        await poller.finish()

    assert titles_of(line) == [f"Report about {number}" for number in range(3)]
    assert line.store.get_feed(refused).failures == 1
    assert len(publisher.requests) == 4


class FatefulChance:
    """Lets something happen when it is asked for the nth time."""

    def __init__(self, number: int, fate: Callable[[], object]) -> None:
        self._left = number
        self._fate = fate

    def __call__(self) -> float:
        self._left -= 1
        if self._left == 0:
            self._fate()
        return 0.5


# -- who visits, and how many at once -------------------------------------------------------------


async def test_a_slow_publisher_delays_nobody_else(line: Line, publisher: FeedServer) -> None:
    slow = publisher.set("/slow.xml", write_rss(make_item("slow")), delay=1.5)
    fast = [
        publisher.set(f"/{number}.xml", write_rss(make_item(str(number)))) for number in range(3)
    ]
    add_feeds(line, slow, *fast)
    poller = line.poller()
    await poller.step()

    while len(articles_of(line)) < 3:
        await poller.save_finished()

    assert make_item("slow").title not in titles_of(line)
    await poller.finish()
    assert make_item("slow").title in titles_of(line)


async def test_visits_no_more_feeds_at_once_than_it_may(line: Line, publisher: FeedServer) -> None:
    urls = [publisher.set(f"/{number}.xml", write_rss(), delay=0.1) for number in range(5)]
    add_feeds(line, *urls)
    poller = line.poller(concurrency=2)

    started = [await poller.step(), await poller.step()]

    assert started == [2, 0]
    await poller.finish()
    assert await poller.step() == 2
    await poller.finish()


async def test_requests_at_one_host_take_turns(line: Line, publisher: FeedServer) -> None:
    urls = [publisher.set(f"/{number}.xml", write_rss(), delay=0.4) for number in range(4)]
    add_feeds(line, *urls)

    poller = line.poller(gate=HostGate(concurrency=2, delay=timedelta()))

    await poll_all(poller)
    first = len(publisher.requests)
    await poll_again(line, poller, seconds=1)

    assert (first, len(publisher.requests)) == (2, 4)


async def test_requests_at_one_host_keep_the_distance_that_was_asked_for(
    line: Line, publisher: FeedServer
) -> None:
    urls = [publisher.set(f"/{number}.xml", write_rss()) for number in range(4)]
    add_feeds(line, *urls)
    before = time.monotonic()

    await poll_all(line.poller(gate=HostGate(concurrency=4, delay=timedelta(seconds=0.1))))

    # From one start: a busy machine can only make a request later, never earlier.
    at = sorted(request.at - before for request in publisher.requests)
    assert all(later > 0.095 * number for number, later in enumerate(at))


async def test_two_pollers_share_the_work_and_visit_no_feed_twice(
    line: Line, publisher: FeedServer
) -> None:
    urls = [
        publisher.set(f"/{number}.xml", write_rss(make_item(str(number)))) for number in range(10)
    ]
    add_feeds(line, *urls)
    pollers = [line.poller(owner=f"poller {number}", concurrency=5) for number in range(2)]

    started = await asyncio.gather(*(poller.step() for poller in pollers))
    await asyncio.gather(*(poller.finish() for poller in pollers))

    assert started == [5, 5]
    assert len(publisher.requests) == 10
    assert len(articles_of(line)) == 10


async def test_a_visit_whose_lease_ran_out_leaves_nothing_behind(
    line: Line, publisher: FeedServer
) -> None:
    url = publisher.set("/feed.xml", write_rss(make_item("early")))
    add_feeds(line, url)
    slow, quick = line.poller(owner="slow"), line.poller(owner="quick")
    await slow.step()
    await wait_for_visits(slow, 1)

    line.clock.advance(minutes=6)
    publisher.set("/feed.xml", write_rss(make_item("late"), make_item("early")))
    await poll_all(quick)
    [(_, saved)] = await slow.save_finished()

    assert saved.lease_lost
    assert len(line.store.list_polls(url)) == 1
    assert titles_of(line) == [make_item("early").title, make_item("late").title]


async def test_polls_by_hand_what_is_not_due(line: Line, publisher: FeedServer) -> None:
    url = publisher.set("/feed.xml", write_rss())
    other = publisher.set("/other.xml", write_rss())
    add_feeds(line, url, other)
    poller = line.poller()
    await poll_all(poller)

    [(poll, _)] = await poll_all(poller, [url])

    assert poll.outcome is Outcome.UNCHANGED
    assert len(publisher.requests_for("/feed.xml")) == 2
    assert len(publisher.requests_for("/other.xml")) == 1


async def test_abandoned_visits_end_at_once(line: Line, publisher: FeedServer) -> None:
    url = publisher.set("/slow.xml", write_rss(), delay=30.0)
    add_feeds(line, url)
    poller = line.poller()
    await poller.step()
    before = time.monotonic()

    await poller.abandon()

    assert time.monotonic() - before < 5
    assert poller.in_flight == 0
    assert line.store.release_feeds("poller") == 1


async def test_says_with_the_feed_whose_articles_they_are(
    line: Line, publisher: FeedServer
) -> None:
    url = publisher.set("/feed.xml", write_rss(make_item(), language="de", title="Self-styled"))
    source = make_source(name="Donaublatt", country="AT", family="Blatt-Holding")
    line.store.save_feeds([make_feed_spec(url, source=source, tags=("wire",))], now=NOW)

    await poll_all(line.poller())

    [article] = articles_of(line)
    assert article.source == source
    assert (article.language, article.tags) == ("de", ("wire",))
    assert line.store.get_feed(url).title == "Self-styled"
