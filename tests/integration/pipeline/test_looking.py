"""Looking at an address finds its feeds, and costs the site little."""

from __future__ import annotations

import ssl
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
import trustme

from monitor.config import Config
from monitor.daemon.parts import build_client
from monitor.feeds import Hint, Trouble, Verdict
from monitor.fetch import HostGate, Robots
from monitor.pipeline import Looker, LookTools, examine, inspect, look_over
from monitor.pipeline.looking import MOST_REQUESTS, MOST_VERIFIED
from tests.support.builders import NOW
from tests.support.documents import make_item, write_rss
from tests.support.feedserver import FeedServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from datetime import datetime

    from monitor.feeds import Checkup, Look
    from monitor.fetch import Visited
    from monitor.pipeline import Inspection

CONFIG = Config.model_validate({"fetch": {"allow_private": True}})
RSS = 'rel="alternate" type="application/rss+xml"'


class HereInspector:
    """Inspects in this process: no document here is hostile."""

    async def inspect(self, visited: Visited, now: datetime) -> Inspection:
        return inspect(
            visited.final_url,
            visited.body,
            content_type=visited.headers.get("content-type"),
            link_header=visited.headers.get("link"),
            now=now,
        )


@asynccontextmanager
async def tools(config: Config) -> AsyncIterator[LookTools]:
    gate = HostGate(concurrency=1, delay=None)
    async with build_client(config) as client:
        yield LookTools(
            client=client,
            gate=gate,
            robots=Robots(client, gate),
            inspector=HereInspector(),
            clock=lambda: NOW,
        )


async def look(url: str, config: Config = CONFIG) -> Look:
    async with tools(config) as looking:
        return await Looker(looking, url).look()


async def examined(url: str) -> Checkup:
    async with tools(CONFIG) as looking:
        return await examine(looking, url)


@pytest.fixture
def publisher() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


def publish(publisher: FeedServer, path: str, *slugs: str, title: str = "Example Times") -> str:
    items = [make_item(slug, f"The minister arrives in the city {slug}") for slug in slugs]
    return publisher.set(path, write_rss(*items, title=title))


def show(publisher: FeedServer, path: str, html: str, **script: object) -> str:
    return publisher.set(path, html, content_type="text/html", **script)


def paths(publisher: FeedServer) -> list[str]:
    return [request.path for request in publisher.requests]


async def test_an_address_that_is_a_feed_costs_one_request(publisher: FeedServer) -> None:
    url = publish(publisher, "/feed.xml", "a", "b")

    found = await look(url)

    assert found.verdict is Verdict.FEED
    assert found.best is not None
    assert (found.best.url, found.best.title) == (url, "Example Times")
    assert found.best.facts is not None
    assert found.best.facts.entries == 2
    assert paths(publisher) == ["/feed.xml"]


async def test_finds_the_feed_that_a_page_names(publisher: FeedServer) -> None:
    feed = publish(publisher, "/feed.xml", "a")
    home = show(publisher, "/", f'<link {RSS} href="/feed.xml">')

    found = await look(home)

    assert (found.verdict, found.best and found.best.url) == (Verdict.SITE, feed)
    assert paths(publisher) == ["/", "/feed.xml"]


async def test_finds_the_feed_that_a_header_names(publisher: FeedServer) -> None:
    publish(publisher, "/f", "a")
    header = ("Link", '</f>; rel="alternate"; type="application/atom+xml"')

    found = await look(show(publisher, "/", "<html>Hello", headers=[header]))

    assert [one.hint for one in found.sights] == [Hint.HEADER]


async def test_follows_a_page_that_sends_its_readers_on(publisher: FeedServer) -> None:
    feed = publish(publisher, "/feed.xml", "a")
    show(publisher, "/en/", f'<link {RSS} href="/feed.xml">')

    found = await look(show(publisher, "/", '<meta http-equiv=refresh content="0;url=/en/">'))

    assert found.best is not None
    assert found.best.url == feed


async def test_prefers_the_articles_to_their_comments(publisher: FeedServer) -> None:
    feed = publish(publisher, "/feed", "a", "b")
    publish(publisher, "/comments/feed", "x", "y", title="Comments")
    links = f'<link {RSS} href="/comments/feed"><link {RSS} href="/feed">'

    found = await look(show(publisher, "/", links))

    assert found.best is not None
    assert found.best.url == feed
    assert [one.is_comments for one in found.sights] == [False, True]


async def test_looks_on_where_a_page_names_only_its_comments(publisher: FeedServer) -> None:
    feed = publish(publisher, "/feed", "a")
    publish(publisher, "/comments/feed", "x", title="Comments")

    found = await look(show(publisher, "/", f'<link {RSS} href="/comments/feed">'))

    assert found.best is not None
    assert found.best.url == feed


async def test_leaves_the_choice_between_two_feeds(publisher: FeedServer) -> None:
    publish(publisher, "/world", "a", title="World")
    publish(publisher, "/sport", "b", title="Sport")
    links = f'<link {RSS} href="/world"><link {RSS} href="/sport">'

    found = await look(show(publisher, "/", links))

    assert found.best is None
    assert [one.title for one in found.sights] == ["World", "Sport"]


