"""The page pass: what it fetches, what it leaves alone, and what comes of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.errors import ParseLimit
from monitor.fetch import HostGate, Robots
from monitor.model import HeldBack, Newness, PageState
from monitor.pipeline import PageFetcher, read_page
from monitor.pipeline.pages import PageTools
from tests.support.builders import FEED_URL, make_draft, make_feed_spec, make_identified, make_topic
from tests.support.line import LEASE_FOR, evaluate_all, middle
from tests.support.scenes import store_articles
from tests.support.webpages import make_page

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Alert, ArticleId, FetchedPage, LeasedFeed, Page, PageRecord
    from tests.support.feedserver import FeedServer
    from tests.support.line import Line

TEASER = "Der Minister ist eingetroffen."
VISIT = "Schoigu wurde am Flughafen von Pjöngjang mit militärischen Ehren empfangen."
PAGE = make_page(VISIT, "Über den Inhalt der Gespräche wurde nichts bekannt.", language="de")
FOREVER = 30.0


@dataclass(kw_only=True)
class PageReaderHere:
    """Reads pages here and now; `fault` is what reading raises."""

    fault: Exception | None = None
    readings: list[str] = field(default_factory=list)

    async def read_page(self, page: FetchedPage, now: datetime) -> Page:
        self.readings.append(page.url)
        if self.fault is not None:
            raise self.fault
        return read_page(page.final_url, page.body, content_type=page.content_type, now=now)


def make_fetcher(
    line: Line, *, reader: PageReaderHere | None = None, owner: str = "reader", concurrency: int = 4
) -> PageFetcher:
    gate = HostGate(concurrency=concurrency, delay=timedelta())
    tools = PageTools(
        store=line.store,
        offload=line.offload,
        client=line.client,
        gate=gate,
        robots=Robots(line.client, gate),
        reader=reader or PageReaderHere(),
        clock=line.clock,
        jitter=middle,
        owner=owner,
        lease_for=LEASE_FOR,
        concurrency=concurrency,
    )
    return PageFetcher(
        tools,
        on_read=lambda: line.woken.append("evaluate"),
        on_room=lambda: line.woken.append("page"),
    )


async def fetch_all(fetcher: PageFetcher) -> int:
    """Fetch what is due until nothing is; gives how many pages were visited."""
    total = 0
    while (started := await fetcher.step()) or await fetcher.wait():
        total += started
    return total


def publish(line: Line, url: str, slug: str = "visit") -> ArticleId:
    if line.store.find_feed(FEED_URL) is None:
        line.store.save_feeds([make_feed_spec(full_text=True)], now=line.clock())
    draft = make_draft(
        slug, url=url, canonical_url=url, title="Besuch", summary=TEASER, language="de"
    )
    [article_id] = store_articles(line.store, draft, finished_at=line.clock())
    return article_id


def edit(line: Line, article_id: ArticleId, **texts: str) -> None:
    draft = make_draft(**{"title": "Besuch", "summary": TEASER, "language": "de", **texts})
    entry = make_identified(draft, newness=Newness.CHANGED, article_id=article_id)
    store_articles(line.store, entry, finished_at=line.clock())


def watch(line: Line, name: str = "visit", query: str = "Schoigu AND Pjöngjang") -> None:
    line.store.save_catalog(topics=[make_topic(name, query=query)], now=line.clock())


def page_of(line: Line, article_id: ArticleId) -> PageRecord:
    page = line.store.get_trace(article_id).page
    assert page is not None
    return page


def alerts_of(line: Line) -> list[Alert]:
    return list(reversed(line.store.list_alerts()))


def lease_by(line: Line, url: str) -> tuple[LeasedFeed, ...]:
    """Lease this feed, if it may be polled now, and give it back."""
    leased = line.store.lease_feeds(
        owner="somebody", now=line.clock(), lease_for=LEASE_FOR, limit=10, urls=[url]
    )
    line.store.release_feeds("somebody")
    return leased


def visits(publisher: FeedServer) -> list[str]:
    return [request.path for request in publisher.requests]


# -- what comes of a page -------------------------------------------------------------------------


async def test_asks_robots_fetches_reads_and_wakes_the_evaluator(
    line: Line, publisher: FeedServer
) -> None:
    article_id = publish(line, publisher.set("/visit", PAGE, content_type="text/html"))

    assert await fetch_all(make_fetcher(line)) == 1

    assert visits(publisher) == ["/robots.txt", "/visit"]
    assert page_of(line, article_id).state is PageState.READ
    assert VISIT in line.store.get_trace(article_id).article.text
    assert line.woken.count("evaluate") == 1


async def test_a_topic_that_only_the_page_satisfies_is_told_once(
    line: Line, publisher: FeedServer
) -> None:
    watch(line)
    publish(line, publisher.set("/visit", PAGE, content_type="text/html"))
    evaluator, fetcher = line.evaluator(), make_fetcher(line)
    await evaluate_all(evaluator)
    assert not alerts_of(line)

    await fetch_all(fetcher)
    await evaluate_all(evaluator)
    assert await fetch_all(fetcher) == await evaluate_all(evaluator) == 0

    [alert] = alerts_of(line)
    assert alert.held_back is None
    assert {one.text for one in alert.evidence} == {"Schoigu", "Pjöngjang"}
    [found, *_] = alert.evidence
    assert alert.article.text[found.start : found.end] == found.text


async def test_a_topic_that_the_teaser_satisfied_is_not_told_again(
    line: Line, publisher: FeedServer
) -> None:
    watch(line, query="Minister OR Schoigu")
    publish(line, publisher.set("/visit", PAGE, content_type="text/html"))
    await evaluate_all(line.evaluator())

    await fetch_all(make_fetcher(line))
    assert await evaluate_all(line.evaluator()) == 1

    assert len(alerts_of(line)) == 1
    assert len(line.store.list_deliveries()) == 1


async def test_an_edit_of_what_only_the_page_satisfies_is_no_news(
    line: Line, publisher: FeedServer
) -> None:
    article_id = publish(line, publisher.set("/visit", PAGE, content_type="text/html"))
    await fetch_all(make_fetcher(line))
    await evaluate_all(line.evaluator())

    watch(line)
    edit(line, article_id, summary=f"{TEASER} Mehr in Kürze.")
    await evaluate_all(line.evaluator())

    [alert] = alerts_of(line)
    assert alert.held_back is HeldBack.EDITED


async def test_what_an_edited_page_brings_is_told(line: Line, publisher: FeedServer) -> None:
    watch(line)
    before = make_page("Der Gast wurde am Flughafen empfangen, hieß es. " * 3, language="de")
    article_id = publish(line, publisher.set("/visit", before, content_type="text/html"))
    fetcher = make_fetcher(line)
    await fetch_all(fetcher)
    await evaluate_all(line.evaluator())

    publisher.change("/visit", body=PAGE.encode())
    line.clock.advance(minutes=30)
    edit(line, article_id, summary=f"{TEASER} Mehr in Kürze.")
    await fetch_all(fetcher)
    await evaluate_all(line.evaluator())

    [alert] = alerts_of(line)
    assert alert.held_back is None


# -- what is left alone ---------------------------------------------------------------------------


async def test_a_page_that_robots_may_not_fetch_is_not_fetched(
    line: Line, publisher: FeedServer
) -> None:
    publisher.set("/robots.txt", "User-agent: *\nDisallow: /private/")
    private = publish(line, publisher.set("/private/a", PAGE, content_type="text/html"), "a")
    public = publish(line, publisher.set("/public/b", PAGE, content_type="text/html"), "b")

    await fetch_all(make_fetcher(line))

    assert "/private/a" not in visits(publisher)
    record = page_of(line, private)
    assert (record.state, record.next_fetch_at) == (PageState.REFUSED, None)
    assert "robots.txt" in str(record.last_error)
    assert page_of(line, public).state is PageState.READ


async def test_a_page_that_leads_where_robots_may_not_go_is_not_read(
    line: Line, publisher: FeedServer, elsewhere: FeedServer
) -> None:
    elsewhere.set("/robots.txt", "User-agent: *\nDisallow: /")
    there = elsewhere.set("/visit", PAGE, content_type="text/html")
    article_id = publish(line, publisher.set("/visit", redirect_to=there, status=302))
    reader = PageReaderHere()

    await fetch_all(make_fetcher(line, reader=reader))

    assert page_of(line, article_id).state is PageState.REFUSED
    assert not reader.readings


async def test_a_site_whose_robots_txt_is_broken_is_asked_again_later(
    line: Line, publisher: FeedServer
) -> None:
    publisher.set("/robots.txt", status=503)
    article_id = publish(line, publisher.set("/visit", PAGE, content_type="text/html"))
    fetcher = make_fetcher(line)
    await fetch_all(fetcher)
    assert "/visit" not in visits(publisher)
    assert "status 503" in str(page_of(line, article_id).last_error)

    publisher.remove("/robots.txt")
    line.clock.advance(minutes=11)
    await fetch_all(fetcher)

    assert page_of(line, article_id).state is PageState.READ


@pytest.mark.parametrize(
    ("script", "state", "said"),
    [
        ({"status": 404}, PageState.FAILED, "404"),
        ({"status": 403}, PageState.FAILED, "403"),
        ({"status": 500}, PageState.DUE, "500"),
        ({"body": "%PDF", "content_type": "application/pdf"}, PageState.FAILED, "application/pdf"),
        ({"raw": b""}, PageState.DUE, "/visit"),
        ({"body": "<html>", "content_type": "text/html"}, PageState.EMPTY, "None"),
    ],
)
async def test_a_page_that_cannot_be_had_leaves_the_article_as_it_is(
    line: Line, publisher: FeedServer, script: dict[str, object], state: PageState, said: str
) -> None:
    article_id = publish(line, publisher.set("/visit", **script))
    await evaluate_all(line.evaluator())

    await fetch_all(make_fetcher(line))

    record = page_of(line, article_id)
    assert record.state is state
    assert said in str(record.last_error)
    assert not line.store.has_unevaluated()


async def test_tries_for_a_day_and_gives_up(line: Line, publisher: FeedServer) -> None:
    article_id = publish(line, publisher.set("/visit", status=500))
    fetcher = make_fetcher(line)

    tries = 0
    for _ in range(40):
        tries += await fetch_all(fetcher)
        line.clock.advance(hours=1)

    record = page_of(line, article_id)
    assert (tries, record.attempts, record.state) == (5, 5, PageState.FAILED)
    assert record.next_fetch_at is None


async def test_a_page_that_breaks_the_reader_is_not_read_again(
    line: Line, publisher: FeedServer
) -> None:
    article_id = publish(line, publisher.set("/visit", PAGE, content_type="text/html"))
    reader = PageReaderHere(fault=ParseLimit("https://times.example/", limit="20 s"))

    await fetch_all(make_fetcher(line, reader=reader))

    record = page_of(line, article_id)
    assert (record.state, record.next_fetch_at) == (PageState.FAILED, None)
    assert "20 s" in str(record.last_error)


async def test_a_host_that_asks_for_patience_is_left_alone_with_all_its_pages(
    line: Line, publisher: FeedServer
) -> None:
    for slug in "ab":
        script = {"status": 429, "headers": {"Retry-After": "3600"}}
        publish(line, publisher.set(f"/{slug}", **script), slug)
    fetcher = make_fetcher(line)

    await fetch_all(fetcher)
    line.clock.advance(minutes=59)
    await fetch_all(fetcher)
    assert len(publisher.requests) == 2

    # A little late, so that not all come back at once.
    line.clock.advance(minutes=5)
    await fetch_all(fetcher)
    assert len(publisher.requests) == 3


async def test_a_host_that_names_no_time_keeps_its_feeds_from_being_polled_for_a_minute_only(
    line: Line, publisher: FeedServer
) -> None:
    publish(line, publisher.set("/visit", status=429))
    feed = publisher.set("/feed.xml", status=500)
    line.store.save_feeds([make_feed_spec(feed)], now=line.clock())
    fetcher = make_fetcher(line)

    for _ in range(40):
        if await fetch_all(fetcher):
            line.clock.advance(minutes=1, seconds=6)
            [leased] = lease_by(line, feed)
            assert leased.url == feed
        line.clock.advance(hours=1)

    assert visits(publisher).count("/visit") == 5


async def test_a_host_is_left_alone_after_the_last_attempt_as_well(
    line: Line, publisher: FeedServer
) -> None:
    script = {"status": 429, "headers": {"Retry-After": "7200"}}
    article_id = publish(line, publisher.set("/visit", **script))
    feed = publisher.set("/feed.xml", status=500)
    line.store.save_feeds([make_feed_spec(feed)], now=line.clock())
    fetcher = make_fetcher(line)

    while page_of(line, article_id).state is PageState.DUE:
        line.clock.advance(hours=24)
        await fetch_all(fetcher)

    line.clock.advance(minutes=119)
    assert lease_by(line, feed) == ()


# -- how it goes about it -------------------------------------------------------------------------


async def test_pages_of_a_host_are_fetched_one_after_the_other(
    line: Line, publisher: FeedServer
) -> None:
    for slug in "abc":
        publish(line, publisher.set(f"/{slug}", PAGE, content_type="text/html", delay=0.1), slug)
    fetcher = make_fetcher(line)

    assert await fetcher.step() == 1
    assert await fetcher.step() == 0
    assert await fetch_all(fetcher) == 2

    assert visits(publisher).count("/robots.txt") == 1
    starts = [request.at for request in publisher.requests if request.path != "/robots.txt"]
    assert starts[1] - starts[0] >= 0.1
    assert starts[2] - starts[1] >= 0.1


async def test_keeps_the_pause_that_robots_txt_asks_for(line: Line, publisher: FeedServer) -> None:
    publisher.set("/robots.txt", "User-agent: *\nCrawl-delay: 0.4")
    for slug in "ab":
        publish(line, publisher.set(f"/{slug}", PAGE, content_type="text/html"), slug)

    assert await fetch_all(make_fetcher(line)) == 2

    starts = [request.at for request in publisher.requests if request.path != "/robots.txt"]
    assert starts[1] - starts[0] >= 0.35


async def test_what_a_stopped_reader_held_is_free_for_the_next(
    line: Line, publisher: FeedServer
) -> None:
    article_id = publish(
        line, publisher.set("/visit", PAGE, content_type="text/html", delay=FOREVER)
    )
    stopped = make_fetcher(line, owner="stopped")
    await stopped.step()
    await asyncio.sleep(0.05)

    await stopped.abandon()
    line.store.release_pages("stopped")
    publisher.change("/visit", delay=0.0)

    assert await fetch_all(make_fetcher(line, owner="heir")) == 1
    assert page_of(line, article_id).attempts == 1


async def test_attempts_that_never_came_to_an_end_do_not_go_on_for_ever(
    line: Line, publisher: FeedServer
) -> None:
    article_id = publish(line, publisher.set("/visit", PAGE, content_type="text/html"))
    for number in range(5):
        line.store.lease_pages(
            owner=f"crashed {number}", now=line.clock(), lease_for=LEASE_FOR, limit=1
        )
        line.clock.now += LEASE_FOR

    await fetch_all(make_fetcher(line))

    assert page_of(line, article_id).state is PageState.FAILED
    assert not publisher.requests


async def test_a_fault_of_ours_is_raised_once_and_the_page_stays_leased(
    line: Line, publisher: FeedServer
) -> None:
    publish(line, publisher.set("/visit", PAGE, content_type="text/html"))
    fetcher = make_fetcher(line, reader=PageReaderHere(fault=ZeroDivisionError()))
    await fetcher.step()
    await fetcher.finish()

    with pytest.raises(ZeroDivisionError):
        await fetcher.step()

    assert await fetcher.step() == 0
    line.clock.now += LEASE_FOR
    assert await fetcher.step() == 1
    await fetcher.finish()
