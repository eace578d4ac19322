"""The founding example, end to end: real servers, the real daemon, one alert and no second."""

from __future__ import annotations

import re
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.daemon import utc_now
from tests.support.daemon import Desk, wait_until
from tests.support.feedserver import FeedServer
from tests.support.slackserver import SlackServer
from tests.support.smtpserver import SmtpServer

if TYPE_CHECKING:
    from collections.abc import Sequence

ARTICLES = Path(__file__).parents[2] / "data" / "articles"

NEWSROOM = """
feeds:
  - url: {feed}
    source: Donaublatt
    language: de
  - url: {second}
    source: Donaublatt
concepts:
  shoigu:    {{kind: person, name: Sergei Shoigu, names: {{de: [Schoigu], ko: [쇼이구]}}}}
  pyongyang: {{kind: place, name: Pyongyang, country: KP}}
  dprk:      {{kind: country, code: KP}}
topics:
  shoigu-in-pyongyang:
    title: Shoigu visits Pyongyang
    query: "@shoigu AND (@pyongyang OR @dprk)"
    priority: urgent
    receivers: [desk-slack, desk-mail]
    notify: {{group_wait: 0s, update_interval: 30m, min_publishers: 1}}
    examples:
      match: ["Schoigu in Pjöngjang eingetroffen"]
      no_match: ["Schoigu reist nach Teheran"]
silences: []
"""

SETTINGS = """
[fetch]
contact = "desk@example.org"
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

[receivers.desk-slack]
kind = "slack"
webhook_url = "{slack}"

[log]
level = "debug"
"""


def rss(*items: tuple[str, str, str]) -> str:
    """Write a feed of (link, title, description), newest first."""
    entries = "".join(
        f"<item><title>{escape(title)}</title><link>{link}</link><guid>{link}</guid>"
        f"<pubDate>{format_datetime(utc_now())}</pubDate>"
        f"<description>{escape(description)}</description></item>"
        for link, title, description in items
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel>"
        f"<title>Donaublatt</title><language>de-AT</language>{entries}</channel></rss>"
    )


def polls_of(server: FeedServer, paths: Sequence[str]) -> int:
    return min(len(server.requests_for(path)) for path in paths)


def test_alerts_once_about_the_visit_and_never_about_another(tmp_path: Path) -> None:
    schoigu = (ARTICLES / "schoigu.de.txt").read_text(encoding="utf-8")
    teheran = (ARTICLES / "teheran.de.txt").read_text(encoding="utf-8")
    paths = ("/politik.xml", "/welt.xml")
    old = ("https://donaublatt.example/hafen", "Hafen wird ausgebaut", "Der Rat stimmte zu.")
    visit = (
        "https://donaublatt.example/2026/schoigu?utm_source=rss",
        "Schoigu in Pjöngjang eingetroffen",
        schoigu,
    )
    tehran = ("https://donaublatt.example/2026/teheran", "Schoigu reist nach Teheran", teheran)

    with FeedServer() as feeds, SmtpServer() as smtp, SlackServer() as slack:
        feed = feeds.set(paths[0], rss(old), etag='"1"')
        second = feeds.set(paths[1], rss(old), etag='"1"')
        desk = Desk(
            folder=tmp_path, settings=SETTINGS.format(smtp=smtp.port, slack=slack.webhook_url)
        )
        desk.apply(NEWSROOM.format(feed=feed, second=second))

        with desk.daemon() as daemon:
            wait_until(lambda: polls_of(feeds, paths) >= 2, what="the baseline")
            assert not smtp.mails
            assert not slack.taken

            feeds.set(paths[0], rss(visit, old), etag='"2"')
            feeds.set(paths[1], rss(visit, old), etag='"2"')
            [mail] = smtp.wait_for(1)
            [post] = slack.wait_for(1)
            assert_tells_all(mail.part("plain"))
            assert_tells_all(re.sub("<[^>]+>", "", mail.part("html")))
            assert_tells_all(post.texts())
            assert "Shoigu visits Pyongyang" in str(mail.message["Subject"])

            feeds.set(paths[0], rss(tehran, visit, old), etag='"3"')
            wait_until(lambda: len(desk.rows("search", "Teheran")) == 1, what="the Tehran visit")
            assert not desk.rows("search", "Teheran")[0]["topics"]

            daemon.kill()

        before = len(feeds.requests)
        with desk.daemon() as daemon:
            wait_until(lambda: len(feeds.requests) > before + 3, what="polls after the restart")
            assert len(smtp.mails) == 1
            assert len(slack.taken) == 1
            assert daemon.terminate() == 0

    [article] = desk.rows("search", "Pjöngjang")
    assert sorted(article["feeds"]) == sorted([feed, second])
    assert article["canonical_url"] == "https://donaublatt.example/2026/schoigu"
    [alert] = desk.rows("alerts", "list")
    assert {delivery["state"] for delivery in alert["deliveries"]} == {"sent"}
    trace = desk.done("why", visit[0])
    assert "desk-mail" in trace
    assert "sent" in trace


def assert_tells_all(text: str) -> None:
    """Title, source, link, the matched words, and the reason."""
    assert "Schoigu in Pjöngjang eingetroffen" in re.sub("[«»*]", "", text)
    assert "Donaublatt" in text
    assert "https://donaublatt.example/2026/schoigu" in text
    assert "Schoigu" in text
    assert "Pjöngjang" in text
    assert "@shoigu" in text