async def test_does_not_look_at_every_feed_of_a_site_that_has_many(publisher: FeedServer) -> None:
    links = []
    for number in range(20):
        publish(publisher, f"/{number}", f"slug-{number}")
        links.append(f'<link {RSS} title="Section {number}" href="/{number}">')

    found = await look(show(publisher, "/", "".join(links)))

    assert len(found.sights) == 20
    assert len(publisher.requests) == 1 + MOST_VERIFIED
    assert (found.sights[-1].title, found.sights[-1].facts) == ("Section 19", None)


async def test_leaves_out_what_is_named_and_is_not_there(publisher: FeedServer) -> None:
    feed = publish(publisher, "/feed", "a")
    show(publisher, "/page", "<html>Hello")
    links = f'<link {RSS} href="/absent"><link {RSS} href="/page"><link {RSS} href="/feed">'

    found = await look(show(publisher, "/", links))

    assert [one.url for one in found.sights] == [feed]


async def test_tries_customary_places_where_a_page_names_no_feed(publisher: FeedServer) -> None:
    feed = publish(publisher, "/rss.xml", "a")

    found = await look(show(publisher, "/", "<html>Hello"))

    assert found.best is not None
    assert (found.best.url, found.best.hint) == (feed, Hint.PROBE)
    assert paths(publisher)[:3] == ["/", "/robots.txt", "/feed"]


async def test_tries_links_that_look_like_feeds_before_customary_places(
    publisher: FeedServer,
) -> None:
    feed = publish(publisher, "/service/rss/world", "a")

    found = await look(show(publisher, "/", '<a href="/service/rss/world">World</a>'))

    assert found.best is not None
    assert (found.best.url, found.best.hint) == (feed, Hint.LINK)


async def test_asks_no_place_that_robots_txt_forbids(publisher: FeedServer) -> None:
    publish(publisher, "/feed", "a")
    publisher.set("/robots.txt", "User-agent: *\nDisallow: /", content_type="text/plain")

    found = await look(show(publisher, "/", '<a href="/feed">RSS</a>'))

    assert found.verdict is Verdict.NOTHING
    assert paths(publisher) == ["/", "/robots.txt"]


async def test_asks_for_what_a_page_names_although_robots_txt_forbids_it(
    publisher: FeedServer,
) -> None:
    publish(publisher, "/feed", "a")
    publisher.set("/robots.txt", "User-agent: *\nDisallow: /", content_type="text/plain")

    found = await look(show(publisher, "/", f'<link {RSS} href="/feed">'))

    assert found.best is not None
    assert paths(publisher) == ["/", "/feed"]


async def test_asks_a_site_at_most_ten_times(publisher: FeedServer) -> None:
    links = "".join(f'<a href="/rss/{number}">RSS</a>' for number in range(30))

    found = await look(show(publisher, "/some/page", links))

    assert found.verdict is Verdict.NOTHING
    assert len(publisher.requests) == MOST_REQUESTS


async def test_says_what_is_there_instead_of_a_feed(publisher: FeedServer) -> None:
    found = await look(show(publisher, "/", "<html><title>Just a moment...</title>"))

    assert found.verdict is Verdict.NOTHING
    assert "keeps programs out" in (found.note or "")
    assert paths(publisher) == ["/"]


async def test_does_not_search_a_site_whose_page_is_not_there(publisher: FeedServer) -> None:
    found = await look(f"{publisher.url}/absent?token=CANARY")

    assert found.verdict is Verdict.UNREACHABLE
    assert "status 404" in (found.note or "")
    assert "CANARY" not in (found.note or "")
    assert paths(publisher) == ["/absent?token=CANARY"]


@pytest.mark.parametrize(
    "script", [{"raw": b"nonsense\r\n\r\n"}, {"redirect_to": "/"}, {"status": 500}]
)
async def test_a_site_that_misbehaves_is_out_of_reach(
    publisher: FeedServer, script: dict[str, object]
) -> None:
    assert (await look(publisher.set("/", **script))).verdict is Verdict.UNREACHABLE


async def test_calls_no_address_that_the_guard_refuses(publisher: FeedServer) -> None:
    url = publish(publisher, "/feed", "a")

    by_address, by_name = [
        await look(given, Config()) for given in (url, url.replace("127.0.0.1", "localhost"))
    ]

    assert (by_address.verdict, by_name.verdict) == (Verdict.REFUSED, Verdict.REFUSED)
    assert "allow_private" in (by_address.note or "")
    assert publisher.requests == []


async def test_a_page_cannot_send_it_to_an_address_that_the_guard_refuses(
    publisher: FeedServer,
) -> None:
    links = f'<link {RSS} href="http://169.254.169.254/latest"><link {RSS} href="file:///etc">'

    found = await look(show(publisher, "/", links))

    assert found.sights == ()


