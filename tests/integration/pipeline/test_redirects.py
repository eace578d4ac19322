"""The redirect pass: where addresses lead, and what becomes of the articles under them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.fetch import HostGate
from monitor.pipeline import Resolver
from monitor.pipeline.redirects import RedirectTools
from tests.support.builders import make_feed_spec
from tests.support.documents import make_item, write_rss
from tests.support.line import LEASE_FOR, middle, poll_all

if TYPE_CHECKING:
    from monitor.model import Article
    from tests.support.feedserver import FeedServer
    from tests.support.line import Line

PAGE = "https://times.example/world/visit-4711"
REFRESH = '<html><head><meta http-equiv="refresh" content="0; URL=\'{}\'"></head></html>'


def make_resolver(line: Line, *, owner: str = "resolver") -> Resolver:
    tools = RedirectTools(
        store=line.store,
        offload=line.offload,
        client=line.client,
        gate=HostGate(concurrency=4, delay=timedelta()),
        clock=line.clock,
        jitter=middle,
        owner=owner,
        lease_for=LEASE_FOR,
        concurrency=4,
    )
    return Resolver(tools, on_joined=lambda: line.woken.append("joined"))


async def poll(line: Line, publisher: FeedServer, path: str, link: str, **values: object) -> None:
    """Poll a feed of one entry with this link."""
    publisher.set(path, write_rss(make_item(path, link=link, **values)))
    line.store.save_feeds([make_feed_spec(publisher.url + path)], now=line.clock())
    await poll_all(line.poller(), [publisher.url + path])


async def resolve(line: Line) -> int:
    resolver, total = make_resolver(line), 0
    while done := await resolver.step():
        total += done
    return total


def articles_of(line: Line) -> list[Article]:
    return sorted(line.store.iter_articles(), key=lambda article: article.id)


async def test_an_article_is_known_by_the_page_that_its_link_led_to(
    line: Line, publisher: FeedServer
) -> None:
    link = publisher.set("/~r/times/~3/x", redirect_to=f"{PAGE}?utm_source=rss", status=301)
    await poll(line, publisher, "/one.xml", link, title="Visit")

    asked = await resolve(line)
    await poll(line, publisher, "/two.xml", PAGE, title="Visit of the year")
    again = await resolve(line)

    [article] = articles_of(line)
    assert (asked, again) == (1, 0)
    assert (article.url, article.canonical_url) == (f"{PAGE}?utm_source=rss", PAGE)
    assert len(article.feeds) == 2
    for spelling in (link, PAGE):
        found = line.store.find_article(spelling)
        assert found is not None
        assert found.id == article.id


async def test_an_address_is_asked_once_whoever_shows_it(line: Line, publisher: FeedServer) -> None:
    link = publisher.set("/~r/times/~3/x", redirect_to=PAGE, status=302)
    await poll(line, publisher, "/one.xml", link)
    await resolve(line)

    await poll(line, publisher, "/two.xml", link)
    await resolve(line)

    assert len(publisher.requests_for("/~r/times/~3/x")) == 1
    [article] = articles_of(line)
    assert len(article.feeds) == 2


@pytest.mark.parametrize("first", ["page", "redirector"])
async def test_two_articles_that_are_one_page_become_one(
    line: Line, publisher: FeedServer, first: str
) -> None:
    link = publisher.set("/~r/times/~3/x", redirect_to=PAGE, status=301)
    full = "The secretary was met at the airport by the foreign minister. " * 4
    feeds = {"page": ("/page.xml", PAGE, full), "redirector": ("/r.xml", link, "")}
    for name in sorted(feeds, key=lambda name: name != first):
        path, address, summary = feeds[name]
        await poll(line, publisher, path, address, summary=summary, title=f"Visit, {name}")
    assert len(articles_of(line)) == 2

    await resolve(line)

    [article] = articles_of(line)
    assert article.canonical_url == PAGE
    assert article.summary == full.strip()
    assert article.revision == (1 if first == "page" else 2)
    assert sorted(article.feeds) == sorted(publisher.url + path for path, _, _ in feeds.values())
    assert line.woken.count("joined") == (0 if first == "page" else 1)
    for spelling in (link, PAGE):
        found = line.store.find_article(spelling)
        assert found is not None
        assert found.id == article.id


async def test_hops_and_pages_for_browsers_are_followed_and_the_last_page_is_not_fetched(
    line: Line, publisher: FeedServer
) -> None:
    target = publisher.set("/visit", "the page")
    second = publisher.set("/~r/b", REFRESH.format(target), content_type="text/html")
    first = publisher.set("/~r/a", redirect_to=second, status=301)
    await poll(line, publisher, "/one.xml", first)

    await resolve(line)

    [article] = articles_of(line)
    assert article.canonical_url == target
    assert publisher.requests_for("/visit") == []


@pytest.mark.parametrize(
    ("script", "attempts"),
    [
        ({"body": "<html>for browsers only</html>"}, 1),
        ({"status": 404}, 1),
        ({"redirect_to": "javascript:alert(1)", "status": 301}, 1),
        ({"redirect_to": "/~r/x", "status": 301}, 5),
        ({"status": 503}, 5),
    ],
    ids=["a page without an answer", "gone", "no page", "a circle", "out of order"],
)
async def test_an_address_that_leads_nowhere_stays_the_articles_own_and_is_left_alone(
    line: Line, publisher: FeedServer, script: dict[str, object], attempts: int
) -> None:
    link = publisher.set("/~r/x", **script)
    await poll(line, publisher, "/one.xml", link)

    for _ in range(6):
        await resolve(line)
        line.clock.advance(days=1)

    [article] = articles_of(line)
    assert article.url == link
    assert len(publisher.requests_for("/~r/x")) == attempts


async def test_a_host_that_asks_to_be_left_alone_is(line: Line, publisher: FeedServer) -> None:
    links = [
        publisher.set(f"/~r/{n}", status=429, headers={"Retry-After": "3600"}) for n in range(3)
    ]
    for n, link in enumerate(links):
        await poll(line, publisher, f"/{n}.xml", link, title=f"Visit {n}")

    asked = await resolve(line)

    assert asked == 1


async def test_whoever_lost_the_lease_changes_nothing(line: Line, publisher: FeedServer) -> None:
    link = publisher.set("/~r/x", redirect_to=PAGE, status=301)
    await poll(line, publisher, "/one.xml", link)
    lease = {"now": line.clock(), "lease_for": LEASE_FOR, "limit": 9}
    [leased] = line.store.lease_redirects(owner="slow", **lease)

    assert line.store.lease_redirects(owner="other", **lease) == ()
    assert line.store.release_redirects("slow") == 1
    [taken] = line.store.lease_redirects(owner="other", **lease)

    assert (leased.url, taken.attempt) == (taken.url, 1)
    assert await make_resolver(line).step() == 0
