"""Full text, end to end: a feed of teasers, a site of pages, one mail and no second."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitor.daemon import utc_now
from tests.integration.daemon.test_founding_example import rss
from tests.support.daemon import Desk, wait_until
from tests.support.feedserver import FeedServer
from tests.support.smtpserver import SmtpServer
from tests.support.webpages import make_page

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = Path(__file__).parents[3].parent / "shared" / "data" / "seed-article.de.txt"
WRITTEN = (
    "Der russische Sicherheitschef Sergej Schoigu ist am Dienstag in Pjöngjang eingetroffen.\n"
    "Er wurde am Flughafen mit militärischen Ehren empfangen, wie die Agentur meldet.\n"
    "Über den Inhalt der Gespräche wurde zunächst nichts bekannt."
)

NEWSROOM = """
feeds:
  - url: {feed}
    source: Donaublatt
    full_text: true
topics:
  shoigu-in-pyongyang:
    query: "Schoigu AND Pjöngjang"
    priority: urgent
    receivers: [desk-mail]
    notify: {{group_wait: 0s}}
"""

SETTINGS = """
[fetch]
allow_private = true
default_interval = "1s"
min_interval = "1s"

[smtp]
host = "127.0.0.1"
port = {smtp}
from = "monitor@example.org"

[receivers.desk-mail]
kind = "email"
to = ["desk@example.org"]
"""

OLD = ("/hafen", "Hafen wird ausgebaut", "Der Rat stimmte zu.")
TEASER = ("/besuch", "Überraschender Besuch", "Ein Gast ist eingetroffen.")
TEXTS = [
    pytest.param(WRITTEN, id="written"),
    pytest.param(
        SEED.read_text(encoding="utf-8") if SEED.exists() else "",
        id="seed",
        marks=pytest.mark.skipif(not SEED.exists(), reason="the seed article is not at hand"),
    ),
]


@pytest.fixture
def publisher() -> Iterator[FeedServer]:
    with FeedServer() as server:
        server.set("/robots.txt", "User-agent: *\nDisallow: /intern/", content_type="text/plain")
        yield server


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


def show(publisher: FeedServer, *entries: tuple[str, str, str]) -> str:
    absolute = [(publisher.url + link, title, text) for link, title, text in entries]
    return publisher.set("/feed.xml", rss(*absolute), etag=f'"{len(entries)}"')


def write_page(publisher: FeedServer, path: str, text: str, *, charset: str = "utf-8") -> None:
    html = make_page(*text.splitlines(), title="Besuch", language="de", charset=charset)
    body = html.encode(charset, "xmlcharrefreplace")
    publisher.set(path, body, content_type="text/html")


def make_desk(folder: Path, smtp: SmtpServer, feed: str) -> Desk:
    desk = Desk(folder=folder, settings=SETTINGS.format(smtp=smtp.port))
    desk.stock(NEWSROOM.format(feed=feed))
    return desk


@pytest.mark.parametrize("text", TEXTS)
def test_a_topic_that_only_the_page_satisfies_is_told_once(
    tmp_path: Path, publisher: FeedServer, smtp: SmtpServer, text: str
) -> None:
    desk = make_desk(tmp_path, smtp, show(publisher, OLD))
    write_page(publisher, "/hafen", text)
    write_page(publisher, "/besuch", text, charset="windows-1252")

    with desk.daemon() as daemon:
        wait_until(lambda: len(publisher.requests_for("/feed.xml")) >= 2, what="the baseline")
        show(publisher, TEASER, OLD)
        [mail] = smtp.wait_for(1)
        assert "Schoigu" in mail.part("plain")
        assert "Pjöngjang" in mail.part("plain")

        before = len(publisher.requests_for("/feed.xml"))
        wait_until(lambda: len(publisher.requests_for("/feed.xml")) > before + 2, what="more polls")
        assert len(smtp.mails) == 1
        assert daemon.terminate() == 0

    assert not publisher.requests_for("/hafen"), "a baseline fetches no pages"
    assert len(publisher.requests_for("/besuch")) == 1
    trace = desk.done("why", publisher.url + "/besuch")
    assert "characters from its page, fetched at" in trace


def test_one_round_reads_pages_too_and_says_why_it_left_one_out(
    tmp_path: Path, publisher: FeedServer, smtp: SmtpServer
) -> None:
    desk = make_desk(tmp_path, smtp, show(publisher, OLD))
    desk.done("run", "--once")
    write_page(publisher, "/besuch", WRITTEN)
    write_page(publisher, "/intern/plan", WRITTEN)
    plan = ("/intern/plan", "Plan", "Ein Plan.")
    missing = ("/weg", "Weg", "Nicht mehr da.")
    show(publisher, TEASER, plan, missing, OLD)

    with desk.store() as store:
        wait_until(lambda: store.get_status(utc_now()).feeds_due == 1, what="the next poll")
    desk.done("run", "--once")

    assert len(smtp.mails) == 1
    assert not publisher.requests_for("/intern/plan")
    assert "robots.txt asks robots to stay away" in desk.done("why", publisher.url + plan[0])
    [told] = desk.rows("why", publisher.url + missing[0])
    assert told["page"]["state"] == "failed"
    assert "404" in told["page"]["last_error"]
    desk.done("run", "--once")
    assert len(smtp.mails) == 1