async def test_carries_the_password_of_a_site_to_its_feed(publisher: FeedServer) -> None:
    publish(publisher, "/feed", "a")
    url = show(publisher, "/", f'<link {RSS} href="/feed">').replace("http://", "http://me:pw@")

    found = await look(url)

    assert found.best is not None
    assert found.best.url.startswith("http://me:pw@")
    assert publisher.requests_for("/feed")[0].headers["authorization"].startswith("Basic ")


async def test_takes_the_new_address_of_a_feed_that_moved_for_good(publisher: FeedServer) -> None:
    feed = publish(publisher, "/new", "a")
    publisher.set("/old", status=301, redirect_to="/new")

    found = await look(show(publisher, "/", f'<link {RSS} href="/old">'))

    assert found.best is not None
    assert found.best.url == feed


async def test_a_checkup_asks_twice_the_second_time_as_a_poll_would(publisher: FeedServer) -> None:
    url = publish(publisher, "/feed", "a")
    publisher.change("/feed", etag='"v1"')

    checkup = await examined(url)

    first, second = publisher.requests
    assert "if-none-match" not in first.headers
    assert second.headers["if-none-match"] == '"v1"'
    assert checkup.again is not None
    assert checkup.again.status_code == 304
    assert checkup.facts is not None


async def test_a_checkup_of_a_page_names_the_feed_that_the_page_names(
    publisher: FeedServer,
) -> None:
    checkup = await examined(show(publisher, "/", f'<link {RSS} href="/feed">'))

    assert checkup.facts is None
    assert checkup.named == f"{publisher.url}/feed"


async def test_a_checkup_asks_once_where_the_server_gives_no_validators(
    publisher: FeedServer,
) -> None:
    checkup = await examined(publish(publisher, "/feed", "a"))

    assert checkup.again is None
    assert len(publisher.requests) == 1


@pytest.mark.parametrize(
    ("url", "trouble"),
    [
        ("http://127.0.0.1:1024/", Trouble.CONNECTION),
        ("http://nowhere.invalid/", Trouble.NAME),
        ("http://169.254.169.254/", Trouble.ADDRESS),
        ("gopher://x/", Trouble.ADDRESS),
    ],
)
async def test_a_checkup_says_why_no_answer_came(url: str, trouble: Trouble) -> None:
    assert (await examined(url)).visit.trouble is trouble


async def test_a_checkup_tells_a_certificate_that_is_not_trusted() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)

    with FeedServer(tls=context) as server:
        checkup = await examined(publish(server, "/feed", "a"))

    assert checkup.visit.trouble is Trouble.TLS


async def test_tries_http_where_https_is_not_spoken_and_nobody_said_https(
    publisher: FeedServer,
) -> None:
    url = publish(publisher, "/feed", "a")
    guessed = url.replace("http://", "https://")

    async with tools(CONFIG) as looking:
        said = await look_over(looking, guessed)
        bare = await look_over(looking, guessed, or_http=True)

    assert (said.verdict, said.url, said.given) == (Verdict.UNREACHABLE, guessed, guessed)
    assert (bare.verdict, bare.url, bare.given) == (Verdict.FEED, url, guessed)


async def test_does_not_try_http_where_only_the_certificate_is_not_trusted() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)

    with FeedServer(tls=context) as publisher:
        url = publish(publisher, "/feed", "a")
        async with tools(CONFIG) as looking:
            found = await look_over(looking, url, or_http=True)
            checkup = await examine(looking, url, or_http=True)

    assert (found.verdict, found.instead_of) == (Verdict.UNREACHABLE, None)
    assert (checkup.url, checkup.visit.trouble) == (url, Trouble.TLS)


async def test_a_checkup_tells_that_no_encryption_is_spoken(publisher: FeedServer) -> None:
    url = publish(publisher, "/feed", "a")
    guessed = url.replace("http://", "https://")

    async with tools(CONFIG) as looking:
        said = await examine(looking, guessed)
        bare = await examine(looking, guessed, or_http=True)

    assert (said.url, said.visit.trouble) == (guessed, Trouble.HANDSHAKE)
    assert (bare.url, bare.visit.trouble) == (url, None)


async def test_what_is_gone_or_a_list_of_feeds_can_never_be_polled(publisher: FeedServer) -> None:
    publisher.set("/gone", status=410)
    publisher.set("/list", "<opml><body><outline xmlUrl='https://a.example/f'/></body></opml>")

    gone, listed = [await look(publisher.url + path) for path in ("/gone", "/list")]

    assert (gone.verdict, listed.verdict) == (Verdict.REFUSED, Verdict.REFUSED)
    assert "gone for good" in str(gone.note)
    assert "monitor feeds import" in str(listed.note)


async def test_a_page_without_feeds_is_not_sent_to_the_command_that_looked(
    publisher: FeedServer,
) -> None:
    found = await look(show(publisher, "/page", "<html>Hello"))

    assert found.verdict is Verdict.NOTHING
    assert "monitor feeds add" not in str(found.note)
    assert "look on the site for a link to a feed" in str(found.note)
